"""Days by several of their names, and by what they are compared with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tools.timewords import resolve

LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=LONDON)


def resolved(text):
    found = resolve(text, now=FRIDAY)
    assert found is not None, f"no time in {text!r}"
    return found


def test_a_weekday_that_contradicts_its_date_leaves_both():
    found = resolved("Monday 24 November")
    assert not found.certain
    assert [c.start for c in found.candidates[:2]] == [date(2026, 11, 24), date(2026, 11, 23)]


def test_what_is_next_is_not_past():
    assert date(2026, 11, 17) != resolved("next Tuesday, 17 November").start


def test_a_weekday_tells_which_month_is_meant():
    assert resolved("Sunday the 13th").start == date(2026, 12, 13)
    assert resolved("Sunday the 13th").certain


def test_within_a_length_of_something_may_be_after_it_or_around_it():
    found = resolved("within 2 days of Christmas")
    assert not found.certain
    assert {reading.start for reading in found.candidates} == {date(2026, 12, 25), date(2026, 12, 23)}
