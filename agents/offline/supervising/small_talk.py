"""What is answered without looking at anything: a greeting, thanks, praise, whom one is talking with."""

import re

from agents.courtesy import is_courtesy, is_pleased, without_thanks
from agents.offline.asking.messages import Request
from agents.offline.reading import when
from agents.offline.reading.afterwords import drops
from agents.offline.reading.courtesies import OPENED
from agents.offline.supervising.doubt import GREETING, INTRODUCTION, UNDOING
from tools.patterns import Pattern, Spoken

_KIND = (
    r"(?:ok(?:ay|ey)?|k|great|perfect(?:ion)?|good|fine|super|lovely|yes|yeah|yep|yup|yeppers|sure|cool|nice"
    r"|alright|right|awesome|excellent|wonderful|exactly|confirmed|approved|correct|done|well done|no"
    r"|nope|hm+|ah|oh|wow|please|go ahead|go for it|do it|do that)"
)
_ALL = (
    r"(?:(?:that'?s|thats|that is|this is|that(?:'ll| will| would) be) (?:all|it|everything)"
    r"(?: (?:that )?i (?:need(?:ed)?|want(?:ed)?))?|(?:i'?m|i am) (?:good|fine|all set|set|okay|ok))"
)
_VERDICT = (
    r"(?:good|great|fine|perfect(?:ly)?|correct|nice|right|ok(?:ay)?|well|awesome|cool|amazing|fantastic"
    r"|(?:much |even |so much )*better)"
)
_PRAISE = Spoken(
    rf"\A\W*(?:{_KIND}\W*)*(?:{_KIND}|(?:that|this|it|these|those|all|everything"
    r"|(?:that|this|the) (?:event|one|meeting|time|date|day|appointment|card|mail))"
    r"(?:'?s| is| are| looks?| works?| sounds?| does| was| seems?|'s look| will work| will do)"
    rf"(?: (?:very|so|really|just|pretty|all|(?:exactly )?(?:what|the \w+(?: that)?) i (?:want(?:ed)?"
    rf"|need(?:ed)?|meant|was looking for)|{_VERDICT}|it|(?:for|to) me|now|then))*"
    rf"|(?:look(?:s|in'?|ing)?|sounds?|works?|seems?) (?:very |so |really |pretty )?{_VERDICT}"
    r"(?: to me| for me| now| then)?"
    r"|(?:i )?(?:really |just |absolutely )?(?:love|like|adore) (?:it|this|that|them)(?: a lot| so much)?"
    r"|you(?:'re| are) (?:(?:the|so|very|really|pretty|quite|a|an) )*(?:good|great|awesome|amazing|smart"
    r"|clever|brilliant|helpful|best|star|gem|genius|lifesaver)(?: at (?:this|it))?"
    rf"|(?:yes|yeah|yep|sure|ok(?:ay)?)\W+{OPENED}(?:set|schedule|add|book|keep|take|save|put|create) "
    r"(?:that|it|this)(?: one)?"
    r"(?: (?:up|down|please|for me))*|(?:yes|yeah|yep|ok(?:ay)?)\W+(?:that|this) (?:one|time|day)"
    rf"|both (?:of them )?(?:are|look|sound|work)(?: {_VERDICT})?(?: (?:to|for) me)?"
    r"|(?:good|great|nice|excellent|amazing) (?:job|work|stuff|one))\W*\Z"
)
_GREETING = Spoken(
    r"\A\W*(?:(?:good )?(?:morning|mornin|afternoon|evening)|good day|hello|hi|hey|howdy|greetings)\b"
    r"(?: (?:there|again|assistant|everyone|to you))*\W*\Z"
)
_BYE = Spoken(
    r"\A\W*(?:(?:ok(?:ay)?|well|thanks|no|(?:it'?s|its|that'?s) (?:ok|okay|fine|good))\W+)*(?:"
    r"(?:good ?)?bye(?: bye)?|see (?:you|ya)(?: later| soon)?"
    rf"|good ?night|ciao|later|{_ALL}(?: for (?:now|today))?|i'?m done|talk (?:to you )?later)\W*\Z"
)
_HOW = Spoken(r"\A\W*how(?: are|'re|'s| is) (?:you|it going|things|life)(?: today| doing)*\W*\Z")
_WHO = Spoken(
    r"\A\W*(?:(?:so|and|wait),? )?(?:who|what)(?: are|'re) (?:you|u)(?: exactly| really)?\W*\Z"
    r"|\A\W*what(?:'s| is) your name\W*\Z|\A\W*introduce yourself\W*\Z"
    r"|\A\W*are (?:you|u) (?:an? )?(?:real |actual )?(?:robot|bot|human|person|ai|a\.i\.|machine|computer"
    r"|real|program|language model|llm|chatgpt|alexa|siri)\W*\Z"
)
_TAKES_BACK = Spoken(
    r"\A\W*(?:(?:no|oh|wait|sorry|please|hm+|actually|oops|can you|could you"
    r"|i(?:['’]ve)? (?:changed?|have changed) my mind)[,.;]? )*"
    r"(?:(?:undo|revert|reverse|restore)(?: (?:it|that|this|them|all of (?:it|that)|the last (?:one|thing"
    r"|change|step)"
    r"|what you (?:just )?did|that (?:change|again)))?"
    r"|(?:put|bring|take|get|change|move) (?:it|that|this|them|everything|all of (?:it|them)) back"
    r"(?: (?:in(?:to)? (?:my|the) \w+|again|as it was|(?:to )?how it was|where it was))?"
    r"|take back (?:it|that|the last (?:one|thing|change)))(?:,? (?:please|thanks|again))*\W*\Z"
)
_MINE = Spoken(
    r"\A\W*(?:(?:so|and|hey|ok),? )?(?:(?:what|which)(?:'?s| is| are)|tell me|do you know) my (?:own )?"
    r"(?:e-?mail(?: ?(?:address(?:es)?|id))?|mail ?address|name)\W*\Z|\A\W*who am i\W*\Z"
)
_CLOCK = Spoken(
    r"\A\W*(?:(?:do you know|can you tell me|tell me),? )?(?:what|which)(?:'?s| is)? ?(?:the )?(?:current )?"
    r"(?:time|day|date|day of the week)(?: (?:is )?(?:it|today))*(?: (?:right )?now)?\W*\Z"
)
_ZONE = Spoken(
    r"\A\W*(?:what|which)(?:'?s| is)? ?(?:my )?time ?zone(?: (?:am i in|is this|do i have|is it))?\W*\Z"
)
_WEEK = Spoken(
    r"\A\W*(?:what|which)(?:'?s| is)? ?(?:the )?(?:current |calendar )?week(?: number)?"
    r"(?: (?:is (?:it|this)|are we in|it is|do we have))?(?: (?:now|today))?\W*\Z"
)
_FIRST = Pattern(r"\A(?P<first>[^.!?]{1,60}[.!])\s+(?P<rest>\S.*)\Z", re.DOTALL)
_LIKED_NOW = Spoken(
    r"\A\W*(?:great|good|perfect|nice|cool|awesome|excellent|wonderful|thanks|thank you|ok(?:ay)?|yes)\b"
    r"[,.!]* (?:and )?now,? "
    r"(?=(?:add|put|schedule|book|make|create|set|cancel|delete|move|send|email|remind|invite)\b)"
)
_HEARD = Spoken(
    r"\A(?:\W*(?:ok(?:ay)?|i (?:get|got) it|i see|got it|i understand|understood|fair enough)\b\W*)+"
    r"(?=(?:what|when|where|who|how|which|do|is|are|can|could)\b)"
)
""" "Okay, I get it, what is left this week?": the question alone."""
NOTHING_OPEN = "All right. Nothing waits for an answer of yours."
_LONGEST = 120
BYE = "Goodbye."
WELCOME = "You're welcome."
_THANKS = Spoken(r"\b(?:thanks?|thx|ty|ta|cheers|appreciated?)\b")
_MAILED = Spoken(
    r"[:\"“]|\b(?:that|saying|says?|tell|write|ask|e?-?mail|message|reply|answer|forward|draft|letter)\b"
)
"""Where thanks may be meant for somebody who is written to."""
HOW = "I'm well, thank you. What can I do in your calendar or your mail?"


