"""What is told of an event beside it: who comes along, and that it is to be reminded of."""

from agents.offline.reading.courtesies import OPENED, WISHED
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import AUXILIARIES, EVENT_NOUNS, FUNCTION, QUESTION_WORDS
from tools.patterns import Pattern, Spoken

_POLITE = rf"(?P<polite>\A\W*{WISHED})"
_A_REMINDER = Spoken(
    rf"{_POLITE}(?:(?:set(?: up)?|create|make|add|schedule|put|give|i need|i want)(?: me)?(?: up)?"
    r"(?: an?| the| my)?(?: new| calendar)? reminder(?: for me)?) "
    r"(?:(?:for|about|of|regarding|that there is|that (?:i|we) have|that (?:i|we)['’]ve got)) "
    r"(?:(?:the|my|our|an?) )?(?!to\b|me\b|us\b|it\b|that\b|this\b|then\b)(?P<what>[^\W\d][^\n]*)\Z"
)
""" "Set a reminder for my swim meet on Friday": the swim meet, of which one is reminded."""
_AT_FIRST = Spoken(
    rf"{_POLITE}(?:(?:set(?: up)?|create|make|add|schedule|put)(?: me)?(?: up)?(?: an?| the| my)?"
    r"(?: new| calendar)? reminder(?: for me)?) (?P<way>for|on|at) "
    r"(?P<when>(?:the )?(?:\d|\w{3,6}day\b|to(?:day|morrow|night)\b|this\b|next\b)[^,.;!?\n]{0,40}?) "
    r"(?:for|about|regarding) (?:(?:the|my|our|an?) )?(?P<what>[^\W\d][^\n]*)\Z"
)
""" "Set a reminder for the 8th at 5 for yoga"."""
_THEN_REMIND = Spoken(
    rf"{_POLITE}i(?:['’]ve| have)(?: got)? (?:an? |my )?(?P<what>[^.,;!?\n]{{3,80}}?)[,.;]? "
    rf"{OPENED}remind me(?: (?:about|of) (?:it|that))?(?: please)?\W*\Z"
)
_A_NOTE = Spoken(
    rf"{_POLITE}(?:make|take|put)(?: me)? (?:down )?a note that "
    r"(?P<when>(?:at|on|in|this|next|tomorrow|today)\b[^,.;!?\n]{1,40}?,? )?"
    r"(?:i have|i['’]ve got|there is|there['’]s) (?:an? |my |the )?(?P<what>[^\W\d][^\n]*)\Z"
)
""" "Make a note that on Friday at 5 I have yoga"."""
_AND_WHEN = Spoken(
    r"(?P<made>\A[^.;!?\n]*\b(?:remind|reminder|schedule|appointment|book)\b[^.;!?\n\d]{4,100}?)[.;!] +"
    rf"{OPENED}(?:(?:set|make|schedule|put|have) it|it(?:['’]?s| is| will be| should be)) "
    r"(?:to be |up )?(?P<when>(?:for|at|on) [^.;!?\n]{2,80}?)(?:,? please)?\W*\Z"
)
""" "Set a reminder to call mum. Set it for 10 on Friday": one request."""
_REMINDER = Spoken(r"\breminder (?:for|about|of|that|regarding|on|at)\b")
_COMMAS = Spoken(r",\s*(?=(?:with|on|at|this|next|for|in|and my)\b)")
_FOR_THE_TENTH = Spoken(
    r"\bfor (?=the (?:first|second|third|\w+th|\w+-(?:first|second|third))\b(?! (?:time|one|\w+ing)))"
)
_BESIDE = Spoken(r"\b(?:before|earlier|in advance|beforehand|ahead)\b")
_STARTS_WITH_TIME = Spoken(
    r"\A(?:to(?:day|night|morrow)|this|next|noon|midnight|\w{3,6}day|every|in|at|on|one|two|half|january"
    r"|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_WHO = (
    r"(?P<{}>(?:(?:my|our) (?!(?:flight|train|bus|plane|office|room|calendar|car|phone)\b)[^\W\d_][\w'-]*"
    r"|(?-i:[A-Z])[\w'-]*)(?:(?: and|,) (?:(?:my |our )?[^\W\d_][\w'-]*))?)"
)
_COMES_ALONG = Spoken(
    r"\A(?P<made>[^\n]{8,140}?)(?:\s*[.,;!]+|\s+[-–—]+|\s+and)\s+(?:oh\W+)?"
    rf"{OPENED}(?:"
    rf"{_WHO.format('who')}(?:['’]?s| is| are| will|['’]ll)(?: also)?(?: be)? "
    r"(?:joining|coming(?: along)?|there|attending|going|with me|come(?: along)?|join|accompanying)"
    rf"|(?:bring|take|bringing|taking) {_WHO.format('brought')}(?: along)?)"
    r"(?: (?:me|us|you|with me|with us|with you|along|as well|too|also|there))*\W*\Z"
)
""" "… at 6 on Friday. Ana is coming along": with her."""
_MAKES = COMMAND_VERBS & frozenset(
    "schedule book set add make create put plan remind arrange reserve".split()
)
_WORD = Pattern(r"[^\W\d_]+")


def told_with_it(text: str) -> str:
    """`text`, with what it tells of an event as a part of it."""
    if (match := _COMES_ALONG.match(text)) and _makes(match["made"]):
        who = match["who"] or match["brought"]
        if who.split()[0].lower() not in FUNCTION - {"my", "our"}:
            text = f"{match['made'].rstrip()} with {who}"
    if match := _THEN_REMIND.match(text):
        return f"{match['polite']}remind me about {match['what']}"
    text = _AND_WHEN.sub(r"\g<made> \g<when>", text)
    if match := _A_NOTE.match(text):
        what, when = match["what"].rstrip(" ."), (match["when"] or "").strip(" ,")
        return f"{match['polite']}remind me about {what} {when}".rstrip()
    if _REMINDER.search(text):
        # "At 10, on Friday, with Tom": one run of words.
        text = _COMMAS.sub(" ", _FOR_THE_TENTH.sub("on ", text))
    if (match := _AT_FIRST.match(text)) and not _BESIDE.search(text):
        way = "at" if match["way"].lower() == "at" or match["when"][:1].isdigit() else "on"
        return f"{match['polite']}remind me about {match['what'].rstrip(' .')} {way} {match['when']}"
    match = _A_REMINDER.match(text)
    if match is None or _BESIDE.search(text) or _STARTS_WITH_TIME.match(match["what"]):
        return text
    return f"{match['polite']}remind me about {match['what']}"


def _makes(said: str) -> bool:
    """Whether it asks for something new, and not for a change or a mail."""
    words = [word.lower() for word in _WORD.findall(said)[:8]]
    made = not _MAKES.isdisjoint(words) or not EVENT_NOUNS.isdisjoint(words[:3])
    return (
        made
        and words[0] not in QUESTION_WORDS | AUXILIARIES - {"can", "could", "would"}
        and not {"email", "mail", "tell", "send", "move", "cancel"} & set(words)
    )
