from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from tools.timewords import Kind, resolve

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=BERLIN)


def at(month, day, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "rrule", "first"),
    [
        ("every weekday at 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", at(11, 23, 9)),
        ("weekdays at 4pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", at(11, 20, 16)),
        ("every day at noon", "FREQ=DAILY", at(11, 20, 12)),
        ("daily at 9:30", "FREQ=DAILY", at(11, 21, 9, 30)),
        ("every Monday", "FREQ=WEEKLY;BYDAY=MO", date(2026, 11, 23)),
        ("Mondays and Wednesdays at 9", "FREQ=WEEKLY;BYDAY=MO,WE", at(11, 23, 9)),
        ("each Tuesday and Thursday at 10", "FREQ=WEEKLY;BYDAY=TU,TH", at(11, 24, 10)),
        ("every Monday, Wednesday and Friday at 8am", "FREQ=WEEKLY;BYDAY=MO,WE,FR", at(11, 23, 8)),
        ("every Monday to Thursday at 1pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", at(11, 23, 13)),
        ("every other Monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", date(2026, 11, 23)),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", date(2026, 11, 20)),
        ("every two weeks on Thursday at 3pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", at(11, 26, 15)),
        ("weekly on Tuesday at 10am", "FREQ=WEEKLY;BYDAY=TU", at(11, 24, 10)),
        ("monthly on the last Friday", "FREQ=MONTHLY;BYDAY=-1FR", date(2026, 11, 27)),
        ("every first Monday of the month at 2pm", "FREQ=MONTHLY;BYDAY=1MO", at(12, 7, 14)),
        ("the second Tuesday of every month", "FREQ=MONTHLY;BYDAY=2TU", date(2026, 12, 8)),
        ("every month on the 15th at 9am", "FREQ=MONTHLY;BYMONTHDAY=15", at(12, 15, 9)),
        ("every month on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 11, 30)),
        (
            "monthly on the first working day",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
            date(2026, 12, 1),
        ),
        ("on the 1st and 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=1,15", date(2026, 12, 1)),
        ("Monday mornings at 9", "FREQ=WEEKLY;BYDAY=MO", at(11, 23, 9)),
        ("every 15th", "FREQ=MONTHLY;BYMONTHDAY=15", date(2026, 12, 15)),
        ("every three months", "FREQ=MONTHLY;INTERVAL=3", date(2026, 11, 20)),
        ("yearly on 3 May", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", date(2027, 5, 3)),
        ("every 24 December at 6pm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", at(12, 24, 18)),
        ("at 9 every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", at(11, 23, 9)),
        ("daily at 9:30 for 5 days", "FREQ=DAILY;COUNT=5", at(11, 21, 9, 30)),
        ("every Tuesday and Thursday at 10 for 6 weeks", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=12", at(11, 24, 10)),
        ("every Monday at 9, 4 times", "FREQ=WEEKLY;BYDAY=MO;COUNT=4", at(11, 23, 9)),
        (
            "monthly on the last Friday until June",
            "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270630",
            date(2026, 11, 27),
        ),
        ("every Monday until 14 December", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214", date(2026, 11, 23)),
        (
            "every Monday at 9 until 14 December",
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T225959Z",
            at(11, 23, 9),
        ),
        ("every Wednesday at 11 starting 2 December", "FREQ=WEEKLY;BYDAY=WE", at(12, 2, 11)),
        ("once every two weeks", "FREQ=WEEKLY;INTERVAL=2", date(2026, 11, 20)),
        ("weekly, Mondays at 10", "FREQ=WEEKLY;BYDAY=MO", at(11, 23, 10)),
        ("every day from Monday to Friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 11, 20)),
        ("9 to 5 on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", at(11, 23, 9)),
        ("at weekends", "FREQ=WEEKLY;BYDAY=SA,SU", date(2026, 11, 21)),
        ("every half hour", "FREQ=MINUTELY;INTERVAL=30", date(2026, 11, 20)),
        ("twice a week on Tuesday and Friday", "FREQ=WEEKLY;BYDAY=TU,FR", date(2026, 11, 20)),
        ("every day except Sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", date(2026, 11, 20)),
        ("every day next week at 9", "FREQ=DAILY;UNTIL=20261129T225959Z", at(11, 23, 9)),
        ("each day of next week", "FREQ=DAILY;UNTIL=20261129", date(2026, 11, 23)),
        ("every Tuesday in March", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331", date(2027, 3, 2)),
        ("the next three Mondays", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", date(2026, 11, 23)),
        ("every 1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15", date(2026, 12, 1)),
        ("every Christmas", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", date(2026, 12, 25)),
        ("every Thanksgiving", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", date(2026, 11, 26)),
        ("each Memorial Day", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", date(2027, 5, 31)),
        ("every third Friday of May", "FREQ=YEARLY;BYMONTH=5;BYDAY=3FR", date(2027, 5, 21)),
        ("every day at 3pm from Monday until Friday", "FREQ=DAILY;UNTIL=20261127T225959Z", at(11, 23, 15)),
    ],
)
def test_a_recurrence_is_a_rule_and_its_first_occurrence(text, rrule, first):
    found = resolve(text, now=FRIDAY)
    assert (found.kind, found.rrule, found.start, found.certain) == (Kind.RECURRENCE, rrule, first, True)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("twice a week", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("three times a day", "FREQ=HOURLY;INTERVAL=8"),
        ("four times a year", "FREQ=MONTHLY;INTERVAL=3"),
        ("bimonthly", "FREQ=MONTHLY;INTERVAL=2"),
    ],
)
def test_how_often_does_not_say_when(text, rule):
    found = resolve(text, now=FRIDAY)
    assert (found.kind, found.rrule, found.certain) == (Kind.RECURRENCE, rule, False)


def test_a_festival_that_follows_easter_has_no_rule():
    found = resolve("every Easter", now=FRIDAY)
    assert (found.start, found.rrule, found.certain) == (date(2027, 3, 28), None, False)


@pytest.mark.parametrize("text", ["every Monday from 2 to 4pm", "every Monday at 2pm for 2 hours"])
def test_an_occurrence_has_the_length_that_was_said(text):
    found = resolve(text, now=FRIDAY)
    assert (found.start, found.end) == (at(11, 23, 14), at(11, 23, 16))


def test_a_recurrence_in_another_zone_begins_at_its_hour_there():
    found = resolve("every Tuesday at 10am New York time", now=FRIDAY)
    assert found.start == at(11, 24, 16)
    assert str(found.zone) == "America/New_York"


def test_the_rule_is_what_other_programs_read():
    found = resolve("every weekday at 9 for 2 weeks", now=FRIDAY)
    days = list(rrulestr(found.rrule, dtstart=found.start))
    assert len(days) == 10
    assert days[-1] - days[0] == timedelta(days=11)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        (
            "every other Monday at 9",
            "every 2 weeks on Monday, first Monday, 23 November 2026, 09:00 (Europe/Berlin)",
        ),
        (
            "monthly on the last Friday until June",
            "every month on the last Friday, until Wednesday, 30 June 2027, first Friday, 27 November 2026",
        ),
        (
            "weekdays at 4pm",
            "every weekday (Monday to Friday), first Friday, 20 November 2026, 16:00 (Europe/Berlin)",
        ),
        ("yearly on 3 May", "every year on the 3rd of May, first Monday, 3 May 2027"),
    ],
)
def test_a_recurrence_is_told_in_words(text, understood):
    assert resolve(text, now=FRIDAY).understood == understood


@pytest.mark.parametrize(
    "text", ["Monday to Friday 9-5", "9am-5pm Monday to Friday", "from 9 to 5, Mon until Fri"]
)
def test_weekdays_with_hours_may_be_every_week_or_only_the_next(text):
    found = resolve(text, now=FRIDAY)
    assert not found.certain
    assert (found.rrule, found.end - found.start) == ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", timedelta(hours=8))
