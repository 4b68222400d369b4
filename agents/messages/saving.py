"""What came before is in the database before something slow begins."""

from collections.abc import Callable, Collection

from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)


class Saving(Middleware):
    """Calls `flush` before each call of a model, and of the tools that only read.

    Steps and messages are written in one transaction with what comes next, which is soon as long as only
    this process is at work. A model or a server takes seconds, and a program that is killed meanwhile
    shall have lost nothing. A tool that writes has the ledger, whose transactions take all with them. A
    `local` model answers before a commit would be done.
    """

    def __init__(
        self, flush: Callable[[], None], *, reads: Collection[str] = (), local: bool = False
    ) -> None:
        self._flush = flush
        self._reads = reads
        self._local = local

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        if not self._local:
            self._flush()
        return handler(request)

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        if request.tool_call["name"] in self._reads:
            self._flush()
        return handler(request)
