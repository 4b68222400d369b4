"""The slots of an event that is to be made: guests, place, reminders, the first free time."""

from agents.offline.calendar.named_calendars import named_calendar
from agents.offline.calendar.other_times import OtherTimes
from agents.offline.calendar.places import ROOMS, names_a_place
from agents.offline.reading.references import Person
from agents.offline.reading.slots import SOFT, Slots
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import (
    ABOUT,
    CALENDARS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    GENERIC_EVENTS,
    INVITES,
    MAIL_NOUNS,
    PARTICLES,
)
from tools.patterns import Pattern, Spoken
from tools.timewords import Kind, resolve

_SHOWN = frozenset(
    "mark marked show shown label labeled labelled labled list listed set status me it as and".split()
)
_HOUR = Pattern(r"0?[1-9]|1[0-2]")

_SLOT_WORDS = frozenset(
    "for at in into during my our the a first next earliest soonest free available open slot slots time "
    "gap spot moment when whenever i i'm am we are 'm 're that is 's".split()
)
ANYTHING = frozenset(
    "event events entry entries item something thing slot block time invite invitation calendar new".split()
)
"""Words that say of an event nothing but that it is one: it is called by what it is for, or is to be."""
_ONLINE = frozenset("zoom teams skype facetime webex slack phone hangouts".split())
_NOWHERE = frozenset("advance person case order general full total between addition".split())
"""What stands behind "in" or "at" and is no place."""
_BEFORE_PLACES = frozenset({"mt", "mount", "lake", "pier", "deck", "level", "floor", "campus"})
_NO_PLACES = FUNCTION | _NOWHERE
_NO_NOUNS = FUNCTION | PARTICLES | SOFT
_THOUGHTS = frozenset(
    "i we he she they it it's i'm i'll we'll please mark show make put set add also".split()
)
"""What a further sentence begins with."""
BUSY = frozenset({"busy", "unavailable", "occupied"})
"""What somebody is while an event takes their time."""
_NOBODY = frozenset("work school home fun charity business pleasure practice".split())
"""Whom nothing is for, though "for" leads to it."""
_WHENEVER = frozenset("sometime someday anytime whenever".split())
_ROUNDED = Spoken(r"\A(?:about|around|roughly|approximately) ")
_TAKES = frozenset("take takes taking last lasts lasting".split())
_SPANS = frozenset("year month week weekend".split())
_AROUND_REMINDER = frozenset("a an me us of set for before earlier ahead beforehand prior in advance".split())


