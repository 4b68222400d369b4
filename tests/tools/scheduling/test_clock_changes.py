"""Through clock changes: at New York, London, and Lord Howe, where the clock moves by half an hour."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.scheduling.desk import Desk
from tools.ics.content_lines import joined
from tools.ics.moments import later, length
from tools.ics.zones import vtimezone_lines
from tools.scheduling.availability import Slot, WorkingHours, free_slots

ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "Europe/Dublin",
    "America/Sao_Paulo",
]


@pytest.mark.parametrize("name", [*ZONES, "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Etc/UTC"])
@pytest.mark.parametrize("year", [2005, 2026])
def test_a_written_zone_says_what_the_zone_says(name, year):
    zone = ZoneInfo(name)
    text = joined(["BEGIN:VCALENDAR", *vtimezone_lines(zone, year), "END:VCALENDAR"])
    written = tzical(StringIO(text.decode().replace("\r\n ", ""))).get()
    moment = datetime.fromisoformat(f"{year}-01-01T12:00")
    while moment.year < year + 3:
        assert moment.replace(tzinfo=written).utcoffset() == moment.replace(tzinfo=zone).utcoffset(), moment
        moment += timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "first", "weeks"),
    [
        ("Europe/London", "2026-10-20T09:00", 2),
        ("America/New_York", "2026-10-27T09:00", 2),
        ("Australia/Lord_Howe", "2026-09-29T09:00", 2),
        ("Europe/London", "2027-03-23T09:00", 2),
    ],
)
def test_a_series_keeps_its_time_of_day(tmp_path, zone, first, weeks):
    desk = Desk(tmp_path, ZoneInfo(zone), datetime(2026, 9, 1, 10, tzinfo=ZoneInfo(zone)))
    desk.create("Standup", first, end_time="30 minutes", recurrence="weekly")
    day = date.fromisoformat(first[:10])
    found = desk.events(f"{day}/{day + timedelta(weeks=weeks)}")
    assert len(found) == weeks + 1
    assert {start[11:16] for _, start, _ in found} == {"09:00"}
    assert {end[11:16] for _, _, end in found} == {"09:30"}
    assert len({start[19:] for _, start, _ in found}) == 2
    desk.store.close()


def test_a_length_is_what_passes_on_a_stopwatch(tmp_path):
    zone = ZoneInfo("America/New_York")
    desk = Desk(tmp_path, zone, datetime(2026, 9, 1, 10, tzinfo=zone))
    desk.create("Night shift", "2026-11-01T00:30", end_time="3 hours")
    (event,) = desk.ask("list_calendar_events", when="2026-11-01")["events"]
    assert event["start"] == "2026-11-01T00:30:00-04:00"
    assert event["end"] == "2026-11-01T02:30:00-05:00"
    desk.store.close()


def test_the_second_of_two_hours_of_the_same_name_is_kept(tmp_path):
    zone = ZoneInfo("America/New_York")
    desk = Desk(tmp_path, zone, datetime(2026, 9, 1, 10, tzinfo=zone))
    plan = desk.plan("create_calendar_event", title="Late", start_time="2026-11-01T01:30:00-05:00")
    assert plan.args["start_time"] == "2026-11-01T01:30:00-05:00"
    desk.carry_out(plan)
    (event,) = desk.ask("list_calendar_events", when="2026-11-01")["events"]
    assert event["start"] == "2026-11-01T01:30:00-05:00"
    desk.store.close()


@pytest.mark.parametrize(("day", "hours"), [("2027-03-14", 23), ("2026-11-01", 25), ("2026-11-02", 24)])
def test_a_day_has_the_hours_it_has(tmp_path, day, hours):
    zone = ZoneInfo("America/New_York")
    desk = Desk(tmp_path, zone, datetime(2026, 9, 1, 10, tzinfo=zone))
    span = desk_span(desk, day)
    free = list(free_slots([], [span], timedelta(hours=1), zone))
    assert sum((length(slot.start, slot.end) for slot in free), timedelta()) == timedelta(hours=hours)
    desk.store.close()


def desk_span(desk: Desk, day: str) -> Slot:
    first = datetime.combine(date.fromisoformat(day), datetime.min.time(), desk.zone)
    return Slot(first, datetime.combine(first.date() + timedelta(days=1), datetime.min.time(), desk.zone))


moments = st.datetimes(datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2030-01-01")).map(
    lambda value: value.replace(microsecond=0)
)


@given(zone=st.sampled_from(ZONES).map(ZoneInfo), moment=moments, minutes=st.integers(1, 5000))
@settings(deadline=None)
def test_adding_a_length_and_measuring_it_agree(zone, moment, minutes):
    start = moment.replace(tzinfo=UTC).astimezone(zone)
    end = later(start, timedelta(minutes=minutes))
    assert length(start, end) == timedelta(minutes=minutes)
    assert end.tzinfo is zone


@given(zone=st.sampled_from(ZONES).map(ZoneInfo), moment=moments, days=st.integers(1, 20))
@settings(deadline=None)
def test_working_hours_are_those_on_the_wall(zone, moment, days):
    start = moment.replace(tzinfo=UTC).astimezone(zone)
    hours = WorkingHours()
    for slot in hours.within(start, later(start, timedelta(days=days)), zone):
        assert slot.start.weekday() < 5
        assert hours.start <= slot.start.time() <= slot.end.time() <= hours.end
        assert slot.start < slot.end


def test_a_time_that_the_clock_leaps_over_is_the_one_it_shows_then(desk):
    plan = desk.plan("create_calendar_event", title="Early", start_time="2027-03-28T01:30")
    assert plan.args["start_time"] == "2027-03-28T02:30:00+01:00"
