"""What is asked of one event: how long it is, where, who comes, whether it is then."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.questions import together
from agents.offline.asking.wording import capital
from agents.offline.reading import when
from agents.offline.reading.references import Person, is_called

Entry = dict[str, Any]


def told(asked: str, entry: Entry, now: datetime) -> str | None:
    """What is asked of `entry`, and which one that is; None where it is asked for nothing in particular."""
    fact = _FACTS.get(asked)
    return None if fact is None else f"{capital(fact(entry, now))}: {reports.event(entry, guests='none')}."


def length(entry: Entry) -> timedelta:
    """How long an event is; of whole days, so many days."""
    start, end = when.iso(str(entry["start"])), when.iso(str(entry["end"]))
    if start is None or end is None:
        return timedelta(0)
    return end - start if start.tzinfo is None else end.astimezone(UTC) - start.astimezone(UTC)


def _long(entry: Entry, now: datetime) -> str:  # noqa: ARG001 - the others need it
    return when.length(length(entry))


def _where(entry: Entry, now: datetime) -> str:  # noqa: ARG001 - the others need it
    return str(entry.get("location") or "it doesn't say where")


def _starts(entry: Entry, now: datetime) -> str:  # noqa: ARG001 - the others need it
    return "all day" if entry.get("all_day") else f"at {when.clock(str(entry['start']))}"


def _ends(entry: Entry, now: datetime) -> str:  # noqa: ARG001 - the others need it
    return (
        f"at the end of {when.last_day(str(entry['end']))}"
        if entry.get("all_day")
        else f"at {when.clock(str(entry['end']))}"
    )


def _until(entry: Entry, now: datetime) -> str:
    start = moment(entry, "start", now)
    if start is None:
        return "it doesn't say when"
    if entry.get("all_day"):
        return _days(entry, now)
    return f"in {when.length(start.astimezone(UTC) - now.astimezone(UTC))}" if start > now else "it has begun"


def _days(entry: Entry, now: datetime) -> str:
    start = moment(entry, "start", now)
    left = (start.date() - now.date()).days if start is not None else 0
    return f"in {when.length(timedelta(days=left))}" if left > 0 else "it has begun" if left < 0 else "today"


def _heads(entry: Entry, now: datetime) -> str:  # noqa: ARG001 - the others need it
    number = len(entry.get("attendees", []))
    return f"{number} {'person is' if number == 1 else 'people are'} invited"


_FACTS: dict[str, Callable[[Entry, datetime], str]] = {
    "long": _long, "where": _where, "start": _starts, "day_start": _starts, "end": _ends, "day_end": _ends,
    "until": _until, "days": _days, "heads": _heads,
}  # fmt: skip


def invited(entry: Entry, people: Sequence[Person]) -> bool | None:
    """Whether all of these are among the guests; None where it names nobody at all."""
    guests = [str(guest).casefold() for guest in entry.get("attendees", [])]
    if not guests:
        return None
    return all(any(is_called(person, guest) for guest in guests) for person in people)


def moment(entry: Entry, key: str, now: datetime) -> datetime | None:
    """When an event begins or ends; whole days at midnight in the zone of `now`."""
    at = when.iso(str(entry[key]))
    return at if at is None or at.tzinfo else at.replace(tzinfo=now.tzinfo)


def _busy(entries: Sequence[Entry], now: datetime) -> list[tuple[datetime, datetime, Entry]]:
    """Those that take time, with when they do."""
    return [
        (start.astimezone(UTC), end.astimezone(UTC), entry)
        for entry in entries
        if entry.get("busy") is not False
        and (start := moment(entry, "start", now))
        and (end := moment(entry, "end", now))
    ]


def overlaps(
    entries: Sequence[Entry], now: datetime, asked: Sequence[Entry] = ()
) -> list[tuple[Entry, Entry]]:
    """Each two of those that take some time together; `entries` are in the order of their start.

    What is `asked` about by its name counts, though it may be a day that takes no time.
    """
    busy = _busy([{**one, "busy": True} if one in asked else one for one in entries], now)
    return [
        (first, second)
        for place, (_, end, first) in enumerate(busy)
        for start, _, second in busy[place + 1 :]
        if start < end
    ]


def busy_time(entries: Sequence[Entry], now: datetime) -> timedelta:
    """The time that these take, what overlaps counted once and whole days left out."""
    spans = sorted((start, end) for start, end, entry in _busy(entries, now) if not entry.get("all_day"))
    total, until = timedelta(0), datetime.min.replace(tzinfo=UTC)
    for start, end in spans:
        total += max(end - max(start, until), timedelta(0))
        until = max(end, until)
    return total


def guests_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """All who are invited to one of these, each once."""
    return tuple(dict.fromkeys(str(guest) for entry in entries for guest in entry.get("attendees", [])))


def pairs(found: Sequence[tuple[Entry, Entry]]) -> str:
    """What overlaps what, a line for each two."""
    return "\n".join(f"- {together([reports.event(one, guests='none') for one in pair])}" for pair in found)