class EventSlots(OtherTimes):
    """Reads "with Ana", "in room 4", "with a reminder 10 minutes before"."""

    def read(self, i: int) -> Slots:
        """The slots of an event that is to be made."""
        slots = Slots()
        while i < self.end:
            if self._another_event(slots, i):
                slots.another.append(self.tokens[i].text)
            i = (
                self._calendar(slots, i)
                or self._common(slots, i)
                or self._event_only(slots, i)
                or self._unclaimed(slots, i)
            )
        if slots.times:
            slots.another += slots.not_then
        if not any(token.clocked for token in slots.times):
            slots.another += slots.in_order
        return slots

    def _calendar(self, slots: Slots, i: int) -> int | None:
        name, after = named_calendar(self.tokens, i)
        if name:
            slots.calendar, slots.calendar_name = True, name
        return after if name else None

    def _unclaimed(self, slots: Slots, i: int) -> int:
        slots.kept.append(i)
        return self._noun(slots, i)

    def _all_of(self, slots: Slots, i: int, stop: int) -> int:
        """The tokens up to `stop` as they are: "to go over the numbers of April"."""
        while i < stop:
            i = self._unclaimed(slots, i)
        return i

    def _of_the_title(self, slots: Slots, i: int, stop: int) -> int:
        """The same, behind what it is."""
        noun = slots.noun
        self._all_of(slots, i, stop)
        slots.noun = noun
        return stop

    def _only(self, slots: Slots, i: int, stop: int) -> int:
        """What it is, is said here, and what stood before was a word for anything: "an event for brunch"."""
        slots.words, slots.kept = [], []
        return self._all_of(slots, i, stop)

    def _another_event(self, slots: Slots, i: int) -> bool:
        """ "Lunch on Monday at 12 and coffee at 4": a second event, whose day isn't said."""
        begin = i - (self.phrases.low(i - 1) in DETERMINERS)
        one_more = bool(slots.people) and self.phrases.low(i - 1) in {"a", "an", "another"}
        known = any(word.lower() in EVENT_NOUNS for word in slots.words) and bool(slots.times or one_more)
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
        shown = self._shown_busy(i)
        if shown > i:
            return shown
        for read in (
            self._not_then,
            self._entered,
            self._that_was,
            self._hour,
            self._with,
            self._then,
            self._for,
            self._to,
            self._at,
            self._on,
            self._about,
        ):
            if (stop := read(slots, i)) is not None:
                return stop
        if low in {"remind", "reminding", "reminder"}:
            return self._reminder(slots, i)
        if low in _TAKES:
            return self._takes(slots, i)
        if self.tokens[i].sort is Sort.QUOTE and not slots.title:
            slots.title = self.tokens[i].value
            return i + 1
        if self.tokens[i].sort is Sort.ADDRESS:
            people, after = phrases.people(i)
            slots.people.extend(people)
            return after
        return None

    def _takes(self, slots: Slots, i: int) -> int | None:
        """ "…, takes about an hour": how long it is, where nothing else is said behind it."""
        words = _ROUNDED.sub("", self.raw(i + 1, self.end))
        found = resolve(words, now=self.now) if self.now is not None and words else None
        if found is None or found.duration is None or found.start is not None or not found.certain:
            return None
        slots.length = found.duration
        return self.end

    def _hour(self, slots: Slots, i: int) -> int | None:
        """ "Lunch for 12": an hour, where nothing counts it."""
        hour = self.tokens[i + 1] if i + 1 < self.end else None
        if self.now is None or hour is None or self.tokens[i].low not in {"for", "at", "around"}:
            return None
        if not _HOUR.fullmatch(hour.text) or (self.phrases.is_word(i + 2) and self._goes_on(i + 2)):
            return None
        said = f"at {hour.text.removeprefix('0')}"
        time = resolve(said, now=self.now)
        slots.times.append(Token(said, hour.begin, hour.stop, Sort.TIME, said, time))
        return i + 2

    def _shown_busy(self, i: int) -> int:
        """After "labelled busy", "shown as busy", "as busy", which it is anyhow; or `i`."""
        j = i
        while self.phrases.low(j) in _SHOWN:
            j += 1
        return j + 1 if j > i and self.phrases.low(j) in BUSY else i

    def _with(self, slots: Slots, i: int) -> int | None:
        low = self.tokens[i].low
        if low not in {"with", "w", "including", "between", "inviting", "invite", "together"}:
            return None
        reminder = self._reminder(slots, i + 1) if low == "with" else None
        if reminder:
            return reminder
        people, after = self.phrases.people(i + 1) if low != "together" else ((), i + 1)
        if people and self.phrases.low(after) == "'s" and self.phrases.is_word(after + 1):
            # "With Ana's team": nobody knows who they are, and it isn't Ana.
            slots.another.append(self.raw(i + 1, after + 2))
            return after + 2
        if people and not self._thing(after):
            slots.people.extend(person for person in people if not person.myself)
            return after
        return i + 1

    def _for(self, slots: Slots, i: int) -> int | None:
        """ "For Ana" says with whom, "for writing" and "for the budget" what it is or is about."""
        if self.tokens[i].low != "for":
            return None
        if self.phrases.low(i + 1) in _WHENEVER:
            return i + 2
        if self.phrases.low(i + 1) in _NOBODY and not (self._is_anything(slots) and self._goes_on(i + 2)):
            return self._all_of(slots, i, i + 2)
        people, after = self.phrases.people(i + 1)
        group = bool(people) and people[0].group
        if self._is_anything(slots) and self.phrases.low(i + 1) in DETERMINERS and not group:
            # "Time for The Shuffle".
            return self._purpose(slots, i + 1)
        if people and self._what_for(slots, people):
            # "For writing": what it is for, or else what it is.
            return self._purpose(slots, i + 1) if slots.words else self._doing(slots, i + 1)
        if people and not self._thing(after) and not self._goes_on(after):
            slots.people.extend(person for person in people if not person.myself)
            return after
        return self._purpose(slots, i + 1)

    def _what_for(self, slots: Slots, people: tuple[Person, ...]) -> bool:
        """ "For writing", "an hour for tax": what a length of time is for, and nobody's name."""
        first = people[0].text
        named = people[0].address or people[0].group or people[0].pronoun or people[0].myself
        plain = first.islower() and not named and not people[0].relation
        doing = first.split()[0].endswith("ing")
        return plain and (doing or (slots.length is not None and not slots.words))

    def _to(self, slots: Slots, i: int) -> int | None:
        """ "A call to go over the numbers" is called so; "an event to buy milk" is to buy milk."""
        verb = self.phrases.is_word(i + 1) and self.phrases.low(i + 1) not in FUNCTION
        if self.tokens[i].low != "to" or not verb:
            return None
        stop = self._phrase_end(i + 1)
        if not slots.words or self._is_anything(slots):
            return self._only(slots, i + 1, stop)
        return self._of_the_title(slots, i, stop)

    def _on(self, slots: Slots, i: int) -> int | None:
        """ "A workshop on pricing" is about it; in "all hands on deck" it is a word of the name."""
        if self.tokens[i].low != "on" or i + 1 >= self.end or self.phrases.is_time(i + 1):
            return None
        if self.tokens[i + 1].capitalised and self.phrases.low(i + 1).rstrip(".") in _BEFORE_PLACES:
            # "A hike on Mt. Rainier".
            return self._place(slots, i + 1)
        if self._is_anything(slots):
            return self._only(slots, i + 1, self._phrase_end(i + 1))
        return self._topic(slots, i + 1) if slots.noun in EVENT_NOUNS else None

    def _about(self, slots: Slots, i: int) -> int | None:
        """What it is about, until it says where it is: "about snacks | in the Cafeteria"."""
        if self.tokens[i].low not in ABOUT:
            return None
        stop = self.phrases.title_end(i + 1)
        where = next((k for k in range(i + 2, stop) if self._is_somewhere(k)), stop)
        if len(slots.words) > 1 and not slots.title and self.tokens[i].low == "about":
            # "A parents meeting about the trip" has a name of its own, which goes on.
            return self._of_the_title(slots, i, where)
        if where == stop:
            return self._topic(slots, i + 1)
        slots.about = self.raw(i + 1, where)
        return where

    def _is_somewhere(self, k: int) -> bool:
        after = k + 1 + (self.phrases.low(k + 1) == "the")
        room = self.phrases.low(after) in ROOMS or self.phrases.low(after + 1) in ROOMS
        return self.phrases.low(k) in {"in", "at"} and room

    def _then(self, slots: Slots, i: int) -> int | None:
        """ "At that time", the one that was spoken of; "right after my call", which nothing here knows."""
        phrases, low = self.phrases, self.tokens[i].low
        if low in {"at", "for"} and phrases.low(i + 1) in {"that", "the"}:
            said = phrases.skip(i + 2 + (phrases.low(i + 2) == "same"), "time")
            if phrases.low(said - 1) == "time" and (
                phrases.low(i + 1) == "that" or phrases.low(i + 2) == "same"
            ):
                return said
        if low in {"during", "in", "on", "within"} and phrases.low(i + 1) in {"that", "the"}:
            span = i + 2 + (phrases.low(i + 2) == "same")
            if phrases.low(span) in _SPANS and (phrases.low(i + 1) == "that" or span > i + 2):
                slots.another.append(self.raw(i, span + 1))
                return span + 1
        return self._beside(slots, i) if low in {"after", "before"} else None

    def _at(self, slots: Slots, i: int) -> int | None:
        """Where it is."""
        phrases, low = self.phrases, self.tokens[i].low
        online = low in {"on", "over", "via", "by"} and phrases.low(i + 1) in _ONLINE
        if not online and low not in {"at", "in", "@"}:
            return None
        named = phrases.is_word(i + 1) and (
            phrases.low(i + 1) not in _NO_PLACES or phrases.low(i + 1) in DETERMINERS
        )
        return self._place(slots, i + 1) if named or phrases.sort(i + 1) is Sort.QUOTE else None

    def _is_anything(self, slots: Slots) -> bool:
        """Whether nothing was said of what it is but that it is an event."""
        return bool(slots.words) and all(word.lower() in ANYTHING for word in slots.words)

    def _goes_on(self, i: int) -> bool:
        """Whether a noun goes on here: "for the Super Bowl | party"."""
        return self.phrases.is_word(i) and self.phrases.low(i) not in _NO_NOUNS

    def _phrase_end(self, i: int) -> int:
        """Where words that belong together end: before a time, people, a place, or with the clause."""
        stop = self.phrases.title_end(i)
        while self._of_the_name(stop):
            # "To go over end of April results": when it is, comes later.
            stop = self.phrases.title_end(stop + 1)
        low = self.phrases.low
        ends = (
            k
            for k in range(i + 1, stop)
            if low(k) in {"at", "@", "for", "please"}
            or (low(k) in {"after", "before"} and low(k + 1) in {"my", "the", "our", "that"})
        )
        return next(ends, stop)

    def _of_the_name(self, i: int) -> bool:
        time = self.tokens[i].time if i < self.end else None
        later = any(self.phrases.is_time(k) for k in range(i + 1, self.end))
        return time is not None and not time.time_of_day_given and later and self._goes_on(i + 1)

    def _free_slot(self, i: int) -> int | None:
        """ "for my first free slot", "at the earliest time I am free", "when I'm next available"."""
        j = i
        while self.phrases.low(j) in _SLOT_WORDS:
            j += 1
        words = [self.phrases.low(k) for k in range(i, j)]
        return j if {"free", "available", "open"} & set(words) and len(words) > 1 else None

    def _purpose(self, slots: Slots, i: int) -> int | None:
        """ "an invite for a budget review" says what it is, "a meeting for the budget" what it is about."""
        j = i + (self.phrases.low(i) in DETERMINERS)
        stop = self._phrase_end(j)
        kind = {word.lower() for word in slots.words} & (EVENT_NOUNS - GENERIC_EVENTS - ANYTHING)
        if stop > j and (self._is_anything(slots) or not slots.words):
            return self._only(slots, j, stop)
        if stop > j and not kind and self.phrases.low(stop - 1) in EVENT_NOUNS:
            away = any(self.phrases.low(k) in {"from", "of"} for k in range(i))
            if names_a_place(" ".join(slots.words)) and not (slots.place or away):
                # "Book room 4 for a review", "reserve the kitchen for the team lunch": where it is.
                slots.place = " ".join(slots.words)
            return self._only(slots, j, stop)
        return self._topic(slots, i) if not slots.words or slots.noun in GENERIC_EVENTS else None

    def _doing(self, slots: Slots, i: int) -> int:
        """ "Block two hours for writing": the event is the writing."""
        return self._only(slots, i, self._phrase_end(i))

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

    def _place_ends(self, k: int) -> bool:
        """Whether another thought begins: "at the theatre | and I need …", "at home | because …"."""
        low, after = self.phrases.low(k), self.phrases.low(k + 1)
        inside = low in {"in", "on", "to", "into"} and after in DETERMINERS
        if inside and self.phrases.low(k + 2) in CALENDARS:
            # "At 455 Main St | in my calendar".
            return True
        return low in {"for", "please", "because"} or (low in {"and", "so", "but"} and after in _THOUGHTS)

    def _place(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.place = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        stop = next((k for k in range(i + 1, stop) if self._place_ends(k)), stop)
        if self.phrases.low(stop) == "," and stop + 1 < self.end and self.tokens[stop + 1].capitalised:
            # "In Portland, Oregon".
            stop += 2
        slots.place = self.raw(i, stop)
        return max(stop, i)
