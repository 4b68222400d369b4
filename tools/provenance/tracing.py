"""Where each value of a plan came from: by what was said and read in the conversation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tools.people.contacts import Address
from tools.people.domains import mailbox_key
from tools.provenance.addresses import Addresses, Contacts
from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text, from_nobody, from_text
from tools.provenance.moments import Moments
from tools.provenance.numbers import Numbers
from tools.provenance.origin import Origin
from tools.provenance.parts import Part, Parts, Thing, parts_of
from tools.provenance.readings import Readings
from tools.provenance.texts import Texts
from tools.provenance.things import Things
from tools.provenance.times import Times
from tools.provenance.unheeded import RULE
from tools.reading import Reading, event_label, mail_label, task_label

MOST_QUOTED = 4_000
"""So much of a mail that goes out again under what is written stands in its origin; the plan has it whole."""


@dataclass(frozen=True)
class Tracer:
    """Looks up the values of plans in what was said and read in their conversation."""

    readings: Readings
    contacts: Contacts
    identities: Callable[[], Sequence[Address]]
    """The user's own addresses."""
    clock: Callable[[], datetime]
    """Now, in the user's zone."""
    day_first: bool = False

    def origins(
        self,
        thread_id: str,
        *,
        args: Mapping[str, Any],
        preview: Mapping[str, Any],
        given: Mapping[str, Any],
        said: Iterable[str] = (),
    ) -> tuple[Origin, ...]:
        """One origin for each value of the plan that has these arguments and this preview.

        `given` is what the model gave for them; `said` are further words of the person.
        """
        parts = parts_of(args, preview, given)
        now = self.clock()
        spoken = [Reading(source="user", text=text, at=now) for text in said]
        kept = self.readings.of_thread(thread_id)
        known = Known.of([*map(Text, spoken), *kept, *map(Text, _acted_on(parts))])
        return tuple(self._origins(parts, known, now))

    def newest_words(self, thread_id: str) -> str:
        """What the person said last; empty where nobody did."""
        return next((text for _, text in self.readings.said_in(thread_id)), "")

    def times_said(self, thread_id: str) -> Times | None:
        """The days and times of day in the person's newest words; None where something is to come again."""
        said = self.readings.said_in(thread_id)
        if not said or RULE.search(said[0][1]):
            return None
        return Times(said[0][1], self.clock(), self.day_first)

    def _origins(self, parts: Parts, known: Known, now: datetime) -> Iterator[Origin]:
        own = frozenset(mailbox_key(address.email) for address in self.identities())
        addresses = Addresses(known, self.contacts.as_it_is(), own)
        moments = Moments(known, now, self.day_first)
        numbers = Numbers(known)
        texts = Texts(known, addresses, numbers, moments)
        before = parts.unchanged
        for part in parts.values:
            argument, value = part.argument, part.value
            match part.kind:
                case "address":
                    names = [name for name in part.given or () if isinstance(name, str)]
                    yield addresses.origin(argument, value, names)
                case "leaving":
                    yield addresses.origin(argument, value, one_of_them=True)
                case "start":
                    yield moments.start(part, before.get("start", ""))
                case "end":
                    former = (before["start"], before["end"]) if before else None
                    if ending := moments.end(part, former):
                        yield ending
                case "rule":
                    yield moments.rule(part)
                case "number":
                    yield numbers.origin(argument, value)
                case "line":
                    yield from texts.line(argument, value)
                case "text":
                    yield from texts.text(argument, value)
                case "leaf":
                    yield from texts.leaf(argument, value)
                case "attachment":
                    yield _file(part, known)
                case "thing":
                    yield Things(known, moments).origin(part)
        if parts.once and (otherwise := moments.once(*parts.once)):
            yield otherwise
        if parts.original and parts.thing:
            yield Origin(
                argument="original",
                value=parts.original[:MOST_QUOTED],
                source="mail",
                reference=parts.thing.id,
                label=_label(parts.thing),
            )


def _acted_on(parts: Parts) -> Iterator[Reading]:
    """The mail, event or task that a plan acts on, which planning has read: the oldest of the sources."""
    thing = parts.thing
    if thing is None:
        return
    text = "\n".join([thing.title, *thing.people, thing.when, *parts.taken, parts.original])
    yield Reading(source=thing.kind, reference=thing.id, label=_label(thing), text=text)


def _label(thing: Thing) -> str:
    if thing.kind == "mail":
        return mail_label(thing.title, ", ".join(thing.people))
    if thing.kind == "task":
        return task_label(thing.title)
    if thing.kind == "contacts":
        return "your contacts"
    return event_label(thing.title, datetime.fromisoformat(thing.when))


def _file(part: Part, known: Known) -> Origin:
    """Where the path of an attachment came from: named whole, or by the name of the file."""
    name = part.value.replace("\\", "/").rpartition("/")[2]
    for wanted in (part.value, name, name.rpartition(".")[0]):
        text = _with_name(wanted, known)
        if text is not None:
            return from_text(part.argument, part.value, text, text.quote(wanted))
    return from_nobody(part.argument, part.value)


def _with_name(name: str, known: Known) -> Text | None:
    words = " ".join(words_in(name))
    return known.saying(words) if words else None
