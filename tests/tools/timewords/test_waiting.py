"""Verbs of waiting and timers: a length that they govern runs from now, and its end is meant."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import Kind, find

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=MADRID)


def the_only(text):
    (mention,) = find(text, now=NOW)
    return mention.resolution


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("please wait for 8 minutes", timedelta(minutes=8)),
        ("wait another 8 minutes", timedelta(minutes=8)),
        ("wait an hour", timedelta(hours=1)),
        ("set a timer for 2 hours, 10 minutes and 15 seconds", timedelta(hours=2, minutes=10, seconds=15)),
        ("set the kitchen timer to 12 minutes", timedelta(minutes=12)),
        ("start a 40 second countdown", timedelta(seconds=40)),
        ("a 25-minute timer, please", timedelta(minutes=25)),
        ("snooze this for half an hour", timedelta(minutes=30)),
        ("pause the music in the kitchen for an hour and a half", timedelta(minutes=90)),
        ("hang on for 3 minutes", timedelta(minutes=3)),
        ("stand by for 3 minutes", timedelta(minutes=3)),
        ("we have to wait for 90 seconds", timedelta(seconds=90)),
    ],
)
def test_what_is_waited_for_is_over_when_the_length_has_passed(text, length):
    found = the_only(text)
    assert (found.kind, found.start, found.certain) == (Kind.INSTANT, NOW + length, True)


def test_days_that_are_waited_for_end_on_a_day():
    found = the_only("wait for 4 days")
    assert (found.kind, found.start, found.moment) == (Kind.DAY, date(2026, 11, 24), NOW + timedelta(days=4))


@pytest.mark.parametrize(
    "text",
    [
        "for 20 minutes",
        "a meeting for 20 minutes",
        "hold a meeting for 20 minutes",
        "wait for Ana and book a room for 20 minutes",
        "set a timer, then call Ana for 20 minutes",
        "we waited for 20 minutes",
        "I had to wait for 20 minutes",
        "did you wait for 20 minutes",
        "the timer was set for 20 minutes",
        "there is a pause for 20 minutes",
        "stop the 20 minute timer",
        "wait for the 20 minute meeting",
    ],
)
def test_other_lengths_stay_lengths(text):
    found = the_only(text)
    assert (found.kind, found.start, found.duration) == (Kind.DURATION, None, timedelta(minutes=20))


@pytest.mark.parametrize("text", ["wait 5", "wait for one"])
def test_waiting_makes_no_time_of_a_bare_number(text):
    assert find(text, now=NOW) == ()


def test_an_alarm_for_a_time_of_day_is_at_that_time():
    assert the_only("set an alarm for 7am").start == datetime(2026, 11, 21, 7, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("try again after 20 minutes", Kind.INSTANT),
        ("after 2 days", Kind.DAY),
        ("push the demo after 20 minutes", Kind.DURATION),
        ("after 20 minutes of music", Kind.DURATION),
    ],
)
def test_after_a_length_is_from_now_unless_something_is_moved_or_measured(text, kind):
    assert the_only(text).kind is kind
