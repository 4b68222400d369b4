"""Where in an agent's loop the hooks are called."""

from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.errors import GraphBubbleUp

from agents.hooks import Event, Hooks, Moment
from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.messages.message import SUPERVISOR
from agents.messages.recorder import Cause, cause_of, model_name
from agents.turn_context import context_of
from tools.errors import AssistantError


class HookPoints(Middleware):
    """Calls the hooks of one agent; `delegates` are its tools that are other agents, by tool name."""

    def __init__(self, agent: str, hooks: Hooks, *, delegates: Mapping[str, str] | None = None) -> None:
        self.agent = agent
        self.hooks = hooks
        self.delegates = delegates or {}

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        if not self.hooks:
            return handler(request)
        cause = cause_of(request.messages)
        said = request.messages[-1] if request.messages else None
        subject = model_name(request.model)
        if self.agent == SUPERVISOR and isinstance(said, HumanMessage):
            self.hooks.taken_up(cause.conversation, context_of(request.runtime).run_id)
            self._fire(Moment.BEFORE_TURN, cause, details={"text": said.text})
            self._fire(Moment.BEFORE_AGENT, cause)
        else:
            self._notice_resume(cause, request.runtime)
        self._fire(Moment.BEFORE_MODEL_CALL, cause, subject)
        try:
            response = handler(request)
        except AssistantError as error:
            self._fire(Moment.ON_ERROR, cause, subject, {"code": error.code, "message": error.message})
            raise
        self._fire(Moment.AFTER_MODEL_CALL, cause, subject)
        answer = response.result[-1] if response.result else None
        if self.agent == SUPERVISOR and isinstance(answer, AIMessage) and not answer.tool_calls:
            self._fire(Moment.AFTER_AGENT, cause)
            self._fire(Moment.AFTER_TURN, cause, details={"text": answer.text})
        return response

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: ToolHandler,
    ) -> ToolResult:
        if not self.hooks:
            return handler(request)
        name = request.tool_call["name"]
        cause = cause_of([])
        self._notice_resume(cause, request.runtime)
        self._fire(Moment.BEFORE_TOOL_CALL, cause, name, {"args": request.tool_call["args"]})
        if agent := self.delegates.get(name):
            self.hooks.fire(Event(Moment.BEFORE_AGENT, agent, cause.conversation, cause.run))
        try:
            result = handler(request)
        except GraphBubbleUp:
            if not agent:
                self._fire(Moment.ON_INTERRUPT, cause, name)
            raise
        except AssistantError as error:
            self._fire(Moment.ON_ERROR, cause, name, {"code": error.code, "message": error.message})
            raise
        if agent:
            self.hooks.fire(Event(Moment.AFTER_AGENT, agent, cause.conversation, cause.run))
        self._fire(Moment.AFTER_TOOL_CALL, cause, name)
        return result

    def _notice_resume(self, cause: Cause, runtime: Any) -> None:
        """A turn begins with the supervisor's model; work under another run id was taken up again."""
        if self.hooks.taken_up(cause.conversation, context_of(runtime).run_id):
            self._fire(Moment.ON_RESUME, cause)

    def _fire(
        self, moment: Moment, cause: Cause, subject: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        self.hooks.fire(Event(moment, self.agent, cause.conversation, cause.run, subject, details or {}))
