"""Instructions that cancel or move events."""

from dataclasses import replace
from datetime import timedelta

from agents.offline.calendar.making_commands import MakingCommands
from agents.offline.reading.cursor import NOUNS
from agents.offline.reading.frames import Frame, Quantity, Reference
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort, Token, halves
from agents.offline.reading.when import aware
from agents.offline.reading.words import (
    CALENDARS,
    DETERMINERS,
    EARLIER,
    EVENT_NOUNS,
    Act,
    Domain,
)
from tools.timewords import Kind, resolve

LATER = frozenset({"later", "back", "out"})
SOONER = frozenset({"earlier", "forward", "sooner", "up", "ahead"})
_OF_A_MOVE = (
    LATER
    | SOONER
    | frozenset(
        "instead start starting begin time times same their her his local than again until till".split()
    )
)
"""Words that may stand around the new time without saying more."""


class MovingCommands(MakingCommands):
    """Reads "cancel …", "move … to …", "push … back by …"."""

    def _cancel(self, i: int) -> Frame | None:
        if self._calendar_all(self._skip_particles(i)):
            return self._frame(Act.CANCEL, target=self._everything(i), everything=True)
        target, after = self.phrases.reference(self._skip_particles(i), to_is_recipient=True)
        if target is None:
            return None
        domain = self._domain(target, after)
        if domain is None and (self.verb == "cancel" or self.low(i) == "off") and not target.pronoun:
            domain = Domain.CALENDAR
        if domain is None and self._from_somebody(target, i, after):
            # Names in lower case are left to the router: they may be anything.
            named = all(person.address or person.text[:1].isupper() for person in target.people)
            left = self._leftovers(after)
            mails = replace(target, domain=Domain.EMAIL, noun="emails")
            return self._frame(Act.DELETE, target=mails, leftovers=left, complete=named and not left)
        if domain is None and self._ahead(target):
            domain = Domain.CALENDAR
        if domain is None and not target.pronoun:
            return None
        act = Act.DELETE if domain is Domain.EMAIL else Act.CANCEL
        return self._frame(act, target=replace(target, domain=domain), leftovers=self._leftovers(after))

    def _ahead(self, target: Reference) -> bool:
        """ "Drop the checkpoint tomorrow": what has a time that is to come is no mail."""
        starts = [time.start for token in target.times if (time := token.time) and time.certain]
        ahead = bool(starts) and all(start and aware(start, self.now) > self.now for start in starts)
        return ahead and target.definite and bool(target.words)

    def _from_somebody(self, target: Reference, i: int, after: int) -> bool:
        """ "Delete everything from Ana": only mails are from somebody."""
        everything = target.quantity is Quantity.ALL and not target.pronoun and not target.words
        said = {self.low(j) for j in range(i, after)} & {"from", "sent", "wrote", "emailed", "mailed"}
        return everything and bool(target.people) and bool(said) and self.verb != "cancel"

    def _calendar_all(self, i: int) -> bool:
        """ "clear my calendar for today", "wipe my schedule", "clear my Friday", "free up Monday morning"."""
        j = i
        while self.low(j) in DETERMINERS | {"all", "entire", "whole", "of"}:
            j += 1
        day = self.verb in {"clear", "wipe", "free"} and (
            j == i or self.low(j - 1) in {"my", "entire", "whole"}
        )
        return self.low(j) in CALENDARS or (day and self.phrases.is_time(j) and not self._leftovers(j + 1))

    def _everything(self, i: int) -> Reference:
        times = tuple(token for token in self.tokens[i:] if token.sort is Sort.TIME)
        begin, stop = self.tokens[i].begin if i < self.end else 0, self.tokens[-1].stop
        return Reference(Domain.CALENDAR, begin, stop, noun="events", quantity=Quantity.ALL, times=times)

    def _move(self, i: int) -> Frame | None:
        target, after = self._target_before_time(self._skip_particles(i))
        if target is None or target.domain is Domain.EMAIL:
            return self._file_away(target, after)
        return self._moved(target, after)

    def _start(self, i: int) -> Frame | None:
        """ "Start the review an hour earlier": it begins at another time."""
        words = {self.low(j) for j in range(i, self.end)}
        by = any(shift_of(token) is not None for token in self.tokens[i:])
        return self._move(i) if by and words & (LATER | SOONER) else None

    def _file_away(self, target: Reference | None, after: int) -> Frame | None:
        """ "move the mail to the archive", "… to trash"."""
        rest = {self.low(j) for j in range(after, self.end)}
        if target is None or not rest & {"archive", "trash", "bin"}:
            return None
        return self._frame(Act.ARCHIVE if "archive" in rest else Act.DELETE, target=target)

    def _target_before_time(self, i: int) -> tuple[Reference | None, int]:
        """The event, and where the new time begins: at "to", "by", "until", "for", or at a bare length."""
        stop = next((j for j in range(i, self.end) if self._new_time_begins(j, i)), self.end)
        inner = Phrases(self.tokens[:stop])
        target, after = inner.reference(i)
        if stop < self.end:
            self.skipped = self._of_no_move(after, stop)
        return target, max(after, stop if stop < self.end else after)

    def _of_no_move(self, i: int, stop: int) -> tuple[str, ...]:
        """The words that say more than a move: "… and the lunch"."""
        return tuple(word for word in self._leftovers(i, stop, times=False) if word.lower() not in _OF_A_MOVE)

    def _new_time_begins(self, j: int, first: int) -> bool:
        if j == first:
            return False
        token = self.tokens[j]
        if shift_of(token) is not None and self.low(j + 1) not in NOUNS:
            return True
        if self.low(j) in {"to", "until", "till", "by"}:
            return self.phrases.is_time(j + 1) or self.low(j + 1) in {"the", "a", "an", "start", "begin"}
        return self.low(j) in {"for", "so"} and self.phrases.is_time(j + 1) and not self._has_to(j)

    def _has_to(self, j: int) -> bool:
        return any(self.low(k) in {"to", "by"} and self.phrases.is_time(k + 1) for k in range(j, self.end))

    def _moved(self, target: Reference, i: int) -> Frame:
        times: list[Token] = []
        shift: timedelta | None = None
        words = {self.low(j) for j in range(self.at + 1, self.end)}
        # "… to 2 instead of 3" says when it was.
        stop = next((j for j in range(i, self.end) if self.phrases.skip(j, "instead", "of") > j), self.end)
        for token in self.tokens[i:stop]:
            if token.time is None:
                continue
            by = shift_of(token)
            if by is not None:
                shift = by
            else:
                times.append(token)
        if shift is None and not times and not self.skipped:
            shift = self._length_behind(i)
            i = stop if shift is not None else i
        if shift is None and not times:
            target, times = self._split_times(target)
        if shift is not None and ((words & SOONER and not words & LATER) or self.verb in EARLIER):
            shift = -shift
        if target.domain is None and target.quantity is Quantity.ALL and not target.pronoun:
            # "Move everything on Tuesday to Friday": only events are at some time.
            plain = bool(target.times) and not (target.words or target.title or target.people)
            target = replace(target, domain=Domain.CALENDAR, noun="events") if plain else target
        theirs = any(self.phrases.their_time(j) > j for j in range(self.at, self.end))
        left = (*self.skipped, *self._of_no_move(i, stop))
        # "Move the budget call to 4pm": an event, a time, and every word in its place.
        known = target.noun in EVENT_NOUNS | {"events"} and target.definite and not target.pronoun
        complete = known and bool(times or shift) and not left
        return self._frame(
            Act.MOVE,
            target=target,
            times=tuple(times),
            shift=shift,
            their_time=theirs,
            leftovers=left,
            complete=complete,
        )

    def _length_behind(self, i: int) -> timedelta | None:
        """ "Push it back an hour": a length that nothing leads to."""
        while self.low(i) in LATER | SOONER:
            i += 1
        found = resolve(self.phrases.span_text(i, self.end), now=self.now) if i < self.end else None
        return found.duration if found is not None and found.kind is Kind.DURATION else None

    def _split_times(self, target: Reference) -> tuple[Reference, list[Token]]:
        """ "reschedule lunch tomorrow at 2": with no "to", the last words about time are the new ones."""
        both = halves(target.times[-1], self.now) if target.times else None
        if both is not None:
            return replace(target, times=(*target.times[:-1], both[0])), [both[1]]
        last = target.times[-1] if target.times else None
        if last is not None and last.text.lower().startswith("for "):
            return replace(target, times=target.times[:-1]), [last]
        if target.pronoun and target.times:
            return replace(target, times=()), list(target.times)
        if len(target.times) > 1:
            return replace(target, times=target.times[:-1]), [target.times[-1]]
        return target, []


def shift_of(token: Token) -> timedelta | None:
    """The length in "by two hours", "an hour later": how far something is moved, not to when."""
    return token.time.duration if token.time is not None and token.time.kind is Kind.DURATION else None
