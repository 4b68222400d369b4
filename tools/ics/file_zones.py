"""Zones as calendar files name them: IANA's, Windows', offsets, and those that only the file defines."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tools.ics.document import Component
from tools.ics.repetition import Repetition, RuleError

FIRST, LAST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001  what clocks show
"""Between these, the changes of a clock are followed that a file defines."""
MOST_CHANGES = 1000
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?")
_NAMED_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-])(\d\d?)(?::?(\d\d))?", re.IGNORECASE)
_ABOUT = re.compile(r"\((?:UTC|GMT) ?([+-])(\d\d?)(?::?(\d\d))?\).*", re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(r";VALUE=DATE(?:-TIME)?\s*$", re.IGNORECASE)
_CITIES = re.compile(r"\((?:UTC|GMT) ?([+-])(\d\d?)(?::?(\d\d))?\) ?(.+)", re.IGNORECASE | re.DOTALL)
"""As Windows shows its zones: "(UTC+01:00) Amsterdam, Berlin, Rome"."""
_UTC = frozenset({"utc", "gmt", "z", "zulu", "tzone://microsoft/utc", "coordinated universal time", "(utc)"})
_WALL = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")


class FileZone(tzinfo):
    """A zone by the name that a file gives it, which is the name that it is written with again."""

    def __init__(self, tzid: str, clock: tzinfo, definition: str = "", *, certain: bool = True) -> None:
        """`clock` is what it comes to; `definition` the lines of the file's VTIMEZONE, where that says it.

        Not `certain`: nobody knows what is meant by it, and `clock` is a guess.
        """
        self.tzid = tzid
        self.definition = definition
        self.certain = certain
        self._clock = clock

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._clock.utcoffset(moment.replace(tzinfo=self._clock) if moment else None)

    def dst(self, moment: datetime | None) -> timedelta | None:  # noqa: ARG002 - the base class has it so
        return None

    def tzname(self, moment: datetime | None) -> str:  # noqa: ARG002 - the base class has it so
        return self.tzid

    def fromutc(self, moment: datetime) -> datetime:
        return self._clock.fromutc(moment.replace(tzinfo=self._clock)).replace(tzinfo=self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FileZone) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        return self.tzid, self.definition, self.certain, self._clock


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of a clock that a file defines."""

    at: datetime
    """Naive, in UTC."""
    before: timedelta
    after: timedelta

    @property
    def by(self) -> timedelta:
        return self.after - self.before


class DefinedClock(tzinfo):
    """The clock of a VTIMEZONE."""

    def __init__(self, changes: list[_Change]) -> None:
        """`changes` in the order of time, at least one."""
        self._changes = changes
        none = timedelta()
        self._utc = [change.at for change in changes]
        # An hour that comes twice is the first of them, or with fold the second; one that is leapt over
        # goes by the offset before the leap, or with fold by the one after it (PEP 495).
        self._walls = [
            [change.at + change.before + max(none, change.by) for change in changes],
            [change.at + change.before + min(none, change.by) for change in changes],
        ]

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        if moment is None:
            return None
        return self._offset(bisect_right(self._walls[moment.fold], moment.replace(tzinfo=None, fold=0)))

    def dst(self, moment: datetime | None) -> timedelta | None:  # noqa: ARG002 - the base class has it so
        return None

    def tzname(self, moment: datetime | None) -> str | None:  # noqa: ARG002 - the base class has it so
        return None

    def fromutc(self, moment: datetime) -> datetime:
        at = moment.replace(tzinfo=None)
        number = bisect_right(self._utc, at)
        twice = number > 0 and at - self._utc[number - 1] < -self._changes[number - 1].by
        return (at + self._offset(number)).replace(tzinfo=self, fold=int(twice))

    def _offset(self, number: int) -> timedelta:
        return self._changes[number - 1].after if number else self._changes[0].before


class Zones:
    """What the names of zones mean in one calendar of a file, and what times are in that name none."""

    def __init__(self, parsed: Component, own: tzinfo) -> None:
        """`own` is the user's zone."""
        self._own = own
        self._defined = {
            _alike(tzid.value): part for part in parsed.parts("VTIMEZONE") if (tzid := part.first("TZID"))
        }
        self.usual = own
        """What a time is in that names no zone."""
        self.floats = True
        """Whether such a time is one on everybody's own clock."""
        if (all_of_it := parsed.first("X-WR-TIMEZONE")) and (known := _known(all_of_it.value.strip())):
            self.usual, self.floats = known, False

    def named(self, tzid: str) -> tzinfo:
        """The zone; one that nobody knows is taken for the user's, and isn't `certain`."""
        if found := iana(tzid):
            return found
        definition = self._defined.get(_alike(tzid))
        text = "\n".join(line.text for line in definition.walk()) if definition else ""
        return file_zone(tzid, text, self._own)

    def clocks(self) -> Iterator[tzinfo]:
        """The usual one, and those that the calendar defines: what its programs may have counted by."""
        yield self.usual
        for part in self._defined.values():
            if tzid := part.first("TZID"):
                yield self.named(tzid.value.strip())

    def beside(self, start: datetime | date, *, floating: bool) -> "Zones":
        """Likewise, of what stands beside this start in an event: what names no zone is in the start's."""
        if floating or not isinstance(start, datetime) or start.tzinfo is None:
            return self
        found = Zones.__new__(Zones)  # a copy, at a tenth of what copy() takes: there is one for each event
        found._own, found._defined, found.usual, found.floats = self._own, self._defined, start.tzinfo, False
        return found


def _alike(tzid: str) -> str:
    """The same for a name as it is defined and as it is used; some programs change its capitals between."""
    return bare_name(tzid).casefold()


