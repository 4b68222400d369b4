"""A question that the last turn ended with, and what the user says to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from agents.offline.asking.answer import Question, Wanted
from agents.offline.asking.messages import Line, with_answer, with_change
from agents.offline.asking.script import Call, Script
from agents.offline.asking.specialists import tools
from agents.offline.calendar.frames import CreateEvent, MoveEvent
from agents.offline.mail.frames import ForwardMail, NewMail, ReplyToMail
from agents.offline.reading.afterwords import afterwords, drops
from agents.offline.reading.courtesies import OPENED, OPENERS
from agents.offline.reading.frames import Made, Written
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.steps import Steps, steps_of
from agents.offline.reading.tokens import Sort, tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.when import names_day
from agents.offline.reading.words import FUNCTION, GENERIC_EVENTS, NEGATIONS, ORDER, PLEASED, QUESTION_WORDS
from agents.offline.supervising.outcomes import spoken
from tools.patterns import Pattern, Spoken

_QUESTION = Spoken(
    r"\A\W*(?:and |so |but |actually,? )?"
    r"(?:who|what|when|where|which|why|how|did|does|do|is|are|has|have|can|could|will"
    r"|any|anything)\b[^?]*\?\W*\Z"
)
"""A question back: no answer to one of ours."""
_TELL_ME = Spoken(
    r"\A\W*(?:(?:can|could|would) you |please )+(?:tell me|show me|check|find out|let me know|look up)\b"
)
_LOOKS = Spoken(
    rf"\A\W*{OPENED}(?:(?:what|who|where|how)(?:['’]?s)? (?!about\b)|which "
    r"|(?:show|list|find|search|open) )"
)
""" "What's labelled urgent", "show starred": asked or wanted anew, whether it is understood or not."""
_OF_MINE = Spoken(r"\bmy (?:calendar|schedule|diary|agenda|inbox|mailbox|tasks|to-?dos)\b")
""" "Can you check my calendar?": asked of us, and no text of a mail."""
_OF_THEM = Spoken(
    r"\A\W*(?:(?:and|so|wait|hm+|what(?:['’]?s| is| was)|who(?:['’]?s| is)|where(?:['’]?s| is)"
    r"|when(?:['’]?s| is))\W+)+"
    r"(?:(?:is|was) )?(?:his|her|their|he|she) (?:(?:e-?mail|phone|mobile|cell)(?: (?:number|address))?"
    r"|number|address"
    r"|birthday|name|job|title|last (?:e-?mail|mail|message)|in\b)[^.;!\n]{0,30}\Z"
)
""" "What's his number?", at what he is to be told: nobody is told of themselves as of another."""
_TO_THEM = Spoken(r"\b(?:you|your|we|us|our)\b")


_PICKS = Spoken(
    rf"\W*(?:(?:{OPENERS}|yes|schedule|book|make|take|pick|choose|use|do|go with)\W+)*(?:the )?"
    r"(?:first|second|third|last|1st|2nd|3rd)(?: (?:one|option|choice|time|day|date))?(?: please)?\W*"
)
""" "Schedule the first one": of what was offered."""
_THE_EVENT = Spoken(r"\b(?:the|this|that) (?:event|meeting|appointment)\b")
_OFFERED = Pattern(r"\(\d+\) '(.+?)' on ")
_BETTER = Spoken(
    r"\A\W*(?:(?:oh|ah|no|wait|hm+|ok(?:ay)?|sorry)\W+)*(?:actually|instead|on second thou?ghts?|better)\b"
)


@dataclass(frozen=True)
class OpenQuestion:
    """What an agent has to know before it can do what it was asked for."""

    tool: str
    """By which its agent is reached."""
    request: str
    full_context: bool
    """Whether the conversation was given along with the request."""
    asked: Question

    def is_answered_by(self, text: str, planned: Steps, now: datetime) -> bool:
        """Whether what the user says is meant for it, and is no request or question of its own."""
        asks_back = bool(_QUESTION.match(text) or _TELL_ME.match(text))
        if thinks_better(text) and planned.steps and not planned.unclear:
            return _only_says_when(planned) and self.asked.wants is Wanted.TIME
        if self.asked.wants is Wanted.TEXT:
            # "Can we talk tomorrow?" is what a mail should say; "when is the review?" may be asked of us.
            return not (_is_another_request(planned) or _OF_THEM.match(text)) and (
                not asks_back or (bool(_TO_THEM.search(text)) and not _OF_MINE.search(text))
            )
        if drops(text, waiting=True) and self._makes(now):
            return True
        if _PICKS.fullmatch(text):
            return True
        if not asks_back and (self._offers(text, planned) or self._is_one_of(text, now)):
            return True
        if self.asked.wants is Wanted.TIME and not asks_back and says_only_when(text, now):
            return True
        if self.asked.wants is Wanted.TIME and (
            _only_says_when(planned) or names_only_when(text, planned, now)
        ):
            return True
        return not planned.steps and not asks_back and not _LOOKS.match(text)

    def _offers(self, text: str, planned: Steps) -> bool:
        """ "Dentist tomorrow at 9", where it is asked which of several events is meant: one of them."""
        titles = {title.casefold() for title in _OFFERED.findall(self.asked.text)}
        said = afterwords(text).text.casefold()
        return (
            any(title in said for title in titles)
            and said.split()[0] not in COMMAND_VERBS | {"i", "we"}
            and all(isinstance(step.frame, CreateEvent) for step in planned.steps)
        )

    def _is_one_of(self, text: str, now: datetime) -> bool:
        """ "The 1:1", where several are offered: what it names, and nothing else."""
        tokens = tuple(token for token in tokenize(text, now) if token.sort is not Sort.SIGN)
        named, after = Phrases(tokens).reference(0) if tokens else (None, 0)
        alone = named is not None and after == len(tokens) and not named.pronoun and not named.plural
        return alone and _OFFERED.search(self.asked.text) is not None

    def is_left_by(self, planned: Steps, now: datetime) -> bool:
        """Whether something was to be made, and something else is made in its place."""
        return self._makes(now) and any(isinstance(step.frame, Made | Written) for step in planned.steps)

    def _makes(self, now: datetime) -> bool:
        """Whether there is nothing yet that could be cancelled in its place."""
        request, *_ = self.request.split("\n")
        steps = steps_of(understand(request, now)).steps
        return bool(steps) and all(isinstance(step.frame, Made | Written) for step in steps)

    def taken_up(self, answer: str) -> Script:
        """Hand the request to its agent again, with the question and the answer to it."""
        if drops(answer, waiting=True):
            return "All right, nothing was done."
        request = reduce(with_change, self.asked.changes, self.request)
        text = with_answer(request, self.asked.text, answer.strip())
        context = {"full_context": True} if self.full_context else {}
        return spoken((yield [Call(self.tool, {"request": text, **context})])).text


def thinks_better(text: str) -> bool:
    """ "Actually, archive it": something else is wanted than what was asked about."""
    return _BETTER.match(text) is not None


def open_question(history: Sequence[Line]) -> OpenQuestion | None:
    """What was asked last, when nothing has been said since. The request stands in the turn's own calls."""
    for line in reversed(history):
        if line.by_user:
            return None
        refused_and_asked = line.outcome == "refused" and line.answer.question is not None
        if line.speaker in tools().values() and (line.outcome == "question" or refused_and_asked):
            # An agent that is a language model asks in words alone.
            asked = line.answer.question or Question(line.text)
            return OpenQuestion(line.speaker, line.request, line.full_context, asked)
    return None


