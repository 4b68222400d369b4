"""When an event is to be, in words that are no time themselves: "after my call", "but not on the weekend"."""

from datetime import timedelta

from agents.offline.reading.slots import Beside, SlotReader, Slots
from agents.offline.reading.words import CALENDARS, DETERMINERS
from tools.timewords import Kind, resolve

_ENTERED = frozenset("put added entered placed scheduled booked logged inserted".split())
_TOOK_PLACE = frozenset("that which happened was is took takes place happens starts going on".split())
_CLOSELY = frozenset("right directly immediately just straight shortly soon".split())


class OtherTimes(SlotReader):
    """Reads what an event comes after or before, and when it is not to be."""

    def _beside(self, slots: Slots, i: int) -> int | None:
        """ "Right after my call": at its end. "After that" adds nothing to a time of day that is said."""
        phrases = self.phrases
        target, stop = phrases.reference(i + 1)
        if target is None or phrases.is_time(i + 1):
            return None
        definite = phrases.low(i + 1) in DETERMINERS - {"a", "an", "any", "some", "no"}
        if not (definite or target.pronoun):
            return None
        while slots.kept and self.tokens[slots.kept[-1]].low in _CLOSELY:
            last = self.tokens[slots.kept.pop()]
            slots.words = slots.words[:-1] if slots.words[-1:] == [last.text] else slots.words
        if target.pronoun or slots.beside is not None:
            stop = i + 2 if phrases.low(i + 1) in {"that", "this", "it"} else stop
            slots.in_order.append(self.raw(i, stop))
            return stop
        slots.beside = Beside(target, self.tokens[i].low == "after", self._gap(slots, i))
        return stop

    def _gap(self, slots: Slots, i: int) -> timedelta:
        """ "3 hours", "an hour" before "after the flight": how far it is away, and not how long it is."""
        before = self.tokens[i - 1].time if i else None
        if before is not None and before.kind is Kind.DURATION and before.duration is not None:
            slots.length = None
            return before.duration
        words = slots.kept[-2:]
        if self.now is None or words != [i - 2, i - 1]:
            return timedelta(0)
        found = resolve(self.raw(i - 2, i), now=self.now)
        if found is None or found.duration is None:
            return timedelta(0)
        slots.kept = slots.kept[:-2]
        slots.words = slots.words[:-1]
        return found.duration

    def _not_then(self, slots: Slots, i: int) -> int | None:
        """ "But not on the weekend", "that isn't on Monday"."""
        j = i
        while self.phrases.low(j) in {"but", "that", "which", "is"}:
            j += 1
        if self.phrases.low(j) not in {"not", "n't"} or not self.phrases.is_time(j + 1):
            return None
        slots.not_then.append(self.raw(i, j + 2))
        return j + 2

    def _entered(self, slots: Slots, i: int) -> int | None:
        """ "A meeting | put in my calendar"."""
        into = self.phrases.low(i + 1) in {"in", "on", "into", "to", "onto"}
        where = self.phrases.low(i + 2 + (self.phrases.low(i + 2) in DETERMINERS))
        said = self.tokens[i].low in _ENTERED and into and where in CALENDARS and bool(slots.words)
        return i + 1 if said else None

    def _that_was(self, slots: Slots, i: int) -> int | None:
        """ "The review | that happened yesterday": when it was follows."""
        j = i
        while self.phrases.low(j) in _TOOK_PLACE:
            j += 1
        said = self.tokens[i].low in {"that", "which"} and j > i + 1 and bool(slots.words)
        return j if said and self.phrases.is_time(j) else None
