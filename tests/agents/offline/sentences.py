"""What the tests of the grammar share: one moment, and a frame in few words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agents.offline.reading.frames import Frame, Reference
from agents.offline.reading.steps import steps_of
from agents.offline.reading.understanding import understand

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))
"""A Thursday."""
NOW_LINE = "[now: Thursday, 19 November 2026, 10:00 Europe/London (2026-11-19T10:00:00+00:00)]"


def frames(text: str) -> list[Frame]:
    return [step.frame for step in steps_of(understand(text, NOW)).steps]


def frame(text: str) -> Frame:
    (found,) = frames(text)
    return found


def target(text: str) -> Reference:
    found = frame(text).target
    assert found is not None
    return found


def names(people: object) -> list[str]:
    return [person.text for person in people]  # type: ignore[attr-defined]  # Person, in every use


def words(times: object) -> list[str]:
    return [token.text for token in times]  # type: ignore[attr-defined]  # Token, in every use
