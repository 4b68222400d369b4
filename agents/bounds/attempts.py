"""What is tried when a model fails: again, in another way, another model."""

import logging
import random
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langchain_core.tools import BaseTool

from agents.bounds.budget import Budgets
from agents.bounds.failures import IS_LOADING, ModelCallError
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.journal import Journal
from agents.messages.message import SUPERVISOR
from agents.messages.recorder import cause_of, model_name
from agents.providers.written_calls import with_written_calls
from agents.turn_context import context_of
from tools.arguments import says_nothing
from tools.errors import LimitReachedError, ModelError
from tools.margin import newest_words

logger = logging.getLogger(__name__)
LOADING = 2
"""A model that loads is looked for as after so many attempts: not at once, and not later and later."""


class Retries(Middleware):
    """Tries a passing failure again, with exponential backoff and jitter, or when the server says.

    A server that reads its model is no failing one: it may take as long as a first word may. Every wait
    ends early when the turn is cancelled, and none goes past the time of the turn.
    """

    def __init__(self, agent: str, budgets: Budgets, journal: Journal) -> None:
        self.agent = agent
        self.budgets = budgets
        self.journal = journal

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        limits = self.budgets.limits
        attempt, loading_s = 0, 0.0
        while True:
            try:
                return handler(request)
            except ModelCallError as failure:
                loads = failure.code == IS_LOADING and loading_s < limits.first_token_s
                wait_s = self._wait_s(failure, LOADING if loads else attempt)
                cause = cause_of(request.messages)
                left_s = self.budgets.of(cause.conversation, cause.run).left_s()
                if (
                    not failure.retryable
                    or (attempt == limits.retries and not loads)
                    or wait_s > min(limits.longest_wait_s, left_s)
                ):
                    raise
                logger.warning(
                    "model failed agent=%s code=%s attempt=%d", self.agent, failure.code, attempt + 1
                )
                what = failure.message.partition(";")[0]
                which = "" if loads else f", {attempt + 1} of {limits.retries}"
                waiting = f"{what} (trying again in {wait_s:.1f} s{which})"
                if telling := context_of(request.runtime).telling:
                    telling.again(self.agent, waiting)
                self.journal.status(
                    cause.conversation,
                    waiting,
                    sender=model_name(request.model),
                    recipient=self.agent,
                    code=failure.code,
                )
            context = context_of(request.runtime)
            context.cancelled.wait(wait_s)
            context.check()
            attempt, loading_s = (attempt, loading_s + wait_s) if loads else (attempt + 1, loading_s)

    def _wait_s(self, failure: ModelCallError, attempt: int) -> float:
        backoff = self.budgets.limits.retry_wait_s * 2**attempt
        jittered: float = backoff * random.uniform(0.75, 1.25)
        return max(failure.retry_after_s or 0.0, min(jittered, self.budgets.limits.longest_wait_s))


class Fallbacks(Middleware):
    """Asks the next model of a chain when one is given up, for the rest of the turn, and says so."""

    def __init__(
        self, agent: str, budgets: Budgets, journal: Journal, models: Sequence[BaseChatModel]
    ) -> None:
        self.agent = agent
        self.budgets = budgets
        self.journal = journal
        self.models = models

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        cause = cause_of(request.messages)
        budget = self.budgets.of(cause.conversation, cause.run)
        chain = [request.model, *self.models]
        untried = [model for model in chain if model_name(model) not in budget.failed_models] or chain[-1:]
        for place, model in enumerate(untried):
            try:
                response = handler(request if model is request.model else request.override(model=model))
            except LimitReachedError:
                raise
            except ModelError as failure:
                # What is too long is made shorter, further out.
                if place == len(untried) - 1 or failure.code == "model_context":
                    raise
                budget.failed_models.add(model_name(model))
                taking_over = model_name(untried[place + 1])
                budget.stand_in = taking_over
                told = f"{failure.message}; {taking_over} takes over"
                if telling := context_of(request.runtime).telling:
                    telling.again(self.agent, told)
                self.journal.status(
                    cause.conversation,
                    told,
                    recipient=self.agent,
                    code=failure.code,
                )
                continue
            return self._said(response, budget.stand_in)
        raise AssertionError("the last model answers or raises")

    def _said(self, response: ModelResponse, stand_in: str) -> ModelResponse:
        answer = response.result[0]
        if self.agent != SUPERVISOR or not stand_in or not isinstance(answer, AIMessage) or answer.tool_calls:
            return response
        noted = answer.model_copy(
            update={
                "content": f"{answer.text}\n\n(The model can't be reached; {stand_in} answered in its place.)"
            }
        )
        return ModelResponse(result=[noted, *response.result[1:]])


