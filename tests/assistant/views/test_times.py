"""Times as a person reads them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.views import times

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("start", "end", "zone", "user", "lines"),
    [
        (
            "2026-11-24T14:00:00+01:00",
            "2026-11-24T15:00:00+01:00",
            "Europe/Berlin",
            BERLIN,
            ["Tue 24 Nov 2026, 14:00–15:00 (1 hour), Europe/Berlin"],
        ),
        (
            "2026-11-24T14:00:00+01:00",
            "2026-11-24T15:30:00+01:00",
            "Europe/Berlin",
            NEW_YORK,
            [
                "Tue 24 Nov 2026, 14:00–15:30 (1 hour 30 minutes), Europe/Berlin",
                "Tue 24 Nov 2026, 08:00–09:30 for you (America/New_York)",
            ],
        ),
        (
            "2026-11-24T08:00:00+09:00",
            "2026-11-24T09:00:00+09:00",
            "Asia/Tokyo",
            NEW_YORK,
            [
                "Tue 24 Nov 2026, 08:00–09:00 (1 hour), Asia/Tokyo",
                "Mon 23 Nov 2026, 18:00–19:00 for you (America/New_York)",
            ],
        ),
        (
            "2026-11-24T14:00:00+01:00",
            "2026-11-24T15:00:00+01:00",
            "Europe/Paris",
            BERLIN,
            ["Tue 24 Nov 2026, 14:00–15:00 (1 hour), Europe/Paris"],
        ),
        ("2026-11-24", "2026-11-25", "", BERLIN, ["Tue 24 Nov 2026, all day"]),
        ("2026-11-24", "2026-11-27", "", BERLIN, ["Tue 24 Nov – Thu 26 Nov 2026, all day (3 days)"]),
        ("2026-12-30", "2027-01-02", "", BERLIN, ["Wed 30 Dec 2026 – Fri 1 Jan 2027, all day (3 days)"]),
        (
            "2026-03-29T01:00:00+01:00",
            "2026-03-29T04:00:00+02:00",
            "Europe/Berlin",
            BERLIN,
            ["Sun 29 Mar 2026, 01:00–04:00 (2 hours), Europe/Berlin"],
        ),
        (
            "2026-11-24T22:00:00+01:00",
            "2026-11-25T02:00:00+01:00",
            "Europe/Berlin",
            BERLIN,
            ["Tue 24 Nov 2026, 22:00 – Wed 25 Nov 2026, 02:00 (4 hours), Europe/Berlin"],
        ),
        (
            "2026-11-24T14:00:00+01:00",
            "2026-11-24T15:00:00+01:00",
            "Nowhere/At-All",
            None,
            ["Tue 24 Nov 2026, 14:00–15:00 (1 hour), UTC+01:00"],
        ),
    ],
)
def test_an_event_is_shown_with_its_weekday_and_both_zones_where_they_differ(start, end, zone, user, lines):
    assert times.when_lines(start, end, zone, user) == lines


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 20, 8, 5, tzinfo=BERLIN), "08:05"),
        (datetime(2026, 11, 20, 0, 30, tzinfo=TOKYO), "Thu 16:30"),
        (datetime(2026, 11, 2, 8, 5, tzinfo=BERLIN), "Mon 2 Nov"),
        (datetime(2025, 11, 2, 8, 5, tzinfo=BERLIN), "Sun 2 Nov 2025"),
    ],
)
def test_a_date_in_a_list_is_as_short_as_it_is_clear(moment, shown):
    assert times.ago(moment, datetime(2026, 11, 20, 10, tzinfo=BERLIN), BERLIN) == shown


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=25, minutes=30), "1 day 1 hour 30 minutes"),
    ],
)
def test_a_length_is_said_in_words(span, words):
    assert times.length(span) == words
