"""What a kind of fault is in these tests: something good and something bad, side by side."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 9, tzinfo=ZONE)
"""A Friday; what is in the calendar is in the week after it."""


@dataclass(frozen=True)
class Kind:
    """Files of one kind, what of them is to be seen, and what is said of those that can't be read in full."""

    name: str
    files: dict[str, bytes]
    """By name, in the folder that such files are in."""
    shown: tuple[str, ...]
    """Title and what else tells it apart, as the test of this folder writes it."""
    told: dict[str, str] = field(default_factory=dict)
    """By file, words of the one line that names it."""
