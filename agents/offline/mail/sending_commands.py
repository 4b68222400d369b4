"""Instructions to write a mail, or to send on one that there is."""

from dataclasses import replace

from agents.offline.mail.answering_commands import reply
from agents.offline.mail.draft_commands import send_draft
from agents.offline.mail.frames import DraftMail, ForwardMail, NewMail, ReplyToMail, SendMail
from agents.offline.mail.slots import MailSlots
from agents.offline.reading.commands import read_as
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.references import Reference
from agents.offline.reading.slots import Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import DETERMINERS, INVITES, MAIL_NOUNS, Act, Domain

_ANSWERS = frozenset({"reply", "answer", "response"})
_THE_SAME = frozenset("the same exact thing mail email message text too as well also".split())


def send(said: Instruction, i: int) -> Frame | None:
    """A mail that is to be written, from what stands after the verb."""
    if draft := send_draft(said, i):
        return draft
    if _is_reminder_for_me(said, i):
        return read_as(Act.REMIND, said, i)
    again = _again(said, i)
    if again:
        return again
    forwarded = _sends_existing(said, i)
    if forwarded:
        return forwarded
    slots = MailSlots(said.text, said.tokens).read(i, first_is_recipient=True)
    nouns = {word.lower() for word in slots.words}
    if slots.mislabelled:
        return None
    if only_to_myself(slots) or (nouns & INVITES and said.verb == "send"):
        # To send an invite is to make an event.
        return None
    if (
        said.verb in {"write", "compose", "shoot", "drop", "ping", "message", "start", "begin"}
        and not (slots.to and (nouns & MAIL_NOUNS or slots.body or slots.about))
        and not (nouns & MAIL_NOUNS)
        and not (said.low(i) == "to" and slots.to and not slots.words)
    ):
        return None
    if said.verb == "send" and not (
        nouns & (MAIL_NOUNS | {"reminder", "note", "update", "invite", "line", "word"}) or slots.body
    ):
        return None
    return _mail(said, DraftMail if _is_a_draft(said, i) else SendMail, slots)


def _is_a_draft(said: Instruction, i: int) -> bool:
    """ "Write a draft to Ana …": it is kept, and not sent."""
    noun = i + (said.low(i) == "me")
    return said.verb != "send" and said.low(noun) == "a" and said.low(noun + 1) == "draft"


def _is_reminder_for_me(said: Instruction, i: int) -> bool:
    """ "Send me a reminder to …": it wants to be reminded, by no mail."""
    people, after = said.phrases.people(i)
    noun = said.phrases.skip(after, "a", "reminder")
    mine = bool(people) and all(person.myself for person in people)
    return mine and noun > after and said.low(noun) in {"to", "about", "of", "that", "for"}


def only_to_myself(slots: Slots) -> bool:
    """Whether it is for the user, and says nothing: "send me …" wants to be shown something."""
    told = slots.body or slots.about or slots.title
    return bool(slots.to) and all(person.myself for person in slots.to) and not told


def _again(said: Instruction, i: int) -> Frame | None:
    """ "Send the same to Ben", "send Ben the same mail too": what was told before, to somebody else."""
    people, after = said.phrases.people(i)
    if people and "same" not in {word.lower() for person in people for word in person.text.split()}:
        i = after
    begin = i
    while said.low(i) in _THE_SAME:
        i += 1
    if "same" not in {said.low(j) for j in range(begin, i)}:
        return None
    if said.low(i) == "to":
        people, i = said.phrases.people(i + 1)
    if not people or said.leftovers(i):
        return None
    return SendMail(*said.span, people=people, body="the same", body_manner="say", noun="mail")


def _sends_existing(said: Instruction, i: int) -> Frame | None:
    """ "send Ana the last mail about …", "send the last mail from Kofi to Ana": a mail that exists."""
    people, after = said.phrases.people(i)
    if people and (
        (said.low(i) in DETERMINERS and said.low(after - 1) in NOUNS.every) or said.low(after) == "'s"
    ):
        # "Send my last mail …", "send Ana's last mail …": what is sent, and not to whom.
        people, after = (), i
    start = after if people else i
    target, rest = said.phrases.reference(start)
    if target is not None and target.pronoun and not people and said.low(rest) in {"on", "along"}:
        # "Send it on to Ben".
        return _sent_on(said, target, rest + 1)
    if target is None or target.domain is not Domain.EMAIL or not target.definite:
        return None
    if not (target.order is not None or target.plural or target.people or target.title or target.handle):
        return None
    rest += said.low(rest) in {"on", "over", "along"} and said.low(rest + 1) == "to"
    if not people and said.low(rest) == "to":
        people, rest = said.phrases.people(rest + 1)
    left = said.leftovers(rest)
    return ForwardMail(*said.span, target=target, people=people, leftovers=left) if people else None


def _sent_on(said: Instruction, target: Reference, i: int) -> Frame | None:
    people, after = said.phrases.people(i + 1) if said.low(i) == "to" else ((), i)
    left = said.leftovers(after)
    return ForwardMail(*said.span, target=target, people=people, leftovers=left) if people else None


def _mail(said: Instruction, kind: type[NewMail], slots: Slots) -> Frame:
    return kind(
        *said.span,
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


def tell(said: Instruction, i: int) -> Frame | None:
    """ "tell Ana that …", "ask Kofi whether …", "remind me to …"."""
    if said.verb == "say":
        return _say(said, i)
    people, after = said.phrases.people(i)
    if not people:
        return None
    if all(person.myself for person in people):
        looks = said.verb == "tell" or said.low(after) == "know"
        return read_as(Act.SEARCH, said, after + (said.low(after) in {"about", "know"})) if looks else None
    if said.verb == "let" and said.low(after) != "know":
        return None
    if said.verb == "update" and said.low(after) not in {"on", "about", "that"}:
        return None
    manner = said.verb if said.verb in {"ask", "remind", "thank"} else "say"
    slots = MailSlots(said.text, said.tokens).read(i, first_is_recipient=True, asks=manner)
    if slots.mislabelled:
        return None
    told = said.verb in {"let", "notify", "inform", "tell"}
    if not (slots.body or slots.about or slots.title or (told and not slots.words)):
        return None
    return _mail(said, SendMail, slots)


def _say(said: Instruction, i: int) -> Frame | None:
    """ "…, say 'Just checking in'": the text of the mail before it."""
    if said.phrases.sort(i) is not Sort.QUOTE:
        words = said.raw(i + (said.low(i) == "that"), said.end)
        return SendMail(*said.span, body=words, body_manner="say") if words else None
    return SendMail(*said.span, body=said.tokens[i].value, quoted=True, body_manner="say")


def draft(said: Instruction, i: int) -> Frame | None:
    """ "Draft a mail to Ana about …", "draft a reply to Ana saying …"."""
    if said.low(i) in DETERMINERS and said.low(i + 1) in _ANSWERS:
        answer = reply(said, i + 2)
        return replace(answer, kept=True) if isinstance(answer, ReplyToMail) else None
    slots = MailSlots(said.text, said.tokens).read(i, first_is_recipient=True)
    nouns = {word.lower() for word in slots.words}
    if not (nouns & MAIL_NOUNS or any(not person.myself for person in slots.to)):
        return None
    return _mail(said, DraftMail, slots)
