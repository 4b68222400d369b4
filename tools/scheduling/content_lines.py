"""The lines of iCalendar text (RFC 5545), for what is written anew."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tools.scheduling.events import Moment

FOLD_OCTETS = 74
"""Of each line but its end, the space that it goes on with included."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r"[,;:' ’]")


def line(name: str, value: str, parameters: Mapping[str, str] | None = None) -> str:
    """One property; `value` is taken as it is, parameters are quoted where they have to be."""
    named = "".join(f";{key}={_parameter(text)}" for key, text in (parameters or {}).items())
    return f"{name}{named}:{value}"


def joined(lines: Iterable[str]) -> bytes:
    """The lines as bytes, long ones folded."""
    return "".join(f"{_folded(each)}\r\n" for each in lines).encode()


def text(value: str) -> str:
    """Text as a value: what would end it is escaped."""
    for special in ("\\", ";", ","):
        value = value.replace(special, f"\\{special}")
    return _LINE_END.sub(r"\\n", value)


def moment_line(name: str, moment: Moment) -> str:
    """A property with a day, a time in UTC, in a zone that has a name, or without zone."""
    if not isinstance(moment, datetime):
        return line(name, _day(moment), {"VALUE": "DATE"})
    if isinstance(moment.tzinfo, ZoneInfo):
        return line(name, on_the_clock(moment), {"TZID": moment.tzinfo.key})
    return line(name, on_the_clock(moment) + ("Z" if moment.tzinfo is UTC else ""))


def on_the_clock(moment: datetime) -> str:
    """`20260305T120000`, without zone."""
    return f"{_day(moment)}T{moment:%H%M%S}"


def offset(span: timedelta) -> str:
    """`+0530`: how far a zone is ahead of UTC."""
    minutes, seconds = divmod(round(abs(span.total_seconds())), 60)
    sign = "-" if span < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}" + (f"{seconds:02d}" if seconds else "")


def ahead(minutes: int) -> str:
    """`-PT1H30M`: so many minutes before something."""
    hours, rest = divmod(abs(minutes), 60)
    days, hours = divmod(hours, 24)
    clock = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (rest, "M")) if number)
    sign = "-" if minutes > 0 else ""
    return f"{sign}P{f'{days}D' if days or not clock else ''}{f'T{clock}' if clock else ''}"


def _day(moment: Moment) -> str:
    return f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"


def _parameter(value: str) -> str:
    # RFC 6868; a double quote can't stand in a parameter at all
    escaped = _LINE_END.sub("^n", value.replace("^", "^^").replace('"', "^'"))
    return f'"{escaped}"' if _QUOTED.search(escaped) else escaped


def _folded(whole: str) -> str:
    if len(whole) <= FOLD_OCTETS and whole.isascii():
        return whole
    pieces, begin, octets = [], 0, 0
    for place, character in enumerate(whole):
        size = len(character.encode())
        if octets + size > FOLD_OCTETS:
            pieces.append(whole[begin:place])
            begin, octets = place, 0
        octets += size
    return "\r\n ".join([*pieces, whole[begin:]])
