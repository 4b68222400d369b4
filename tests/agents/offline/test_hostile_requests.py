"""Requests that were written to keep the rules busy: the work grows with the length, or they are refused."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import guarded
from agents.offline.asking.script import play
from agents.offline.reading.length import MAX_CHARS, TOO_LONG, is_too_long
from agents.offline.reading.understanding import understand
from agents.offline.supervising.turn import supervisor_turn
from bench.hostile_requests import PIECES, hostile
from tests.agents.offline.desk import NOW, Desk, text_of
from tools.timewords import find

LINEAR = 2.7
"""How many times the work may grow when the length doubles; quadratic, it would be four."""


def steps(read: Callable[[], object]) -> int:
    """How many functions are called, those of the interpreter included."""
    called = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read()
    finally:
        sys.setprofile(None)
    return called


def answered(text: str) -> Callable[[], object]:
    return lambda: play(guarded(supervisor_turn(Request(text, NOW))), (), ())


@pytest.mark.parametrize(
    "piece",
    [
        *("'a ", '"a ', "“a ", "`a ", "'a 'b' ", "'a' ", "'", ", ", ",", "and, ", "if, ", "please "),
        *("a@b.example ", "<a@b.example> ", "(", "[event_id=a] ", "a", "zork ", "@", ". "),
    ],
)
@pytest.mark.parametrize("beginning", ["", "email Ana "])
def test_twice_the_length_is_about_twice_the_work(beginning: str, piece: str) -> None:
    steps(answered("What is on tomorrow?"))  # what is made at the first use
    short, long = (steps(answered(hostile(beginning, piece, size))) for size in (1_000, 2_000))
    assert long <= LINEAR * short


@pytest.mark.parametrize("piece", ["at 3pm ", "1 ", "from 3 to 4 ", "tomorrow ", "1:", "every "])
def test_words_about_time_are_looked_for_in_time_with_the_length(piece: str) -> None:
    short, long = (steps(lambda: find(hostile("", piece, size), now=NOW)) for size in (4_000, 8_000))  # noqa: B023 - called at once
    assert long <= LINEAR * short


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.strip(" \n'")])
def test_what_is_longer_than_the_rules_read_is_not_read(piece: str) -> None:
    text = hostile("", piece, 20 * MAX_CHARS)
    assert is_too_long(text)
    assert understand(text, NOW).clauses == ()


def test_a_request_that_is_too_long_is_told_so_and_the_next_one_is_read(desk: Desk) -> None:
    turn = desk.say("book it " * 1_000)
    assert (turn.status, turn.reply, turn.approvals) == ("done", TOO_LONG, ())
    assert "Design review" in str(desk.say("What is on tomorrow?").reply)


def test_a_long_text_in_quotation_marks_is_taken_whole(desk: Desk) -> None:
    text = " ".join(["All is well here."] * 1_000)
    desk.say(f"email Ana saying '{text}'")
    [mail] = desk.mails()
    assert text in text_of(mail).replace("\n", " ")
