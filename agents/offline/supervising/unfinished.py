"""A request of the last turn that nothing was done for, and what the user says to have it otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from agents.offline.asking.answer import Question, Wanted
from agents.offline.asking.messages import Line, with_change
from agents.offline.asking.script import Call, Script
from agents.offline.asking.specialists import tools
from agents.offline.calendar.frames import AmendEvent
from agents.offline.reading.afterwords import afterwords
from agents.offline.reading.amendments import amended_step, amendment
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.understanding import understand
from agents.offline.supervising.outcomes import spoken
from tools.patterns import Spoken

_CHOSEN = Spoken(
    r"\A\W*(?:(?:yes|ok(?:ay)?|great|good|i like|the|that)\W+)*"
    r"(?:first|second|third|last)(?: (?:one|option|time))?"
    r"(?: (?:is|looks?|works?|sounds?|good|great|fine|best|perfect|for me))*[.!,;]+\s+(?:and |also )*(?=\w)"
)
""" "The second one works. Add Matt": of times that were not offered, and what is to be changed."""


@dataclass(frozen=True)
class Unfinished:
    """What an agent was asked for, and has not done: the user said no, or has not answered a question."""

    line: Line
    now: datetime

    def is_changed_by(self, text: str) -> bool:
        """Whether `text` says how it should be otherwise, and is no mere answer to the question about it."""
        asked = self._asked()
        text = _CHOSEN.sub("", text) if asked is not None else text
        request, *_ = self.line.request.split("\n")
        steps = steps_of(understand(request, self.now)).steps
        if self.line.outcome not in ("refused", "question") or amended_step(steps, text, self.now) is None:
            return False
        return asked is None or self._corrects(asked, text)

    def _asked(self) -> Question | None:
        # An agent that is a language model asks in words alone.
        return (
            (self.line.answer.question or Question(self.line.text))
            if self.line.outcome == "question"
            else None
        )

    def _corrects(self, asked: Question, text: str) -> bool:
        if afterwords(text).turns or asked.wants is Wanted.TEXT:
            return True
        more = amendment(text, self.now)
        if asked.wants is not Wanted.TIME or more is None:
            return False
        # "Noon, and invite Ben": more than when it should be.
        return not more.times or (
            isinstance(more, AmendEvent) and bool(more.comes or more.goes or more.title)
        )

    def in_other_words(self, text: str) -> str | None:
        """The request with what `text` names in the place of what it was about: "i meant the lunch"."""
        request, *_ = self.line.request.split("\n")
        return of_another(request, text, self.now)

    def taken_up(self, text: str) -> Script:
        """Hand it to its agent again, with the change."""
        context = {"full_context": True} if self.line.full_context else {}
        text = _CHOSEN.sub("", text) if self._asked() is not None else text
        request = with_change(self.line.request, text.strip())
        return spoken((yield [Call(self.line.speaker, {"request": request, **context})])).text


def of_another(request: str, text: str, now: datetime) -> str | None:
    """`request` with the thing, or the people, that `text` corrects: "i meant the lunch", "i meant Kim"."""
    said = afterwords(text)
    steps = steps_of(understand(request, now)).steps
    target = steps[0].frame.target if len(steps) == 1 else None
    if not said.turns or target is None or target.stop <= target.begin or target.handle:
        return None
    phrases = Phrases(tokenize(said.text, now))
    if not phrases.tokens:
        return None
    people, end = phrases.people(0)
    if people and end == len(phrases.tokens) and target.people:
        begin, stop = target.people[0].begin, target.people[-1].stop
    else:
        meant, after = phrases.reference(0)
        if meant is None or after < len(phrases.tokens) or meant.pronoun:
            return None
        if not (meant.words or meant.people or meant.title) or meant.domain not in (None, target.domain):
            return None
        begin, stop = target.begin, target.stop
    instead = f"{request[:begin]}{said.text}{request[stop:]}"
    again = steps_of(understand(instead, now)).steps
    # Where other words than those of the thing were replaced, it asks for something else.
    same = [type(step.frame) for step in again] == [type(steps[0].frame)]
    return instead if same else None


def unfinished(history: Sequence[Line], now: datetime) -> Unfinished | None:
    """What nothing came of in the last turn, when nothing has been said since."""
    done: set[str] = set()
    for line in reversed(history):
        if line.by_user:
            return None
        if line.speaker in tools().values() and line.outcome in ("refused", "question", "answered"):
            # What was asked for at its card instead, and has been done, is what is spoken of since.
            return None if line.speaker in done else Unfinished(line, now)
        if line.outcome == "done":
            done.add(line.speaker)
    return None


def last_was_done(history: Sequence[Line]) -> bool:
    """Whether the last turn changed something."""
    for line in reversed(history):
        if line.by_user:
            return False
        if line.speaker in tools().values() and line.outcome == "done":
            return True
    return False


def last_only_looked(history: Sequence[Line]) -> bool:
    """Whether the last turn has answered a question, and nothing else."""
    last = takewhile(lambda line: not line.by_user, reversed(history))
    outcomes = {line.outcome for line in last if line.speaker in tools().values()}
    return outcomes == {"answered"}
