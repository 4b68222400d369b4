"""What is only said to be kind, or to close: "thank you kindly, that will be all for now"."""

import re

from tools.patterns import Pattern

_KIND = (
    r"(?:ok(?:ay|ey)?|k|great|perfect(?:ion)?|good|fine|super|lovely|yes|yeah|yep|yup|yeppers|sure|cool|nice"
    r"|alright|all right|right|awesome|excellent|wonderful|fantastic|amazing|brilliant|exactly|confirmed"
    r"|approved|correct|done|well done|well|no|nope|hm+|ah|oh|wow|please|go ahead|go for it|do it|do that"
    r"|it does|it is|really|so|now|and|then|you (?:sure |really )?(?:have|did|do))"
)
_HOW = r"(?:(?:so|very|really|truly|pretty|quite|just|all|most|more than|much|even|a|an|such)\W+)*"
_LIKED = (
    r"(?:good|great|fine|perfect(?:ly)?|correct|nice|right|ok(?:ay)?|well|awesome|cool|amazing|fantastic"
    r"|wonderful|excellent|lovely|helpful|useful|kind|better|enough|plenty|new)"
)
_NOW = r"(?:(?:for )?(?:now|today|tonight|the (?:moment|day|time being)|me|us)|right now|at the moment)"
_NEED = (
    r"(?:i|we)(?:['’]ve| have|['’]ll| will)? (?:need(?:ed)?|want(?:ed)?|require|have|had"
    r"|(?:be )?(?:needing|looking for)|was (?:looking for|after))(?: to know)?(?: help(?: with)?)?"
)
_THE_HELP = r"(?:of )?the (?:help|info|information|things?)"
_IT = r"(?:that|this|it)"
_IS = r"(?: is|['’]?s| was|(?: would|['’]d| will|['’]ll|['’]?ll)(?: be)?| should be)?"
_THANKS = (
    r"(?:(?:many |no |my |big )?thanks|thank (?:you|u)|thx|ty|ta|cheers|(?:much|greatly) appreciated"
    r"|(?:i|we) (?:(?:really|truly|do|very much|so|also|need to) )*(?:appreciate"
    r"|thank you for) (?:it|that|this|(?:your|the|all)(?: [^\W\d]+){1,3}?)(?: (?:so|very) much| a lot)?)\b"
)
_AFTER_THANKS = (
    rf"(?:(?:so|very) m\w{{2,3}}|so|very|much|a lot|a bunch|a million|a ton|again|kindly|truly|indeed"
    rf"|{_NOW}|then"
    r"|all|everyone|you|bye|for (?:(?:your|the|all|that|this|being|letting)\b[\w' ]{0,24}"
    r"|\w+ing\b[\w' ]{0,24})"
    r"|it['’]?s (?:good|great|fine|perfect))"
)
_CLOSING = (
    rf"(?:{_IT}{_IS} (?:(?:be|really|about|just) )*"
    r"(?:do(?: it)?(?: (?:just )?(?:fine|nicely|well))?|all|it|everything|enough|plenty)"
    rf"(?: {_THE_HELP})?(?: (?:that |what )?{_NEED})?(?: (?:{_NOW}|really))*"
    r"|(?:there(?: is|['’]s|['’]s just)|i have|i(?:['’]ve)? got) no [a-z]+(?: [a-z]+)? to add"
    rf"|(?:there(?: is|['’]s) )?nothing (?:else|more)(?: (?:{_NOW}|is needed|needed|to add|{_NEED}))*"
    rf"|(?:i|we)(?: am|['’]?m| are|['’]?re) (?:all |now )*(?:done|good|fine|set"
    rf"|finished|ok(?:ay)?)(?: {_NOW})*"
    rf"|(?:you(?:['’]ve| have)|it has|that has) been {_HOW}"
    r"(?:(?:big|good|great|of) )?(?:help(?:ful)?|good|kind|great)"
    rf"|{_THANKS}(?:\W+{_AFTER_THANKS})*)"
)
_SAID = (
    rf"(?:{_IT}|these|those|(?:that|the|your) (?:info(?:rmation)?|help|news|answer))"
    rf"(?:{_IS}| are| looks?| sounds?| seems?| works?) {_HOW}{_LIKED}(?: (?:news|to (?:know|hear)|to me))*"
    rf"|(?:looks?|sounds?|seems?|works?) {_HOW}{_LIKED}|{_HOW}{_LIKED}(?: (?:news|to (?:know|hear|see)"
    rf"|work|job))*"
)
_WHO = r"(?:(?:,? )(?:car|assistant|computer|robot|buddy|friend|mate|man|dude|sir|ma['’]?am|dear|there))?"
_COURTESY = Pattern(
    rf"\A\W*(?:(?:{_KIND}|{_SAID})\b{_WHO}\W+)*{_CLOSING}{_WHO}\b"
    rf"(?:\W+(?:{_CLOSING}|{_SAID}|{_KIND}|(?:good ?)?bye)\b{_WHO})*\W*\Z",
    re.IGNORECASE,
)
_PLEASED = Pattern(rf"\A\W*(?:{_KIND}\W+)*(?:{_SAID})(?:\W+{_KIND})*\W*\Z", re.IGNORECASE)
_LONGEST = 160


def is_courtesy(text: str) -> bool:
    """Whether `text` only thanks, or says that nothing more is wanted: "thanks, that will be all"."""
    return len(text) <= _LONGEST and _COURTESY.match(text) is not None


def is_pleased(text: str) -> bool:
    """Whether `text` only says that an answer is liked: "that's good to know"."""
    return len(text) <= _LONGEST and _PLEASED.match(text) is not None


_LAST = Pattern(r"\A(?P<said>.{1,60}?[.,!;])\s+(?P<last>[^.!;]{2,60}[.!]*\s*)\Z", re.DOTALL)


def without_thanks(text: str) -> str:
    """`text` without a last sentence that only thanks: "The 9th. Thank you." """
    match = _LAST.match(text)
    return match["said"].rstrip(" ,;") if match is not None and is_courtesy(match["last"]) else text