def bare_name(tzid: str) -> str:
    """Without quotes, and without the parameter that some put inside of them: `"home;VALUE=DATE-TIME"`."""
    return _PARAMETER.sub("", tzid.strip().strip('"')).strip()


def file_zone(tzid: str, definition: str, usual: tzinfo) -> tzinfo:
    """The zone of this name and definition, which may be empty; see `Zones.named`."""
    if found := iana(tzid):
        return found
    if definition and (clock := _clock_of(definition)):
        return FileZone(tzid, clock, definition)
    if known := _known(tzid) or _place_of(definition):
        return FileZone(tzid, known)
    about = _ABOUT.fullmatch(tzid)
    return FileZone(tzid, _fixed(about) if about else usual, definition, certain=False)


@lru_cache(maxsize=1024)
def iana(name: str) -> ZoneInfo | None:
    """The zone of exactly this IANA name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=1024)
def _known(tzid: str) -> tzinfo | None:
    """What names come to that others use: `/mozilla.org/20050126_1/Europe/Berlin`, Windows' ones, `UTC+2`."""
    name = bare_name(tzid)
    if name.casefold() in _UTC:
        return UTC
    if match := _NAMED_OFFSET.fullmatch(name):
        return _fixed(match)
    parts = name.split("/")
    for size in (3, 2):
        if len(parts) > size and (found := iana("/".join(parts[-size:]))):
            return found
    if found := iana(name) or iana(name.title()):
        return found
    from tzlocal.windows_tz import win_tz

    windows = {known.casefold(): key for known, key in win_tz.items()}
    return iana(windows.get(name.casefold(), "")) or _of_cities(name, windows)


def _place_of(definition: str) -> ZoneInfo | None:
    """The zone of the place that a VTIMEZONE names besides, as libical and others do."""
    named = re.search(r"^X-LIC-LOCATION:(.+)$", definition, re.IGNORECASE | re.MULTILINE)
    return iana(named[1].strip()) if named else None


def _of_cities(name: str, windows: Mapping[str, str]) -> ZoneInfo | None:
    """The zone that Windows shows by its cities, or as "Eastern Time (US & Canada)".

    It is none where their clocks are not alike, or their winter is another one than is shown.
    """
    if not (match := _CITIES.fullmatch(name)):
        return None
    ahead = _fixed(match).utcoffset(None)
    by_city = {key.rpartition("/")[2].replace("_", " ").casefold(): key for key in sorted(windows.values())}
    by_city |= {
        key.rpartition("/")[2].replace("_", " ").casefold(): key for key in sorted(available_timezones())
    }
    plain = match[4].partition("(")[0].strip().casefold().removesuffix(" time")
    keys = [windows.get(f"{plain} standard time", "")]
    keys += [by_city.get(city.strip().casefold(), "") for city in match[4].split(",")]
    found = [zone for key in keys if key and (zone := iana(key)) and _winter(zone) == ahead]
    clocks = {tuple(moment.astimezone(zone).utcoffset() for moment in _MONTHS) for zone in found}
    return found[0] if len(clocks) == 1 else None


_MONTHS = [datetime(year, month, 1, tzinfo=UTC) for year in (2010, 2020, 2026) for month in range(1, 13)]


def _winter(zone: ZoneInfo) -> timedelta:
    """What it is ahead by when its clock isn't moved forward, lately."""
    return min(moment.astimezone(zone).utcoffset() or timedelta() for moment in _MONTHS[-12:])


def _fixed(match: re.Match[str]) -> tzinfo:
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(min(ahead, timedelta(hours=23)) * (-1 if match[1] == "-" else 1))


@lru_cache(maxsize=256)
def _clock_of(definition: str) -> DefinedClock | None:
    """The clock that these lines of a VTIMEZONE define; None where they define none."""
    changes: list[_Change] = []
    part: dict[str, str] = {}
    for text in definition.split("\n"):
        head, _, value = text.partition(":")
        name = head.partition(";")[0].upper()
        if name == "BEGIN":
            part = {}
        elif name == "END" and value.strip().upper() in ("STANDARD", "DAYLIGHT"):
            try:
                changes.extend(_changes(part))
            except (RuleError, ValueError, OverflowError, KeyError):
                return None
        elif name in part:
            part[name] += f",{value}"
        else:
            part[name] = value
        if len(changes) > MOST_CHANGES:
            return None
    return DefinedClock(sorted(changes, key=lambda change: change.at)) if changes else None


def _changes(part: dict[str, str]) -> list[_Change]:
    """The changes that one STANDARD or DAYLIGHT is about."""
    after = offset_of(part["TZOFFSETTO"])
    before = offset_of(part.get("TZOFFSETFROM", part["TZOFFSETTO"]))
    first = _wall(part["DTSTART"])
    onsets = {first, *map(_wall, filter(None, part.get("RDATE", "").split(",")))}
    if "RRULE" in part:
        rule = Repetition.of(part["RRULE"], timezone(before))
        for number, onset in enumerate(rule.starts(first, max(first, FIRST), LAST)):
            if number > MOST_CHANGES:
                raise RuleError("too many changes")
            onsets.add(onset)
    return [_Change(onset - before, before, after) for onset in onsets]


def offset_of(text: str) -> timedelta:
    """`+0530` and the like.

    Raises:
        ValueError: it is something else.
    """
    match = _OFFSET.fullmatch(text.strip())
    if match is None or int(match[2]) > 23:
        raise ValueError(f"no offset: {text}")
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -ahead if match[1] == "-" else ahead


def _wall(text: str) -> datetime:
    match = _WALL.match(text.strip())
    if match is None:
        raise ValueError(f"no time: {text}")
    return datetime(*map(int, match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  what the clock shows
