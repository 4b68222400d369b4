"""What is only added to what was just made: "at Markthalle" to a lunch, "and add that …" to a mail."""

import re

from agents.offline.asking.history import last_thing
from agents.offline.asking.messages import Request
from agents.offline.reading.words import Domain
from tools.patterns import Pattern
from tools.timewords import resolve

_PLACE = Pattern(
    r"\A\W*(?:(?:and|oh|ah|ok(?:ay)?)\W+)?(?:it(?:['’]s| is| will be)\s+)?"
    r"(?:at|in)\s+(?P<place>(?:(?:the|our|my)\s+)?(?:[A-Z]|room\b)[\w'’&.\- ]{0,40}?)\W*\Z"
)
_SAY_MORE = Pattern(
    r"\A\W*(?:(?:and|also|oh|please|ok(?:ay)?)\W+)*(?:add|mention|say|include)(?: too| also)? that "
    r"(?P<text>(?:i|we|he|she|it|they|you|the|my|our)\b.+)\Z",
    re.IGNORECASE | re.DOTALL,
)


def in_full_sentence(request: Request) -> str | None:
    """The instruction that a place alone stands for, or more words for a mail that has gone.

    None when it is neither, or nothing was made before.
    """
    more = _SAY_MORE.match(request.text)
    written = last_thing(request.history, None) if more else None
    if more is not None and written is not None and written.domain is Domain.EMAIL:
        return f"tell them that {more['text']}"
    match = _PLACE.match(request.text)
    thing = last_thing(request.history, None) if match else None
    if match is None or thing is None or thing.domain is not Domain.CALENDAR:
        return None
    if resolve(match["place"], now=request.now) is not None:
        return None
    return f"change the location of it to '{match['place']}'"
