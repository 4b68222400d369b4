from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import Kind, resolve

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2027, 2, 1, 8, 15, tzinfo=NEW_YORK)


def resolved(text, now=MONDAY, **settings):
    found = resolve(text, now=now, **settings)
    assert found is not None, f"no time in {text!r}"
    return found


def at(day, hour, minute=0):
    return datetime(2027, 2, day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2pm", at(1, 14)),
        ("2 pm.", at(1, 14)),
        ("2 p.m.", at(1, 14)),
        ("14:00", at(1, 14)),
        ("14h", at(1, 14)),
        ("9h45", at(1, 9, 45)),
        ("1430", at(1, 14, 30)),
        ("half past two", at(1, 14, 30)),
        ("quarter to four", at(1, 15, 45)),
        ("1 minute to midnight", at(1, 23, 59)),
        ("12:00 noon", at(1, 12)),
        ("12:00 midnight", at(2, 0)),
        ("half hour ago", at(1, 7, 45)),
        ("this time tomorrow", at(2, 8, 15)),
        ("at this time on Friday", at(5, 8, 15)),
        ("this time next week", at(8, 8, 15)),
        ("at this time", at(1, 8, 15)),
        ("ten to 5", at(1, 16, 50)),
        ("20 minutes past 9", at(1, 9, 20)),
        ("two thirty", at(1, 14, 30)),
        ("2 in the afternoon", at(1, 14)),
        ("9 at night", at(1, 21)),
        ("2 o'clock", at(1, 14)),
        ("noon", at(1, 12)),
        ("midnight", at(2, 0)),
        ("at 3", at(1, 15)),
        ("at 9", at(1, 9)),
        ("6am", at(2, 6)),
        ("tomorrow at 11", at(2, 11)),
        ("tomorrow 4pm", at(2, 16)),
        ("8:05am on Wednesday", at(3, 8, 5)),
        ("Wednesday, 3 February, 16.15", at(3, 16, 15)),
        ("tonight at 8", at(1, 20)),
        ("eight this evening", at(1, 20)),
        ("tomorrow morning at 7", at(2, 7)),
        ("on the 15th at half past ten", at(15, 10, 30)),
        ("in 2 hours", at(1, 10, 15)),
        ("90 minutes ago", at(1, 6, 45)),
        ("an hour before noon", at(1, 11)),
        ("one hour after noon tomorrow", at(2, 13)),
        ("0930 hours", at(1, 9, 30)),
        ("30 minutes after 4pm tomorrow", at(2, 16, 30)),
        ("in 3 days at 5pm", at(4, 17)),
        ("now", at(1, 8, 15)),
        ("twelve noon", at(1, 12)),
        ("six thirty-five", at(1, 18, 35)),
        ("1745h", at(1, 17, 45)),
        ("fifteen hundred hours", at(1, 15)),
        ("in a hundred and twenty minutes", at(1, 10, 15)),
        ("an hour before lunch tomorrow", at(2, 11)),
        ("3 February - 14:15", at(3, 14, 15)),
        ("2027-02-09T15:30", at(9, 15, 30)),
        ("2027-02-09 15:30", at(9, 15, 30)),
        ("2027-02-09T15:30:00-05:00", at(9, 15, 30)),
        ("2027-02-09T20:30:00Z", at(9, 15, 30)),
    ],
)
def test_an_instant_is_found_for_certain(text, instant):
    found = resolved(text)
    assert (found.kind, found.start, found.end, found.certain) == (Kind.INSTANT, instant, None, True)
    assert found.time_of_day_given
    assert found.start.tzinfo is NEW_YORK


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("between 2 and 4pm", at(1, 14), at(1, 16)),
        ("from 3 to 4:30", at(1, 15), at(1, 16, 30)),
        ("3-4pm", at(1, 15), at(1, 16)),
        ("2pm-4pm", at(1, 14), at(1, 16)),
        ("11-1", at(1, 11), at(1, 13)),
        ("9 to 5 tomorrow", at(2, 9), at(2, 17)),
        ("14:00-14:30", at(1, 14), at(1, 14, 30)),
        ("2pm to 2:45pm on Friday", at(5, 14), at(5, 14, 45)),
        ("from 8 to 10am on Thursday", at(4, 8), at(4, 10)),
        ("Thursday between 10 and 11:30", at(4, 10), at(4, 11, 30)),
        ("10pm to 2am", at(1, 22), at(2, 2)),
        ("tonight from 7 to 9", at(1, 19), at(1, 21)),
        ("tomorrow morning", at(2, 8), at(2, 12)),
        ("this afternoon", at(1, 12), at(1, 18)),
        ("Friday evening", at(5, 18), at(5, 22)),
        ("tonight", at(1, 18), at(2, 0)),
        ("lunchtime tomorrow", at(2, 12), at(2, 14)),
        ("late Tuesday afternoon", at(2, 15), at(2, 18)),
        ("tomorrow at noon for 90 minutes", at(2, 12), at(2, 13, 30)),
        ("for half an hour at 4pm", at(1, 16), at(1, 16, 30)),
        ("Tuesday 2pm 1 hour", at(2, 14), at(2, 15)),
        ("from 2pm till tomorrow 4:30pm", at(1, 14), at(2, 16, 30)),
        ("Wednesday 9am to Friday noon", at(3, 9), at(5, 12)),
        ("2027-02-09 14:00-15:00", at(9, 14), at(9, 15)),
        ("Tuesday 7:00-20:15", at(2, 7), at(2, 20, 15)),
        ("Tuesday from 7 to 20", at(2, 7), at(2, 20)),
        ("Tuesday 7:00-8:15pm", at(2, 19), at(2, 20, 15)),
        ("Tuesday 11 - 13:30", at(2, 11), at(2, 13, 30)),
        ("between now and 5", at(1, 8, 15), at(1, 17)),
        ("from now until 11", at(1, 8, 15), at(1, 11)),
        ("in the next hour and a half", at(1, 8, 15), at(1, 9, 45)),
        ("within the next day and 6 hours", at(1, 8, 15), at(2, 14, 15)),
        ("over the last hour and 10 minutes", at(1, 7, 5), at(1, 8, 15)),
        ("later today", at(1, 8, 15), at(2, 0)),
        ("earlier today", at(1, 0), at(1, 8, 15)),
        ("first thing tomorrow", at(2, 8), at(2, 9)),
        ("in the next 2 hours", at(1, 8, 15), at(1, 10, 15)),
        ("all afternoon", at(1, 12), at(1, 18)),
        ("first thing Thursday morning", at(4, 8), at(4, 9)),
        ("the evening before Valentine's Day", at(13, 18), at(13, 22)),
        ("tomorrow lunch", at(2, 12), at(2, 14)),
        ("tomorrow around lunchtime", at(2, 12), at(2, 14)),
        ("after 3pm but before 6pm", at(1, 15), at(1, 18)),
        ("from tomorrow 9am until 5pm", at(2, 9), at(2, 17)),
        ("middle of the night", at(2, 0), at(2, 4)),
    ],
)
def test_a_span_of_hours_is_found_for_certain(text, start, end):
    found = resolved(text)
    assert (found.kind, found.start, found.end, found.certain) == (Kind.SPAN, start, end, True)
    assert found.time_of_day_given


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("for 1 hour", 60),
        ("1h30", 90),
        ("an hour and a half", 90),
        ("90 min", 90),
        ("half an hour", 30),
        ("1.5 hours", 90),
        ("2 hours 15 minutes", 135),
        ("three quarters of an hour", 45),
        ("a quarter of an hour", 15),
        ("45'", 45),
        ("a pair of hours", 120),
        ("one hour, five minutes and thirty seconds", 65.5),
        ("2 days", 2880),
    ],
)
def test_a_length_alone_is_a_duration(text, minutes):
    found = resolved(text)
    assert (found.kind, found.start, found.end) == (Kind.DURATION, None, None)
    assert found.duration == timedelta(minutes=minutes)
    assert found.certain


