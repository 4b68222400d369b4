"""Whether an event is what is meant, by what it is besides its time and people."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from agents.offline.asking.selection import Entry, titled
from agents.offline.reading import when
from agents.offline.reading.references import Filters
from tools.patterns import Pattern, Spoken


def fits(entry: Entry, filters: Filters) -> bool:
    """Whether an event is what is meant, by what it is besides its time and people."""
    start = when.iso(str(entry["start"]))
    length = _length(entry)
    whole = bool(entry.get("all_day"))
    # "The dinner at Luigi's": the place may stand in the title alone.
    place = f"{entry.get('location', '')} {entry.get('title', '')}".casefold()
    return not (
        (filters.longer is not None and (whole or length <= filters.longer))
        or (filters.shorter is not None and (whole or length >= filters.shorter))
        or (filters.whole_days and not whole)
        or (filters.alone and entry.get("attendees"))
        or (filters.guests and not entry.get("attendees"))
        or (filters.online and not _ONLINE.search(place))
        or (filters.place and not set(_WORDS.findall(filters.place.casefold())) <= set(_WORDS.findall(place)))
        or any(titled([entry], words, "title") for words in filters.without)
        or not _begins_then(start, filters, whole=whole)
        or (filters.ends is not None and (whole or not _ends_then(entry, *filters.ends)))
    )


def _begins_then(start: datetime | None, filters: Filters, *, whole: bool) -> bool:
    """Whether it begins at the hours that are meant; whole days do at none."""
    if filters.before is None and filters.after is None:
        return True
    at = start.time() if start is not None and not whole else None
    early = filters.before is None or (at is not None and at < filters.before)
    return at is not None and early and (filters.after is None or at >= filters.after)


def _ends_then(entry: Entry, how: str, clock: time) -> bool:
    end = when.iso(str(entry["end"]))
    at = end.time() if end is not None else clock
    match how:
        case "after":
            return at > clock
        case "before":
            return at < clock
        case "by":
            return at <= clock
        case _:
            return at == clock


def extremes(entries: list[Entry], by: str) -> list[Entry]:
    """The `longest`, `shortest`, `largest` or `smallest` of them; several where they are as long, or have as
    many guests, and all of them by no word.
    """
    by_length = by in ("longest", "shortest")
    kept = [entry for entry in entries if not (by_length and entry.get("all_day"))]
    if not by or not kept:
        return entries
    sizes = [
        _length(entry).total_seconds() if by_length else len(entry.get("attendees", ())) for entry in kept
    ]
    best = max(sizes) if by in ("longest", "largest") else min(sizes)
    return [entry for entry, size in zip(kept, sizes, strict=True) if size == best]


def _length(entry: Entry) -> timedelta:
    start, end = when.iso(str(entry["start"])), when.iso(str(entry["end"]))
    return end.astimezone(UTC) - start.astimezone(UTC) if start and end else timedelta(0)


_ONLINE = Spoken(r"https?://|\b(?:zoom|teams|meet|webex|online|remote|video)\b")
_WORDS = Pattern(r"[^\W_]+")


def titled_with(found: Sequence[Entry], words: str, noun: str = "") -> list[Entry]:
    """Those that are "with" somebody by their title; others only by words of it, where nobody is invited.

    The noun is such a word too: "my doctor's appointment" is what is called so.
    """

    def fits(entry: Entry) -> bool:
        title = str(entry.get("title", "")).lower().split()
        return "with" in title or ((bool(words) or noun in title) and not entry.get("attendees"))

    return [entry for entry in found if fits(entry)]
