"""Tells every model the present: date, time, weekday and zone, where it costs the least."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from langchain_core.messages import AnyMessage, HumanMessage

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.recorder import cause_of
from tools.margin import led_by, noted

HOLDS = timedelta(minutes=5)
"""How long a turn keeps its present: as long as providers at least keep what they were sent
(https://docs.claude.com/en/docs/build-with-claude/prompt-caching). One that waited a month has a new one."""
_TURNS = 64


def now_line(now: datetime) -> str:
    """`[now: Friday, 20 November 2026, 10:00 Europe/London (2026-11-20T10:00+00:00)]`."""
    zone = _zone(now) or now.tzname()
    return f"[now: {now:%A}, {now.day} {now:%B %Y, %H:%M} {zone} ({now.isoformat(timespec='minutes')})]"


class NowLine(Middleware):
    """Puts the present before the newest words of the user, in what is sent and not in what is kept.

    It is not in the system prompt, because providers cache a prompt up to its first difference:
    here prompt, tools and all earlier messages stay the same from call to call. For the same reason it
    is told to the minute, and stays as it is from the first call of a turn to the last. The margin says
    the same as data, and who the user is.
    """

    def __init__(self, clock: Callable[[], datetime], user: Mapping[str, str], *, shown: bool = True) -> None:
        """`shown`: in the words; otherwise it stands in the margin alone."""
        self.clock = clock
        self.user = user
        self.shown = shown
        self._presents: OrderedDict[str, datetime] = OrderedDict()

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        present = self._present(cause_of(request.messages).run)
        told = with_now(request.messages, present, self.user, shown=self.shown)
        return handler(request.override(messages=told))

    def _present(self, turn: str) -> datetime:
        now = self.clock().replace(second=0, microsecond=0)
        kept = self._presents.get(turn)
        if kept is not None and timedelta(0) <= now - kept < HOLDS:
            return kept
        self._presents[turn] = now
        self._presents.move_to_end(turn)
        if len(self._presents) > _TURNS:
            self._presents.popitem(last=False)
        return now


def with_now(
    messages: list[AnyMessage], now: datetime, user: Mapping[str, str], *, shown: bool = True
) -> list[AnyMessage]:
    """`messages` with the present before the text of the user's last one, or only in its margin."""
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, HumanMessage):
            notes = margin_of(now, user)
            told = led_by(now_line(now), message, **notes) if shown else noted(message, **notes)
            return [*messages[:index], told, *messages[index + 1 :]]
    return messages


def margin_of(now: datetime, user: Mapping[str, str]) -> dict[str, str]:
    """The present as it stands in a margin: the time, its zone, and who the user is."""
    return {"now": now.isoformat(), "zone": _zone(now), **user}


def _zone(now: datetime) -> str:
    """Its IANA name; empty where it has none."""
    return str(getattr(now.tzinfo, "key", ""))
