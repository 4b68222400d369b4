"""What is said after a verb: people, times, titles, text, places, each by the word that leads to it."""

from dataclasses import dataclass, field
from datetime import timedelta

from agents.offline.frames import Person
from agents.offline.phrases import Phrases
from agents.offline.tokens import Sort, Token
from agents.offline.words import (
    ABOUT,
    CALENDARS,
    CALLED,
    COMMAND_VERBS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    MAIL_NOUNS,
    MAILBOXES,
    PARTICLES,
    SAYING,
    SELF,
)
from tools.timewords import Kind

_TIME_LEADS = frozenset(
    "on at in for from by to until till before after around starting beginning of during within between over since this".split()
)
_URGENT = frozenset({"urgent", "high-priority", "important"})
_SOFT = frozenset(
    "please kindly just also quick short new friendly brief another the a an my some that this which is it as well so too too quickly "
    "asap right now immediately ok okay thanks thank you".split()
)
_TEXT_NOUNS = frozenset({"body", "message", "text", "content", "words", "note"})
_TITLE_NOUNS = frozenset({"subject", "title", "name", "heading"})
_INVITES = frozenset({"invite", "invites", "invitation", "invitations"})
_SUBJECTS = frozenset(
    "i we it he she they the my our his her their this there you your i'm we're it's".split()
)
_SLOT_WORDS = frozenset(
    "for at in into during my our the a first next earliest soonest free available open slot slots time gap spot moment "
    "when whenever i i'm am we are 'm 're that is 's".split()
)
_PLACE_NOUNS = frozenset({"location", "place", "room", "venue"})


@dataclass
class Slots:
    """What was found after the verb."""

    people: list[Person] = field(default_factory=list)
    to: list[Person] = field(default_factory=list)
    cc: list[Person] = field(default_factory=list)
    bcc: list[Person] = field(default_factory=list)
    times: list[Token] = field(default_factory=list)
    length: timedelta | None = None
    title: str = ""
    about: str = ""
    body: str = ""
    quoted: bool = False
    manner: str = ""
    place: str = ""
    noun: str = ""
    words: list[str] = field(default_factory=list)
    priority: str = ""
    reminders: list[int] = field(default_factory=list)
    free_slot: bool = False
    calendar: bool = False
    mailbox: bool = False
    leftovers: list[str] = field(default_factory=list)


