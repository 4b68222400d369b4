"""The slots of a mail that is to be written: recipients, subject, topic, text."""

from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person
from agents.offline.reading.slots import SlotReader, Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import (
    ABOUT,
    CALLED,
    DETERMINERS,
    EVENT_NOUNS,
    MAIL_NOUNS,
    SAYING,
    TEXT_NOUNS,
    TITLE_NOUNS,
)

_SUBJECTS = frozenset(
    "i we it he she they the my our his her their this there you your i'm we're it's im ive its".split()
)


SAYS_ALONE = frozenset(
    "yes no ok okay sure thanks thank sorry congrats congratulations happy good great fine done running "
    "not hi hello please all on coming im ive youre dont cant wont thats lets will".split()
)
"""What a message begins with that nothing leads in: "tell her yes", "tell Ana running late"."""
_NOTES = frozenset({"update", "reminder", "line", "word", "question", "answer", "news", "invite"})
_ASKED_ABOUT = frozenset("ask remind thank".split())

_SENTENCE = 3
"""More than so many tokens behind a colon are a sentence."""
_REPLIED = frozenset({"re", "fw", "fwd"})


class MailSlots(SlotReader):
    """Reads "to Ana", "about the budget", "saying that …"."""

    def read(self, i: int, *, first_is_recipient: bool, asks: str = "") -> Slots:
        """The slots of a mail that is to be written. `asks`: the verb, when it says how ("ask", "remind")."""
        slots = Slots(manner=asks)
        if first_is_recipient:
            people, after = self._people(i)
            owned = self.phrases.low(after) == "'s"
            if people and not owned and (people[0].relation or not self._is_object(i, after)):
                slots.to.extend(people)
                i = after
        while i < self.end:
            i = (
                self._assigned(slots, i)
                or self._mail_only(slots, i)
                or self._common(slots, i)
                or self._noun(slots, i)
            )
        return slots

    def _people(self, i: int) -> tuple[tuple[Person, ...], int]:
        """Recipients; in "the guests of my first meeting titled X", X is the title of the mail."""
        people, after = self.phrases.people(i)
        if any(p.of is not None and p.of.title and (p.of.order is not None or p.of.next) for p in people):
            cut = next(j for j in range(i, after) if self.phrases.low(j) in CALLED | {"with"})
            return Phrases(self.tokens[:cut]).people(i)
        return people, after

    def _is_object(self, i: int, after: int) -> bool:
        """Whether the words are no recipient but what is sent: "send my report"."""
        return self.phrases.low(i) in DETERMINERS and self.phrases.low(after - 1) in MAIL_NOUNS | EVENT_NOUNS

    def _mail_only(self, slots: Slots, i: int) -> int | None:
        phrases, token = self.phrases, self.tokens[i]
        low = token.low
        if low in {"by", "via"} and phrases.low(i + 1) in MAIL_NOUNS:
            return i + 2
        if low == "as" and (after := self._as_attachment(i + 1)):
            slots.whole = True
            return after
        if low == "know" and phrases.low(i + 1) in {"by", "via"}:
            return i + 1
        if low in {"to", "cc", "bcc"} or (low == "for" and phrases.low(i - 1) == "draft"):
            return self._recipients(slots, i)
        if copied := self._copies(i):
            return self._recipients(slots, copied)
        if low in ABOUT | {"on"} and not phrases.is_time(i + 1):
            return self._mail_topic(slots, i + 1)
        if low in SAYING or (low == "that" and phrases.low(i + 1) in SAYING):
            return self._text(slots, i + 1 + (low == "that"), "say")
        if low in TEXT_NOUNS and phrases.low(i + 1) == ":":
            return self._text(slots, i + 2, "say")
        if low == "with" and self._labelled(i + 1, TEXT_NOUNS):
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
            return self._text(slots, i if low != "that" else i + 1, slots.manner or "say")
        begins = low in _SUBJECTS or (slots.manner == "say" and low in SAYS_ALONE)
        if slots.manner and slots.to and not slots.words and begins and not slots.body:
            return self._text(slots, i, slots.manner)
        behind = self.tokens[i - 1].stop
        named = slots.about or phrases.low(i - 1) in MAIL_NOUNS | _NOTES
        named = named or any(person.stop == behind for person in slots.to)
        if low == ":" and slots.to and not slots.body and named:
            return self._text(slots, i + 1, slots.manner or "say")
        if slots.manner in _ASKED_ABOUT and low in {
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
            before = self.tokens[i - 1]
            unknown = before.low not in MAIL_NOUNS | TEXT_NOUNS | TITLE_NOUNS | _NOTES
            if slots.words and slots.words[-1] == before.text and unknown:
                slots.mislabelled = True
            if slots.body and not slots.title:
                slots.title = token.value
            elif not slots.body:
                slots.body, slots.quoted = token.value, token.marked
                slots.manner = slots.manner or "say"
            return i + 1
        if low == "know" and slots.to and i + 1 == self.end:
            return i + 1
        if low == "know" and slots.to and i + 1 < self.end:
            after = i + 1 + (phrases.low(i + 1) in SAYING | {"that"})
            return self._text(slots, after, slots.manner or "say")
        return None

    def _as_attachment(self, i: int) -> int:
        """Behind "an attachment", "an attached mail", "a file"; 0: not this."""
        i += self.phrases.low(i) in DETERMINERS
        if self.phrases.low(i) in {"attached", "eml", ".eml"}:
            return i + 1 + (self.phrases.low(i + 1) in MAIL_NOUNS | {"file"})
        return i + 1 if self.phrases.low(i) in {"attachment", "file"} else 0

    def _copies(self, i: int) -> int:
        """Where the verb of "and copy Ana", ", cc the board" stands: who else gets the mail. 0: nowhere."""
        j = i + (self.phrases.low(i) in {"and", ","})
        j += self.phrases.low(j) == "and"
        if j == i or self.phrases.low(j) not in {"cc", "bcc", "copy"}:
            return 0
        people, after = self.phrases.people(j + 1)
        ends = after == self.end or self.tokens[after].sort is Sort.SIGN or self.phrases.low(after) == "and"
        return j if people and ends else 0

    def _recipients(self, slots: Slots, i: int) -> int | None:
        low, j = self.tokens[i].low, i + 1
        low = {"copy": "cc", "for": "to"}.get(low, low)
        if low == "to" and slots.manner in {"ask", "remind"} and slots.to and self.phrases.is_word(j):
            return self._text(slots, i, slots.manner)
        people, after = self._people(j)
        if not people or self.phrases.low(after) == "'s":
            # "The mockups attached to Ana's mail": she is not written to.
            return None
        {"to": slots.to, "cc": slots.cc, "bcc": slots.bcc}[low].extend(people)
        return after

    def _mail_topic(self, slots: Slots, i: int) -> int:
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.about = self.tokens[i].value
            return i + 1
        stop = i
        while stop < self.end and not self._slot_begins(stop, i):
            stop += 1
        last = stop - 1
        if slots.manner == "remind" and last > i and self.tokens[last].sort is Sort.TIME:
            # "Remind Ana about the mockups on Monday": that is when it goes out.
            slots.times.append(self.tokens[last])
            slots.about = self.raw(i, last - (self.phrases.low(last - 1) in {"on", "at"}))
            return max(stop, i)
        slots.about = self.raw(i, stop)
        return max(stop, i)

    def _slot_begins(self, i: int, first: int) -> bool:
        low = self.phrases.low(i)
        if i == first:
            return False
        if low in SAYING | {"titled", "entitled", "telling", "asking", "cc", "bcc"}:
            return True
        if low == ":" and (self.phrases.sort(i + 1) is Sort.QUOTE or self._sentence_follows(i)):
            return True
        if low == "that" and self.phrases.low(i + 1) in SAYING:
            return True
        if low == "to" and self.tokens[i + 1 : i + 2] and self.tokens[i + 1].sort is Sort.ADDRESS:
            return True
        return low in {"with", "and"} and self._labelled(i + 1, TITLE_NOUNS | TEXT_NOUNS | {"cc"})

    def _sentence_follows(self, i: int) -> bool:
        """ "About the lease: please sign it": more than the rest of a name, as in "Re: lease"."""
        return self.end - i > _SENTENCE and self.phrases.low(i - 1) not in _REPLIED

    def _text(self, slots: Slots, i: int, manner: str) -> int:
        """Text of the user's own: a quote, or all that follows up to the next slot."""
        slots.manner = manner
        if self.phrases.low(i) in {":", ","}:
            i += 1
        if self.phrases.sort(i) is Sort.QUOTE:
            slots.body, slots.quoted = self.tokens[i].value, self.tokens[i].marked
            return i + 1
        if self.phrases.low(i) == "that" and manner != "ask":
            i += 1
        stop = i
        while stop < self.end and not self._text_ends(stop, i):
            stop += 1
        slots.body = self.raw(i, stop)
        # "… that I am ill (subject 'Today')": a label inside free text leaves open where the text ends.
        slots.mislabelled = slots.mislabelled or any(
            self.phrases.low(j) in TITLE_NOUNS and self.phrases.sort(j + 1) is Sort.QUOTE
            for j in range(i, stop)
        )
        return max(stop, i)

    def _text_ends(self, i: int, first: int) -> bool:
        low = self.phrases.low(i)
        if i > first and (low in {"titled", "entitled"} or self._copies(i) > 0):
            return True
        return i > first and low in {"with", "and"} and self._labelled(i + 1, frozenset({"subject", "title"}))
