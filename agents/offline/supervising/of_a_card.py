"""What the user types while a card waits, when it is said of that card."""

from datetime import datetime

from agents.offline.reading.afterwords import about_it, drops
from agents.offline.reading.amendments import amendment
from agents.offline.reading.words import Domain


def said_of_a_card(text: str, agent: str, title: str, now: datetime) -> str | None:
    """Why the card of `agent` about `title` is refused by `text`: the change that it is, or nothing: a no.

    None where `text` isn't about the card, or may be a yes: that is given by an answer alone.
    """
    if drops(text, waiting=True):
        return ""
    domain = Domain(agent)
    changes = amendment(text, now, domain) or amendment(about_it(text, [title]), now, domain)
    ours = changes is not None and (changes.target is None or changes.target.pronoun)
    return text if ours else None
