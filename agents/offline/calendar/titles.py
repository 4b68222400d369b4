"""The title of an event, made of what the user gave."""

from collections.abc import Sequence

from agents.offline.asking.questions import together
from agents.offline.asking.wording import capital
from agents.offline.calendar.frames import CreateEvent
from agents.offline.reading.words import CALENDARS, EVENT_NOUNS, GENERIC_EVENTS


def event_title(frame: CreateEvent, guests: Sequence[str]) -> str:
    """The title that was given; else the noun with its words, the topic and the guests."""
    if frame.title:
        return frame.title
    words = " ".join(word for word in frame.words.split() if word.lower() not in CALENDARS | {"entry", "new"})
    if not words or words.lower() in GENERIC_EVENTS - {"appointment"}:
        words = "meeting"
    if frame.about:
        return f"{capital(words)}: {frame.about}"
    if guests and frame.noun in EVENT_NOUNS | CALENDARS | {"entry", ""} and len(words.split()) < 2:
        return f"{capital(words)} with {together(guests)}"
    return capital(words)
