"""Calendar files of every kind of fault that there is a public report of, each with a good neighbour."""

import os

from tests.everything.kinds import Kind

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//theirs//EN\r\n"
OFFICE_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Our office\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)
EMPTY_ZONE = "BEGIN:VTIMEZONE\r\nTZID:Nowhere\r\nEND:VTIMEZONE\r\n"
THREE_DAYS = "RRULE:FREQ=DAILY;COUNT=3"
OUTSIDE_UTF8 = os.fsdecode(b"f\xeate.ics")


def event(title: str, *more: str, uid: str | None = None, day: int = 24) -> str:
    """An event at ten, London time, unless `more` has a start; without a line UID where it is empty."""
    name = title.replace(" ", "-") if uid is None else uid
    start = () if any(line.startswith("DTSTART") for line in more) else (f"DTSTART:202611{day}T100000Z",)
    lines = ("BEGIN:VEVENT", *([f"UID:{name}"] if name else []), f"SUMMARY:{title}", *start, *more)
    return "".join(f"{line}\r\n" for line in (*lines, "END:VEVENT"))


def file(*parts: str) -> bytes:
    return f"{HEAD}{''.join(parts)}END:VCALENDAR\r\n".encode()


def one(title: str, *more: str, before: str = "", day: int = 24) -> bytes:
    return file(before, event(title, *more, day=day))


