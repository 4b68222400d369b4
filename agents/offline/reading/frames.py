"""What a sentence comes to: what is to be done or answered, and on which condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from agents.offline.reading.claims import NOTHING, Claims
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Token
from agents.offline.reading.words import Domain


@dataclass(frozen=True)
class Frame:
    """One thing to be done or answered; each kind has a class of its own, in the room of its domain."""

    domain: ClassVar[Domain | None] = None
    """Whose work it is."""
    writes: ClassVar[bool] = False
    picks: ClassVar[bool] = False
    """Whether it is done with certain things, so that "the meeting" has to be one of which is known which."""
    stops_at_leftovers: ClassVar[bool] = False
    """Whether nothing is done as long as a word of it has no place."""
    of_anything: ClassVar[bool] = False
    """Whether its target may be of another domain, where it is only "it"."""
    of_the_day: ClassVar[bool] = False
    """Whether "all my meetings" are those of the day that a sentence before it names: "I'm sick today"."""
    who: ClassVar[tuple[str, ...]] = ("people",)
    """The fields with the people that it names besides its target."""

    begin: int
    stop: int
    target: Reference | None = None
    people: tuple[Person, ...] = ()
    """Guests of an event, or the recipients of a mail."""
    times: tuple[Token, ...] = ()
    """When something is to be; what picks out existing things is in `target`."""
    complete: bool = False
    """Whether every word of it has its place, so that nothing is left to doubt."""
    leftovers: tuple[str, ...] = ()
    """Words that no rule could place."""
    unplaced: tuple[str, ...] = ()
    """Those among what is made or answered that may say who, when or how long, and aren't understood."""

    @property
    def everybody(self) -> tuple[Person, ...]:
        """All people that it names besides its target."""
        return tuple(person for field in self.who for person in getattr(self, field))

    def with_everybody(self, named: Callable[[tuple[Person, ...]], tuple[Person, ...]]) -> Self:
        """The same with other people in the place of these."""
        others: dict[str, Any] = {field: named(getattr(self, field)) for field in self.who}
        return replace(self, **others)

    def called(self, title: str) -> Frame | None:  # noqa: ARG002 - those with a title need it
        """The same with a title; None where it has none."""
        return None

    @property
    def of_it(self) -> bool:
        """Whether it is done with what was spoken of, and nothing in it says with what: "move it"."""
        return self.target is not None and self.target.pronoun

    @property
    def bare(self) -> bool:
        """Whether it asks for nothing but that what was said before it be noted down: "please add it"."""
        return False

    @property
    def undated(self) -> bool:
        """Whether it is at a time that was spoken of, and none was."""
        return self.target is not None and bool(self.target.same_time) and not self.target.times

    def completed(self, before: Before) -> Frame:  # noqa: ARG002 - those that take something up need it
        """The same with what was said before it and belongs to it."""
        return self

    def after(self, last: Frame) -> Frame | None:  # noqa: ARG002 - those that need a free time need it
        """The same with what the step right before it looks up; None where it is a step beside that."""
        return None

    def or_else(self, other: Frame | None) -> Frame | None:  # noqa: ARG002 - those that have a time need it
        """The same with a second choice: `other`'s time, or its own last one; None where it can have none."""
        return None


@dataclass(frozen=True)
class Enquiry(Frame):
    """What is only looked up."""

    anew: ClassVar[str] = ""
    """How it is asked of another time: "what do I have" on Tuesday."""

    question: bool = False
    asked: str = ""
    """`exists`, `count`, `who`, `when`, `where`, `what`, `free`, or one of what a domain can say besides."""
    claims: Claims = NOTHING
    """Which of its words were read, and which were not."""
    least: int = 1
    most: int | None = None
    """How many there have to be for a yes: "more than 3", "at most 2"."""

    def is_met_by(self, number: int) -> bool:
        """Whether that many make the answer to the question a yes."""
        return number >= self.least and (self.most is None or number <= self.most)

    @property
    def holds_when_found(self) -> bool | None:
        """Whether a yes means that there is something; None: it depends on whether the words deny it."""
        return None


def asks_something(frame: Frame) -> bool:
    """Whether it is put as a question, and not as an order to look."""
    return isinstance(frame, Enquiry) and bool(frame.asked)


class Listing(Enquiry):
    """What has events or mails listed."""


@dataclass(frozen=True)
class Made(Frame):
    """Something that is to be made, and how it is described."""

    lasts: ClassVar[bool] = False
    """Whether it is what "the meeting" means afterwards."""

    title: str = ""
    about: str = ""
    noun: str = ""
    """What is made: "meeting", "lunch", "reminder"."""
    words: str = ""
    """What else was said of it: "design review"."""

    def called(self, title: str) -> Self:
        return replace(self, title=title)


@dataclass(frozen=True)
class Written(Frame):
    """Something with a text of the user's own."""

    retold: ClassVar[bool] = False
    """Whether "the same" may stand for its text afterwards."""

    body: str = ""
    quoted: bool = False
    """Whether the body stood in quotation marks: then it goes out as it is."""
    body_manner: str = ""
    """How the body was introduced: `say`, `ask`, `remind`, `thank`, …"""


@dataclass(frozen=True)
class Told(Written, Made):
    """Something to tell somebody, with a text and a title or a topic."""


@dataclass(frozen=True)
class NameGiven(Frame):
    """What the thing before is called: "and title it …"."""

    title: str = ""


class Need(Frame):
    """What somebody needs: "Ben needs the mails from Ana". It asks for nothing."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something to look up first; a step is taken when there is such a thing, or when there is none."""

    clause: Clause
    frame: Enquiry
    exists: bool

    @property
    def times(self) -> tuple[Token, ...]:
        """When there is, or isn't, such a thing."""
        return self.frame.times or (self.frame.target.times if self.frame.target is not None else ())


@dataclass(frozen=True, slots=True)
class Before:
    """What a text says before one of its steps."""

    need: Frame | None
    statements: tuple[Clause, ...]
    first: bool
    """Whether it is the first step."""
    condition: Condition | None
    times: tuple[Token, ...]
    """When what was spoken of last is."""
    now: datetime | None


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

    note: Frame | None = None
    """Of a clause that wants nothing: what it speaks of that is noted down where nothing else is wanted."""

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
