"""Carries out the steps of a request one after the other, and what is independent together."""

from collections.abc import Generator, Sequence
from typing import Protocol

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import NOT_UNDERSTOOD, QuestionError, UnableError, understood
from agents.offline.asking.referents import Referents
from agents.offline.asking.script import Result, Round, Script, together
from agents.offline.reading.frames import Frame
from agents.offline.reading.steps import Condition, Step, steps_of
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import Act, Domain


class Work(Protocol):
    """What one kind of agent can do."""

    def carry_out(self, frame: Frame) -> Script | None: ...

    def holds(self, condition: Condition, frame: Frame) -> Generator[Round, Sequence[Result], bool]: ...


def run(request: Request, work: Work) -> Script:
    """The whole turn of an agent: all of its steps, and one answer. A question ends it."""
    reading = understand(request.text, request.now)
    planned = steps_of(reading)
    if planned.unclear or not planned.steps:
        return NOT_UNDERSTOOD
    referents = Referents(reading, request.history, request.now)
    steps = [
        Step(step.clause, referents.frame(step.frame), _resolved(step.condition, referents))
        for step in _without_lookups(planned.steps)
    ]
    if any(work.carry_out(step.frame) is None for step in steps):
        return NOT_UNDERSTOOD
    if len(planned.steps) > len(steps) and any(step.frame.leftovers for step in planned.steps):
        # "Find the mail that … and forward it": what is to be found is not clear.
        return NOT_UNDERSTOOD
    try:
        for step in steps:
            understood(step.frame)
    except UnableError as unable:
        return unable.why
    if question := next((asked for step in steps if (asked := _unknown_thing(step.frame))), ""):
        # Before anything is done: half of what was said would be worse than nothing.
        return question
    said = yield from together(*(_guarded(_one(work, step)) for step in steps))
    return " ".join(text for text in dict.fromkeys(said) if text)


def _unknown_thing(frame: Frame) -> str:
    """What has to be asked where "it" stands for nothing that was spoken of."""
    target = frame.target
    if target is None or not target.pronoun or target.handle or frame.act is Act.CREATE:
        return ""
    return f"Which {'email' if frame.domain is Domain.EMAIL else 'event'} do you mean?"


def _without_lookups(steps: Sequence[Step]) -> list[Step]:
    """ "Find the mail from Ana and forward it" is one thing to do: what is found is not listed first."""
    kept: list[Step] = []
    for index, step in enumerate(steps):
        following = steps[index + 1].frame if index + 1 < len(steps) else None
        looks = step.frame.act in (Act.SEARCH, Act.LIST) and not step.frame.question
        if looks and following is not None and following.target is not None and following.target.pronoun:
            continue
        kept.append(step)
    return kept


def _resolved(condition: Condition | None, referents: Referents) -> Condition | None:
    if condition is None:
        return None
    return Condition(condition.clause, referents.frame(condition.frame), condition.exists)


def _one(work: Work, step: Step) -> Script:
    if step.condition is not None and not (yield from work.holds(step.condition, step.frame)):
        return f"Nothing was done, because the condition '{step.condition.clause.text}' is not met."
    script = work.carry_out(step.frame)
    assert script is not None
    return (yield from script)


def _guarded(script: Script) -> Script:
    try:
        return (yield from script)
    except QuestionError as missing:
        return missing.question
    except UnableError as unable:
        return unable.why