def small_talk(text: str, *, asked: bool) -> str | None:
    """The answer to it; None for everything else. With `asked`, some of it may answer a question of ours."""
    if not text.strip():
        return INTRODUCTION
    if len(text) > _LONGEST:
        return None
    text = text.replace("’", "'")
    if is_courtesy(text):
        return WELCOME if _THANKS.search(text) else "All right." if asked else BYE
    if _WHO.match(text):
        return INTRODUCTION
    if takes_back(text):
        return UNDOING
    if asked:
        return None
    if _GREETING.match(text):
        return GREETING
    if _HOW.match(text):
        return HOW
    if _BYE.match(text):
        return BYE
    if drops(text):
        return "All right."
    return NOTHING_OPEN if _PRAISE.match(text) or is_pleased(text) else None


def takes_back(text: str) -> bool:
    """Whether it only says that what was done last is to be undone."""
    return len(text) <= _LONGEST and _TAKES_BACK.match(text.replace("’", "'")) is not None


def of_the_user(request: Request) -> str | None:
    """What is known without looking: whose calendar it is, and what time it is there; None for all else."""
    text = request.text.replace("’", "'")
    if len(text) > _LONGEST:
        return None
    if _CLOCK.match(text):
        return f"It is {when.spoken(request.now.isoformat())}."
    if _ZONE.match(text):
        return f"You are in {request.now.tzinfo}, where it is {when.spoken(request.now.isoformat())}."
    if _WEEK.match(text):
        return f"It is week {request.now.isocalendar().week} of {request.now.isocalendar().year}."
    if _MINE.match(text):
        known = f"{request.user_name} <{request.user_email}>" if request.user_name else request.user_email
        return f"You are {known}." if known else "The settings say neither your name nor your address."
    return None


_ADDRESSED = Spoken(
    r"\A\W*(?:(?:hi|hey|hello|ok(?:ay)?)[ ,]+)?(?:car|assistant|computer|robot|alexa|siri)[ ,]+"
    r"(?=(?:please|can|could|would|find|set|schedule|remind|add|book|show|tell|what|when|where|who|i)\b)"
)
""" "Hi car, I would like …": whom it is said to."""


def without_small_talk(text: str) -> str:
    """ "Perfect. Thank you! What is on tomorrow?": what is wanted, without the sentences around it."""
    text = _ADDRESSED.sub("", text)
    while (match := _FIRST.match(text)) and small_talk(match["first"], asked=False):
        text = match["rest"]
    if not _MAILED.search(text):
        text = without_thanks(text)
    return _LIKED_NOW.sub("", _HEARD.sub("", text))
