"""The lines of iCalendar text (RFC 5545), for what is written anew."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tools.ics.moments import Moment

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
    return "".join(f"{piece}\r\n" for each in lines for piece in folded(each)).encode()


def text(value: str) -> str:
    """Text as a value: what would end it is escaped."""
    for special in ("\\", ";", ","):
        value = value.replace(special, f"\\{special}")
    return _LINE_END.sub(r"\\n", value)


def on_the_clock(moment: datetime) -> str:
    """`20260305T120000`, without zone."""
    return f"{day(moment)}T{moment:%H%M%S}"


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


def day(moment: Moment) -> str:
    """`20260305`."""
    return f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"


def _parameter(value: str) -> str:
    # RFC 6868; a double quote can't stand in a parameter at all
    escaped = _LINE_END.sub("^n", value.replace("^", "^^").replace('"', "^'"))
    return f'"{escaped}"' if _QUOTED.search(escaped) else escaped


def folded(whole: str) -> list[str]:
    """A line in the pieces that it is written in, the spaces included that further ones begin with."""
    if len(whole) <= FOLD_OCTETS and whole.isascii():
        return [whole]
    pieces, begin, octets = [], 0, 0
    for place, character in enumerate(whole):
        size = len(character.encode())
        if octets + size > FOLD_OCTETS:
            pieces.append(whole[begin:place])
            begin, octets = place, 0
        octets += size
    first, *others = [*pieces, whole[begin:]]
    return [first, *(f" {piece}" for piece in others)]
