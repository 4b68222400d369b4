from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import Kind, resolve

LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=LONDON)


def resolved(text, now=FRIDAY, **settings):
    found = resolve(text, now=now, **settings)
    assert found is not None, f"no time in {text!r}"
    return found


@pytest.mark.parametrize("weekday", range(7))
def test_next_wednesday_is_in_the_next_calendar_week_for_certain_once_this_weeks_is_there(weekday):
    now = datetime(2026, 11, 16 + weekday, 9, tzinfo=LONDON)
    found = resolved("next Wednesday at 2pm for 1 hour", now)
    assert found.start == datetime(2026, 11, 25, 14, tzinfo=LONDON)
    assert found.end == datetime(2026, 11, 25, 15, tzinfo=LONDON)
    assert found.understood == "Wednesday, 25 November 2026, 14:00–15:00 (Europe/London)"
    to_come = weekday < now.replace(day=18).weekday()
    assert found.certain == (not to_come)
    assert [reading.start.day for reading in found.candidates] == ([25, 18] if to_come else [])


def test_the_order_of_day_and_month_is_a_setting_until_only_one_makes_sense():
    assert resolved("03/04/2027").start == date(2027, 3, 4)
    assert resolved("03/04/2027", day_first=True).start == date(2027, 4, 3)
    for day_first in (True, False):
        assert resolved("25/12/2026", day_first=day_first).start == date(2026, 12, 25)
        assert resolved("2026-03-04", day_first=day_first).start == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("direction", "monday", "march"),
    [
        ("future", date(2026, 11, 23), date(2027, 3, 1)),
        ("past", date(2026, 11, 16), date(2026, 3, 1)),
        ("nearest", date(2026, 11, 23), date(2027, 3, 1)),
    ],
)
def test_the_direction_decides_where_the_words_do_not(direction, monday, march):
    assert resolved("Monday", direction=direction).start == monday
    assert resolved("March", direction=direction).start == march
    assert resolved("last Monday", direction=direction).start == date(2026, 11, 16)


def test_a_day_counted_from_now_knows_its_moment():
    found = resolved("in 3 days")
    assert (found.start, found.moment) == (date(2026, 11, 23), datetime(2026, 11, 23, 10, 30, tzinfo=LONDON))
    assert resolved("2 weeks ago").moment == datetime(2026, 11, 6, 10, 30, tzinfo=LONDON)
    assert resolved("in 5 months").moment == datetime(2027, 4, 20, 10, 30, tzinfo=LONDON)
    assert resolved("two days before Christmas").moment is None
    assert resolved("next week").moment is None


def test_from_right_now_is_to_the_second():
    found = resolved("2 days from right now")
    assert (found.kind, found.start) == (Kind.INSTANT, datetime(2026, 11, 22, 10, 30, tzinfo=LONDON))


@pytest.mark.parametrize("text", ["after 3", "after lunch", "from 4pm on"])
def test_what_is_looked_for_after_an_hour_of_today_is_today(text):
    assert resolved(text).ends_tonight(FRIDAY) == datetime(2026, 11, 21, tzinfo=LONDON)


@pytest.mark.parametrize(
    "text", ["after Tuesday", "from now on", "after 3pm tomorrow", "from tuesday 3pm on", "at 3"]
)
def test_what_begins_on_another_day_or_has_its_own_end_does_not_end_tonight(text):
    assert resolved(text).ends_tonight(FRIDAY) is None
