"""Tells every model the present: date, time, weekday and zone, where it costs the least."""

from collections.abc import Callable, Mapping
from datetime import datetime

from langchain_core.messages import AnyMessage, HumanMessage

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from tools.margin import led_by


def now_line(now: datetime) -> str:
    """`[now: Friday, 20 November 2026, 10:00 Europe/London (2026-11-20T10:00:00+00:00)]`."""
    zone = _zone(now) or now.tzname()
    return f"[now: {now:%A}, {now.day} {now:%B %Y, %H:%M} {zone} ({now.isoformat(timespec='seconds')})]"


class NowLine(Middleware):
    """Puts the present before the newest words of the user, in what is sent and not in what is kept.

    It is not in the system prompt, because providers cache a prompt up to its first difference:
    here prompt, tools and all earlier messages stay the same from call to call. The margin says the
    same as data, and who the user is.
    """

    def __init__(self, clock: Callable[[], datetime], user: Mapping[str, str]) -> None:
        self.clock = clock
        self.user = user

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        return handler(request.override(messages=with_now(request.messages, self.clock(), self.user)))


def with_now(messages: list[AnyMessage], now: datetime, user: Mapping[str, str]) -> list[AnyMessage]:
    """`messages` with the present before the text of the last one that is the user's."""
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, HumanMessage):
            told = led_by(now_line(now), message, now=now.isoformat(), zone=_zone(now), **user)
            return [*messages[:index], told, *messages[index + 1 :]]
    return messages


def _zone(now: datetime) -> str:
    """Its IANA name; empty where it has none."""
    return str(getattr(now.tzinfo, "key", ""))
