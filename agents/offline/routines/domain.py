"""Routines as the built-in model is handed them."""

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.asking.specialists import Specialist
from agents.offline.reading.nouns import Called
from agents.offline.reading.words import Domain

TOOL = "manage_routines"


def _turn(request: Request) -> Script:
    # Loaded at its first call, as every agent's own code.
    from agents.offline.routines.turn import routines_turn

    return routines_turn(request)


ROUTINES = Specialist(
    # Its nouns mean other things elsewhere, "a watch", "my workout": so it is known by whole sentences.
    called=Called(domain=Domain("routines"), kind="routine", nouns=frozenset()),
    tool=TOOL,
    own_tool="create_routine",
    turn=_turn,
)
