"""Checks the budget of the turn before each call of a model or tool."""

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.rate_limiters import InMemoryRateLimiter

from agents.bounds.budget import KEPT_FOR_THE_ANSWER, Budget, Budgets
from agents.conversation_state import chars
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
from agents.messages.message import SUPERVISOR
from agents.messages.recorder import cause_of, model_name
from agents.turn_context import TurnContext, context_of
from tools.errors import LimitReachedError

CHARS_IN_A_TOKEN = 4
_POLL_S = 0.02


class Limiter(Middleware):
    """Refuses the call that would go past a limit; each attempt counts, so it stands inside of retries.

    A tool call that is refused is answered to the model as failed. A model call that is refused
    raises, and `LimitAnswer` further out makes an answer of it.
    """

    def __init__(self, agent: str, budgets: Budgets, *, delegates: frozenset[str] = frozenset()) -> None:
        self.agent = agent
        self.budgets = budgets
        self.delegates = delegates
        per_minute = budgets.limits.requests_per_minute
        self._rate = InMemoryRateLimiter(requests_per_second=per_minute / 60) if per_minute else None

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        cause = cause_of(request.messages)
        context = context_of(request.runtime)
        budget = self.budgets.of(cause.conversation, cause.run, fresh=context.begins)
        budget.segment(context.run_id)
        budget.check_time()
        budget.take_model_call(reserve=0 if self.agent == SUPERVISOR else KEPT_FOR_THE_ANSWER)
        give_back = self.budgets.reserve(
            cause.conversation, cause.run, model_name(request.model), tokens_in(request)
        )
        try:
            if self._rate:
                _wait_for_a_turn(self._rate, budget, context)
            return handler(request)
        finally:
            give_back()

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: ToolHandler,
    ) -> ToolResult:
        call = request.tool_call
        # The recorder, further out, has made this call the cause of what comes of it.
        cause = cause_of([])
        budget = self.budgets.of(cause.conversation, cause.run)
        budget.segment(context_of(request.runtime).run_id)
        try:
            budget.check_time()
            budget.take_step(cause.message, handed_on=call["name"] in self.delegates)
        except LimitReachedError as limit:
            return failure(call, f"nothing was done: {limit.message}. Say what has been done until now.")
        return handler(request)


class LimitAnswer(Middleware):
    """For the supervisor: a limit ends the turn with an answer that says what was done until then."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        try:
            return handler(request)
        except LimitReachedError as limit:
            text = f"I stopped: {limit.message}. {done_until_now(request.messages)}"
            return ModelResponse(result=[AIMessage(text)])


def done_until_now(messages: list[AnyMessage]) -> str:
    """What tools and agents have reported since the user last spoke, as a sentence."""
    reports: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage) and isinstance(message.artifact, dict):
            text = str(message.artifact.get("text", "")).strip()
            if text and message.artifact.get("outcome") in ("done", "queued", "answered"):
                reports.append(text)
    return f"Until then: {' '.join(reversed(reports))}" if reports else "Nothing was done until then."


def tokens_in(request: ModelRequest) -> int:
    """About how many tokens a request is."""
    system = len(request.system_message.text) if request.system_message else 0
    return (system + sum(chars(message) for message in request.messages)) // CHARS_IN_A_TOKEN


def _wait_for_a_turn(rate: InMemoryRateLimiter, budget: Budget, context: TurnContext) -> None:
    while not rate.acquire(blocking=False):
        context.cancelled.wait(_POLL_S)
        context.check()
        budget.check_time()
