"""The agents among what can be spoken of: each does what is wanted of the things of one domain."""

from collections.abc import Callable
from dataclasses import dataclass

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.reading.subjects import Subject, subjects
from agents.offline.reading.words import Domain


@dataclass(frozen=True, kw_only=True)
class Specialist(Subject):
    """A domain: how its things are spoken of, and who does what is wanted of them."""

    tool: str
    """By which the supervisor hands work to its agent."""
    own_tool: str
    """One that only its agent has: by that it is known."""
    turn: Callable[[Request], Script]


def specialists() -> tuple[Specialist, ...]:
    """All of them, in the order in which they are tried."""
    return tuple(subject for subject in subjects() if isinstance(subject, Specialist))


def tools() -> dict[Domain, str]:
    """By which tool work is handed to each of them."""
    return {one.called.domain: one.tool for one in specialists() if one.called is not None}
