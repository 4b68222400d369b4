"""Instructions that make an event, or change who takes part in one."""

from dataclasses import replace

from agents.offline.asking.wording import capital
from agents.offline.reading.cursor import NOUNS
from agents.offline.reading.frames import Frame, Person, Reference
from agents.offline.reading.look_commands import LookCommands
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.slots import Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.when import names_day
from agents.offline.reading.words import (
    CALENDARS,
    CONTACT_NOUNS,
    EVENT_NOUNS,
    GENERIC_EVENTS,
    MAIL_NOUNS,
    Act,
    Domain,
)

_COLLECTIONS = frozenset("list lists contacts playlist cart basket folder group team album thread".split())
_PUTS = frozenset({"put", "pencil"})
_FEW_WORDS = 3
_ASIDES = frozenset("calendar today tomorrow sure fine well great cheers there thanks".split())
INVITES = frozenset({"invite", "invites", "invitation", "invitations"})


class MakingCommands(LookCommands):
    """Reads "schedule …", "remind me to …", "invite … to …"."""

    def _create(self, i: int) -> Frame | None:
        owned = self.phrases.is_time(i) and self.low(i + 1) == "'s"
        if self.verb == "make" and (owned or self.low(i) in {"the", "my", "our"}):
            # "Make the review start at 3": that is there already.
            return None
        slots = self.event_slots.read(i)
        self._take_time_of_sender(slots)
        if self.low(i) in {"it", "this", "that"} and slots.times and not slots.words:
            # "Schedule it for 4 instead": something that is spoken of already.
            target, _ = Phrases(self.tokens[: i + 1]).reference(i)
            return self._frame(Act.MOVE, target=target, times=tuple(slots.times))
        return self._at_offered_time(i) or self.created(slots, self.verb)

    def _take_time_of_sender(self, slots: Slots) -> None:
        """ "With whoever sent the mail about X on Monday at 3": mails have no hour, so it is the event's."""
        sender = slots.people[-1] if slots.people else None
        of = sender.of if sender is not None and sender.relation == "sender" else None
        last = of.times[-1] if of is not None and of.times else None
        if sender is None or of is None or last is None or slots.times:
            return
        if last.time is not None and last.time.time_of_day_given:
            of = replace(of, times=of.times[:-1], stop=last.begin)
            slots.people[-1] = replace(sender, of=of, stop=last.begin)
            slots.times.append(last)

    def _at_offered_time(self, i: int) -> Frame | None:
        """ "Book the first one": at one of the times that were listed before."""
        target, after = self.phrases.reference(i)
        if target is None or not target.pronoun or target.plural or self._leftovers(after):
            return None
        if self.verb not in {"book", "schedule", "take", "reserve"}:
            return None
        # "Book the first one with Ana": she is no part of what was offered.
        return self._frame(Act.CREATE, target=replace(target, people=()), people=target.people)

    def created(self, slots: Slots, verb: str = "") -> Frame | None:
        """An event out of its slots, if they are those of an event."""
        nouns = {word.lower() for word in slots.words}
        if slots.noun in MAIL_NOUNS and not slots.calendar:
            return None
        if nouns & CONTACT_NOUNS and slots.noun in CONTACT_NOUNS:
            return None
        eventful = slots.calendar or bool(nouns & (EVENT_NOUNS | CALENDARS)) or slots.noun == "event"
        # "30 minutes with Ana on Monday at 9": a length of time with somebody is a meeting.
        eventful = eventful or bool(slots.length and slots.people and slots.times and not slots.words)
        # "add football practice at five": what it is we can't tell, but it has a time.
        named = bool(slots.words) or (bool(slots.title) and verb in _PUTS)
        clocked = named and any(t.time and t.time.time_of_day_given for t in slots.times)
        # "Put in 'Deep work' with Ana": it has a title, and somebody or a length of time.
        eventful = eventful or bool(slots.title and slots.length and (slots.people or slots.times))
        scheduling = verb in {"schedule", "book", "arrange", "organise", "organize", "pencil", "plan"}
        if not (eventful or clocked or (scheduling and (slots.times or slots.people))):
            return None
        return self._frame(
            Act.CREATE,
            people=tuple(slots.people),
            times=tuple(slots.times),
            length=slots.length,
            title=slots.title,
            about=slots.about,
            noun=slots.noun,
            words=" ".join(slots.words),
            place=slots.place,
            reminders=tuple(slots.reminders),
            free_slot=slots.free_slot,
            same_day=slots.same_day,
            their_time=slots.their_time,
            leftovers=tuple(slots.leftovers),
            unplaced=(*_unplaced(slots), *slots.another),
            complete=verb in _PUTS and self._plain_entry(slots),
        )

    def _plain_entry(self, slots: Slots) -> bool:
        """ "Put dentist on Wednesday at 9": a title or a few words, a day and a time of day, no more."""
        time = slots.times[0] if len(slots.times) == 1 else None
        titled = bool(slots.title) and not slots.words
        if time is None or time.time is None or not (titled or 0 < len(slots.words) <= _FEW_WORDS):
            return False
        others = (
            not titled and slots.title,
            slots.people,
            slots.about,
            slots.place,
            slots.leftovers,
            slots.length,
        )
        dated = names_day(time, self.now) and time.text[:3].lower() in {"on ", "for"}
        return dated and time.time.time_of_day_given and not any(others)

    def _remind_me(self, i: int) -> Frame | None:
        """ "remind me to call the bank on Friday": an event with that title."""
        begin = i + (self.low(i) in {"to", "about", "of", "that"})
        if begin < self.end and self.phrases.is_time(begin):
            begin = (
                next(
                    (j for j in range(begin, self.end) if self.low(j) in {"to", "about", "of", "that"}),
                    self.end,
                )
                + 1
            )
        stop = self.phrases.title_end(begin)
        times = tuple(token for token in self.tokens[i:] if token.sort is Sort.TIME)
        words = self.event_slots.raw(begin, stop)
        return self._frame(Act.CREATE, title=capital(words), times=times, noun="reminder", reminders=(0,))

    def _invitation(self, i: int) -> Frame | None:
        """ "send Ana an invite for lunch on Friday": an event with guests."""
        people, after = self.phrases.people(i)
        slots = self.event_slots.read(after)
        mail = self.mail_slots.read(i, first_is_recipient=True)
        slots.people = [*people, *mail.to[len(people) :], *slots.people]
        slots.words = [word for word in slots.words if word.lower() not in INVITES | {"calendar"}]
        slots.noun = slots.words[-1].lower() if slots.words else "meeting"
        slots.calendar = True
        return self.created(slots, "schedule")

    def _invite(self, i: int) -> Frame | None:
        people, after = self.phrases.people(i)
        if not people or (self.verb == "add" and self.low(after - 1) in NOUNS):
            return None
        while self.low(after) in {"too", "also", "as", "well"} and self.low(after + 1) not in {
            "optional",
            "guest",
        }:
            after += 1
        if self.low(after) not in {"to", "for", "as"} and after < self.end and self.verb == "add":
            return None
        if self.low(after) == "as":
            after = next((j for j in range(after, self.end) if self.low(j) in {"to", "for"}), self.end)
        if after >= self.end or self.low(after) in {"?", ".", "!"}:
            return self._frame(Act.INVITE, people=people) if self.verb == "invite" else None
        target, rest = self.phrases.reference(after + 1)
        if target is None or target.domain is Domain.EMAIL or target.noun in CONTACT_NOUNS | {"list"}:
            return None
        if self.verb == "invite" and not target.pronoun and not self._existing(after + 1):
            slots = self.event_slots.read(after)
            slots.people = [*people, *slots.people]
            return self.created(slots, "schedule")
        if (
            self.verb == "add"
            and target.domain is None
            and not (target.pronoun or self._named_event(target, people))
        ):
            return None
        return self._frame(Act.INVITE, people=people, target=target, leftovers=self._leftovers(rest))

    def _named_event(self, target: Reference, people: tuple[Person, ...]) -> bool:
        """Whether people can belong to a thing we have no noun for: "add Hugo to the design critique"."""
        proper = all(p.address or p.group or p.pronoun or p.text[:1].isupper() for p in people)
        return proper and target.definite and bool(target.words) and target.noun not in _COLLECTIONS

    def _existing(self, i: int) -> bool:
        return (
            self.low(i) in {"the", "my", "our", "this", "that"}
            or self.phrases.is_time(i)
            or self.low(i) == "tomorrow"
        )

    def _uninvite(self, i: int) -> Frame | None:
        people, after = self.phrases.people(i)
        if (
            not people
            or self.low(after) != "from"
            or self.low(after - 1) in NOUNS
            or self.low(i) in {"the", "my", "all"}
        ):
            return None
        target, rest = self.phrases.reference(after + 1)
        if target is None or target.domain is Domain.EMAIL:
            return None
        if target.domain is None and not (target.pronoun or self._named_event(target, people)):
            return None
        if target.noun in CALENDARS or self.low(self.end - 1) in CALENDARS:
            return None
        return self._frame(Act.UNINVITE, people=people, target=target, leftovers=self._leftovers(rest))


def _unplaced(slots: Slots) -> tuple[str, ...]:
    """What stands around a title and is no part of it: a number without a unit, words that come after it."""
    if slots.titled_after is None:
        return ()
    before, after = slots.words[: slots.titled_after], slots.words[slots.titled_after :]
    numbers = [word for word in before if word.replace(".", "").isdigit()]
    return (*numbers, *(word for word in after if word.lower() not in NOUNS | GENERIC_EVENTS | _ASIDES))
