"""Work that is due again and again, which ways of doing it are measured by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assistant.schedules.routine import Routine
from assistant.schedules.schedule import Schedule


@dataclass(frozen=True)
class Tally:
    """What became of the occurrences of one way."""

    way: str
    kills: int
    expected: int
    twice: int
    lost: int
    note: str = ""


@dataclass(frozen=True)
class Work:
    """What is due, who does it, and how it is seen whether it was done."""

    title: str
    ways: Mapping[str, Callable[[Path, Connection, bool], None]]
    """By name, what a worker does: in a home, telling when it is at work, perhaps slowly."""
    jobs: Sequence[str]
    prepare: Callable[[str, Path, datetime], None]
    """Made ready, for a way, in a home, to be due from then on."""
    counted: Callable[[str, Path, datetime, datetime, int], Tally]
    """Of a way, in a home, from and to when, after so many kills."""
    longest_life_s: float
    settle_s: float
    """What is left over, once nobody is killed any more, is waited for until so long nothing was done."""
    before: timedelta
    """So long after the start the first is due."""


def routine(id: str, schedule: Schedule, now: datetime, **more: Any) -> Routine:
    made: dict[str, Any] = {
        "id": id, "thread_id": id, "title": id, "kind": "request", "request": "look", "schedule": schedule,
        "waits_for": {}, "each_run": "ask", "missed": "all", "grant": None, "state": "active",
        "next_at": schedule.after(now - timedelta(seconds=1)), "version": 1, "created_at": now,
    }  # fmt: skip
    return Routine(**{**made, **more})
