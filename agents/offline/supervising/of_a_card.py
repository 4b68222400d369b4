"""What the user types while a card waits, when it is said of that card."""

from datetime import datetime

from agents.offline.reading.afterwords import drops
from agents.offline.reading.amendments import amendment
from agents.offline.reading.words import Domain


def said_of_a_card(text: str, agent: str, now: datetime) -> str | None:
    """Why the card of `agent` is refused by `text`: the change that it is, nothing for a plain no.

    None where `text` isn't about the card, or may be a yes: that is given by an answer alone.
    """
    if drops(text, waiting=True):
        return ""
    return text if amendment(text, now, Domain(agent)) is not None else None
