"""Whether an event is what is meant, by what it is besides its time and people."""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta

from agents.offline.asking.selection import Entry, titled
from agents.offline.reading import when
from agents.offline.reading.references import Filters
from tools.patterns import Pattern


def fits(entry: Entry, filters: Filters) -> bool:
    """Whether an event is what is meant, by what it is besides its time and people."""
    start, end = when.iso(str(entry["start"])), when.iso(str(entry["end"]))
    length = end.astimezone(UTC) - start.astimezone(UTC) if start and end else timedelta(0)
    whole = bool(entry.get("all_day"))
    # "The dinner at Luigi's": the place may stand in the title alone.
    place = f"{entry.get('location', '')} {entry.get('title', '')}".casefold()
    return not (
        (filters.longer is not None and (whole or length <= filters.longer))
        or (filters.shorter is not None and (whole or length >= filters.shorter))
        or (filters.begins_from is not None and (whole or start is None or start.hour < filters.begins_from))
        or (
            filters.begins_before is not None
            and (whole or start is None or start.hour >= filters.begins_before)
        )
        or (filters.whole_days and not whole)
        or (filters.alone and entry.get("attendees"))
        or (filters.guests and not entry.get("attendees"))
        or (filters.online and not _ONLINE.search(place))
        or (filters.place and not set(_WORDS.findall(filters.place.casefold())) <= set(_WORDS.findall(place)))
        or any(titled([entry], words, "title") for words in filters.without)
    )


_ONLINE = Pattern(r"https?://|\b(?:zoom|teams|meet|webex|online|remote|video)\b", re.IGNORECASE)
_WORDS = Pattern(r"[^\W_]+")


def titled_with(found: Sequence[Entry], words: str) -> list[Entry]:
    """Those that are "with" somebody by their title; others only by words of it, where nobody is invited."""
    return [
        entry
        for entry in found
        if "with" in str(entry.get("title", "")).lower().split() or (words and not entry.get("attendees"))
    ]
