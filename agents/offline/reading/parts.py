"""People named by their part in something: "tomorrow's guests", "whoever sent …", "everyone I meet …"."""

from abc import ABC, abstractmethod
from dataclasses import replace

from agents.offline.reading.cursor import Cursor
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.references import Person, Quantity, Reference
from agents.offline.reading.words import (
    ABOUT,
    DETERMINERS,
    EVERYBODY,
    GROUP_NOUNS,
    ORDER,
    QUANTIFIERS,
    RELATIONS,
    Domain,
)

_SOMEBODY = frozenset("whoever who whom person one ones people those anyone anybody".split())
_MAILED = frozenset("sent wrote written emailed mailed messaged".split())
_MEETS = frozenset("meet meeting met see seeing saw".split())
_HAVING = frozenset("am 'm are 're is will 'll be have 've has had 's also just going to".split())
_OF = frozenset("of in from for to at on attending".split())
_COMES = (("at",), ("attending",), ("coming", "to"), ("going", "to"), ("invited", "to"))
_ATTENDS = (("in",), ("from",), *_COMES)


class PartsInThings(Cursor, ABC):
    """Reads people off the tokens who are named by an event or a mail."""

    @abstractmethod
    def reference(
        self, i: int, *, to_is_recipient: bool = False, times: bool = True
    ) -> tuple[Reference | None, int]:
        """The event or mail itself."""

    @abstractmethod
    def _modifiers(
        self, ref: Reference, begin: int, i: int, to_is_recipient: bool, times: bool
    ) -> tuple[Reference, int]:
        """What is said of it further."""

    @abstractmethod
    def _person(self, begin: int, stop: int, *, relation: str = "", of: Reference | None = None) -> Person:
        """Somebody named by the tokens from `begin` to `stop`."""

    def _relation(self, i: int) -> tuple[Person | None, int]:
        """ "the sender (of the mail …)", "tomorrow's guests", "whoever sent …", "everyone I meet on …"."""
        j = i
        while self.low(j) in DETERMINERS | QUANTIFIERS | {"of", "other"}:
            j += 1
        if self.low(i) in EVERYBODY or self.low(j) in _SOMEBODY | EVERYBODY:
            head = i if self.low(i) in EVERYBODY else j
            for read in (self._senders, self._met, self._attending):
                person, after = read(i, head + 1 + (self.low(head + 1) in {"who", "that", "whom"}))
                if person is not None:
                    return person, after
        if self.low(j) not in RELATIONS:
            return None, i
        return self._of(RELATIONS[self.low(j)], i, j + 1)

    def _of(self, relation: str, begin: int, after: int) -> tuple[Person, int]:
        """Those of the thing that is named after "of", or of the one that was spoken of."""
        if self.low(after) not in _OF:
            return self._person(begin, after, relation=relation), after
        reference, stop = self.reference(after + 1 + (self.low(after + 1) == "to"))
        if reference is None or not (reference.domain or reference.pronoun or reference.words):
            return self._person(begin, after, relation=relation), after
        return self._person(begin, stop, relation=relation, of=reference), stop

    def _senders(self, begin: int, i: int) -> tuple[Person | None, int]:
        """ "who sent me the last mail about …", "who has emailed me since Monday"."""
        while self.low(i) in {"has", "have", "'s", "'ve", "had", "just"}:
            i += 1
        if self.low(i) not in _MAILED:
            return None, begin
        i += 1
        while self.low(i) in {"me", "us", "to"}:
            i += 1
        reference, after = self.reference(i) if self.low(i) not in ABOUT else (None, i)
        if reference is None or not (reference.domain or reference.words or reference.title):
            reference, after = self._every("emails", NOUNS.sent, i)
        return self._person(begin, after, relation="sender", of=reference), after

    def _met(self, begin: int, i: int) -> tuple[Person | None, int]:
        """ "I'm meeting on Tuesday", "I have a meeting with tomorrow", "I meet first on Monday"."""
        if self.low(i) not in {"i", "we"}:
            return None, begin
        has = i = i + 1
        while self.low(i) in _HAVING:
            i += 1
        if self.low(i) in _MEETS:
            i += 1 + (self.low(i + 1) == "with")
        elif i > has and self.low(i) in DETERMINERS | {"meetings"}:
            reference, after = self.reference(i, times=False)
            if reference is None or reference.domain is not NOUNS.attended or self.low(after) != "with":
                return None, begin
            i = after + 1
        else:
            return None, begin
        order = self.low(i) if self.low(i) in ORDER else ""
        noun = f"my {order} meeting" if order else "my meetings"
        reference, after = self._every(noun, NOUNS.attended, i + bool(order))
        if not reference.times:
            return None, begin
        return self._person(begin, after, relation="guests", of=reference), after

    def _every(self, noun: str, domain: Domain | None, i: int) -> tuple[Reference, int]:
        """All there are of a kind, as far as what follows narrows them."""
        at = self.tokens[min(i, len(self.tokens) - 1)].begin
        every = Reference(domain, at, at, noun=noun.split()[-1], quantity=Quantity.ALL)
        reference, after = self._modifiers(every, i, i, False, True)
        return replace(reference, wording=f"{noun} {self.span_text(i, after)}".strip()), after

    def _attending(self, begin: int, i: int) -> tuple[Person | None, int]:
        """ "(who is) in tomorrow's review", "coming to the workshop"."""
        while self.low(i) in {"is", "are", "was", "were", "'s", "'re"}:
            i += 1
        for words in _ATTENDS:
            if (after := self.skip(i, *words)) > i:
                reference, stop = self.reference(after)
                named = reference is not None and reference.domain is None and bool(reference.words)
                # "Everyone in design" is a team, "everyone in the sprint planning" is not.
                there = words in _COMES or self.low(after) in DETERMINERS or self.is_time(after)
                comes = named and self.low(stop - 1) not in GROUP_NOUNS
                comes = comes and (there or self.low(begin) not in EVERYBODY)
                if reference is not None and (reference.domain is NOUNS.attended or comes):
                    return self._person(begin, stop, relation="guests", of=reference), stop
        return None, begin
