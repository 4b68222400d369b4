"""From a question ("has Maya sent me anything since Monday?") to a frame that looks for the answer."""

from dataclasses import replace

from agents.offline.event_slots import EventSlots
from agents.offline.frames import Frame, Person, Quantity, Reference
from agents.offline.mail_slots import MailSlots
from agents.offline.phrases import Phrases
from agents.offline.tokens import Sort, Token
from agents.offline.words import (
    AUXILIARIES,
    CALENDARS,
    CONTACT_NOUNS,
    DETERMINERS,
    EVENT_NOUNS,
    MAIL_NOUNS,
    MAILBOXES,
    QUESTION_WORDS,
    RELATIONS,
    Act,
    Domain,
)
from tools.timewords import Kind

_FREE = frozenset("free available busy occupied availability".split())
_EMPTY = frozenset({"empty", "clear"})
_SENT = frozenset(
    "sent send sends emailed mailed written wrote write replied reply responded forwarded heard hear "
    "messaged answered".split()
)
_RECEIVED = frozenset("received receive get got gotten".split())
_MET = frozenset("met meet meeting seen see meetings".split())
_HAVE = frozenset(
    "have had got anything something scheduled schedule planned plans happening booked going".split()
)
_MINE = frozenset(
    "i me my we us our mine any anything new unread last latest recent inbox there emails messages mails "
    "many everyone anyone".split()
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_PAST_VERBS = frozenset({"met", "seen", "had"})


class QuestionReader:
    """Reads one question; `at` is where it begins, after "can you check whether" and the like."""

    def __init__(self, text: str, tokens: tuple[Token, ...], at: int) -> None:
        self.text = text
        self.tokens = tokens
        self.at = at
        self.end = len(tokens)
        self.phrases = Phrases(tokens)
        self.event_slots = EventSlots(text, tokens)
        self.mail_slots = MailSlots(text, tokens)
        self.words = {token.low for token in tokens[at:]}

    def frame(self) -> Frame | None:
        """What is asked; None when it is nothing of ours."""
        if self.words & {"list", "lists"}:
            return None
        for read in (self._agenda, self._free, self._address, self._mail, self._event):
            frame = read()
            if frame:
                return frame
        return None

    @property
    def negated(self) -> bool:
        """Whether it says that something is not so: "if Ana hasn't written"."""
        return any(
            self.phrases.low(i) in {"not", "n't", "never", "nothing", "nobody", "none"}
            or (self.phrases.low(i) == "no" and self.phrases.is_word(i + 1))
            for i in range(self.at, self.end)
        )

    def _frame(self, act: Act, asked: str, **values: object) -> Frame:
        begin, stop = self.tokens[self.at].begin, self.tokens[-1].stop
        values |= self._bounds()
        return Frame(act=act, begin=begin, stop=stop, question=True, asked=asked, **values)  # type: ignore[arg-type]  # checked by Frame's fields

    def _bounds(self) -> dict[str, object]:
        """ "more than 3", "at least two", "fewer than 4": how many there have to be."""
        for i in range(self.at, self.end - 2):
            number = _NUMBERS.get(self.phrases.low(i + 2)) or self.phrases.low(i + 2)
            if not str(number).isdigit():
                continue
            match self.phrases.low(i), self.phrases.low(i + 1):
                case "more", "than":
                    return {"least": int(number) + 1}
                case "at", "least":
                    return {"least": int(number)}
                case (("fewer" | "less"), "than"):
                    return {"least": 0, "most": int(number) - 1}
                case "at", "most":
                    return {"least": 0, "most": int(number)}
        return {}

    def _asked(self) -> str:
        first = self.phrases.low(self.at)
        if first == "how" and self.phrases.low(self.at + 1) == "many":
            return "count"
        if first in {"who", "whom"}:
            return "who"
        if first in {"when", "where"} or (first == "what" and self.phrases.low(self.at + 1) == "time"):
            return first if first != "what" else "when"
        if first in QUESTION_WORDS:
            return "what"
        return "exists"

    def _agenda(self) -> Frame | None:
        """ "What is on tomorrow?", "what's next": nothing but a time, or the next thing there is."""
        low = self.phrases.low
        if low(self.at) != "what" or low(self.at + 1) not in {"is", "'s"}:
            return None
        rest = range(self.at + 2, self.end)
        times = [self.tokens[i] for i in rest if self.phrases.is_time(i)]
        words = {low(i) for i in rest} - {"", "?", "for", "me", "up"}
        on = "on" in words or any(token.text.lower().startswith("on ") for token in times)
        if not words <= {"on", "next", "coming"} or not (times if on else words):
            return None
        begin, stop = self.tokens[self.at].begin, self.tokens[-1].stop
        ref = Reference(Domain.CALENDAR, begin, stop, noun="events", times=tuple(times), definite=False)
        soonest = "next" in words
        ref = replace(ref, next=soonest, quantity=Quantity.ONE if soonest else Quantity.ALL)
        return self._frame(Act.LIST, "what", target=ref, complete=True)

    def _free(self) -> Frame | None:
        has_time = any(self.phrases.skip(self.at, "do", who, "have", "time") > self.at for who in ("i", "we"))
        empty = self.words & _EMPTY and self.words & CALENDARS
        if not (self.words & _FREE or empty or has_time or self._when_to_meet()):
            return None
        who = None if self.words & {"i", "we", "my"} else self._subject()
        if who is None and not self.words & {"i", "we", "my", "slots", "time", "there"}:
            return None
        slots = self.event_slots.read(self.at)
        people = (who,) if who and not who.myself else tuple(slots.people)
        if not people and self._when_to_meet():
            with_at = self.at + 4 + (self.phrases.low(self.at + 4) in {"with", "to"})
            people = tuple(person for person in self.phrases.people(with_at)[0] if not person.myself)
        asked = "when" if self._asked() in {"when", "what"} else "free"
        return self._frame(
            Act.FREE, asked, times=tuple(slots.times), length=slots.length, people=people,
            noun="busy" if "busy" in self.words else "free",
        )  # fmt: skip

    def _when_to_meet(self) -> bool:
        """ "When could I meet Ana", "when can we talk": asks for a free time."""
        low, at = self.phrases.low, self.at
        return (
            low(at) == "when"
            and low(at + 1) in {"can", "could", "should", "might"}
            and low(at + 2) in {"i", "we"}
            and low(at + 3) in {"meet", "see", "talk", "speak"}
        )

    def _address(self) -> Frame | None:
        """ "what is Ana's email address", "who is in the design team"."""
        if self.words & (CONTACT_NOUNS - {"contact"}) or (
            "email" in self.words and self._asked() == "what" and self.phrases.low(self.end - 1) == "email"
        ):
            for i in range(self.at, self.end):
                if self.phrases.low(i) in AUXILIARIES | QUESTION_WORDS | {"'s", "the", "email"}:
                    continue
                person, _ = self.phrases.person(i)
                if person and not person.myself and not set(person.text.lower().split()) & CONTACT_NOUNS:
                    return self._frame(Act.PERSON, "who", people=(person,))
        if (
            self._asked() == "who"
            and self.phrases.low(self.at + 1) in {"is", "are", "'s"}
            and self.phrases.low(self.at + 2) in {"in", "on"}
        ):
            people, _ = self.phrases.people(self.at + 3)
            if people and people[0].group:
                return self._frame(Act.PERSON, "who", people=people)
        return None

    # mail

    def _mail(self) -> Frame | None:
        first = self.phrases.low(self.at)
        # "Anything from Ana?": only mails are from somebody.
        from_somebody = first in {"anything", "something"} and self.phrases.low(self.at + 1) == "from"
        if not self.words & (MAIL_NOUNS | _SENT | MAILBOXES) and not from_somebody:
            return None
        if "you" in self.words and self._asked() in {"what", "who"} and "i" not in self.words:
            return None
        if not self.words & (_MINE | _SENT | _RECEIVED):
            return None
        if self.words & (
            EVENT_NOUNS - {"call", "calls", "invite", "invitation", "reminder", "reminders"}
        ) and not self.words & (MAIL_NOUNS | {"sent", "emailed"}):
            return None
        ref = self._mail_reference()
        asked = self._asked()
        if from_somebody and ref.people and all(person.text[:1].isupper() for person in ref.people):
            return self._frame(Act.SEARCH, "exists", target=ref, complete=True)
        if ref.order is not None and ref.about and asked == "exists":
            return None  # "was her last mail about …?" is no question of whether there is one.
        if self.words & {"say", "says", "said", "write", "wrote"} and asked == "what":
            return self._frame(Act.READ, "what", target=ref)
        if asked in {"what", "who", "when"} and (self.words & _SENT or ref.order is not None or ref.people):
            return self._frame(Act.SEARCH, asked, target=ref)
        return self._frame(Act.SEARCH, asked if asked != "when" else "when", target=ref)

    def _mail_reference(self) -> Reference:
        ref = Reference(
            Domain.EMAIL,
            self.tokens[self.at].begin,
            self.tokens[-1].stop,
            noun="emails",
            quantity=Quantity.ALL,
            definite=False,
        )
        subject = self._subject()
        sent = self.words & _SENT
        mine = subject is None and bool(self.words & {"i", "we"})
        if subject is not None and not subject.myself:
            ref = replace(ref, people=(subject,))
        for i in range(self.at, self.end):
            ref = self._mail_part(ref, i, from_me=mine and bool(sent - {"heard", "hear"}))
        return ref

    def _mail_part(self, ref: Reference, i: int, *, from_me: bool) -> Reference:
        phrases = self.phrases
        low = phrases.low(i)
        if self.tokens[i].sort is Sort.TIME:
            return (
                replace(ref, times=(*ref.times, self.tokens[i])) if self.tokens[i] not in ref.times else ref
            )
        if low in {"from", "by"} and not phrases.is_time(i + 1):
            people, _ = phrases.people(i + 1)
            return replace(ref, people=people) if people else ref
        if low == "to" or (from_me and low in {"email", "emailed", "mailed", "send", "sent"}):
            people, _ = phrases.people(i + 1)
            named = tuple(person for person in people if not person.myself)
            return replace(ref, recipients=named) if named else ref
        if low in {"about", "regarding", "concerning"}:
            inner, _ = phrases._topic(ref, i + 1)
            return inner
        if low in {"unread", "new"}:
            return replace(ref, unread=True)
        if low in {"last", "latest"} and not phrases.is_time(i + 1):
            return replace(ref, order=-1, quantity=Quantity.ONE)
        if low in MAILBOXES:
            return replace(ref, folder="inbox")
        return ref

    def _subject(self) -> Person | None:
        """Who does it: the person after the auxiliary, or before the verb."""
        i = self.at
        while self.phrases.low(i) in QUESTION_WORDS | {"many", "'s"}:
            i += 1
        while self.phrases.low(i) in AUXILIARIES | {"n't", "not"}:
            i += 1
        if self.phrases.low(i) in {"i", "we", "there", "you", "the", "my", "any", "it"} and self.phrases.low(
            i
        ) not in {"my"}:
            return None
        if self.phrases.low(i) in MAIL_NOUNS | EVENT_NOUNS | DETERMINERS - {"my", "her", "his"}:
            return None
        person, _ = self.phrases.person(i)
        return person

    # events

    def _event(self) -> Frame | None:
        asked = self._asked()
        eventful = self.words & (EVENT_NOUNS | CALENDARS) or self.words & _MET
        times = [token for token in self.tokens[self.at :] if token.sort is Sort.TIME]
        vague = self.words & {"something", "anything", "clash", "conflict"}
        looking = "like" in self.words and "my" in self.words and self.words & {"look", "day", "week"}
        having = self.words & _HAVE and self.words & {"i", "we", "my"} and (times or vague)
        if not (eventful or having or looking):
            return None
        if (
            not (self.words & {"i", "we", "my", "our", "me", "is", "are", "there", "'s", "us"})
            and not self._subject()
        ):
            return None
        ref = self._event_reference(times)
        if not self._known_event():
            return None
        if self.words & set(RELATIONS) or (asked == "who" and not ref.people):
            if ref.bare and ref.definite:
                # "Who is coming to the stand-up?": to the next one.
                ref = replace(ref, next=True)
            return self._frame(Act.LIST, "who", target=ref)
        if asked == "when" and "last" in self.words:
            ref = replace(ref, tense="past", order=-1, quantity=Quantity.ONE)
        elif asked == "when" and not ref.times:
            ref = replace(ref, next=True, quantity=Quantity.ONE)
        return self._frame(Act.LIST, asked, target=ref)

    def _known_event(self) -> bool:
        """Whether it can be the user's event: "when is the review", not "when is Trump's next speech"."""
        if self.words & {
            "i",
            "me",
            "my",
            "our",
            "we",
            "us",
            "mine",
            "there",
            "calendar",
        } or self._asked() not in {"when", "where"}:
            return True
        i = self.at + 1
        while self.phrases.low(i) in AUXILIARIES | {"'s", "time"}:
            i += 1
        return self.phrases.low(i) in {"the", "next", "this"}

    def _event_reference(self, times: list[Token]) -> Reference:
        for i in range(self.at, self.end):
            if self.phrases.low(i) in {"i", "we", "you", "there"} | AUXILIARIES | QUESTION_WORDS | {
                "many",
                "'s",
                "already",
                "n't",
                "ever",
            }:
                continue
            if self.phrases.low(i) in {"on", "in", "at"} and self.phrases.low(i + 1) in DETERMINERS:
                continue
            found, after = self.phrases.reference(i)
            if (
                found
                and found.domain is Domain.CALENDAR
                and found.noun in EVENT_NOUNS | {"thing", "things", "entry"}
            ):
                return self._with_rest(found, after, times)
        ref = Reference(
            Domain.CALENDAR,
            self.tokens[self.at].begin,
            self.tokens[-1].stop,
            noun="events",
            quantity=Quantity.ALL,
            definite=False,
        )
        ref = self._with_rest(ref, self.at, times)
        subject = self._subject()
        if subject and not subject.myself and self.words & _MET:
            ref = replace(ref, people=(*ref.people, subject))
        if self.words & _PAST_VERBS:
            ref = replace(ref, tense="past")
        return ref

    def _meeting_verb(self, i: int) -> bool:
        """Whether "meeting" or "seeing" is what one does: "when am I next meeting Ana"."""
        before = self.phrases.low(i - 1 - (self.phrases.low(i - 1) == "next"))
        return self.phrases.low(i) in {"meeting", "seeing"} and before in {"i", "we"}

    def _with_rest(self, ref: Reference, i: int, times: list[Token]) -> Reference:
        """`ref` with the times and people of the whole question."""
        known = set(ref.times)
        ref = replace(
            ref,
            times=(
                *ref.times,
                *(t for t in times if t not in known and t.time and t.time.kind is not Kind.DURATION),
            ),
        )
        for j in range(i, self.end):
            low = self.phrases.low(j)
            if low in {"with"} or (
                (low in {"met", "meet", "see", "seen"} or self._meeting_verb(j))
                and self.phrases.low(j + 1) != "with"
            ):
                people, _ = self.phrases.people(j + 1)
                named = tuple(p for p in people if not p.myself and p.text.lower() not in EVENT_NOUNS)
                if named and not ref.people:
                    ref = replace(ref, people=named)
        return ref
