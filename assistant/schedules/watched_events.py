"""Which events a watch is about, by words of their title or about their time."""

from datetime import UTC, datetime, timedelta

from assistant.schedules.watch import Thing
from tools.errors import ToolError
from tools.ics.moments import instant
from tools.scheduling.events import Occurrence
from tools.scheduling.store import CalendarStore
from tools.scheduling.time_words import Clock

AHEAD = timedelta(days=90)
MOST = 10
KIND_WORDS = frozenset("the my our a an with meeting meetings event events appointment appointments".split())


def events_called(
    calendar: CalendarStore, words: str, now: datetime, *, day_first: bool = False
) -> tuple[Thing, ...]:
    """The events to come that `words` mean: the next one of a title, or those of a time ("Thursday")."""
    bare = " ".join(word for word in words.casefold().split() if word not in KIND_WORDS)
    titled = calendar.search(now, now + AHEAD, words=bare) if bare else ()
    if ahead := [one for one in titled if _is_ahead(one, now)]:
        return (_thing(ahead[0], now),)
    try:
        span = Clock(now, calendar.zone, day_first).span(_time_in(words, now))
    except ToolError:
        return ()
    found = [one for one in calendar.between(span.start, span.end) if not one.all_day and _is_ahead(one, now)]
    return tuple(_thing(one, now) for one in found[:MOST])


def _thing(one: Occurrence, now: datetime) -> Thing:
    declined = tuple(guest.email.casefold() for guest in one.attendees if guest.status == "declined")
    return Thing(one.id, one.title, instant(one.start, now.tzinfo or UTC).isoformat(), declined)


def _is_ahead(one: Occurrence, now: datetime) -> bool:
    return one.status != "cancelled" and instant(one.start, now.tzinfo or UTC) > now


def _time_in(words: str, now: datetime) -> str:
    """The words about time in them: "Thursday" of "Thursday's meeting"."""
    from tools.timewords import find

    return next((mention.text for mention in find(words.replace("'s", ""), now=now)), words)
