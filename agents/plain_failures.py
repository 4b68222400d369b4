"""Why something was not done, for a person: what tools tell a model has ids and names of arguments in it."""

import re

from agents.brevity import AN_ID
from tools.patterns import Pattern

_NO_SUCH = Pattern(
    r"\b(?:there is )?no (?P<what>event|mail|task|contact)s? (?:has|with) (?:the|an) id\b\s*'[^']*'"
)
_NAMED = Pattern(r"\s*[\[(](?:\w+[_ ])?id\b[^\])]*[\])]", re.IGNORECASE)
_AT_THE_END = Pattern(
    r"(?<=[.!?])\s*\[\w+_id=[\w-]+\]\.?|\s*\[\w+_id=[\w-]+\]"
    r"|,?\s+(?:with|under) (?:the |its |an )?(?:(?:event|task|e-?mail|draft|contact|routine)[ _])?id"
    rf"(?:\s+['\"`]?{AN_ID.pattern}|\s*[:=]\s*['\"`]?[a-z2-7]{{10,12}}\b)['\"`]?",
    re.IGNORECASE,
)
_PART = Pattern(r"(?<=[.!?])\s+|;\s+|\n+")
_INSIDE = Pattern(
    rf"\b[a-z]+(?:_[a-z0-9]+)+\b|{AN_ID.pattern}|\bids?\b|\barguments?\b|\bplaceholder\b|\bfield required\b"
    r"|\bthe user['’]s\b|\banother agent\b|\bwhen ''|\bgive one of these\b|\bjson\b|\bISO 8601\b|\btool\b"
    r"|\b(?:rrule|freq|byday|bymonth)\b",
    re.IGNORECASE,
)
_SHOWN = Pattern(rf"\b[a-z]+(?:_[a-z0-9]+)+\b|{AN_ID.pattern}")


def plain(complaint: str) -> str:
    """What of `complaint` says something to a person; empty where nothing does."""
    text = _NO_SUCH.sub(r"there is no such \g<what>", _NAMED.sub("", complaint))
    return "; ".join(part for part in _PART.split(text) if part.strip() and not _INSIDE.search(part))


def without_ids(text: str) -> str:
    """An answer without the ids by which agents name things to each other, as in "with the ID: …"."""
    return _AT_THE_END.sub("", text)


def insides(text: str) -> frozenset[str]:
    """The ids in `text`, and the names of tools and arguments."""
    return frozenset(_SHOWN.findall(text))
