"""What keeping a preference would change, exactly, before anybody has said yes."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.people.address_book import AddressBook
from tools.preferences.preferences import minutes
from tools.preferences.preferences_file import PreferencesFile

KEEP = "preference.keep"
DESTINATION = "preferences"
About = Literal[
    "working_hours", "never_before", "never_after", "length", "buffer", "person", "signature", "calendar"
]
PLACES: dict[About, tuple[str, str]] = {
    "working_hours": ("", "working_hours"),
    "never_before": ("", "never_before"),
    "never_after": ("", "never_after"),
    "buffer": ("", "buffer_minutes"),
    "signature": ("", "signature"),
    "length": ("lengths", ""),
    "person": ("people", ""),
    "calendar": ("calendars", ""),
}
"""By what it is about: its table in the file, and its name there; the person gives a name that is missing."""
OF_CHARS, SIGNATURE_CHARS = 60, 1000
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?\s*(?P<half>[ap])?\.?(?:m\b\.?)?", re.IGNORECASE
)
_NAMED = {"noon": "12:00", "midday": "12:00"}
EARLIEST_END = 8
"""A working day doesn't end before; said of an end, "5" is 17:00."""


@dataclass(frozen=True)
class PreferencePlanner:
    """Plans what is kept in the file of `file`."""

    file: PreferencesFile
    people: AddressBook
    calendars: Callable[[], Collection[tuple[str, str]]]
    """Name and title of each."""
    clock: Callable[[], datetime]

    def keep(self, about: About, value: str = "", of: str = "") -> Plan:
        """A preference kept, or forgotten where no value is given.

        Raises:
            ToolError: it says nothing that can be kept, or it is like that already.
        """
        table, name = PLACES[about]
        of = " ".join(of.split()) if about == "person" else " ".join(of.lower().split())
        if table and not of:
            raise ToolError(f"of is empty: say of what or whom, such as of='lunch' for about={about!r}")
        if len(of) > OF_CHARS:
            raise ToolError(f"of is longer than {OF_CHARS} characters")
        name = name or of
        wanted = self._value(about, value) if value.strip() else None
        former = self.file.value(table, name)
        former = former if former is None or isinstance(former, int) else str(former)
        if wanted == former:
            raise ToolError("there is no such preference" if wanted is None else "that is kept already")
        said = sentence(about, of, wanted)
        return Plan(
            kind=KEEP,
            args={"about": about, "value": _as_given(about, wanted), "of": of if table else ""},
            summary=f"Keep as your preference: {said}"
            if wanted is not None
            else f"Forget your preference: {sentence(about, of, former)}",
            preview={
                "type": "preference",
                "heading": "Keep a preference" if wanted is not None else "Forget a preference",
                "says": said if wanted is not None else sentence(about, of, former),
                "before": sentence(about, of, former) if former is not None and wanted is not None else "",
                "file": str(self.file.path),
            },
            payload={"table": table, "name": name, "value": wanted, "former": former},
            destination=DESTINATION,
            undoable=True,
            undo_note="Puts it back as it was in the file.",
        )

    def _value(self, about: About, said: str) -> Any:
        match about:
            case "working_hours":
                return _hours(said)
            case "never_before":
                return f"{_one_clock(said):%H:%M}"
            case "never_after":
                return f"{_one_clock(said, late=True):%H:%M}"
            case "length" | "buffer":
                return self._minutes(said)
            case "person":
                return self._person(said)
            case "calendar":
                return self._calendar(said)
            case "signature":
                if len(said) > SIGNATURE_CHARS:
                    raise ToolError(f"a signature may have {SIGNATURE_CHARS} characters")
                return said.strip().replace("\\n", "\n")

    def _minutes(self, said: str) -> int:
        # The grammar takes a moment to load.
        from tools.timewords import resolve

        bare = said.strip()
        found = resolve(f"{bare} minutes" if bare.isdigit() else bare, now=self.clock())
        if found is None or found.duration is None or found.start is not None or found.unresolved:
            raise ToolError(f"value {said!r} is no length; say for example '30 minutes'")
        whole = int(found.duration // timedelta(minutes=1))
        if not 0 < whole <= 24 * 60:
            raise ToolError("a length is between a minute and a day")
        return whole

    def _person(self, said: str) -> str:
        found = self.people.find(said).everything
        if len(found) != 1:
            self.people.resolve([said])  # says what is wrong with it
            raise ToolError(f"{said!r} fits several; give the full name")
        return found[0].name

    def _calendar(self, said: str) -> str:
        wanted = said.strip().casefold().removesuffix(" calendar").removeprefix("my ").removeprefix("the ")
        names = [name for name, title in self.calendars() if wanted in (name.casefold(), title.casefold())]
        if not names:
            there = ", ".join(title for _, title in self.calendars())
            raise ToolError(f"there is no calendar {said!r}; there are: {there}")
        return names[0]


def sentence(about: About, of: str, value: Any) -> str:
    """What a preference says, in words."""
    match about:
        case "working_hours":
            return f"working hours are {value}"
        case "never_before":
            return f"never before {value}"
        case "never_after":
            return f"never after {value}"
        case "buffer":
            return f"{_spoken(value)} free before and after each event"
        case "length":
            return f"{of}: {_spoken(value)} where nothing is said"
        case "person":
            return f"{of} is {value}"
        case "calendar":
            return f"{of}: into the calendar {value!r}"
        case "signature":
            return f"mails are signed {value!r}"


def _spoken(value: Any) -> str:
    return minutes(timedelta(minutes=value)) if isinstance(value, int) else str(value)


def _as_given(about: About, value: Any) -> str:
    if value is None:
        return ""
    return f"{value} minutes" if about in ("length", "buffer") else str(value)


def _clocks(said: str) -> list[tuple[time, bool]]:
    """The times of day in it, and of each whether its half of the day is certain."""
    for word, clock in _NAMED.items():
        said = re.sub(rf"\b{word}\b", clock, said, flags=re.IGNORECASE)
    found = []
    for match in _CLOCK.finditer(said):
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        half = (match["half"] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ToolError(f"{match[0].strip()!r} is no time of day")
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        if hour > 23 or minute > 59:
            raise ToolError(f"{match[0].strip()!r} is no time of day")
        found.append((time(hour, minute), bool(half) or match["hour"].startswith("0") or hour > 12))
    return found


def _one_clock(said: str, *, late: bool = False) -> time:
    found = _clocks(said)
    if len(found) != 1:
        raise ToolError(f"value {said!r} is no time of day; say for example '10:00'")
    [(clock, certain)] = found
    return _later(clock) if late and not certain and clock.hour < EARLIEST_END else clock


def _hours(said: str) -> str:
    match _clocks(said):
        case [(start, _), (end, certain)]:
            if not certain and end <= start:
                end = _later(end)
            if start < end:
                return f"{start:%H:%M}-{end:%H:%M}"
    raise ToolError(f"value {said!r} are no hours; say for example '09:00-17:30'")


def _later(clock: time) -> time:
    return clock.replace(hour=clock.hour + 12) if clock.hour < 12 else clock
