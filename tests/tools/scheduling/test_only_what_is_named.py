"""A change touches the event that it names, in a file of anybody's, and no other byte."""

import os
from datetime import datetime

import pytest

from tests.tools.scheduling.desk import LONDON, Desk
from tools.errors import ToolError

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
WEEK = "2026-11-23/2026-11-29"


def event(title: str, day: int, *more: str, uid: str = "") -> bytes:
    lines = [
        "BEGIN:VEVENT",
        *([f"UID:{uid}"] if uid else []),
        f"SUMMARY:{title}",
        f"DTSTART;TZID=Europe/London:202611{day}T100000",
        f"DTEND;TZID=Europe/London:202611{day}T110000",
        *more,
        "END:VEVENT",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def calendar(*parts: bytes, end: bytes = b"\r\n") -> bytes:
    whole = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//theirs//\r\n" + b"".join(parts) + b"END:VCALENDAR\r\n"
    )
    return whole.replace(b"\r\n", end)


def put(desk: Desk, name: str, data: bytes, folder: str = "personal"):
    path = desk.folder / "calendar" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def id_of(desk: Desk, title: str, when: str = WEEK) -> str:
    return next(e["id"] for e in desk.ask("list_calendar_events", when=when)["events"] if e["title"] == title)


def titles(desk: Desk, when: str = WEEK) -> list[str]:
    return [title for title, _, _ in desk.events(when)]


def without_stamps(data: bytes) -> list[bytes]:
    ours = (b"DTSTAMP", b"LAST-MODIFIED", b"SEQUENCE", b"X-ASSISTANT-KEY")
    return [line for line in data.split(b"\n") if not line.startswith(ours)]


YOGA, CHOIR, FERRY = event("Yoga", 24, uid="y"), event("Choir", 25, uid="c"), event("Ferry", 26, uid="f")
TASK = b"BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Water plants\r\nEND:VTODO\r\n"


def test_of_three_events_in_a_file_one_is_cancelled(desk):
    path = put(desk, "club.ics", calendar(YOGA, TASK, CHOIR, FERRY))
    plan = desk.plan(CANCEL, event_id=id_of(desk, "Choir"))
    intent, receipt = desk.carry_out(plan)
    assert path.read_bytes() == calendar(YOGA, TASK, FERRY)
    assert desk.executor.find(intent) is not None
    desk.executor.undo(intent, receipt)
    assert path.read_bytes() == calendar(YOGA, TASK, CHOIR, FERRY)


def test_the_last_event_of_a_file_takes_the_file_along_and_a_task_keeps_it(desk):
    alone = put(desk, "alone.ics", calendar(YOGA))
    shared = put(desk, "shared.ics", calendar(TASK, CHOIR))
    desk.do(CANCEL, event_id=id_of(desk, "Yoga"))
    desk.do(CANCEL, event_id=id_of(desk, "Choir"))
    assert not alone.exists()
    assert shared.read_bytes() == calendar(TASK)


def test_every_calendar_in_a_file_is_seen_and_kept(desk):
    path = put(desk, "two.ics", calendar(YOGA) + b"\r\n" + calendar(CHOIR) + calendar(FERRY))
    assert titles(desk) == ["Yoga", "Choir", "Ferry"]
    desk.do(UPDATE, event_id=id_of(desk, "Choir"), title="Concert")
    assert without_stamps(path.read_bytes()) == without_stamps(
        calendar(YOGA) + b"\r\n" + calendar(event("Concert", 25, uid="c")) + calendar(FERRY)
    )
    desk.do(CANCEL, event_id=id_of(desk, "Concert"))
    assert path.read_bytes() == calendar(YOGA) + b"\r\n" + calendar(FERRY)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_lines_that_are_not_changed_stay_to_the_byte(desk, end):
    odd = (
        "CLASS:PRIVATE",
        'X-THEIRS;X-P="a;b:c":one\\, two\\; \\x three',
        "ATTENDEE;CN=Zo\u00eb;ROLE=CHAIR:mailto:zoe@example.org",
        "DESCRIPTION:long lines are folded here and",
        "  there",
        "COMMENT:",
        "no colon in this line",
    )
    before = calendar(event("Yoga", 24, *odd, uid="y"), CHOIR, end=end)
    path = put(desk, "a.ics", before)
    desk.do(UPDATE, event_id=id_of(desk, "Yoga"), location="Hall 2")
    kept = [line for line in before.split(end) if line]
    after = path.read_bytes().split(end)
    assert [line for line in after if line in kept] == kept
    assert b"LOCATION:Hall 2" in after
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"") or end == b"\n"


