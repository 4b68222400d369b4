"""The limits of a grant: what is within them, and what isn't."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from tools.effects.grants.hours import in_hours, read_hours
from tools.effects.grants.reach import Reach
from tools.errors import InputError
from tools.people.contacts import Address
from tools.people.domains import ascii_domain
from tools.people.providers import PROVIDERS
from tools.values import Value

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NUMBERS = ("recipients", "chars", "attachment_bytes", "minutes")


class Scope(Value):
    """Closed lists and upper bounds: what isn't named is not covered.

    Whom, which calendars and which folders have to be listed. The other limits are there when they are given.
    """

    people: tuple[str, ...] = ()
    """Addresses, as `mailbox_key` writes them."""
    domains: tuple[str, ...] = ()
    """Everybody whose address ends in exactly `@` and one of these; those of a subdomain are others."""
    calendars: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    """Where mails may be taken from."""
    hours: str = ""
    """`08:00-18:00` in the person's zone: when a mail goes out, and what an event has to be within."""
    weekdays: tuple[str, ...] = ()
    """`mon`, `tue`, …, as for hours; none: every day."""
    recipients: int | None = None
    """At most so many people at once."""
    chars: int | None = None
    """At most so many characters of text."""
    attachment_bytes: int | None = 0
    """At most so many bytes attached, all files together; 0: no attachment."""
    minutes: int | None = None
    """Events at most so long."""
    series: bool = False
    """Whether events that repeat may be made, changed or canceled as a whole."""

    @classmethod
    def of(cls, limits: Mapping[str, Any]) -> "Scope":
        """The scope with these limits, as a person or a script gives them.

        Raises:
            InputError: there is no such limit, or it can't be this; the message says which.
        """
        if unknown := sorted(set(limits) - set(cls.__dataclass_fields__)):
            raise InputError(f"a grant has no limit called {', '.join(unknown)}")
        for name in NUMBERS:
            number = limits.get(name)
            if number is not None and (type(number) is not int or number < 0):
                raise InputError(f"{name} has to be a whole number that isn't negative, not {number!r}")
        days = tuple(str(day).strip().lower()[:3] for day in _listed(limits, "weekdays"))
        if unknown := [day for day in days if day not in WEEKDAYS]:
            raise InputError(f"{unknown[0]!r} is no day of the week; write {', '.join(WEEKDAYS)}")
        checked = {
            "people": tuple(map(_mailbox, _listed(limits, "people"))),
            "domains": tuple(map(_domain, _listed(limits, "domains"))),
            "calendars": _listed(limits, "calendars"),
            "folders": tuple(map(_folder, _listed(limits, "folders"))),
            "hours": read_hours(str(limits.get("hours") or "")),
            "weekdays": tuple(day for day in WEEKDAYS if day in days),
            "series": bool(limits.get("series", False)),
        }
        return cls(**{**limits, **checked})

    def outside(self, reach: Reach, at: datetime, zone: tzinfo) -> str | None:
        """The first thing of `reach` that isn't within, as half a sentence; None when all of it is.

        `at` is when it takes effect; hours and days are those of `zone`.
        """
        return next(self._outside(reach, at, zone), None)

    def _outside(self, reach: Reach, at: datetime, zone: tzinfo) -> Iterator[str]:
        for person in reach.people:
            if person not in self.people and person.rpartition("@")[2] not in self.domains:
                yield f"{person} is not among the people"
        for calendar in reach.calendars:
            if calendar not in self.calendars:
                yield f"the calendar {calendar!r} is not among the calendars"
        for folder in reach.folders:
            if folder not in self.folders:
                yield f"{folder} is not among the folders"
        if reach.series and not self.series:
            yield "it is about a whole series"
        yield from self._too_much(reach)
        yield from self._too_late(reach, at, zone)

    def _too_much(self, reach: Reach) -> Iterator[str]:
        sizes = (
            ("people", len(reach.people), self.recipients),
            ("characters", reach.chars, self.chars),
            ("bytes attached", reach.attachment_bytes, self.attachment_bytes),
            ("minutes", reach.minutes, self.minutes),
        )
        for what, size, most in sizes:
            if most is not None and size > most:
                yield f"it has {size:,} {what}, more than {most:,}"

    def _too_late(self, reach: Reach, at: datetime, zone: tzinfo) -> Iterator[str]:
        if not self.hours and not self.weekdays:
            return
        if reach.series:
            # Where a rule puts its occurrences is not looked through.
            yield "the times of a series are not looked through"
        for start, end in reach.spans or ((at, at),):
            if isinstance(start, datetime) and isinstance(end, datetime):
                start, end = start.astimezone(zone), end.astimezone(zone)
            if self.hours and not in_hours(self.hours, start, end):
                yield f"it is outside of {self.hours}"
            if self.weekdays and not set(_days(start, end)) <= set(self.weekdays):
                yield f"it is not on {', '.join(self.weekdays)}"


def _days(start: date, end: date) -> Iterator[str]:
    """The days of the week that are touched; the end is excluded."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        end = max(start, end - timedelta(microseconds=1))
        day, last = start.date(), end.date()
    else:
        day, last = start, end - timedelta(days=1)
    for number in range(min((last - day).days, 6) + 1):
        yield WEEKDAYS[(day.weekday() + number) % 7]


def _listed(limits: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Raises InputError when it is no list of texts."""
    given = limits.get(name) or ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InputError(f"{name} has to be a list, not {given!r}")
    texts = tuple(str(each).strip() for each in given)
    if not all(texts):
        raise InputError(f"{name} has an empty entry")
    return tuple(dict.fromkeys(texts))


def _folder(name: str) -> str:
    """Of folders the inbox alone may be written in any letters (RFC 9051, 5.1)."""
    return "inbox" if name.casefold() == "inbox" else name


def _mailbox(text: str) -> str:
    address = Address.parse(text)
    if address is None:
        raise InputError(f"{text!r} is no mail address")
    return address.key


def _domain(text: str) -> str:
    try:
        name = ascii_domain(text.removeprefix("@")).lower()
    except ValueError as error:
        raise InputError(f"{text!r} is no domain of mail addresses") from error
    if name in PROVIDERS:
        raise InputError(f"everybody can have an address at {name}; name the people instead")
    return name
