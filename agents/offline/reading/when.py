"""Words about time on their way to a tool, and the spans they stand for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from agents.offline.reading.tokens import Token
from tools.patterns import Spoken
from tools.timewords import Direction, Kind, Resolution, resolve

_LEADS = Spoken(r"\A(?:on|for|from|starting|beginning|this coming)\s+(?=\S)")
YEAR = timedelta(days=365)
EVER = 30 * YEAR


_A_MINUTE = timedelta(minutes=1)
_A_NIGHT = timedelta(hours=12)
"""What ends so soon after midnight is said to end then, without the other day."""


@dataclass(frozen=True)
class Window:
    """A time to look in: `words` for the tool, the bounds for what it answers. An open bound is None."""

    words: str
    start: datetime | None = None
    end: datetime | None = None

    def holds(self, start: datetime) -> bool:
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
    """Where to look for what happens at `times`; None when they name no time."""
    if direction == "past":
        times = [_without_from(token) for token in times]
    found = joined(times, now, direction)
    return _window_of(found, words_of(times, now, direction), now) if found is not None else None


def several_days(found: Resolution, now: datetime) -> bool:
    """Whether it leaves open on which day: "next week", "within a month"."""
    if found.start is None or found.end is None or found.rrule is not None:
        return False
    first, last = aware(found.start, now), aware(found.end, now) - timedelta(minutes=1)
    return last.date() > first.date() and last - first > timedelta(days=1)


def joined_within(times: Sequence[Token], span: Resolution, now: datetime) -> Resolution | None:
    """The reading of words that answer on which day of `span`: "Wednesday" is the one that is in it."""
    assert span.start is not None and span.end is not None
    begin, end = aware(span.start, now), aware(span.end, now)

    def inside(reading: Resolution) -> bool:
        if isinstance(reading.start, datetime):
            return begin <= reading.start < end
        return reading.start is not None and begin.date() <= reading.start and aware(reading.start, now) < end

    plain = joined(times, now)
    if plain is None:
        return None
    fitting = [reading for reading in plain.candidates or (plain,) if inside(reading)]
    if len(fitting) == 1:
        return replace(fitting[0], certain=True, candidates=())
    if fitting or any(names_day(token, now) and _goes_with_now(token.text, now) for token in times):
        return plain
    then = joined(times, max(now, begin - timedelta(minutes=1)))
    return then if then is not None and then.certain and inside(then) else plain


def _goes_with_now(words: str, now: datetime) -> bool:
    """Whether the words mean another day on each day on which they are said, as "tomorrow" does."""
    days = []
    for shift in (-1, 0, 1):
        found = resolve(words, now=now + timedelta(days=shift))
        if found is None or found.start is None:
            return False
        days.append(aware(found.start, now).date())
    return all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


def goes_by_clock(token: Token, now: datetime) -> bool:
    """ "In an hour": another time, a minute later."""
    later = resolve(token.text, now=now + _A_MINUTE)
    first, then = (found.start if found is not None else None for found in (token.time, later))
    return isinstance(first, datetime) and isinstance(then, datetime) and then - first == _A_MINUTE


def _window_of(found: Resolution, words: str, now: datetime) -> Window | None:
    """The window of one reading. Without `words`, its bounds are written out."""
    if found.start is None:
        if found.kind is not Kind.DEADLINE or found.end is None:
            return None
        # "More than 3 days ago": everything up to then.
        last = aware(found.end, now)
        return Window(interval(last - EVER, last), None, last)
    start = aware(found.start, now)
    end = aware(found.end, now) if found.end is not None else None
    if found.kind is Kind.SINCE:
        end = end or found.ends_tonight(now)
        return Window(interval(start, end or start + YEAR), start, end)
    if found.kind is Kind.DEADLINE and end is not None:
        return Window(interval(start, end), start, end)
    if end is None:
        whole_day = not isinstance(found.start, datetime)
        # "at 3pm": what begins then.
        end = start + (timedelta(days=1) if whole_day else timedelta(minutes=1))
        words = words if whole_day else ""
    return Window(words or interval(start, end), start, end)


def _without_from(token: Token) -> Token:
    """ "the mail from 17 October" is of that day; only "from … on" says where something begins."""
    if token.time is None or token.time.kind is not Kind.SINCE or not token.text.lower().startswith("from "):
        return token
    if re.search(r"\b(?:on|onwards?|forward)\Z", token.text, re.IGNORECASE):
        return token
    return replace(token, text=token.text[len("from ") :])


def windows(times: Sequence[Token], now: datetime, direction: Direction) -> list[Window]:
    """Where to look for what happens at `times`: one place when it is certain, else one for each reading."""
    found = joined(times, now, direction)
    if found is None or found.certain or found.unresolved or len(found.candidates) < 2:
        sure = window(times, now, direction)
        return [sure] if sure is not None else []
    return [read for reading in found.candidates if (read := _window_of(reading, "", now)) is not None]


def spoken_window(window: Window) -> str:
    """The day a window begins with."""
    return spoken(window.start.date().isoformat()) if window.start is not None else window.words


def names_day(token: Token, now: datetime) -> bool:
    """Whether the words name a day and not only a time of day: read on other days, they stay on theirs."""
    found = resolve(token.text, now=now)
    if found is None or found.start is None:
        return False
    if not found.time_of_day_given:
        return True
    return not all(_follows(token.text, now.date() + timedelta(days=ahead), now) for ahead in (1, 3))


def _follows(words: str, day: date, now: datetime) -> bool:
    """Whether the words, read in the first minutes of a day, mean that day, as "at 4pm" does."""
    found = resolve(words, now=datetime.combine(day, time(0, 1), tzinfo=now.tzinfo))
    return found is not None and found.start is not None and aware(found.start, now).date() == day


def day_of(token: Token, now: datetime | None) -> Token:
    """The day alone of "on Friday at noon"."""
    start = token.time.start if token.time is not None and token.time.time_of_day_given else None
    if start is None or now is None:
        return token
    return reworded(token, f"on {start:%Y-%m-%d}", now)


def rest_of_day(times: Sequence[Token], now: datetime | None, *, after: bool) -> tuple[Token, ...]:
    """What is left of a day after, or before, the one time of day that was said; nothing without one."""
    found = times[0].time if len(times) == 1 else None
    if found is None or found.start is None or not found.time_of_day_given or now is None:
        return ()
    start = aware(found.start, now)
    end = aware(found.end, now) if found.end is not None else start
    day = datetime.combine(start.date(), time(), tzinfo=start.tzinfo)
    words = interval(end, day + timedelta(days=1)) if after else interval(day, start)
    return (reworded(times[0], words, now),)


def reworded(token: Token, words: str, now: datetime) -> Token:
    """`token` in other words about time."""
    return replace(token, text=words, value=words, time=resolve(words, now=now))


def on_day(day: datetime, clock: Resolution, now: datetime) -> str:
    """The time of day of `clock`, or from when until when, on another day, in ISO 8601."""
    assert clock.start is not None
    begin = datetime.combine(day.date(), aware(clock.start, now).time(), tzinfo=now.tzinfo)
    if clock.end is None or clock.approximate:
        return begin.isoformat()
    return interval(begin, begin + (aware(clock.end, now) - aware(clock.start, now)))


def coming(now: datetime) -> Window:
    """From now on, for a year."""
    return Window(interval(now, now + YEAR), now, None)


def bygone(now: datetime) -> Window:
    """The year until now."""
    return Window(interval(now - YEAR, now), None, now)


def interval(start: datetime, end: datetime) -> str:
    """Both ends in ISO 8601, as the tools take them."""
    return f"{start.isoformat(timespec='minutes')}/{end.isoformat(timespec='minutes')}"


def iso(text: str) -> datetime | None:
    """An ISO time of a tool's answer as an instant."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def minutes(length: timedelta) -> str:
    """A length as words that any tool takes: "90 minutes", "7 days"."""
    number = int(length.total_seconds() // 60)
    days, rest = divmod(number, 24 * 60)
    return f"{number} minutes" if rest or not days else f"{days} days"


def whole_days(first: datetime, length: timedelta) -> str:
    """So many whole days from the day of `first` on, as words about time; empty where it is no number of
    days."""
    if not length or length % timedelta(days=1):
        return ""
    last = first + length - timedelta(days=1)
    return f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}" if last > first else f"all day on {first:%Y-%m-%d}"