def test_a_length_on_a_day_without_a_time_leaves_the_day_and_tells_the_length():
    found = resolved("tomorrow for 2 hours")
    assert (found.kind, found.duration, found.time_of_day_given) == (Kind.DAY, timedelta(hours=2), False)
    assert found.understood == "Tuesday, 2 February 2027, for 2 hours"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("tomorrow at 7", [at(2, 7), at(2, 19)]),
        ("tomorrow at 8", [at(2, 8), at(2, 20)]),
        ("tomorrow at 9ish", [at(2, 9)]),
        ("around 4pm", [at(1, 16)]),
        ("Wednesday at midnight", [at(4, 0), at(3, 0)]),
    ],
)
def test_an_hour_that_may_be_another_is_not_certain(text, starts):
    found = resolved(text)
    assert not found.certain
    assert [candidate.start for candidate in found.candidates] == starts


@pytest.mark.parametrize(
    "text", ["tomorrow 7 to 8am", "tomorrow evening at 8", "tomorrow 7pm", "tomorrow 07:00"]
)
def test_a_partner_a_part_of_the_day_or_a_form_settles_seven_and_eight(text):
    assert resolved(text).certain


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("by noon", at(1, 12)),
        ("before 4pm", at(1, 16)),
        ("until 5", at(1, 17)),
        ("by EOD", at(1, 23, 59)),
        ("by close of business tomorrow", at(2, 17)),
        ("by Friday", at(6, 0)),
        ("before Friday", at(5, 0)),
        ("by Friday at 3", at(5, 15)),
        ("no later than 3 February", at(4, 0)),
        ("by the end of the month", datetime(2027, 3, 1, tzinfo=NEW_YORK)),
        ("within 3 hours", at(1, 11, 15)),
    ],
)
def test_a_deadline_runs_from_now_to_its_limit(text, end):
    found = resolved(text)
    assert (found.kind, found.start, found.end, found.certain) == (Kind.DEADLINE, MONDAY, end, True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("since yesterday", datetime(2027, 1, 31, tzinfo=NEW_YORK), MONDAY),
        ("since Friday", datetime(2027, 1, 29, tzinfo=NEW_YORK), MONDAY),
        ("since 8am", at(1, 8), MONDAY),
        ("since March", datetime(2026, 3, 1, tzinfo=NEW_YORK), MONDAY),
        ("after 3pm", at(1, 15), None),
        ("from Wednesday on", at(3, 0), None),
        ("after Wednesday", at(4, 0), None),
        ("starting tomorrow", at(2, 0), None),
        ("Friday after 2", at(5, 14), at(6, 0)),
        ("after 4 today", at(1, 16), at(2, 0)),
        ("after 5pm on Friday", at(5, 17), at(6, 0)),
    ],
)
def test_since_looks_back_to_now_and_after_looks_ahead(text, start, end):
    found = resolved(text)
    assert (found.kind, found.start, found.end, found.certain) == (Kind.SINCE, start, end, True)


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


@pytest.mark.parametrize("text", ["next hour", "around lunchtime", "in 15", "yesterday around noon"])
def test_a_time_of_day_that_is_left_open_is_not_certain(text):
    assert not resolved(text).certain


def test_by_a_meal_is_until_it_begins():
    found = resolved("by lunch tomorrow")
    assert (found.kind, found.end) == (Kind.DEADLINE, at(2, 12))


def test_before_the_end_of_something_is_until_its_very_end():
    assert resolved("before the end of the month").end == datetime(2027, 3, 1, tzinfo=NEW_YORK)
