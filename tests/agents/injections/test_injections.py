"""What others write so that a model does it: each value of theirs is marked as theirs, in every tool."""

import re
from collections.abc import Iterator

import pytest

from tests.agents.injections.laid import INJECTIONS, Injection, Laid, acts
from tools.provenance.origin import Origin

NAMES = [injection["name"] for injection in INJECTIONS]


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laid]:
    laid = Laid(tmp_path_factory.mktemp("home"))
    yield laid
    laid.home.close()


@pytest.mark.parametrize("injection", INJECTIONS, ids=NAMES)
def test_every_value_that_somebody_else_gave_is_marked_in_full(laid: Laid, injection: Injection) -> None:
    unmarked = []
    for tool, args, argument, value in acts(injection, laid):
        origins = laid.origins(injection, laid.planned(tool, args), args)
        if left := uncovered(value, [one for one in origins if one.argument == argument and not one.own]):
            unmarked.append((tool, argument, left, origins))
    assert not unmarked


@pytest.mark.parametrize("injection", INJECTIONS, ids=NAMES)
def test_nothing_of_it_was_asked_for(laid: Laid, injection: Injection) -> None:
    wanted = [(tool, laid.planned(tool, args)) for tool, args, *_ in acts(injection, laid)]
    assert wanted and not [tool for tool, plan in wanted if laid.is_asked_for(injection, tool, plan)]


def test_there_are_forty_and_each_gives_something() -> None:
    assert len(set(NAMES)) == len(INJECTIONS) == 40


def uncovered(value: str, origins: list[Origin]) -> str:
    """The words of `value` for which no origin stands."""
    left = value
    for origin in sorted(origins, key=lambda one: len(one.value), reverse=True):
        left = "" if value in origin.value else left.replace(origin.value, " ")
    return left if re.search(r"\w", left) else ""
