"""Days by several of their names, and by what they are compared with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

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


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Wednesday the 13th", date(2027, 1, 13)),
        ("Thursday, 18 March", date(2027, 3, 18)),
        ("Saturday 20 March", date(2027, 3, 20)),
        ("Wednesday 24 March", date(2027, 3, 24)),
        ("Fri, 28 May", date(2027, 5, 28)),
        ("Sunday 28 May", date(2028, 5, 28)),
        ("this Tuesday, 17 November", date(2026, 11, 17)),
    ],
)
def test_of_a_weekday_and_a_date_the_day_that_is_both_comes_first(text, first):
    assert resolved(text).start == first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("the second Tuesday after Christmas", date(2027, 1, 5)),
        ("first Tuesday after Christmas", date(2026, 12, 29)),
        ("the 3rd Monday before Christmas", date(2026, 12, 7)),
    ],
)
def test_weekdays_are_counted_from_a_day(text, day):
    found = resolved(text)
    assert (found.certain, found.start) == (True, day)


def test_what_is_next_is_not_past():
    assert date(2026, 11, 17) != resolved("next Tuesday, 17 November").start


def test_a_weekday_tells_which_month_is_meant():
    assert resolved("Sunday the 13th").start == date(2026, 12, 13)
    assert resolved("Sunday the 13th").certain


@pytest.mark.parametrize("text", ["the 12th of this month", "12th day of this month", "12 of this month"])
def test_a_day_of_this_month_is_in_this_month(text):
    found = resolved(text)
    assert (found.certain, found.start) == (True, date(2026, 11, 12))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("year greater than 2029", 2030, None),
        ("years after 2029", 2030, None),
        ("years before 2019", None, 2019),
    ],
)
def test_years_are_compared(text, start, end):
    found = resolved(text)
    assert (found.start and found.start.year, found.end and found.end.year) == (start, end)


def test_within_a_length_of_something_may_be_after_it_or_around_it():
    found = resolved("within 2 days of Christmas")
    assert not found.certain
    assert {reading.start for reading in found.candidates} == {date(2026, 12, 25), date(2026, 12, 23)}


@pytest.mark.parametrize("text", ["2026-W48", "2026 W48", "week 48 of 2026"])
def test_a_week_by_its_number_begins_on_its_monday(text):
    assert resolved(text).start == date(2026, 11, 23)
