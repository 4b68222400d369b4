"""Instructions to answer or forward a mail."""

from dataclasses import replace

from agents.offline.mail.file_commands import FILES
from agents.offline.mail.frames import ForwardMail, ReplyToMail
from agents.offline.mail.slots import SAYS_ALONE, MailSlots
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Person, Quantity, Reference
from agents.offline.reading.slots import Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.verbs import verbs
from agents.offline.reading.words import DETERMINERS, MAIL_NOUNS, SAYING, TEXT_NOUNS, Act, Domain

_INTRODUCING = (
    SAYING
    | verbs(Act.TELL)
    | TEXT_NOUNS
    | MAIL_NOUNS
    | frozenset("telling following it them him her".split())
)
"""Words that may lead to the text of an answer."""


def reply(said: Instruction, i: int) -> Frame | None:
    """ "Reply to Ana's mail that …", "answer her"; without a mail, to the one that was spoken of."""
    everyone = (
        said.low(i) in {"all", "everyone", "everybody"}
        or said.phrases.skip(i, "to", "all") > i
        or said.phrases.skip(i, "to", "everyone") > i
    )
    j = i + (said.low(i) == "all")
    if everyone and said.low(j) == "to" and said.low(j + 1) in {"all", "everyone", "everybody"}:
        j += 2
    said_first = said.tokens[j].value if said.phrases.sort(j) is Sort.QUOTE else ""
    j += bool(said_first)
    while said.low(j) in {"to", "on", "back", "all"}:
        j += 1
    text = said.low(j) == "that" and said.low(j - 1) not in {"to", "on"} and j + 1 < said.end
    target, after = said.phrases.reference(j, to_is_recipient=False) if not text else (None, j)
    if not text and (target is None or (target.domain is None and not target.pronoun)):
        target, after = _reply_to_person(said, j)
    if target is not None and target.domain is Domain.CALENDAR:
        return None
    if target is None and not said.phrases.people(j)[0]:
        # "If Ana has written, reply with 'Thanks'": to what was spoken of.
        place = said.tokens[said.at].stop
        target = Reference(Domain.EMAIL, place, place, pronoun=True)
    slots = MailSlots(said.text, said.tokens).read(after, first_is_recipient=False, asks="say")
    text_at = None if said_first or slots.body else _text_at(said, after)
    plain = said_first or ("" if text_at is None else said.raw(text_at, said.sentence_end(text_at)))
    # "Reply: I'll look at it tonight": a time in the text is none of the mail.
    text_begins = said.tokens[text_at].begin if text_at is not None and text_at < said.end else None
    return ReplyToMail(
        *said.span,
        target=target,
        body=slots.body or plain,
        quoted=slots.quoted or bool(said_first),
        body_manner=slots.manner,
        reply_all=everyone,
        unplaced=_between(said, after, slots),
        cc=tuple(slots.cc),
        times=tuple(one for one in slots.times if text_begins is None or one.begin < text_begins),
    )


def _between(said: Instruction, i: int, slots: Slots) -> tuple[str, ...]:
    """Words between the mail that is answered and a text in quotes: they may say which mail."""
    stop = next((j for j in range(i, said.end) if said.phrases.sort(j) is Sort.QUOTE), i)
    if not slots.quoted or slots.to or slots.cc:
        return ()
    return tuple(word for word in said.leftovers(i, stop) if word.lower() not in _INTRODUCING)


def _reply_to_person(said: Instruction, i: int) -> tuple[Reference | None, int]:
    """ "reply to Ana", "answer her": to the last mail from them."""
    people, after = said.phrases.people(i)
    if len(people) != 1 or said.low(after) == "'s":
        return None, i
    return (
        Reference(Domain.EMAIL, people[0].begin, people[-1].stop, noun="email", order=-1, people=people),
        after,
    )


def _text_at(said: Instruction, i: int) -> int | None:
    """ "reply with thanks, see you there": where the text without marks begins, after "with"."""
    for j in range(i, said.end):
        if said.low(j) in {"with", "saying", ":"}:
            return j + 1
    return i if said.low(i) in SAYS_ALONE else None


def forward(said: Instruction, i: int) -> Frame | None:
    """ "Forward … to …"."""
    people: tuple[Person, ...] = ()
    target, after = said.phrases.reference(i)
    if said.verb in {"forward", "fwd", "fw"} and target is not None and _a_paper(target):
        target = _with_a_file(target) or replace(target, domain=Domain.EMAIL)
    if target is not None and target.domain is None and target.quantity is Quantity.ALL and target.people:
        # "Forward everything from Ana": only mails are from somebody.
        target = replace(target, domain=Domain.EMAIL)
    if target is None or (target.domain is not Domain.EMAIL and not target.pronoun):
        people, after = said.phrases.people(i)
        target, after = said.phrases.reference(after)
        if target is None or target.domain is not Domain.EMAIL:
            return None
    after += said.low(after) in {"on", "along", "over"} and said.low(after + 1) == "to"
    if said.verb == "share" and said.low(after) == "with":
        shared, after = said.phrases.people(after + 1)
        people = (*people, *shared)
    slots = MailSlots(said.text, said.tokens).read(after, first_is_recipient=False)
    if said.verb == "share" and target.domain is not Domain.EMAIL:
        return None
    left = (*slots.leftovers, *_another(said, after), *_before_recipient(said, after))
    return ForwardMail(
        *said.span,
        target=target,
        complete=bool((target.people or target.filters.attached) and (people or slots.to)) and not left,
        people=(*people, *slots.to),
        cc=tuple(slots.cc),
        body=slots.body,
        quoted=slots.quoted,
        body_manner=slots.manner,
        whole=slots.whole,
        times=tuple(slots.times),
        leftovers=left,
    )


def _before_recipient(said: Instruction, i: int) -> tuple[str, ...]:
    """Words between what is forwarded and to whom: they may say what else is meant."""
    stop = next((j for j in range(i, said.end) if said.low(j) in {"to", "with"}), i)
    return said.leftovers(i, stop)


def _another(said: Instruction, i: int) -> tuple[str, ...]:
    """ "… and the offsite mail to Ben": a second thing, which nothing has placed."""
    if said.low(i) not in {"and", "&", ","} or said.low(i + 1) not in DETERMINERS:
        return ()
    second, after = said.phrases.reference(i + 1)
    return said.leftovers(i, after) if second is not None and second.definite else ()


def _with_a_file(target: Reference) -> Reference | None:
    """ "The budget csv": the mail that it came with; None where no file is named."""
    words = [word for word in target.words.split() if word.lower() not in FILES]
    if target.noun not in FILES or not words:
        return None
    files = replace(target.filters, attached=True)
    return replace(target, domain=Domain.EMAIL, noun="email", words=" ".join(words), filters=files)


def _a_paper(target: Reference) -> bool:
    """Whether it names a thing that only a mail can bring: "the invoice", "Ana's quote"."""
    return target.domain is None and target.definite and bool(target.words) and not target.pronoun
