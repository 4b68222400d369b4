"""What the user types while cards wait, when it is said of one of them."""

from collections.abc import Sequence
from datetime import datetime

from agents.offline.reading.afterwords import about_it, afterwords, drops
from agents.offline.reading.amendments import amendment
from agents.offline.reading.steps import steps_of
from agents.offline.reading.understanding import understand
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import AUXILIARIES, FUNCTION, ORDER, QUESTION_WORDS, Domain
from agents.offline.supervising.other_requests import ITS_OWN, stands_alone
from agents.offline.supervising.that_time import BESIDE
from tools.patterns import Pattern, Spoken

_WORD = Pattern(r"[^\W_]+")
_THAT_ONE = Spoken(
    r"\b(?:the |that |number )?(?P<which>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)"
    r"(?: (?:one|card|event|meeting|mail|email|change|proposal))?\b(?! (?:of )?(?:january|february|march"
    r"|april|may|june"
    r"|july|august|september|october|november|december)\b)"
)


def said_of_cards(text: str, cards: Sequence[tuple[str, str]], now: datetime) -> tuple[int, str] | None:
    """Which of the cards, each of an agent about a title, is refused by `text`, and why: the change that it
    is, or nothing: a no.

    None where `text` isn't about one of them, or may be a yes: that is given by an answer alone. Of several
    cards it has to say which one it means.
    """
    if len(cards) == 1:
        why = _said_of(text, *cards[0], now)
        return None if why is None else (0, why)
    if match := _THAT_ONE.search(text):
        place = ORDER[match["which"].lower()]
        if place >= len(cards):
            return None
        why = _said_of(f"{text[: match.start()]}it{text[match.end() :]}", *cards[place], now)
        return None if why is None else (place % len(cards), why)
    of_each = [about_it(text, [title]) for _, title in cards]
    named = [(place, said) for place, said in enumerate(of_each) if said != text]
    if len(named) != 1:
        return None
    place, said = named[0]
    why = _said_of(said, *cards[place], now)
    return None if why is None else (place, why)


def asks_for_another(text: str, title: str, now: datetime) -> bool:
    """Whether `text`, said after a yes to the card about `title`, is an instruction or question of its own.

    What may be a change of what the card shows is none.
    """
    asks = text.rstrip().endswith("?")
    # "Right after it" is a time as well: after what has been agreed to.
    text = BESIDE.sub("tomorrow at 3pm", text)
    first, *_ = afterwords(text).text.lower().split() or [""]
    same = set(_WORD.findall(title.lower())) & set(_WORD.findall(text.lower())) - FUNCTION
    opens = COMMAND_VERBS | (QUESTION_WORDS | AUXILIARIES if asks else frozenset())
    if first not in opens or same or amendment(text, now) is not None:
        return False
    return stands_alone(text, now)


def _said_of(text: str, agent: str, title: str, now: datetime) -> str | None:
    if drops(text, waiting=True):
        return ""
    domain = Domain(agent)
    of_it = about_it(text, [title])
    if of_it == text and _of_another(text, now):
        return None
    changes = amendment(text, now, domain) or amendment(of_it, now, domain)
    ours = changes is not None and (changes.target is None or changes.target.pronoun)
    return text if ours else None


def _of_another(text: str, now: datetime) -> bool:
    """Whether it is of something with its own time or name: "move my event on 28 December to the 9th"."""
    planned = steps_of(understand(text, now))
    targets = [step.frame.target for step in planned.steps]
    return not planned.unclear and any(
        one is not None
        and not one.pronoun
        and one.words.lower() not in ITS_OWN
        and (one.times or one.title or one.people)
        for one in targets
    )
