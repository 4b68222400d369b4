"""Any bytes as files, as their names, as what a server answers: nothing raises, and what is good is there."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml.etree import XMLSyntaxError, fromstring

from tests.tools.scheduling.conformance import MONDAY, WEEK, an_event
from tests.tools.scheduling.desk import LONDON, Desk
from tests.tools.scheduling.test_odd_servers import served
from tools.errors import DeliveryError, ToolError
from tools.ics.document import Document, is_left
from tools.ics.files import EventFile
from tools.scheduling.dav.free_busy import busy_in
from tools.scheduling.dav.likeness import say_the_same
from tools.scheduling.dav.multistatus import addresses_of, name_of, read_answer
from tools.scheduling.index_rows import Stamp, Window
from tools.scheduling.scan import file_row
from tools.scheduling.vdir_store import VdirStore

CORPUS = sorted(
    path
    for package in (icalendar, recurring_ical_events)
    for path in Path(package.__file__).parent.rglob("*.ics")
    if path.stat().st_size < 6_000
)
WINDOW = Window(1_500_000_000, 1_850_000_000)
GOOD = an_event("Good", uid="good").replace(b"BEGIN:VCALENDAR\r\n", b"").replace(b"END:VCALENDAR\r\n", b"")
LINES = st.sampled_from(
    rb"""
