"""The lines in which days and times, rules and reminders are written."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tools.ics.content_lines import ahead, day, line, on_the_clock, text
from tools.ics.file_zones import FileZone
from tools.ics.moments import Moment

PRODUCT = "-//langgraph-assistant//EN"


def written(moment: Moment, floating: bool = False) -> Moment:
    """As it goes into a file: in a zone with a name, in UTC, or without zone where it floats."""
    if not isinstance(moment, datetime):
        return moment
    if floating:
        return moment.replace(tzinfo=None)
    zone = moment.tzinfo
    named = isinstance(zone, FileZone) or (
        isinstance(zone, ZoneInfo) and zone.key not in (None, "UTC", "Etc/UTC")
    )
    return moment if named and not is_second(moment) else moment.astimezone(UTC)


def is_second(moment: datetime) -> bool:
    """Whether it is in the second of two hours of the same name; a time in a zone can only mean the first."""
    return bool(moment.fold) and moment.utcoffset() != moment.replace(fold=0).utcoffset()


def moment_line(name: str, moment: Moment) -> str:
    """A property with a day, a time in UTC, in a zone that has a name, or without zone."""
    if not isinstance(moment, datetime):
        return line(name, day(moment), {"VALUE": "DATE"})
    if isinstance(moment.tzinfo, FileZone | ZoneInfo):
        zone = moment.tzinfo
        return line(
            name, on_the_clock(moment), {"TZID": zone.tzid if isinstance(zone, FileZone) else zone.key}
        )
    return line(name, on_the_clock(moment) + ("Z" if moment.tzinfo is UTC else ""))


def rule_line(rule: str) -> str:
    """RRULE; older programs want FREQ first."""
    parts = sorted(rule.split(";"), key=lambda part: not part.startswith("FREQ="))
    return line("RRULE", ";".join(parts))


def alarm_lines(minutes: int, title: str) -> Iterator[str]:
    """A VALARM so long before the start."""
    yield "BEGIN:VALARM"
    yield line("ACTION", "DISPLAY")
    yield line("DESCRIPTION", text(title or "Reminder"))
    yield line("TRIGGER", ahead(minutes))
    yield "END:VALARM"
