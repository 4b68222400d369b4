"""VTIMEZONE: what a calendar file says of a zone's clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tools.ics.content_lines import line, offset, on_the_clock, text

YEARS_AHEAD = 12
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of the clock."""

    onset: datetime
    """Naive: what the clock showed before it was changed."""
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> str:
        return "DAYLIGHT" if self.after > self.before else "STANDARD"

    def rules(self) -> set[str]:
        """The yearly rules that this change would follow."""
        day, weekday = self.onset.day, WEEKDAYS[self.onset.weekday()]
        numbers = {(day - 1) // 7 + 1}
        if (self.onset + timedelta(days=7)).month != self.onset.month:
            numbers.add(-1)
        return {f"FREQ=YEARLY;BYDAY={number}{weekday};BYMONTH={self.onset.month}" for number in numbers}


def vtimezone_lines(zone: ZoneInfo, year: int) -> Iterator[str]:
    """What a file says of `zone`, right from the year before `year` on.

    Two changes a year that follow a rule are written as rules, good for ever; irregular ones (Morocco's,
    say) are listed for the years that are known.
    """
    yield "BEGIN:VTIMEZONE"
    yield line("TZID", zone.key)
    changes = _changes(zone.key, year)
    grouped = _grouped(changes)
    if not all(rule.startswith("FREQ") for rule in grouped) or not changes:
        start = changes[0].onset if changes else datetime(year, 1, 1)  # noqa: DTZ001  what the clock shows
        ahead = changes[0].before if changes else start.replace(tzinfo=zone).utcoffset() or timedelta()
        name = (start - timedelta(days=1)).replace(tzinfo=zone).tzname() or ""
        epoch = datetime(1970, 1, 1)  # noqa: DTZ001  what the clock shows
        yield from _observance([_Change(epoch, ahead, ahead, name)], "")
    for rule, onsets in grouped.items():
        yield from _observance(onsets, rule)
    yield "END:VTIMEZONE"


def _grouped(changes: tuple[_Change, ...]) -> dict[str, list[_Change]]:
    """The changes by the rule they follow; by an empty rule and kind where they follow none."""
    kinds: dict[tuple[str, timedelta, timedelta, str], list[_Change]] = {}
    for change in changes:
        kinds.setdefault((change.kind, change.before, change.after, change.name), []).append(change)
    grouped = {}
    for number, alike in enumerate(kinds.values()):
        rules = set.intersection(*(change.rules() for change in alike))
        clock = {change.onset.time() for change in alike}
        yearly = len(kinds) == 2 and len(alike) == YEARS_AHEAD + 1 and len(clock) == 1 and rules
        # "the last Sunday" is right for ever where "the fourth" may only have been so for some years
        grouped[min(rules) if yearly else f"{number}"] = alike
    return grouped


def _observance(onsets: list[_Change], rule: str) -> Iterator[str]:
    first = onsets[0]
    yield f"BEGIN:{first.kind}"
    yield line("DTSTART", on_the_clock(first.onset))
    if rule.startswith("FREQ"):
        yield line("RRULE", rule)
    elif onsets[1:]:
        yield line("RDATE", ",".join(on_the_clock(change.onset) for change in onsets[1:]))
    yield line("TZNAME", text(first.name))
    yield line("TZOFFSETFROM", offset(first.before))
    yield line("TZOFFSETTO", offset(first.after))
    yield f"END:{first.kind}"


@lru_cache(maxsize=64)
def _changes(key: str, year: int) -> tuple[_Change, ...]:
    """The changes from the beginning of the year before `year`, in order."""
    return tuple(_walk(ZoneInfo(key), year))


def _walk(zone: ZoneInfo, year: int) -> Iterator[_Change]:
    day = datetime(year - 1, 1, 1, tzinfo=UTC)
    stop = datetime(min(year + YEARS_AHEAD, 9998), 1, 1, tzinfo=UTC)
    while day < stop:
        following = day + timedelta(days=1)
        if _offset(day, zone) != _offset(following, zone):
            yield _between(day, following, zone)
        day = following


def _between(low: datetime, high: datetime, zone: ZoneInfo) -> _Change:
    before = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    after = high.astimezone(zone)
    return _Change((high + before).replace(tzinfo=None), before, _offset(high, zone), after.tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
