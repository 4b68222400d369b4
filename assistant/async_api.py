"""The assistant as coroutines."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from assistant.api import Assistant
from assistant.contract import (
    Approval,
    Decision,
    EffectView,
    GrantOffer,
    GrantView,
    Progress,
    ThreadView,
    Turn,
)

if TYPE_CHECKING:
    from agents.hooks import Hooks
    from agents.messages import Message
    from agents.messages.bus import DeadLetter, Subscription
    from agents.messages.handling import Handling, HandlingAgent
    from agents.messages.mailbox import Mailbox
    from assistant.turn.transcript import Entry


class AsyncAssistant:
    """`Assistant` as coroutines: the work is done in threads, so the event loop stays free.

    What a method gives and raises is said at the one of the same name there.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.blocking = assistant

    @classmethod
    def open(cls, **options: Any) -> Self:
        """As `Assistant.open`."""
        return cls(Assistant.open(**options))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await asyncio.to_thread(self.blocking.close)

    async def ask(self, text: str, thread: str | None = None, **options: Any) -> Any:
        """A `Turn`; with `schema`, an instance of that."""
        return await asyncio.to_thread(lambda: self.blocking.ask(text, thread, **options))

    async def decide(self, decisions: Mapping[str, Decision], **options: Any) -> Turn:
        return await asyncio.to_thread(self.blocking.decide, decisions, **options)

    async def decide_all(self, decisions: Mapping[str, Decision], **options: Any) -> list[Turn]:
        return await asyncio.to_thread(self.blocking.decide_all, decisions, **options)

    async def reload(self) -> None:
        await asyncio.to_thread(self.blocking.reload)

    async def record(self, decisions: Mapping[str, Decision]) -> None:
        await asyncio.to_thread(self.blocking.record, decisions)

    async def resume(self, thread: str, **options: Any) -> Turn:
        return await asyncio.to_thread(self.blocking.resume, thread, **options)

    async def pending(self, thread: str | None = None) -> list[Approval]:
        return await asyncio.to_thread(self.blocking.pending, thread)

    async def threads(self) -> list[ThreadView]:
        return await asyncio.to_thread(self.blocking.threads)

    async def thread_messages(self, thread: str) -> "list[Entry]":
        return await asyncio.to_thread(self.blocking.thread_messages, thread)

    async def switch_model(self, name: str) -> None:
        await asyncio.to_thread(self.blocking.switch_model, name)

    async def rename(self, thread: str, title: str) -> None:
        await asyncio.to_thread(self.blocking.rename, thread, title)

    async def delete(self, thread: str) -> None:
        await asyncio.to_thread(self.blocking.delete, thread)

    async def fork(self, thread: str) -> str:
        return await asyncio.to_thread(self.blocking.fork, thread)

    async def effects(self, thread: str | None = None) -> list[EffectView]:
        return await asyncio.to_thread(self.blocking.effects, thread)

    async def undo(self, key: str | None = None) -> EffectView:
        return await asyncio.to_thread(self.blocking.undo, key)

    async def propose_grant(self, approval_id: str, *args: Any, **options: Any) -> GrantOffer:
        return await asyncio.to_thread(self.blocking.propose_grant, approval_id, *args, **options)

    async def grant(self, approval_id: str, *args: Any, **options: Any) -> GrantView:
        return await asyncio.to_thread(self.blocking.grant, approval_id, *args, **options)

    async def grants(self) -> list[GrantView]:
        return await asyncio.to_thread(self.blocking.grants)

    async def preview_grant(self, id: str) -> GrantOffer:
        return await asyncio.to_thread(self.blocking.preview_grant, id)

    async def revoke_grant(self, id: str) -> GrantView:
        return await asyncio.to_thread(self.blocking.revoke_grant, id)

    async def trace(self, thread: str) -> "list[Message]":
        return await asyncio.to_thread(self.blocking.trace, thread)

    @property
    def hooks(self) -> "Hooks":
        return self.blocking.hooks

    async def subscribe(self, pattern: str, handler: "Callable[[Message], object]", **options: Any) -> Any:
        return await asyncio.to_thread(self.blocking.subscribe, pattern, handler, **options)

    async def mailbox(self, name: str) -> "Mailbox":
        return await asyncio.to_thread(self.blocking.mailbox, name)

    async def agent(
        self, name: str, handlers: "Mapping[str, Handling]", *capabilities: str
    ) -> "HandlingAgent":
        return await asyncio.to_thread(self.blocking.agent, name, handlers, capabilities)

    async def agents(self) -> dict[str, tuple[str, ...]]:
        return await asyncio.to_thread(self.blocking.agents)

    async def route(self, pattern: str, to: Sequence[str], **options: Any) -> "Subscription":
        return await asyncio.to_thread(self.blocking.route, pattern, to, **options)

    async def rerun(self, thread: str, **options: Any) -> list[Turn]:
        return await asyncio.to_thread(self.blocking.rerun, thread, **options)

    async def dead_letters(self) -> "tuple[DeadLetter, ...]":
        return await asyncio.to_thread(self.blocking.dead_letters)

    async def replay(self, no: int | None = None) -> int:
        return await asyncio.to_thread(self.blocking.replay, no)

    async def stream(self, text: str, thread: str | None = None, **options: Any) -> AsyncIterator[Progress]:
        """The turn as it goes: pieces of the answer, what each agent does, and last a `turn`.

        Left early, the turn is stopped before its next model or tool call. Raises what `ask` does.
        """
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[Progress | None] = asyncio.Queue()

        def report(event: Progress) -> None:
            loop.call_soon_threadsafe(events.put_nowait, event)

        async def run() -> Turn:
            try:
                turn: Turn = await self.ask(text, thread, on_progress=report, **options)
                return turn
            finally:
                loop.call_soon_threadsafe(events.put_nowait, None)

        running = asyncio.create_task(run())
        try:
            while (event := await events.get()) is not None:
                yield event
            yield Progress(type="turn", turn=await running)
        finally:
            if not running.done():
                self.blocking.cancel_turn()
                await running
