"""Carries out the steps of a request one after the other, and what is independent together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from agents.offline.asking.answer import Answer, joined
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import (
    NOT_UNDERSTOOD,
    QuestionError,
    UnableError,
    guarded,
    understood,
    which,
)
from agents.offline.asking.referents import Referents
from agents.offline.asking.script import Part, Result, Script, together
from agents.offline.asking.whole_questions import answered
from agents.offline.reading.afterwords import puzzles
from agents.offline.reading.amendments import amended, amended_step, amending_step
from agents.offline.reading.frames import Condition, Enquiry, Frame, Listing, Made
from agents.offline.reading.steps import Step, steps_of
from agents.offline.reading.understanding import understand


class Work(Protocol):
    """What one kind of agent can do."""

    def carry_out(self, frame: Frame) -> Script | None: ...

    def holds(self, condition: Condition, frame: Frame) -> Part[bool]: ...


def run(request: Request, work: Work) -> Script:
    """The whole turn of an agent: all of its steps, and one answer. A question ends it.

    Raises:
        QuestionError: it isn't known what "it" stands for. Nothing has been done.
        UnableError: some words of a change have no place. Nothing has been done.
    """
    reading = understand(request.text, request.now)
    planned = steps_of(reading)
    planned = amending_step(planned, request.text, request.now) or planned
    if planned.unclear or not planned.steps:
        return NOT_UNDERSTOOD
    referents = Referents(reading, request.history, request.now)
    steps = [
        Step(step.clause, referents.frame(step.frame), _resolved(step.condition, referents))
        for step in _without_lookups(planned.steps)
    ]
    for said in request.changes:
        changed = amended_step(steps, said, request.now)
        if changed is None:
            raise UnableError(f"I don't know what '{said}' would change, so nothing was done.")
        steps[changed[0]] = changed[1]
    if any(work.carry_out(step.frame) is None for step in steps):
        return NOT_UNDERSTOOD
    if len(planned.steps) > len(steps) and any(step.frame.leftovers for step in planned.steps):
        # "Find the mail that … and forward it": what is to be found is not clear.
        return NOT_UNDERSTOOD
    for step in steps:
        understood(step.frame)
    for step in steps:
        # Before anything is done: half of what was said would be worse than nothing.
        _check_thing(step.frame)
    return joined((yield from together(*(guarded(_one(work, step, request.now)) for step in steps))))


def _check_thing(frame: Frame) -> None:
    """See to it that "it" stands for something.

    Raises:
        QuestionError: nothing was spoken of that it can be.
    """
    target = frame.target
    if target is not None and target.pronoun and not target.handle and not isinstance(frame, Made):
        raise which(frame.domain)


def _without_lookups(steps: Sequence[Step]) -> list[Step]:
    """ "Find the mail from Ana and forward it" is one thing to do: what is found is not listed first."""
    kept: list[Step] = []
    for index, step in enumerate(steps):
        following = steps[index + 1].frame if index + 1 < len(steps) else None
        looks = isinstance(step.frame, Listing) and not step.frame.question
        if looks and following is not None and following.of_it:
            continue
        kept.append(step)
    return kept


def _resolved(condition: Condition | None, referents: Referents) -> Condition | None:
    if condition is None:
        return None
    frame = referents.frame(condition.frame)
    assert isinstance(frame, Enquiry)
    return Condition(condition.clause, frame, condition.exists)


def _one(work: Work, step: Step, now: datetime) -> Script:
    """The step; once more, with what it changes, when the user refuses it and says how they want it."""
    if step.condition is not None and not (yield from work.holds(step.condition, step.frame)):
        return f"Nothing was done, because the condition '{step.condition.clause.text}' is not met."
    frame: Frame | None = step.frame
    answer: Answer | str = ""
    known: dict[str, Result] = {}
    said: list[str] = []
    while frame is not None:
        heard: list[Result] = []
        answer = yield from _overheard(answered(frame, work.carry_out), heard, known)
        why = heard[0].why if len(heard) == 1 else ""
        changed = amended(frame, why, now) if why else None
        if why and (changed == frame or why in said[-1:]):
            # "Make it an hour" of what takes one: the card is closed, and nobody is asked twice in a turn.
            raise QuestionError(_AS_SHOWN, changes=tuple(said))
        if changed is None and puzzles(why, now):
            raise QuestionError(f"I don't understand '{why}' as an answer. {_ONCE_MORE}", changes=tuple(said))
        frame = changed
        said.append(why)
    return answer


_ONCE_MORE = "Shall it be proposed once more?"
_AS_SHOWN = f"That comes to what was shown. {_ONCE_MORE}"


def _overheard(script: Script, heard: list[Result], known: dict[str, Result]) -> Script:
    """`script`. What its changes came to is added to `heard`, and what it looked up to `known`: that is not
    looked up again."""
    try:
        calls = next(script)
        while True:
            names = [f"{call.name} {sorted(call.args.items())!r}" for call in calls]
            new = [name not in known for name in names]
            fresh = iter(
                (yield [call for call, asked in zip(calls, new, strict=True) if asked]) if any(new) else ()
            )
            results = [next(fresh) if asked else known[name] for name, asked in zip(names, new, strict=True)]
            heard += [result for result in results if result.outcome]
            known |= {n: one for n, one in zip(names, results, strict=True) if not (one.outcome or one.error)}
            calls = script.send(results)
    except StopIteration as end:
        said: Answer | str = end.value
        return said
