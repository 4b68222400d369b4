from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from tools.timewords import resolve
from tools.timewords.describe import recurrence

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=BERLIN)


def at(month, day, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def test_a_festival_that_follows_easter_has_no_rule():
    found = resolve("every Easter", now=FRIDAY)
    assert (found.start, found.rrule, found.certain) == (date(2027, 3, 28), None, False)


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
    "day", ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
)
def test_a_recurrence_is_shown_with_the_names_of_its_days(day):
    assert recurrence(f"FREQ=WEEKLY;BYDAY={day[:2].upper()}") == f"every week on {day}"


def test_a_month_does_not_come_again_within_a_year_that_is_named():
    found = resolve("every month next year", now=FRIDAY)
    assert found is not None and not found.certain
