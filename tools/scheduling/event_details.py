"""What a file says of an event beside what changes are made from: links, attachments, who may see it."""

import re
from typing import Any

from tools.folded_lines import Line
from tools.ics.document import Component
from tools.ics.files import EventFile
from tools.ics.values import text_of
from tools.scheduling.events import Event
from tools.scheduling.ics_read import read_contents
from tools.scheduling.store import CalendarStore
from tools.unseen import seen

MOST = 20
"""Links, and attachments, that are told."""
MOST_CHARS = 500
_LINK = re.compile(r"https?://[^\s<>\"'\\]+")
_SECRET = frozenset({"PRIVATE", "CONFIDENTIAL"})


def event_details(store: CalendarStore, file: EventFile, event: Event) -> dict[str, Any]:
    """Links, attachments (name, kind, where they are), whether it is private, its categories, as JSON.

    Nothing of it is fetched; what is attached within the file is told with its size in bytes.
    """
    component = _component(store, file, event)
    if component is None:
        return {}
    texts = (event.description, event.location)
    links = [line.value.strip() for name in ("URL", "CONFERENCE") for line in component.lines(name)]
    links += [found.rstrip(".,;)") for text in texts for found in _LINK.findall(text)]
    private = component.first("CLASS")
    return {
        "links": [seen(link)[:MOST_CHARS] for link in dict.fromkeys(filter(None, links))][:MOST],
        "attachments": [_attachment(line) for line in component.lines("ATTACH")[:MOST]],
        "private": private is not None and private.value.strip().upper() in _SECRET,
        "categories": [text_of(line) for line in component.lines("CATEGORIES")],
    }


def _component(store: CalendarStore, file: EventFile, event: Event) -> Component | None:
    """What describes the event, or this occurrence of it; the series, where nothing is said of that alone."""
    entries = [
        entry
        for entry in read_contents(file, store.zone).entries
        if (entry.event.uid, entry.event.part) == (event.uid, event.part)
    ]
    own = [entry for entry in entries if entry.event.recurrence_id == event.recurrence_id]
    return next((entry.component for entry in [*own, *entries]), None)


def _attachment(line: Line) -> dict[str, Any]:
    name = line.parameter("FILENAME") or line.parameter("X-FILENAME") or line.parameter("X-APPLE-FILENAME")
    told = {"name": name, "type": line.parameter("FMTTYPE")}
    if line.parameter("VALUE").upper() == "BINARY" or line.parameter("ENCODING"):
        return {**told, "size": len(line.value.strip()) * 3 // 4}
    return {**told, "link": seen(line.value.strip())[:MOST_CHARS]}
