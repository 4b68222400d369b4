"""Files of all kinds: the plain ones by the quick way, strange and broken ones without a crash."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.scheduling.desk import LONDON
from tools.errors import ToolError
from tools.scheduling.events import Attendee, Event
from tools.scheduling.index_rows import Stamp, Window
from tools.scheduling.plain_read import read_plain
from tools.scheduling.plain_write import new_file
from tools.scheduling.scan import file_row, full_row
from tools.scheduling.store import EventFile
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


def test_the_quick_way_agrees_with_icalendar_on_every_file_it_takes():
    taken = 0
    for path in CORPUS:
        file = EventFile("personal", path.name, path.read_bytes())
        if read_plain(file, LONDON) is None:
            continue
        taken += 1
        assert file_row(file, STAMP, WINDOW, LONDON) == full_row(file, STAMP, WINDOW, LONDON), path
    assert taken > 20


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
    broken = store.broken()
    assert len(broken) > 20
    assert all(file.problem and "\n" not in file.problem for file in broken)
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
    row = full_row(file, STAMP, WINDOW, LONDON)
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
