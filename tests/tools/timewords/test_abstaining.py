from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import resolve

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=LISBON)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "the quarterly figures",
        "room 4",
        "25:00",
        "12:75",
        "version 2.10.4",
        "call +44 20 7946 0958",
        "it costs $15",
        "you may sit with us",
        "march on",
        "second thoughts",
        "10%",
        "ana@example.com",
    ],
)
def test_words_without_time_come_to_nothing(text):
    assert resolve(text, now=NOW) is None


def test_courtesy_is_no_leftover():
    found = resolve("tomorrow, please!", now=NOW)
    assert found.certain
    assert found.start == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorow", "tomorrow"),
        ("tommorow at 9", "tomorrow at 9"),
        ("tmrw", "tomorrow"),
        ("wendesday", "wednesday"),
        ("wensday 2pm", "wednesday 2pm"),
        ("thrusday", "thursday"),
        ("tuseday", "tuesday"),
        ("nxt monday", "next monday"),
        ("3 febuary", "3 february"),
        ("saterday afternoon", "saturday afternoon"),
        ("next tuesday2pm", "next tuesday 2pm"),
        ("2pm-4pm", "2pm - 4pm"),
        ("mondya mornign", "monday morning"),
        ("tomorrow  at   9AM", "tomorrow at 9am"),
        ("TOMORROW AT NOON", "tomorrow at noon"),
    ],
)
def test_typing_mistakes_are_put_right(typed, meant):
    assert resolve(typed, now=NOW) == resolve(meant, now=NOW)


@pytest.mark.parametrize(
    "word",
    ["money", "sundry", "Sundar", "match", "mouth", "moth", "warning", "evenly", "Augusta", "marsh", "weak"],
)
def test_ordinary_words_are_not_turned_into_time(word):
    assert resolve(word, now=NOW) is None


def test_a_time_that_is_over_today_is_tomorrows():
    found = resolve("at 9am", now=NOW)
    assert (found.certain, found.start) == (True, datetime(2026, 11, 21, 9, tzinfo=LISBON))


def test_an_early_hour_said_at_night_may_be_one_of_the_night():
    at_night = NOW.replace(hour=3)
    found = resolve("at 4", now=at_night)
    assert [reading.start.hour for reading in found.candidates] == [4, 16]
    assert resolve("at 2", now=at_night).candidates[0].start == at_night.replace(hour=14, minute=0)
    assert resolve("tomorrow at 4", now=at_night).certain
    assert resolve("at 4", now=NOW).certain
