import gc
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import agents
import assistant.polls
import tools.patterns
import tools.provenance
from tools.patterns import Pattern, compile_all, needed

OUR_PATTERNS = [
    r"abc+de",
    r"ab?cd",
    r"(?:please,? )*(?:book|take) (?:a|the) (?P<room>room|hall)s?\b",
    r"x(?P<inner>in(?:ner|most))*y(?:one|two){1,3}(?:three){0,2}z",
    r"(?<=of )mine|[.]yours?(?! truly)",
    r"[^\]\"]{2}\.com(?:/path)?",
    r"\w+ (?:and \w+ )+too",
    r"(?:a|bb|(?:ccc|dddd)e)f|g\?h",
    r"(?-i:[A-Z])alpha {0,1}beta",
]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize("pattern", OUR_PATTERNS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_whatever_fits_a_pattern_has_what_the_pattern_needs(pattern: str, flags: int, data: st.DataObject):
    text = data.draw(st.from_regex(re.compile(pattern, flags)))
    assert Pattern(pattern, flags).may_fit(text)


def test_what_a_pattern_needs_is_read_off_its_letters():
    assert needed(r"\bmove (?:it|that) to\b") == (("move ",), ("it", "that"), (" to",))
    assert needed("Cancel|Call OFF", re.IGNORECASE) == (("cancel", "call off"),)
    assert needed(r"(?:not )?\w+") == needed(r"(?#a remark) word") == needed("a b  # c", re.VERBOSE) == ()


def test_what_cannot_fit_costs_no_compiling():
    pattern = Pattern(r"remind (?:me|us)", re.IGNORECASE)
    text = "What is on today?"
    assert pattern.search(text) is pattern.match(text) is pattern.fullmatch(text) is None
    assert (list(pattern.finditer(text)), pattern.findall(text), pattern.split(text)) == ([], [], [text])
    assert pattern.sub("tell", text) == text
    assert "compiled" not in vars(pattern)
    assert pattern.sub("tell them", "REMIND me!") == "tell them!" and "compiled" in vars(pattern)
    assert pattern.search(text) is None and pattern.split("a remind us b") == ["a ", " b"]


def test_what_stands_in_another_order_cannot_fit():
    pattern = Pattern(r"(?:move|shift) (?:it|that) to\b")
    assert pattern.search("go to that and move") is pattern.search("move to it") is None
    assert "compiled" not in vars(pattern)
    assert pattern.search("it: move that to four")


@pytest.mark.parametrize("text", ["mſg", "MSG", "lİst", "lıst", "LIST", "\N{KELVIN SIGN}eep"])
def test_letters_that_are_the_same_where_case_is_ignored_fit(text: str):
    pattern = "msg|list|keep"
    assert (
        bool(Pattern(pattern, re.IGNORECASE).search(text))
        is bool(re.search(pattern, text, re.IGNORECASE))
        is True
    )


def test_a_pattern_of_ours_compiles_and_lets_pass_what_it_fits():
    patterns = list(_patterns_of_the_house())
    sentences = list(_sentences())[::8]
    assert len(patterns) > 300 and len(sentences) > 100
    for pattern in patterns:
        for text in sentences:
            if not pattern.may_fit(text):
                assert not pattern.compiled.search(text), (pattern.pattern, text)


def test_the_built_in_model_compiles_nothing_where_it_is_loaded():
    rooms = Path(agents.__path__[0], "offline")
    assert [path for path in rooms.rglob("*.py") if "re.compile(" in path.read_text(encoding="utf-8")] == []


def _patterns_of_the_house() -> Iterator[Pattern]:
    for package in (agents, tools.provenance, assistant.polls):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                yield from _within(value)


def _within(value: Any) -> Iterator[Pattern]:
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)
    elif isinstance(value, dict):
        yield from _within(list(value.values()))


def _sentences() -> Iterator[str]:
    for path in sorted((Path(__file__).parents[1] / "agents/offline/tasks").glob("*.toml")):
        for task in tomllib.loads(path.read_text(encoding="utf-8")).get("task", []):
            yield from [task["say"]] if isinstance(task["say"], str) else task["say"]


def test_a_process_that_stays_has_all_patterns_made():
    pattern = Pattern("an armadillo")
    assert "compiled" not in vars(pattern)
    compile_all()
    assert "compiled" in vars(pattern)


def test_what_was_made_of_one_text_goes_with_it():
    gc.collect()
    before = len(tools.patterns._all)
    made = [Pattern(f"number {i}") for i in range(10)]
    assert len(tools.patterns._all) == before + len(made)
    made.clear()
    gc.collect()
    assert len(tools.patterns._all) == before
