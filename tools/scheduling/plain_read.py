"""A quick reader for the files that most calendars consist of: one plain event, written by the book.

Anything else is left to icalendar, which this agrees with: `tests/tools/scheduling/test_plain_read.py`
compares the two on every calendar file that icalendar and recurring-ical-events ship.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tools.scheduling.events import Attendee, Event, Moment
from tools.scheduling.store import EventFile

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,^]*))*):(.*)')
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";]*)')
_UNUSUAL_ESCAPE = re.compile(r"\\(?![,;nN])")
_ESCAPE = re.compile(r"\\([,;nN])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029\ufeff\ufffd]")

_NEEDED = frozenset(
    [
        "UID",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "DTSTART",
        "DTEND",
        "STATUS",
        "TRANSP",
        "SEQUENCE",
        "ORGANIZER",
    ]
)
_BEYOND = frozenset(["RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "DURATION"])
_TEXTS = ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "TRANSP")


class _UnusualError(Exception):
    """The file isn't one of the plain ones."""


def read_plain(file: EventFile, zone: tzinfo) -> Event | None:
    """The one event of `file`, but for its reminders; None where the file is anything but plain."""
    try:
        return _read(file, zone)
    except (_UnusualError, ValueError):
        return None


def _read(file: EventFile, zone: tzinfo) -> Event:
    text = file.data.decode()
    properties, attendees = _properties(_FOLD.sub("", text).replace("\r\n", "\n"))
    texts = {name: _text(*properties[name]) if name in properties else "" for name in _TEXTS}
    if not texts["UID"]:
        raise _UnusualError
    start, floating = _moment(properties, "DTSTART", zone)
    end, end_floats = _moment(properties, "DTEND", zone)
    if isinstance(start, datetime) != isinstance(end, datetime) or floating != end_floats or end <= start:
        raise _UnusualError
    sequence = properties.get("SEQUENCE", ("", ""))[1].strip()
    return Event(
        calendar=file.calendar,
        uid=texts["UID"],
        title=texts["SUMMARY"],
        start=start,
        end=end,
        floating=floating,
        location=texts["LOCATION"],
        description=texts["DESCRIPTION"],
        organizer=_attendee(*properties["ORGANIZER"]) if "ORGANIZER" in properties else None,
        attendees=tuple(_attendee(*attendee) for attendee in attendees),
        status=texts["STATUS"].lower(),
        transparency=texts["TRANSP"].lower(),
        sequence=int(sequence) if sequence.isdecimal() else 0,
    )


def _properties(text: str) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]]]:
    """Parameters and value of each property that matters of the one event, and of each of its attendees."""
    if _CONTROL.search(text):
        raise _UnusualError
    open_parts: list[str] = []
    properties: dict[str, tuple[str, str]] = {}
    attendees: list[tuple[str, str]] = []
    events = 0
    for line in text.split("\n"):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise _UnusualError
        name, parameters, value = match[1].upper(), match[2], match[3]
        if name == "BEGIN":
            open_parts.append(value.upper())
            events += value.upper() == "VEVENT"
            if len(open_parts) == 1 and value.upper() != "VCALENDAR":
                raise _UnusualError
        elif name == "END":
            if not open_parts or open_parts.pop() != value.upper():
                raise _UnusualError
        elif open_parts == ["VCALENDAR", "VEVENT"]:
            if name in _BEYOND or name in properties:
                raise _UnusualError
            if name in _NEEDED:
                properties[name] = (parameters, value)
            elif name == "ATTENDEE":
                attendees.append((parameters, value))
    if open_parts or events != 1:
        raise _UnusualError
    return properties, attendees


def _text(parameters: str, value: str) -> str:
    if "ENCODING" in parameters.upper() or "VALUE=" in parameters.upper() or _UNUSUAL_ESCAPE.search(value):
        raise _UnusualError
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()


def _moment(properties: dict[str, tuple[str, str]], name: str, zone: tzinfo) -> tuple[Moment, bool]:
    """The date or time, and whether it floats."""
    if name not in properties:
        raise _UnusualError
    parameters, value = properties[name]
    named = _named(parameters)
    kind, tzid = named.pop("VALUE", ""), named.pop("TZID", "")
    if named:
        raise _UnusualError
    if len(value) == 8 and value.isdecimal() and kind == "DATE" and not tzid:
        return date(int(value[:4]), int(value[4:6]), int(value[6:])), False
    if len(value) not in (15, 16) or value[8] != "T" or kind not in ("", "DATE-TIME"):
        raise _UnusualError
    day = date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    wall = datetime.combine(day, time(int(value[9:11]), int(value[11:13]), int(value[13:15])))
    if len(value) == 16:
        if value[15] != "Z" or tzid:
            raise _UnusualError
        return wall.replace(tzinfo=UTC), False
    return (wall.replace(tzinfo=_zone(tzid)), False) if tzid else (wall.replace(tzinfo=zone), True)


@lru_cache(maxsize=256)
def _zone(tzid: str) -> ZoneInfo:
    try:
        return ZoneInfo(tzid)
    except (ZoneInfoNotFoundError, OSError):
        raise _UnusualError from None


def _attendee(parameters: str, value: str) -> Attendee:
    named = _named(parameters)
    if "EMAIL" in named or "\\" in parameters or value[:7].lower() != "mailto:":
        raise _UnusualError
    address, name = value.strip()[7:], named.get("CN", "").strip()
    return Attendee(address, "" if name == address else name, named.get("PARTSTAT", "").lower())


def _named(parameters: str) -> dict[str, str]:
    if not parameters:
        return {}
    return {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(parameters)}
