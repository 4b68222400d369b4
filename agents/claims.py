"""What a text says is done ("I've sent it", "the lunch has been moved"), or says will be ("I'll send it")."""

import re
from collections.abc import Iterator

from tools.patterns import Pattern

EMAIL, CALENDAR, ANY = "email", "calendar", "any"
"""Whose work it would be; of much only the context says whose."""
_OF_MAIL = r"sent|e-?mailed|mailed|replied|forwarded|written to|asked(?=\s+(?-i:[A-Z]))"
_OF_CALENDAR = "scheduled|booked|rescheduled|postponed"
_OF_ANY = (
    "took|brought back|put back|restored|"
    "created|added|updated|changed|moved|cancell?ed|deleted|removed|archived|saved|drafted|arranged|set|made|put|"
    "completed|finished|done|handled|notified|informed|told|shared|blocked|extended|shortened|renamed|organi[sz]ed|"
    "submitted|invited|answered|accepted|declined|taken care"
)
_VERB = rf"(?P<verb>{_OF_MAIL}|{_OF_CALENDAR}|{_OF_ANY})\b"
_HEADING = r"(?:(?:the\s+)?(?:outcome|status|result|response)\W+(?:is\W+)?)?"
"""Small models answer in the form in which they are told what their agents did."""
_BETWEEN = r"(?:\s+(?:now|just|already|also|successfully|gone ahead and|both))*"
_SAID = tuple(
    Pattern(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:i|we)(?:['’]ve|\s+have)?{_BETWEEN}\s+{_VERB}",
        rf"\b(?:has|have|is|are|was|were){_BETWEEN}\s+(?:been{_BETWEEN}\s+|successfully\s+|now\s+){_VERB}",
        rf"\bsuccessfully\s+{_VERB}",
        rf"\A\W*{_HEADING}"
        r"(?:(?:ok(?:ay)?|great|sure|yes|all right|alright|perfect|certainly|absolutely|of course)\W+)?"
        rf"(?:(?:all|it['’]s|that['’]s|everything['’]s|everything is)\s+)?{_VERB}",
        rf"\A\W*(?:(?:the|your|an?)\s+)?(?:e-?mail|message|reply|draft|meeting|event|appointment|invitation|reminder|lunch|call)"
        rf"s?\s+{_VERB}(?=\W*\Z|\s*:|\s+(?:to|for|with|on)\b)",
        rf"\A\W*{_HEADING}(?<=\W)(?P<verb>success(?:ful(?:ly)?)?)\b",
        r"\b(?P<verb>all set|(?:is|are) on (?:its|their) way)\b",
    )
)
_ALSO = Pattern(rf"(?:,|\band\b){_BETWEEN}\s+{_VERB}", re.IGNORECASE)
_CLAUSE = Pattern(r"(?<=[.!?;])\s+|\n+|,?\s+(?:but|so|though|however)\s+")
_UNSURE = Pattern(
    r"\b(?:not|never|cannot|unable|nothing|nobody|no one|failed|if|once|after|before|when|unless|until|would"
    r"|could|should|will|shall|can|please|without|asked|wanted|try|tried)\b|n['’]t\b|['’]ll\b"
    r"|\bno\s+(?:e?-?mail|event|\w+ing)\b",
    re.IGNORECASE,
)
"""Before the verb: it isn't said to be done."""
_PROMISE = Pattern(
    r"\b(?:(?:i|we)(?:['’]ll|\s+will|\s+shall|['’]m going to|['’]re going to|\s+am going to|\s+are going to)"
    r"|let me)(?:\s+(?:now|just|also|then|be|go ahead and|proceed to|gladly|happily))*\s+"
    r"(?:send|e-?mail|mail|reply|forward|write|schedul|reschedul|book|postpon|creat|add|updat|chang|mov|cancel|delet|"
    r"remov|archiv|sav|draft|arrang|set|make|making|put|invit|accept|declin|notify|inform|tell|shar|block|"
    r"extend|shorten|renam|organi[sz]|proceed|do|doing|handl|tak(?:e|ing) care)(?:e|ing)?\b"
    rf"|\b(?:will|shall|['’]ll)\s+(?:now\s+)?be\s+{_VERB}",
    re.IGNORECASE,
)
_WAITS = Pattern(
    r"\b(?:if|once|after|when|as soon as|unless|until|need|know|can|could|but first|not|never)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Somebody else has to do something first, or it isn't meant to be done."""
_INVITES = Pattern(r"\binvit", re.IGNORECASE)


def claims(text: str) -> frozenset[str]:
    """Whose acts `text` says are done: `email`, `calendar`, `any`. Only English is read.

    What is asked, denied, or would be is no claim.
    """
    return frozenset(_claims(text))


def promises(text: str) -> bool:
    """Whether `text` says that something will be done, and waits for nothing. Only English is read."""
    clauses = [
        clause for clause in _CLAUSE.split(text.replace("**", "")) if not clause.rstrip().endswith("?")
    ]
    return any(_PROMISE.search(clause) and not _WAITS.search(clause) for clause in clauses)


def _claims(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(text.replace("**", "")):
        if clause.rstrip().endswith("?"):
            continue
        for pattern in _SAID:
            said = pattern.search(clause)
            if said and not _UNSURE.search(clause[: said.start("verb")]):
                yield _whose(said["verb"].lower(), clause)
                for also in _ALSO.finditer(clause, said.end()):
                    yield _whose(also["verb"].lower(), clause)


def _whose(verb: str, clause: str) -> str:
    # An invitation goes out with its event.
    if (verb == "asked" or re.fullmatch(_OF_MAIL, verb)) and not _INVITES.search(clause):
        return EMAIL
    return CALENDAR if re.fullmatch(_OF_CALENDAR, verb) else ANY
