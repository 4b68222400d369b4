"""What is said after a verb, by the word that leads to it; here what events and mails have in common."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort, Token, as_typed
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import (
    CALENDARS,
    CALLED,
    DETERMINERS,
    FUNCTION,
    MAILBOXES,
    PARTICLES,
    SELF,
    TEXT_NOUNS,
    TITLE_NOUNS,
)
from tools.timewords import Kind

_TIME_LEADS = frozenset(
    "on at in for from by to until till before after around starting beginning of during within between "
    "over since this".split()
)
_URGENT = frozenset({"urgent", "high-priority", "important"})
SOFT = frozenset(
    "please kindly just also quick short new friendly brief another the a an my some that this which is it "
    "as well so too quickly asap right now immediately ok okay thanks thank you instead then "
    "sometime someday".split()
)
_NO_NOUNS = FUNCTION | SELF | PARTICLES | SOFT
_LONGEST_VALUE = 5
_LEADS_TO_TITLE = frozenset("the a subject title line name heading of : it as to is".split())


@dataclass(frozen=True, slots=True)
class Beside:
    """Before or after something that there is: "right after my review", "an hour before the flight"."""

    target: Reference
    after: bool
    gap: timedelta = timedelta(0)


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
    kept: list[int] = field(default_factory=list)
    """Which tokens nothing has claimed, function words among them: what an event is called by."""
    priority: str = ""
    reminders: list[int] = field(default_factory=list)
    free_slot: bool = False
    same_day: bool = False
    their_time: bool = False
    calendar: bool = False
    calendar_name: str = ""
    mailbox: bool = False
    whole: bool = False
    """Whether what is sent on goes along as a file."""
    leftovers: list[str] = field(default_factory=list)
    another: list[str] = field(default_factory=list)
    """Further events that are named, of which nothing says when they are."""
    beside: Beside | None = None
    not_then: list[str] = field(default_factory=list)
    """When it is not to be: "not on the weekend"."""
    in_order: list[str] = field(default_factory=list)
    """What only says that it comes after, or before, what was spoken of."""
    titled_after: int | None = None
    """How many of `words` came before the title."""
    mislabelled: bool = False
    """Whether a word before a quote may say what the quote is, and is none that we know."""


class SlotReader:
    """Fills the slots of one clause."""

    def __init__(self, text: str, tokens: tuple[Token, ...], now: datetime | None = None) -> None:
        self.text = text
        self.tokens = tokens
        self.now = now
        self.phrases = Phrases(tokens)
        self.end = len(tokens)

    def raw(self, begin: int, stop: int) -> str:
        """The text itself from one token to another, as it was typed."""
        return as_typed(self.text, self.tokens[begin:stop])

    def _common(self, slots: Slots, i: int) -> int | None:
        phrases, token = self.phrases, self.tokens[i]
        low = token.low
        if token.sort is Sort.TIME:
            self._time(slots, token)
            return i + 1
        assigned = self._assigned(slots, i)
        if assigned:
            return assigned
        if low in _TIME_LEADS and phrases.is_time(i + 1):
            return i + 1
        if low in CALLED or (low in {"with", "and", "using"} and self._labelled(i + 1, TITLE_NOUNS)):
            return self._title(slots, i + 1)
        if low in TITLE_NOUNS and (phrases.sort(i + 1) is Sort.QUOTE or phrases.low(i + 1) in {":", "line"}):
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

    def _assigned(self, slots: Slots, i: int) -> int | None:
        """ "with 'X' as the title", "and the event name as the subject": the value first, then what it is."""
        phrases = self.phrases
        begin = i + (phrases.low(i) in {"with", "and", "using"})
        quoted = phrases.sort(begin) is Sort.QUOTE
        ends = [begin + 1] if quoted else range(begin + 1, min(begin + _LONGEST_VALUE, self.end))
        stop = next((j for j in ends if phrases.low(j) == "as"), None)
        if (
            stop is None
            or not (quoted or begin > i)
            or not all(map(phrases.is_word, range(begin + quoted, stop)))
        ):
            return None
        noun = stop + 1
        while phrases.low(noun) in DETERMINERS | {"email", "mail", "event", "meeting"}:
            noun += 1
        value = self.tokens[begin].value if quoted else self.raw(begin, stop)
        if phrases.low(noun) in TITLE_NOUNS:
            slots.title = value
        elif quoted and phrases.low(noun) in TEXT_NOUNS:
            slots.body, slots.quoted = value, True
        else:
            return None
        return noun + 1 + (phrases.low(noun + 1) == "line")

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
        while self.phrases.low(i) in _LEADS_TO_TITLE:
            i += 1
        slots.titled_after = len(slots.words)
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.title = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        slots.title = self.raw(i, stop)
        return max(stop, i)

    def _topic(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.about = self.tokens[i].value
            return i + 1
        stop = self.phrases.title_end(i)
        if stop > i:
            slots.about = self.raw(i, stop)
        return max(stop, i)

    def _noun(self, slots: Slots, i: int) -> int:
        """Words of the thing itself ("design review", "email reminder"), or nothing that we know."""
        token = self.tokens[i]
        low = token.low
        if token.sort is Sort.WORD and low not in _NO_NOUNS:
            slots.words.append(token.text)
            slots.noun = low
        elif (token.sort is Sort.SIGN and token.text in "&/" and slots.words) or (
            token.sort is Sort.WORD and low in {"and", "of"} and slots.words and slots.words[-1][:1].isupper()
        ):
            slots.words.append(token.text)
        elif token.sort in (Sort.QUOTE, Sort.HANDLE) or (token.sort is Sort.WORD and low in COMMAND_VERBS):
            slots.leftovers.append(token.text)
        return i + 1
