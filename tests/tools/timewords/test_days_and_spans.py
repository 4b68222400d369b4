from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import Kind, resolve

LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=LONDON)


def resolved(text, now=FRIDAY, **settings):
    found = resolve(text, now=now, **settings)
    assert found is not None, f"no time in {text!r}"
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 20)),
        ("tomorrow", date(2026, 11, 21)),
        ("yesterday", date(2026, 11, 19)),
        ("the day after tomorrow", date(2026, 11, 22)),
        ("day before yesterday", date(2026, 11, 18)),
        ("Tuesday", date(2026, 11, 24)),
        ("on Thursday", date(2026, 11, 26)),
        ("this Sunday", date(2026, 11, 22)),
        ("next Sunday", date(2026, 11, 29)),
        ("the coming Monday", date(2026, 11, 23)),
        ("Monday week", date(2026, 11, 30)),
        ("Wednesday after next", date(2026, 12, 2)),
        ("Tuesday of next week", date(2026, 11, 24)),
        ("next week's Thursday", date(2026, 11, 26)),
        ("in 3 days", date(2026, 11, 23)),
        ("in a fortnight", date(2026, 12, 4)),
        ("in two weeks' time", date(2026, 12, 4)),
        ("six weeks from today", date(2027, 1, 1)),
        ("2 weeks ago", date(2026, 11, 6)),
        ("a month ago", date(2026, 10, 20)),
        ("in 3 working days", date(2026, 11, 25)),
        ("a week from Tuesday", date(2026, 12, 1)),
        ("ten days after 1 December", date(2026, 12, 11)),
        ("two days before Christmas", date(2026, 12, 23)),
        ("the 3rd", date(2026, 12, 3)),
        ("on the 28th", date(2026, 11, 28)),
        ("the 5th of next month", date(2026, 12, 5)),
        ("4 July", date(2027, 7, 4)),
        ("July 4th", date(2027, 7, 4)),
        ("the fourth of July 2031", date(2031, 7, 4)),
        ("Nov 30", date(2026, 11, 30)),
        ("30-Nov-2026", date(2026, 11, 30)),
        ("2026-11-30", date(2026, 11, 30)),
        ("2026/11/30", date(2026, 11, 30)),
        ("20261130", date(2026, 11, 30)),
        ("30.11.2026", date(2026, 11, 30)),
        ("25/12", date(2026, 12, 25)),
        ("12/25", date(2026, 12, 25)),
        ("Monday 23 November", date(2026, 11, 23)),
        ("Wednesday, December 9, 2026", date(2026, 12, 9)),
        ("Monday the 30th", date(2026, 11, 30)),
        ("first Monday of March", date(2027, 3, 1)),
        ("last Friday of the month", date(2026, 11, 27)),
        ("second Tuesday in January 2028", date(2028, 1, 11)),
        ("the third last day of February 2028", date(2028, 2, 27)),
        ("first working day of December", date(2026, 12, 1)),
        ("29 February", date(2028, 2, 29)),
        ("Boxing Day", date(2026, 12, 26)),
        ("New Year's Eve", date(2026, 12, 31)),
        ("Good Friday", date(2027, 3, 26)),
        ("Easter Monday 2028", date(2028, 4, 17)),
        ("Orthodox Easter 2027", date(2027, 5, 2)),
        ("Thanksgiving", date(2026, 11, 26)),
        ("Thanksgiving next year", date(2027, 11, 25)),
        ("the nearest Monday to 2 December", date(2026, 11, 30)),
        ("three Mondays from now", date(2026, 12, 7)),
        ("the Friday before Christmas", date(2026, 12, 18)),
        ("the day after Christmas", date(2026, 12, 26)),
        ("two weeks on Tuesday", date(2026, 12, 8)),
        ("all day tomorrow", date(2026, 11, 21)),
        ("Monday next", date(2026, 11, 23)),
        ("the past Wednesday", date(2026, 11, 18)),
        ("a week today", date(2026, 11, 27)),
        ("Wednesday fortnight", date(2026, 12, 9)),
        ("in two Mondays", date(2026, 11, 30)),
        ("next working day", date(2026, 11, 23)),
        ("the first working day after Christmas", date(2026, 12, 28)),
        ("the last Tuesday before Christmas", date(2026, 12, 22)),
        ("the penultimate Friday of December", date(2026, 12, 18)),
        ("the eve of Easter", date(2027, 3, 27)),
        ("two weeks before the end of the month", date(2026, 11, 16)),
        ("the nearest Christmas to 1 March 2027", date(2026, 12, 25)),
        ("Wednesday, a year from now", date(2027, 11, 17)),
        ("Friday in two weeks", date(2026, 12, 4)),
        ("28 11 2026", date(2026, 11, 28)),
        ("4 March 97 AD", date(97, 3, 4)),
        ("second Sunday of Advent", date(2026, 12, 6)),
        ("Holy Saturday 2028", date(2028, 4, 15)),
        ("Orthodox Good Friday 2027", date(2027, 4, 30)),
        ("Election Day 2028", date(2028, 11, 7)),
    ],
)
def test_a_day_is_found_for_certain(text, day):
    found = resolved(text)
    assert (found.kind, found.start, found.certain) == (Kind.DAY, day, True)
    assert (found.end - found.start).days == 1
    assert found.candidates == () and found.unresolved == () and not found.time_of_day_given


