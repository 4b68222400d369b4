"""What every reader of instructions needs: the tokens after the verb, and how a frame is made."""

from datetime import datetime

from agents.offline.calendar.slots import EventSlots
from agents.offline.mail.slots import MailSlots
from agents.offline.reading.frames import Frame, Reference
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import (
    CALENDARS,
    MAILBOXES,
    PARTICLES,
    Act,
    Domain,
)

_CARELESS = frozenset(
    "please for me my the a an that this in on at from to of and i you can do it now also too then thanks "
    "thank will calendar schedule inbox mailbox agenda diary as well all together right away asap "
    "immediately have has 'd 've be is are any more up off out so there's them which with by us we".split()
)


class CommandBase:
    """One instruction whose verb is at `at`."""

    def __init__(self, text: str, tokens: tuple[Token, ...], at: int, now: datetime) -> None:
        self.text = text
        self.tokens = tokens
        self.now = now
        self.at = at
        self.end = len(tokens)
        self.phrases = Phrases(tokens)
        self.event_slots = EventSlots(text, tokens)
        self.mail_slots = MailSlots(text, tokens)
        self.skipped: tuple[str, ...] = ()
        """Words between what is moved and its new time."""

    @property
    def verb(self) -> str:
        return self.low(self.at)

    def low(self, i: int) -> str:
        return self.phrases.low(i)

    def _frame(self, act: Act, **values: object) -> Frame:
        begin, stop = self.tokens[self.at].begin, self.tokens[-1].stop
        return Frame(act=act, begin=begin, stop=stop, **values)  # type: ignore[arg-type]  # checked by Frame's fields

    def _domain(self, target: Reference, after: int) -> Domain | None:
        """Whose thing it is; "from my calendar" and "in my inbox" anywhere after it say so."""
        rest = {self.low(j) for j in range(after, self.end)}
        if target.domain is None and rest & CALENDARS:
            return Domain.CALENDAR
        if target.domain is None and rest & MAILBOXES:
            return Domain.EMAIL
        return target.domain

    def _leftovers(self, i: int, stop: int | None = None, *, times: bool = True) -> tuple[str, ...]:
        """Words that carry meaning and were not understood; words about time only with `times`."""
        return tuple(
            token.text
            for token in self.tokens[i:stop]
            if (token.sort is Sort.WORD and token.low not in _CARELESS and len(token.text) > 1)
            or token.sort is Sort.QUOTE
            or (times and token.sort is Sort.TIME)
        )

    def _skip_particles(self, i: int) -> int:
        while self.low(i) in PARTICLES:
            i += 1
        return i

    def _sentence_end(self, i: int) -> int:
        while i < self.end and self.tokens[i].text not in {"?", ".", "!", ";"} and self.low(i) != "please":
            i += 1
        return i

    def _new_value(self, i: int) -> tuple[str, int]:
        """What follows "to", "as" or "into": a quote, or all the words."""
        while (
            i < self.end
            and self.low(i) not in {"to", "as", "into", "be"}
            and self.phrases.sort(i) is not Sort.QUOTE
        ):
            i += 1
        while self.low(i) in {"to", "as", "into", "be", "say", "read", ":"}:
            i += 1
        if self.phrases.sort(i) is Sort.QUOTE:
            return self.tokens[i].value, i + 1
        return self.event_slots.raw(i, self._sentence_end(i)), self.end

    def _target_before(self, i: int, stops: set[str]) -> tuple[Reference | None, int]:
        stop = next((j for j in range(i + 1, self.end) if self.low(j) in stops), self.end)
        target, _ = Phrases(self.tokens[:stop]).reference(i)
        return target, stop
