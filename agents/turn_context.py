"""What every agent of one turn shares."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from langgraph.config import get_config

from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.telling import Telling
from tools.effects.call_executor import Sent
from tools.errors import AssistantError


class TurnCancelledError(AssistantError):
    """The person stopped the turn; `resume` goes on with it."""

    code = "cancelled"
    retryable = True


@dataclass(frozen=True)
class TurnContext:
    """Handed down from the session to the supervisor, and by the wrappers to the sub-agents."""

    run_id: str = ""
    """Names the turn in the journal."""
    hold: timedelta = timedelta(0)
    """How long a mail that is approved in this turn can still be taken back before it leaves."""
    grants: bool = True
    """Whether the person's grants count: not where they refuse everything beforehand."""
    deadline: datetime | None = None
    """Until when the turn has to be done; the journal keeps it with what was asked, for every agent after."""
    grant: str = ""
    """The one grant that counts, where not all do."""
    begins: bool = False
    """The turn begins with what is said now: nothing of it can be in the journal yet."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set from any thread: the turn stops before its next model or tool call."""
    telling: Telling | None = None
    """Tells whoever watches what goes on."""
    usage: "TurnUsage | None" = None
    sent: list[Sent] | None = None
    """Is told what the looking tools of other programs are handed."""

    def check(self) -> None:
        """Raises:
        TurnCancelledError: the person has stopped the turn.
        """
        if self.cancelled.is_set():
            raise TurnCancelledError("stopped before it was finished; nothing further was done")


@dataclass
class TurnUsage:
    """Model calls and tokens of one turn, by layer."""

    layers: dict[str, dict[str, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, layer: str, input_tokens: int, output_tokens: int) -> None:
        with self._lock:
            counts = self.layers.setdefault(layer, {"model_calls": 0, "input_tokens": 0, "output_tokens": 0})
            counts["model_calls"] += 1
            counts["input_tokens"] += input_tokens
            counts["output_tokens"] += output_tokens


def context_of(runtime: Any) -> TurnContext:
    """The turn's context, or an empty one when an agent is run outside a session."""
    context = getattr(runtime, "context", None)
    return context if isinstance(context, TurnContext) else TurnContext()


def thread_id() -> str:
    """The conversation that the running graph belongs to."""
    return str(get_config()["configurable"]["thread_id"])


class TurnGuard(Middleware):
    """Stops a cancelled turn before its next model or tool call, in whichever agent it is."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        context_of(request.runtime).check()
        return handler(request)

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: ToolHandler,
    ) -> ToolResult:
        context_of(request.runtime).check()
        return handler(request)
