from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import resolve

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "utc", "zone"),
    [
        ("3pm London time", datetime(2026, 11, 20, 15, tzinfo=UTC), "Europe/London"),
        ("tomorrow 9am PST", datetime(2026, 11, 21, 17, tzinfo=UTC), "America/Los_Angeles"),
        ("14:00 UTC", datetime(2026, 11, 20, 14, tzinfo=UTC), "UTC"),
        ("Monday at 5pm in Tokyo", datetime(2026, 11, 23, 8, tzinfo=UTC), "Asia/Tokyo"),
        ("Monday 10am New York time", datetime(2026, 11, 23, 15, tzinfo=UTC), "America/New_York"),
        ("Monday 9-11am CET", datetime(2026, 11, 23, 8, tzinfo=UTC), "Europe/Paris"),
        ("15:00+02:00", datetime(2026, 11, 20, 13, tzinfo=UTC), None),
        ("noon Pacific", datetime(2026, 11, 20, 20, tzinfo=UTC), "America/Los_Angeles"),
        ("3pm Los Angeles time", datetime(2026, 11, 20, 23, tzinfo=UTC), "America/Los_Angeles"),
        ("9am Central European Time", datetime(2026, 11, 21, 8, tzinfo=UTC), "Europe/Paris"),
        ("10:00 America/New_York", datetime(2026, 11, 20, 15, tzinfo=UTC), "America/New_York"),
        ("Mon, 23 Nov 2026 14:00:00 +0200", datetime(2026, 11, 23, 12, tzinfo=UTC), None),
        ("20261123T140000Z", datetime(2026, 11, 23, 14, tzinfo=UTC), None),
        ("15:00 UTC-5", datetime(2026, 11, 20, 20, tzinfo=UTC), None),
    ],
)
def test_a_named_zone_is_told_and_the_instant_is_in_the_users(text, utc, zone):
    found = resolve(text, now=NOW)
    assert found.certain
    assert found.start == utc
    assert found.start.tzinfo is LONDON
    assert str(found.zone or "") == (zone or "")


def test_today_in_another_zone_is_its_own_day():
    late = datetime(2026, 11, 20, 22, tzinfo=NEW_YORK)
    assert resolve("today 3pm in Tokyo", now=late).start == datetime(2026, 11, 21, 6, tzinfo=UTC)


def test_a_wall_clock_time_that_is_skipped_moves_on_and_is_not_certain():
    # In London the clocks go from 01:00 to 02:00 on 28 March 2027.
    found = resolve("1:30am on 28 March 2027", now=NOW)
    assert found.start == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert found.start.isoformat() == "2027-03-28T02:30:00+01:00"
    assert not found.certain


def test_a_wall_clock_time_that_comes_twice_has_two_candidates():
    found = resolve("1 November 2026 at 1:30am", now=datetime(2026, 10, 30, 9, tzinfo=NEW_YORK))
    assert not found.certain
    assert [c.start.isoformat() for c in found.candidates] == [
        "2026-11-01T01:30:00-04:00",
        "2026-11-01T01:30:00-05:00",
    ]


def test_half_an_hour_that_comes_twice_on_lord_howe():
    # There the clocks go back by half an hour, from 02:00 to 01:30 on 4 April 2027.
    now = datetime(2027, 4, 1, 9, tzinfo=LORD_HOWE)
    found = resolve("Sunday 1:45am", now=now)
    assert [c.start.isoformat() for c in found.candidates] == [
        "2027-04-04T01:45:00+11:00",
        "2027-04-04T01:45:00+10:30",
    ]
    assert resolve("Sunday 2:15am", now=now).certain


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=LONDON), "2027-03-28T04:30:00+01:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), "2026-10-25T02:30:00+00:00"),
        (datetime(2027, 4, 4, 0, 30, tzinfo=LORD_HOWE), "2027-04-04T03:00:00+10:30"),
    ],
)
def test_hours_are_counted_as_they_pass(now, ends):
    found = resolve("in 3 hours", now=now)
    assert found.start.isoformat() == ends
    assert found.start.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=3)


def test_a_length_is_elapsed_time_across_a_clock_change():
    found = resolve("28 March 2027 at 00:30 for 2 hours", now=NOW)
    assert found.end.isoformat() == "2027-03-28T03:30:00+01:00"
    assert found.duration == timedelta(hours=2)


def test_days_are_counted_on_the_wall_clock():
    before = datetime(2027, 3, 27, 9, tzinfo=LONDON)
    found = resolve("in 2 days at 9am", now=before)
    assert found.start.isoformat() == "2027-03-29T09:00:00+01:00"
    assert resolve("in 2 days", now=before).start == date(2027, 3, 29)


def test_a_deadline_at_the_end_of_a_long_day():
    found = resolve("by 25 October 2026", now=datetime(2026, 10, 25, 0, 10, tzinfo=LONDON))
    assert found.end.isoformat() == "2026-10-26T00:00:00+00:00"
    assert found.end.astimezone(UTC) - found.start.astimezone(UTC) == timedelta(hours=24, minutes=50)


def test_now_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        resolve("tomorrow", now=datetime(2026, 11, 20))  # noqa: DTZ001 - the very thing that is refused


def test_what_was_understood_tells_the_time_there_and_which_of_two():
    found = resolve("Monday at 5pm in Tokyo", now=NOW)
    assert found.understood == "Monday, 23 November 2026, 08:00 (Europe/London; 17:00 in Asia/Tokyo)"
    found = resolve("1 November 2026 at 1:30am", now=datetime(2026, 10, 30, 9, tzinfo=NEW_YORK))
    assert [c.understood for c in found.candidates] == [
        "Sunday, 1 November 2026, 01:30 (America/New_York, EDT)",
        "Sunday, 1 November 2026, 01:30 (America/New_York, EST)",
    ]
