"""What an event is to be called, said of one that is proposed or asked about: "name it Dentist, at 4"."""

from datetime import datetime

from agents.offline.reading.courtesies import OPENED, OPENERS, WISHES
from agents.offline.reading.tokens import Sort, tokenize
from tools.patterns import Spoken

_EVENT = r"(?:it|that|this|(?:the|this|that) (?:event|meeting|appointment|entry|one))"
_TITLE = r"(?:(?:event )?(?:title|name)|title of the event|event)"
_NAMED = Spoken(
    r"\A\W*(?P<before>(?:(?!\b(?:call|name|title|label)\b)[^.;!?\n]){0,60}?)(?:(?:,| and|\.)+ )?"
    rf"(?:(?:{OPENERS}|{WISHES}|you can|we can|let['’]?s)\W+)*"
    rf"(?:(?:call|name|title|label|rename|entitle) {_EVENT}(?: as| to)?"
    rf"|give {_EVENT} the (?:title|name)(?: of)?"
    rf"|i want (?:the|its) {_TITLE} to be|(?:make|set) (?:the|its) {_TITLE}(?: to(?: be)?)?"
    rf"|(?:the|its) (?:event )?(?:title|name)(?: of {_EVENT})? (?:is|should be|will be|shall be))"
    r"(?: an?(?= [a-z]))? (?P<title>[\"'“‘]?[^\W_][^\n]{1,100})\Z"
)
_AS_TITLE = Spoken(
    r"\A\W*(?P<before>[^.;!?\n]{0,60}?)(?:(?:,| and|\.)+ )?"
    rf"(?:(?:{OPENERS}|you can)\W+)*"
    r"(?:use|write|put|input|enter|type|have) (?:in )?(?P<title>[\"'“‘]?[^\W_][^\n]{1,80}?) (?:as|for) "
    r"(?:the |an? |its |my )?(?:(?:event|activity|appointment|meeting)(?:['’]s)? )?(?:title|name)\b"
    r"(?:[.,;!]* (?:and )?(?P<rest>[^\n]+?))?\W*\Z"
)
""" "Use Dentist as the event title"."""
_ENDS = Spoken(
    rf"(?:[.;!]+|,? and|,)\s+(?={OPENED}(?:the|make|set|put|have|schedule|place|it|i|its"
    r"|at|on|in|for|with)\b)|,? which (?=(?:will|is|should|would)\b)"
)
""" "Name it Dentist. The time is 4": where the name ends."""
_WHEN = Spoken(
    r"\A(?:(?:i want|make|set|put|have|schedule)\b )?(?:(?:the|its) (?:event )?time|the event|it)? ?"
    r"(?:(?:to|will|should|would) (?:be|occur|start|take place)|is|occurs|starts|to)? ?"
    r"(?P<when>(?:at|on|for|from|in)? ?[^\n]+?)[.!]*\Z"
)


_AGREES = Spoken(
    r"\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|right|great|good|nice|perfect|thanks|thank you"
    r"|that(?:['’]?s| is))\b"
)


def naming(said: str, now: datetime) -> tuple[str, str] | None:
    """The name that `said` gives an event, and what it says to change besides; None where it gives none."""
    if match := _AS_TITLE.match(said):
        before = "" if _AGREES.match(match["before"]) else match["before"].strip(" ,.")
        further = [before, _as_time(match["rest"]) if match["rest"] else ""]
        return match["title"].strip(" .!,\"'“”‘’"), ", and ".join(filter(None, further))
    match = _NAMED.match(said.strip())
    if match is None:
        return None
    before, title = match["before"].strip(" ,."), match["title"].strip()
    rest = ""
    if ends := _ENDS.search(title):
        title, rest = title[: ends.start()], _as_time(title[ends.end() :])
    else:
        title, rest = _timeless(title, now)
    title = title.strip(" .!,\"'“”‘’")
    before = "" if _AGREES.match(before) else before
    parts = [part for part in (before, rest) if part]
    return (title, ", and ".join(parts)) if title else None


def _as_time(rest: str) -> str:
    match = _WHEN.match(rest)
    return f"make it {match['when']}" if match is not None else rest


def _timeless(title: str, now: datetime) -> tuple[str, str]:
    """A name, and the time behind it: "Doctor at four"."""
    tokens = tokenize(title.rstrip(" .!"), now)
    last = tokens[-1] if tokens else None
    if last is None or last.sort is not Sort.TIME or len(tokens) < 2:
        return title, ""
    return title[: last.begin].rstrip(), f"make it {last.text}"