class SlotReader:
    """Fills the slots of one clause."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self.text = text
        self.tokens = tokens
        self.phrases = Phrases(tokens)
        self.end = len(tokens)

    def raw(self, begin: int, stop: int) -> str:
        """The text itself from one token to another, as it was typed."""
        if begin >= stop:
            return ""
        return self.text[self.tokens[begin].begin : self.tokens[stop - 1].stop].strip(" ,;:-")

    def event(self, i: int) -> Slots:
        """The slots of an event that is to be made."""
        slots = Slots()
        while i < self.end:
            i = self._common(slots, i) or self._event_only(slots, i) or self._noun(slots, i)
        return slots

    def mail(self, i: int, *, first_is_recipient: bool, asks: str = "") -> Slots:
        """The slots of a mail that is to be written. `asks`: the verb, when it already says how ("ask", "remind")."""
        slots = Slots(manner=asks)
        if first_is_recipient:
            people, after = self.phrases.people(i)
            if people and (people[0].relation or not self._is_object(i, after)):
                slots.to.extend(_untitled(slots, people))
                i = after
        while i < self.end:
            i = self._mail_only(slots, i) or self._common(slots, i) or self._noun(slots, i)
        return slots

    def _is_object(self, i: int, after: int) -> bool:
        """Whether the words are no recipient but what is sent: "send my report"."""
        return self.phrases.low(i) in DETERMINERS and self.phrases.low(after - 1) in MAIL_NOUNS | EVENT_NOUNS

    def _common(self, slots: Slots, i: int) -> int | None:
        phrases, token = self.phrases, self.tokens[i]
        low = token.low
        if token.sort is Sort.TIME:
            self._time(slots, token)
            return i + 1
        if low in _TIME_LEADS and phrases.is_time(i + 1):
            return i + 1
        if low in CALLED or (low in {"with", "and", "using"} and self._labelled(i + 1, _TITLE_NOUNS)):
            return self._title(slots, i + 1)
        if low in _TITLE_NOUNS and (phrases.sort(i + 1) is Sort.QUOTE or phrases.low(i + 1) in {":", "line"}):
            return self._title(slots, i)
        if low in {"to", "on", "in", "into"} and phrases.low(i + 1) in DETERMINERS | CALENDARS | MAILBOXES:
            j = i + 1 + (phrases.low(i + 1) in DETERMINERS)
            if phrases.low(j) in CALENDARS:
                slots.calendar = True
                return j + 1
        if low in _URGENT and not slots.noun:
            slots.priority = "urgent" if low == "urgent" else "high"
            return i + 1
        return None

    def _time(self, slots: Slots, token: Token) -> None:
        found = token.time
        if found is not None and found.kind is Kind.DURATION:
            slots.length = found.duration
        else:
            slots.times.append(token)
            if found is not None and found.duration is not None:
                slots.length = found.duration

    def _labelled(self, i: int, nouns: frozenset[str]) -> bool:
        j = i + (self.phrases.low(i) in DETERMINERS)
        return self.phrases.low(j) in nouns

    def _title(self, slots: Slots, i: int) -> int:
        while self.phrases.low(i) in {
            "the",
            "a",
            "subject",
            "title",
            "line",
            "name",
            "heading",
            "of",
            ":",
            "it",
            "as",
            "to",
            "is",
        }:
            i += 1
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.title = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        slots.title = self.raw(i, stop)
        return max(stop, i)

    def _event_only(self, slots: Slots, i: int) -> int | None:
        phrases, low = self.phrases, self.tokens[i].low
        if low == "to" and slots.words and slots.words[-1].lower() in _INVITES:
            people, after = phrases.people(i + 1)
            slots.people.extend(person for person in people if not person.myself)
            return after if people else None
        after = self._free_slot(i)
        if after:
            slots.free_slot = True
            return after
        if low in {"with", "w", "including", "between", "inviting", "invite", "for", "together"}:
            reminder = self._reminder(slots, i + 1) if low == "with" else None
            if reminder:
                return reminder
            if low == "together":
                return i + 1
            people, after = phrases.people(i + 1)
            if people and not self._thing(i + 1, after):
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

    def _free_slot(self, i: int) -> int | None:
        """ "for my first free slot", "at the earliest time I am free", "when I'm next available"."""
        j = i
        while self.phrases.low(j) in _SLOT_WORDS:
            j += 1
        words = [self.phrases.low(k) for k in range(i, j)]
        return j if {"free", "available", "open"} & set(words) and len(words) > 1 else None

    def _purpose(self, slots: Slots, i: int) -> int:
        """"an invite for a budget review", "an hour for lunch": what it is; "a meeting for the budget": what it is about."""
        j = i + (self.phrases.low(i) in DETERMINERS)
        stop = self.phrases.title_end(j)
        if stop > j and self.phrases.low(stop - 1) in EVENT_NOUNS:
            slots.words = self.raw(j, stop).split()
            slots.noun = self.phrases.low(stop - 1)
            return stop
        return self._topic(slots, i)

    def _thing(self, begin: int, stop: int) -> bool:
        return self.phrases.low(stop - 1) in EVENT_NOUNS | MAIL_NOUNS | {
            "reminder",
            "link",
            "agenda",
            "notes",
        }

    def _reminder(self, slots: Slots, i: int) -> int | None:
        """ "with a reminder 10 minutes before", "with a 10 minute reminder", "remind me 10 minutes before"."""
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
            elif token.low not in {
                "a",
                "an",
                "me",
                "us",
                "of",
                "set",
                "for",
                "before",
                "earlier",
                "ahead",
                "beforehand",
                "prior",
                "in",
                "advance",
            }:
                break
            j += 1
        if said and minutes is not None:
            slots.reminders.append(minutes)
            return j
        return None

    def _topic(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.about = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        if stop > i:
            slots.about = self.raw(i, stop)
        return max(stop, i)

    def _place(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.place = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        slots.place = self.raw(i, stop)
        return max(stop, i)

    def _mail_only(self, slots: Slots, i: int) -> int | None:
        phrases, token = self.phrases, self.tokens[i]
        low = token.low
        if low in {"by", "via"} and phrases.low(i + 1) in MAIL_NOUNS:
            return i + 2
        if low == "know" and phrases.low(i + 1) in {"by", "via"}:
            return i + 1
        if low in {"to", "cc", "bcc"} or (low == "and" and phrases.low(i + 1) in {"cc", "bcc"}):
            return self._recipients(slots, i + (low == "and"))
        if low in ABOUT | {"on"} and not phrases.is_time(i + 1):
            return self._mail_topic(slots, i + 1)
        if low in SAYING or (low == "that" and phrases.low(i + 1) in SAYING):
            return self._text(slots, i + 1 + (low == "that"), "say")
        if low == "with" and self._labelled(i + 1, _TEXT_NOUNS):
            j = i + 2 + (phrases.low(i + 1) in DETERMINERS)
            return self._text(slots, j + (phrases.low(j) in {":", "of"}), "say")
        if low in {"telling", "asking", "reminding", "thanking", "informing", "letting"}:
            manner = {"asking": "ask", "reminding": "remind", "thanking": "thank"}.get(low, "say")
            j = i + 1
            people, after = phrases.people(j)
            if people:
                j = after
            return self._text(slots, j + (phrases.low(j) == "know"), manner)
        if low in {"that", "if", "whether"} and (slots.to or slots.manner):
            if low == "that" or slots.manner == "ask" or low in {"if", "whether"}:
                return self._text(slots, i if low != "that" else i + 1, slots.manner or "say")
        if slots.manner and slots.to and not slots.words and low in _SUBJECTS and not slots.body:
            return self._text(slots, i, slots.manner)
        if slots.manner in {"ask", "remind", "thank"} and low in {
            "for",
            "about",
            "when",
            "what",
            "where",
            "how",
            "why",
            "who",
        }:
            return self._text(slots, i, slots.manner)
        if token.sort is Sort.QUOTE:
            if slots.body and not slots.title:
                slots.title = token.value
            elif not slots.body:
                slots.body, slots.quoted = token.value, True
            return i + 1
        if low == "know" and slots.to and i + 1 < self.end:
            return self._text(slots, i + 1 + (phrases.low(i + 1) == "that"), slots.manner or "say")
        return None

    def _recipients(self, slots: Slots, i: int) -> int | None:
        low, j = self.tokens[i].low, i + 1
        if low == "to" and slots.manner in {"ask", "remind"} and slots.to and self.phrases.is_word(j):
            return self._text(slots, i, slots.manner)
        people, after = self.phrases.people(j)
        if not people:
            return None
        {"to": slots.to, "cc": slots.cc, "bcc": slots.bcc}[low].extend(_untitled(slots, people))
        return after

    def _mail_topic(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.about = self.tokens[i].value
            return i + 1
        stop = i
        while stop < self.end and not self._slot_begins(stop, i):
            stop += 1
        slots.about = self.raw(i, stop)
        return max(stop, i)

    def _slot_begins(self, i: int, first: int) -> bool:
        low = self.phrases.low(i)
        if i == first:
            return False
        if low in SAYING | {"titled", "entitled", "telling", "asking", "cc", "bcc"}:
            return True
        if low == "that" and self.phrases.low(i + 1) in SAYING:
            return True
        if low == "to" and self.tokens[i + 1 : i + 2] and self.tokens[i + 1].sort is Sort.ADDRESS:
            return True
        return low in {"with", "and"} and self._labelled(i + 1, _TITLE_NOUNS | _TEXT_NOUNS | {"cc"})

    def _text(self, slots: Slots, i: int, manner: str) -> int:
        """Text of the user's own: a quote, or all that follows up to the next slot."""
        slots.manner = manner
        if self.phrases.low(i) in {":", ","}:
            i += 1
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.body, slots.quoted = self.tokens[i].value, True
            return i + 1
        if self.phrases.low(i) == "that" and manner != "ask":
            i += 1
        stop = i
        while stop < self.end and not self._text_ends(stop, i):
            stop += 1
        slots.body = self.raw(i, stop)
        return max(stop, i)

    def _text_ends(self, i: int, first: int) -> bool:
        low = self.phrases.low(i)
        if i > first and low in {"titled", "entitled"}:
            return True
        return i > first and low in {"with", "and"} and self._labelled(i + 1, {"subject", "title"})

    def _noun(self, slots: Slots, i: int) -> int:
        """Words of the thing itself ("design review", "email reminder"), or nothing that we know."""
        token = self.tokens[i]
        low = token.low
        if token.sort is Sort.WORD and low not in FUNCTION | SELF | PARTICLES | _SOFT:
            slots.words.append(token.text)
            slots.noun = low
        elif token.sort is Sort.SIGN and token.text in "&/" and slots.words:
            slots.words.append(token.text)
        elif (
            token.sort is Sort.WORD and low in {"and", "of"} and slots.words and slots.words[-1][:1].isupper()
        ):
            slots.words.append(token.text)
        elif token.sort in (Sort.QUOTE, Sort.HANDLE):
            slots.leftovers.append(token.text)
        elif token.sort is Sort.WORD and low in COMMAND_VERBS:
            slots.leftovers.append(token.text)
        return i + 1


def _untitled(slots: Slots, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """`people`, whose event keeps no title when its order names it already: "the guests of my first meeting titled X".

    The title is then that of the mail.
    """
    for person in people:
        if person.of is not None and person.of.title and (person.of.order is not None or person.of.next):
            slots.title = slots.title or person.of.title
    return people
