"""An answer as it arrives, from a call that can be hung up at any time.

A client that is a coroutine closes its connection when it is cancelled. One that blocks can only be left
alone, and a server with one slot would finish for nobody what was given up, before it begins with the next
try. So models are asked as coroutines, all of them in one loop.
"""

import asyncio
import contextvars
import json
import os
import queue
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    AnyMessage,
    InvalidToolCall,
    ToolCall,
    message_chunk_to_message,
)
from langchain_core.messages.tool import invalid_tool_call, tool_call
from langchain_core.runnables import Runnable

from agents.bounds.spare_threads import in_another_thread
from agents.messages.contained import Contained

Result = TypeVar("Result")


class Arrival:
    """What comes of one call of a model, piece by piece, from wherever it is made."""

    def __init__(
        self, model: BaseChatModel, runnable: Runnable[Any, Any], messages: Sequence[AnyMessage]
    ) -> None:
        """`runnable` is `model`, with the tools that it has; the call begins at once."""
        self._arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._left = threading.Event()
        self._made: Future[None] | None = None
        if _is_coroutine(model):
            self._made = in_the_loop(self._listen(runnable, messages))
        else:
            inherited = contextvars.copy_context()
            in_another_thread(lambda: inherited.run(self._listen_there, runnable, messages))

    def next(self, timeout_s: float) -> AIMessage | None:
        """The next piece; None: that was all.

        Raises:
            Empty: none came within `timeout_s`. What else is raised comes from the client.
        """
        came = self._arrived.get(timeout=max(0.0, timeout_s))
        if isinstance(came, Exception):
            raise came
        return came  # type: ignore[no-any-return]  # pieces, and None behind the last one

    def hang_up(self) -> None:
        """Nothing more is wanted: the connection is closed, at the latest with the next piece."""
        self._left.set()
        if self._made is not None:
            self._made.cancel()

    async def _listen(self, runnable: Runnable[Any, Any], messages: Sequence[AnyMessage]) -> None:
        with Contained() as kept:
            async for piece in runnable.astream([*messages]):
                self._arrived.put(piece)
        self._arrived.put(kept.error)

    def _listen_there(self, runnable: Runnable[Any, Any], messages: Sequence[AnyMessage]) -> None:
        with Contained() as kept:
            for piece in runnable.stream([*messages]):
                if self._left.is_set():
                    break
                self._arrived.put(piece)
        self._arrived.put(kept.error)


def joined(pieces: Sequence[AIMessage]) -> AIMessage:
    """The answer that came in `pieces`; a server that doesn't stream sends it in one.

    Arguments of calls count as they came: LangChain closes the brackets of what broke off in the middle, and
    would make half a mail a whole one.
    """
    first, *rest = pieces
    whole = first + rest if rest else first
    if not isinstance(whole, AIMessageChunk):
        return first
    calls: list[ToolCall] = []
    broken: list[InvalidToolCall] = []
    for chunk in whole.tool_call_chunks:
        args = _object(chunk["args"] or "{}")
        if args is None:
            broken.append(invalid_tool_call(name=chunk["name"], args=chunk["args"], id=chunk["id"]))
        else:
            calls.append(tool_call(name=chunk["name"] or "", args=args, id=chunk["id"]))
    answer: AIMessage = message_chunk_to_message(whole)  # type: ignore[assignment]  # of a chunk of one
    return answer.model_copy(update={"tool_calls": calls, "invalid_tool_calls": broken})


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text, strict=False)
    except json.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def in_the_loop(work: Coroutine[Any, Any, Result]) -> "Future[Result]":
    """`work`, begun in the loop that clients of models live in; its connections belong to that loop."""
    return asyncio.run_coroutine_threadsafe(work, _loop())


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
    return loop


# A process that was forked off has the loop, but not the thread that it ran in.
os.register_at_fork(after_in_child=_loop.cache_clear)


def _is_coroutine(model: BaseChatModel) -> bool:
    """Whether asking it as a coroutine isn't the blocking call in a thread that LangChain makes of it."""
    kind = type(model)
    return kind._astream is not BaseChatModel._astream or (
        kind._agenerate is not BaseChatModel._agenerate and kind._stream is BaseChatModel._stream
    )
