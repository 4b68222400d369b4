"""Instructions that change who takes part in an event."""

from agents.offline.calendar.frames import InviteGuests, UninviteGuests
from agents.offline.calendar.guest_changes import guest_change, stand_in
from agents.offline.calendar.making_commands import created
from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.words import CALENDARS, CONTACT_NOUNS, Domain

_COLLECTIONS = frozenset("list lists contacts playlist cart basket folder group team album thread".split())


def invite(said: Instruction, i: int) -> Frame | None:
    """ "Invite … to …", "add … to …"."""
    people, after = said.phrases.people(i)
    if not people or (said.verb == "add" and said.low(after - 1) in NOUNS.every):
        return None
    while said.low(after) in {"too", "also", "as", "well"} and said.low(after + 1) not in {
        "optional",
        "guest",
    }:
        after += 1
    if said.low(after) == "instead" and after + 1 >= said.end:
        # "Take Ana off the review and add Ben instead": to the same event.
        there = Reference(Domain.CALENDAR, said.tokens[after].begin, said.tokens[after].stop, pronoun=True)
        return InviteGuests(*said.span, people=people, target=there)
    if said.low(after) not in {"to", "for", "as"} and after < said.end and said.verb == "add":
        return None
    if said.low(after) == "as":
        after = next((j for j in range(after, said.end) if said.low(j) in {"to", "for"}), said.end)
    if after >= said.end or said.low(after) in {"?", ".", "!"}:
        return InviteGuests(*said.span, people=people) if said.verb == "invite" else None
    target, rest = said.phrases.reference(after + 1)
    if target is None or target.domain is Domain.EMAIL or target.noun in CONTACT_NOUNS | {"list"}:
        return None
    if target.noun in CALENDARS and not any(p.address or p.text[:1].isupper() for p in people):
        # "Add swimming to my calendar today": what it is, and nobody.
        return None
    if said.verb == "invite" and not target.pronoun and not _existing(said, after + 1):
        slots = EventSlots(said.text, said.tokens).read(after)
        slots.people = [*people, *slots.people]
        return created(said, slots, "schedule")
    if said.verb == "add" and target.domain is None and not (target.pronoun or _named_event(target, people)):
        return None
    return InviteGuests(*said.span, people=people, target=target, leftovers=said.leftovers(rest))


def _named_event(target: Reference, people: tuple[Person, ...]) -> bool:
    """Whether people can belong to a thing we have no noun for: "add Hugo to the design critique"."""
    proper = all(p.address or p.group or p.pronoun or p.text[:1].isupper() for p in people)
    return proper and target.definite and bool(target.words) and target.noun not in _COLLECTIONS


def _existing(said: Instruction, i: int) -> bool:
    return (
        said.low(i) in {"the", "my", "our", "this", "that"}
        or said.phrases.is_time(i)
        or said.low(i) == "tomorrow"
    )


def uninvite(said: Instruction, i: int) -> Frame | None:
    """ "Remove … from …"."""
    people, after = said.phrases.people(i)
    days = said.phrases.is_time(after) and said.low(after + 1) == "'s"
    of_a_day = days and said.tokens[after].text.lower().startswith("from ")
    if (
        not people
        or not (said.low(after) == "from" or of_a_day)
        or said.low(after - 1) in NOUNS.every
        or said.low(i) in {"the", "my", "all"}
    ):
        return None
    # "From tomorrow's interview" has the word in its time.
    target, rest = said.phrases.reference(after + (not of_a_day))
    if target is None or target.domain is Domain.EMAIL:
        return None
    if target.domain is None and not (target.pronoun or _named_event(target, people)):
        return None
    if target.noun in CALENDARS or said.low(said.end - 1) in CALENDARS:
        return None
    return UninviteGuests(*said.span, people=people, target=target, leftovers=said.leftovers(rest))


def other_guest(said: Instruction) -> Frame | None:
    """ "Replace Ana by Ben in the review", "Ben will take Ana's place in …": read as a whole."""
    changed = guest_change(said.phrases, said.at) or stand_in(said.phrases, said.at)
    if changed is None:
        return None
    return InviteGuests(*said.span, target=changed.target, people=changed.comes, leaving=changed.goes,
        only_guest=not changed.goes, complete=True,
    )  # fmt: skip
