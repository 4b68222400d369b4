"""For whom and what "them", "her", "it" and "that meeting" stand."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from agents.offline.frames import Clause, Frame, Person, Quantity, Reading, Reference
from agents.offline.messages import Line
from agents.offline.tokens import addresses_in
from agents.offline.understanding import understand
from agents.offline.words import Act, Domain

_HANDLE = re.compile(r"\[(event|email)_id=([^\s\]]+)\]|\((event|email) ([0-9a-z]{4,})\)")
_QUOTED = re.compile(r"'([^'\n]{2,120})'")
_LOOKED_BACK = 12


@dataclass(frozen=True)
class Thing:
    """An event or a mail that was spoken of."""

    domain: Domain
    handle: str
    title: str = ""


def last_thing(history: tuple[Line, ...], domain: Domain | None) -> Thing | None:
    """The event or mail that was last reported on."""
    for line in reversed(history[-_LOOKED_BACK:]):
        found = [
            (match[1] or match[3], match[2] or match[4], match.start())
            for match in _HANDLE.finditer(line.text)
            if domain is None or _domain(match[1] or match[3]) is domain
        ]
        if line.speaker != "user" and found:
            kind, handle, _ = found[-1]
            titles = _QUOTED.findall(line.text)
            return Thing(_domain(kind), handle, titles[-1] if titles else "")
    return None


def last_people(history: tuple[Line, ...], now: datetime) -> tuple[Person, ...]:
    """Who was last spoken of, latest first in time: by the user, or in a report."""
    for line in reversed(history[-_LOOKED_BACK:]):
        if line.speaker == "user":
            clauses = understand(line.text, now).clauses
            named = _latest(clauses, len(line.text) + 1)
            if named:
                return named
        elif line.speaker != "assistant":
            found = tuple(Person(text, 0, 0, address=text) for text in addresses_in(line.text))
            if found:
                return found
    return ()


def _domain(kind: str) -> Domain:
    return Domain.CALENDAR if kind == "event" else Domain.EMAIL


def _latest(clauses: tuple[Clause, ...], before: int) -> tuple[Person, ...]:
    """The people of the last clause before an offset that names some; guests of an event before others."""
    for clause in reversed(clauses):
        named = tuple(person for person in clause.mentioned if person.stop <= before)
        if not named:
            continue
        frame = clause.frame
        if frame is not None and frame.act is Act.NAME and frame.people:
            # "Ben needs the mails from Ana. Can you forward them to him?"
            return frame.people
        guests = tuple(
            p
            for p in (frame.people if frame else ())
            if not p.pronoun and not p.relation and p.stop <= before
        )
        return guests or named
    return ()


class Referents:
    """Finds what the pronouns of one reading stand for, in the reading itself and in what was said before."""

    def __init__(self, reading: Reading, history: tuple[Line, ...], now: datetime) -> None:
        self.reading = reading
        self.history = history
        self.now = now

    def people(self, person: Person) -> tuple[Person, ...]:
        """Those for whom a pronoun stands; `person` alone when it is none, or nobody is found."""
        if not person.pronoun and not (person.relation == "guests" and person.of is None):
            return (person,)
        earlier = tuple(
            c for c in self.reading.clauses if c.begin < person.begin and not _contains(c, person)
        )
        within = tuple(c for c in self.reading.clauses if _contains(c, person))
        found = (
            _latest(earlier, person.begin)
            or _latest(within, person.begin)
            or last_people(self.history, self.now)
        )
        singular = person.text.lower().split()[-1] in {"him", "her", "he", "she", "his"}
        return found[-1:] if singular and found else found or (person,)

    def spoken_of(self, person: Person) -> Reference | None:
        """The event or mail whose guests or sender a person is, when an earlier clause speaks of it."""
        wanted = Domain.EMAIL if person.relation == "sender" else Domain.CALENDAR
        for clause in reversed(self.reading.clauses):
            for ref in (clause.about, clause.frame.target if clause.frame else None):
                if (
                    ref is not None
                    and clause.begin < person.begin
                    and ref.domain is wanted
                    and not ref.pronoun
                ):
                    return ref
        return None

    def named(self, people: tuple[Person, ...]) -> tuple[Person, ...]:
        """`people` with everybody in the place of their pronoun, each once."""
        found: list[Person] = []
        for person in people:
            found.extend(known for known in self.people(person) if known not in found)
        return tuple(found)

    def frame(self, frame: Frame) -> Frame:
        """`frame` without pronouns, as far as it is known what they stand for."""
        if frame.about.lower() in {"it", "this", "that"}:
            frame = replace(frame, about=self._topic(frame) or self._title_spoken_of())
        target = self.reference(frame.target, frame) if frame.target else None
        return replace(
            frame,
            target=target,
            people=self.named(frame.people),
            cc=self.named(frame.cc),
            bcc=self.named(frame.bcc),
        )

    def reference(self, ref: Reference, frame: Frame) -> Reference:
        """`ref` without pronouns; "it" becomes the thing that was spoken of last."""
        if ref.pronoun and not ref.handle:
            ref = self._antecedent(ref, frame)
        if ref.about.lower() in {"it", "this", "that"}:
            ref = replace(ref, about=self._topic(frame))
        return replace(
            ref,
            people=tuple(self._inner(p, frame) for p in self.named(ref.people)),
            recipients=self.named(ref.recipients),
        )

    def _inner(self, person: Person, frame: Frame) -> Person:
        return replace(person, of=self.reference(person.of, frame)) if person.of else person

    def _topic(self, frame: Frame) -> str:
        """What "about it" is about: the topic of the mail that was spoken of before."""
        for clause in reversed(self.reading.clauses):
            target = clause.frame.target if clause.frame else None
            if clause.begin < frame.begin and target is not None and (target.about or target.title):
                return target.about or target.title
        return ""

    def _title_spoken_of(self) -> str:
        thing = last_thing(self.history, None)
        return thing.title if thing is not None else ""

    def _antecedent(self, ref: Reference, frame: Frame) -> Reference:
        for clause in reversed(self.reading.clauses):
            earlier = clause.frame
            if (
                clause.begin >= frame.begin
                or earlier is None
                or earlier.target is None
                or earlier.target.pronoun
            ):
                continue
            if frame.domain in (None, earlier.target.domain):
                found = replace(earlier.target, begin=ref.begin, stop=ref.stop)
                if ref.order is not None or ref.next:
                    found = replace(
                        found, order=ref.order, next=ref.next, quantity=Quantity.ONE, count=ref.count
                    )
                return found
        thing = last_thing(self.history, frame.domain)
        if thing is None:
            return ref
        return replace(ref, handle=thing.handle, domain=thing.domain, title=ref.title, pronoun=False)


def _contains(clause: Clause, person: Person) -> bool:
    return clause.begin <= person.begin < clause.stop
