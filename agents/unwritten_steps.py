"""The steps of turns that go on in this process, until a transaction writes them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from langgraph.checkpoint.base import Checkpoint

from tools.database import Connection, Database, Then, Write


@dataclass(frozen=True)
class Put:
    """A checkpoint, as LangGraph gave it."""

    ns: str
    parent: str | None
    checkpoint: Checkpoint
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """Something to be written: a checkpoint, or what tasks have written at one."""

    write: Write
    at: str
    """The id of that checkpoint."""
    put: Put | None = None
    then: Then | None = None
    """Gets the first row of what `write` has returned, once that is committed; not where that was lost."""


class UnwrittenSteps:
    """By conversation, in order; written with the next transaction, whatever that is about."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._steps: dict[str, list[Step]] = {}
        self._begun: dict[str, tuple[Step, ...]] = {}
        self._lock = threading.Lock()

    def add(self, thread_id: str, step: Step) -> None:
        with self._lock:
            waiting = self._steps.setdefault(thread_id, [])
            waiting.append(step)
            is_first = len(waiting) == 1
        if is_first:
            self._soon(thread_id)

    def of(self, thread_id: str) -> tuple[Step, ...]:
        with self._lock:
            return tuple(self._steps.get(thread_id, ()))

    def replace(self, thread_id: str, step: Step) -> None:
        """Have `step` written in the place of all that waits in the thread."""
        with self._lock:
            self._steps[thread_id][:] = [step]

    def _soon(self, thread_id: str) -> None:
        write, then = partial(self._write, thread_id), partial(self._written, thread_id)
        self._database.soon(write, then, part=thread_id, sure=False)

    def _write(self, thread_id: str, connection: Connection) -> Any:
        self._begun[thread_id] = steps = self.of(thread_id)
        results = [step.write(connection) for step in steps]
        return results[-1] if steps[-1].then else None

    def _written(self, thread_id: str, found: Any) -> None:
        steps = self._begun.pop(thread_id)
        if (then := steps[-1].then) and found is not None:
            then(found)
        with self._lock:
            left = self._steps[thread_id]
            del left[: len(steps)]
            if not left:
                del self._steps[thread_id]
                return
        # They came while that transaction was under way.
        self._soon(thread_id)
