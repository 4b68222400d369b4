"""Instructions that move events."""

from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from agents.offline.calendar.frames import MoveEvent, SwapEvents
from agents.offline.calendar.properties import TIMES_OF, property_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.new_times import LATER, SOONER, Aimed, aimed, length_behind, of_no_move, shift_of
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Token, halves
from agents.offline.reading.verbs import way_of
from agents.offline.reading.words import EVENT_NOUNS, Domain
from tools.timewords.verbs import Way

_SWAPS = frozenset({"swap", "switch", "exchange"})
_TWO = 2


def move(said: Instruction, i: int) -> Frame | None:
    """ "Move … to …", "push … back by …", "move the start of … to …"."""
    begin = said.skip_particles(i)
    noun, target_at = property_of(said, begin) or ("", begin)
    found = aimed(said, target_at if noun in TIMES_OF else begin)
    return moved(said, found) if found is not None and found.target.domain is not Domain.EMAIL else None


def start(said: Instruction, i: int) -> Frame | None:
    """ "Start the review an hour earlier": it begins at another time."""
    words = {said.low(j) for j in range(i, said.end)}
    by = any(shift_of(token) is not None for token in said.tokens[i:])
    return move(said, i) if by and words & (LATER | SOONER) else None


def moved(said: Instruction, found: Aimed) -> MoveEvent:
    """An event with its new time, or with how far it is moved."""
    target, i = found.target, found.after
    times: list[Token] = []
    shift: timedelta | None = None
    words = {said.low(j) for j in range(said.at + 1, said.end)}
    # "… to 2 instead of 3" says when it was.
    stop = next((j for j in range(i, said.end) if said.phrases.skip(j, "instead", "of") > j), said.end)
    for token in said.tokens[i:stop]:
        if token.time is None:
            continue
        by = shift_of(token)
        if by is not None:
            shift = by
        else:
            times.append(token)
    if shift is None and not times and not found.skipped:
        shift = length_behind(said, i)
        i = stop if shift is not None else i
    if shift is None and not times:
        target, times = _split_times(said, target)
    if shift is not None and _way(said.verb, words) is Way.EARLIER:
        shift = -shift
    if target.domain is None and target.quantity is Quantity.ALL and not target.pronoun:
        # "Move everything on Tuesday to Friday": only events are at some time.
        plain = bool(target.times) and not (target.words or target.title or target.people)
        target = replace(target, domain=Domain.CALENDAR, noun="events") if plain else target
    theirs = any(said.phrases.their_time(j) > j for j in range(said.at, said.end))
    left = (*found.skipped, *of_no_move(said, i, stop))
    # "Move the budget call to 4pm": an event, a time, and every word in its place.
    known = target.noun in EVENT_NOUNS | {"events"} and target.definite and not target.pronoun
    complete = known and bool(times or shift) and not left
    return MoveEvent(
        *said.span,
        target=target,
        times=tuple(times),
        shift=shift,
        their_time=theirs,
        leftovers=left,
        complete=complete,
    )


def _way(verb: str, words: Set[str]) -> Way:
    """Where it goes, as the words after the verb say, or else the verb."""
    if "later" in words:
        return Way.LATER
    if words & {"earlier", "sooner"}:
        return Way.EARLIER
    if way_of(verb) is not Way.EITHER:
        return way_of(verb)
    return Way.EARLIER if words & SOONER and not words & LATER else Way.LATER


def _split_times(said: Instruction, target: Reference) -> tuple[Reference, list[Token]]:
    """ "reschedule lunch tomorrow at 2": with no "to", the last words about time are the new ones."""
    both = halves(target.times[-1], said.now) if target.times else None
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


def swapped(said: Instruction) -> Frame | None:
    """ "Swap the review and the demo": each at the other's time; read as a whole."""
    if said.verb not in _SWAPS or "for" in {said.low(j) for j in range(said.at, said.end)}:
        # "Switch Ana for Ben and Leo": one guest for others.
        return None
    for link in range(said.at + 2, said.end):
        if said.low(link) not in {"and", "with"}:
            continue
        begin = said.phrases.skip(said.at + 1, "the", "times", "of")
        first, stop = Phrases(said.tokens[:link]).reference(begin)
        second, after = said.phrases.reference(link + 1)
        named = [one for one in (first, second) if one is not None and not one.pronoun]
        both = [one for one in named if one.definite or (one.people and one.domain is Domain.CALENDAR)]
        events = all(one.noun and one.domain in (None, Domain.CALENDAR) for one in both)
        known = any(one.domain is Domain.CALENDAR for one in both)
        if len(both) == _TWO and stop == link and events and known and not said.leftovers(after):
            one, other = (replace(each, domain=Domain.CALENDAR) for each in both)
            return SwapEvents(*said.span, target=one, other=other, complete=True)
    return None