@pytest.mark.parametrize("weekday", range(7))
def test_next_tuesday_is_the_one_of_the_next_calendar_week_on_any_day(weekday):
    now = datetime(2026, 11, 16 + weekday, 9, tzinfo=LONDON)
    found = resolved("next Tuesday at 2pm for 1 hour", now)
    assert found.certain
    assert found.start == datetime(2026, 11, 24, 14, tzinfo=LONDON)
    assert found.end == datetime(2026, 11, 24, 15, tzinfo=LONDON)
    assert found.understood == "Tuesday, 24 November 2026, 14:00–15:00 (Europe/London)"


@pytest.mark.parametrize(
    ("text", "first", "stop"),
    [
        ("next week", date(2026, 11, 23), date(2026, 11, 30)),
        ("this week", date(2026, 11, 16), date(2026, 11, 23)),
        ("the week after next", date(2026, 11, 30), date(2026, 12, 7)),
        ("last month", date(2026, 10, 1), date(2026, 11, 1)),
        ("this weekend", date(2026, 11, 21), date(2026, 11, 23)),
        ("December", date(2026, 12, 1), date(2027, 1, 1)),
        ("in May", date(2027, 5, 1), date(2027, 6, 1)),
        ("March 2028", date(2028, 3, 1), date(2028, 4, 1)),
        ("in 2027", date(2027, 1, 1), date(2028, 1, 1)),
        ("Q1 2027", date(2027, 1, 1), date(2027, 4, 1)),
        ("the second quarter", date(2027, 4, 1), date(2027, 7, 1)),
        ("next quarter", date(2027, 1, 1), date(2027, 4, 1)),
        ("the first half of 2027", date(2027, 1, 1), date(2027, 7, 1)),
        ("summer 2027", date(2027, 6, 21), date(2027, 9, 21)),
        ("week 50", date(2026, 12, 7), date(2026, 12, 14)),
        ("the week of 9 December", date(2026, 12, 7), date(2026, 12, 14)),
        ("end of next month", date(2026, 12, 21), date(2027, 1, 1)),
        ("beginning of next week", date(2026, 11, 23), date(2026, 11, 26)),
        ("mid-June", date(2027, 6, 11), date(2027, 6, 21)),
        ("the end of 2027", date(2027, 9, 1), date(2028, 1, 1)),
        ("rest of the week", date(2026, 11, 20), date(2026, 11, 23)),
        ("last 3 days", date(2026, 11, 17), date(2026, 11, 21)),
        ("past week", date(2026, 11, 13), date(2026, 11, 21)),
        ("in the last two weeks", date(2026, 11, 6), date(2026, 11, 21)),
        ("next 3 days", date(2026, 11, 21), date(2026, 11, 24)),
        ("last two weeks", date(2026, 11, 6), date(2026, 11, 21)),
        ("next 2 weeks", date(2026, 11, 21), date(2026, 12, 5)),
        ("over the next 2 weeks", date(2026, 11, 20), date(2026, 12, 5)),
        ("Tuesday to Thursday", date(2026, 11, 24), date(2026, 11, 27)),
        ("from Monday until Wednesday", date(2026, 11, 23), date(2026, 11, 26)),
        ("June 3-5", date(2027, 6, 3), date(2027, 6, 6)),
        ("3 to 5 June", date(2027, 6, 3), date(2027, 6, 6)),
        ("from the 28th of December to the 3rd of January", date(2026, 12, 28), date(2027, 1, 4)),
        ("24 - 27 December 2027", date(2027, 12, 24), date(2027, 12, 28)),
        ("11/28 - 12/2/2026", date(2026, 11, 28), date(2026, 12, 3)),
        ("October to March", date(2026, 10, 1), date(2027, 4, 1)),
        ("tomorrow for 3 days", date(2026, 11, 21), date(2026, 11, 24)),
        ("Monday and Tuesday", date(2026, 11, 23), date(2026, 11, 25)),
        ("the 24th and 25th", date(2026, 11, 24), date(2026, 11, 26)),
        ("the week before Christmas", date(2026, 12, 14), date(2026, 12, 21)),
        ("for ten days starting 18 December", date(2026, 12, 18), date(2026, 12, 28)),
        ("the whole of next week", date(2026, 11, 23), date(2026, 11, 30)),
        ("so far this year", date(2026, 1, 1), date(2026, 11, 21)),
        ("in the next 3 days", date(2026, 11, 20), date(2026, 11, 24)),
        ("the last week of 2026", date(2026, 12, 28), date(2027, 1, 4)),
        ("this coming weekend", date(2026, 11, 21), date(2026, 11, 23)),
        ("the last weekend of November", date(2026, 11, 28), date(2026, 11, 30)),
        ("in two weekends", date(2026, 12, 5), date(2026, 12, 7)),
        ("the week ending 11 December", date(2026, 12, 5), date(2026, 12, 12)),
        ("the week of the 6th", date(2026, 11, 30), date(2026, 12, 7)),
        ("week 3 of next year", date(2027, 1, 18), date(2027, 1, 25)),
        ("mid next month", date(2026, 12, 11), date(2026, 12, 21)),
        ("the week from Monday", date(2026, 11, 23), date(2026, 11, 30)),
        ("June and July", date(2027, 6, 1), date(2027, 8, 1)),
        ("the month of December", date(2026, 12, 1), date(2027, 1, 1)),
        ("year end", date(2026, 9, 1), date(2027, 1, 1)),
        ("financial year 2027", date(2027, 1, 1), date(2028, 1, 1)),
        ("Q3/2027", date(2027, 7, 1), date(2027, 10, 1)),
        ("last autumn", date(2025, 9, 21), date(2025, 12, 21)),
        ("Memorial Day weekend 2027", date(2027, 5, 29), date(2027, 6, 1)),
        ("Lent 2027", date(2027, 2, 10), date(2027, 3, 28)),
        ("one day next week", date(2026, 11, 23), date(2026, 11, 30)),
        ("towards the end of next week", date(2026, 11, 27), date(2026, 11, 30)),
    ],
)
def test_a_span_of_days_has_its_end_excluded(text, first, stop):
    found = resolved(text)
    assert (found.kind, found.start, found.end, found.certain) == (Kind.SPAN, first, stop, True)


