"""One bad thing costs only itself: all else is shown, and what is bad is named once where one looks."""

import os
from datetime import datetime, timedelta

import pytest

from bench.hostile_calendars import KINDS, hostile
from tests.tools.scheduling.desk import LONDON, Desk
from tests.tools.scheduling.test_only_what_is_named import calendar, event, id_of, put, titles

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
WEEK = "2026-11-23/2026-11-29"


def series(*lines: str, title: str = "Scrum") -> bytes:
    return event(title, 23, *lines, uid="s")


def days(desk: Desk, title: str = "Scrum", when: str = WEEK) -> list[int]:
    return [int(start[8:10]) for name, start, _ in desk.events(when) if name == title]


@pytest.mark.parametrize(
    ("lines", "shown", "told"),
    [
        (["RRULE:FREQ=DAILY;COUNT=4", "EXDATE;TZID=Europe/London:20261124T1000000,20261125T100000"],
         [23, 24, 26], "its EXDATE can't be read: '20261124T1000000'"),
        (["RRULE:FREQ=DAILY;COUNT=2", "RDATE:tomorrow,20261127T100000Z"], [23, 24, 27], "its RDATE"),
        (["RRULE:FREQ=DAILY;UNTIL=2026-11-25"], [23, 24, 25], ""),
        (["RRULE:FREQ=DAILY;UNTIL=the end"], [23, 24, 25, 26, 27, 28, 29], "how it repeats can't be read"),
        (["RRULE:FREQ=OFTEN"], [23], "how it repeats can't be"),
        (["RRULE:W1 MO #10"], [23], "how it repeats can't be read: 'W1 MO #10'"),  # as vCalendar 1.0 has it
        (["DTSTART:20261125T100000Z"], [23], "it says in 2 ways when it begins, of which the first counts"),
        (["DTEND:20261124T100000Z"], [23], "it says in 2 ways when it ends, of which the first counts"),
        (["RECURRENCE-ID:20261123T100000Z", "RECURRENCE-ID:20261124T100000Z"], [23],
         "it says in 2 ways which one of its series it is"),
        (["RRULE:FREQ=DAILY;BYDAY=XX", "RDATE:20261127T100000Z"], [23, 27], "how it repeats can't be"),
        (["RRULE:FREQ=DAILY;INTERVAL=0"], [23], "how it repeats can't be"),
        (["RRULE:FREQ=DAILY;COUNT=2;BYMONTHDAY=;BYDAY="], [23, 24], ""),
        (["RRULE:FREQ=DAILY;COUNT=2;EXDATE=20261124"], [23], "how it repeats can't be read: 'EXDATE'"),
        (["RRULE:FREQ=SECONDLY"], [23], "how it repeats can't be followed: more than 30,000 times"),
        (["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"], [23], ""),
        (["RRULE:FREQ=DAILY;COUNT=-1"], [23, 24, 25, 26, 27, 28, 29], ""),
        (["RRULE:FREQ=DAILY;COUNT=5", "EXDATE:20261124T100000;20261126T100000"], [23, 25, 27], ""),
        (["RRULE:RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2;SKIP=OMIT"], [23, 24], ""),
        (["RRULE:RSCALE=HEBREW;FREQ=YEARLY"], [23], "how it repeats can't be read: 'RSCALE=HEBREW'"),
        (["RRULE:FREQ=MONTHLY;SKIP=BACKWARD"], [23], "how it repeats can't be read: 'SKIP=BACKWARD'"),
        (["RRULE:FREQ=DAILY;COUNT=2", "BEGIN:VALARM", "TRIGGER:-15 minutes", "END:VALARM"], [23, 24],
         "a reminder of it can't be read: '-15 minutes'"),
        (["RRULE:FREQ=DAILY;COUNT=2", "BEGIN:VALARM", "ACTION:AUDIO", "END:VALARM"], [23, 24], "a reminder"),
        (["RRULE:FREQ=DAILY;COUNT=2", "EXDATE:99991231T235959", "EXDATE;VALUE=DATE:00010101"], [23, 24],
         "its EXDATE can't be read: it is outside the calendar: '99991231T235959'"),
        (["RRULE:FREQ=DAILY;COUNT=2", "RDATE;TZID=Pacific/Auckland:00010101T000000"], [23, 24], "its RDATE"),
        (["RRULE:FREQ=DAILY;COUNT=2", "RDATE;VALUE=PERIOD:20261127T100000Z/P999999W"], [23, 24], "its RDATE"),
        (["RRULE:FREQ=DAILY;COUNT=2;UNTIL=99991231T235959Z"], [23, 24], ""),
        (["RRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:many", "ATTENDEE:", "ORGANIZER;CN=\"x:y"], [23, 24], ""),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_costs_what_it_says(desk, lines, shown, told):
    put(desk, "s.ics", calendar(series(*lines), event("Yoga", 24, uid="y")))
    assert days(desk) == shown
    assert days(desk, "Yoga") == [24]
    reasons = [problem.reason for problem in desk.store.problems()]
    assert len(reasons) == bool(told)
    assert all(reason.count("how it repeats") < 2 for reason in reasons)
    assert not told or told in reasons[0]
    desk.do(UPDATE, event_id=id_of(desk, "Scrum"), location="Attic")
    for line in (line for line in lines if not line.startswith("SEQUENCE")):
        assert line.encode() in desk.file().read_bytes().replace(b"\r\n ", b"")
    assert days(desk) == shown


def test_a_length_that_leads_out_of_the_calendar_costs_the_occurrences_that_it_does(desk):
    long = event("Scrum", 23, "RDATE:99970101T100000Z", uid="s").decode()
    ends = next(line for line in long.splitlines() if line.startswith("DTEND"))
    put(desk, "s.ics", calendar(long.replace(ends, "DURATION:P9999W").encode(), event("Yoga", 24, uid="y")))
    assert days(desk) == [23]
    assert days(desk, "Yoga") == [24]
    (problem,) = desk.store.problems()
    assert "not all of its occurrences are inside the calendar" in problem.reason


BAD_CHANGES = {
    "no start": "RECURRENCE-ID;TZID=Europe/London:20261124T100000",
    "no time": "RECURRENCE-ID;TZID=Europe/London:20261124T100000\r\nDTSTART:later",
    "no name": "RECURRENCE-ID:sometime\r\nDTSTART:20261124T160000Z",
    "one far off": "RECURRENCE-ID:99991231T235959Z\r\nDTSTART:20261124T160000Z",
    "one far back": "RECURRENCE-ID;VALUE=DATE:00010101\r\nDTSTART:20261124T160000Z",
    "one that begins far off": "RECURRENCE-ID:20261124T100000Z\r\nDTSTART;VALUE=DATE:99991231",
}


@pytest.mark.parametrize("lines", BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_a_changed_occurrence_that_cannot_be_read_costs_itself(desk, lines):
    bad = f"BEGIN:VEVENT\r\nUID:s\r\nSUMMARY:Scrum late\r\n{lines}\r\nEND:VEVENT\r\n".encode()
    put(desk, "s.ics", calendar(series("RRULE:FREQ=DAILY;COUNT=4"), bad))
    assert days(desk) == [23, 24, 25, 26]
    (problem,) = desk.store.problems()
    assert "'Scrum late' can't be read" in problem.reason
    desk.do(CANCEL, event_id=id_of(desk, "Scrum"), occurrence="2026-11-25")
    assert days(desk) == [23, 24, 26]
    assert bad in desk.file().read_bytes()


def test_every_bad_file_is_named_once_beside_all_that_is_good(desk):
    good = {"a": "Yoga", "z": "Choir"}
    for name, title in good.items():
        put(desk, f"{name}.ics", calendar(event(title, 24, uid=name)))
    put(desk, "empty.ics", b"")
    put(desk, "noise.ics", b"\xff\xfe\x00\x01" * 50)
    put(desk, "page.ics", b"<html><body>404</body></html>")
    put(desk, "cut.ics", calendar(event("Half", 25, uid="h"))[:-40])
    put(desk, "big.ics", calendar(event("Big", 25, "X-DATA:" + "x" * 10_000_000, uid="b")))
    put(
        desk,
        "far.ics",
        calendar(event("Far", 24, uid="f").replace(b"202611", b"999912").replace(b"24T", b"31T")),
    )
    folder = desk.folder / "calendar" / "personal"
    (folder / "folder.ics").mkdir()
    (folder / "link.ics").symlink_to(folder / "link.ics")
    os.mkfifo(folder / "pipe.ics")
    latin = os.fsencode(folder) + b"/f\xeate.ics"
    with open(latin, "wb") as file:  # noqa: PTH123  a name that is no text
        file.write(calendar(event("Party", 24, uid="p")))
    os.mkdir(os.fsencode(desk.folder / "calendar") + b"/priv\xe9")  # noqa: PTH102
    (desk.folder / "calendar" / "away").symlink_to("/mnt/not/there")
    (desk.folder / "calendar" / "round").symlink_to(desk.folder / "calendar" / "round")
    for _ in range(2):
        assert sorted(titles(desk)) == ["Choir", "Half", "Yoga"]
        told = [problem.path.removeprefix("calendar/") for problem in desk.store.problems()]
        assert told == [
            *("away", "priv\\xe9", "round"),
            *(f"personal/{name}.ics" for name in ("big", "cut", "empty", "f\\xeate", "far", "folder")),
            *(f"personal/{name}.ics" for name in ("link", "noise", "page", "pipe")),
        ]
    answer = desk.ask("list_calendar_events", when=WEEK)
    assert len(answer["problems"]) == 13
    desk.do(UPDATE, event_id=id_of(desk, "Yoga"), title="Pilates")
    assert "Pilates" in titles(desk)


def test_a_file_is_read_whose_ending_is_in_capitals_and_one_beside_all_calendars_is_named(desk):
    path = put(desk, "CLUB.ICS", calendar(event("Rowing", 24, uid="r")))
    (desk.folder / "calendar" / "invite.ics").write_bytes(path.read_bytes())
    assert titles(desk) == ["Rowing"]
    assert [(one.path, one.reason) for one in desk.store.problems()] == [
        ("calendar/invite.ics", "is in no calendar; move it into a folder")
    ]
    desk.do(CANCEL, event_id=id_of(desk, "Rowing"))
    assert not path.exists()


def test_a_calendar_that_cannot_be_opened_costs_only_itself(desk):
    put(desk, "a.ics", calendar(event("Yoga", 24, uid="y")))
    locked = put(desk, "b.ics", calendar(event("Choir", 24, uid="c")), folder="choir").parent
    locked.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            pytest.skip("whoever runs this may open everything")
        assert titles(desk) == ["Yoga"]
        assert [problem.path for problem in desk.store.problems()] == ["calendar/choir"]
    finally:
        locked.chmod(0o700)
    assert sorted(titles(desk)) == ["Choir", "Yoga"]
    assert desk.store.problems() == ()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_was_written_to_hurt_is_read_like_any_other(desk, kind):
    put(desk, "h.ics", hostile(kind, 300_000))
    put(desk, "a.ics", calendar(event("Yoga", 24, uid="y")))
    start = datetime(2026, 11, 23, tzinfo=LONDON)
    assert "Yoga" in [found.title for found in desk.store.between(start, start + timedelta(days=7))]
    assert len(desk.store.problems()) <= 1


@pytest.mark.timeout(120)
def test_a_rule_that_never_comes_true_is_looked_at_far_ahead(desk):
    for number, rule in enumerate(("DAILY", "HOURLY", "MINUTELY", "MONTHLY", "WEEKLY")):
        lines = f"RRULE:FREQ={rule};BYMONTH=2;BYMONTHDAY=31"
        put(desk, f"{number}.ics", calendar(event(f"Never {rule}", 24, lines, uid=str(number))))
    start = datetime(2050, 1, 1, tzinfo=LONDON)
    assert desk.store.between(start, start + timedelta(days=365)) == ()
