"""Instructions to look something up: "show my meetings", "find a free slot", "read the mail from Ana"."""

from dataclasses import replace
from datetime import timedelta

from agents.offline.reading.command_base import CommandBase
from agents.offline.reading.frames import Frame, Quantity, Reference
from agents.offline.reading.words import (
    CALENDARS,
    CONTACT_NOUNS,
    Act,
    Domain,
)
from tools.timewords import Kind

_AN_HOUR = timedelta(hours=1)
_FREE_NOUNS = frozenset(
    "hour hours minutes slot slots time gap gaps opening openings availability window windows".split()
)


class LookCommands(CommandBase):
    """Reads instructions that change nothing."""

    def _look(self, i: int) -> Frame | None:
        while self.low(i) in {"me", "us", "up", "out", "for", "through", "at", "in", "on", "if", "whether"}:
            i += 1
        if self._free_time(i):
            return self._free(i)
        if (
            self.phrases.is_time(i)
            and self._sentence_end(i + 1) == i + 1
            and self.verb in {"show", "see", "view"}
        ):
            # "Show me next week": the calendar.
            begin, stop = self.tokens[i].begin, self.tokens[i].stop
            days = Reference(
                Domain.CALENDAR, begin, stop, noun="events", quantity=Quantity.ALL, times=(self.tokens[i],)
            )
            return self._frame(Act.LIST, target=days, complete=True)
        if any(self.low(j) in CONTACT_NOUNS | {"phone", "number"} for j in range(i, self.end)):
            return self._person(i)
        target, after = self.phrases.reference(i, to_is_recipient=True)
        if target is None:
            return None
        domain = Domain.CALENDAR if target.noun in CALENDARS else self._domain(target, after)
        if target.pronoun and target.people and "from" in {self.low(j) for j in range(i, after)}:
            # "The last one from him": only mails are from somebody.
            domain, target = Domain.EMAIL, replace(target, noun="email", pronoun=False)
        if target.pronoun or (domain is None):
            return None
        act = Act.SEARCH if domain is Domain.EMAIL else Act.LIST
        return self._frame(act, target=replace(target, domain=domain), leftovers=self._leftovers(after))

    def _free_time(self, i: int) -> bool:
        first = self.tokens[i].time if i < self.end else None
        if self.verb == "find" and first is not None and first.kind is Kind.DURATION:
            return True
        window = [self.low(j) for j in range(i, min(i + 6, self.end))]
        return any(word in _FREE_NOUNS for word in window) and any(
            word in {"free", "open", "available", "a", "some", "my", "availability"} for word in window
        )

    def _free(self, i: int) -> Frame:
        slots = self.event_slots.read(i)
        hour = _AN_HOUR if any(self.low(j) == "hour" for j in range(i, self.end)) else None
        return self._frame(
            Act.FREE, asked="free", times=tuple(slots.times), length=slots.length or hour,
            people=tuple(slots.people), target=self._count(i),
        )  # fmt: skip

    def _count(self, i: int) -> Reference | None:
        """ "my first free slot" wants one of them."""
        words = {self.low(j) for j in range(i, min(i + 4, self.end))}
        one = words & {"first", "next", "earliest", "a"}
        begin = self.tokens[i].begin
        return Reference(Domain.CALENDAR, begin, begin, order=0, definite=not words & {"a"}) if one else None

    def _person(self, i: int) -> Frame | None:
        people = [
            person for j in range(i, self.end) if (person := self.phrases.person(j)[0]) and not person.myself
        ]
        named = [
            p
            for p in people
            if not (
                {w.lower() for w in p.text.split()}
                & (CONTACT_NOUNS | {"phone", "number", "details", "info", "information"})
            )
        ]
        if not named:
            return None
        return self._frame(Act.PERSON, people=(named[0],), asked="who")

    def _read(self, i: int) -> Frame | None:
        while self.low(i) in {"me", "out", "through"}:
            i += 1
        target, _ = self.phrases.reference(i, to_is_recipient=True)
        if target is None:
            return None
        if target.domain is Domain.CALENDAR or target.noun in CALENDARS:
            return self._frame(Act.LIST, target=replace(target, domain=Domain.CALENDAR))
        if target.noun in CONTACT_NOUNS:
            return self._person(i)
        if target.domain is not Domain.EMAIL and not target.pronoun:
            return None
        return self._frame(Act.READ, target=target)
