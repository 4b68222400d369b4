"""What is said of routines and watches, as the request that their agent is handed."""

from agents.offline.asking.messages import Request
from agents.offline.routines.domain import TOOL
from agents.offline.routines.preference_wishes import Keep
from agents.offline.routines.wishes import wish_in, wish_of_it
from agents.offline.supervising.foreign import foreign
from tools.patterns import Pattern

_QUOTED = Pattern(r"'([^'\n]+)'")


def routine_request(request: Request) -> str | None:
    """The request for the agent of routines; None where the text is none, or there is no such agent."""
    if TOOL not in request.offered:
        return None
    wanted = wish_in(request.text, request.now)
    if isinstance(wanted, Keep) and foreign(request.text.lower().split()):
        # "Have the vacuum run for an hour" is no length of meetings.
        return None
    if wanted is not None:
        return request.text
    wish = wish_of_it(request.text)
    spoken_of = next((line for line in reversed(request.history) if not line.by_user and line.request), None)
    if wish is None or spoken_of is None or spoken_of.speaker != TOOL:
        return None
    title = _QUOTED.search(spoken_of.text)
    return f"{wish.to} the {title[1]} routine {wish.which}".strip() if title else None
