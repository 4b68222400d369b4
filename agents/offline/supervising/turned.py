"""Other orders of the same words: "my evening meeting tomorrow" is the one tomorrow evening."""

import re

from agents.offline.reading.courtesies import OPENED, WISHED
from agents.offline.supervising.change_words import as_a_change
from agents.offline.supervising.question_words import as_a_question
from agents.offline.supervising.told_apart import told_with_it
from tools.patterns import Pattern, Spoken

_DAY = r"(?:today|tomorrow|(?:on )?(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_PART = Spoken(
    r"\b(?P<part>morning|afternoon|evening) (?P<noun>meetings?|events?|appointments?|calls?)\b"
    rf"(?P<between>(?: with [\w.'-]+)?) (?P<day>{_DAY})\b(?! (?:morning|afternoon|evening|night|at\b|\d))"
)
_FURTHER = Pattern(
    r"\b(?:add|tack|put) (?:an? |another )?(?:additional |extra |further |more )?"
    r"(?P<length>(?:half an |\d+ |an? )?(?:(?<=\d )(?:more|extra|additional) )?(?:hour|min(?:ute)?)s?) "
    r"(?:more )?(?:on ?to|to) "
    r"(?=(?:my|the|our) )(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_KIND = Spoken(
    r"\b(?P<verb>cancel|delete|remove) (?:the )?(?:event|appointment) "
    r"(?!(?:on|at|for|from|with|in|to|that|which|named|called|of|and|about|by|please|today|tonight"
    r"|tomorrow|this"
    r"|next|last|after|before|then|as)\b)(?=[^\W\d]|[\"'])"
)


_TOLD_LAST = Spoken(
    r"\A\s*(?P<what>i(?:['’]?(?:m|ll|ve)| am| will| can['’]?t| cannot| can not| won['’]?t| have| need| had)\b"
    r"[^,.;!?\n]{3,100}?)[,;.] "
    rf"{OPENED}"
    r"(?:(?:tell|inform|email|mail) (?P<told>[^,.;!?\n]{2,40}?)|let (?P<let>[^,.;!?\n]{2,40}?) know)"
    r"(?: please)?[.!]*\s*\Z"
)
_OCCASION = Spoken(
    r"\b(?:late (?:for|to)|make(?: it)? to|come to|attend|miss|join|skip|out of) (?:the |my |our )?"
    r"(?P<event>[^\W\d_][\w' -]{2,40})\Z"
)
_ALL_OF_THEM = frozenset({"them", "everyone", "everybody", "all", "them all", "the others"})
""" "I'm late for the review, tell them": those who come to it."""
_GOES_ON = Spoken(r"\b(?:that|about|to|if|i|we|it)\b")
"""In what is to be told, and in no name."""


_REASON = Spoken(
    rf"(?P<said>\A\W*{WISHED}"
    r"(?:cancel|delete|remove|move|reschedule|postpone|drop|skip|clear|push|shift|delay|extend|shorten"
    r"|call off)\b[^.;!?\n]+?)"
    r"(?:,? because|,? (?:since|as)(?= (?:i|he|she|they|it|we|my|our)\b)|, (?:since )?(?:he|she|they|it|i|we)"
    r"(?:['’]?(?:s|ll|m|re)| is| are| am| will| has| have| can['’]t| cannot| won['’]t)(?= )"
    r"|\. (?:he|she|they|it|i|we)(?:['’](?:s|m|re)| is| are| am| was| were| got| never| did| do|"
    r" didn['’]t| don['’]t| can['’]t| cannot| hate| hated)(?= )) "
    r"(?![^.;!?\n]*(?:\d|\b(?:and|but|then|instead|so)\b))[^.;!?\n]{2,80}[.!]*\s*\Z"
)
""" "Cancel the party because I hate it": why, and nothing that is to be done."""
_LEAD = Spoken(
    r"\A\W*(?:(?:hey|hi|hello)\W+)?i(?:['’]m| am) (?:going to|gonna) (?:have|need) to (?=\w)"
    r"|\A\W*(?:unfortunately|sadly|regrettably|i['’]m afraid)[, ]+"
    r"(?:i(?:['’]ll| will)? (?:have|need) to )?(?=\w)"
)


def turned(text: str) -> str:
    """`text` in the order that the rules read, without why something is wanted."""
    text = told_with_it(_LEAD.sub("", text))
    text = _REASON.sub(lambda match: match["said"], text)
    if (last := _TOLD_LAST.match(text)) and not _GOES_ON.search(last["told"] or ""):
        told, occasion = last["told"] or last["let"], _OCCASION.search(last["what"])
        if occasion and told.lower() in _ALL_OF_THEM:
            told = f"the guests of the {occasion['event']}"
        return f"tell {told} that {last['what']}"
    text = _PART.sub(_of_that_part, as_a_change(as_a_question(text)))
    text = _KIND.sub(lambda match: f"{match['verb']} the ", text)
    return _FURTHER.sub(_longer, text)


def _of_that_part(match: re.Match[str]) -> str:
    day = match["day"]
    at = f"this {match['part']}" if day.lower() == "today" else f"{day} {match['part']}"
    return f"{match['noun']}{match['between']} {at}"


def _longer(match: re.Match[str]) -> str:
    length = re.sub(r"\b(?:more|extra|additional) ", "", match["length"], flags=re.IGNORECASE)
    one = "an" if length[0] in "hH" else "a"
    counted = length if re.match(r"\d|an? |half", length, re.IGNORECASE) else f"{one} {length}"
    return f"extend {match['what'].rstrip(' ?.!')} by {counted}"
