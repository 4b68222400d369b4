"""Files of all kinds: read as icalendar reads them, strange and broken ones without a crash."""

import shutil
import warnings
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import x_wr_timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.tools.scheduling.desk import LONDON
from tools.errors import ToolError
from tools.ics.files import EventFile
from tools.ics.moments import instant
from tools.scheduling.events import Attendee, Event
from tools.scheduling.expansion import times_of
from tools.scheduling.ics_read import read_contents
from tools.scheduling.index_rows import Stamp, Window
from tools.scheduling.plain_write import new_file
from tools.scheduling.scan import file_row
from tools.scheduling.vdir_store import VdirStore

CORPUS = sorted(
    path
    for package in (icalendar, recurring_ical_events)
    for path in Path(package.__file__).parent.rglob("*.ics")
)
WINDOW = Window(1_500_000_000, 1_850_000_000)
STAMP = Stamp(1, 1, 1)
SMALL = 10_000


def test_the_libraries_ship_their_broken_files():
    assert len(CORPUS) > 200


def starts_by_icalendar(data: bytes) -> set[tuple[str, str]]:
    """Title and start of every event that icalendar can read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed = icalendar.Calendar.from_ical(data.decode("utf-8-sig", "replace"), multiple=True)
        except Exception:  # noqa: BLE001  whatever it raises: it can't read it
            return set()
    found = set()
    zoned = (x_wr_timezone.to_standard(calendar) for calendar in parsed)
    for component in (event for calendar in zoned for event in calendar.walk("VEVENT")):
        with suppress(Exception):
            found.add((str(component.get("SUMMARY", "")).strip(), shown(component["DTSTART"].dt)))
    return found


def shown(moment: date) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC).isoformat()


def test_every_event_that_icalendar_reads_is_read_alike_or_told_of():
    alike = 0
    for path in CORPUS:
        data = path.read_bytes()
        contents = read_contents(EventFile("personal", path.name, data), LONDON)
        ours = {(entry.event.title, shown(entry.event.start)) for entry in contents.entries}
        missing = starts_by_icalendar(data) - ours
        assert not missing or contents.problems, (path.name, missing)
        alike += not missing
    assert alike > 245


UNLIKE = {
    "issue_117_until_before_dtstart.ics",  # a series that ends before it begins has its start
    "issue_201_mixed_datetime_and_date.ics",  # a start of whole days with an end at a time
    "issue_253_additional_recurrence_id.ics",  # a changed occurrence that the rule doesn't have
    "issue_28_rrule_with_UTC_endinginZ.ics",  # the last of whole days, as its midnight in London's summer
    "issue_75_range_parameter.ics",  # UNTIL without a time includes its day
}
"""Files on which recurring-ical-events means something else, and we mean what we say here."""


def test_series_take_place_when_recurring_ical_events_says():
    alike = 0
    start, end = datetime(2005, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    for path in CORPUS:
        data = path.read_bytes()
        contents = read_contents(EventFile("personal", path.name, data), LONDON)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                parsed = icalendar.Calendar.from_ical(data.decode("utf-8-sig"))
                theirs = {
                    (str(one.get("SUMMARY", "")).strip(), shown(one["DTSTART"].dt))
                    for one in recurring_ical_events.of(parsed).between(start, end)
                }
            except Exception:  # noqa: BLE001  whatever it raises: it can't follow it
                continue
        ours = {
            (time.event.title, shown(time.start))
            for series in contents.series
            for time in times_of(series, start, end, LONDON).times
            if instant(time.end, LONDON) > start and instant(time.start, LONDON) < end
        }
        assert theirs == ours or contents.problems or path.name in UNLIKE, path.name
        alike += theirs == ours
    assert alike > 190


def test_a_calendar_of_broken_and_strange_files_is_read_searched_and_told(tmp_path):
    folder = tmp_path / "personal"
    folder.mkdir()
    for number, path in enumerate(CORPUS):
        shutil.copyfile(path, folder / f"{number}.ics")
    store = VdirStore(tmp_path, zone=LONDON)
    start = datetime(2010, 1, 1, tzinfo=LONDON)
    store.between(start, start + timedelta(days=365 * 15))
    store.wait()
    found = store.between(start, start + timedelta(days=365 * 15))
    assert len(found) > 100
    problems = store.problems()
    assert len(problems) > 20
    assert all(problem.reason and "\n" not in problem.reason for problem in problems)
    readable = 0
    for id in {occurrence.id for occurrence in found}:
        readable += store.locate(id).data != b""
    assert readable > 50
    store.search(start, start + timedelta(days=365 * 15), words="event")
    store.close()


def test_readable_files_of_theirs_can_be_changed_and_put_back(desk):
    refused = changed = 0
    for path in [path for path in CORPUS if path.stat().st_size < SMALL][::3]:
        target = desk.folder / "calendar" / "personal" / "theirs.ics"
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".tmp")
        shutil.copyfile(path, fresh)
        fresh.rename(target)
        row = file_row(EventFile("personal", "theirs.ics", target.read_bytes()), STAMP, WINDOW, LONDON)
        if not row.events:
            continue
        try:
            plan = desk.plan(
                "update_calendar_event",
                event_id=row.events[0].event_id,
                title="Another title",
                location="Roof",
            )
        except ToolError:
            refused += 1
            continue
        intent, receipt = desk.carry_out(plan)
        after = file_row(EventFile("personal", "theirs.ics", target.read_bytes()), STAMP, WINDOW, LONDON)
        assert "Another title" in [event.title for event in after.events], path
        assert len(after.events) == len(row.events), path
        desk.executor.undo(intent, receipt)
        assert target.read_bytes() == path.read_bytes()
        changed += 1
    assert changed > 20
    assert refused < 3


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=80)
names = words.map(lambda text: text.replace('"', "").replace("\\", ""))
zones = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]).map(ZoneInfo)
starts = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")).map(
    lambda value: value.replace(microsecond=0, fold=0)
)


@example(
    title="", location="", description="", name=",^", zone=LONDON, start=datetime.fromisoformat("2026-03-05"),
    minutes=1, whole_days=False, floating=False, reminders=[],
)  # fmt: skip
@given(
    title=words, location=words, description=words.map(lambda text: text.replace("!", "\n")), name=names,
    zone=zones, start=starts, minutes=st.integers(1, 10_000),
    whole_days=st.booleans(), floating=st.booleans(),
    reminders=st.lists(st.integers(0, 10_000), max_size=3, unique=True),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_again_both_ways(
    title, location, description, name, zone, start, minutes, whole_days, floating, reminders
):
    begins: datetime | date = start.replace(tzinfo=zone)
    ends: datetime | date = begins + timedelta(minutes=minutes)
    if whole_days:
        begins, ends = start.date(), start.date() + timedelta(days=1 + minutes // 1440)
    event = Event(
        "personal", "uid", title.strip(), begins, ends, floating=floating and not whole_days,
        location=location.strip(), description=description.strip(), reminders=tuple(sorted(reminders)),
        attendees=(Attendee("ana@example.org", name.strip()),), organizer=Attendee("me@example.org", "Me"),
    )  # fmt: skip
    file = EventFile("personal", "uid.ics", new_file(event, datetime(2026, 1, 1, tzinfo=LONDON)))
    row = file_row(file, STAMP, WINDOW, LONDON)
    assert row.problem is None
    assert file_row(file, STAMP, WINDOW, LONDON) == row
    assert all(len(line) <= 75 for line in file.data.split(b"\r\n"))
    read = row.events[0]
    assert (read.title, read.location, read.description) == (event.title, event.location, event.description)
    assert read.attendees[0][:2] == ("ana@example.org", name.strip())
    assert row.times[0].end - row.times[0].start > 0


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20261324T140000Z",
        "DTSTART:99991231T235959Z",
        "DTSTART;TZID=No/Where:20261124T140000",
        "DTSTART;VALUE=DATE:20261124T1",
        "DTSTART:00010101T000000Z",
        "DTSTART;TZID=../../etc/passwd:20261124T140000",
        "DTSTART:20261124T140000Z\r\nDTEND:20261123T140000Z",
        "DTSTART:20261124T140000Z\r\nDURATION:-PT5H",
        "DTSTART:20261124T140000Z\r\nRRULE:FREQ=NEVER",
        "DTSTART:20261124T140000Z\r\nRRULE:FREQ=DAILY;INTERVAL=0",
        "DTSTART:20261124T140000Z\r\nRRULE:FREQ=DAILY;UNTIL=x",
        "DTSTART:20261124T140000Z\r\nEXDATE:x",
        "DTSTART:20261124T140000Z\r\nRECURRENCE-ID:x",
        "DTSTART:20261124T140000Z\r\nSEQUENCE:x",
        "DTSTART:20261124T140000Z\r\nATTENDEE:",
        "DTSTART:20261124T140000Z\r\nDTSTART:20261125T140000Z",
        "DTSTART:20261124T140000Z\r\nRDATE;VALUE=PERIOD:20261125T140000Z/PT1H",
    ],
)
def test_a_strange_line_never_costs_the_others(desk, line):
    desk.put("strange.ics", f"BEGIN:VEVENT\nUID:s\nSUMMARY:Strange\n{line}\nEND:VEVENT")
    desk.create("Good", "2026-11-24T16:00")
    assert "Good" in [title for title, *_ in desk.events("2026-11-24")]
    desk.ask("search_calendar_events", query="strange")
