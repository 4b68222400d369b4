"""Questions about what is in the calendar: "what is on tomorrow?", "when am I meeting Ana?"."""

from dataclasses import replace

from agents.offline.calendar.frames import ListEvents
from agents.offline.calendar.terms import GRAMMAR
from agents.offline.reading.claims import Claims
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.question import Question
from agents.offline.reading.questions import narrowing, those
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    FUTURE,
    NEGATIONS,
    NEXT,
    ORDER,
    PAST,
    QUESTION_WORDS,
    RELATIONS,
    Domain,
)
from tools.timewords import Kind

_MET = frozenset("met meet meeting seen see seeing meetings".split())
_HAVE = frozenset(
    "have had got anything something scheduled schedule planned plans happening booked going".split()
)
_BYGONE = frozenset({"was", "were", "did", "had"})
_PAST_VERBS = frozenset({"met", "seen", "had"})
_NUMBERS = frozenset("two three four five six seven eight nine ten".split())
_BEFORE_EVENTS = frozenset("many 's already n't ever".split())


def agenda_question(q: Question) -> Enquiry | None:
    """ "What is on tomorrow?", "what's next": nothing but a time, or the next thing there is."""
    low = q.phrases.low
    if low(q.at) != "what" or low(q.at + 1) not in {"is", "'s"}:
        return None
    rest = range(q.at + 2, q.end)
    times = [q.tokens[i] for i in rest if q.phrases.is_time(i)]
    words = {low(i) for i in rest} - {"", "?", "for", "me", "up"}
    on = "on" in words or any(token.text.lower().startswith("on ") for token in times)
    if not words <= {"on", "next", "coming"} or not (times if on else words):
        return None
    begin, stop = q.tokens[q.at].begin, q.tokens[-1].stop
    ref = Reference(Domain.CALENDAR, begin, stop, noun="events", times=tuple(times), definite=False)
    soonest = "next" in words
    ref = replace(ref, next=soonest, quantity=Quantity.ONE if soonest else Quantity.ALL)
    return q.put(ListEvents(*q.span, target=ref, complete=True), "what")


def event_question(q: Question) -> Enquiry | None:
    """What a question behind "see if", or a condition, asks of the calendar; and the words that it leaves."""
    frame = _event_question(q)
    return frame if frame is None else replace(frame, claims=Claims(left=_left(q, frame)))


def _left(q: Question, frame: ListEvents) -> tuple[str, ...]:
    """The words that are neither grammar nor a part of what is asked about."""
    ref = frame.target
    named = (
        set(f"{ref.words} {ref.title} {ref.about} {ref.noun}".lower().split()) if ref is not None else set()
    )
    for person in (*frame.everybody, *(ref.people if ref is not None else ())):
        named |= set(person.text.lower().split())
    tokens = (token for token in q.tokens[q.at :] if token.sort is Sort.WORD and token.time is None)
    read = named | GRAMMAR | FUNCTION | set(RELATIONS) | _HAVE | _MET | _BEFORE_EVENTS
    read |= ORDER.keys() | NEXT | FUTURE | PAST | NEGATIONS | _NUMBERS
    return tuple(token.text for token in tokens if token.low not in read and not token.low.isdigit())


def _event_question(q: Question) -> ListEvents | None:
    asked = q.asked
    if q.words & {"most", "least"} and q.words & {"often", "frequently"}:
        # Nothing here counts that.
        return None
    eventful = q.words & (EVENT_NOUNS | CALENDARS) or q.words & _MET
    times = [token for token in q.tokens[q.at :] if token.sort is Sort.TIME]
    vague = q.words & {"something", "anything", "clash", "conflict"}
    looking = "like" in q.words and "my" in q.words and q.words & {"look", "day", "week"}
    having = q.words & _HAVE and q.words & {"i", "we", "my"} and (times or vague)
    if not (eventful or having or looking):
        return None
    if not (q.words & {"i", "we", "my", "our", "me", "is", "are", "there", "'s", "us"}) and not q.subject():
        return None
    ref = _event_reference(q, times)
    if not _known_event(q):
        return None
    if q.words & set(RELATIONS) or (asked == "who" and not ref.people):
        if ref.bare and ref.definite:
            # "Who is coming to the stand-up?": to the next one.
            ref = replace(ref, next=True)
        return q.put(ListEvents(*q.span, target=ref), "who")
    if asked == "when" and "last" in q.words:
        bygone = not ref.times or bool(q.words & _BYGONE)
        ref = replace(ref, tense="past" if bygone else ref.tense, order=-1, quantity=Quantity.ONE)
    elif asked == "when" and not ref.times:
        ref = replace(ref, next=True, quantity=Quantity.ONE)
    return q.put(ListEvents(*q.span, target=ref), asked)


