"""Agents that the settings add: what is for one of them, by its name or by the words that describe it."""

import re

from agents.offline.asking.messages import OtherAgent, Request
from agents.offline.asking.script import Call
from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.words import CALENDARS, FUNCTION, MAILBOXES
from tools.patterns import Pattern

_ASKS = rf"\A\W*{OPENED}(?:ask|tell|use|let|have) (?:the |my |our )?"
_WORD = Pattern(r"[^\W\d_]{4,}")
_ENDING = Pattern(r"(?:ings?|ers?|e?s|ed|e)\Z")
_SHORTEST = 4
_OF_ANY = frozenset(
    "agent agents assistant help helps find finds knows know looks look answers answer questions question "
    "about "
    "things thing tools tool information data user person people everything anything manages manage handles "
    "handle work works keeps keep gives give gets tells tell uses used using puts make makes place places "
    "there what where when which with from into that this".split()
)
"""Words that may describe any agent."""


def addressed(request: Request) -> Call | None:
    """The call of the agent that is asked by its name: "ask the librarian …", "librarian: …"."""
    text = request.text
    for agent in request.others:
        name = re.escape(agent.name).replace("_", "[ _]")
        if re.match(rf"{_ASKS}{name}(?: agent)?\b|\A\W*{name}\s*[:,]", text, re.IGNORECASE):
            return _call(agent, text)
    return None


def described(request: Request) -> Call | None:
    """The call of the one agent that is described by a word of the request; None where it may be several."""
    said = _stems(request.text)
    fitting = [agent for agent in request.others if said & _stems(f"{agent.name} {agent.description}")]
    return _call(fitting[0], request.text) if len(fitting) == 1 else None


def _call(agent: OtherAgent, text: str) -> Call:
    return Call(agent.tool, {"request": text})


def _stems(text: str) -> frozenset[str]:
    words = (
        set(map(str.lower, _WORD.findall(text))) - _OF_ANY - FUNCTION - CALENDARS - MAILBOXES - NOUNS.named
    )
    stems = ((word, _ENDING.sub("", word)) for word in words)
    return frozenset(stem if len(stem) >= _SHORTEST else word for word, stem in stems)
