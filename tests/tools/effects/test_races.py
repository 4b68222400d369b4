"""Two processes do the same thing at the same moment: it happens once, and the second hears about it."""

from collections import defaultdict
from typing import Any

import pytest

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved, note, proposed
from tools.effects.approvals import ANSWERED

RACES = 10
KEYS = [f"k{number}" for number in range(RACES)]


def race(target: Any, *ways: tuple[Any, ...]) -> dict[str, list[tuple[str, str]]]:
    """What each racer was told, by key."""
    told: Any = processes.context.SimpleQueue()
    start_line = processes.context.Barrier(len(ways))
    racers = [processes.start(target, *way, start_line, told) for way in ways]
    results = defaultdict(list)
    for _ in range(len(ways) * RACES):
        key, what, message = told.get()
        results[key].append((what, message))
    for racer in racers:
        racer.join()
    return {key: sorted(results[key]) for key in KEYS}


@pytest.mark.parametrize("second", ["approve", "reject"])
def test_two_answers_make_one_winner_and_one_clear_refusal(desk: Desk, second: str) -> None:
    for key in KEYS:
        proposed(desk.book, note(key), key)
    told = race(
        processes.answer_and_carry_out, (desk.path, KEYS, "approve"), (desk.path, KEYS, second)
    )  # fmt: skip
    for key, results in told.items():
        (loser, sentence), (winner, _) = results
        assert loser == "ConflictError"
        assert f"was answered already: {ANSWERED[winner]} by {winner}@" in sentence
        assert desk.notes.arrivals(key) == (1 if winner == "approve" else 0)
    assert all(effect.state == "done" for effect in desk.ledger().list())


def test_two_processes_that_carry_out_the_same_thing_do_it_once(desk: Desk) -> None:
    for key in KEYS:
        approved(desk.book, key)
    told = race(processes.carry_out_together, (desk.path, KEYS), (desk.path, KEYS))
    assert all(results == [("done", ""), ("done", "")] for results in told.values())
    assert [desk.notes.arrivals(key) for key in KEYS] == [1] * RACES


def test_two_processes_that_take_back_the_same_thing_do_it_once(desk: Desk) -> None:
    for key in KEYS:
        desk.ledger().carry_out(approved(desk.book, key))
    told = race(processes.undo_together, (desk.path, KEYS), (desk.path, KEYS))
    for (loser, sentence), (winner, _) in told.values():
        assert (loser, winner) == ("ConflictError", "undone")
        assert sentence.endswith("nothing was taken back")
    assert [desk.notes.arrivals(key) for key in KEYS] == [0] * RACES
