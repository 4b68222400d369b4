"""What the tests of the built-in model share: one moment, what is said in it, and a frame in few words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from langchain_core.messages import AnyMessage, HumanMessage

from agents.now_line import with_now
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Reference
from agents.offline.reading.steps import steps_of
from agents.offline.reading.understanding import understand

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))
"""A Thursday."""
USER = {"user_name": "Sam Reed", "user_email": "sam@example.org"}


def user_says(text: str) -> AnyMessage:
    """`text` of the user, as an agent is sent it."""
    return with_now([HumanMessage(text)], NOW, USER)[0]


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
