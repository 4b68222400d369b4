"""What an agent says at the end of its turn: in words, and as data what these are about.

The data stand in the margin of its message, and cross to the other agents beside the words. What has to
be known later, such as what "it" was, is taken from there, and never out of a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter, ValidationError

from agents.offline.reading import when
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.words import Domain


def _known(kind: str) -> str:
    if kind not in NOUNS.handles:
        raise ValueError(f"no domain has a {kind!r}")
    return kind


Kind = Annotated[str, AfterValidator(_known)]
"""How the tools call a thing of one of the domains."""


class Wanted(StrEnum):
    """What a question wants to be answered with."""

    TEXT = "text"
    """What a mail should say: any words."""
    TIME = "time"
    """When something should be."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that has to be known first."""

    text: str
    wants: Wanted = Wanted.OTHER
    changes: tuple[str, ...] = ()
    """What the person has said of the request since, to have it otherwise."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An event or a mail that was spoken of."""

    kind: Kind
    """`event`, `email`."""
    id: str = ""
    """Empty where it would not say which is meant."""
    title: str = ""
    occurrence: str = ""
    """Of one of a series: which, as the tools name it."""
    answers: bool = False
    """Of a mail: it went out as an answer to another one, or brings that one to somebody else."""
    draft: bool = False
    """Of a mail: it was written, and has not gone out."""
    start: str = ""
    """Of an event, like `end`: ISO 8601 in its own zone, a date for whole days."""
    end: str = ""
    zone: str = ""
    moved: bool = False
    gone: bool = False
    """Of an event: it was cancelled."""

    @property
    def domain(self) -> Domain:
        return NOUNS.handles[self.kind]

    @property
    def mention(self) -> str:
        """How a request in words names it."""
        return f"[{self.kind}_id={self.id}]"

    @property
    def news(self) -> str:
        """`'Review' is now on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London)`.

        Empty for what takes whole days.
        """
        if "T" not in self.start:
            return ""
        zone = f" ({self.zone})" if self.zone else ""
        if self.gone:
            return f"'{self.title}' on {when.spoken(self.start, self.end)}{zone} is cancelled"
        link = "now on" if self.moved else "on"
        return f"'{self.title}' is {link} {when.spoken(self.start, self.end)}{zone}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent says, and what it is about."""

    text: str
    things: tuple[Thing, ...] = ()
    people: tuple[str, ...] = ()
    """Who is told of: the guests of events, the senders of mails, with their addresses."""
    more: int = 0
    """So many other things were found and are not told."""
    slots: tuple[tuple[str, str], ...] = ()
    """The free times that are offered, begin and end in ISO 8601."""
    met: bool | None = None
    """Whether it says yes or no to what was asked; None: neither."""
    question: Question | None = None
    """What it ends with, where that has to be known before it can go on."""

    @property
    def data(self) -> dict[str, Any]:
        """All but the words, as plain data; also that there is no question, as a text may end like one."""
        found = _FORM.dump_python(self, mode="json", exclude_defaults=True, exclude={"text"})
        return {"question": None, **found}


_FORM = TypeAdapter(Answer)


def answer_of(text: str, data: Mapping[str, Any]) -> Answer:
    """The answer with these words; without its data, where they are in a form that is not known here."""
    try:
        return _FORM.validate_python({**data, "text": text})
    except ValidationError:
        return Answer(text)


def in_words(text: str | Answer) -> Answer:
    """An answer that was perhaps given in words alone."""
    return Answer(text) if isinstance(text, str) else text


def in_full(answer: Answer, problems: Sequence[str]) -> Answer:
    """The answer, and a line for each thing that could not be read, and might have belonged to it."""
    return replace(
        answer, text="\n".join([answer.text, *(f"Not read in full: {line}." for line in problems)])
    )


def joined(answers: Sequence[Answer], link: str = " ") -> Answer:
    """Several answers as one, each once, what is asked last. A yes or no, when exactly one is.

    Where one of them has lines of its own, each begins on a line of its own.
    """
    said = [answer for answer in dict.fromkeys(answers) if answer.text]
    said.sort(key=lambda answer: answer.question is not None)
    if len(said) == 1:
        return said[0]
    if any("\n" in answer.text for answer in said):
        link = "\n"
    verdicts = [answer.met for answer in said if answer.met is not None]
    return Answer(
        link.join(answer.text for answer in said),
        things=tuple(thing for answer in said for thing in answer.things),
        people=tuple(dict.fromkeys(person for answer in said for person in answer.people)),
        more=sum(answer.more for answer in said),
        slots=tuple(slot for answer in said for slot in answer.slots),
        met=verdicts[0] if len(verdicts) == 1 else None,
        question=said[-1].question if said else None,
    )
