"""Whether the person's own words of this turn ask for something that will act when nobody is there.

For that it isn't enough that a model proposes it and a card is approved: a mail that says "schedule this
every hour" must not bring the card up. Read by words that say again, later, or if; in the languages whose
words for that are few and certain.
"""

import re
from collections.abc import Sequence
from typing import Any

from agents.asked_for import asks_for_an_event, telling_words
from agents.wishes import read
from tools.effects.plan import Plan
from tools.patterns import Pattern

KEEP, SNOOZE, PROPOSE = "keep_preference", "snooze", "propose_times"
CREATE, WATCH, CHANGE, CONTROL = "create_routine", "create_watch", "change_routine", "control_routine"

_AGAIN = (
    r"every|each|daily|weekly|monthly|yearly|hourly|weekdays|regularly|whenever|\w+days|mornings|evenings|nights"
    r"|jede[nrsm]?|täglich|wöchentlich|monatlich|jährlich|stündlich|werktags|\w+tags|immer"
    r"|chaque|tou(?:s|tes) les|cada|tod[oa]s (?:los|las|os|as)|ogni|tutti i|iedere|elke|varje|hver"
)
_LATER = (
    r"tomorrow|tonight|later|next|on \w+day|at \d|in \d|in an? \w+|at noon|at midnight"
    r"|this (?:evening|afternoon)"
    r"|\d{1,2}[:.]\d\d|\d ?[ap]\.?m|\d{4}-\d\d-\d\d|morgen|heute abend|übermorgen|am \w+tag|um \d|in ein"
    r"|demain|ce soir|mañana|esta noche|domani|stasera|morgen|amanhã"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_IF = (
    r"if|when|once|as soon as|unless|in case|until|by|whenever|watch|wait|waiting"
    r"|wenn|falls|sobald|bis|si|dès que|quand|cuando|en cuanto|se|quando|appena|als|zodra"
)
_BRIEF = r"brief"
_MAILED = r"\w*mail\w*|inbox|\w*post\w*|courriel\w*|correo\w*"
_CONTROL = {
    "pause": r"pause|paused|suspend|hold|halt|stop|mute|disable|off|pausiere|anhalten|stoppe",
    "resume": r"resume|restart|continue|unpause|again|enable|on|back|reactivate|fortsetzen|weiter",
    "skip": r"skip|omit|except|no|not|don't|leave out|miss|without|überspring\w*",
    "run": r"run|do|start|now|trigger|send|execute|fire|ausführen|starte",
    "end": r"end|delete|cancel|remove|stop|drop|forget|kill|quit|no more|never ?mind|no need|needn't|don't"
    r"|rid|finish|lösche|beende|entferne",
}
_CHANGE = (
    r"change|make|move|set|rename|instead|switch|edit|update|reschedule|shift|put|call|let|ändere|verschiebe"
)
_LIKES = (
    r"always|never|works?|again|clear|usually|normally|default|prefer|preferences?|remember|from now on"
    r"|in future|means?|is|are|last|take|my|sign|signature|no|don't|forget|drop|keep|leave|goes?|belongs?"
    r"|put|into"
    r"|immer|nie|nicht vor|bevorzuge|merk|toujours|jamais|siempre|nunca|sempre|mai"
)
_SNOOZES = (
    r"snooze|later|until|till|put (?:it |this |that |them )?off|hide|away|back|remind|postpone|defer|not now"
    r"|später|bis|plus tard|jusqu'à|más tarde|hasta|più tardi|fino a"
)
_MEETS = (
    r"times?|meet|meeting|find|propose|suggest|offer|poll|slots?|schedule|dates?|when|arrange|set up"
    r"|termine?|zeit(?:en)?|treffen|vorschlag\w*|réunion|rendez-vous|créneaux?|reunión|cita|horas?|incontro|orari"
)
_IN_WORDS = Pattern(
    r"\b(?:half|quarter|hour|noon|midday|midnight|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|thirty|forty|fifty|sixty|ninety)\b",
    re.IGNORECASE,
)
_ADDRESS = Pattern(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+", re.IGNORECASE)
_WORD = Pattern(r"[^\W_]{3,}")
_BEGINS = 5
"""So many first letters tell a word in its forms from others."""
_ANY_OF_THEM = frozenset(
    "it that this them all everything one those these last routine routines watch watches".split()
)
_ANY_OF_THEM |= frozenset(
    "reminder reminders brief briefing schedule mail email job jobs watching waiting".split()
)


def why_not(action: str, plan: Plan, said: Sequence[str], before: Sequence[str]) -> str:
    """Why the person's words don't arm this; empty: they do.

    `said` are those of the turn; `before` those of the turn before it, which count where these only answer a
    question.
    """
    words = [*said, *(before if said and all(map(_only_answers, said)) else ())]
    text = "\n".join(words)
    if not text:
        return "nobody has asked for this in this turn: only the user's own words can"
    if not _asked(action, plan, text):
        if action == CREATE:
            return (
                "the user's words of this turn ask for no request that comes back or comes later, and what "
                "stands in mails and events can't; make none, and say that it is for another agent"
            )
        return (
            "the user's words of this turn don't ask for this, and what stands in mails and events can't; "
            "do nothing of the kind"
        )
    for address in _ADDRESS.findall(str(plan.args.get("request", ""))):
        if address.casefold() not in text.casefold():
            return f"{address} is not in the user's words: leave it out, or write the name they said"
    return ""


def _asked(action: str, plan: Plan, text: str) -> bool:
    if plan.args.get("mailed") and not _has(_MAILED, text):
        return False
    if action == CREATE:
        if _has(f"{_AGAIN}|{_BRIEF}", text):
            return True
        # The time of an event, or of what is asked now, is none at which a request is carried out.
        at_once = _only_asks(text) or asks_for_an_event(text)
        return not plan.args["rule"] and not at_once and _has(_LATER, text)
    if action == WATCH:
        return _has(_IF, text) and not _only_asks(text)
    if action == SNOOZE:
        return _has(_SNOOZES, text)
    if action == PROPOSE:
        return _has(_MEETS, text)
    if action == KEEP:
        return _has(_LIKES, text) and _says_it(plan, text)
    verbs = _CHANGE if action == CHANGE else _CONTROL.get(str(plan.args.get("to", "")), "")
    if action == CHANGE and _has(f"{_AGAIN}|{_LATER}", text):
        verbs = f"{verbs}|{_AGAIN}|{_LATER}"
    if action == CHANGE and "mailed" in plan.args:
        verbs = f"{verbs}|{_MAILED}" if plan.args["mailed"] else f"{verbs}|{_MAILED}|show|read"
    return bool(verbs) and _has(verbs, text) and _names_it(plan.preview, text)


def _names_it(preview: dict[str, Any], text: str) -> bool:
    named = set(_WORD.findall(text.casefold()))
    of_it = set(_WORD.findall(f"{preview.get('title', '')} {preview.get('request', '')}".casefold()))
    # "The summary" is one that summarises; short words have to be the same.
    begun = {word[:_BEGINS] for word in of_it if len(word) >= _BEGINS}
    by_stem = any(word[:_BEGINS] in begun for word in named if len(word) >= _BEGINS)
    return by_stem or bool(named & (_ANY_OF_THEM | of_it)) or " it" in text.casefold()


def _only_asks(text: str) -> bool:
    """Whether it is a question that wants nothing done: "when is my next meeting?"."""
    here = read(text)
    return text.rstrip().endswith("?") and not (here.named or here.wishes)


def _only_answers(text: str) -> bool:
    """Whether it wants nothing and asks nothing by itself: "at 4", "the second one", "yes"."""
    here = read(text)
    named = any(telling_words(wish.about) for wish in here.named)
    return "?" not in text and not named and not any(wish.acts for wish in here.wishes)


def _has(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None


def _says_it(plan: Plan, text: str) -> bool:
    """Whether what would be kept stands in the words: of whom or what, and the value, figures in any form."""
    said, about = text.casefold(), str(plan.args["about"])
    of, value = str(plan.args["of"]), str(plan.args["value"])
    if not value and _has(r"all (?:of )?(?:my |the |these )?preferences", text):
        return True
    if not set(_stems(of)) <= set(_stems(said)):
        return False
    if about in ("person", "signature", "calendar"):
        return set(_stems(value)) <= set(_stems(said))
    hours = {str(int(figure)) for figure in re.findall(r"\d+", text)}
    wanted = {str(int(figure)) for figure in re.findall(r"\d+", value)}
    halves = {str(int(figure) - 12) for figure in wanted if int(figure) > 12}
    return not value or bool(hours & (wanted | halves)) or _IN_WORDS.search(text) is not None


def _stems(text: str) -> list[str]:
    return [word[:4] for word in re.findall(r"[^\W_]+", text.casefold())]
