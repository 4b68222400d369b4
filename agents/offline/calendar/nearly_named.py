"""What comes nearest by its name, where nothing is called as it was said: "the football game"."""

from dataclasses import replace

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Part
from agents.offline.asking.selection import Entry
from agents.offline.calendar.search import find
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.words import FUNCTION, GENERIC_EVENTS

_ANY_KIND = GENERIC_EVENTS | frozenset(
    "activity activities game games match class classes lesson lessons session sessions practice training "
    "birthday birthdays anniversary time date day new next last big first".split()
)
"""Words that many names share: by them alone nothing is near."""
_SHARED = 4
"""So many letters at the beginning of two words, and no more than that behind them, make them kin."""


def nearly_named(request: Request, ref: Reference) -> Part[Entry | None]:
    """The next event of which a word of the name was said, in the time that was said or in any."""
    said = _telling(ref.title or ref.about or ref.words)
    if not said or ref.people:
        return None
    for times in dict.fromkeys((ref.times, ())):
        any_one = replace(
            ref, words="", title="", about="", noun="events", times=times, next=False, quantity=Quantity.ALL,
            tense="future",
        )  # fmt: skip
        looked = yield from find(request, any_one, writes=False)
        near = {id(entry): _shared(said, _telling(str(entry["title"]))) for entry in looked.found}
        if any(near.values()):
            return max(looked.found, key=lambda entry: near[id(entry)])
    return None


def _shared(said: set[str], title: set[str]) -> int:
    """How many of the words that were said have their like in a title."""
    return sum(any(_kin(one, other) for other in title) for one in said)


def _telling(name: str) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in name.lower().replace("'s", "")).split()
    return {word for word in words if len(word) >= _SHARED} - FUNCTION - _ANY_KIND


def _kin(one: str, other: str) -> bool:
    if one == other:
        return True
    shared = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= _SHARED and max(len(one), len(other)) - shared <= _SHARED