def test_bytes_that_are_not_utf_8_are_read_and_stay(desk):
    guest = "ATTENDEE;CN=J\u00f6rg Wei\u00df:mailto:joerg@example.org"
    before = calendar(event("Fr\u00fchst\u00fcck", 24, guest, uid="y")).decode().encode("latin-1")
    path = put(desk, "a.ics", before)
    (found,) = desk.ask("list_calendar_events", when=WEEK)["events"]
    assert (found["title"], found["attendees"]) == (
        "Fr\u00fchst\u00fcck",
        ["J\u00f6rg Wei\u00df <joerg@example.org>"],
    )
    desk.do(UPDATE, event_id=found["id"], location="Caf\u00e9")
    assert set(without_stamps(before)) < set(without_stamps(path.read_bytes()))
    assert b"LOCATION:Caf\xe9\r\n" in path.read_bytes()
    desk.do(UPDATE, event_id=found["id"], location="\u014csaka")
    assert desk.ask("list_calendar_events", when=WEEK)["events"][0]["location"] == "\u014csaka"


@pytest.mark.parametrize("wide", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_read_and_stays_in_it(desk, wide):
    before = calendar(event("Fr\u00fchst\u00fcck", 24, uid="y"), event("Kaf\u0119", 25, uid="z")).decode()
    path = put(desk, "a.ics", f"\ufeff{before}".encode(wide))
    assert titles(desk) == ["Fr\u00fchst\u00fcck", "Kaf\u0119"] and desk.store.problems() == ()
    plan = desk.plan(UPDATE, event_id=id_of(desk, "Kaf\u0119"), location="Caf\u00e9")
    intent, _ = desk.carry_out(plan)
    after = path.read_bytes().decode(wide)
    assert after[0] == "\ufeff" and set(before.splitlines()) < set(after[1:].splitlines())
    assert "LOCATION:Caf\u00e9\r\n" in after
    desk.do(UPDATE, event_id=id_of(desk, "Fr\u00fchst\u00fcck"), location="Hall 2")
    assert desk.executor.find(intent) is not None
    half = path.with_name("half.ics")
    half.write_bytes(f"\ufeff{before}".encode(wide) + b"\xd8")
    assert [problem.path for problem in desk.store.problems()] == ["calendar/personal/half.ics"]


def test_what_is_left_out_moves_with_its_series_whatever_stands_between(desk):
    rule, left_out = "RRULE:FREQ=DAILY;COUNT=4", "EXDATE;TZID=Europe/London:20261124T100000;20261125T100000"
    path = put(desk, "a.ics", calendar(event("Yoga", 23, rule, left_out, uid="y")))
    desk.do(UPDATE, event_id=id_of(desk, "Yoga"), start_time="2026-11-23T12:00")
    assert b"EXDATE;TZID=Europe/London:20261124T120000;20261125T120000\r\n" in path.read_bytes()


def test_a_letter_that_is_folded_in_its_middle_is_whole_again(desk):
    whole = event("Caf\u00e9 M\u00fcller", 24, uid="y")
    before = calendar(whole.replace(b"Caf\xc3\xa9", b"Caf\xc3\r\n \xa9"))
    path = put(desk, "a.ics", before)
    assert titles(desk) == ["Caf\u00e9 M\u00fcller"]
    desk.do(UPDATE, event_id=id_of(desk, "Caf\u00e9 M\u00fcller"), location="Hall 2")
    assert b"Caf\xc3\r\n \xa9 M\xc3\xbcller\r\n" in path.read_bytes()


def test_a_link_stays_one_and_a_file_keeps_its_mode(desk):
    target = put(desk, "kept.ics", calendar(YOGA), folder=".elsewhere")
    target.chmod(0o640)
    link = put(desk, "x", b"").with_name("link.ics")
    link.symlink_to(target)
    desk.do(UPDATE, event_id=id_of(desk, "Yoga"), title="Pilates")
    assert link.is_symlink()
    assert b"Pilates" in target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640
    desk.do(CANCEL, event_id=id_of(desk, "Pilates"))
    assert not os.path.lexists(link)
    assert target.exists()


def test_one_uid_in_two_files_is_two_events(desk):
    put(desk, "a.ics", calendar(event("Dinner", 24, uid="same")))
    other = put(desk, "b.ics", calendar(event("Opera", 25, "SEQUENCE:2", uid="same")))
    desk.do(CANCEL, event_id=id_of(desk, "Opera"))
    assert titles(desk) == ["Dinner"]
    assert not other.exists()


@pytest.mark.parametrize("uid", ["", "same"])
def test_events_of_one_name_or_none_in_a_file_are_told_apart(desk, uid):
    path = put(desk, "a.ics", calendar(*(event(title, 24, uid=uid) for title in ("Run", "Swim", "Ride"))))
    assert sorted(titles(desk)) == ["Ride", "Run", "Swim"]
    desk.do(UPDATE, event_id=id_of(desk, "Swim"), title="Dive")
    desk.do(CANCEL, event_id=id_of(desk, "Run"))
    assert sorted(titles(desk)) == ["Dive", "Ride"]
    assert event("Ride", 24, uid=uid) in path.read_bytes()


def test_an_older_version_in_the_same_file_is_not_shown_but_told(desk):
    older, newer = event("Old", 24, "SEQUENCE:1", uid="y"), event("New", 25, "SEQUENCE:2", uid="y")
    path = put(desk, "a.ics", calendar(older, newer))
    assert titles(desk) == ["New"]
    assert "an older version of 'Old'" in desk.store.problems()[0].reason
    desk.do(CANCEL, event_id=id_of(desk, "New"))
    assert not path.exists()


def test_tasks_and_journals_are_no_problem(desk):
    put(desk, "t.ics", calendar(TASK))
    put(
        desk,
        "j.ics",
        calendar(b"BEGIN:VJOURNAL\r\nUID:j\r\nDTSTART:20261124T100000Z\r\nEND:VJOURNAL\r\n", YOGA),
    )
    assert titles(desk) == ["Yoga"]
    assert desk.store.problems() == ()
    assert desk.store.to_dos() == 2


def series(*more: str) -> bytes:
    return event("Sprint", 23, "RRULE:FREQ=WEEKLY;COUNT=6", *more, uid="s")


def change(day: str, *more: str, title: str = "Sprint", id: str = "RECURRENCE-ID") -> bytes:
    lines = [
        "BEGIN:VEVENT",
        "UID:s",
        f"SUMMARY:{title}",
        f"{id};TZID=Europe/London:2026{day}T100000",
        *more,
        "END:VEVENT",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


FROM_THEN = change(
    "1207",
    "LOCATION:Attic",
    "DTSTART;TZID=Europe/London:20261207T130000",
    "DTEND;TZID=Europe/London:20261207T134500",
    title="Sprint upstairs",
    id="RECURRENCE-ID;RANGE=THISANDFUTURE",
)
LONG = "2026-11-23/2027-01-31"


def starts(desk: Desk) -> list[str]:
    return [f"{title} {start[5:16]}-{end[11:16]}" for title, start, end in desk.events(LONG)]


UPSTAIRS = [
    "Sprint 11-23T10:00-11:00",
    "Sprint 11-30T10:00-11:00",
    "Sprint upstairs 12-07T13:00-13:45",
    "Sprint upstairs 12-14T13:00-13:45",
    "Sprint upstairs 12-21T13:00-13:45",
    "Sprint upstairs 12-28T13:00-13:45",
]


def test_of_occurrences_that_were_changed_together_one_is_cancelled(desk):
    put(desk, "s.ics", calendar(series(), FROM_THEN))
    assert starts(desk) == UPSTAIRS
    events = desk.ask("list_calendar_events", when="2026-12-14")["events"]
    assert events[0]["occurrence"] == "2026-12-14T10:00:00+00:00"
    desk.do(CANCEL, event_id=events[0]["id"], occurrence=events[0]["occurrence"])
    assert starts(desk) == [*UPSTAIRS[:3], *UPSTAIRS[4:]]
    desk.do(CANCEL, event_id=events[0]["id"], occurrence="2026-12-07")
    assert starts(desk) == [*UPSTAIRS[:2], *UPSTAIRS[4:]]


def test_of_occurrences_that_were_changed_together_one_is_moved(desk):
    put(desk, "s.ics", calendar(series(), FROM_THEN))
    id = id_of(desk, "Sprint", LONG)
    desk.do(UPDATE, event_id=id, occurrence="2026-12-21", start_time="15:00")
    assert starts(desk) == [*UPSTAIRS[:4], "Sprint upstairs 12-21T15:00-15:45", UPSTAIRS[5]]
    with pytest.raises(ToolError, match="changed along with it"):
        desk.plan(UPDATE, event_id=id, occurrence="2026-12-07", start_time="15:00")
    desk.do(UPDATE, event_id=id, move_by="1 day")
    assert starts(desk)[0] == "Sprint 11-24T10:00-11:00"


def test_invitations_to_single_occurrences_are_told_apart(desk):
    times = [
        change(f"12{day}", f"DTSTART:202612{day}T160000Z", f"DTEND:202612{day}T170000Z", title=f"Guest {day}")
        for day in ("07", "14", "21")
    ]
    path = put(desk, "s.ics", calendar(*times))
    id = id_of(desk, "Guest 14", LONG)
    with pytest.raises(ToolError, match="several times"):
        desk.plan(CANCEL, event_id=id)
    desk.do(CANCEL, event_id=id, occurrence="2026-12-14")
    assert path.read_bytes() == calendar(times[0], times[2])
    desk.do(UPDATE, event_id=id, occurrence="2026-12-21", start_time="18:00")
    assert [start[5:16] for _, start, _ in desk.events(LONG)] == ["12-07T16:00", "12-21T18:00"]


def test_added_dates_keep_their_own_lengths_when_a_series_moves(desk):
    added = "RDATE;VALUE=PERIOD:20261126T150000Z/PT3H,20261127T150000Z/20261127T170000Z,nonsense"
    put(desk, "s.ics", calendar(series(added)))
    assert starts(desk)[1:3] == ["Sprint 11-26T15:00-18:00", "Sprint 11-27T15:00-17:00"]
    desk.do(UPDATE, event_id=id_of(desk, "Sprint"), move_by="30 minutes")
    assert starts(desk)[:3] == [
        "Sprint 11-23T10:30-11:30",
        "Sprint 11-26T15:30-18:30",
        "Sprint 11-27T15:30-17:30",
    ]
    written = desk.file().read_bytes().replace(b"\r\n ", b"")
    assert b"20261126T153000Z/PT3H,20261127T153000Z/20261127T173000Z,nonsense" in written


def test_changed_occurrences_that_a_new_rule_drops_are_told_before(desk):
    put(desk, "s.ics", calendar(series(), change("1130", "DTSTART:20261130T160000Z", title="Late")))
    plan = desk.plan(UPDATE, event_id=id_of(desk, "Sprint"), recurrence="FREQ=WEEKLY;INTERVAL=2")
    assert "1 changed occurrence of it won't fit any more, and will go" in plan.warnings
    desk.carry_out(plan)
    assert "Late" not in titles(desk, LONG)


def test_what_of_a_series_cannot_be_read_goes_with_it_and_only_then(desk):
    bad = change("1130", "DTSTART:sometime", title="Bad")
    path = put(desk, "s.ics", calendar(series(), bad, YOGA))
    desk.do(UPDATE, event_id=id_of(desk, "Sprint"), title="Scrum")
    assert bad in path.read_bytes()
    desk.do(CANCEL, event_id=id_of(desk, "Scrum"))
    assert path.read_bytes() == calendar(YOGA)


def test_a_change_to_one_of_a_day_with_several_asks_which(desk):
    put(desk, "h.ics", calendar(event("Pills", 23, "RRULE:FREQ=HOURLY;INTERVAL=6;COUNT=12", uid="h")))
    desk.now = datetime(2026, 11, 20, 10, tzinfo=LONDON)
    id = id_of(desk, "Pills")
    with pytest.raises(ToolError, match="several times on 2026-11-24"):
        desk.plan(CANCEL, event_id=id, occurrence="2026-11-24")
    desk.do(CANCEL, event_id=id, occurrence="2026-11-24T10:00")
    assert "2026-11-24T10:00:00+00:00" not in [start for _, start, _ in desk.events("2026-11-24")]


TWICE = """BEGIN:VEVENT
UID:t
SUMMARY:Review
DTSTART:20261124T100000Z
ORGANIZER:mailto:ada@example.org
ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@example.org
ATTENDEE;CUTYPE=ROOM;CN=Hall:urn:uuid:1234
ATTENDEE;CN=Ana L;PARTSTAT=NEEDS-ACTION:MAILTO:ANA@example.org
END:VEVENT"""


def test_somebody_who_is_invited_twice_is_one_guest_and_keeps_both_lines(desk):
    path = desk.put("a.ics", TWICE)
    (event,) = desk.ask("list_calendar_events", when="2026-11-24")["events"]
    assert event["attendees"] == ["Ana <ana@example.org>", "Hall <urn:uuid:1234>"]
    desk.do(UPDATE, event_id=event["id"], add_attendees=["Ben"])
    text = path.read_text().replace("\r", "").replace("\n ", "")
    assert "\n".join(TWICE.splitlines()[5:8]) in text and "ben@example.org" in text
    desk.do(UPDATE, event_id=event["id"], remove_attendees=["Ana"])
    assert "ana@example.org" not in path.read_text().lower() and "CUTYPE=ROOM" in path.read_text()
