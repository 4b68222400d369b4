"""Stdin and stdout for the protocol alone: whatever else this process prints goes to stderr."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass

from tools.errors import InputError


@dataclass(frozen=True)
class Pipes:
    """Two descriptors that only the protocol has."""

    reading: int
    writing: int


def reserved() -> Pipes:
    """What stdin and stdout are now, taken away from all else in this process and from its children.

    Prints of libraries come out at stderr from here on, and nobody else can read what is sent here.

    Raises:
        InputError: stdin or stdout is no file of the system.
    """
    try:
        stdin, stdout, stderr = (stream.fileno() for stream in (sys.stdin, sys.stdout, sys.stderr))
    except (OSError, ValueError, AttributeError) as error:
        raise InputError("a program starts this, and talks with it over stdin and stdout") from error
    sys.stdout.flush()
    pipes = Pipes(os.dup(stdin), os.dup(stdout))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, stdin)
    os.close(nothing)
    os.dup2(stderr, stdout)
    return pipes


class Channel:
    """Lines of text from one pipe and to another.

    Reading is done by a thread that doesn't keep the process alive: a signal ends the server although the
    other side says nothing.
    """

    def __init__(self, pipes: Pipes) -> None:
        self._pipes = pipes
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), name="stdin", daemon=True).start()

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line

    async def write(self, text: str) -> None:
        """Write all of `text`; what nobody reads any more is lost."""
        await asyncio.to_thread(self._write, text.encode())

    async def flush(self) -> None:
        """Nothing is kept back."""

    def _write(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._pipes.writing, data) :]
        except BrokenPipeError:
            return

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        with open(self._pipes.reading, "rb", buffering=0, closefd=False) as raw:
            begun = b""
            while piece := raw.read(65536):
                *lines, begun = (begun + piece).split(b"\n")
                for line in lines:
                    loop.call_soon_threadsafe(self._lines.put_nowait, line.decode("utf-8", "replace"))
        loop.call_soon_threadsafe(self._lines.put_nowait, None)
