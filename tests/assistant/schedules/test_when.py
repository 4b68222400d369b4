"""What a person says of when, as a schedule or a deadline; what isn't certain is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.schedules.schedule_words import in_words
from assistant.schedules.when import deadline_of, moved, schedule_of
from tools.errors import AmbiguousError, ToolError

BERLIN = ZoneInfo("Europe/Berlin")
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=BERLIN)
"""A Monday."""


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("every Friday at 4", "every Friday at 16:00"),
        ("every weekday at 8", "every weekday at 08:00"),
        ("daily at 7", "every day at 07:00"),
        ("every morning", "every day at 08:00"),
        ("every 2 weeks on Tuesday at 10", "every 2 weeks on Tuesday at 10:00"),
        ("the last Friday of every month at 5pm", "every month on the last Friday at 17:00"),
        ("every Thursday", "every Thursday at 09:00"),
        ("tomorrow", "Tue 1 Dec 2026, 09:00"),
        ("every 15 minutes", "every 15 minutes, from Mon 30 Nov 2026, 09:01"),
        ("on Monday morning", "Mon 7 Dec 2026, 08:00"),
        ("in 2 hours", "Mon 30 Nov 2026, 11:00"),
        ("2026-12-04T16:00", "Fri 4 Dec 2026, 16:00"),
    ],
)
def test_words_about_when(words, meant):
    assert in_words(schedule_of(words, "", NOW, BERLIN)) == meant


def test_a_zone_that_is_named_is_the_schedules():
    assert schedule_of("every Friday at 9 Tokyo time", "", NOW, BERLIN).zone.key == "Asia/Tokyo"


def test_a_rule_goes_with_its_first_time():
    found = schedule_of("2026-12-04T16:00", "FREQ=MONTHLY;BYDAY=1FR", NOW, BERLIN)
    assert in_words(found) == "every month on the first Friday at 16:00"
    assert schedule_of("2026-12-04T16:00", "RRULE:FREQ=MINUTELY;INTERVAL=5", NOW, BERLIN).rule
    for rule in ("every Friday", "INTERVAL=2", "FREQ=SOMETIMES", "FREQ=MINUTELY;INTERVAL=4"):
        with pytest.raises(ToolError):
            schedule_of("2026-12-04T16:00", rule, NOW, BERLIN)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("every minute", "more often than every five minutes"),
        ("yesterday at 5", "over already"),
        ("timesheets", "names no time"),
    ],
)
def test_what_is_no_time_to_come_is_refused(words, why):
    with pytest.raises(ToolError, match=why):
        schedule_of(words, "", NOW, BERLIN)


def test_what_isnt_understood_whole_is_asked():
    with pytest.raises(AmbiguousError, match="isn't certain"):
        schedule_of("every Friday at 16:00 but the first", "", NOW, BERLIN)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("by Friday", "2026-12-05T00:00"),
        ("Wednesday", "2026-12-03T00:00"),
        ("by 5pm on friday", "2026-12-04T17:00"),
    ],
)
def test_a_day_is_waited_for_to_its_end(words, until):
    assert deadline_of(words, NOW, BERLIN) == datetime.fromisoformat(until).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("first", "to", "next_at", "rule"),
    [
        ("every day at 8", "7:30", "2027-05-04T07:30", "FREQ=DAILY"),
        ("every Friday at 4", "5pm", "2027-05-07T17:00", "FREQ=WEEKLY;BYDAY=FR"),
        ("every Friday at 4", "at noon", "2027-05-07T12:00", "FREQ=WEEKLY;BYDAY=FR"),
        ("every Friday at 4", "Thursday", "2027-05-06T16:00", "FREQ=WEEKLY;BYDAY=TH"),
        ("every Friday at 4", "on Thursdays at 5", "2027-05-06T17:00", "FREQ=WEEKLY;BYDAY=TH"),
        ("every Friday at 4", "every Tuesday at 10", "2027-05-04T10:00", "FREQ=WEEKLY;BYDAY=TU"),
        ("every Friday at 4", "tomorrow at 5", "2027-05-04T17:00", ""),
    ],
)
def test_what_comes_back_still_does_when_its_time_or_day_is_changed(first, to, next_at, rule):
    made, now = (datetime(year, month, 3, 9, tzinfo=LONDON) for year, month in ((2026, 8), (2027, 5)))
    words, kept = moved(schedule_of(first, "", made, LONDON), to, now)
    found = schedule_of(words, kept, now, LONDON)
    assert found.rule == rule
    assert found.after(now) == datetime.fromisoformat(next_at).replace(tzinfo=LONDON)


def test_a_rule_alone_begins_now_at_the_usual_time():
    now = datetime(2026, 11, 30, 10, 20, 30, tzinfo=ZoneInfo("Europe/London"))
    weekly = schedule_of("", "FREQ=WEEKLY;BYDAY=TH", now, ZoneInfo("Europe/London"))
    assert weekly.after(now) == datetime(2026, 12, 3, 9, tzinfo=ZoneInfo("Europe/London"))
    hourly = schedule_of("", "FREQ=HOURLY", now, ZoneInfo("Europe/London"))
    assert hourly.after(now) == datetime(2026, 11, 30, 10, 21, tzinfo=ZoneInfo("Europe/London"))
