"""Calls of the assistant from a server's event loop, which stays free."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
AT_ONCE = 8
"""Further calls wait: a host may call many tools at once."""


class Work:
    """Threads for slow calls; leaving it waits until those that run have come to their end."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="call")

    async def run(self, call: Callable[[], Result], *, stop: Callable[[], None] = lambda: None) -> Result:
        """What `call` returns or raises; when nobody waits for it any more, `stop` is called."""
        future = self._pool.submit(call)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            stop()
            raise

    def close(self) -> None:
        """Wait for what runs; what has not begun never does."""
        self._pool.shutdown(cancel_futures=True)
