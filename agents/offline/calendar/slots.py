"""The slots of an event that is to be made: guests, place, reminders, the first free time."""

from agents.offline.reading.references import Person
from agents.offline.reading.slots import SlotReader, Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import ABOUT, DETERMINERS, EVENT_NOUNS, INVITES, MAIL_NOUNS
from tools.timewords import Kind

_SLOT_WORDS = frozenset(
    "for at in into during my our the a first next earliest soonest free available open slot slots time "
    "gap spot moment when whenever i i'm am we are 'm 're that is 's".split()
)
_AROUND_REMINDER = frozenset("a an me us of set for before earlier ahead beforehand prior in advance".split())


class EventSlots(SlotReader):
    """Reads "with Ana", "in room 4", "with a reminder 10 minutes before"."""

    def read(self, i: int) -> Slots:
        """The slots of an event that is to be made."""
        slots = Slots()
        while i < self.end:
            if self._another_event(slots, i):
                slots.another.append(self.tokens[i].text)
            i = self._common(slots, i) or self._event_only(slots, i) or self._noun(slots, i)
        return slots

    def _another_event(self, slots: Slots, i: int) -> bool:
        """ "Lunch on Monday at 12 and coffee at 4": a second event, whose day isn't said."""
        begin = i - (self.phrases.low(i - 1) in DETERMINERS)
        known = any(word.lower() in EVENT_NOUNS for word in slots.words) and bool(slots.times)
        return known and self.phrases.low(i) in EVENT_NOUNS and self.phrases.low(begin - 1) in {"and", ","}

    def _event_only(self, slots: Slots, i: int) -> int | None:
        phrases, low = self.phrases, self.tokens[i].low
        day = i + (low in {"on", "for"})
        same = phrases.skip(day, "that", "day") + phrases.skip(day, "the", "same", "day") - day
        if same > day:
            slots.same_day = True
            return same
        if low == "to" and any(token.low in INVITES for token in self.tokens[:i]):
            people, after = phrases.people(i + 1)
            slots.people.extend(person for person in people if not person.myself)
            return after if people else None
        if phrases.their_time(i) > i:
            slots.their_time = True
            return phrases.their_time(i)
        free = self._free_slot(i)
        if free:
            slots.free_slot = True
            return free
        if low in {"with", "w", "including", "between", "inviting", "invite", "for", "together"}:
            reminder = self._reminder(slots, i + 1) if low == "with" else None
            if reminder:
                return reminder
            if low == "together":
                return i + 1
            people, after = phrases.people(i + 1)
            doing = low == "for" and bool(people) and self._what_for(slots, people)
            if doing:
                # "For writing": what it is for, or else what it is.
                return self._purpose(slots, i + 1) if slots.words else self._doing(slots, i + 1)
            if people and not self._thing(after):
                slots.people.extend(person for person in people if not person.myself)
                return after
            if low == "for":
                return self._purpose(slots, i + 1)
            return i + 1
        if low in ABOUT | {"discuss", "discussing"} or (
            low == "to" and phrases.low(i + 1) in {"discuss", "talk", "review", "go", "plan"}
        ):
            return self._topic(
                slots, i + 1 + (phrases.low(i + 1) in {"discuss"}) + 2 * (phrases.low(i + 1) == "talk")
            )
        if low == "on" and self.tokens[i + 1 : i + 2] and not phrases.is_time(i + 1):
            return self._topic(slots, i + 1)
        if low in {"at", "for"} and phrases.low(i + 1) in {"that", "the"}:
            # "At that time": the one that was spoken of.
            said = phrases.skip(i + 2 + (phrases.low(i + 2) == "same"), "time")
            if phrases.low(said - 1) == "time" and (
                phrases.low(i + 1) == "that" or phrases.low(i + 2) == "same"
            ):
                return said
        if low in {"after", "before"} and phrases.low(i + 1) in DETERMINERS:
            # "Right after my call with Ana": when that ends, nothing here says.
            stop = phrases.title_end(i + 1)
            slots.another.append(self.raw(i, stop))
            return stop
        if low in {"at", "in"} or (low == "@"):
            return self._place(slots, i + 1)
        if low in {"remind", "reminding", "reminder"}:
            return self._reminder(slots, i)
        if self.tokens[i].sort is Sort.QUOTE and not slots.title:
            slots.title = self.tokens[i].value
            return i + 1
        if self.tokens[i].sort is Sort.ADDRESS:
            people, after = phrases.people(i)
            slots.people.extend(people)
            return after
        return None

    def _what_for(self, slots: Slots, people: tuple[Person, ...]) -> bool:
        """ "For writing", "an hour for tax": what a length of time is for, and nobody's name."""
        first = people[0].text
        named = people[0].address or people[0].group or people[0].pronoun or people[0].myself
        plain = first.islower() and not named and not people[0].relation
        return plain and (first.endswith("ing") or (slots.length is not None and not slots.words))

    def _free_slot(self, i: int) -> int | None:
        """ "for my first free slot", "at the earliest time I am free", "when I'm next available"."""
        j = i
        while self.phrases.low(j) in _SLOT_WORDS:
            j += 1
        words = [self.phrases.low(k) for k in range(i, j)]
        return j if {"free", "available", "open"} & set(words) and len(words) > 1 else None

    def _purpose(self, slots: Slots, i: int) -> int:
        """ "an invite for a budget review" says what it is, "a meeting for the budget" what it is about."""
        j = i + (self.phrases.low(i) in DETERMINERS)
        stop = self.phrases.title_end(j)
        if stop > j and self.phrases.low(stop - 1) in EVENT_NOUNS:
            if slots.words[:1] in (["room"], ["Room"]) and not slots.place:
                # "Book room 4 for a review": where it is.
                slots.place = " ".join(slots.words)
            slots.words = self.raw(j, stop).split()
            slots.noun = self.phrases.low(stop - 1)
            return stop
        return self._topic(slots, i)

    def _doing(self, slots: Slots, i: int) -> int:
        """ "Block two hours for writing": the event is the writing."""
        stop = self.phrases.title_end(i)
        slots.words = self.raw(i, stop).split()
        slots.noun = slots.words[-1].lower()
        return stop

    def _thing(self, stop: int) -> bool:
        return self.phrases.low(stop - 1) in EVENT_NOUNS | MAIL_NOUNS | {
            "reminder",
            "link",
            "agenda",
            "notes",
        }

    def _reminder(self, slots: Slots, i: int) -> int | None:
        """ "with a reminder 10 minutes before", "with a 10 minute reminder", "remind me an hour before"."""
        j, minutes, said = i, None, False
        while j < self.end and j < i + 7:
            token = self.tokens[j]
            if (
                token.time is not None
                and token.time.kind is Kind.DURATION
                and token.time.duration is not None
            ):
                minutes = int(token.time.duration.total_seconds() // 60)
            elif token.low in {"reminder", "remind", "reminding", "alert", "notification"}:
                said = True
            elif token.low not in _AROUND_REMINDER:
                break
            j += 1
        if said and minutes is not None:
            slots.reminders.append(minutes)
            return j
        return None

    def _place(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.place = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        slots.place = self.raw(i, stop)
        return max(stop, i)
