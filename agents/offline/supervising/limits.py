"""What it can't do, said once in a conversation; and that it understands English alone."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.asking.answer import Answer, in_words
from agents.offline.asking.messages import Line
from agents.offline.reading.courtesies import WISHED
from agents.offline.reading.words import FUNCTION
from tools.patterns import Pattern, Spoken

HOW_TO_HAVE_MORE = "I am rules, no language model; set OPENAI_API_KEY or ASSISTANT_MODEL to have one answer."
"""How the sentences end that say what would help."""
_ENDS = (HOW_TO_HAVE_MORE, "Set OPENAI_API_KEY or ASSISTANT_MODEL to have one.")
_WHAT_FOR = "I look after your calendar, your mail and your tasks."
ENGLISH_ONLY = f"I understand English only. {HOW_TO_HAVE_MORE}"
_WORDS = Pattern(r"[^\W\d_]+")
_FOREIGN = frozenset(
    "der die das und ich mir mich mein meine ist nicht mit für auf dem den ein eine einen bitte morgen heute "
    "termin wann habe haben le les une est et je moi mon ma mes avec pour demain dans quel quelle que qui "
    "rendez vous aujourd hui el los las una y yo mi mis con para mañana hoy qué cuándo tengo reunión por "
    "il lo gli e io mio mia domani oggi che quando ho riunione per het een en ik mijn met voor op wat "
    "wanneer amanhã hoje reunião tenho meu minha quando jag och min med för imorgon idag".split()
)
_LEAST = 2
_A_LENGTH = r"(?:(?:an?|one|two|three|half an|\d+) (?:hours?|minutes?|mins?|days?)|a day|the day)"
_REMINDED_BEFORE = Spoken(
    rf"\bremind me (?:{_A_LENGTH} before (?:the|my|our) [^,.;:!?\n]{{2,50}}? to [^\W\d]"
    rf"|to [^,.;:!?\n]{{3,60}}? {_A_LENGTH} before (?:the|my|our) [^\W\d])"
)
""" "Remind me an hour before the review to book the table": of something to do, by the time of an event."""
_SEVERAL = Spoken(
    rf"\A\W*{WISHED}"
    r"(?:schedule|book|create|add|make|set up|plan|put in) (?:me )?"
    r"(?:[2-9]|\d\d|two|three|four|five|six|several|multiple|a few|a couple of) (?:[^\W\d][\w-]* )?"
    r"(?:meetings|appointments|events|calls|sessions|interviews|visits)\b"
)
REMIND_OF_WHICH = (
    "A reminder before an event says what the event is called, and a task has a time of its own. Which shall "
    "it be: 'remind me an hour before the review', or 'remind me to book the table on Friday at 2pm'?"
)
ONE_AT_A_TIME = "I propose one event at a time. What is the first one, and when is it?"


def is_foreign(text: str) -> bool:
    """Whether words of another language are in it, and hardly one of English."""
    words = [word.lower() for word in _WORDS.findall(text)]
    foreign = [word for word in words if word in _FOREIGN and word not in FUNCTION]
    english = [word for word in words if word in FUNCTION and word not in _FOREIGN]
    return len(foreign) >= _LEAST and len(foreign) > len(english)


def not_at_once(text: str) -> str | None:
    """What is said where `text` wants several things that are only done one by one, or what no event takes;
    None: it doesn't."""
    if _REMINDED_BEFORE.search(text):
        return REMIND_OF_WHICH
    return ONE_AT_A_TIME if _SEVERAL.match(text) else None


def said_once(answer: Answer | str, history: Sequence[Line]) -> Answer:
    """`answer`; without what would help it to do more, where the conversation has that already."""
    said = in_words(answer)
    end = next((end for end in _ENDS if said.text.endswith(end)), "")
    told = bool(end) and any(end in line.text for line in history if not line.by_user)
    shorter = said.text.removesuffix(end).strip().removesuffix(_WHAT_FOR).strip()
    if not (told and shorter):
        return said
    return replace(said, text=f"{shorter[:-1]}." if shorter.endswith(":") else shorter)
