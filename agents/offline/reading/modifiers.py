"""What follows the noun of a reference and belongs to it: "from Ana", "about the budget", "on Friday"."""

from dataclasses import replace

from agents.offline.reading.cursor import Rows, is_label
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.people import PeoplePhrases
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import (
    ABOUT,
    CALENDARS,
    CALLED,
    DETERMINERS,
    FUNCTION,
    MAILBOXES,
    Domain,
)

_TIME_PREPOSITIONS = frozenset(
    "on at in for from before after since until till by during within between over of this around".split()
)
_FOLDERS = {"archive": "archive", "trash": "trash", "sent": "sent", "drafts": "drafts"}
_FOLDERS |= {"bin": "trash", "junk": "junk", "spam": "junk"}
_SENT = frozenset({"sent", "wrote", "emailed", "mailed", "forwarded"})
_EXCEPT = Rows(
    "except for", "except", "apart from", "other than", "but not", "but for", "but", "excluding", "besides"
)
_BE = frozenset({"is", "are", "was", "were", "'s", "'re"})
_TAKES_PLACE = Rows(
    "going on", "taking place", "happening", "coming up", "scheduled", "planned", "booked", "set", "due"
)
_HAVING = frozenset("have 've had got received already just scheduled planned".split())


class Modifiers(PeoplePhrases):
    """Reads modifiers off the tokens; a method that finds none gives back the position it was given."""

    def modified(self, ref: Reference, i: int) -> tuple[Reference, int]:
        """`ref` with everything at `i` that belongs to it."""
        return self._modifiers(ref, i, i, False, True)

    def _modifiers(
        self, ref: Reference, begin: int, i: int, to_is_recipient: bool, times: bool
    ) -> tuple[Reference, int]:
        while i < len(self.tokens):
            changed, after = self._modifier(ref, i, to_is_recipient, times)
            if after == i:
                break
            ref, i = changed, after
        if i > begin:
            ref = replace(ref, stop=max(ref.stop, self.tokens[i - 1].stop))
        return ref, i

    def _modifier(self, ref: Reference, i: int, to_is_recipient: bool, times: bool) -> tuple[Reference, int]:
        low = self.low(i)
        token = self.tokens[i]
        if token.sort is Sort.HANDLE:
            return replace(ref, handle=token.value.partition(":")[2], domain=domain_of(token)), i + 1
        if token.sort is Sort.TIME and times:
            return replace(ref, times=(*ref.times, token)), i + 1
        excepted, after = self._excepted(ref, i)
        if after > i:
            return excepted, after
        same = self._same_time(i)
        if same > i and times:
            side = low if low in {"after", "before"} else ""
            return replace(ref, same_time=side or ("day" if self.low(same - 1) == "day" else "time")), same
        if low in _TIME_PREPOSITIONS and self.is_time(i + 1):
            if not times:
                return ref, i
            return replace(ref, times=(*ref.times, self.tokens[i + 1])), i + 2
        if low in _TIME_PREPOSITIONS | {"off"}:
            j = i + 1 + (self.low(i + 1) in DETERMINERS)
            if self.low(j) in CALENDARS | {"books", "plate"}:
                return replace(ref, domain=NOUNS.attended), j + 1
            if self.low(j) in MAILBOXES:
                return replace(ref, domain=NOUNS.sent, folder="inbox"), j + 1
            if self.low(j) in _FOLDERS:
                return replace(ref, folder=_FOLDERS[self.low(j)]), j + 1 + (self.low(j + 1) == "folder")
        if low in ABOUT or (low == "on" and self.sort(i + 1) is Sort.QUOTE):
            return self._topic(ref, i + 1)
        if low in CALLED or (low == "with" and self._slot_noun(i + 1)):
            return self._titled(ref, i + 1)
        if low == "with" and ref.domain is not NOUNS.sent:
            people, after = self.people(i + 1)
            return (replace(ref, people=(*ref.people, *people)), after) if people else (ref, i)
        if low == "for" and ref.domain is NOUNS.attended and self._capitalised(i + 1):
            # "The appointment for Ben".
            people, after = self.people(i + 1)
            return (replace(ref, people=(*ref.people, *people)), after) if people else (ref, i)
        if low in {"at", "in", "@"} and ref.domain is NOUNS.attended and not self.is_time(i + 1):
            return self._somewhere(ref, i + 1)
        if low in {"from", "by"}:
            people, after = self.people(i + 1)
            while people and self.low(after) in {"and", "or"} and self.low(after + 1) == low:
                # "From Ana and from Ben".
                more, beyond = self.people(after + 2)
                if not more:
                    break
                people, after = (*people, *more), beyond
            return (replace(ref, people=(*ref.people, *people)), after) if people else (ref, i)
        if low == "to" and to_is_recipient and ref.domain is not NOUNS.attended:
            people, after = self.people(i + 1)
            return (replace(ref, recipients=(*ref.recipients, *people)), after) if people else (ref, i)
        return self._relative(ref, i)

    def _capitalised(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].capitalised

    def _somewhere(self, ref: Reference, i: int) -> tuple[Reference, int]:
        """ "At Luigi's", "in the garden": where it is."""
        first = i + (self.low(i) in {"the", "my", "our"})
        if not (first > i or self._capitalised(i)) or self.low(first) in CALENDARS | MAILBOXES:
            return ref, i - 1
        stop = first
        while self.is_word(stop) and (self.low(stop) not in FUNCTION or self.low(stop) == "'s"):
            stop += 1
        if stop == first or ref.filters.place:
            return ref, i - 1
        place = self.span_text(first, stop).replace(" 's", "'s")
        return replace(ref, filters=replace(ref.filters, place=place)), stop

    def _same_time(self, i: int) -> int:
        """After "then", "(on) that day", "at that time", "after that", or `i`."""
        if self.low(i) in {"after", "before"} and self.low(i + 1) in {"that", "then"}:
            return i + 2 if i + 2 == len(self.tokens) else i
        j = i + (self.low(i) in {"on", "at", "in", "during"})
        if self.low(j) in {"that", "same"} and self.low(j + 1) in {
            "day",
            "week",
            "morning",
            "afternoon",
            "time",
        }:
            return j + 2 if self.low(j + 1) in {"day", "time", "week"} else i
        return i + 1 if self.low(i) == "then" and i + 1 == len(self.tokens) else i

    def _time_at(self, i: int) -> bool:
        return self.is_time(i) or (self.low(i) in _TIME_PREPOSITIONS and self.is_time(i + 1))

    def _says(self, i: int) -> int:
        """After "mentions", "talk about", "is about", or `i`."""
        if self.low(i) in {"mentions", "mention", "mentioned", "contains", "contain"}:
            return i + 1
        talks = self.low(i) in {"is", "are", "was", "were", "talk", "talks", "speaks"}
        return i + 2 if talks and self.low(i + 1) == "about" else i

    def _excepted(self, ref: Reference, i: int) -> tuple[Reference, int]:
        """ "Except (for) the one with Ana", "apart from the review", "but not the last one"."""
        first = i + (self.low(i) == ",")
        j = self.skip_any(first, _EXCEPT)
        if j == first or not ref.plural:
            return ref, i
        inner, after = self.reference(j)
        if inner is None or inner.plural:
            people, after = self.people(j + (self.low(j) == "with"))
            inner = (
                Reference(ref.domain, ref.begin, ref.begin, noun=ref.noun, people=people) if people else None
            )
        if inner is None or inner.domain not in (None, ref.domain):
            return ref, i
        noun = inner.noun if not inner.pronoun else ref.noun
        return replace(ref, but=replace(inner, domain=ref.domain, noun=noun, pronoun=False)), after

    def _topic(self, ref: Reference, i: int) -> tuple[Reference, int]:
        if self.sort(i) is Sort.QUOTE:
            return replace(ref, about=self.tokens[i].value), i + 1
        first = i
        i = self.title_end(i)
        return (replace(ref, about=self.span_text(first, i)), i) if i > first else (ref, first - 1)

    def _titled(self, ref: Reference, i: int) -> tuple[Reference, int]:
        while self.low(i) in {"the", "a", "subject", "title", "line", "name", "of", ":"}:
            i += 1
        if self.sort(i) is Sort.QUOTE:
            return replace(ref, title=self.tokens[i].value), i + 1
        first = i
        i = self.title_end(i)
        return (replace(ref, title=self.span_text(first, i)), i) if i > first else (ref, first - 1)

    def _slot_noun(self, i: int) -> bool:
        j = i + (self.low(i) in {"the", "a"})
        return self.low(j) in {"subject", "title", "name"}

    def title_end(self, i: int) -> int:
        """Where an unquoted title that begins at `i` ends: before a time or people, or with the clause."""
        first = i
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.sort is Sort.TIME:
                if i > first and not self._attributive(i) and not is_label(token):
                    break
                if i == first and not self.is_word(i + 1):
                    break
            elif (
                (token.sort is Sort.SIGN and token.text not in "&-/'")
                or token.sort in (Sort.QUOTE, Sort.ADDRESS, Sort.HANDLE)
                or (i > first and self._ends_title(i))
            ):
                break
            i += 1
        return i

    def _ends_title(self, i: int) -> bool:
        low = self.low(i)
        if low in _TIME_PREPOSITIONS | {"next"} and self.is_time(i + 1):
            return True
        if low in {"with", "to", "from", "via", "saying", "says", "starting", "lasting", "if", "unless"}:
            return True
        if low in {"and", "then"}:
            following = i + 1
            return self.low(following) in COMMAND_VERBS and not self.tokens[following].capitalised
        return False

    def _sent_by_somebody(self, i: int) -> bool:
        """Whether "Ana sent me", "she has written" stands here."""
        person, after = self.person(i)
        while self.low(after) in {"has", "have", "'ve", "'s", "just", "had"}:
            after += 1
        return person is not None and not person.myself and self.low(after) in _SENT

    def _relative(self, ref: Reference, i: int) -> tuple[Reference, int]:
        """ "that Ana sent me", "sent by Ana", "I got from Ana", "that I have", "scheduled"."""
        start = i
        if self.low(i) in {"that", "which", "who"}:
            i += 1
        low = self.low(i)
        if low in {"sent", "written"}:
            i += 1
            if self.low(i) in {"by", "from"}:
                people, after = self.people(i + 1)
                return replace(ref, people=(*ref.people, *people)), after
            if self.low(i) == "to" and ref.domain is not NOUNS.attended:
                people, after = self.people(i + 1)
                return replace(ref, recipients=(*ref.recipients, *people)), after
            return ref, i
        said = self._says(i)
        if said > i > start:
            return self._topic(ref, said)
        if low in {"is", "are", "was", "were"} and i > start and self._time_at(i + 1):
            return ref, i + 1
        if low in _BE and i > start and (after := self._goes_on_there(i + 1)) > i + 1:
            return ref, after
        if low in {"is", "are"} and self.low(i + 1) in {"unread", "new"}:
            return replace(ref, unread=True), i + 2
        if (
            low in {"scheduled", "booked", "planned", "coming", "left", "received", "remaining"}
            and i == start
        ):
            return ref, i + 1 + (self.low(i + 1) == "up")
        if low == "i":
            j = i + 1
            while self.low(j) in _HAVING:
                j += 1
            if j == i + 1 or self.low(j) == "to":
                return ref, start
            whatever = ref.domain is None and ref.quantity is Quantity.ALL and not (ref.words or ref.title)
            # "Whatever I have with Ana", "everything I have on Friday": one has events.
            has = whatever and self.low(j - 1) == "have" and (self.low(j) == "with" or self.is_time(j))
            return replace(ref, domain=NOUNS.attended, noun="events") if has else ref, j
        person, after = self.person(i)
        if person and not person.myself:
            while self.low(after) in {"has", "have", "'ve", "'s", "just", "had"}:
                after += 1
            if self.low(after) in _SENT:
                after += 1
                after += self.low(after) == "over"
                after += self.low(after) == "to" and self.low(after + 1) in {"me", "us"}
                after += self.low(after) in {"me", "us"}
                domain = ref.domain or NOUNS.sent
                return replace(ref, people=(*ref.people, person), domain=domain), after
        return ref, start

    def _goes_on_there(self, i: int) -> int:
        """After "going on", "taking place", "happening", "in my calendar", or `i`."""
        taken = self.skip_any(i, _TAKES_PLACE)
        j = i + 1 if self.low(i) in {"in", "on"} else i
        j += j > i and self.low(j) in DETERMINERS
        return j + 1 if j > i and self.low(j) in CALENDARS else taken


def domain_of(token: Token) -> Domain:
    return NOUNS.handles[token.value.partition(":")[0]]
