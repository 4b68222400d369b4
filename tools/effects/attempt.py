"""One try at an effect, or at taking it back, and what came of it."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tools.effects.delivery import is_uncertain, passes
from tools.effects.marks import LedgerMarks
from tools.effects.plan import CannotAskError, Executor, Intent, Receipt, is_marking
from tools.errors import AssistantError, FinalError, PassingError


class Result(Enum):
    """How a try ended."""

    DONE = auto()
    FOUND = auto()
    """An earlier try had done it: the destination has it."""
    PASSING = auto()
    FINAL = auto()
    ABSENT = auto()
    """The destination certainly hasn't got it."""
    UNKNOWN = auto()
    """It may have happened, and the destination can't be asked."""


@dataclass(frozen=True)
class Outcome:
    """What came of a try."""

    result: Result
    receipt: Receipt | None = None
    error: AssistantError | OSError | None = None
    unclear: bool = False
    """The destination must be looked at before the next try."""
    reached: bool = True
    """The destination answered, if only to say no."""
    progress: dict[str, Any] = field(default_factory=dict)


def act(
    executor: Executor,
    intent: Intent,
    marks: LedgerMarks,
    *,
    look_first: bool,
    decided: bool,
    given_up: FinalError | None,
) -> Outcome:
    """Carry the intent out, unless the destination has it already.

    With `decided`, a person has said to do it even where nobody can tell whether it has happened.
    With `given_up`, it may no longer happen, for that reason: it is only found out whether it has.
    """
    if look_first:
        looked = look(executor, intent)
        if looked.result is not Result.ABSENT and not (looked.result is Result.UNKNOWN and decided):
            return looked
    if given_up:
        return Outcome(Result.FINAL, error=given_up, reached=False)
    try:
        if is_marking(executor):
            receipt = executor.carry_out(intent, marks)
        else:
            marks.handed_over = True
            receipt = executor.act(intent)
        return Outcome(Result.DONE, receipt=receipt)
    except (AssistantError, OSError) as error:
        return _after(error, executor, intent, may_have_happened=marks.handed_over)


def look_after_it(executor: Executor, intent: Intent) -> Outcome:
    """What came of a try whose process ended after it had handed over, as far as is known by now."""
    looked = look(executor, intent)
    if looked.result is not Result.ABSENT:
        return looked
    error = PassingError("it was cut off while it was handed over, and is not there yet", uncertain=True)
    return Outcome(Result.PASSING, error=error, unclear=True)


def take_back(
    executor: Executor, intent: Intent, receipt: Receipt, *, look_first: bool, decided: bool
) -> Outcome:
    """Undo what was done, unless the destination no longer has it; `decided` as for `act`."""
    if look_first:
        looked = look(executor, intent)
        if looked.result is Result.ABSENT:
            return Outcome(Result.FOUND, receipt=Receipt(text=f"Taken back: {intent.plan.summary}"))
        if looked.result is not Result.FOUND and not (looked.result is Result.UNKNOWN and decided):
            return looked
    try:
        return Outcome(Result.DONE, receipt=executor.undo(intent, receipt))
    except (AssistantError, OSError) as error:
        if not is_uncertain(error):
            return Outcome(Result.PASSING if passes(error) else Result.FINAL, error=error)
        looked = look(executor, intent)
        if looked.result is Result.ABSENT:
            return Outcome(Result.FOUND, receipt=Receipt(text=f"Taken back: {intent.plan.summary}"))
        if looked.result is Result.FOUND:
            return Outcome(Result.PASSING, error=error)
        return looked


def look(executor: Executor, intent: Intent) -> Outcome:
    """Ask the destination: FOUND, ABSENT, PASSING (ask later) or UNKNOWN (can't be asked)."""
    try:
        found = executor.find(intent)
    except CannotAskError:
        return Outcome(Result.UNKNOWN, unclear=True, reached=False)
    except (AssistantError, OSError) as error:
        return Outcome(Result.PASSING, error=error, unclear=True, reached=False)
    if found is None:
        return Outcome(Result.ABSENT)
    return Outcome(Result.FOUND, receipt=found)


def _after(
    error: AssistantError | OSError, executor: Executor, intent: Intent, *, may_have_happened: bool
) -> Outcome:
    progress = getattr(error, "progress", {})
    passing = passes(error)
    if may_have_happened and is_uncertain(error):
        looked = look(executor, intent)
        if looked.result is Result.FOUND:
            return looked
        if looked.result is Result.UNKNOWN:
            return Outcome(Result.UNKNOWN, error=error, unclear=True, reached=False, progress=progress)
        # It may still be on its way: what isn't there yet is looked for once more before it is repeated.
        return Outcome(Result.PASSING, error=error, unclear=True, reached=False, progress=progress)
    # A server that took the mail for some of its recipients is not down.
    reached = not passing or any(progress.values())
    return Outcome(
        Result.PASSING if passing else Result.FINAL, error=error, reached=reached, progress=progress
    )
