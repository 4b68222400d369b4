"""Whatever is proposed and whatever a grant says: nothing outside passes, and the preview says what does."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import database_at
from tests.tools.effects.conftest import Desk
from tests.tools.effects.grants.letters import ANA, BEN, EVE, ZONE, granted, grants_on, letter, origins, said
from tools.effects.approvals import Proposal
from tools.effects.grants.scope import WEEKDAYS, Scope
from tools.provenance.origin import OWN, Origin

pytestmark = pytest.mark.parametrize(
    "either_database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
"""What happens by chance hangs little on the database; both run with all tests."""

PEOPLE = (ANA, BEN, EVE, "ana@post.office.example", "ana@office.example.club.example")
SOURCES = ("user", "user", "user", "contacts", "settings", "mail", "event", "tool", "file", "model")
START = datetime(2026, 3, 2, 6, 0, tzinfo=ZONE)


def few(values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


def mostly(usual: Any, other: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 5 + [other])


SCOPES = st.builds(
    lambda **limits: Scope.of(limits),
    people=few(PEOPLE),
    domains=st.sampled_from([["office.example"], ["office.example"], ["club.example"]]),
    calendars=few(("work", "personal")),
    folders=few(("inbox", ".Archive")),
    hours=st.sampled_from(["", "", "8-18", "9:30-12"]),
    weekdays=st.sampled_from([[], [], ["mon", "tue", "wed"]]),
    recipients=st.sampled_from([None, 1, 2]),
    chars=st.sampled_from([None, 5, 50]),
    attachment_bytes=st.sampled_from([None, 0, 10]),
    minutes=st.sampled_from([None, 30, 60]),
    series=st.booleans(),
)

ACTS = st.fixed_dictionaries(
    {
        "people": few(PEOPLE[:3], 3),
        "sources": st.lists(st.sampled_from(SOURCES), max_size=1),
        "calendars": mostly([], ["work"]),
        "folders": mostly([], ["inbox"]),
        "hour": st.sampled_from([None, None, 9, 11, 17, 23]),
        "lasts": st.sampled_from([30, 60, 90]),
        "text": st.sampled_from(["Hi", "Hello", "A longer text about lunch"]),
        "attachment_bytes": mostly(0, 10),
        "series": mostly(False, True),
        "warned": mostly(False, True),
        "asked_for": st.sampled_from([True] * 6 + [False, None]),
        "revision": mostly(0, 1),
        "told": mostly(True, False),
        "counts": mostly(True, False),
        "later_h": st.sampled_from([1, 7, 13, 30]),
    }
)


def propose(desk: Desk, grants: Any, act: dict[str, Any], key: str) -> Proposal:
    spans = []
    if act["hour"] is not None:
        start = desk.clock.now().astimezone(ZONE).replace(hour=act["hour"])
        spans = [[start.isoformat(), (start + timedelta(minutes=act["lasts"])).isoformat()]]
    plan = letter(
        *act["people"],
        text=act["text"],
        calendars=act["calendars"],
        folders=act["folders"],
        spans=spans,
        attachment_bytes=act["attachment_bytes"],
        series=act["series"],
        warnings=("Look at this",) if act["warned"] else (),
    )
    told = origins(act["people"]) if act["told"] else ()
    rest = tuple(Origin(argument="body", value=act["text"], source=source) for source in act["sources"])
    proposal = said(
        desk.book,
        plan,
        key,
        grants if act["counts"] else None,
        provenance=(*told, *rest),
        asked_for=act["asked_for"],
        revision=act["revision"],
    )
    desk.clock.forward(hours=act["later_h"])
    return proposal


@contextmanager
def fresh_desk() -> Iterator[Desk]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(database_at(Path(folder) / "assistant.db")) as database,
    ):
        desk = Desk(Path(folder), database)
        desk.clock.at = START
        yield desk


def is_within(act: dict[str, Any], scope: Scope, at: datetime) -> bool:
    """The same question as the grant answers, asked of the act as the test made it."""
    local = at.astimezone(ZONE)
    begin = local if act["hour"] is None else local.replace(hour=act["hour"])
    end = begin if act["hour"] is None else begin + timedelta(minutes=act["lasts"])
    first, last = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute
    opens, closes = {"": (0, 1440), "08:00-18:00": (480, 1080), "09:30-12:00": (570, 720)}[scope.hours]
    days = {WEEKDAYS[begin.weekday()], WEEKDAYS[(end - timedelta(microseconds=1)).weekday()]}
    timed = not (scope.hours or scope.weekdays)
    return (
        all(p in scope.people or p.split("@")[1] in scope.domains for p in act["people"])
        and set(act["calendars"]) <= set(scope.calendars)
        and set(act["folders"]) <= set(scope.folders)
        and (timed or not act["series"])
        and (not scope.hours or (opens <= first < closes and last <= closes and begin.date() == end.date()))
        and (
            not scope.weekdays
            or (days if act["hour"] else {WEEKDAYS[begin.weekday()]}) <= set(scope.weekdays)
        )
        and (scope.recipients is None or len(act["people"]) <= scope.recipients)
        and (scope.chars is None or len(act["text"]) <= scope.chars)
        and (scope.attachment_bytes is None or act["attachment_bytes"] <= scope.attachment_bytes)
        and (scope.minutes is None or act["hour"] is None or act["lasts"] <= scope.minutes)
        and (scope.series or not act["series"])
        and set(act["sources"]) <= OWN
        and act["asked_for"] is True
        and not act["warned"]
        and act["revision"] == 0
        and act["counts"]
        and bool((act["people"] and act["told"]) or act["sources"])
        and (act["told"] or not act["people"])
    )


@settings(max_examples=60, deadline=None)
@given(SCOPES, st.integers(1, 4), st.lists(ACTS, min_size=1, max_size=12))
def test_nothing_outside_of_a_scope_passes_and_all_that_is_within_does(
    scope: Scope, most: int, acts: list[dict[str, Any]]
) -> None:
    with fresh_desk() as desk:
        grants = grants_on(desk.database, desk.book, desk)
        grant = granted(desk, grants, scope, most=most)
        left = most
        for number, act in enumerate(acts):
            passes = left > 0 and is_within(act, scope, desk.clock.now())
            proposal = propose(desk, grants, act, f"k{number}")
            assert proposal.grant == (grant.id if passes else None)
            left -= passes
        assert grants.get(grant.id).uses == most - left
        used = [step.about for step in grants.history(grant.id) if step.what == "used"]
        assert used == [p.id for p in desk.book.of_thread("t1") if p.grant]


@settings(max_examples=60, deadline=None)
@given(SCOPES, st.integers(1, 4), st.lists(ACTS, min_size=1, max_size=12))
def test_a_preview_says_exactly_what_would_have_passed(
    scope: Scope, most: int, acts: list[dict[str, Any]]
) -> None:
    with fresh_desk() as desk:
        grants = grants_on(desk.database, desk.book, desk)
        for number, act in enumerate(acts):
            propose(desk, grants, act, f"k{number}")
        rule = grants.rule(desk.book.get(granted(desk, grants, scope, most=most).from_approval), scope)
        previewed = [p.id for p in grants.would_have_passed(rule, most)]
    with fresh_desk() as desk:
        grants = grants_on(desk.database, desk.book, desk)
        granted(desk, grants, scope, most=most)
        passed = [propose(desk, grants, act, f"k{number}") for number, act in enumerate(acts)]
    assert previewed == [p.id for p in passed if p.grant]
