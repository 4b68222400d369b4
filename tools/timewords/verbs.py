"""Verbs that have something come at another time: with them, "an hour later" says by how much."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Way(IntEnum):
    """Where a verb moves things when nothing else says it."""

    EARLIER = -1
    EITHER = 0
    LATER = 1


class Moving(NamedTuple):
    """A verb that moves things in time."""

    word: str
    past: str
    way: Way = Way.EITHER


MOVING = (
    Moving("move", "moved"),
    Moving("reschedule", "rescheduled"),
    Moving("shift", "shifted"),
    Moving("push", "pushed"),
    Moving("bring", "brought"),
    Moving("bump", "bumped"),
    Moving("nudge", "nudged"),
    Moving("slide", "slid"),
    Moving("delay", "delayed", Way.LATER),
    Moving("postpone", "postponed", Way.LATER),
    Moving("defer", "deferred", Way.LATER),
    Moving("advance", "advanced", Way.EARLIER),
    Moving("pull", "pulled", Way.EARLIER),
    Moving("prepone", "preponed", Way.EARLIER),
)
"""To know another one, add its line; the built-in model knows it, too."""
