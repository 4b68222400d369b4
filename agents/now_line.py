"""Tells every model the present: date, time, weekday and zone, where it costs the least."""

from collections.abc import Callable
from datetime import datetime

from langchain_core.messages import AnyMessage, HumanMessage

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse


def now_line(now: datetime) -> str:
    """`[now: Friday, 20 November 2026, 10:00 Europe/London (2026-11-20T10:00:00+00:00)]`."""
    zone = getattr(now.tzinfo, "key", None) or now.tzname()
    return f"[now: {now:%A}, {now.day} {now:%B %Y, %H:%M} {zone} ({now.isoformat(timespec='seconds')})]"


class NowLine(Middleware):
    """Puts the present before the newest words of the user, in what is sent and not in what is kept.

    It is not in the system prompt, because providers cache a prompt up to its first difference:
    here prompt, tools and all earlier messages stay the same from call to call.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        return handler(request.override(messages=with_now(request.messages, self.clock())))


def with_now(messages: list[AnyMessage], now: datetime) -> list[AnyMessage]:
    """`messages` with the present before the text of the last one that is the user's."""
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, HumanMessage):
            told = message.model_copy(update={"content": f"{now_line(now)}\n{message.text}"})
            return [*messages[:index], told, *messages[index + 1 :]]
    return messages