KINDS = (
    Kind(
        "several events, and several calendars, in one file",
        {
            "club.ics": file(event("Rowing"), event("Sailing", day=25), event("Diving", day=26)),
            "two.ics": one("Skiing") + one("Skating"),
            "half.ics": file(event("Golf"), "BEGIN:VEVENT\r\nUID:n\r\nSUMMARY:Polo\r\nEND:VEVENT\r\n"),
        },
        ("Rowing 24", "Sailing 25", "Diving 26", "Skiing 24", "Skating 24", "Golf 24"),
        {"half.ics": "'Polo' can't be read: it has no start"},
    ),
    Kind(
        "bytes that are not UTF-8",
        {
            "western.ics": file(event("Fête")).decode().encode("latin-1"),
            "fold.ics": one("Café Müller").replace("é".encode(), b"\xc3\r\n \xa9"),
            "noise.ics": b"\xff\xfe\x00\x01" * 50,
        },
        ("Fête 24", "Café Müller 24"),
        {"noise.ics": "it is no calendar file"},
    ),
    Kind(
        "zones by the names of other programs",
        {
            "windows.ics": one("Standup", "DTSTART;TZID=W. Europe Standard Time:20261124T100000"),
            "own.ics": one("Breakfast", 'DTSTART;TZID="Our office":20261124T100000', before=OFFICE_ZONE),
            "offset.ics": one("Call", "DTSTART;TZID=UTC-06:00:20261124T100000"),
            "gmt.ics": one("Radio", "DTSTART;TZID=GMT+02:00:20261124T100000"),
            "outlook.ics": one("Sync", "DTSTART;TZID=tzone://Microsoft/Utc:20261124T100000"),
            "moon.ics": one("Landing", "DTSTART;TZID=Moon/Tranquility:20261124T100000"),
            "nowhere.ics": one("Trip", "DTSTART;TZID=Nowhere:20261124T100000", before=EMPTY_ZONE),
        },
        (
            "Standup 24T09",
            "Breakfast 24T09",
            "Call 24T16",
            "Radio 24T08",
            "Sync 24T10",
            "Landing 24",
            "Trip 24",
        ),
        {"moon.ics": "time zone 'Moon/Tranquility'", "nowhere.ics": "time zone 'Nowhere'"},
    ),
    Kind(
        "days that a series leaves out",
        {
            "day.ics": one("Gym", THREE_DAYS, "EXDATE;VALUE=DATE:20261125"),
            "odd.ics": one("Swim", THREE_DAYS, "EXDATE:20261125T1000000Z,20261126T100000Z"),
        },
        ("Gym 24", "Gym 26", "Swim 24", "Swim 25"),
        {"odd.ics": "its EXDATE can't be read"},
    ),
    Kind(
        "occurrences that were changed, together and alone",
        {
            "on.ics": file(
                event("Review", "RRULE:FREQ=DAILY;COUNT=4", uid="r", day=23),
                event(
                    "Review upstairs", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261125T100000Z", uid="r", day=25
                ),
            ),
            "late.ics": file(
                event("Choir", THREE_DAYS, uid="c"),
                event("Choir late", "RECURRENCE-ID:20261125T100000Z", "DTSTART:20261125T990000", uid="c"),
            ),
        },
        (
            "Review 23",
            "Review 24",
            "Review upstairs 25",
            "Review upstairs 26",
            "Choir 24",
            "Choir 25",
            "Choir 26",
        ),
        {"late.ics": "'Choir late' can't be read"},
    ),
    Kind(
        "how long it takes",
        {
            "days.ics": one("Fair", "DURATION:P1D"),
            "long.ics": one("Circus", "DURATION:a day"),
        },
        ("Fair 24", "Circus 24"),
        {"long.ics": "its end can't be read: 'a day'"},
    ),
    Kind(
        "times that no clock shows",
        {
            "midnight.ics": one("Watch", "DTSTART:20261124T240000Z"),
            "later.ics": one("Vigil", "DTSTART:20261124T250000Z"),
        },
        ("Watch 25T00",),
        {"later.ics": "'Vigil' can't be read"},
    ),
    Kind(
        "ends of lines of other times",
        {
            "cr.ics": one("Tea").replace(b"\r\n", b"\r"),
            "lf.ics": one("Coffee").replace(b"\r\n", b"\n"),
            "cut.ics": one("Cocoa")[:-30],
        },
        ("Tea 24", "Coffee 24", "Cocoa 24"),
        {"cut.ics": "it is cut short"},
    ),
    Kind(
        "until when a series goes",
        {
            "dashes.ics": one("Yoga", "RRULE:FREQ=DAILY;UNTIL=2026-11-25"),
            "ever.ics": one("Pilates", "RRULE:FREQ=DAILY;UNTIL=the end"),
        },
        ("Yoga 24", "Yoga 25", *(f"Pilates {day}" for day in range(24, 30))),
        {"ever.ics": "how it repeats can't be read"},
    ),
    Kind(
        "reminders",
        {
            "good.ics": one("Dentist", "BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "END:VALARM"),
            "bad.ics": one("Barber", "BEGIN:VALARM", "TRIGGER:soon", "ACTION:DISPLAY", "END:VALARM"),
        },
        ("Dentist 24", "Barber 24"),
        {"bad.ics": "a reminder of it can't be read: 'soon'"},
    ),
    Kind(
        "events without a name of their own, or with another's",
        {
            "school.ics": file(event("Maths", uid=""), event("Music", uid="", day=25)),
            "a.ics": file(event("Theatre", uid="same")),
            "b.ics": file(event("Opera", uid="same", day=25)),
            "older.ics": file(
                event("Walk", "SEQUENCE:1", uid="w"), event("Hike", "SEQUENCE:0", uid="w", day=25)
            ),
        },
        ("Maths 24", "Music 25", "Theatre 24", "Opera 25", "Walk 24"),
        {"older.ics": "an older version of 'Hike'"},
    ),
    Kind(
        "what takes no time",
        {
            "off.ics": one("Picnic", "STATUS:CANCELLED"),
            "free.ics": one("Birthday", "TRANSP:TRANSPARENT"),
        },
        ("Picnic 24", "Birthday 24"),
    ),
    Kind(
        "to-dos, journals and files without an event",
        {
            "todo.ics": file("BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Wash\r\nEND:VTODO\r\n"),
            "diary.ics": file("BEGIN:VJOURNAL\r\nUID:j\r\nSUMMARY:Diary\r\nEND:VJOURNAL\r\n"),
            "nothing.ics": file(),
            "empty.ics": b"",
            "login.ics": b"<html><body>Please log in</body></html>",
        },
        (),
        {
            "nothing.ics": "there is no event in it",
            "empty.ics": "it is empty",
            "login.ics": "it is no calendar file",
        },
    ),
    Kind(
        "what goes over days",
        {
            "holiday.ics": one("Holiday", "DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261202"),
            "back.ics": one("Return", "DTEND:20261123T100000Z"),
        },
        ("Holiday 20", "Return 24"),
        {"back.ics": "it ends before it starts"},
    ),
    Kind(
        "rules that hurt",
        {
            "never.ics": one("Leap", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
            "always.ics": one("Tick", "RRULE:FREQ=SECONDLY"),
        },
        ("Leap 24", "Tick 24"),
        {"always.ics": "how it repeats can't be followed"},
    ),
    Kind(
        "names and sizes of files",
        {
            OUTSIDE_UTF8: one("Ball"),
            "photo.ics": one("Gallery", "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 1_000_000),
            "film.ics": one("Cinema", "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 3_000_000),
            "long-title.ics": one("Lecture " + "x" * 5000),
        },
        ("Gallery 24", f"Lecture {'x' * 191}… 24"),
        {"film.ics": "larger than 10 MB", OUTSIDE_UTF8: "its name isn't UTF-8"},
    ),
)
