"""What is asked of one event at once: "the date of the dentist, and who is coming" is one question."""

import re
from typing import NamedTuple

from agents.offline.reading.courtesies import OPENED, OPENERS, WISHES
from tools.patterns import Pattern, Spoken

_CALLED = rf"(?:(?:{OPENERS}|car|assistant)\W+)*"
_ASKING = (
    rf"(?:(?:{OPENERS}|{WISHES}|i(?:['’]d| would) love to)\W+)*"
    r"(?:tell me|give me|show me|get me|let me know|find(?: out)?(?: for)?(?: me)?|find me|look up"
    r"|check(?: on)?"
    r"|see|know|have|hear|remind me (?:of|about)|(?:i )?need|(?:i )?want|what(?:['’]?s| is| are)"
    r"|when(?:['’]?s| is)|where(?:['’]?s| is)|provide(?: me with)?)"
)
_LEAD = rf"\A\W*{_CALLED}(?:{_ASKING} )"
_NOUNS = (
    ("when", r"(?:start(?:ing)? |scheduled |exact |planned )?(?:times?|dates?|days?|hours?|weekday)"),
    ("where", r"(?:location|place|venue|address|(?:conference |meeting )?room)"),
    (
        "who",
        r"(?:(?:attendees|participants|guests|guest list|parties|people|persons|party|everyone|everybody|who)"
        r"(?: (?:that|who) (?:are|is|will be))?(?: attending| coming| going| invited"
        r"| joining(?: me| us)?)?)",
    ),
    ("all", r"(?:agenda|topics?|purpose|details?|info(?:rmation)?|description|what(?: is|['’]s) planned)"),
)
_NOUN = "|".join(f"(?:{words})" for _, words in _NOUNS)
_LIST = rf"(?:(?:the|some|any|all|of|its) )*(?:{_NOUN})"
_LISTED = rf"{_LIST}(?:(?:, and|, or|,| and| or| &|, as well as) {_LIST})*"
_WHAT = r"(?P<what>(?:(?!\b(?:who|where|when|what|which)\b)[^.,;!?\n]){2,80}?)"
_END = r"(?:,? (?:please|thanks|thank you))*\W*\Z"
_OF = (
    r"(?:of|for|on|about|to|at|that (?:are|is) (?:attending|coming to)|attending|coming to|going to"
    r"|planned for|in)"
)
_MINE = (
    r"(?:is|are|was|will|do i have(?! to\b)|have i|did i (?:schedule|set|book)"
    r"|i (?:have )?(?:scheduled|set|booked))"
)
_SET = r"(?: (?:set|scheduled|planned|booked))?(?: (?:for|on|at|be))?"
_COMES = (
    r"(?:attending|coming|going|joining|invited|helping|there|present|in it|showing up|participating|with me"
    r"|accompanying me|attend|come|join)"
)
_BEFORE = rf"\A\W*{_CALLED}(?:{_ASKING} )?"
_HEADS = tuple(
    Spoken(pattern)
    for pattern in (
        # "Find out the date and the people attending for my lunch", "some info on the trip, the date please".
        rf"\A\W*{_CALLED}(?:{_ASKING} )(?P<asked>{_LISTED}) (?:{_OF}) {_WHAT}(?:,?"
        rf" (?P<more>{_LISTED}))?{_END}",
        rf"\A\W*{_CALLED}(?P<asked>(?:the )?(?:details|info(?:rmation)?)) (?:of|for|on|about) {_WHAT}{_END}",
        rf"{_BEFORE}(?:at |on )?(?:what|which) (?P<asked>{_LISTED}) {_MINE} {_WHAT}{_SET}{_END}",
        rf"{_BEFORE}(?P<asked>when|where)(?:['’]?s| is| are| do i have(?! to\b)) {_WHAT}{_END}",
        rf"{_BEFORE}(?P<asked>who)(?:['’]?s| is| are| all is| will)(?: be)?(?: also)? "
        rf"(?:{_COMES}(?: (?:to|for|at))?|at|in) {_WHAT}{_END}",
        # "I have a lesson on Friday. Who is coming?"
        rf"\A\W*{_CALLED}(?P<stated>i have|i['’]ve got|we have|there is|there['’]s) "
        rf"(?:an? |my |the )?{_WHAT}{_END}",
        # "I'd like to know what time my lunch is".
        rf"{_BEFORE}(?:at |on )?(?:(?:what|which) (?P<asked>{_LISTED})|(?P<plain>when|where)) "
        rf"(?P<what>(?:my|the|our) [^.,;!?\n]{{2,60}}?) (?:is|are|will be|starts){_SET}{_END}",
        rf"\A\W*{_CALLED}{_ASKING} "
        r"(?P<what>(?:my |the )?[^.,;!?\n]{2,60}? (?:appointment|meeting|lesson|class))(?:['’]s)? "
        rf"(?P<last>date|time|location|place)(?: and (?:date|time|place))?{_END}",
        rf"{_BEFORE}the (?P<next>next) (?P<asked>day|time|date)s? (?:that |when |on which )?(?:i|we) have "
        rf"{_WHAT}{_END}",
    )
)
_I_DO = Spoken(rf"{_BEFORE}(?:when|(?:at )?what (?:time|day)) (?:do|am|are|will) (?:i|we) [^.,;!?\n]+\Z")
_IT = (
    r"(?: (?:it|that|this|(?:on|to|of|for|in|at|during) (?:it|that)|along|with(?: me| us)?|there"
    r"|(?:on|to|of|for|in|at|during) (?:the|that|my) (?:next )?(?P<{}>[\w]+)))*"
)
_FURTHER = Spoken(
    r"(?:,| -|\.)?(?: and| also| plus| as well as)*(?:(?<=[,.])|(?<=and)|(?<=also)|(?<=plus)|(?<=as)) "
    rf"{OPENED}(?:tell me )?(?:"
    rf"(?P<who>(?:with )?who(?:m)?(?:['’]?s| is| are| all is| will| else is| am i)?(?: be)?(?: it)? ?"
    rf"(?:{_COMES}|comes|goes|attends|with|going with|meeting with){_IT.format('a')})"
    rf"|(?P<where>(?:at |in )?(?:where|which (?:place|room)|what (?:place|room|location))"
    rf"(?: is| will| it['’]?s| it is)?(?: be)?{_IT.format('b')}"
    rf"|what(?:['’]?s| is| are) the (?:location|place|room){_IT.format('c')})"
    rf"|(?P<when>(?:at |on )?(?:when|(?:what|which) (?:time|day|date)(?: and (?:time|day|date))?)"
    rf"(?: is| will| it['’]?s| it is)?(?: be)?{_IT.format('d')}"
    rf"|what(?:['’]?s| is| are) the (?:time|date|day){_IT.format('e')})"
    rf"|(?P<all>what(?:['’]?s| is| are|['’]re) (?:on )?the (?:agenda|topic|purpose){_IT.format('f')}"
    r"|what (?:is it|it is|it['’]?s|that['’]?s) about|what (?:will|are) (?:i|we|they) (?:be )?"
    rf"(?:doing|discussing|talking about|meeting about){_IT.format('g')}|what(?:['’]?s| is) planned)"
    rf"){_END}"
)
_DAY = Spoken(r"\b(?:to(?:day|night|morrow)|\w{3,6}day|this|week|month|\d+(?:st|nd|rd|th)?)\b")
_OWN = Spoken(r"\A(?:(?:the|my|our|an?|next|upcoming|coming) )+")
_KEPT = Spoken(
    r"(?: (?:that )?(?:i|we) have)?(?: (?:scheduled|planned|set|coming up))?(?: (?:in|on) my"
    r" (?:calendar|schedule))?\Z"
)
_OF_MAILS = Spoken(r"\b(?:e?-?mails?|messages?|inbox|draft|letter|wrote|sent|tasks?|to-?dos?)\b")
_DEFINITE = Spoken(r"\A(?:my|our|the (?:next|upcoming)|today's|tomorrow's)\b")
_DETERMINED = Pattern(
    r"(?:the|my|our|an?|this|that|it|these|those|his|her|their|next|today|tomorrow)\b"
    r"|[A-Z]\w*['’]s\b|\w+day\b|[A-Z]|\W",
    0,
)
_SEVERAL = Spoken(r",| and | or |&")
_LONGEST = 180


