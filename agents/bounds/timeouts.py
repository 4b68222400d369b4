"""Tools that only read, and don't come back, are given up."""

import contextvars
import queue
from collections.abc import Callable
from typing import TypeVar

from agents.bounds.budget import Budgets
from agents.bounds.limits import Limits
from agents.bounds.spare_threads import in_another_thread
from agents.loop import (
    Middleware,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.loop.errors import failure
from agents.messages.contained import Contained
from agents.messages.recorder import cause_of
from agents.turn_context import TurnContext, context_of

Result = TypeVar("Result")
_POLL_S = 0.05


class TimedOutError(Exception):
    """The work was given up; whatever comes of it is thrown away."""


class Timeouts(Middleware):
    """Bounds each call of the reading tools by its own limit and by what is left of the turn.

    The call runs in a thread of its own, so that the turn goes on, or is cancelled, even while a
    server hangs. A tool that writes is never given up half-way: nobody would know what it did.
    """

    def __init__(self, budgets: Budgets, limits: Limits, *, reads: frozenset[str] = frozenset()) -> None:
        self.budgets = budgets
        self.limits = limits
        self.reads = reads

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: ToolHandler,
    ) -> ToolResult:
        call = request.tool_call
        limit_s = self.limits.tool_timeout_s
        if call["name"] not in self.reads or not limit_s:
            return handler(request)
        cause = cause_of([])
        left_s = self.budgets.of(cause.conversation, cause.run).left_s()
        context = context_of(request.runtime)
        try:
            return within(min(limit_s, left_s), context, lambda: handler(request), timer=self.budgets.timer)
        except TimedOutError:
            return failure(
                call,
                f"{call['name']} took longer than {limit_s:g} s and was given up; longer:"
                " ASSISTANT_LIMITS__TOOL_TIMEOUT_S.",
            )


def within(
    seconds: float, context: TurnContext, work: Callable[[], Result], *, timer: Callable[[], float]
) -> Result:
    """What `work` returns or raises, when it does so in `seconds` of `timer`.

    Raises:
        TimedOutError: it took longer than `seconds`.
        TurnCancelledError: the turn was cancelled meanwhile.
    """
    done: queue.SimpleQueue[tuple[Result | None, Exception | None]] = queue.SimpleQueue()
    inherited = contextvars.copy_context()

    def run() -> None:
        with Contained() as kept:
            done.put((inherited.run(work), None))
        if kept.error is not None:
            done.put((None, kept.error))

    in_another_thread(run)
    end = timer() + seconds
    while True:
        try:
            result, error = done.get(timeout=max(0.0, min(_POLL_S, end - timer())))
        except queue.Empty:
            context.check()
            if timer() >= end:
                raise TimedOutError from None
            continue
        if error is not None:
            raise error
        return result  # type: ignore[return-value]  # None only when that is what `work` returns
