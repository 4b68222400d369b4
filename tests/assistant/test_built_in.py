"""What the built-in model does beside language models of which some are small."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.looks_as_wanted import LooksAsWanted
from agents.offline_first import OfflineFirst
from assistant.bootstrap import build_toolsets
from assistant.built_in import BuiltIn, beside
from assistant.home import Home
from assistant.settings import load_settings
from assistant.testing import ScriptedModel
from tests.assistant.turn.test_stand_in import ModelHere
from tests.assistant.turn.weak import CALENDAR, LOOK, Weak, books

AGENTS = ("supervisor", "calendar", "email")
USER = {"user_name": "Sam Reed", "user_email": "sam@x.example"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(load_settings(home=tmp_path / "home", model="x:y", user_email="sam@x.example"))
    yield home
    home.close()


def _beside(home: Home, *small: str) -> BuiltIn:
    toolsets = {name: one for name, one in build_toolsets(home).items() if name in AGENTS}
    return beside(home, toolsets, USER, lambda agent: agent in small)


def _kinds(built_in: BuiltIn) -> dict[str, list[type]]:
    return {agent: [type(one) for one in built_in.first(agent)] for agent in AGENTS}


def test_beside_large_models_it_does_nothing(home: Home) -> None:
    built_in = _beside(home)
    assert _kinds(built_in) == {agent: [] for agent in AGENTS}
    assert not built_in.stands_in
    assert not any(map(built_in.instead, AGENTS))


def test_it_helps_the_agent_whose_model_is_small_and_no_other(home: Home) -> None:
    built_in = _beside(home, "calendar")
    assert _kinds(built_in)["calendar"] == [OfflineFirst, LooksAsWanted]
    assert _kinds(built_in)["email"] == [OfflineFirst]
    assert built_in.instead("calendar") and not built_in.instead("email")
    assert not built_in.stands_in


def test_it_stands_in_for_a_small_supervisor(home: Home) -> None:
    built_in = _beside(home, "supervisor")
    assert len(built_in.stands_in) == 1
    assert _kinds(built_in)["calendar"] == [OfflineFirst]


@pytest.mark.parametrize(("plays", "looks"), [(ScriptedModel, 1), (ModelHere, 2)])
def test_what_a_large_model_knows_from_before_it_need_not_look_up_again(
    tmp_path: Path, plays: type[ScriptedModel], looks: int
) -> None:
    weak, told = Weak(tmp_path / "home", plays), "The design review, at 14:00."
    weak.plays(books("next Tuesday"), "At 14:00.", calendar=[LOOK, told] * 2)
    weak.says("What do I have next Tuesday?")
    assert "14:00" in str(weak.says("When is the design review?").reply)
    assert [key for key, _ in weak.model.heard].count(CALENDAR) == 2 * looks