class _Asked(NamedTuple):
    what: str
    of_it: frozenset[str]
    several: bool
    agenda: bool = False


def asked_at_once(text: str) -> str | None:
    """The one question that a text comes to, where it asks for several things of an event, or all of it.

    An answer to when it is says with whom and where; only what it is about is told by all of it.
    """
    if len(text) > _LONGEST or _OF_MAILS.search(text):
        return None
    further: set[str] = set()
    same: set[str] = set()
    head = text
    while (match := _FURTHER.search(head)) and match.start() > 0:
        named = match.groupdict()
        further |= {key for key, words in named.items() if words and len(key) > 1}
        same |= {words.lower() for key, words in named.items() if words and len(key) == 1}
        head = head[: match.start()]
    asked = _asked(head)
    if asked is None:
        doing = _I_DO.match(head) is not None and further <= {"who", "where", "when"}
        return f"{head}?" if further and doing and not same else None
    what, of_it = asked.what, asked.of_it | further
    if not same <= set(what.lower().split()):
        # "When is the review, and who comes to the party": two questions.
        return None
    if "all" in of_it and (further or asked.several or asked.agenda or _DEFINITE.match(what)):
        one = what if _DAY.search(what) else f"my next {_OWN.sub('', what)}"
        return f"tell me everything about {one}"
    if not (further or asked.several):
        return None
    what = what if _DETERMINED.match(what) else f"my {what}"
    if "who" in of_it:
        return f"who is coming to {what}?"
    return f"{'where' if 'where' in of_it else 'when'} is {what}?"


def _asked(head: str) -> _Asked | None:
    match = next((match for form in _HEADS if (match := form.match(head))), None)
    if match is None:
        return None
    named = match.groupdict()
    words = f"{named.get('asked') or named.get('plain')} {named.get('more') or ''}".lower()
    of_it = {key for key, nouns in _NOUNS if re.search(rf"\b(?:{nouns})\b", words)}
    of_it |= {key for key in ("when", "where", "who") if words.startswith(key)}
    what = _KEPT.sub("", match["what"]).strip()
    if named.get("last"):
        what = what if _DETERMINED.match(what) else f"my {what}"
        return _Asked(what, frozenset({"where" if named["last"] in {"location", "place"} else "when"}), True)
    if named.get("stated"):
        return _Asked(f"my {what}", frozenset(), several=False)
    if named.get("next"):
        return _Asked(f"my next {_OWN.sub('', what)}", frozenset(of_it), several=True)
    agenda = "agenda" in words and what.lower().startswith(("the ", "this ", "that "))
    return _Asked(what, frozenset(of_it), bool(_SEVERAL.search(words)), agenda) if of_it else None
