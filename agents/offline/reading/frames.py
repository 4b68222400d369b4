"""What a sentence comes to: who, which, when, and what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from agents.offline.reading.tokens import Token
from agents.offline.reading.words import CALENDAR_ACTS, GENERIC_EVENTS, WRITING_ACTS, Act, Domain


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


class Quantity(StrEnum):
    """How many things a reference means."""

    ONE = "one"
    ALL = "all"


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
    pronoun: bool = False
    same_time: str = ""
    """When what was spoken of is: `time` for "then", `day` for "that day"; `after` or `before` that."""
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
            self.title, self.folder, self.handle,
        )  # fmt: skip
        said = self.next or any(one not in (None, "", ()) for one in further)
        return self.definite and self.quantity is Quantity.ONE and bool(self.noun) and not said

    @property
    def plural(self) -> bool:
        return self.quantity is Quantity.ALL or (self.count or 1) > 1


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing to be done or answered, with everything that was said about it."""

    act: Act
    begin: int
    stop: int
    question: bool = False
    asked: str = ""
    """Of a question: `exists`, `count`, `who`, `when`, `what`, `free`."""
    least: int = 1
    most: int | None = None
    """How many there have to be for a yes: "more than 3", "at most 2"."""
    target: Reference | None = None
    people: tuple[Person, ...] = ()
    """Guests of an event, or the recipients of a mail."""
    leaving: tuple[Person, ...] = ()
    """Guests in whose place others come."""
    only_guest: bool = False
    """Whether the guest leaves, whoever it is, in whose place another comes."""
    cc: tuple[Person, ...] = ()
    bcc: tuple[Person, ...] = ()
    times: tuple[Token, ...] = ()
    """When something is to be; what picks out existing things is in `target`."""
    length: timedelta | None = None
    shift: timedelta | None = None
    title: str = ""
    about: str = ""
    body: str = ""
    quoted: bool = False
    """Whether the body stood in quotation marks: then it goes out as it is."""
    body_manner: str = ""
    """How the body was introduced: `say`, `ask`, `remind`, `thank`, …"""
    noun: str = ""
    """What is made or sent: "meeting", "lunch", "reminder"."""
    words: str = ""
    """What else was said of it: "design review"."""
    priority: str = ""
    place: str = ""
    note: str = ""
    reply_all: bool = False
    reminders: tuple[int, ...] = ()
    """Minutes before."""
    their_time: bool = False
    """Whether the times are in the clock of those it is with: "at 3pm their time"."""
    free_slot: bool = False
    """At the first time that is free, within `times`."""
    same_day: bool = False
    """"That day": on the day that was spoken of before."""
    otherwise: tuple[Token, ...] = ()
    """Another time, for when the first is taken: "at 10, or at 16:00 if I already have something"."""
    everything: bool = False
    complete: bool = False
    """Whether every word of it has its place, so that nothing is left to doubt."""
    leftovers: tuple[str, ...] = ()
    """Words that no rule could place."""
    unplaced: tuple[str, ...] = ()
    """Those among what is made or answered that may say who, when or how long, and aren't understood."""

    @property
    def domain(self) -> Domain | None:
        if self.act in (Act.NAME, Act.PERSON):
            return Domain.EMAIL if self.act is Act.PERSON else None
        return Domain.CALENDAR if self.act in CALENDAR_ACTS else Domain.EMAIL

    def is_met_by(self, number: int) -> bool:
        """Whether that many make the answer to the question a yes."""
        return number >= self.least and (self.most is None or number <= self.most)

    @property
    def writes(self) -> bool:
        return self.act in WRITING_ACTS


class Role(StrEnum):
    """What a clause does in its sentence."""

    COMMAND = "command"
    QUESTION = "question"
    CONDITION = "condition"
    """"if …", "unless …": what follows depends on it."""
    STATEMENT = "statement"
    FILLER = "filler"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the text with one verb at its head."""

    text: str
    begin: int
    stop: int
    tokens: tuple[Token, ...]
    role: Role = Role.UNKNOWN
    frame: Frame | None = None
    negated: bool = False
    """A condition that holds when nothing is found."""
    answer_is: bool | None = None
    """"If so, …" and "if not, …": depends on the question before it."""
    mentioned: tuple[Person, ...] = ()
    """People named in it, for whom "them" may stand later."""
    about: Reference | None = None
    """Of a statement: the event or mail that it is about."""
    sentence: int = 0
    """Which sentence of the text it belongs to."""
    lead: str = ""
    """The words that it shares with the clause before, when its own are only a further object."""
    told: bool = False
    """Whether it only says how things should be; its tokens are those of the instruction it stands for."""

    def with_frame(self, frame: Frame) -> Clause:
        return replace(self, frame=frame)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text, understood."""

    text: str
    clauses: tuple[Clause, ...] = field(default=())
    now: datetime | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        return tuple(clause.frame for clause in self.clauses if clause.frame)
