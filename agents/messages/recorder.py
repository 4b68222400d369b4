"""Writes down what flows through an agent, from inside its loop: no call of it stands in the agents."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.config import get_config
from langgraph.errors import GraphBubbleUp, GraphInterrupt

from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.messages.journal import Journal
from agents.messages.message import (
    SUPERVISOR,
    USER,
    MessageType,
    message_id,
    request_id,
)
from agents.messages.store import ModelCall
from agents.questions import proposal_in
from tools.effects.plan import Priority
from tools.errors import AssistantError, ModelError

LONGEST_LOOK = 400
"""What a tool that only looked has returned is cut here: it can be looked up again."""


@dataclass(frozen=True)
class Cause:
    """What an agent works for: the message that asked, and the turn it belongs to."""

    conversation: str
    run: str
    message: str
    hops: int
    last_call: dict[str, int] = field(default_factory=dict, compare=False)
    """Tokens of the model call that worded the answer, written here by the agent that works for it."""


@dataclass(frozen=True)
class Asked:
    """What a person is asked to approve, for the journal."""

    summary: str
    priority: Priority = Priority.NORMAL
    waits: bool = True
    """A person has to answer; not where a grant has."""


_cause: ContextVar[Cause | None] = ContextVar("cause", default=None)
"""Set around a tool call; a sub-agent that runs inside it finds there who asked."""


def cause_of(messages: list[AnyMessage]) -> Cause:
    """What the agent with these messages works for; the supervisor for what the user said last."""
    if cause := _cause.get():
        return cause
    conversation = str(get_config().get("configurable", {}).get("thread_id", ""))
    said = next((message for message in reversed(messages) if isinstance(message, HumanMessage)), None)
    run = run_of(conversation, said)
    return Cause(conversation, run, request_id(conversation, run), 0)


def turn_under_way() -> str:
    """The name of the turn that the running tool call is part of; empty where nobody keeps a journal."""
    cause = _cause.get()
    return cause.run if cause else ""


@contextmanager
def working_for(conversation: str, run: str) -> Iterator[None]:
    """What is done inside belongs to this turn, in the journal and in its budget."""
    token = _cause.set(Cause(conversation, run, request_id(conversation, run), 1))
    try:
        yield
    finally:
        _cause.reset(token)


def run_of(conversation: str, said: HumanMessage | None) -> str:
    """The name of the turn that the user opened with `said`.

    The checkpoint keeps the id of what was said, so the name stays through pauses and crashes.
    """
    return message_id(conversation, str(said.id if said else ""))[:12]


class JournalMiddleware(Middleware):
    """Records requests, delegations, tasks, approvals, results, replies and errors of one agent.

    `delegates` says which tools are other agents: tool name to agent name. `asked` gives what an
    approval is about, by its id. Outermost in the stack: it sees each call once, whatever is tried
    inside. It has no `before_` or `after_` hooks, as each would be a node and a checkpoint.
    """

    def __init__(
        self,
        agent: str,
        journal: Journal,
        *,
        delegates: Mapping[str, str] | None = None,
        asked: Callable[[str], Asked] | None = None,
    ) -> None:
        self.agent = agent
        self.journal = journal
        self.delegates = delegates or {}
        self.asked = asked

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        if self.agent != SUPERVISOR:
            return handler(request)
        cause = cause_of(request.messages)
        said = request.messages[-1] if request.messages else None
        if isinstance(said, HumanMessage):
            deadline = getattr(getattr(request.runtime, "context", None), "deadline", None)
            self.journal.turn_started(cause.conversation, cause.run, said.text, deadline=deadline)
        started = time.perf_counter()
        response = handler(request)
        answer = response.result[-1] if response.result else None
        if isinstance(answer, AIMessage) and not answer.tool_calls and not answer.invalid_tool_calls:
            self._answer_user(cause, request.messages, answer, _ms_since(started))
        return response

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        call = request.tool_call
        messages = request.state["messages"]
        outer = cause_of(messages)
        calling = _calling(messages, str(call["id"]))
        # By its place in the work, not by the ids of model and provider: an agent that runs again from
        # its beginning after a crash tells the same story, and what it says otherwise takes the old place.
        key = (outer.message, self.agent, *_place(messages, calling, str(call["id"])))
        recipient = self.delegates.get(call["name"])
        kind = MessageType.DELEGATION if recipient else MessageType.TASK
        cause = replace(outer, message=message_id(kind, *key), hops=outer.hops + 1, last_call={})
        self.journal.note(
            kind,
            str(call["args"].get("request", "")) if recipient else _compact(call["args"]),
            id=cause.message,
            conversation=cause.conversation,
            run=cause.run,
            sender=self.agent,
            recipient=recipient or call["name"],
            reply_to=outer.message,
            hops=cause.hops,
            deadline=self.journal.deadline(cause.conversation, cause.run),
            replace=True,
            soon=True,
            metadata={"tool": call["name"] if recipient else None, **_tokens(calling, str(call["id"]))},
        )
        token = _cause.set(cause)
        started = time.perf_counter()
        try:
            result = handler(request)
        except GraphInterrupt as pause:
            if not recipient:
                self._record_approvals(cause, pause, getattr(request.runtime, "context", None))
            raise
        except GraphBubbleUp:
            raise
        except AssistantError as error:
            self._back(cause, MessageType.ERROR, error.message, call["name"], key, started, code=error.code)
            raise
        finally:
            _cause.reset(token)
        self._record_answer(cause, result, call["name"], key, started)
        return result

    def _answer_user(self, cause: Cause, messages: list[AnyMessage], answer: AIMessage, ms: int) -> None:
        replies = _replies_of_turn(messages)
        self.journal.note(
            MessageType.AGGREGATED if len(replies) > 1 else MessageType.REPLY,
            answer.text,
            id=message_id(cause.conversation, cause.run, "answer"),
            conversation=cause.conversation,
            run=cause.run,
            sender=SUPERVISOR,
            recipient=USER,
            reply_to=cause.message,
            # What is said after a crash may be worded differently; what was said last counts.
            replace=True,
            soon=True,
            metadata={"ms": ms, "joins": len(replies) if len(replies) > 1 else None, **_usage(answer)},
        )

    def _record_approvals(self, cause: Cause, pause: GraphInterrupt, context: Any) -> None:
        for interrupt in pause.args[0] if pause.args else ():
            proposal = proposal_in(interrupt)
            args = interrupt.value.get("args", {}) if isinstance(interrupt.value, dict) else {}
            asked = self.asked(proposal) if self.asked and proposal else Asked(_compact(args))
            if not asked.waits:
                continue
            self.journal.approval_asked(
                cause.conversation,
                cause.run,
                task=cause.message,
                approval=proposal or interrupt.id,
                agent=self.agent,
                summary=asked.summary,
                priority=asked.priority,
                hops=cause.hops + 1,
            )
            if telling := getattr(context, "telling", None):
                telling.asks(self.agent, proposal or interrupt.id)

    def _record_answer(
        self, cause: Cause, result: ToolResult, tool: str, key: tuple[str, ...], started: float
    ) -> None:
        if not isinstance(result, ToolMessage):
            self._back(cause, MessageType.RESULT, "", tool, key, started)
            return
        report = result.artifact if isinstance(result.artifact, Mapping) else {}
        outcome = str(report.get("outcome", ""))
        kind = MessageType.REPLY if tool in self.delegates else MessageType.RESULT
        if result.status == "error" and outcome in ("", "failed"):
            kind = MessageType.ERROR
        text = result.text
        looked = kind == MessageType.RESULT and not outcome
        self._back(
            cause,
            kind,
            f"{text[:LONGEST_LOOK]}…" if looked and len(text) > LONGEST_LOOK else text,
            tool,
            key,
            started,
            outcome=outcome,
            effect=report.get("effect"),
            cached=report.get("cached"),
            chars=len(text) if looked and len(text) > LONGEST_LOOK else None,
        )

    def _back(
        self,
        cause: Cause,
        kind: MessageType,
        content: str,
        tool: str,
        key: tuple[str, ...],
        started: float,
        **metadata: Any,
    ) -> None:
        self.journal.note(
            kind,
            content,
            # The same for result and error: a call has one answer, the last one.
            id=message_id("answer", *key),
            conversation=cause.conversation,
            run=cause.run,
            sender=self.delegates.get(tool, tool),
            recipient=self.agent,
            reply_to=cause.message,
            priority=Priority.HIGH if kind == MessageType.ERROR else Priority.NORMAL,
            hops=cause.hops,
            replace=True,
            soon=True,
            metadata={"ms": _ms_since(started), **metadata, **cause.last_call},
        )


class Meter(Middleware):
    """Counts each call that really reaches a model, and what it cost; innermost, so retries count too."""

    def __init__(self, agent: str, journal: Journal) -> None:
        self.agent = agent
        self.journal = journal

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        cause = cause_of(request.messages)
        call = ModelCall(
            conversation_id=cause.conversation,
            run_id=cause.run,
            agent=self.agent,
            model=model_name(request.model),
            at=self.journal.clock(),
            ms=0,
        )
        started = time.perf_counter()
        try:
            response = handler(request)
        except ModelError as error:
            self.journal.model_called(replace(call, ms=_ms_since(started), error=error.code))
            raise
        # With a form to fill in, the model's own message is followed by one about it.
        answer = next((message for message in response.result if isinstance(message, AIMessage)), None)
        usage: Mapping[str, Any] = (answer.usage_metadata if answer else None) or {}
        inputs, outputs = int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0))
        self.journal.model_called(
            replace(
                call,
                ms=_ms_since(started),
                input_tokens=inputs,
                output_tokens=outputs,
                cached_tokens=int((usage.get("input_token_details") or {}).get("cache_read") or 0),
                thinking_tokens=int((usage.get("output_token_details") or {}).get("reasoning") or 0),
            )
        )
        if answer and not answer.tool_calls:
            cause.last_call.update(_usage(answer))
        count = getattr(getattr(request.runtime, "context", None), "usage", None)
        if count is not None:
            count.add(self.agent, inputs, outputs)
        return response


def model_name(model: Any) -> str:
    """What a model calls itself."""
    return str(getattr(model, "model_name", None) or getattr(model, "model", None) or model._llm_type)


def _replies_of_turn(messages: list[AnyMessage]) -> list[ToolMessage]:
    replies: list[ToolMessage] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            replies.append(message)
    return replies


def _calling(messages: list[AnyMessage], call_id: str) -> AIMessage | None:
    for message in reversed(messages):
        if isinstance(message, AIMessage) and any(call["id"] == call_id for call in message.tool_calls):
            return message
    return None


def _place(messages: list[AnyMessage], calling: AIMessage | None, call_id: str) -> tuple[str, str]:
    """The round of the agent since it was spoken to, and the place of a call in it."""
    rounds = 0
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        rounds += isinstance(message, AIMessage)
    calls = [str(call["id"]) for call in calling.tool_calls] if calling else [call_id]
    return str(rounds), str(calls.index(call_id))


def _tokens(calling: AIMessage | None, call_id: str) -> dict[str, int]:
    """Tokens of the model call that made this tool call; the first of several calls carries them."""
    if calling is None or calling.tool_calls[0]["id"] != call_id:
        return {}
    return _usage(calling)


def _usage(answer: AIMessage) -> dict[str, int]:
    if not answer.usage_metadata:
        return {}
    return {
        "input_tokens": answer.usage_metadata["input_tokens"],
        "output_tokens": answer.usage_metadata["output_tokens"],
    }


def _compact(args: Mapping[str, Any]) -> str:
    return json.dumps(args, ensure_ascii=False, separators=(",", ":"), default=str)


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
