"""The birthdays of the contacts as a calendar that can only be read, beside those that a store keeps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from tools.errors import FinalError, UnknownIdError
from tools.ics.files import Access, Calendar, EventFile
from tools.people.address_book import AddressBook
from tools.people.birthdays import age_on, birthday_in
from tools.people.card_values import escaped, folded_line
from tools.people.contacts import Person
from tools.people.names import words_of
from tools.problems import Problem
from tools.scheduling.events import Occurrence, event_id
from tools.scheduling.store import CalendarStore

NAME = "birthdays"
_NO_YEAR = 1972
"""The first year of a series whose real one isn't known; a leap year."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WithBirthdays:
    """A `CalendarStore`, and in it the birthdays that stand in the contacts.

    They are days without a time, which nobody is busy for; what changes one is the contact.
    """

    store: CalendarStore
    people: AddressBook

    @property
    def kind(self) -> str:
        return self.store.kind

    @property
    def zone(self) -> tzinfo:
        return self.store.zone

    @property
    def default_calendar(self) -> str:
        return self.store.default_calendar

    @property
    def progress(self) -> tuple[int, int] | None:
        return self.store.progress

    def calendars(self) -> tuple[Calendar, ...]:
        kept = self.store.calendars()
        return (*kept, Calendar(NAME, "Birthdays")) if self._shown and self._born() else kept

    def between(self, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
        kept = self.store.between(start, end)
        born = tuple(self._between(start, end))
        return tuple(sorted((*kept, *born), key=self._begins)) if born else kept

    def search(
        self, start: datetime, end: datetime, *, words: str = "", attendee: str = ""
    ) -> tuple[Occurrence, ...]:
        kept = self.store.search(start, end, words=words, attendee=attendee)
        wanted = words_of(words)
        born = () if attendee else tuple(self._between(start, end))
        fits = tuple(
            one
            for one in born
            if all(any(word.startswith(said) for word in words_of(one.title)) for said in wanted)
        )
        return tuple(sorted((*kept, *fits), key=self._begins)) if fits else kept

    def locate(self, id: str) -> EventFile:
        try:
            return self.store.locate(id)
        except UnknownIdError:
            fits = [one for one in self._born() if _id_of(one).startswith(id)] if self._shown and id else []
            if len(fits) != 1:
                raise
            return _file_of(fits[0])

    def read(self, calendar: str, name: str) -> EventFile | None:
        if calendar != NAME or not self._shown:
            return self.store.read(calendar, name)
        return next((_file_of(one) for one in self._born() if _name_of(one) == name), None)

    def named(self, calendar: str, uid: str) -> EventFile | None:
        return None if calendar == NAME and self._shown else self.store.named(calendar, uid)

    def refresh(self, calendar: str, name: str) -> None:
        if calendar != NAME or not self._shown:
            self.store.refresh(calendar, name)

    def create(self, calendar: str, name: str, data: bytes) -> bool:
        self._check(calendar)
        return self.store.create(calendar, name, data)

    def replace(self, calendar: str, name: str, data: bytes, *, etag: str) -> None:
        self._check(calendar)
        self.store.replace(calendar, name, data, etag=etag)

    def delete(self, calendar: str, name: str, *, etag: str) -> None:
        self._check(calendar)
        self.store.delete(calendar, name, etag=etag)

    def wait(self, report: Callable[[int, int], None] | None = None) -> None:
        self.store.wait(report)

    def access(self, calendar: str) -> Access:
        if calendar == NAME and self._shown:
            return Access(writable=False, reason="birthdays stand in the contacts")
        return self.store.access(calendar)

    def problems(self) -> tuple[Problem, ...]:
        return self.store.problems()

    def to_dos(self) -> int:
        return self.store.to_dos()

    def close(self) -> None:
        """Close the store."""
        self.store.close()  # type: ignore[attr-defined]  # whatever is built in a home has one

    @property
    def _shown(self) -> bool:
        """Not where the person has a calendar of that name."""
        return all(one.name != NAME for one in self.store.calendars())

    def _born(self) -> list[Person]:
        return [one for one in self.people.people if one.birthday]

    def _between(self, start: datetime, end: datetime) -> Iterator[Occurrence]:
        born = self._born()
        if not born or not self._shown:
            return
        first, last = start.astimezone(self.zone).date(), (end.astimezone(self.zone)).date()
        for person in born:
            for year in range(max(first.year, _first_year(person)), last.year + 1):
                day = birthday_in(person.birthday, year)
                begins = datetime.combine(day, datetime.min.time(), self.zone)
                if begins < end and datetime.combine(day + _DAY, datetime.min.time(), self.zone) > start:
                    yield _occurrence(person, day)

    def _begins(self, one: Occurrence) -> tuple[datetime, bool]:
        if isinstance(one.start, datetime):
            return one.start, True
        return datetime.combine(one.start, datetime.min.time(), self.zone), False

    def _check(self, calendar: str) -> None:
        if calendar == NAME and self._shown:
            raise FinalError("birthdays stand in the contacts; change the contact instead")


def _occurrence(person: Person, day: date) -> Occurrence:
    age = age_on(person.birthday, day)
    turns = f" ({age})" if age else ""
    return Occurrence(
        id=_id_of(person),
        calendar=NAME,
        file=_name_of(person),
        title=f"{person.name}'s birthday{turns}",
        start=day,
        end=day + _DAY,
        rrule="FREQ=YEARLY",
        original=day,
        busy=False,
    )


def _first_year(person: Person) -> int:
    return int(person.birthday[:4]) if person.birthday[0] != "-" else _NO_YEAR


def _file_of(person: Person) -> EventFile:
    """The birthday as a file of a calendar has it."""
    day = birthday_in(person.birthday, _first_year(person))
    # The day after 28 February is the first of March where there is no 29th.
    rule = "FREQ=YEARLY;BYYEARDAY=60" if (day.month, day.day) == (2, 29) else "FREQ=YEARLY"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"UID:{_uid_of(person)}",
        f"SUMMARY:{escaped(person.name)}'s birthday",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"RRULE:{rule}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return EventFile(NAME, _name_of(person), "".join(map(folded_line, lines)).encode())


def _uid_of(person: Person) -> str:
    return f"birthday-{person.uid}"


def _name_of(person: Person) -> str:
    return f"{_uid_of(person)}.ics"


def _id_of(person: Person) -> str:
    return event_id(NAME, _name_of(person), _uid_of(person))
