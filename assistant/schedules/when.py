"""The words in which a person says when, read into a schedule or a deadline."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.schedules.schedule import Schedule, checked
from tools.errors import AmbiguousError, ToolError
from tools.ics.moments import from_iso
from tools.ics.repetition import UNIT_S, Repetition, RuleError
from tools.scheduling.time_words import says_only_the_clock

if TYPE_CHECKING:
    from tools.timewords.values import Resolution

_RULE = re.compile(r"FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9,+:-]+)*")
_WEEKDAY = re.compile(
    r"(?:on )?(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?: at (?P<at>.+))?", re.IGNORECASE
)
USUAL = time(9)
"""When nothing is said of the time of day."""
WAKING = (time(7), time(19))
"""Of "at 8" that half of the day is taken which falls in here; the card shows it."""
SHORTEST = timedelta(minutes=5)


def schedule_of(words: str, rule: str, now: datetime, zone: ZoneInfo, *, day_first: bool = False) -> Schedule:
    """When something comes back, or comes once.

    `words` are a person's, or ISO 8601; with a `rule` (RRULE) they give its first time, and without any it
    begins at the usual time of day. Of "at 8", which may be two, the one of the day is taken, and of "Monday
    morning" its beginning.

    Raises:
        ToolError: that isn't certain, is over already, or is more often than every five minutes.
    """
    rule = _rule(rule)
    if rule and not words.strip():
        words = _first_of(rule, now, zone)
    start, found, zone = _start(words, now, zone, day_first=day_first)
    schedule = Schedule(start, zone, rule or found)
    try:
        checked(schedule)
        _check_often(schedule)
        upcoming = schedule.after(now)
    except RuleError as error:
        raise ToolError(f"when {words!r} can't be followed: {error}") from None
    if upcoming is None:
        raise ToolError(f"when {words!r} is over already ({start:%Y-%m-%d %H:%M}); ask for a time to come")
    return schedule


def moved(before: Schedule, words: str, now: datetime) -> tuple[str, str]:
    """The words and the rule for what comes back, changed to another time of day or another day of the week.

    "To 7:30" leaves the days as they are, "to Thursday" the time; what else is said stands for itself.

    Raises:
        ToolError: the time isn't certain.
    """
    if not before.rule or "BYHOUR" in before.rule:
        return words, ""
    if says_only_the_clock(words):
        clock = schedule_of(words, "", now, before.zone).start
        return f"{before.start:%Y-%m-%d}T{clock:%H:%M}", before.rule
    day = _WEEKDAY.fullmatch(words.strip())
    if day and before.rule.startswith("FREQ=WEEKLY"):
        return f"every {day['day']} at {day['at'] or f'{before.start:%H:%M}'}", ""
    return words, ""


def deadline_of(words: str, now: datetime, zone: ZoneInfo, *, day_first: bool = False) -> datetime:
    """The moment until which something is waited for: "by Friday" is its end, "at 5pm" that time.

    Raises:
        ToolError: that isn't certain, or is over already.
    """
    exact = from_iso(words.strip(), zone)
    if exact is None:
        found = _resolved(words if words.lower().startswith(("by ", "until ", "before ")) else f"by {words}",
                          now, day_first=day_first)  # fmt: skip
        exact = found.end if found.end is not None else found.start
    if exact is not None and not isinstance(exact, datetime):
        exact = datetime.combine(exact + timedelta(days=1), time(), zone)
    if exact is None or exact <= now:
        raise ToolError(f"until {words!r} is over already, or no time; give a time to come")
    return exact


def _start(words: str, now: datetime, zone: ZoneInfo, *, day_first: bool) -> tuple[datetime, str, ZoneInfo]:
    """The first time on the wall, the rule, and the zone that they are in."""
    exact = from_iso(words.strip(), zone)
    if exact is not None:
        at = exact if isinstance(exact, datetime) else datetime.combine(exact, USUAL, zone)
        return at.astimezone(zone).replace(tzinfo=None), "", zone
    found = _resolved(words, now, day_first=day_first)
    zone = found.zone or zone
    rule, start = found.rrule or "", found.start
    if start is None:
        raise ToolError(f"when {words!r} doesn't say when; say for example 'every Friday at 16:00'")
    if not isinstance(start, datetime):
        often = rule and Repetition.of(rule, zone).frequency in UNIT_S
        start = _next_minute(now) if often else datetime.combine(start, USUAL, zone)
        if not rule and start <= now:
            raise ToolError(f"when {words!r} says no time of day; ask for it")
    return start.astimezone(zone).replace(tzinfo=None), rule, zone


def _first_of(rule: str, now: datetime, zone: ZoneInfo) -> str:
    """When a rule begins of which nobody has said it, in ISO 8601."""
    try:
        often = Repetition.of(rule, zone).frequency in UNIT_S
    except RuleError as error:
        raise ToolError(f"rule {rule!r} can't be followed: {error}") from None
    start = _next_minute(now) if often else datetime.combine(now.astimezone(zone).date(), USUAL, zone)
    return start.isoformat(timespec="minutes")


def _rule(text: str) -> str:
    """The value of an RRULE; empty where nothing is given.

    Raises:
        ToolError: it is none.
    """
    rule = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    if rule and not _RULE.fullmatch(rule):
        raise ToolError(f"rule {text!r} is no RRULE; leave it out, and say the recurrence in `when`")
    return rule


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _resolved(words: str, now: datetime, *, day_first: bool) -> "Resolution":
    # The grammar takes a moment to load.
    from tools.timewords import resolve

    found = resolve(words, now=now, day_first=day_first)
    if found is None:
        raise ToolError(f"when {words!r} names no time; say for example 'every Friday at 16:00'")
    if found.certain:
        return found
    likely = None if found.unresolved else _likely(found.candidates, now)
    if likely is None:
        readings = [reading.understood for reading in found.candidates][:4]
        left = f" ({' '.join(found.unresolved)!r} isn't understood)" if found.unresolved else ""
        raise AmbiguousError(
            f"when {words!r} isn't certain{left}; it may mean: {'; '.join(readings)}", readings
        )
    return likely


def _likely(readings: "Sequence[Resolution]", now: datetime) -> "Resolution | None":
    """The one reading that is to come and in the waking hours; None where several are, or none is."""
    ahead = [one for one in readings if one.rrule or not _is_past(one, now)]
    awake = [
        one for one in ahead if isinstance(one.start, datetime) and WAKING[0] <= one.start.time() < WAKING[1]
    ]
    rest = awake or ahead
    return rest[0] if len(rest) == 1 else None


def _is_past(reading: "Resolution", now: datetime) -> bool:
    at = reading.start if reading.kind != "deadline" else reading.end
    return isinstance(at, datetime) and at <= now


def _check_often(schedule: Schedule) -> None:
    rule = Repetition.of(schedule.rule, schedule.zone) if schedule.rule else None
    if rule is None or rule.frequency not in UNIT_S:
        return
    if timedelta(seconds=UNIT_S[rule.frequency] * rule.interval) < SHORTEST:
        raise RuleError("that is more often than every five minutes")
