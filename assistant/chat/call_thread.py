"""A thread for the slow calls, so that the keyboard is always answered."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")


class CallThread:
    """Makes calls one after the other in a thread of its own.

    The thread doesn't keep the process alive: what is carried out survives being stopped anywhere.
    """

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def call(self, function: Callable[[], Result]) -> Result:
        """What `function` returns or raises."""
        future: Future[Result] = Future()
        self._calls.put((future, function))
        return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while True:
            future, function = self._calls.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001  # handed on to who waits for the call
                future.set_exception(error)
            else:
                future.set_result(result)
