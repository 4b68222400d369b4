"""Tools of MCP servers, usable like any other tool."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Self

from langchain_core.tools import BaseTool, StructuredTool, ToolException

from agents.configuration import McpServer
from agents.messages.contained import Contained
from tools.errors import SettingsError, ToolError
from tools.extras import install_line
from tools.redaction import REDACTION

START_S = 30.0
CALL_S = 60.0


class ToolRefusedError(ToolError, ToolException):
    """The server says that the call failed: for the model to read, and certain for the ledger."""


class McpConnection:
    """One running MCP server and its tools; a context manager, and safe to use from any thread.

    The protocol is asynchronous: the connection lives on an event loop in a thread of its own, and
    its tools wait for what comes of a call there.

    Raises:
        SettingsError: the server can't be started or reached, or the package for it is missing.
    """

    def __init__(self, name: str, server: McpServer) -> None:
        self.name = name
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"mcp {name}", daemon=True)
        self._thread.start()
        self._leave = asyncio.Event()
        self._tools: Future[list[BaseTool]] = Future()
        self._served = self._start(self._serve())
        with Contained() as kept:
            self.tools = tuple(self._waiting(tool) for tool in self._tools.result(START_S))
        if kept.error is not None:
            self.close()
            raise SettingsError(
                f"the MCP server of agent {name!r} can't be used: {_innermost(kept.error)}"
            ) from kept.error

    async def _serve(self) -> None:
        """Hold the connection open; it has to be left in the task that opened it."""
        with Contained() as kept:
            from langchain_mcp_adapters.client import MultiServerMCPClient
            from langchain_mcp_adapters.tools import load_mcp_tools

            client = MultiServerMCPClient({self.name: _connection(self._server)})  # type: ignore[dict-item]
            async with client.session(self.name) as session:
                self._tools.set_result(await load_mcp_tools(session))
                await self._leave.wait()
        if kept.error is not None and not self._tools.done():
            self._tools.set_exception(kept.error)

    def _start(self, work: Coroutine[Any, Any, Any]) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _waiting(self, tool: BaseTool) -> BaseTool:
        """`tool` for callers that wait for its answer."""

        def call(**args: Any) -> str:
            if self._served.done():
                raise ToolRefusedError(f"the server behind {tool.name} has ended; nothing was done")
            request = {"type": "tool_call", "id": "1", "name": tool.name, "args": args}
            with Contained() as kept:
                answer = self._start(tool.ainvoke(request)).result(CALL_S)
            if kept.error is not None:
                raise ToolError(f"{tool.name} broke off: {_innermost(kept.error)}") from kept.error
            if answer.status == "error":
                raise ToolRefusedError(answer.text)
            return REDACTION.known(str(answer.text))

        return StructuredTool(
            name=tool.name,
            description=tool.description,
            args_schema=tool.args_schema or {"type": "object", "properties": {}},
            metadata=tool.metadata,
            func=call,
        )

    def close(self) -> None:
        """End the server."""
        self._loop.call_soon_threadsafe(self._leave.set)
        with Contained():
            self._served.result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _connection(server: McpServer) -> dict[str, Any]:
    if server.url:
        return {"transport": "streamable_http", "url": server.url}
    return {
        "transport": "stdio",
        "command": server.command,
        "args": list(server.args),
        "env": server.env or None,
    }


def _innermost(error: BaseException | None) -> str:
    """What really went wrong, out of groups of errors within groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, ImportError):
        return f"{error.name} is not installed; install it with: {install_line('mcp')}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
