from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tools.timewords import Kind, resolve

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2027, 2, 1, 8, 15, tzinfo=NEW_YORK)


def resolved(text, now=MONDAY, **settings):
    found = resolve(text, now=now, **settings)
    assert found is not None, f"no time in {text!r}"
    return found


def at(day, hour, minute=0):
    return datetime(2027, 2, day, hour, minute, tzinfo=NEW_YORK)


def test_a_length_on_a_day_without_a_time_leaves_the_day_and_tells_the_length():
    found = resolved("tomorrow for 2 hours")
    assert (found.kind, found.duration, found.time_of_day_given) == (Kind.DAY, timedelta(hours=2), False)
    assert found.understood == "Tuesday, 2 February 2027, for 2 hours"


def test_a_limit_within_a_day_begins_with_that_day():
    found = resolved("tomorrow before noon")
    assert (found.kind, found.start, found.end) == (Kind.DEADLINE, at(2, 0), at(2, 12))


def test_older_than_has_no_beginning():
    found = resolved("more than 2 weeks ago")
    assert (found.kind, found.start) == (Kind.DEADLINE, None)
    assert found.end == datetime(2027, 1, 18, tzinfo=NEW_YORK)


def test_a_time_of_day_that_is_over_is_tomorrows_or_yesterdays():
    evening = datetime(2027, 2, 1, 20, tzinfo=NEW_YORK)
    assert resolved("9:30am", evening).start == at(2, 9, 30)
    assert resolved("9:30", evening, direction="past").start == at(1, 9, 30)
    assert resolved("23:30", evening, direction="past").start == datetime(
        2027, 1, 31, 23, 30, tzinfo=NEW_YORK
    )


def test_from_something_that_is_over_is_where_a_thing_comes_from():
    assert resolved("from last month").kind is Kind.SPAN
    assert resolved("from yesterday morning").end == datetime(2027, 1, 31, 12, tzinfo=NEW_YORK)
    assert resolved("from tomorrow").kind is Kind.SINCE


def test_an_iso_interval_is_a_span():
    assert resolved("2027-02-09T14:00/2027-02-09T15:30").end == at(9, 15, 30)
    assert not resolved("Tue/Thu 10am").certain


def test_in_the_afternoon_an_open_hour_may_be_this_evening():
    afternoon = datetime(2027, 2, 1, 16, tzinfo=NEW_YORK)
    assert [c.start for c in resolved("at 9", afternoon).candidates] == [at(2, 9), at(1, 21)]
    assert [c.start for c in resolved("today at 9", afternoon).candidates] == [at(1, 21)]
    assert resolved("tomorrow at 9", afternoon).certain


def test_a_number_alone_is_doubtful():
    assert not resolved("12").certain
    assert resolved("12:30").certain


def test_by_a_meal_is_until_it_begins():
    found = resolved("by lunch tomorrow")
    assert (found.kind, found.end) == (Kind.DEADLINE, at(2, 12))


def test_before_the_end_of_something_is_until_its_very_end():
    assert resolved("before the end of the month").end == datetime(2027, 3, 1, tzinfo=NEW_YORK)
