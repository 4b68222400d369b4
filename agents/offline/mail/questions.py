"""Questions about mails: "has Ana sent me anything since Monday?", "what did Ben write?"."""

from dataclasses import replace

from agents.offline.mail.frames import ReadMail, SearchMail
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.question import Question
from agents.offline.reading.questions import narrowing, those
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import EVENT_NOUNS, MAIL_NOUNS, MAILBOXES, Domain

_SENT = frozenset(
    "sent send sends emailed mailed written wrote write replied reply responded forwarded heard hear "
    "messaged answered".split()
)
_RECEIVED = frozenset("received receive get got gotten".split())
_MINE = frozenset(
    "i me my we us our mine any anything new unread last latest recent inbox there emails messages mails "
    "many everyone anyone".split()
)


def mail_question(q: Question) -> Enquiry | None:
    first = q.phrases.low(q.at)
    # "Anything from Ana?": only mails are from somebody.
    from_somebody = first in {"anything", "something"} and q.phrases.low(q.at + 1) == "from"
    if not q.words & (MAIL_NOUNS | _SENT | MAILBOXES) and not from_somebody:
        return None
    if "you" in q.words and q.asked in {"what", "who"} and "i" not in q.words:
        return None
    if not q.words & (_MINE | _SENT | _RECEIVED):
        return None
    if q.words & (
        EVENT_NOUNS - {"call", "calls", "invite", "invitation", "reminder", "reminders"}
    ) and not q.words & (MAIL_NOUNS | {"sent", "emailed", "mailed", "wrote", "written"}):
        return None
    ref = _mail_reference(q)
    asked = q.asked
    if from_somebody and ref.people and all(person.text[:1].isupper() for person in ref.people):
        return q.put(SearchMail(*q.span, target=ref, complete=True), "exists")
    if ref.order is not None and ref.about and asked == "exists":
        return None  # "was her last mail about …?" is no question of whether there is one.
    if q.words & {"say", "says", "said", "write", "wrote"} and asked == "what":
        return q.put(ReadMail(*q.span, target=ref), "what")
    if asked in {"what", "who", "when"} and (q.words & _SENT or ref.order is not None or ref.people):
        return q.put(SearchMail(*q.span, target=ref), asked)
    return q.put(SearchMail(*q.span, target=ref), asked if asked != "when" else "when")


def _mail_reference(q: Question) -> Reference:
    ref = Reference(
        Domain.EMAIL,
        q.tokens[q.at].begin,
        q.tokens[-1].stop,
        noun="emails",
        quantity=Quantity.ALL,
        definite=False,
    )
    subjects = q.subjects()
    sent = q.words & _SENT
    mine = not subjects and bool(q.words & {"i", "we"})
    if subjects and not any(person.myself for person in subjects):
        ref = replace(ref, people=subjects, either="or" in q.words)
    for i in range(q.at, q.end):
        ref = _mail_part(q, ref, i, from_me=mine and bool(sent - {"heard", "hear"}))
    return ref


def _mail_part(q: Question, ref: Reference, i: int, *, from_me: bool) -> Reference:
    phrases = q.phrases
    low = phrases.low(i)
    if q.tokens[i].sort is Sort.TIME:
        return replace(ref, times=(*ref.times, q.tokens[i])) if q.tokens[i] not in ref.times else ref
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


def narrowing_question(q: Question) -> Enquiry | None:
    """ "Which of them are from Ana?": of what was listed, those that fit."""
    i = narrowing(q)
    ref = those(q, i, Domain.EMAIL) if i and q.phrases.low(i) in {"from", "about"} else None
    return q.put(SearchMail(*q.span, target=ref, complete=True), "what") if ref else None
