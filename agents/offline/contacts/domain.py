"""The contacts as the built-in model is handed them."""

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.asking.specialists import Specialist
from agents.offline.reading.nouns import Called
from agents.offline.reading.words import Domain

TOOL = "manage_contacts"


def _turn(request: Request) -> Script:
    # Loaded at its first call, as every agent's own code.
    from agents.offline.contacts.turn import contacts_turn

    return contacts_turn(request)


CONTACTS = Specialist(
    # "A number", "the team", "an address" mean other things elsewhere: so it is known by whole sentences.
    called=Called(domain=Domain("contacts"), kind="contact", nouns=frozenset()),
    tool=TOOL,
    own_tool="save_contact",
    turn=_turn,
)