def test_the_order_of_day_and_month_is_a_setting_until_only_one_makes_sense():
    assert resolved("03/04/2027").start == date(2027, 3, 4)
    assert resolved("03/04/2027", day_first=True).start == date(2027, 4, 3)
    for day_first in (True, False):
        assert resolved("25/12/2026", day_first=day_first).start == date(2026, 12, 25)
        assert resolved("2026-03-04", day_first=day_first).start == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("direction", "monday", "march"),
    [
        ("future", date(2026, 11, 23), date(2027, 3, 1)),
        ("past", date(2026, 11, 16), date(2026, 3, 1)),
        ("nearest", date(2026, 11, 23), date(2027, 3, 1)),
    ],
)
def test_the_direction_decides_where_the_words_do_not(direction, monday, march):
    assert resolved("Monday", direction=direction).start == monday
    assert resolved("March", direction=direction).start == march
    assert resolved("last Monday", direction=direction).start == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Friday", {date(2026, 11, 20), date(2026, 11, 27)}),
        ("the last weeks", {date(2026, 11, 6), date(2026, 10, 30)}),
        ("last Wednesday", {date(2026, 11, 18), date(2026, 11, 11)}),
        ("Tuesday or Thursday", {date(2026, 11, 24), date(2026, 11, 26)}),
        ("14 November", {date(2027, 11, 14), date(2026, 11, 14)}),
        ("next 2 months", {date(2026, 11, 21), date(2026, 12, 1)}),
        ("1 September", {date(2027, 9, 1), date(2026, 9, 1)}),
        ("the two coming weeks", {date(2026, 11, 23), date(2026, 11, 21)}),
        ("a year after Easter", {date(2028, 3, 28), date(2027, 4, 5)}),
        ("on Monday in two weeks", {date(2026, 11, 30), date(2026, 12, 7)}),
    ],
)
def test_equally_good_readings_are_all_given(text, days):
    found = resolved(text)
    assert not found.certain
    assert {candidate.start for candidate in found.candidates} == days
    assert found.candidates[0].start == found.start
    assert all(not candidate.certain and candidate.candidates == () for candidate in found.candidates)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Tuesday and Thursday", (date(2026, 11, 24), date(2026, 11, 26))),
        ("Monday, Wednesday and Thursday", (date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 26))),
        ("Monday and Wednesday next week", (date(2026, 11, 23), date(2026, 11, 25))),
        ("December 1, 3 and 8", (date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 8))),
        ("the 24th, 26th or 30th", (date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 30))),
        ("the 2nd and 4th of December", (date(2026, 12, 2), date(2026, 12, 4))),
        ("the first and third Monday of December", (date(2026, 12, 7), date(2026, 12, 21))),
    ],
)
def test_a_list_of_days_is_told_day_by_day(text, starts):
    found = resolved(text)
    assert not found.certain and found.unresolved == ()
    assert tuple(candidate.start for candidate in found.candidates) == starts


def test_a_day_counted_from_now_knows_its_moment():
    found = resolved("in 3 days")
    assert (found.start, found.moment) == (date(2026, 11, 23), datetime(2026, 11, 23, 10, 30, tzinfo=LONDON))
    assert resolved("2 weeks ago").moment == datetime(2026, 11, 6, 10, 30, tzinfo=LONDON)
    assert resolved("in 5 months").moment == datetime(2027, 4, 20, 10, 30, tzinfo=LONDON)
    assert resolved("two days before Christmas").moment is None
    assert resolved("next week").moment is None


def test_from_right_now_is_to_the_second():
    found = resolved("2 days from right now")
    assert (found.kind, found.start) == (Kind.INSTANT, datetime(2026, 11, 22, 10, 30, tzinfo=LONDON))


@pytest.mark.parametrize(
    "text",
    [
        "in a few days",
        "about two weeks ago",
        "several months from now",
        "a couple of weeks ago",
        "the next few days",
        "over the last couple of weeks",
        "in a day",
        "in 2 to 3 days",
    ],
)
def test_a_vague_distance_is_not_certain(text):
    assert not resolved(text).certain
