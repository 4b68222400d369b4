"""Words about time on their way to a tool, and the spans they stand for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from agents.offline.tokens import Token
from tools.timewords import Direction, Kind, Resolution, resolve

_LEADS = re.compile(r"\A(?:on|for|from|starting|beginning|this coming)\s+(?=\S)", re.IGNORECASE)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Window:
    """A time to look in: `words` for the tool, the bounds for what it answers. An open bound is None."""

    words: str
    start: datetime | None = None
    end: datetime | None = None

    def holds(self, start: datetime, end: datetime | None = None) -> bool:
        """Whether something that begins then belongs in here."""
        return (self.start is None or start >= self.start) and (self.end is None or start < self.end)


def joined(times: Sequence[Token], now: datetime, direction: Direction = "future") -> Resolution | None:
    """All words about time of a frame as one reading; None when there are none."""
    best: Resolution | None = None
    for words in _orders(times):
        found = resolve(words, now=now, direction=direction)
        if found is not None and (best is None or (found.certain and not best.certain)):
            best = found
        if best is not None and best.certain:
            return best
    return best


def words_of(times: Sequence[Token], now: datetime, direction: Direction = "future") -> str:
    """The words themselves, in the order in which they are understood for certain."""
    orders = _orders(times)
    for words in orders:
        found = resolve(words, now=now, direction=direction)
        if found is not None and found.certain:
            return words
    return orders[0] if orders else ""


def _orders(times: Sequence[Token]) -> list[str]:
    texts = [token.text.strip() for token in times]
    if not texts:
        return []
    ways = [" ".join(texts), " ".join(reversed(texts))]
    ways += [
        " ".join(_LEADS.sub("", text) for text in texts),
        " ".join(_LEADS.sub("", text) for text in reversed(texts)),
    ]
    return list(dict.fromkeys(ways))


def aware(value: datetime | date, now: datetime) -> datetime:
    """`value` as an instant; a whole day begins at midnight in the user's zone."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=now.tzinfo)


def window(times: Sequence[Token], now: datetime, direction: Direction) -> Window | None:
    """Where to look for what happens at `times`; None when that is not certain."""
    if direction == "past":
        times = [_without_from(token) for token in times]
    found = joined(times, now, direction)
    if found is None or found.start is None:
        return None
    start, end = aware(found.start, now), found.end
    words = words_of(times, now, direction)
    if found.kind is Kind.SINCE:
        return Window(
            _until(start, aware(end, now)) if end else _until(start, start + YEAR),
            start,
            aware(end, now) if end else None,
        )
    if found.kind is Kind.DEADLINE and end is not None:
        return Window(_until(start, aware(end, now)), start, aware(end, now))
    if end is not None:
        return Window(words, start, aware(end, now))
    if not isinstance(found.start, datetime):
        return Window(words, start, start + timedelta(days=1))
    # "at 3pm": what begins then.
    return Window(_until(start, start + timedelta(minutes=1)), start, start + timedelta(minutes=1))


def _without_from(token: Token) -> Token:
    """ "the mail from 17 October" is of that day; only "from … on" and "from … to" say where something begins."""
    if token.time is None or token.time.kind is not Kind.SINCE or not token.text.lower().startswith("from "):
        return token
    if re.search(r"\b(?:on|onwards?|forward)\Z", token.text, re.IGNORECASE):
        return token
    return replace(token, text=token.text[len("from ") :])


def days_of(found: Resolution, now: datetime) -> Window:
    """The whole days that a reading touches."""
    assert found.start is not None
    start = datetime.combine(aware(found.start, now).date(), time(), tzinfo=now.tzinfo)
    return Window(start.date().isoformat(), start, start + timedelta(days=1))


def coming(now: datetime) -> Window:
    """From now on, for a year."""
    return Window(_until(now, now + YEAR), now, None)


def bygone(now: datetime) -> Window:
    """The year until now."""
    return Window(_until(now - YEAR, now), None, now)


def interval(start: datetime, end: datetime) -> str:
    """Both ends in ISO 8601."""
    return _until(start, end)


def _until(start: datetime, end: datetime) -> str:
    return f"{start.isoformat(timespec='minutes')}/{end.isoformat(timespec='minutes')}"


def iso(text: str) -> datetime | None:
    """An ISO time of a tool's answer as an instant."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def minutes(length: timedelta) -> str:
    """A length as words that any tool takes: "90 minutes"."""
    return f"{int(length.total_seconds() // 60)} minutes"


def spoken(start: str, end: str = "", *, all_day: bool = False) -> str:
    """ISO times as a person says them: "Tuesday, 24 November 2026, 14:00–15:00"."""
    begin = iso(start)
    if begin is None:
        return start
    day = f"{begin:%A}, {begin.day} {begin:%B %Y}"
    if all_day or len(start) == len("2026-01-31"):
        return day
    finish = iso(end) if end else None
    return f"{day}, {begin:%H:%M}" + (f"–{finish:%H:%M}" if finish else "")
