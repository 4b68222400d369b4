"""Each step is done once, whenever a process dies, and is taken back as a whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.assistant.polls.conftest import HELD, MAYA, NOAH, WEDNESDAY, Office, at
from tools.effects.effect import EffectState
from tools.errors import ConflictError, DeliveryError, ToolError

ASKED, INVITED = ("When can we meet? Budget", "REQUEST"), ("Invitation: Budget", "REQUEST")
OFF, CANCELLED = ("Called off: Budget", "CANCEL"), ("Cancelled: Budget", "CANCEL")


class Killed(BaseException):
    """Stands for the end of the process."""


@contextmanager
def killed(office: Office, number: int, *, after: bool) -> Iterator[list[str]]:
    """Dies before or after the call with this number of those that change something; which were made."""
    home = office.home
    made: list[str] = []
    changing: list[tuple[Any, str]] = [
        *((home.polls.book, name) for name in ("add", "opened", "settle", "conclude", "reopen")),
        *((home._kept_events, name) for name in ("create", "delete")),
        *((home.routines.book, name) for name in ("add", "change")),
        *((home._mailing.mails, name) for name in ("send", "take_back")),
    ]
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in changing:
            patch.setattr(owner, name, _dying(getattr(owner, name), name, made, number, after), raising=False)
        try:
            yield made
        except Killed:
            made.append("killed")


def _dying(function: Callable[..., Any], name: str, made: list[str], number: int, after: bool) -> Any:
    def call(*args: Any, **given: Any) -> Any:
        made.append(name)
        if len(made) == number and not after:
            raise Killed
        result = function(*args, **given)
        if len(made) == number:
            raise Killed
        return result

    return call


def everywhere(
    office: Office,
    step: Callable[[], object],
    then: Callable[[], None],
    back: Callable[[], None],
    *,
    after: bool,
) -> None:
    """Has a process die at each point of a step; it is gone on with, looked at, and brought back."""
    number = 1
    while True:
        with killed(office, number, after=after) as made:
            step()
        office.home.ledger.recover()
        then()
        back()
        if "killed" not in made:
            break
        number += 1
    assert number > 4, "there was something to die at"


WHERE = pytest.mark.parametrize("after", [True, pytest.param(False, marks=pytest.mark.slow)])


def answered(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Wednesday")
    office.writes(NOAH, "Wednesday")


@WHERE
def test_proposing_is_done_once_wherever_it_dies(office: Office, after: bool) -> None:
    plan = office.planner.propose([MAYA.email, NOAH.email], WEDNESDAY, title="Budget")
    count = 0

    def once() -> None:
        nonlocal count
        count += 1
        effects = [one for one in office.home.ledger.list() if one.kind == "poll.propose"]
        assert [one.state for one in effects] == ["done"] * count
        assert [(poll.state) for poll in office.home.polls.book.list()] == ["open"] * count
        assert len(office.holds()) == count and office.mails() == [ASKED] * count
        assert len(office.home.routines.book.list()) == count

    everywhere(office, lambda: office.carries_out(plan), once, lambda: None, after=after)


@WHERE
def test_booking_is_done_once_wherever_it_dies(office: Office, after: bool) -> None:
    answered(office)
    times = 0

    def once() -> None:
        nonlocal times
        times += 1
        assert office.booked() == [("Budget", at(WEDNESDAY), [MAYA.email, NOAH.email])]
        assert office.holds() == []
        assert office.mails().count(INVITED) == times

    def back() -> None:
        [last] = [one for one in office.home.ledger.list() if one.kind == "poll.book"][-1:]
        assert last.state is EffectState.DONE
        office.home.ledger.undo(last.key)
        assert office.booked() == [] and office.holds() == HELD
        assert office.mails().count(CANCELLED) == times

    everywhere(office, lambda: office.carries_out(office.planner.settle()), once, back, after=after)


@WHERE
def test_calling_off_is_done_once_wherever_it_dies(office: Office, after: bool) -> None:
    answered(office)
    times = 0

    def once() -> None:
        nonlocal times
        times += 1
        assert office.booked() == [] and office.holds() == []
        assert office.mails().count(OFF) == times
        [routine] = office.home.routines.book.list()
        assert routine.state == "ended"

    def back() -> None:
        office.home.ledger.undo()
        [routine] = office.home.routines.book.list()
        assert office.holds() == HELD and routine.state == "active"
        assert office.mails().count(ASKED) == times + 1, "they hear that it stands again"

    everywhere(office, lambda: office.carries_out(office.planner.settle(time="off")), once, back, after=after)


@pytest.mark.slow
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("what", ["poll.book", "poll.propose"])
def test_taking_back_is_done_once_wherever_it_dies(office: Office, what: str, after: bool) -> None:
    number, made = 1, ["killed"]
    while "killed" in made:
        answered(office)
        if what == "poll.book":
            office.settles()
        key = [one.key for one in office.home.ledger.list() if one.kind == what][-1]
        before = office.mails()
        with killed(office, number, after=after) as made:
            office.home.ledger.undo(key)
        office.home.ledger.recover()
        assert office.home.ledger.get(key).state == "undone"
        assert office.booked() == []
        assert len(office.mails()) == len(before) + 1
        assert office.holds() == (HELD if what == "poll.book" else [])
        if what == "poll.book":
            office.settles("off")
        number += 1


def test_two_cards_for_one_poll_book_once(office: Office) -> None:
    answered(office)
    plans = [office.planner.settle(), office.planner.settle(time="2")]
    first, second = map(office.carries_out, plans)
    assert (first.state, second.state) == ("done", "failed")
    assert len(office.booked()) == 1 and office.mails().count(INVITED) == 1


def test_a_proposal_that_was_booked_is_not_taken_back(office: Office) -> None:
    answered(office)
    office.settles()
    with pytest.raises((ConflictError, DeliveryError), match="undo that first"):
        office.home.ledger.undo("poll1")
    assert len(office.booked()) == 1


def test_what_held_a_time_and_became_an_event_stays(office: Office) -> None:
    poll = office.proposes()
    path = office.home.path / "calendar" / "personal" / poll.hold_name(1)
    path.write_bytes(path.read_bytes().replace(b"STATUS:TENTATIVE", b"STATUS:CONFIRMED"))
    plan = office.planner.settle(time="off")
    assert "What held Tue 8 Dec 10:00–11:00 was changed, and stays" in plan.warnings
    office.carries_out(plan)
    assert office.holds() == HELD[:1]


def test_a_hold_that_was_moved_after_the_card_is_asked_about_anew(office: Office) -> None:
    answered(office)
    plan = office.planner.settle()
    path = office.home.path / "calendar" / "personal" / "poll1-2.ics"
    path.write_bytes(path.read_bytes().replace(b"T140000", b"T143000"))
    effect = office.carries_out(plan)
    assert effect.state == "failed" and "has been changed" in str(effect.error)
    assert office.booked() == [] and len(office.holds()) == 3
    assert [poll.state for poll in office.home.polls.book.list()] == ["open"]


def test_a_booked_event_that_was_changed_is_not_taken_back(office: Office) -> None:
    answered(office)
    office.settles()
    [path] = (office.home.path / "calendar" / "personal").glob("poll1.ics")
    path.write_bytes(path.read_bytes().replace(b"SUMMARY:Budget", b"SUMMARY:Better"))
    with pytest.raises((ConflictError, DeliveryError), match="changed since"):
        office.home.ledger.undo("poll2")
    assert path.exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"attendees": ["sam@larkspur.example"], "when": "next week"}, "nobody but the user"),
        ({"attendees": ["maya"], "when": "next week", "duration_minutes": 0}, "more than 0"),
        ({"attendees": ["maya"], "when": "2026-11-02T10:00"}, "is over already"),
        ({"attendees": ["maya"], "when": "tomorrow at 10; some day"}, "'some day' isn't one time"),
        ({"attendees": ["maya"], "when": "today from 9 to 10", "duration_minutes": 300}, "nothing is free"),
    ],
)
def test_what_cannot_be_proposed_is_said_in_a_sentence(
    office: Office, given: dict[str, Any], why: str
) -> None:
    with pytest.raises(ToolError, match=why):
        office.planner.propose(**given)
    assert office.holds() == [] and office.mails() == []
