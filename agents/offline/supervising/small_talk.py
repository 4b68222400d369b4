"""What is answered without looking at anything: a greeting, thanks, a word of praise."""

import re

from agents.offline.reading.afterwords import drops
from agents.offline.supervising.doubt import GREETING, INTRODUCTION

_THANKS = re.compile(
    r"\A\W*(?:(?:ok(?:ay)?|great|perfect|good|fine|super|lovely)\W+)*"
    r"(?:thanks|thank (?:you|u)|thx|ty|ta|cheers)\b[\w ,]{0,20}\W*\Z",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\A\W*(?:great|perfect|ok(?:ay)?|good|fine|super|lovely|well done|nice)\W*\Z", re.IGNORECASE
)
_GREETING = re.compile(
    r"\A\W*(?:good (?:morning|afternoon|evening|day)|hello|hi|hey)\b[\w ]{0,12}\W*\Z", re.IGNORECASE
)


def small_talk(text: str, *, asked: bool) -> str | None:
    """The answer to it; None for everything else. With `asked`, some of it may answer a question of ours."""
    if not text.strip():
        return INTRODUCTION
    if _THANKS.match(text):
        return "You're welcome."
    if asked:
        return None
    if _GREETING.match(text):
        return GREETING
    if _PRAISE.match(text):
        return "You're welcome."
    return "All right." if drops(text) else None
