"""Words without exact boundaries: ours are a convention, and the resolution says so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import Kind, resolve

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=MADRID)
"""A Friday."""


def test_a_part_of_a_day_is_certain_all_the_same():
    found = resolve("tomorrow morning", now=NOW)
    assert found.certain
    assert found.understood == "Saturday, 21 November 2026, about 08:00–12:00 (Europe/Madrid)"


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("after lunch", "from Friday, 20 November 2026, about 14:00 on (Europe/Madrid)"),
        ("by tomorrow evening", "by Saturday, 21 November 2026, about 22:00 (Europe/Madrid)"),
        ("next weekend", "about Saturday, 28 November 2026 – Sunday, 29 November 2026"),
        ("tomorrow at close of business", "Saturday, 21 November 2026, about 17:00 (Europe/Madrid)"),
    ],
)
def test_the_echo_says_about(text, understood):
    assert resolve(text, now=NOW).understood == understood


def test_after_the_beginning_is_from_it_on_and_after_a_day_when_it_is_over():
    begun = resolve("after the beginning of March", now=NOW)
    assert (begun.kind, begun.start) == (Kind.SINCE, datetime(2027, 3, 1, tzinfo=MADRID))
    assert resolve("after the 25th", now=NOW).start == datetime(2026, 11, 26, tzinfo=MADRID)
    assert resolve("after March", now=NOW).start == datetime(2027, 4, 1, tzinfo=MADRID)


def test_one_exact_boundary_is_enough_where_only_it_is_used():
    found = resolve("from the beginning of March on", now=NOW)
    assert not found.approximate
    assert resolve("the beginning of March", now=NOW).start == date(2027, 3, 1)


@pytest.mark.parametrize(
    "text", ["by Friday", "before noon", "within 5 months", "until the 5th", "for 2 hours"]
)
def test_a_limit_and_a_length_do_not_say_where_they_begin(text):
    assert not resolve(text, now=NOW).start_given


@pytest.mark.parametrize(
    "text", ["tomorrow", "at 4", "since Monday", "after 5", "from 3 to 5", "every Monday"]
)
def test_other_words_say_where_they_begin(text):
    assert resolve(text, now=NOW).start_given


def test_days_counted_from_now_are_searched_as_far_as_before():
    found = resolve("the last 3 days", now=NOW)
    assert (found.certain, found.start, found.end) == (True, date(2026, 11, 17), date(2026, 11, 21))
