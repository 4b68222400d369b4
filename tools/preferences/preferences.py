"""What a person likes, as values: hours, lengths, buffers, who is meant, a signature, which calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

YOURS = "your preference"
"""How a card names what decided."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Preferences:
    """What was read of the file; what isn't said there is empty."""

    working_hours: tuple[time, time] | None = None
    never_before: time | None = None
    never_after: time | None = None
    buffer: timedelta = timedelta()
    """What is left free before and after an event."""
    signature: str = ""
    lengths: Mapping[str, timedelta] = field(default_factory=dict)
    """By words of a title, how long such an event is where nothing is said."""
    people: Mapping[str, str] = field(default_factory=dict)
    """By what the person calls them, in small letters, whom they mean."""
    calendars: Mapping[str, str] = field(default_factory=dict)
    """By words of a title, the calendar that such an event goes into."""
    problem: str = ""
    """What of the file can't be used, in a sentence."""

    def length_of(self, title: str) -> timedelta | None:
        """How long an event called so is; None: nothing is said of such."""
        return self.lengths.get(_fitting(self.lengths, title) or "")

    def calendar_of(self, title: str) -> str:
        return self.calendars.get(_fitting(self.calendars, title) or "", "")


def _fitting(kinds: Mapping[str, object], title: str) -> str | None:
    """The kind whose words are all in the title, one of more words before one of fewer."""
    there = {_singular(word) for word in _WORD.findall(title.casefold())}
    fits = [kind for kind in kinds if {_singular(word) for word in _WORD.findall(kind.casefold())} <= there]
    return max(fits, key=lambda kind: (len(kind.split()), len(kind)), default=None)


def _singular(word: str) -> str:
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def minutes(length: timedelta) -> str:
    """`30 minutes`, `1 hour`, `90 minutes`."""
    whole = int(length.total_seconds() // 60)
    if whole % 60 == 0 and whole:
        return f"{whole // 60} hour{'s' if whole > 60 else ''}"
    return f"{whole} minute{'s' if whole != 1 else ''}"
