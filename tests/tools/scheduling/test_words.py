"""How times, recurrences and spans are said and understood."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.tools.scheduling.desk import LONDON, NOW
from tools.errors import InputError, ToolError
from tools.ics.moments import from_iso, to_zoned
from tools.ics.recurrence_rules import first_of, nearest_start
from tools.ics.rrule_words import recurrence_words
from tools.scheduling.agenda import agenda
from tools.scheduling.events import Event
from tools.scheduling.time_words import Clock
from tools.scheduling.wording import described, reminder, together, when


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270324T120000Z",
            "every 2 weeks on Monday and Friday, until 24 March 2027",
        ),
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=6", "every month on the second Tuesday, 6 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on the 1st and the 15th"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", "every year on the first Monday in March"),
        ("FREQ=DAILY;BYHOUR=9,17", "FREQ=DAILY;BYHOUR=9,17"),
        ("FREQ=MONTHLY;BYDAY=9XX", "FREQ=MONTHLY;BYDAY=9XX"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_a_rule_is_said_in_words_or_as_it_is(rule, words):
    assert recurrence_words(rule, None) == words


@pytest.mark.parametrize(
    ("zone", "until", "said"),
    [
        ("America/New_York", "20261202T045959Z", "1 December 2026"),
        ("Asia/Tokyo", "20261130T150000Z", "1 December 2026"),
        ("UTC", "20261201T235959Z", "1 December 2026"),
        ("Asia/Tokyo", "20261201T235959", "1 December 2026"),
        ("Asia/Tokyo", "20261201", "1 December 2026"),
    ],
)
def test_the_last_day_is_the_one_on_the_clock_of_the_series(zone, until, said):
    first = datetime(2026, 11, 24, 18, tzinfo=ZoneInfo(zone))
    assert recurrence_words(f"FREQ=DAILY;UNTIL={until}", first) == f"every day, until {said}"


def test_times_are_said_with_weekday_and_zone():
    start = datetime(2026, 11, 24, 14, tzinfo=LONDON)
    assert when(start, start + timedelta(hours=1)) == "Tuesday, 24 November 2026, 14:00–15:00 (Europe/London)"
    assert when(start, start + timedelta(hours=12)) == (
        "Tuesday, 24 November 2026, 14:00 – Wednesday, 25 November 2026, 02:00 (Europe/London)"
    )
    assert when(date(2026, 12, 25), date(2026, 12, 26)) == "Friday, 25 December 2026 (all day)"
    assert when(date(2026, 12, 25), date(2026, 12, 28)) == (
        "Friday, 25 December 2026 – Sunday, 27 December 2026 (all day)"
    )


def test_an_event_is_described_in_one_line():
    start = datetime(2026, 11, 24, 14, tzinfo=LONDON)
    event = Event(
        "personal", "u", "", start, start + timedelta(hours=1), location="Roof", rrule="FREQ=WEEKLY"
    )
    assert described(event) == (
        "an event without a title on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London), "
        "every week, at Roof"
    )
    assert together(["Ana", "Ben", "Chi"]) == "Ana, Ben and Chi"
    assert [reminder(minutes) for minutes in (0, 1, 10, 60, 120, 1440, 10080)] == [
        "at the start",
        "1 minute before",
        "10 minutes before",
        "1 hour before",
        "2 hours before",
        "1 day before",
        "1 week before",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24",
        "2026-11-24T14:00:00+00:00",
        "2026-11-24T14:00:00-05:00[America/New_York]",
        "2026-07-01T14:00:00+01:00",
    ],
)
def test_a_time_as_text_is_read_back(text):
    assert to_zoned(from_iso(text, LONDON), LONDON) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13-01",
        "2026-11-24T25:00",
        "tomorrow",
        "0001-01-01",
        "9999-12-31",
        "2026-11-24T14:00[No/Where]",
        "14:00",
    ],
)
def test_what_is_no_iso_time_is_left_to_the_words(text):
    assert from_iso(text, LONDON) is None


def test_a_series_starts_on_its_first_day_and_finds_the_nearest():
    start = datetime(2026, 11, 21, 9, tzinfo=LONDON)
    assert first_of("FREQ=WEEKLY;BYDAY=MO", start) == datetime(2026, 11, 23, 9, tzinfo=LONDON)
    monday = datetime(2026, 11, 23, 9, tzinfo=LONDON)
    days = {3: 0, 4: 7, 7: 7, -5: 0}
    for offset, nearest in days.items():
        assert nearest_start("FREQ=WEEKLY", monday, monday + timedelta(days=offset)) == date(
            2026, 11, 23
        ) + timedelta(days=nearest)
    with pytest.raises(ToolError, match="never happens"):
        first_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start)


@pytest.mark.parametrize(
    ("asked", "understood", "days"),
    [
        ("", "Friday, 20 November 2026", ("2026-11-20", "2026-11-21")),
        ("today", "Friday, 20 November 2026", ("2026-11-20", "2026-11-21")),
        ("2026-11-24", "Tuesday, 24 November 2026", ("2026-11-24", "2026-11-25")),
        (
            "2026-11-24/2026-11-26",
            "Tuesday, 24 November 2026 – Thursday, 26 November 2026",
            ("2026-11-24", "2026-11-27"),
        ),
        ("upcoming", "Friday, 20 November 2026 – Sunday, 21 November 2027", ("2026-11-20", "2027-11-21")),
        ("next week", "Monday, 23 November 2026 – Sunday, 29 November 2026", ("2026-11-23", "2026-11-30")),
    ],
)
def test_a_span_is_understood_and_told(asked, understood, days):
    span = Clock(NOW, LONDON).span(asked or "today")
    assert span.understood == understood
    assert (span.start.date().isoformat(), span.end.date().isoformat()) == days


def test_the_agenda_is_told_without_a_model(desk):
    desk.create("Review", "2026-11-24T14:00", attendees=["Ana"], location="Roof")
    understood, events = agenda(desk.store, "2026-11-24", now=NOW)
    assert understood == "Tuesday, 24 November 2026"
    (told,) = desk.ask("list_calendar_events", when="2026-11-24")["events"]
    assert (told.pop("organizer"), events[0].pop("organizer")) == ("you", "ada@example.org")
    assert events == [told]
    assert agenda(desk.store, "", now=NOW) == ("Friday, 20 November 2026", [])
    with pytest.raises(InputError):
        agenda(desk.store, "whenever it is", now=NOW)


def test_a_span_that_is_open_to_one_side_is_a_year():
    clock = Clock(NOW, LONDON)
    before = clock.span("before October", "past")
    assert (before.end.date(), before.end - before.start) == (date(2026, 10, 1), timedelta(days=366))
    assert clock.span("older than 30 days").end.date() == NOW.date() - timedelta(days=30)
    ahead = clock.span("from 1 December on")
    assert (ahead.start.date(), ahead.end - ahead.start) == (date(2026, 12, 1), timedelta(days=366))
