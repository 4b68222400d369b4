"""What "it" stands for and can't be changed any more: a cancelled event, a mail that has gone out."""

from agents.offline.asking.history import last_thing
from agents.offline.asking.messages import Request
from agents.offline.reading.courtesies import OPENERS
from agents.offline.reading.references import Reference
from agents.offline.reading.steps import Steps
from agents.offline.reading.words import Domain
from agents.offline.supervising.doubt import UNDOING
from tools.patterns import Spoken

_CALLS_OFF = Spoken(
    rf"\A\W*(?:(?:{OPENERS}|and|oh|no)\W+)*(?:cancel|call off|skip) (?:it|that|this)"
    r"(?: too| as well| also| then)*\W*\Z"
)
NO_EVENT = (
    "That was a mail, and no mail is cancelled; one that has gone out can't be called back. For an event say "
    "which, for example 'cancel the review on Friday'."
)


def of_what_is_lost(planned: Steps, request: Request) -> str | None:
    """What is said where "it" is an event that was cancelled, or a mail that is to be called off."""
    targets = [step.frame.target for step in planned.steps if step.frame.writes]
    thing = last_thing(request.history, None)
    if thing is None or not any(target is not None and _is_it(target) for target in targets):
        return None
    if thing.gone:
        return f"'{thing.title}' is cancelled. {UNDOING}"
    if thing.domain is Domain.EMAIL and not thing.draft and _CALLS_OFF.match(request.text):
        return NO_EVENT
    return None


def _is_it(target: Reference) -> bool:
    """Whether it is the one that was spoken of, and none that is told from it: "the ones on Monday"."""
    told_apart = target.times or target.people or target.about or target.order is not None or target.next
    return target.pronoun and not target.plural and not told_apart