def _known_event(q: Question) -> bool:
    """Whether it can be the user's event: "when is the review", not "when is Trump's next speech"."""
    if q.words & {"i", "me", "my", "our", "we", "us", "mine", "there", "calendar"} or q.asked not in {
        "when",
        "where",
    }:
        return True
    i = q.at + 1
    while q.phrases.low(i) in AUXILIARIES | {"'s", "time"}:
        i += 1
    return q.phrases.low(i) in {"the", "next", "this"}


def _event_reference(q: Question, times: list[Token]) -> Reference:
    for i in range(q.at, q.end):
        if q.phrases.low(i) in {"i", "we", "you", "there"} | AUXILIARIES | QUESTION_WORDS | _BEFORE_EVENTS:
            continue
        if q.phrases.low(i) in {"on", "in", "at"} and q.phrases.low(i + 1) in DETERMINERS:
            continue
        found, after = q.phrases.reference(i)
        if (
            found
            and found.domain is Domain.CALENDAR
            and found.noun in EVENT_NOUNS | {"thing", "things", "entry"}
        ):
            return _with_rest(q, found, after, times)
    ref = Reference(
        Domain.CALENDAR,
        q.tokens[q.at].begin,
        q.tokens[-1].stop,
        noun="events",
        quantity=Quantity.ALL,
        definite=False,
    )
    ref = _with_rest(q, ref, q.at, times)
    subject = q.subject()
    if subject and not subject.myself and q.words & _MET:
        ref = replace(ref, people=(*ref.people, subject))
    if q.words & _PAST_VERBS:
        ref = replace(ref, tense="past")
    return ref


def _meeting_verb(q: Question, i: int) -> bool:
    """Whether "meeting" or "seeing" is what one does: "when am I next meeting Ana", "if I'm seeing Ana"."""
    before = q.phrases.low(i - 1 - (q.phrases.low(i - 1) == "next"))
    return q.phrases.low(i) in {"meeting", "seeing"} and before in {"i", "we", "am", "'m", "are", "'re"}


def _with_rest(q: Question, ref: Reference, i: int, times: list[Token]) -> Reference:
    """`ref` with the times and people of the whole question."""
    known = set(ref.times)
    ref = replace(
        ref,
        times=(
            *ref.times,
            *(t for t in times if t not in known and t.time and t.time.kind is not Kind.DURATION),
        ),
    )
    for j in range(i, q.end):
        low = q.phrases.low(j)
        if low in {"with"} or (
            (low in {"met", "meet", "see", "seen"} or _meeting_verb(q, j)) and q.phrases.low(j + 1) != "with"
        ):
            people, _ = q.phrases.people(j + 1)
            named = tuple(p for p in people if not p.myself and p.text.lower() not in EVENT_NOUNS)
            if named and not ref.people:
                ref = replace(ref, people=named)
    return ref


def narrowing_question(q: Question) -> Enquiry | None:
    """ "Which of them are with Ana?", "are any of those on Monday?": of what was listed, those that fit."""
    i = narrowing(q)
    ref = those(q, i, Domain.CALENDAR) if i and q.phrases.low(i) not in {"from", "about"} else None
    return q.put(ListEvents(*q.span, target=ref, complete=True), "what") if ref else None
