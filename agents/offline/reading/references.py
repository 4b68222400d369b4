"""Who and what a sentence names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from agents.offline.reading.tokens import Token
from agents.offline.reading.words import GENERIC_EVENTS, TO_SOMEBODY, Domain


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as the text names them."""

    text: str
    begin: int
    stop: int
    pronoun: bool = False
    owner: bool = False
    """Whether the pronoun says whose something is: "her last mail"."""
    myself: bool = False
    group: bool = False
    address: str = ""
    """An address, perhaps with a name, when the text gives one."""
    relation: str = ""
    """`sender`, `recipients` or `guests`: of what, is in `of`."""
    of: Reference | None = None

    @property
    def name(self) -> str:
        """What a person would call them in a sentence."""
        return self.address.partition(" <")[0] if self.address else self.text

    @property
    def searched_by(self) -> str:
        """What they are looked for by: their bare address, or the name."""
        return self.address.partition("<")[2].rstrip(">") or self.address or self.text

    @property
    def unnamed(self) -> bool:
        """Whether it is said only what they are to somebody: "Ana's boss"."""
        return not self.address and self.text.lower().rpartition(" ")[2] in TO_SOMEBODY


class Quantity(StrEnum):
    """How many things a reference means."""

    ONE = "one"
    ALL = "all"


def is_called(person: Person, guest: str) -> bool:
    """Whether somebody who is named in full, as a calendar does, is this person."""
    guest = guest.casefold()
    said = person.searched_by.casefold()
    words = guest.replace("<", " ").replace(">", " ").replace("@", " ").replace(".", " ").split()
    return said in guest if "@" in said else set(said.split()) <= set(words)


@dataclass(frozen=True, slots=True)
class Filters:
    """What else those have to be that a question is about."""

    calendar: str = ""
    """The name of the one that they are in."""
    place: str = ""
    longer: timedelta | None = None
    shorter: timedelta | None = None
    whole_days: bool = False
    alone: bool = False
    """Whether nobody else comes."""
    guests: bool = False
    """Whether anybody else comes."""
    online: bool = False
    without: tuple[str, ...] = ()
    """Words of the titles of those that are left out."""
    taken_as: str = ""
    """What a vague word was taken for: "late", as from 17:00 on."""
    attached: bool | None = None
    """Whether files come with them."""
    answered: bool | None = None
    flagged: bool | None = None
    label: str = ""
    """A word that they are marked with."""
    before: time | None = None
    """The time of day, in the user's zone, by which each of them has begun: "before 9 this week"."""
    after: time | None = None
    """And from which on."""
    ends: tuple[str, time] | None = None
    """When each of them is over: `at`, `by`, `before` or `after` a time of day."""
    extreme: str = ""
    """Whether only the `longest` or `shortest` is meant, or by its guests the `largest` or `smallest`."""


ANY = Filters()


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that pick out events or mails: "my first meeting with Kofi on Monday"."""

    domain: Domain | None
    begin: int
    stop: int
    noun: str = ""
    """The head as it was said; empty when there is none."""
    words: str = ""
    """What else was said of it: part of a title or a subject."""
    quantity: Quantity = Quantity.ONE
    count: int | None = None
    """"the last two …"."""
    order: int | None = None
    """Which in order of time, from 0; negative from the end. None: not said."""
    dated: bool = False
    """Whether the order is said in time, as "oldest" does, and not in a list."""
    next: bool = False
    """The first of those to come."""
    tense: str = ""
    """`future` or `past`, when said."""
    definite: bool = True
    """"the …", "my …"; not "a …" or "any …"."""
    people: tuple[Person, ...] = ()
    """With whom an event is; from whom a mail is."""
    each: bool = False
    """Whether its order counts for each of several people: "Ana's and Ben's last mails"."""
    either: bool = False
    """Whether one of several people is enough: "has Ana or Ben written?"."""
    recipients: tuple[Person, ...] = ()
    times: tuple[Token, ...] = ()
    about: str = ""
    title: str = ""
    """A title or a subject in full, as quoted."""
    but: Reference | None = None
    """Those that are not meant: "all but the one with Ana"."""
    unread: bool | None = None
    folder: str = ""
    handle: str = ""
    occurrence: str = ""
    """Which one is meant of a series that has the handle, as the tools name it."""
    pronoun: bool = False
    same_time: str = ""
    """When what was spoken of is: `time` for "then", `day` for "that day"; `after` or `before` that."""
    filters: Filters = ANY
    wording: str = ""
    """What names it by itself, where the words of the text don't: for "everyone I meet on Friday"."""

    @property
    def generic(self) -> bool:
        """Whether it selects nothing by its title."""
        return not (self.title or self.about or self.words) and self.noun in GENERIC_EVENTS

    @property
    def bare(self) -> bool:
        """Whether it says only what kind of thing it is, as what has just been spoken of is called."""
        further = (
            self.count, self.order, self.tense, self.people, self.recipients, self.times, self.about,
            self.title, self.folder, self.handle, None if self.filters == ANY else self.filters,
        )  # fmt: skip
        said = self.next or any(one not in (None, "", ()) for one in further)
        return self.definite and self.quantity is Quantity.ONE and bool(self.noun) and not said

    @property
    def vague(self) -> bool:
        """Whether it picks out nothing at all: "events", "emails"."""
        told = (
            self.words, self.title, self.about, self.people, self.recipients, self.times, self.unread,
            self.next, self.order is not None, self.folder, self.handle, self.filters != ANY,
        )  # fmt: skip
        return not any(told)

    @property
    def plural(self) -> bool:
        return self.quantity is Quantity.ALL or (self.count or 1) > 1