BEGIN:VEVENT|END:VEVENT|BEGIN:VALARM|END:VALARM|BEGIN:VTIMEZONE|TZID:X|END:VTIMEZONE|BEGIN:STANDARD|END:STANDARD
|DTSTART:20261124T100000|DTSTART;TZID=X:20261124T100000Z|DTSTART;VALUE=DATE:20261124|DTEND:20261124T240000
|DURATION:P1W|DURATION:-PT1H|UID:a|UID:|RRULE:FREQ=DAILY;COUNT=3|RRULE:FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=-1|RRULE:
|EXDATE:20261125T100000|RDATE;VALUE=PERIOD:20261126T100000Z/PT1H,x/y|RECURRENCE-ID:20261125T100000|SEQUENCE:3
|RECURRENCE-ID;RANGE=THISANDFUTURE:20261125T100000Z|TRIGGER:-PT5M|TZOFFSETFROM:+0100|TZOFFSETTO:+9999
|SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-16:=41=|ATTENDEE;CN="a:b| folded|END:VCALENDAR
|BEGIN:VCALENDAR|STATUS:CANCELLED|DTSTART:00010101T000000Z|DTEND:99991231T235959Z|DTSTART;VALUE=DATE:99991231
|RECURRENCE-ID:99991231T235959Z|RECURRENCE-ID;VALUE=DATE:00010101|EXDATE:99991231T235959|EXDATE;VALUE=DATE:00010101
|RDATE:99991231T235959Z|RDATE;VALUE=PERIOD:20261125T090000Z/P999999W|DURATION:P99999W|RDATE:99970101T000000Z|
""".replace(b"\n", b"").split(b"|")
)
SPOILERS = [b"\r\n", b"\n ", b"\r", b";", b":", b'"', b",", b"\xff", b"=", b"\x00"]
UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
ENDS = st.sampled_from([b"\r\n", b"\n", b"\r"])


@st.composite
def mutated(draw: Callable[..., object]) -> bytes:
    """A file of those that libraries are tested with, some bytes of it exchanged, left out or doubled."""
    data = bytearray(CORPUS[draw(st.integers(0, len(CORPUS) - 1))].read_bytes())  # type: ignore[call-overload]
    chance = random.Random(draw(st.integers(0, 2**32)))  # type: ignore[arg-type]
    for _ in range(chance.randrange(12)):
        at = chance.randrange(len(data) or 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randrange(80)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(200)]
            case _:
                data[at:at] = chance.choice(SPOILERS)
    return bytes(data)


FILES = st.one_of(
    mutated(),
    st.binary(max_size=300),
    st.tuples(st.lists(LINES | st.binary(max_size=12), max_size=30), ENDS).map(
        lambda parts: parts[1].join([b"BEGIN:VCALENDAR", *parts[0]])
    ),
)


def row(data: bytes):
    return file_row(EventFile("personal", "x.ics", data), Stamp(1, 1, 1), WINDOW, LONDON)


@given(FILES)
@settings(max_examples=120, deadline=None)
def test_any_bytes_are_read_and_written_again_as_they_were(data):
    assert Document(data).data == data
    found = row(data)
    assert found.events or found.problem or b"BEGIN" in data.upper()
    assert all(time.end >= time.start for time in found.times)
    assert all(event.event_id and isinstance(event.title, str) for event in found.events)
    assert "\n" not in (found.problem or "")
    assert say_the_same(data, data)
    list(busy_in(data.decode("utf-8", "replace")))


@given(FILES)
@settings(max_examples=60, deadline=None)
def test_a_good_event_beside_any_bytes_is_there_and_changes_alone(tmp_path_factory, data):
    desk = Desk(tmp_path_factory.mktemp("home"))
    path = desk.folder / "calendar" / "personal" / "mixed.ics"
    path.parent.mkdir(parents=True)
    good = b"BEGIN:VCALENDAR\r\n" + GOOD + b"END:VCALENDAR\r\n"
    before = data if data.endswith(b"\n") or not data else data + b"\r\n"
    path.write_bytes(before + good)
    (desk.folder / "calendar" / "personal" / "alone.ics").write_bytes(an_event("Alone", uid="alone"))
    found = {o.title: o for o in desk.store.between(MONDAY, MONDAY + WEEK)}
    assert {"Good", "Alone"} <= found.keys()
    desk.do(UPDATE, event_id=found["Good"].id, title="Better")
    assert path.read_bytes().startswith(before)
    desk.do(CANCEL, event_id=found["Good"].id)
    assert path.read_bytes() == before if path.exists() else not is_left(Document(before))
    assert "Alone" in [o.title for o in desk.store.between(MONDAY, MONDAY + WEEK)]
    desk.store.close()


@given(FILES)
@example(b"BEGIN:VEVENT\nDTSTART:20100110T000000\nDURATION:P9965W")
@settings(max_examples=40, deadline=None)
def test_what_is_shown_of_any_bytes_can_be_changed_or_is_refused_with_the_reason(tmp_path_factory, data):
    desk = Desk(tmp_path_factory.mktemp("home"))
    path = desk.folder / "calendar" / "personal" / "theirs.ics"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    start = datetime(2026, 1, 1, tzinfo=LONDON)
    for occurrence in desk.store.between(start - timedelta(days=9_000), start + timedelta(days=900))[:3]:
        original = occurrence.original.isoformat() if occurrence.original else None
        for changes in ({"location": "Roof"}, {"move_by": "1 day"}):
            path.write_bytes(data)
            desk.store.between(start, start + timedelta(days=1))
            try:
                plan = desk.plan(UPDATE, event_id=occurrence.id, occurrence=original, **changes)
            except ToolError as refused:
                assert refused.message
                continue
            intent, receipt = desk.carry_out(plan)
            desk.executor.undo(intent, receipt)
            assert path.read_bytes() == data
    desk.store.close()


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6, unique=True))
@settings(max_examples=60, deadline=None)
def test_files_of_any_name_cost_no_other(tmp_path_factory, names):
    root = tmp_path_factory.mktemp("calendar")
    folder = os.fsencode(root / "personal")
    os.mkdir(folder)  # noqa: PTH102  names that are no text
    for name in (name.replace(b"/", b"-").replace(b"\0", b"-") + b".ics" for name in names):
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123  names that are no text
            file.write(an_event("Any", uid="any"))
    (root / "personal" / "good.ics").write_bytes(an_event("Good"))
    store = VdirStore(root, zone=LONDON)
    assert "Good" in [o.title for o in store.between(MONDAY, MONDAY + WEEK)]
    for problem in store.problems():
        problem.line.encode()
    store.close()


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(NAMES)
@example(";")
@example("..;")
@settings(max_examples=40, deadline=None)
def test_a_name_is_the_same_by_way_of_an_address(name):
    name = name.replace("/", "%2F")
    if name and "%" not in name.replace("%2F", "") and name not in (".", ".."):
        assert {name_of(address) for address in addresses_of("http://127.0.0.1/dav/home/", name)} == {name}


@pytest.mark.parametrize("href", ["/dav/home/%2E%2E", "/dav/home/.", "/dav/home/", "/dav/home/..?x"])
def test_an_address_of_a_collection_names_nothing_in_it(href):
    assert name_of(href) == ""


@given(st.binary(max_size=200) | mutated())
@settings(max_examples=40, deadline=None)
def test_any_xml_is_an_answer_or_none(data):
    try:
        tree = fromstring(b"<multistatus xmlns='DAV:'><response>" + data + b"</response></multistatus>")
    except (XMLSyntaxError, ValueError):
        return
    read_answer(tree)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 6))])
def test_any_files_on_a_server_cost_no_other(tmp_path, seed):
    chance = random.Random(seed)
    work = {"good.ics": an_event("Good", uid="good")}
    for number in range(25):
        data = bytearray(chance.choice(CORPUS).read_bytes())
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(data))
            data[at : at + 1] = bytes([chance.randrange(256)])
        suffix = chance.choice([".ics", ".EML", "", "%20.ics", ".ics%00"])
        work[f"{chance.choice(['.', '-', 'x', '%C3%A4'])}{number}{suffix}"] = bytes(data)
    with served(tmp_path, work) as (_, store):
        before = dict(work)
        store.sync()
        assert "Good" in [o.title for o in store.between(MONDAY, MONDAY + WEEK)]
        assert store.sync().sent == 0
        file = store.read("Work", "good.ics")
        store.replace("Work", "good.ics", an_event("Better", uid="good"), etag=file.etag)
        assert {**work, "good.ics": b""} == {**before, "good.ics": b""}


PAGES = [b" ", b"<", b"<a/>", b"<d:multistatus xmlns:d='DAV:'/>", b"\x00" * 99, b"{}"]


@pytest.mark.parametrize("page", PAGES)
def test_any_page_of_a_server_is_told_in_a_sentence(tmp_path, page):
    with served(tmp_path, {"a.ics": an_event("Good")}) as (odd, store):
        store.sync()
        odd.page = page
        with suppress(DeliveryError):
            store.sync()
        assert "Good" in [o.title for o in store.between(MONDAY, MONDAY + WEEK)]
