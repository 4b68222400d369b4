"""A task becomes a time block: "block an hour for it tomorrow at 2" is an event called as the task is."""

import re

from agents.offline.asking.history import last_thing
from agents.offline.asking.messages import Request
from agents.offline.reading.courtesies import WISHED
from agents.offline.supervising.rewording import quotable
from tools.patterns import Pattern

_BLOCK = Pattern(
    rf"\A\W*{WISHED}"
    r"(?:block|reserve|book|schedule|set aside|plan|put|find)(?: out| off| me)?"
    r" (?P<length>[^,.;]*?) (?:for|to do|to work on)"
    r" (?:it|that|this|(?:that|this|the) (?:task|to-do|todo))\b(?P<when>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_ANY_LENGTH = frozenset("time some the a slot block of".split())


def for_the_task(request: Request) -> str | None:
    """The request with the title of the task of which was spoken last in the place of "it"."""
    match = _BLOCK.match(request.text)
    thing = last_thing(request.history, None) if match is not None else None
    if match is None or thing is None or thing.kind != "task" or not thing.title:
        return None
    length = match["length"].strip()
    lasts = "" if set(length.lower().split()) <= _ANY_LENGTH else f" for {length}"
    return f'Schedule an event called "{quotable(thing.title)}"{match["when"].rstrip(" .!")}{lasts}'