class Repairs(Middleware):
    """Makes the calls that a model wrote as text, hands the person's words on where a call hands on none, and
    gives those that can't be made back to it once, saying what is wrong with them.

    What was wrong and what was said of it stay out of the conversation; the repaired answer takes
    its place.
    """

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        """
        Raises:
            ModelCallError: the calls of the second answer can't be carried out either.
        """
        response = _read(request, handler(request))
        answer, problems = _problems(request, response)
        if answer is None or not problems:
            return response
        told = [_told(call, problems) for call in (*answer.tool_calls, *answer.invalid_tool_calls)]
        repaired = _read(request, handler(request.override(messages=[*request.messages, answer, *told])))
        _, remaining = _problems(request, repaired)
        if remaining:
            raise ModelCallError(
                f"{model_name(request.model)} made tool calls that can't be carried out, also when told so:"
                f" {'; '.join(remaining.values())}",
                code="model_garbage",
            )
        return repaired


def _offered(request: ModelRequest) -> set[str]:
    """The names of the tools; those that a provider carries out itself are dicts, and have none here."""
    return {tool.name for tool in request.tools if isinstance(tool, BaseTool)}


def _read(request: ModelRequest, response: ModelResponse) -> ModelResponse:
    """`response` with the calls made that its answer wrote as text, and the words put in that they lack."""
    answer = response.result[0] if response.result else None
    if not isinstance(answer, AIMessage):
        return response
    read = _with_words(with_written_calls(answer, _offered(request)), request)
    return response if read is answer else ModelResponse(result=[read, *response.result[1:]])


def _with_words(answer: AIMessage, request: ModelRequest) -> AIMessage:
    """`answer` with what the person says in calls of agents that hand on nothing, or a tool's name."""
    hand_on = {
        tool.name: words
        for tool in request.tools
        if isinstance(tool, BaseTool) and (words := getattr(tool.args_schema, "WORDS", ""))
    }
    offered = _offered(request)
    mute = [
        name in hand_on and (says_nothing(args) or args.get(hand_on[name]) in offered)
        for name, args in ((call["name"], call["args"]) for call in answer.tool_calls)
    ]
    if not any(mute):
        return answer
    said = newest_words(request.messages)
    calls = [
        {**call, "args": {**call["args"], hand_on[call["name"]]: said}} if says_no_more else call
        for call, says_no_more in zip(answer.tool_calls, mute, strict=True)
    ]
    return answer.model_copy(update={"tool_calls": calls})


def _problems(request: ModelRequest, response: ModelResponse) -> tuple[AIMessage | None, dict[str, str]]:
    """The answer, and by tool call id what is wrong with it."""
    answer = response.result[0] if response.result else None
    if not isinstance(answer, AIMessage):
        return None, {}
    offered = _offered(request)
    problems = {
        str(call["id"]): f"there is no tool {call['name']!r}; the tools are {', '.join(sorted(offered))}"
        for call in answer.tool_calls
        if offered and call["name"] not in offered
    }
    for broken in answer.invalid_tool_calls:
        shown = " ".join(str(broken["args"] or "").split())[:200]
        problems[str(broken["id"])] = f"the arguments of {broken['name']} are no JSON object: {shown!r}"
    return answer, problems


def _told(call: Any, problems: dict[str, str]) -> AnyMessage:
    problem = problems.get(str(call["id"]))
    return ToolMessage(
        content=f"error: {problem}. Make the call again, as it should be."
        if problem
        else "error: not carried out, as another call of this message was wrong. Make this one again too.",
        name=call["name"] or "unknown",
        tool_call_id=str(call["id"]),
        status="error",
    )
