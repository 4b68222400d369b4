"""Random series and what is done to them, against what other libraries make of the files."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.patience import PATIENCE_S
from tests.servers.dav_servers import client_of, radicale
from tests.tools.scheduling.desk import Desk
from tools.errors import ToolError
from tools.ics.moments import Moment

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")
SPAN = datetime(2025, 12, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Made:
    """A series as another program writes it."""

    zone: str
    start: Moment
    rule: str
    excluded: tuple[Moment, ...]
    added: tuple[Moment, ...]
    changed: tuple[Moment, ...]

    def stamp(self, name: str, moment: Moment) -> str:
        if isinstance(moment, datetime):
            return f"{name};TZID={self.zone}:{moment:%Y%m%dT%H%M%S}"
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"

    def later(self, moment: Moment, hours: int) -> Moment:
        return moment + timedelta(hours=hours) if isinstance(moment, datetime) else moment + timedelta(days=1)

    def event(self, start: Moment, title: str, *lines: str) -> list[str]:
        head = ["BEGIN:VEVENT", "UID:series", f"SUMMARY:{title}", "DTSTAMP:20260101T000000Z"]
        ends = self.stamp("DTEND", self.later(start, 1))
        return [*head, self.stamp("DTSTART", start), ends, *lines, "END:VEVENT"]

    @property
    def text(self) -> str:
        lines = [f"RRULE:{self.rule}"]
        lines += [self.stamp("EXDATE", moment) for moment in self.excluded]
        lines += [self.stamp("RDATE", moment) for moment in self.added]
        found = self.event(self.start, "Series", *lines)
        for original in self.changed:
            moved = self.later(original, 3)
            found += self.event(moved, "Changed", self.stamp("RECURRENCE-ID", original))
        return "\n".join(found)


@st.composite
def series(draw: Callable[..., Any]) -> Made:
    """A series over the clock changes of a year, with what is left out, added and changed in it."""
    zone = draw(st.sampled_from(ZONES))
    first: Moment = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 200)))
    if draw(st.booleans()):
        hour, minute = draw(st.integers(4, 19)), draw(st.sampled_from([0, 30]))
        first = datetime(first.year, first.month, first.day, hour, minute)  # noqa: DTZ001 - on the wall
    rule = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                "FREQ=WEEKLY",
                "FREQ=MONTHLY",
                "FREQ=WEEKLY;BYDAY={days}",
                "FREQ=MONTHLY;BYDAY={nth}",
            ]
        )
    )
    days = {DAYS[first.weekday()], *draw(st.lists(st.sampled_from(DAYS), max_size=2))}
    nth = f"{(first.day - 1) // 7 + 1}{DAYS[first.weekday()]}"
    rule = rule.format(days=",".join(sorted(days, key=DAYS.index)), nth=nth)
    rule += draw(st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=3"]))
    count = draw(st.integers(4, 30))
    rule += draw(st.sampled_from(["", f";COUNT={count}"]))
    start = first if isinstance(first, datetime) else datetime.combine(first, time())
    starts = [
        moment if isinstance(first, datetime) else moment.date()
        for moment, _ in zip(rrulestr(f"RRULE:{rule}", dtstart=start), range(30), strict=False)
    ]
    some = st.lists(st.sampled_from(starts[1:] or starts), max_size=3, unique=True)
    excluded = tuple(draw(some))
    changed = tuple(moment for moment in draw(some) if moment not in excluded)
    beside = draw(st.lists(st.integers(0, len(starts) - 1), max_size=2, unique=True))
    added = tuple(
        starts[i] + (timedelta(hours=2) if isinstance(first, datetime) else timedelta(days=1)) for i in beside
    )
    added = tuple(moment for moment in added if moment not in starts)
    return Made(zone, first, rule, excluded, added, changed)


Times = set[tuple[str, str, str]]


def times(folder: Path) -> Times:
    """Title, start and end of all that other libraries find in the files."""
    found: Times = set()
    for path in folder.glob("calendar/personal/*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        for event in recurring_ical_events.of(calendar).between(*SPAN):
            found.add((str(event["SUMMARY"]), shown(event.start), shown(event.end)))
    return found


def shown(moment: Moment) -> str:
    return moment.astimezone(UTC).isoformat() if isinstance(moment, datetime) else moment.isoformat()


OPERATIONS = ("end", "split", "rename", "skip", "this", "all", "add", "cancel")


def check(made: Made, data: Any, reads: Callable[[Path, Times], None] | None = None) -> None:
    """Do something to the series, and see what is found then; `reads` has a further program look."""
    zone = ZoneInfo(made.zone)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        desk = Desk(Path(folder), zone=zone, now=datetime(2026, 1, 1, tzinfo=zone))
        desk.put("series.ics", made.text)
        before = times(Path(folder))
        listed = list(
            desk.ask("search_calendar_events", query="series", when="2025-12-01/2027-11-30", limit=200)[
                "events"
            ]
        )
        listed = [event for event in listed if event["title"] == "Series"]
        if not listed:
            return
        event = listed[data.draw(st.integers(0, min(len(listed) - 1, 25)))]
        original = (
            datetime.fromisoformat(event["occurrence"])
            if "T" in event["occurrence"]
            else date.fromisoformat(event["occurrence"])
        )
        names = originals(made, zone)
        operation = data.draw(st.sampled_from(OPERATIONS))
        further = free_day(before, original)
        try:
            plan = plan_of(desk, operation, event, made, further)
        except ToolError as error:
            # the third Thursday moved by a day may be the second Friday
            assert operation == "split" and "recurrence too" in str(error)
            return
        intent, receipt = desk.carry_out(plan)
        expected = expectation(operation, before, names, original, made, zone)
        if operation == "add":
            expected |= {
                ("Series", *(shown(in_zone(one, zone)) for one in (further, made.later(further, 1))))
            }
        after = times(Path(folder))
        assert well_within(after) == well_within(expected), f"{operation} at {original}\n{made.text}"
        assert well_within(ours(desk)) == well_within(expected)
        if reads:
            reads(Path(folder), expected)
        desk.executor_of(plan).undo(intent, receipt)
        assert times(Path(folder)) == before
        desk.store.close()


def free_day(times: Times, since: Moment) -> Moment:
    """Soon after, a day at which nothing begins; at a time of day at which nothing does either."""
    taken = {start[:10] for _, start, _ in times}
    day = since.date() if isinstance(since, datetime) else since
    while day.isoformat() in taken:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 22) if isinstance(since, datetime) else day  # noqa: DTZ001


def plan_of(desk: Desk, operation: str, event: dict[str, Any], made: Made, further: Moment) -> Any:
    this = {"event_id": event["id"], "occurrence": event["occurrence"]}
    by = "1 hour" if isinstance(made.start, datetime) else "1 day"
    if operation == "this":
        return desk.plan(UPDATE, **this, move_by=by, title="Later")
    if operation == "add":
        return desk.plan(UPDATE, event_id=event["id"], add_occurrence=further.isoformat())
    if operation == "all":
        return desk.plan(UPDATE, event_id=event["id"], occurrence="all", title="Later")
    if operation == "cancel":
        return desk.plan(CANCEL, event_id=event["id"], occurrence="all")
    which = {"event_id": event["id"], "occurrence": f"following {event['occurrence']}"}
    if operation == "end":
        return desk.plan(CANCEL, **which)
    if operation == "split":
        return desk.plan(UPDATE, **which, move_by=by)
    if operation == "rename":
        return desk.plan(UPDATE, **which, location="Roof", title="Later")
    return desk.plan(CANCEL, **this)


def originals(made: Made, zone: ZoneInfo) -> dict[tuple[str, str, str], Moment]:
    """By what it looks like, the start that the series gives to each changed occurrence."""
    found = {}
    for original in made.changed:
        moved = made.later(original, 3)
        spans = (moved, made.later(moved, 1))
        found["Changed", *(shown(in_zone(moment, zone)) for moment in spans)] = in_zone(original, zone)
    return found


def in_zone(moment: Moment, zone: ZoneInfo) -> Moment:
    return moment.replace(tzinfo=zone) if isinstance(moment, datetime) else moment


def expectation(
    operation: str,
    before: Times,
    names: dict[tuple[str, str, str], Moment],
    cut: Moment,
    made: Made,
    zone: ZoneInfo,
) -> Times:
    """What is to be found afterwards, worked out from what was found before, by the clock on the wall."""

    def parsed(text: str) -> Moment:
        return datetime.fromisoformat(text).astimezone(zone) if "T" in text else date.fromisoformat(text)

    def follows(one: tuple[str, str, str]) -> bool:
        named = names.get(one, parsed(one[1]))
        return named >= cut

    def moved(text: str) -> str:
        moment = parsed(text)
        if not isinstance(moment, datetime):
            return shown(moment + timedelta(days=1))
        return shown((moment.replace(tzinfo=None) + timedelta(hours=1)).replace(tzinfo=zone))

    found: Times = set()
    for one in before:
        title, start, end = one
        this = one not in names and parsed(start) == cut
        if operation == "cancel":
            continue
        if operation == "add" or (operation in ("skip", "this") and not this):
            found.add(one)
        elif operation == "skip":
            pass
        elif operation == "this":
            found.add(("Later", moved(start), moved(end)))
        elif operation == "all":
            found.add(("Later" if title == "Series" else title, start, end))
        elif not follows(one):
            found.add(one)
        elif operation == "rename":
            found.add(("Later" if title == "Series" else title, start, end))
        elif operation == "split":
            found.add(one if one in names else (title, moved(start), moved(end)))
    return found


def well_within(times: Times) -> Times:
    """Without what may have been moved over the edge of what is looked at."""
    return {one for one in times if one[1] < "2027-11-20"}


def ours(desk: Desk) -> Times:
    """The same, as our own store tells it."""
    return {(one.title, shown(one.start), shown(one.end)) for one in desk.store.between(*SPAN)}


@settings(max_examples=15, suppress_health_check=list(HealthCheck), derandomize=True)
@given(series(), st.data())
def test_what_is_done_to_a_series_is_what_other_libraries_find(made: Made, data: Any) -> None:
    check(made, data)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(16))
@settings(max_examples=125, suppress_health_check=list(HealthCheck))
@given(made=series(), data=st.data())
def test_two_thousand_random_series_are_as_other_libraries_find_them(
    made: Made,
    data: Any,
    part: int,  # each within the time that a test may take
) -> None:
    check(made, data)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(made=series(), data=st.data())
def test_khal_finds_what_was_done_to_a_series(needs_program, made: Made, data: Any) -> None:
    needs_program("khal")

    def look(folder: Path, expected: Times) -> None:
        """From the first day to the last but some, in the zone of the series."""
        config = folder / "khal.conf"
        config.write_text(KHAL.format(folder=folder, zone=made.zone))
        fields = "{title}|{start-date-long} {start-time}|{end-date-long} {end-time}"
        command = ["khal", "-c", str(config), "list", "--day-format", "", "--format", fields]
        done = subprocess.run(
            [*command, "2025-12-01", "700d"],
            env={**os.environ, "HOME": str(folder), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        found = {
            tuple(part.strip() for part in line.split("|"))
            for line in done.stdout.splitlines()
            if "|" in line
        }
        wanted = {
            (title, on_the_wall(start, zone), on_the_wall(end, zone, last=True))
            for title, start, end in expected
        }
        assert {one for one in found if one[1] < "2027-10"} == {
            one for one in wanted if one[1] < "2027-10"
        }, made.text

    zone = ZoneInfo(made.zone)
    check(made, data, look)


def on_the_wall(text: str, zone: ZoneInfo, *, last: bool = False) -> str:
    """As khal shows it, whose whole days end on their last one."""
    if "T" in text:
        return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M}"
    return (date.fromisoformat(text) - timedelta(days=last)).isoformat()


KHAL = """
[calendars]
[[all]]
path = {folder}/calendar/personal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
[sqlite]
path = {folder}/khal.db
"""


@pytest.mark.slow
def test_radicale_takes_what_was_done_to_a_series_and_finds_it_on_its_days(tmp_path: Path) -> None:
    with radicale(tmp_path) as server, client_of(server.url) as client:
        [calendar] = client.principal().get_calendars()

        def look(folder: Path, expected: Times) -> None:
            for old in calendar.get_events():
                old.delete()
            for path in folder.glob("calendar/personal/*.ics"):
                client.put(f"{calendar.url}{path.name}", path.read_text(), {"Content-Type": "text/calendar"})
            found: Times = set()
            for one in calendar.get_events():
                for event in recurring_ical_events.of(icalendar.Calendar.from_ical(one.data)).between(*SPAN):
                    found.add((str(event["SUMMARY"]), shown(event.start), shown(event.end)))
            assert well_within(found) == well_within(expected)
            days = sorted({start[:10] for _, start, _ in expected})
            # Neither its own expansion nor the last day: it repeats in UTC, and is an hour off from UNTIL and
            # from the clock on the wall in the other half of the year.
            for day in {*days[:1], *days[1:-1][:1], *days[1:-1][-1:]}:
                noon = datetime.fromisoformat(f"{day}T12:00+00:00")
                assert calendar.search(start=noon - DAY, end=noon + DAY, event=True, expand=False), day

        @settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
        @given(made=series(), data=st.data())
        def each(made: Made, data: Any) -> None:
            check(made, data, look)

        each()
