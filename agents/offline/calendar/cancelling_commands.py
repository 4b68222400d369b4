"""Instructions that cancel events."""

from dataclasses import replace

from agents.offline.calendar.frames import CancelEvent
from agents.offline.reading.commands import domain_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.naming import named_thing
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.when import aware
from agents.offline.reading.words import CALENDARS, DETERMINERS, MAIL_NOUNS, MAILBOXES, Domain


def cancel(said: Instruction, i: int) -> Frame | None:
    """ "Cancel my call with Ana", "clear my Friday"; "delete it", whatever it is."""
    begin = said.skip_particles(i)
    alone = said.low(begin) in {"everything", "all"} and begin + 1 == said.end
    if (said.verb == "cancel" and alone) or _calendar_all(said, begin):
        return CancelEvent(*said.span, target=_everything(said, i))
    if said.verb == "cancel" and said.phrases.is_time(begin) and not said.leftovers(begin + 1):
        # "Cancel tomorrow": what there is, of which several are asked about.
        return CancelEvent(
            *said.span, target=replace(_everything(said, i), noun="event", quantity=Quantity.ONE)
        )
    target, after = said.phrases.reference(begin, to_is_recipient=True)
    if target is None:
        return None
    domain = domain_of(said, target, after)
    ours = said.verb == "cancel" or said.low(i) == "off" or _ahead(said, target) or _of_mine(said, i, target)
    if domain is None and not target.pronoun and ours:
        domain = Domain.CALENDAR
    if domain is not Domain.CALENDAR and not (domain is None and target.pronoun):
        return None
    return CancelEvent(*said.span, target=replace(target, domain=domain), leftovers=said.leftovers(after))


def call_off(said: Instruction, i: int) -> Frame | None:
    """ "Call it off"."""
    target, after = named_thing(said, i)
    after += said.low(after) in {"with", "as", "to", ":"}
    return CancelEvent(*said.span, target=target) if target is not None and said.low(after) == "off" else None


def _of_mine(said: Instruction, i: int, target: Reference) -> bool:
    """ "Delete my karaoke night with Ben", "my date from last Friday": with somebody, or on a day."""
    return bool((target.people or target.times) and target.words) and said.low(i) in {"my", "our", "the"}


def _ahead(said: Instruction, target: Reference) -> bool:
    """ "Drop the checkpoint tomorrow": what has a time that is to come is no mail."""
    starts = [time.start for token in target.times if (time := token.time) and time.certain]
    ahead = bool(starts) and all(start and aware(start, said.now) > said.now for start in starts)
    return ahead and target.definite and bool(target.words)


def _calendar_all(said: Instruction, i: int) -> bool:
    """ "clear my calendar for today", "wipe my schedule", "clear my Friday", "free up Monday morning"."""
    if any(said.low(j) in MAILBOXES | MAIL_NOUNS for j in range(i, said.end)):
        return False
    j = i
    while said.low(j) in DETERMINERS | {"all", "entire", "whole", "of"}:
        j += 1
    day = said.verb in {"clear", "wipe", "free"} and (j == i or said.low(j - 1) in {"my", "entire", "whole"})
    return said.low(j) in CALENDARS or (day and said.phrases.is_time(j) and not said.leftovers(j + 1))


def _everything(said: Instruction, i: int) -> Reference:
    times = tuple(token for token in said.tokens[i:] if token.sort is Sort.TIME)
    begin, stop = said.tokens[i].begin if i < said.end else 0, said.tokens[-1].stop
    return Reference(Domain.CALENDAR, begin, stop, noun="events", quantity=Quantity.ALL, times=times)
