"""Recurrence rules of other programs, written as RFC 5545 has it (3.3.10)."""

from datetime import UTC, datetime

from tools.ics.content_lines import day, on_the_clock
from tools.ics.file_zones import Zones
from tools.ics.moments import Moment
from tools.ics.values import UnreadableValueError, day_meant, moment_of


def plain_rule(rule: str, start: Moment, zones: Zones, *, floating: bool) -> str:
    """The rule in capitals and without blanks, its UNTIL of the start's kind; what can't be read stays.

    A day as the last of a series of times stays one: all of it is included.
    """
    parts = [part.partition("=") for part in rule.upper().split(";") if part.strip()]
    if not all(equals for _, equals, _ in parts):
        return rule.strip()
    plain = {name.strip(): "".join(value.split()) for name, _, value in parts}
    if "UNTIL" in plain:
        plain["UNTIL"] = _until(plain["UNTIL"], start, zones, floating=floating)
    return ";".join(f"{name}={value}" for name, value in plain.items())


def _until(text: str, start: Moment, zones: Zones, *, floating: bool) -> str:
    try:
        moment, _ = moment_of(text.removesuffix("T"), "", zones.beside(start, floating=floating))
    except UnreadableValueError:
        return text
    if not isinstance(moment, datetime):
        return day(moment)
    if not isinstance(start, datetime):
        return day(day_meant(moment, zones))
    if not floating:
        return f"{on_the_clock(moment.astimezone(UTC))}Z"
    if moment.tzinfo is UTC and moment.time() == start.time():
        return on_the_clock(moment)  # as if everybody's clock were one in UTC
    return on_the_clock(moment.astimezone(start.tzinfo))