def length(span: timedelta) -> str:
    """A length as people say it: "an hour", "1 hour 30 minutes", "2 days"."""
    total = int(span.total_seconds() // 60)
    days, rest = divmod(total, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if total == 60:
        return "an hour"
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    said = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(said) or "no time"


def day(moment: str) -> str:
    """The day of an ISO time: "Tuesday, 24 November 2026"."""
    begin = iso(moment)
    return _spoken_day(begin) if begin is not None else moment


def last_day(end: str) -> str:
    """The last of several whole days; `end` is the day after it."""
    after = iso(end)
    return _spoken_day(after - timedelta(days=1)) if after is not None else end


def clock(start: str, end: str = "") -> str:
    """The times of day of two ISO times: "14:00–15:00"; with the day of the end, where that is another."""
    begin, finish = iso(start), iso(end) if end else None
    if begin is None or len(start) == len("2026-01-31"):
        return "all day"
    if finish is None or finish == begin:
        return f"{begin:%H:%M}"
    if finish.date() > begin.date() and finish - begin > _A_NIGHT:
        return f"{begin:%H:%M} – {_spoken_day(finish)}, {finish:%H:%M}"
    return f"{begin:%H:%M}–{finish:%H:%M}"


def _spoken_day(day: datetime) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def spoken(start: str, end: str = "", *, all_day: bool = False) -> str:
    """ISO times as people say them: "Tuesday, 24 November 2026, 14:00–15:00"; of several days, both ends."""
    begin = iso(start)
    if begin is None:
        return start
    finish = iso(end) if end else None
    day = _spoken_day(begin)
    if all_day or len(start) == len("2026-01-31"):
        last = finish - timedelta(days=1) if finish else begin
        return f"{day} – {_spoken_day(last)}" if last.date() > begin.date() else day
    if finish and finish.date() > begin.date() and finish - begin > _A_NIGHT:
        return f"{day}, {begin:%H:%M} – {_spoken_day(finish)}, {finish:%H:%M}"
    return f"{day}, {begin:%H:%M}" + (f"–{finish:%H:%M}" if finish else "")
