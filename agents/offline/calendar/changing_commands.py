"""Instructions that change the name, the place or the length of events."""

from dataclasses import replace
from datetime import timedelta

from agents.offline.calendar.frames import ChangeEvent, RenameEvent
from agents.offline.calendar.moving_commands import moved
from agents.offline.calendar.own_reminders import own_reminder
from agents.offline.calendar.properties import LENGTHS_OF, NAMES_OF, PLACES_OF, TIMES_OF, property_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.new_times import LATER, SOONER, Aimed, aimed, length_behind, target_before
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.verbs import way_of
from agents.offline.reading.words import EVENT_NOUNS, THING_PRONOUNS, Domain
from tools.timewords import Kind, resolve
from tools.timewords.verbs import Way

_OF_A_LENGTH = frozenset(
    "long longer shorter instead just only to be last for meeting event slot one".split()
)


def rename(said: Instruction, i: int) -> Frame | None:
    """ "Rename … to …"."""
    target, after = said.phrases.reference(i)
    title, rest = said.new_value(after)
    lead = next((j for j in range(after, said.end) if said.low(j) in {"to", "as", "into"}), after)
    if target is None or target.domain is Domain.EMAIL:
        return None
    if not title and target.title and target.words:
        # "Rename the review 'Design talk'".
        title, target = target.title, replace(target, title="")
    left = (*said.leftovers(after, lead), *said.leftovers(rest))
    return RenameEvent(*said.span, target=target, title=title, leftovers=left)


def change(said: Instruction, i: int) -> Frame | None:
    """ "Change the location of … to …", "make it an hour longer"."""
    there = said.phrases.is_time(i) and said.low(i + 1) == "'s"
    if said.verb in {"make", "set"} and not (there or said.low(i) in THING_PRONOUNS | {"the", "my"}):
        return None
    named = property_of(said, i)
    if named:
        noun, target_at = named
        return _set_property(said, noun, target_at)
    found = aimed(said, i)
    if found is None or found.target.domain is Domain.EMAIL:
        return None
    return _owned_property(said, found) or _changed(said, found)


def _changed(said: Instruction, found: Aimed) -> Frame | None:
    """ "make it an hour later", "make it 30 minutes", "change it to 4pm"."""
    target, after = found.target, found.after
    rest = said.tokens[after:]
    words = {token.low for token in rest}
    lengths = [t.time.duration for t in rest if t.time is not None and t.time.kind is Kind.DURATION]
    if lengths and not words & (LATER | SOONER):
        if words & {"longer", "shorter"}:
            return _longer(said, found, lengths[0], shorter="shorter" in words)
        return _of_length(said, found, lengths[0])
    if words & {"long"} and not lengths:
        length = resolve(said.phrases.span_text(after, said.end - 1), now=said.now)
        if said.low(said.end - 1) == "long" and length is not None and length.kind is Kind.DURATION:
            return ChangeEvent(*said.span, target=target, length=length.duration)
    alone = None if words & (LATER | SOONER) else length_behind(said, after)
    if alone is not None and said.verb in {"make", "set"}:
        known = target.noun in EVENT_NOUNS and target.definite and not found.skipped
        return ChangeEvent(*said.span, target=target, length=alone, leftovers=found.skipped, complete=known)
    elsewhen = moved(said, found)
    return elsewhen if elsewhen.times or elsewhen.shift else None


def _longer(said: Instruction, found: Aimed, by: timedelta | None, *, shorter: bool) -> Frame:
    shift = -by if by and shorter else by
    left = _left_over(said, found)
    return ChangeEvent(*said.span, target=found.target, shift=shift, noun="length", leftovers=left)


def lengthen(said: Instruction, i: int) -> Frame | None:
    """ "Extend … by …", "shorten … to …"."""
    found = aimed(said, i)
    length = _length(said, found.after) if found else None
    if found is None or length is None:
        return None
    if "to" in {said.low(j) for j in range(found.after, said.end)}:
        return _of_length(said, found, length)
    return _longer(said, found, length, shorter=way_of(said.verb) is Way.EARLIER)


def _length(said: Instruction, i: int) -> timedelta | None:
    """The first length that is said from there on."""
    return next((t.time.duration for t in said.tokens[i:] if t.time is not None and t.time.duration), None)


def _of_length(said: Instruction, found: Aimed, length: timedelta | None) -> Frame:
    return ChangeEvent(*said.span, target=found.target, length=length, leftovers=_left_over(said, found))


def _left_over(said: Instruction, found: Aimed) -> tuple[str, ...]:
    """The words that say more than the new length: "… by 15 minutes and the lunch"."""
    behind = said.leftovers(found.after, times=False)
    return (*found.skipped, *(word for word in behind if word.lower() not in _OF_A_LENGTH))


def _set_property(said: Instruction, noun: str, i: int) -> Frame | None:
    if noun in TIMES_OF:
        found = aimed(said, i)
        return moved(said, found) if found else None
    found = target_before(said, i, {"to", "as"})
    if found is None or found.target.domain is Domain.EMAIL:
        return None
    return _with_property(said, noun, found)


def _with_property(said: Instruction, noun: str, found: Aimed) -> Frame | None:
    if noun in LENGTHS_OF:
        length = _length(said, found.after)
        return _of_length(said, found, length) if length else None
    value, _ = said.new_value(found.after)
    if noun in NAMES_OF:
        return RenameEvent(*said.span, target=found.target, title=value, leftovers=found.skipped)
    return ChangeEvent(*said.span, target=found.target, place=value, noun="place", leftovers=found.skipped)


def _owned_property(said: Instruction, found: Aimed) -> Frame | None:
    """ "the standup's location to …", "my next meeting's name to …": the owner is the event."""
    target = found.target
    if target.noun not in NAMES_OF | PLACES_OF | LENGTHS_OF or not target.people:
        return None
    owner = target.people[-1]
    position = next((j for j, token in enumerate(said.tokens) if token.begin >= owner.begin), said.at)
    inner, _ = Phrases(said.tokens[: position + 4]).reference(position)
    return _with_property(said, target.noun, replace(found, target=inner)) if inner else None


def reminded(said: Instruction) -> Frame | None:
    """ "Remind me 10 minutes before the review": read as a whole."""
    reminder = own_reminder(said.tokens, said.at, said.now)
    if reminder is None:
        return None
    return ChangeEvent(*said.span, target=reminder.target, noun="reminder", reminders=(reminder.minutes,),
        complete=reminder.target.domain is not None,
    )  # fmt: skip
