"""How long a model is waited for: limits on its first token and on silence, none on a good answer."""

import queue
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import Runnable

from agents.bounds.arrival import Arrival, joined
from agents.bounds.budget import Budget, Budgets
from agents.bounds.failures import ModelCallError
from agents.bounds.limits import Limits
from agents.bounds.repeating import Repeating
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.recorder import cause_of, model_name
from agents.providers.provider import provider_of
from agents.turn_context import TurnContext, context_of

_POLL_S = 0.05
_THOUGHTS = ("thinking", "redacted_thinking", "reasoning")


class Patience:
    """How long the next piece of an answer is waited for."""

    def __init__(self, model: str, limits: Limits, timer: Callable[[], float]) -> None:
        self._model = model
        self._limits = limits
        self._timer = timer
        self._wait("first_token_s", "sent nothing")

    def _wait(self, limit: str, what: str) -> None:
        limit_s: float = getattr(self._limits, limit)
        self._end = self._timer() + limit_s if limit_s else float("inf")
        self._sentence = (
            f"{self._model} {what} for {limit_s:g} s (ASSISTANT_LIMITS__{limit.upper()});"
            " try again, or give it longer"
        )

    def came(self, piece: AIMessage) -> bool:
        """`piece` has come: whether it says something."""
        if said := _says_something(piece):
            self._wait("silence_s", "has been silent in the middle of its answer")
        elif _begins_a_thought(piece):
            # The words of it are kept from us, and it may be as long as one before a first token.
            self._wait("first_token_s", "has thought without a word")
        return said

    def left_s(self) -> float:
        return self._end - self._timer()

    def check(self) -> None:
        """Raises:
        ModelCallError: it is over; the model may be asked again.
        """
        if self.left_s() <= 0:
            raise ModelCallError(self._sentence, code="model_timeout", retryable=True)


class Hearing(Middleware):
    """Hears the answer as it arrives, and hangs up when it has stopped arriving or the turn is cancelled."""

    def __init__(self, agent: str, budgets: Budgets, limits: Limits, *, local: bool = False) -> None:
        self.agent = agent
        self.budgets = budgets
        self.limits = limits
        self.local = local
        """The model computes in this process: it can't hang on a network, and needs no thread."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        """
        Raises:
            ModelCallError: nothing came for too long; it may be tried again.
            TurnCancelledError: the person has stopped the turn.
            LimitReachedError: the time of the turn is over.
        """
        context = context_of(request.runtime)
        if self.local:
            return handler(request.override(hear=partial(self._at_once, context)))
        cause = cause_of(request.messages)
        budget = self.budgets.of(cause.conversation, cause.run)
        return handler(request.override(hear=partial(self._hear, context, budget, shown=not request.unheard)))

    def _at_once(
        self,
        context: TurnContext,
        _: BaseChatModel,
        runnable: Runnable[Any, Any],
        messages: Sequence[AnyMessage],
    ) -> AIMessage:
        telling = context.telling
        if telling is None:
            return runnable.invoke([*messages])  # type: ignore[no-any-return]
        telling.thinking(self.agent)
        pieces = []
        for piece in runnable.stream([*messages]):
            pieces.append(piece)
            telling.text(self.agent, piece.text)
        telling.thought(self.agent, len(pieces))
        return joined(pieces)

    def _hear(
        self,
        context: TurnContext,
        budget: Budget,
        model: BaseChatModel,
        runnable: Runnable[Any, Any],
        messages: Sequence[AnyMessage],
        *,
        shown: bool,
    ) -> AIMessage:
        telling = context.telling
        limits = self.limits
        if provider_of(model).local:
            limits = limits.for_a_model_here()
            budget.lengthen(limits.turn_timeout_s)
        tokens = 0
        repeating = Repeating(model_name(model))

        def came(piece: AIMessage, says_something: bool) -> None:
            nonlocal tokens
            tokens += says_something
            repeating.came(piece)
            if telling:
                telling.thinking(self.agent, tokens)
                telling.text(self.agent, piece.text if shown else "")

        def check() -> None:
            context.check()
            budget.check_time()

        if telling:
            telling.thinking(self.agent)
        # Looks at the clock before the request goes out.
        patience = Patience(model_name(model), limits, self.budgets.timer)
        try:
            return heard(
                Arrival(model, runnable, messages),
                patience,
                check=check,
                left_s=budget.left_s,
                came=came,
            )
        finally:
            if telling:
                telling.thought(self.agent, tokens)


def heard(
    arrival: Arrival,
    patience: Patience,
    *,
    check: Callable[[], None] = lambda: None,
    left_s: Callable[[], float] = lambda: float("inf"),
    came: Callable[[AIMessage, bool], None] = lambda piece, says_something: None,  # noqa: ARG005
) -> AIMessage:
    """The whole answer; `came` is given each piece, and whether it says something.

    While nothing comes, `check` may raise, at the latest after `left_s`; the connection is closed then.

    Raises:
        ModelCallError: `patience` is over.
    """
    pieces: list[AIMessage] = []
    try:
        while True:
            try:
                piece = arrival.next(min(_POLL_S, patience.left_s(), left_s()))
            except queue.Empty:
                check()
                patience.check()
                continue
            if piece is None:
                return joined(pieces)
            pieces.append(piece)
            came(piece, patience.came(piece))
    finally:
        arrival.hang_up()


def _says_something(piece: AIMessage) -> bool:
    calls = getattr(piece, "tool_call_chunks", ()) or piece.tool_calls
    return bool(
        calls
        or piece.text
        or piece.additional_kwargs.get("reasoning_content")
        or any(_words(part) for part in _thoughts(piece))
    )


def _begins_a_thought(piece: AIMessage) -> bool:
    return bool(_thoughts(piece))


def _thoughts(piece: AIMessage) -> list[dict[str, Any]]:
    parts = piece.content if isinstance(piece.content, list) else ()
    return [part for part in parts if isinstance(part, dict) and part.get("type") in _THOUGHTS]


def _words(part: dict[str, Any]) -> bool:
    return any(part.get(name) for name in ("thinking", "reasoning", "summary"))
