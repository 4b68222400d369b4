"""Instructions about mail: write, answer, forward, file."""

from dataclasses import replace

from agents.offline.calendar.changing_commands import ChangingCommands
from agents.offline.calendar.making_commands import INVITES
from agents.offline.reading.cursor import NOUNS
from agents.offline.reading.frames import Frame, Person, Quantity, Reference
from agents.offline.reading.slots import Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import (
    DETERMINERS,
    MAIL_NOUNS,
    SAYING,
    TELL,
    TEXT_NOUNS,
    Act,
    Domain,
)

_INTRODUCING = (
    SAYING | TELL | TEXT_NOUNS | MAIL_NOUNS | frozenset("telling following it them him her".split())
)
"""Words that may lead to the text of an answer."""


class MailCommands(ChangingCommands):
    """Reads "send …", "tell … that …", "reply to …", "forward … to …"."""

    def mail_to(self, i: int) -> Frame | None:
        """A mail that is to be written, from what stands after the verb."""
        again = self._again(i)
        if again:
            return again
        forwarded = self._sends_existing(i)
        if forwarded:
            return forwarded
        slots = self.mail_slots.read(i, first_is_recipient=True)
        nouns = {word.lower() for word in slots.words}
        if slots.mislabelled:
            return None
        if (
            slots.to
            and all(person.myself for person in slots.to)
            and not (slots.body or slots.about or slots.title)
        ):
            return None
        if nouns & INVITES and self.verb == "send":
            return self._invitation(i)
        if (
            self.verb in {"write", "compose", "shoot", "drop", "ping", "message", "start", "begin"}
            and not (slots.to and (nouns & MAIL_NOUNS or slots.body or slots.about))
            and not (nouns & MAIL_NOUNS)
        ):
            return None
        if self.verb == "send" and not (
            nouns & (MAIL_NOUNS | {"reminder", "note", "update", "invite", "line", "word"}) or slots.body
        ):
            return None
        return self._mail(Act.SEND, slots)

    def _again(self, i: int) -> Frame | None:
        """ "Send the same to Ben", "send Ben the same mail too": what was told before, to somebody else."""
        words = {
            "the",
            "same",
            "exact",
            "thing",
            "mail",
            "email",
            "message",
            "text",
            "too",
            "as",
            "well",
            "also",
        }
        people, after = self.phrases.people(i)
        if people and "same" not in {word.lower() for person in people for word in person.text.split()}:
            i = after
        begin = i
        while self.low(i) in words:
            i += 1
        if "same" not in {self.low(j) for j in range(begin, i)}:
            return None
        if self.low(i) == "to":
            people, i = self.phrases.people(i + 1)
        if not people or self._leftovers(i):
            return None
        return self._frame(Act.SEND, people=people, body="the same", body_manner="say", noun="mail")

    def _sends_existing(self, i: int) -> Frame | None:
        """ "send Ana the last mail about …", "send the last mail from Kofi to Ana": a mail that exists."""
        people, after = self.phrases.people(i)
        if people and (
            (self.low(i) in DETERMINERS and self.low(after - 1) in NOUNS) or self.low(after) == "'s"
        ):
            # "Send my last mail …", "send Ana's last mail …": what is sent, and not to whom.
            people, after = (), i
        start = after if people else i
        target, rest = self.phrases.reference(start)
        if target is not None and target.pronoun and not people and self.low(rest) in {"on", "along"}:
            # "Send it on to Ben".
            return self._sent_on(target, rest + 1)
        if target is None or target.domain is not Domain.EMAIL or not target.definite:
            return None
        if not (target.order is not None or target.plural or target.people or target.title or target.handle):
            return None
        rest += self.low(rest) in {"on", "over", "along"} and self.low(rest + 1) == "to"
        if not people and self.low(rest) == "to":
            people, rest = self.phrases.people(rest + 1)
        left = self._leftovers(rest)
        return self._frame(Act.FORWARD, target=target, people=people, leftovers=left) if people else None

    def _sent_on(self, target: Reference, i: int) -> Frame | None:
        people, after = self.phrases.people(i + 1) if self.low(i) == "to" else ((), i)
        left = self._leftovers(after)
        return self._frame(Act.FORWARD, target=target, people=people, leftovers=left) if people else None

    def _mail(self, act: Act, slots: Slots) -> Frame:
        return self._frame(
            act,
            people=tuple(slots.to),
            cc=tuple(slots.cc),
            bcc=tuple(slots.bcc),
            times=tuple(slots.times),
            title=slots.title,
            about=slots.about,
            body=slots.body,
            quoted=slots.quoted,
            body_manner=slots.manner,
            noun="reminder" if "reminder" in {word.lower() for word in slots.words} else "mail",
            words=" ".join(slots.words),
            priority=slots.priority,
            leftovers=tuple(slots.leftovers),
            complete=bool(slots.quoted and slots.to) and not (slots.words or slots.leftovers),
        )

    def _tell(self, i: int) -> Frame | None:
        """ "tell Ana that …", "ask Kofi whether …", "remind me to …"."""
        if self.verb == "say":
            return self._say(i)
        people, after = self.phrases.people(i)
        if not people:
            return None
        if all(person.myself for person in people):
            if self.verb == "remind":
                return self._remind_me(after)
            looks = self.verb == "tell" or self.low(after) == "know"
            return self._look(after + (self.low(after) in {"about", "know"})) if looks else None
        if self.verb == "let" and self.low(after) != "know":
            return None
        if self.verb == "update" and self.low(after) not in {"on", "about", "that"}:
            return None
        manner = self.verb if self.verb in {"ask", "remind", "thank"} else "say"
        slots = self.mail_slots.read(i, first_is_recipient=True, asks=manner)
        if slots.mislabelled:
            return None
        told = self.verb in {"let", "notify", "inform", "tell"}
        if not (slots.body or slots.about or slots.title or (told and not slots.words)):
            return None
        return self._mail(Act.SEND, slots)

    def _say(self, i: int) -> Frame | None:
        """ "…, say 'Just checking in'": the text of the mail before it."""
        if self.phrases.sort(i) is not Sort.QUOTE:
            return None
        return self._frame(Act.SEND, body=self.tokens[i].value, quoted=True, body_manner="say")

    def _reply(self, i: int) -> Frame | None:
        everyone = (
            self.low(i) in {"all", "everyone", "everybody"}
            or self.phrases.skip(i, "to", "all") > i
            or self.phrases.skip(i, "to", "everyone") > i
        )
        j = i + (self.low(i) == "all")
        if everyone and self.low(j) == "to" and self.low(j + 1) in {"all", "everyone", "everybody"}:
            j += 2
        said_first = self.tokens[j].value if self.phrases.sort(j) is Sort.QUOTE else ""
        j += bool(said_first)
        while self.low(j) in {"to", "on", "back", "all"}:
            j += 1
        said = self.low(j) == "that" and self.low(j - 1) not in {"to", "on"} and j + 1 < self.end
        target, after = self.phrases.reference(j, to_is_recipient=False) if not said else (None, j)
        if not said and (target is None or (target.domain is None and not target.pronoun)):
            target, after = self._reply_to_person(j)
        if target is not None and target.domain is Domain.CALENDAR:
            return None
        if target is None and not self.phrases.people(j)[0]:
            # "If Ana has written, reply with 'Thanks'": to what was spoken of.
            place = self.tokens[self.at].stop
            target = Reference(Domain.EMAIL, place, place, pronoun=True)
        slots = self.mail_slots.read(after, first_is_recipient=False, asks="say")
        plain = said_first or ("" if slots.body else self._with_text(after))
        return self._frame(
            Act.REPLY,
            target=target,
            body=slots.body or plain,
            quoted=slots.quoted or bool(said_first),
            body_manner=slots.manner,
            reply_all=everyone,
            unplaced=self._between(after, slots),
            cc=tuple(slots.cc),
            times=tuple(slots.times),
        )

    def _between(self, i: int, slots: Slots) -> tuple[str, ...]:
        """Words between the mail that is answered and a text in quotes: they may say which mail."""
        stop = next((j for j in range(i, self.end) if self.phrases.sort(j) is Sort.QUOTE), i)
        if not slots.quoted or slots.to or slots.cc:
            return ()
        return tuple(word for word in self._leftovers(i, stop) if word.lower() not in _INTRODUCING)

    def _reply_to_person(self, i: int) -> tuple[Reference | None, int]:
        """ "reply to Ana", "answer her": to the last mail from them."""
        people, after = self.phrases.people(i)
        if len(people) != 1 or self.low(after) == "'s":
            return None, i
        return (
            Reference(Domain.EMAIL, people[0].begin, people[-1].stop, noun="email", order=-1, people=people),
            after,
        )

    def _with_text(self, i: int) -> str:
        """ "reply with thanks, see you there": text without marks after "with"."""
        for j in range(i, self.end):
            if self.low(j) in {"with", "saying", ":"}:
                return self.event_slots.raw(j + 1, self._sentence_end(j + 1))
        return ""

    def _forward(self, i: int) -> Frame | None:
        people: tuple[Person, ...] = ()
        target, after = self.phrases.reference(i)
        if self.verb in {"forward", "fwd", "fw"} and target is not None and _a_paper(target):
            target = replace(target, domain=Domain.EMAIL)
        if target is not None and target.domain is None and target.quantity is Quantity.ALL and target.people:
            # "Forward everything from Ana": only mails are from somebody.
            target = replace(target, domain=Domain.EMAIL)
        if target is None or (target.domain is not Domain.EMAIL and not target.pronoun):
            people, after = self.phrases.people(i)
            target, after = self.phrases.reference(after)
            if target is None or target.domain is not Domain.EMAIL:
                return None
        after += self.low(after) in {"on", "along", "over"} and self.low(after + 1) == "to"
        if self.verb == "share" and self.low(after) == "with":
            shared, after = self.phrases.people(after + 1)
            people = (*people, *shared)
        slots = self.mail_slots.read(after, first_is_recipient=False)
        if self.verb == "share" and target.domain is not Domain.EMAIL:
            return None
        left = (*slots.leftovers, *self._another(after), *self._before_recipient(after))
        return self._frame(
            Act.FORWARD,
            target=target,
            complete=bool(target.people and (people or slots.to)) and not left,
            people=(*people, *slots.to),
            cc=tuple(slots.cc),
            body=slots.body,
            quoted=slots.quoted,
            body_manner=slots.manner,
            leftovers=left,
        )

    def _before_recipient(self, i: int) -> tuple[str, ...]:
        """Words between what is forwarded and to whom: they may say what else is meant."""
        stop = next((j for j in range(i, self.end) if self.low(j) in {"to", "with"}), i)
        return self._leftovers(i, stop)

    def _another(self, i: int) -> tuple[str, ...]:
        """ "… and the offsite mail to Ben": a second thing, which nothing has placed."""
        if self.low(i) not in {"and", "&", ","} or self.low(i + 1) not in DETERMINERS:
            return ()
        second, after = self.phrases.reference(i + 1)
        return self._leftovers(i, after) if second is not None and second.definite else ()

    def _draft(self, i: int) -> Frame | None:
        slots = self.mail_slots.read(i, first_is_recipient=True)
        nouns = {word.lower() for word in slots.words}
        if not (nouns & MAIL_NOUNS or any(not person.myself for person in slots.to)):
            return None
        return self._mail(Act.DRAFT, slots)

    def _archive(self, i: int) -> Frame | None:
        target, after = self.phrases.reference(i, to_is_recipient=True)
        if (
            target is None
            or target.domain is Domain.CALENDAR
            or (target.domain is None and not target.pronoun)
        ):
            return None
        left = tuple(word for word in self._leftovers(after) if word.lower() not in {"away", "archive"})
        return self._frame(Act.ARCHIVE, target=target, leftovers=left)


def _a_paper(target: Reference) -> bool:
    """Whether it names a thing that only a mail can bring: "the invoice", "Ana's quote"."""
    return target.domain is None and target.definite and bool(target.words) and not target.pronoun
