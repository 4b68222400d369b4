"""Calls that don't come back are given up: models, and tools that only read."""

import contextvars
import queue
from collections.abc import Callable
from typing import TypeVar

from agents.bounds.budget import Budgets
from agents.bounds.failures import ModelCallError
from agents.bounds.limits import Limits
from agents.bounds.spare_threads import in_another_thread
from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.loop.errors import failure
from agents.messages.contained import Contained
from agents.messages.recorder import cause_of, model_name
from agents.providers.provider import provider_of
from agents.turn_context import TurnContext, context_of

Result = TypeVar("Result")
_POLL_S = 0.05


class TimedOutError(Exception):
    """The work was given up; whatever comes of it is thrown away."""


class Timeouts(Middleware):
    """Bounds each call of a model and of the reading tools by its own limit and by what is left of the turn.

    The call runs in a thread of its own, so that the turn goes on, or is cancelled, even while a
    client hangs. A tool that writes is never given up half-way: nobody would know what it did.
    """

    def __init__(
        self, budgets: Budgets, limits: Limits, *, reads: frozenset[str] = frozenset(), local: bool = False
    ) -> None:
        self.budgets = budgets
        self.limits = limits
        self.reads = reads
        self.local = local
        """The model computes in this process: it can't hang on a network, and needs no thread."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        """
        Raises:
            ModelCallError: no answer came in time; it may be tried again.
        """
        limit_s = self.limits.model_s(local=provider_of(request.model).local)
        if self.local or not limit_s:
            return handler(request)
        cause = cause_of(request.messages)
        left_s = self.budgets.of(cause.conversation, cause.run).left_s()
        try:
            return self._within(min(limit_s, left_s), request, lambda: handler(request))
        except TimedOutError:
            raise ModelCallError(
                f"{model_name(request.model)} did not answer within {limit_s:g} s; try again, or give it"
                " longer: ASSISTANT_LIMITS__MODEL_TIMEOUT_S",
                code="model_timeout",
                retryable=True,
            ) from None

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
        try:
            return self._within(min(limit_s, left_s), request, lambda: handler(request))
        except TimedOutError:
            return failure(call, f"{call['name']} took longer than {limit_s:g} s and was given up.")

    def _within(
        self, seconds: float, request: ModelRequest | ToolCallRequest, work: Callable[[], Result]
    ) -> Result:
        return within(seconds, context_of(request.runtime), work, timer=self.budgets.timer)


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
