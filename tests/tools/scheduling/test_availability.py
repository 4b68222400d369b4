from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.scheduling.desk import LONDON
from tools.errors import ToolError
from tools.scheduling.availability import Slot, WorkingHours, alternatives, blocked, clashing, free_slots
from tools.scheduling.events import Occurrence

TUESDAY = datetime(2026, 11, 24, tzinfo=LONDON)
HOUR = timedelta(hours=1)


def busy(start: float, end: float, title: str = "X", *, day: int = 0) -> Occurrence:
    midnight = TUESDAY + timedelta(days=day)
    return Occurrence("id", "personal", "x.ics", title, midnight + start * HOUR, midnight + end * HOUR)


def hours(slot: Slot) -> str:
    return f"{slot.start:%a %H:%M}-{slot.end:%H:%M}"


def test_what_is_free_is_what_nothing_takes():
    day = Slot(TUESDAY + 9 * HOUR, TUESDAY + 18 * HOUR)
    taken = [busy(10, 11), busy(10.5, 12), busy(12, 12.5), busy(17.5, 20), busy(3, 9.25)]
    assert [hours(slot) for slot in free_slots(taken, [day], HOUR / 2, LONDON)] == [
        "Tue 09:15-10:00",
        "Tue 12:30-17:30",
    ]
    assert [hours(slot) for slot in free_slots(taken, [day], HOUR, LONDON)] == ["Tue 12:30-17:30"]
    assert list(free_slots(taken, [day], 6 * HOUR, LONDON)) == []


def test_what_touches_does_not_clash():
    wanted = Slot(TUESDAY + 10 * HOUR, TUESDAY + 11 * HOUR)
    assert clashing([busy(9, 10), busy(11, 12)], wanted, LONDON) == []
    assert len(clashing([busy(9, 10.1), busy(10.9, 12), busy(10.2, 10.3), busy(1, 20)], wanted, LONDON)) == 4


def test_the_alternatives_are_the_next_free_time_and_the_next_at_the_same_time_of_day():
    wanted = Slot(TUESDAY + 14 * HOUR, TUESDAY + 15 * HOUR)
    taken = [busy(13, 15.1), busy(14, 15, day=1)]
    assert [hours(slot) for slot in alternatives(taken, wanted, WorkingHours(), LONDON)] == [
        "Tue 15:15-16:15",
        "Thu 14:00-15:00",
    ]


def test_after_hours_and_on_weekends_the_next_working_time_is_offered():
    friday = TUESDAY + timedelta(days=3)
    wanted = Slot(friday + 17.5 * HOUR, friday + 18.5 * HOUR)
    assert [hours(slot) for slot in alternatives([busy(17, 19, day=3)], wanted, WorkingHours(), LONDON)] == [
        "Mon 09:00-10:00"
    ]


def test_free_slots_are_told_in_working_hours_from_now_on(desk):
    desk.create("Lunch", "2026-11-24T12:00")
    answer = desk.ask("find_free_slots", when="2026-11-24")
    assert answer == {
        "understood": "Tuesday, 24 November 2026",
        "slots": [
            {"start": "2026-11-24T09:00:00+00:00", "end": "2026-11-24T12:00:00+00:00", "weekday": "Tuesday"},
            {"start": "2026-11-24T13:00:00+00:00", "end": "2026-11-24T18:00:00+00:00", "weekday": "Tuesday"},
        ],
        "free": ["Ada Moss <ada@example.org>"],
        "more": 0,
    }
    assert desk.ask("find_free_slots", when="today")["slots"][0]["start"] == "2026-11-20T10:00:00+00:00"
    assert [s["weekday"] for s in desk.ask("find_free_slots", when="this week")["slots"]] == ["Friday"]


def test_other_times_than_working_hours_are_searched_when_they_are_named(desk):
    evening = desk.ask("find_free_slots", when="tomorrow between 7pm and 9pm")["slots"]
    assert evening == [
        {"start": "2026-11-21T19:00:00+00:00", "end": "2026-11-21T21:00:00+00:00", "weekday": "Saturday"}
    ]
    assert len(desk.ask("find_free_slots", when="2026-11-22")["slots"]) == 1
    assert desk.ask("find_free_slots", when="yesterday")["slots"] == []


def test_whole_days_block_only_where_they_say_so(desk):
    desk.create("Birthday of Ana", "2026-11-24")
    assert len(desk.ask("find_free_slots", when="2026-11-24")["slots"]) == 1
    desk.put(
        "away.ics",
        "BEGIN:VEVENT\nUID:a\nSUMMARY:Away\nDTSTART;VALUE=DATE:20261124\nTRANSP:OPAQUE\nEND:VEVENT",
    )
    assert desk.ask("find_free_slots", when="2026-11-24")["slots"] == []


def test_what_cannot_be_asked_is_told(desk):
    for args in (
        {"when": "whenever"},
        {"when": "today", "duration_minutes": 0},
        {"when": "today", "attendees": ["Zoe"]},
    ):
        with pytest.raises(ToolError):
            desk.ask("find_free_slots", **args)


spans = st.lists(st.tuples(st.integers(0, 95), st.integers(0, 12)), max_size=12)


@given(spans=spans, at_least=st.integers(1, 16))
@settings(deadline=None)
def test_free_and_taken_time_fill_the_window_and_never_overlap(spans, at_least):
    taken = [busy(start / 4, (start + length) / 4) for start, length in spans]
    window = Slot(TUESDAY, TUESDAY + timedelta(days=1))
    merged = blocked(taken, LONDON)
    free = list(free_slots(taken, [window], timedelta(minutes=1), LONDON))
    for slot in free:
        assert not any(slot.overlaps(other) for other in merged)
    total = sum((slot.end - slot.start for slot in free), timedelta())
    inside = sum((min(s.end, window.end) - s.start for s in merged if s.start < window.end), timedelta())
    assert total + inside == timedelta(days=1)
    long = list(free_slots(taken, [window], at_least * HOUR / 4, LONDON))
    assert long == [slot for slot in free if slot.end - slot.start >= at_least * HOUR / 4]


def test_dates_are_told_from_times():
    day = Occurrence("id", "personal", "x.ics", "Away", date(2026, 11, 24), date(2026, 11, 25))
    assert blocked([day], LONDON) == [Slot(TUESDAY, TUESDAY + timedelta(days=1))]
