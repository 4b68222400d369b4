"""The narrowest scope that is of use: what stands on a card, and a little room for the next one like it."""

from tools.effects.approvals import Proposal
from tools.effects.grants.judge import own_people
from tools.effects.grants.reach import Reach
from tools.effects.grants.scope import Scope

ROOM = (1_000, 2_000, 5_000, 10_000, 20_000)
"""Characters; a text as long as this one to the sign would never come again."""
HALF_HOURS = 30


def narrowest(proposal: Proposal, reach: Reach) -> Scope:
    """Just these people, this calendar or folder, no more at once, no longer, no larger.

    People whom nobody but a mail, an event or a model has named are left out: no rule is made of those.
    """
    own = own_people(proposal)
    return Scope(
        people=tuple(person for person in reach.people if person in own),
        calendars=reach.calendars,
        folders=reach.folders,
        recipients=len(reach.people) or None,
        chars=next((room for room in ROOM if reach.chars <= room), reach.chars) if reach.chars else None,
        attachment_bytes=reach.attachment_bytes,
        minutes=-(-reach.minutes // HALF_HOURS) * HALF_HOURS or None,
        series=reach.series,
    )
