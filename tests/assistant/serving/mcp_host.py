"""A program that starts the assistant as its MCP server, with the official client, and a person before it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.memory import create_client_server_memory_streams
from mcp.types import CallToolResult, ElicitResult

from assistant import Assistant
from assistant.serving.mcp.server import build_server
from assistant.serving.mcp.work import Work
from assistant.settings import load_settings
from tests.assistant.serving.office import ROOT, Office

Answer = dict[str, Any] | str | Callable[[], Awaitable[ElicitResult]]
"""What is filled in, or the action instead (`decline`, `cancel`), or whatever it takes longer to come to."""
YES, LATER = {"decision": "approve"}, {"decision": "later"}


@dataclass
class Person:
    """Gives these answers to the forms that they are shown, in order, and remembers the forms."""

    answers: list[Answer]
    shown: list[str] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)

    async def fill_in(self, about: Any, asked: Any) -> ElicitResult:
        self.shown.append(asked.message)
        self.forms.append(asked.requestedSchema)
        answer = self.answers.pop(0)
        match answer:
            case str():
                return ElicitResult(action=answer)
            case dict():
                return ElicitResult(action="accept", content=answer)
            case _:
                return await answer()

    async def watch(self, progress: float, total: float | None, message: str | None) -> None:
        self.progress.append(message or "")


@asynccontextmanager
async def started(office: Office, person: Person | None) -> AsyncIterator[ClientSession]:
    """A session with a server that is a process of its own; without `person`, the client has no forms."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "assistant", "mcp"], env=office.environment, cwd=ROOT
    )
    async with stdio_client(command) as (read, write), _session(read, write, person) as session:
        yield session


@asynccontextmanager
async def connected(office: Office, person: Person | None) -> AsyncIterator[ClientSession]:
    """The same with a server in this process, which is there at once."""
    work = Work()
    with Assistant.open(settings=load_settings(**office.settings)) as assistant:
        server = build_server(assistant, work)
        async with create_client_server_memory_streams() as ((read, write), theirs):
            running = asyncio.create_task(server.run(*theirs, server.create_initialization_options()))
            try:
                async with _session(read, write, person) as session:
                    yield session
            finally:
                running.cancel()
                await asyncio.wait([running])
                await asyncio.to_thread(work.close)


@asynccontextmanager
async def _session(read: Any, write: Any, person: Person | None) -> AsyncIterator[ClientSession]:
    asks = person.fill_in if person else None
    async with ClientSession(read, write, elicitation_callback=asks) as session:
        await session.initialize()
        yield session


def told(result: CallToolResult) -> str:
    """The words of an answer."""
    [content] = result.content
    assert content.type == "text"
    return content.text


Connect = Callable[[Office, Person | None], AbstractAsyncContextManager[ClientSession]]


def talk(
    office: Office, person: Person | None, *calls: tuple[str, dict[str, Any]], connect: Connect = connected
) -> list[CallToolResult]:
    """What one server answers to `calls`, one after the other."""

    async def session() -> list[CallToolResult]:
        async with connect(office, person) as host:
            watch = person.watch if person else None
            return [
                await host.call_tool(name, arguments, progress_callback=watch) for name, arguments in calls
            ]

    return asyncio.run(session())