def asked_before(history: Sequence[Line]) -> OpenQuestion | None:
    """What was asked before the last turn, which has only looked something up: it still waits."""
    turns = 0
    for place, line in reversed(list(enumerate(history))):
        if line.by_user:
            turns += 1
            if turns == 2:
                return None
            if any(later.outcome not in ("", "answered") for later in history[place:]):
                return None
        elif turns and line.speaker in tools().values():
            return open_question(history[: place + 1])
    return None


def _is_another_request(planned: Steps) -> bool:
    """ "Send Ana a mail saying …", "lunch with Maya on Friday at 12": nothing that a mail would say."""
    if planned.unclear or planned.statements or len(planned.steps) != 1:
        return False
    match planned.steps[0].frame:
        case NewMail() as mail:
            return bool(mail.people and (mail.body or mail.about or mail.title)) and not mail.leftovers
        case CreateEvent() as event:
            named = all(not person.pronoun and not person.myself for person in event.people)
            return bool(event.people and event.times and named)
        case ReplyToMail() | ForwardMail() as mail:
            return mail.target is not None and bool(mail.target.people) and not mail.target.pronoun
        case _:
            return False


def says_only_when(text: str, now: datetime) -> bool:
    """ "2pm is fine", "I like the one on Monday": a time, and that it pleases."""
    tokens = [token for token in tokenize(text, now) if token.sort is not Sort.SIGN]
    dated = any(token.time is not None and token.time.start is not None for token in tokens)
    words = {token.low for token in tokens if token.time is None}
    return dated and words <= PLEASED | FUNCTION | set(ORDER) and not words & (NEGATIONS | QUESTION_WORDS)


def names_only_when(text: str, planned: Steps, now: datetime) -> bool:
    """ "Can you arrange it with 9 pm": an hour without a day, for nothing that it names; "plan the event on
    the 22nd" also a day, for what is spoken of."""
    frame = planned.steps[0].frame if len(planned.steps) == 1 else None
    if not isinstance(frame, CreateEvent) or frame.people or frame.title or frame.about or not frame.times:
        return False
    return (
        _THE_EVENT.search(text) is not None or not any(names_day(token, now) for token in frame.times)
    ) and set(frame.words.lower().split()) <= GENERIC_EVENTS | PLEASED | FUNCTION


def _only_says_when(planned: Steps) -> bool:
    """ "No, make it Friday at 4": what is not there yet can't be moved, so it says when it should be."""
    frame = planned.steps[0].frame if len(planned.steps) == 1 else None
    if not isinstance(frame, MoveEvent) or not frame.times:
        return False
    return frame.target is not None and frame.target.pronoun and not frame.target.people
