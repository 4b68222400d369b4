"""Whatever a person and the world do, in any order: never twice, and the ledger says what is true."""

import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import database_at
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved, note
from tools.effects.effect import HistoryEntry
from tools.errors import AssistantError, FinalError, PassingError

pytestmark = pytest.mark.parametrize(
    "either_database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
"""What happens by chance hangs little on the database; both run with all tests."""

KEYS = ("k1", "k2")
STEPS = ("carry_out", "hold", "retry", "cancel", "undo", "drain", "recover", "later")
WEATHER = (
    "fine",
    "fine",
    "busy",
    "refused",
    "dropped",
    "dropped too late",
    "interrupted",
    "interrupted late",
)


def weather(notes, kind: str) -> None:
    """How the destination behaves from now on."""
    errors = {
        "busy": PassingError("busy"),
        "refused": FinalError("no"),
        "dropped": PassingError("dropped", uncertain=True),
        "interrupted": KeyboardInterrupt(),
    }

    def raising(name: str) -> Callable[[int], None]:
        def behave(_: int) -> None:
            if name in errors:
                raise errors[name]

        return behave

    late = kind in ("dropped too late", "interrupted late")
    notes.before = raising("" if late else kind)
    notes.after = raising(kind.split()[0] if late else "")


def step(desk: Desk, what: str, key: str) -> None:
    ledger = desk.ledger()
    known = key in {effect.key for effect in ledger.list()}
    with suppress(AssistantError, KeyboardInterrupt):
        match what:
            case "carry_out":
                ledger.carry_out(desk.book.get(key))
            case "hold":
                ledger.carry_out(desk.book.get(key), hold=timedelta(hours=1))
            case "drain" | "recover":
                getattr(ledger, what)()
            case "later":
                desk.clock.forward(hours=3)
            case _ if known:
                getattr(ledger, what)(key)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(KEYS), st.sampled_from(WEATHER)), max_size=12)
)
def test_nothing_is_there_twice_and_the_ledger_says_what_is_there(steps: list[tuple[str, str, str]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(database_at(Path(folder) / "assistant.db")) as database,
    ):
        desk = Desk(Path(folder), database)
        for key in KEYS:
            approved(desk.book, key)
        told: dict[str, tuple[HistoryEntry, ...]] = {}
        for what, key, kind in steps:
            weather(desk.notes, kind)
            step(desk, what, key)
            for effect in desk.ledger().list():
                story = desk.ledger().history(effect.key)
                before = told.get(effect.key, ())
                assert story[: len(before)] == before
                assert story[-1].state == effect.state
                told[effect.key] = story
            assert all(desk.notes.arrivals(key) <= 1 for key in KEYS)
        weather(desk.notes, "fine")
        for _ in range(3):
            desk.ledger().recover()
            desk.clock.forward(hours=3)
            desk.ledger().drain()
        for effect in desk.ledger().list():
            assert effect.state in ("done", "failed", "canceled", "undone")
            # A person may cancel what nobody was sure about.
            if "may have got through" not in " ".join(entry.what for entry in told.get(effect.key, ())):
                assert desk.notes.arrivals(effect.key) == (effect.state == "done")


def test_the_same_approved_list_makes_the_same_ledger() -> None:
    def ledger_of(folder: str) -> list[object]:
        with closing(database_at(Path(folder) / "assistant.db")) as database:
            desk = Desk(Path(folder), database)
            for key in KEYS:
                desk.ledger().carry_out(approved(desk.book, key, note(key)))
            desk.ledger().undo()
            ledger = desk.ledger()
            effects = [replace(effect, receipt=None, undo_receipt=None) for effect in ledger.list()]
            return [effects, [entry for key in KEYS for entry in ledger.history(key)]]

    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert ledger_of(one) == ledger_of(other)
