"""Instructions that change the name, the place or the length of events."""

from dataclasses import replace
from datetime import timedelta

from agents.offline.calendar.moving_commands import LATER, SOONER, MovingCommands
from agents.offline.reading.frames import Frame, Reference
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.words import (
    DETERMINERS,
    EVENT_NOUNS,
    THING_PRONOUNS,
    Act,
    Domain,
)
from tools.timewords import Kind, resolve

_NAMES_OF = frozenset({"name", "title", "names"})
_TIMES_OF = frozenset({"time", "date", "start", "day", "hour"})
_PLACES_OF = frozenset({"location", "place", "room", "venue"})
_OF_A_LENGTH = frozenset("long instead just only to be last for meeting event slot one".split())
_LENGTHS_OF = frozenset({"length", "duration", "end"})


class ChangingCommands(MovingCommands):
    """Reads "rename …", "change the location of …", "make it an hour longer"."""

    def _rename(self, i: int) -> Frame | None:
        target, after = self.phrases.reference(i)
        title, rest = self._new_value(after)
        lead = next((j for j in range(after, self.end) if self.low(j) in {"to", "as", "into"}), after)
        if target is None or target.domain is Domain.EMAIL:
            return None
        if not title and target.title and target.words:
            # "Rename the review 'Design talk'".
            title, target = target.title, replace(target, title="")
        left = (*self._leftovers(after, lead), *self._leftovers(rest))
        return self._frame(Act.RENAME, target=target, title=title, leftovers=left)

    def _change(self, i: int) -> Frame | None:
        there = self.phrases.is_time(i) and self.low(i + 1) == "'s"
        if self.verb in {"make", "set"} and not (there or self.low(i) in THING_PRONOUNS | {"the", "my"}):
            return None
        if self.verb in {"extend", "shorten", "lengthen"}:
            return self._relength(i)
        property_of = self._property(i)
        if property_of:
            noun, target_at = property_of
            return self._set_property(noun, target_at)
        target, after = self._target_before_time(i)
        if target is None or target.domain is Domain.EMAIL:
            return None
        owned = self._owned_property(target, after)
        if owned:
            return owned
        return self._changed(target, after)

    def _changed(self, target: Reference, after: int) -> Frame | None:
        """ "make it an hour later", "make it 30 minutes", "change it to 4pm"."""
        rest = self.tokens[after:]
        words = {token.low for token in rest}
        lengths = [t.time.duration for t in rest if t.time is not None and t.time.kind is Kind.DURATION]
        if lengths and not words & (LATER | SOONER):
            if words & {"longer", "shorter"}:
                return self._longer(target, lengths[0], shorter="shorter" in words)
            left = self._leftovers(after, times=False)
            left = (*self.skipped, *(word for word in left if word.lower() not in _OF_A_LENGTH))
            return self._frame(Act.CHANGE, target=target, length=lengths[0], leftovers=left)
        if words & {"long"} and not lengths:
            length = resolve(self.phrases.span_text(after, self.end - 1), now=self.now)
            if self.low(self.end - 1) == "long" and length is not None and length.kind is Kind.DURATION:
                return self._frame(Act.CHANGE, target=target, length=length.duration)
        alone = None if words & (LATER | SOONER) else self._length_behind(after)
        if alone is not None and self.verb in {"make", "set"}:
            known = target.noun in EVENT_NOUNS and target.definite and not self.skipped
            return self._frame(
                Act.CHANGE, target=target, length=alone, leftovers=self.skipped, complete=known
            )
        moved = self._moved(target, after)
        return moved if moved.times or moved.shift else None

    def _longer(self, target: Reference, by: timedelta | None, *, shorter: bool) -> Frame:
        shift = -by if by and shorter else by
        return self._frame(Act.CHANGE, target=target, shift=shift, noun="length", leftovers=self.skipped)

    def _relength(self, i: int) -> Frame | None:
        target, after = self._target_before_time(i)
        if target is None:
            return None
        lengths = [t.time.duration for t in self.tokens[after:] if t.time is not None and t.time.duration]
        words = {self.low(j) for j in range(after, self.end)}
        if not lengths:
            return None
        if "to" in words:
            return self._frame(Act.CHANGE, target=target, length=lengths[0], leftovers=self.skipped)
        return self._longer(target, lengths[0], shorter=self.verb == "shorten")

    def _property(self, i: int) -> tuple[str, int] | None:
        """ "the name of …", "the time for …"."""
        j = i + (self.low(i) in DETERMINERS)
        if (
            self.low(j) in {"start", "end", "event", "meeting"}
            and self.low(j + 1) in _NAMES_OF | _TIMES_OF | _PLACES_OF
        ):
            j += 1
        if self.low(j) in _NAMES_OF | _TIMES_OF | _PLACES_OF | _LENGTHS_OF and self.low(j + 1) in {
            "of",
            "for",
            "on",
        }:
            return self.low(j), j + 2
        return None

    def _set_property(self, noun: str, i: int) -> Frame | None:
        if noun in _TIMES_OF:
            target, after = self._target_before_time(i)
            return self._moved(target, after) if target else None
        target, after = self._target_before(i, {"to", "as"})
        if target is None or target.domain is Domain.EMAIL:
            return None
        return self._with_property(noun, target, after)

    def _with_property(self, noun: str, target: Reference, i: int) -> Frame | None:
        if noun in _LENGTHS_OF:
            lengths = [t.time.duration for t in self.tokens[i:] if t.time is not None and t.time.duration]
            return (
                self._frame(Act.CHANGE, target=target, length=lengths[0], leftovers=self.skipped)
                if lengths
                else None
            )
        value, _ = self._new_value(i)
        if noun in _NAMES_OF:
            return self._frame(Act.RENAME, target=target, title=value)
        return self._frame(Act.CHANGE, target=target, place=value, noun="place")

    def _owned_property(self, target: Reference, after: int) -> Frame | None:
        """ "the standup's location to …", "my next meeting's name to …": the owner is the event."""
        if target.noun not in _NAMES_OF | _PLACES_OF | _LENGTHS_OF or not target.people:
            return None
        owner = target.people[-1]
        position = next((j for j, token in enumerate(self.tokens) if token.begin >= owner.begin), self.at)
        inner, _ = Phrases(self.tokens[: position + 4]).reference(position)
        return self._with_property(target.noun, inner, after) if inner else None
