"""When a schedule is due: on the wall of its zone, through both changes of the clock, each time once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from assistant.schedules.schedule import Schedule
from assistant.schedules.schedule_words import in_words, next_lines, oddities

BERLIN = ZoneInfo("Europe/Berlin")
FORWARD, BACK = datetime(2027, 3, 28, tzinfo=BERLIN), datetime(2027, 10, 31, tzinfo=BERLIN)


def schedule(start: str, rule: str = "", zone: ZoneInfo = BERLIN) -> Schedule:
    return Schedule(datetime.fromisoformat(start), zone, rule)


def shown(found: list[datetime], zone: ZoneInfo = BERLIN) -> list[str]:
    return [f"{at.astimezone(zone):%d %H:%M%z}" for at in found]


def test_a_time_of_day_stays_when_clocks_change():
    daily = schedule("2027-03-01T16:00", "FREQ=DAILY")
    assert shown(daily.upcoming(FORWARD - timedelta(days=1), 3)) == [
        "27 16:00+0100",
        "28 16:00+0200",
        "29 16:00+0200",
    ]


def test_what_the_day_doesnt_have_is_an_hour_later_and_what_it_has_twice_is_the_first():
    daily = schedule("2027-01-01T02:30", "FREQ=DAILY")
    assert shown(daily.upcoming(FORWARD, 2)) == ["28 03:30+0200", "29 02:30+0200"]
    assert shown(daily.upcoming(BACK, 2)) == ["31 02:30+0200", "01 02:30+0100"]


def test_two_times_that_the_change_makes_one_are_due_once():
    twice = schedule("2027-01-01T02:30", "FREQ=DAILY;BYHOUR=2,3")
    assert shown(twice.upcoming(FORWARD, 3)) == ["28 03:30+0200", "29 02:30+0200", "29 03:30+0200"]


@pytest.mark.parametrize(("change", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_every_hour_is_every_hour_that_passes(change, hours):
    hourly = schedule("2027-01-01T00:15", "FREQ=HOURLY")
    found = hourly.upcoming(change, 25)
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(hours=1)}
    assert sum(at.astimezone(BERLIN).date() == change.date() for at in found) == hours


def test_hours_on_workdays_choose_by_the_wall():
    workdays = schedule("2026-12-04T09:00", "FREQ=HOURLY;INTERVAL=4;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,13,17")
    assert shown(workdays.upcoming(datetime(2026, 12, 4, 14, tzinfo=BERLIN), 3)) == [
        "04 17:00+0100", "07 09:00+0100", "07 13:00+0100",
    ]  # fmt: skip


def test_a_leap_day_is_due_in_leap_years_alone():
    leap = schedule("2028-02-29T09:00", "FREQ=YEARLY")
    now = datetime(2026, 11, 30, tzinfo=BERLIN)
    assert [at.year for at in leap.upcoming(now, 3)] == [2028, 2032, 2036]
    assert list(oddities(leap, now)) == ["Only leap years have a 29 February; in others it does not run."]


def test_the_card_says_what_clock_changes_do_and_which_months_are_short():
    now = datetime(2026, 11, 30, tzinfo=BERLIN)
    assert list(oddities(schedule("2026-12-01T02:30", "FREQ=DAILY"), now)) == [
        "There is no 02:30 on Sun 28 Mar 2027, as clocks go forward; it runs at 03:30.",
        "It is 02:30 on Sun 31 Oct 2027 twice, as clocks go back; it runs the first time.",
    ]
    assert not list(oddities(schedule("2026-12-01T16:00", "FREQ=DAILY"), now))
    assert list(oddities(schedule("2026-12-31T10:00", "FREQ=MONTHLY"), now)) == [
        "Months without a 31st are left out."
    ]


def test_offsets_stand_beside_times_only_where_they_differ():
    weekly = schedule("2027-03-19T16:00", "FREQ=WEEKLY")
    around = weekly.upcoming(datetime(2027, 3, 20, tzinfo=BERLIN), 2)
    assert next_lines(weekly, around) == ["Fri 26 Mar 2027, 16:00 CET", "Fri 2 Apr 2027, 16:00 CEST"]
    assert next_lines(weekly, around[:1]) == ["Fri 26 Mar 2027, 16:00"]


def test_what_is_left_out_is_not_due_and_all_of_it_is_kept():
    weekly = schedule("2026-12-04T16:00", "FREQ=WEEKLY;BYDAY=FR;COUNT=3")
    now = datetime(2026, 12, 1, tzinfo=BERLIN)
    without = weekly.without(weekly.upcoming(now, 2)[1])
    assert shown(without.upcoming(now, 5)) == ["04 16:00+0100", "18 16:00+0100"]
    assert Schedule.of(without.text()) == without
    assert without.text().splitlines() == [
        "DTSTART;TZID=Europe/Berlin:20261204T160000",
        "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3",
        "EXDATE:20261211T150000Z",
    ]


def test_once_is_due_once():
    once = schedule("2026-12-04T16:00")
    assert once.upcoming(datetime(2026, 12, 4, 15, 59, tzinfo=BERLIN), 3) == [
        datetime(2026, 12, 4, 15, tzinfo=UTC)
    ]
    assert once.after(datetime(2026, 12, 4, 16, tzinfo=BERLIN)) is None


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "Fri 4 Dec 2026, 16:00"),
        ("FREQ=WEEKLY;BYDAY=FR", "every Friday at 16:00"),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270630T215959Z",
            "every weekday at 16:00, until 30 June 2027",
        ),
        ("FREQ=HOURLY;INTERVAL=2", "every 2 hours, from Fri 4 Dec 2026, 16:00"),
    ],
)
def test_a_schedule_in_words(rule, words):
    assert in_words(schedule("2026-12-04T16:00", rule)) == words


def test_hours_choose_by_month_day_and_minute_as_well():
    rule = "FREQ=MINUTELY;INTERVAL=30;BYMONTH=12;BYMONTHDAY=24;BYHOUR=16;BYMINUTE=30"
    eve = schedule("2026-11-30T00:00", rule)
    found = eve.upcoming(datetime(2026, 11, 30, tzinfo=BERLIN), 2)
    assert [f"{at.astimezone(BERLIN):%Y-%m-%d %H:%M}" for at in found] == [
        "2026-12-24 16:30",
        "2027-12-24 16:30",
    ]


def test_a_rule_of_hours_ends_by_its_count_also_where_it_chooses():
    thrice = schedule("2026-12-04T09:00", "FREQ=HOURLY;BYDAY=MO,TU,WE,TH,FR;COUNT=20")
    assert shown(thrice.upcoming(datetime(2026, 12, 4, 20, tzinfo=BERLIN), 9)) == [
        "04 21:00+0100", "04 22:00+0100", "04 23:00+0100", "07 00:00+0100", "07 01:00+0100",
        "07 02:00+0100", "07 03:00+0100", "07 04:00+0100",
    ]  # fmt: skip


def test_a_day_that_was_left_out_stays_out_at_another_time_of_it():
    before = schedule("2026-12-01T00:30", "FREQ=DAILY")
    now = datetime(2026, 12, 1, 12, tzinfo=BERLIN)
    without = before.without(datetime(2026, 12, 3, 0, 30, tzinfo=BERLIN))
    after = schedule("2026-12-01T23:30", "FREQ=DAILY").leaving_out_days_of(without)
    assert shown(after.upcoming(now, 3)) == ["01 23:30+0100", "02 23:30+0100", "04 23:30+0100"]
