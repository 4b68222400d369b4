"""What is only added to what was just made: "at Markthalle", after a lunch was scheduled."""

from agents.offline.asking.history import last_thing
from agents.offline.asking.messages import Request
from agents.offline.reading.words import Domain
from tools.patterns import Pattern
from tools.timewords import resolve

_PLACE = Pattern(
    r"\A\W*(?:(?:and|oh|ah|ok(?:ay)?)\W+)?(?:it(?:['’]s| is| will be)\s+)?"
    r"(?:at|in)\s+(?P<place>(?:(?:the|our|my)\s+)?(?:[A-Z]|room\b)[\w'’&.\- ]{0,40}?)\W*\Z"
)


def in_full_sentence(request: Request) -> str | None:
    """The instruction that a place alone stands for; None when it is no place, or nothing was made before."""
    match = _PLACE.match(request.text)
    thing = last_thing(request.history, None) if match else None
    if match is None or thing is None or thing.domain is not Domain.CALENDAR:
        return None
    if resolve(match["place"], now=request.now) is not None:
        return None
    return f"change the location of it to '{match['place']}'"
