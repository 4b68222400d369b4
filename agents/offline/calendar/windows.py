"""Where in time to look for what a reference means."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, choose, together
from agents.offline.reading import when
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Token
from agents.offline.reading.when import Window
from tools.patterns import Spoken
from tools.timewords import Kind, resolve

_A_MONTH = timedelta(days=31)
_AND = Spoken(r"\band\b|&")


def windows_of(request: Request, ref: Reference, *, writes: bool) -> list[Window]:
    """Where to look, the most likely first.

    Raises:
        QuestionError: its time is not certain.
    """
    now = request.now
    if ref.handle and not writes:
        # Of a daily series a year is more than anybody lists.
        lately = Window(when.interval(now - _A_MONTH, now), now - _A_MONTH, now)
        return [when.coming(now), lately, Window("")] if is_one(ref) else [Window("")]
    if not ref.times:
        bygone = ref.tense == "past" or (not writes and ref.order == -1)
        if bygone and ref.order == -1:
            # The last one is looked for close by first.
            lately = Window(when.interval(now - _A_MONTH, now), now - _A_MONTH, now)
            return [lately, when.bygone(now)]
        return [when.bygone(now) if bygone else when.coming(now)]
    spoken = " ".join(token.text for token in ref.times)
    windows = when.windows(ref.times, now, "past" if ref.tense == "past" else "future")
    if not windows:
        raise QuestionError(f"Which time do you mean by '{spoken}'?")
    if len(windows) > 1 and writes and ref.quantity is Quantity.ALL:
        options = [when.spoken_window(window) for window in windows]
        picks = choose(request, f"'{spoken}' may mean {together(options, 'or')}. Which one?", options)
        windows = [windows[index] for index in picks]
    return [_clamped(window, ref, now, writes=writes) for window in windows]


def _clamped(window: Window, ref: Reference, now: datetime, *, writes: bool) -> Window:
    """`window` without its past for what is to come or to be changed, or without its future for what was."""
    if not writes and window.end is not None and _before_a_time(ref):
        # "Anything before 10 tomorrow": of that day.
        morning = window.end.replace(hour=0, minute=0, second=0, microsecond=0)
        start = max(window.start, morning) if window.start is not None else morning
        return Window(when.interval(start, window.end), start, window.end)
    running = window.start is not None and window.start < now and (window.end is None or window.end > now)
    if running and ref.tense != "past" and (ref.next or ref.tense == "future" or writes):
        return replace(window, start=now)
    if ref.tense == "past" and window.end is not None and window.end > now:
        return replace(window, end=now)
    return window


def _before_a_time(ref: Reference) -> bool:
    """Whether it is about what is before a time of day."""
    found = ref.times[0].time if len(ref.times) == 1 else None
    return found is not None and found.kind is Kind.DEADLINE and found.time_of_day_given


def open_days(times: Sequence[Any], now: datetime) -> str:
    """Where to look for free time: what was said, and two weeks where that has no end.

    Raises:
        UnableError: what was said names no days.
    """
    span = when.window(times, now, "future") if times else when.coming(now)
    if span is None or span.start is None:
        raise UnableError("I don't know for which days to look.")
    if span.end is not None:
        return when.words_of(times, now)
    first = span.start.date()
    return f"from {first} to {first + timedelta(days=13)}"


def parts_of_days(times: Sequence[Token], now: datetime) -> list[str]:
    """ "This week in the afternoon": each day's, of working days where there are any; empty: no such thing.

    Raises:
        UnableError: of more than two weeks.
    """
    if len(times) != _DAYS_AND_PART:
        return []
    days, part = sorted(times, key=lambda token: token.clocked)
    span = days.time
    if days.clocked or not part.clocked or when.names_day(part, now) or span is None or not span.certain:
        return []
    if span.start is None or span.end is None or not when.several_days(span, now):
        return []
    first, stop = max(when.aware(span.start, now).date(), now.date()), when.aware(span.end, now).date()
    if stop - first > _TWO_WEEKS:
        raise UnableError("That is more than two weeks. Please name fewer days.")
    dates = [first + timedelta(days=ahead) for ahead in range((stop - first).days)]
    working = [day for day in dates if day.isoweekday() <= _FRIDAY] or dates
    found = [resolve(f"{part.text} on {day:%Y-%m-%d}", now=now) for day in working]
    return [
        when.interval(max(when.aware(one.start, now), now), when.aware(one.end, now))
        for one in found
        if one is not None
        and one.start is not None
        and one.end is not None
        and when.aware(one.end, now) > now
    ]


_DAYS_AND_PART = 2
_FRIDAY = 5
_TWO_WEEKS = timedelta(days=14)


def on_that_day(ref: Reference, now: datetime) -> Reference:
    """ "The event from Saturday" is on it; only "the events from Saturday" may be on any day after."""
    if ref.plural or ref.next or ref.order is not None:
        return ref
    return replace(ref, times=tuple(_then(token, now) for token in ref.times))


def _then(token: Token, now: datetime) -> Token:
    time, lead, said = token.time, *token.text.partition(" ")[::2]
    if time is None or time.kind is not Kind.SINCE or lead.lower() != "from":
        return token
    there = when.reworded(token, f"at {said}" if said[:1].isdigit() else said, now)
    return there if there.time is not None else token


def links_times(ref: Reference) -> bool:
    """Whether "and" stands between times of it: "on Monday and Tuesday"."""
    return _AND.search(" ".join(token.text for token in ref.times)) is not None


def is_one(ref: Reference) -> bool:
    """Whether one thing is meant that was spoken of, and no time picks some of its days."""
    return not (ref.times or ref.plural or ref.order is not None or ref.tense)
