"""Being away, as it is said: "I'm out of office next Thursday", "set me as away from Monday to Friday"."""

from agents.offline.calendar.frames import CreateEvent
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.tokens import Sort
from tools.patterns import Spoken

_KINDS = {
    "Out of office": r"out[- ]of[- ](?:the[- ])?office|ooo|out of (?:the )?office",
    "Away": r"away|unavailable",
    "Vacation": r"on vacation|vacation|vacations",
    "Holiday": r"on holidays?|on my holidays?",
    "Leave": r"on (?:annual |parental |sick )?leave",
    "Day off": r"off work|off",
}
_KIND = "|".join(f"(?P<k{i}>{words})" for i, words in enumerate(_KINDS.values()))
_ONESELF = r"(?:i|we)(?: am| 'm|'m| are|'re| will be| 'll be|'ll be| am going to be)(?: going to be)?"
_SAID = Spoken(
    r"(?:please )?(?:(?:mark|note)(?: down)? that )?(?:"
    rf"{_ONESELF}|i'm|im|set me(?: as| to)?|mark me(?: as| to be)?|show me(?: as)?|put me(?: down)?(?: as)?"
    r"|(?:add|create|schedule|put|make|set|set up|block|block off|block out|enter)(?: in)?(?: me)?"
    r"(?: an?| my| the)?"
    r")?"
    rf" ?(?P<kind>{_KIND})"
    r"(?: (?:event|entry|block|day|days|time|note))?(?: (?:in|to|on|into)(?: my| the)? calendar)?"
    r"(?: for| from| on)?"
    r"(?: please)?"
)
_IN_A_TOWN = Spoken(
    rf"(?:please )?(?:(?:mark|note)(?: down)? that )?{_ONESELF} in"
    r" (?P<place>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)*)(?: for| from| on)?"
)
""" "I'll be in Mexico", for days."""
_BARE = Spoken(r"off|off work|vacations?|away|unavailable")
"""What says too little where nothing leads to it: "off on Friday" may be what somebody was asked about."""


def away(said: Instruction) -> Frame | None:
    """A time away, of whole days unless hours are said; None where it says anything else, or no time."""
    times = tuple(token for token in said.tokens if token.sort is Sort.TIME)
    dated = [token for token in times if token.dated]
    if not dated or said.low(said.end - 1) == "?":
        return None
    words = " ".join(token.text for token in said.tokens if token.sort is Sort.WORD)
    words = words.replace(" 's", "'s").strip()
    timed = any(token.clocked for token in dated)
    if (town := _IN_A_TOWN.fullmatch(words)) and not timed:
        title = f"In {town['place']}"
    elif (match := _SAID.fullmatch(words)) and not _BARE.fullmatch(words):
        title = next(name for i, name in enumerate(_KINDS) if match[f"k{i}"])
    else:
        return None
    return CreateEvent(*said.span, title=title, times=times, noun="event", away=True, complete=True)
