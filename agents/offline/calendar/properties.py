"""What of an event is named before it: "the start time of the review", "the place for lunch"."""

from agents.offline.reading.instructions import Instruction
from agents.offline.reading.words import DETERMINERS

NAMES_OF = frozenset({"name", "title", "names"})
TIMES_OF = frozenset({"time", "date", "start", "day", "hour"})
PLACES_OF = frozenset({"location", "place", "room", "venue"})
LENGTHS_OF = frozenset({"length", "duration", "end"})
_BEFORE = frozenset({"start", "end", "event", "meeting"})
_LINKS = frozenset({"of", "for", "on"})


def property_of(said: Instruction, i: int) -> tuple[str, int] | None:
    """Its noun, and where the event begins of which it is; None where none is named at `i`."""
    j = i + (said.low(i) in DETERMINERS)
    if said.low(j) in _BEFORE and said.low(j + 1) in NAMES_OF | TIMES_OF | PLACES_OF:
        j += 1
    named = said.low(j) in NAMES_OF | TIMES_OF | PLACES_OF | LENGTHS_OF and said.low(j + 1) in _LINKS
    return (said.low(j), j + 2) if named else None
