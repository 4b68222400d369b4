"""Several occurrences of one series are asked about at once, and each is changed and taken back by itself."""

from datetime import timedelta

import icalendar
import pytest

from assistant.contract import Decision
from tests.agents.offline.desk import NOW, Desk, put_event

MONDAY = NOW.replace(hour=9, minute=15) + timedelta(days=4)
NEXT_WEEK = [MONDAY + timedelta(days=day) for day in range(5)]


@pytest.fixture
def series(desk: Desk) -> Desk:
    put_event(desk.home, "daily", "Stand-up", MONDAY)
    path = desk.home / "calendar" / "personal" / "daily.ics"
    path.write_bytes(path.read_bytes().replace(b"SUMMARY", b"RRULE:FREQ=DAILY\r\nSUMMARY"))
    return desk


def left_out(desk: Desk) -> list[int]:
    """The days of the series that are cancelled."""
    calendar = icalendar.Calendar.from_ical((desk.home / "calendar" / "personal" / "daily.ics").read_bytes())
    [event] = calendar.walk("VEVENT")
    found = event.get("exdate", [])
    return sorted(each.dt.day for one in (found if isinstance(found, list) else [found]) for each in one.dts)


def test_they_are_asked_about_together_and_in_order_and_one_answer_does_all(series: Desk) -> None:
    turn = series.assistant.ask("Cancel all stand-ups next week", thread="t")
    starts = [approval.args["occurrence"][:10] for approval in turn.approvals]
    assert starts == [f"2026-11-{day}" for day in range(23, 30)]
    turn = series.assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
    assert turn.status == "done"
    assert [effect.state for effect in turn.effects] == ["done"] * 7
    assert left_out(series) == [*range(23, 30)]


def test_one_of_them_may_be_left_as_it_is(series: Desk) -> None:
    first, second, *rest = series.assistant.ask("Cancel all stand-ups next week", thread="t").approvals
    yes = {one.id: Decision.approve() for one in (first, *rest)}
    turn = series.assistant.decide({**yes, second.id: Decision.reject("not this one")})
    assert turn.status == "done"
    assert left_out(series) == [23, 25, 26, 27, 28, 29]


def test_each_is_taken_back_by_itself(series: Desk) -> None:
    before = (series.home / "calendar" / "personal" / "daily.ics").read_bytes()
    turn = series.say("Cancel all stand-ups next week")
    for taken_back in range(1, 8):
        assert series.assistant.undo().state == "undone"
        assert len(left_out(series)) == 7 - taken_back
    assert len(turn.effects) == 7
    assert (series.home / "calendar" / "personal" / "daily.ics").read_bytes() == before


def test_each_is_taken_back_in_any_order(series: Desk) -> None:
    turn = series.say("Cancel all stand-ups next week")
    for effect in (turn.effects[3], turn.effects[0], *turn.effects[4:]):
        assert series.assistant.undo(effect.key).state == "undone"
    assert left_out(series) == [24, 25]
