"""Whose work the steps of a message are, which go together, and which wait for what others find."""

from collections.abc import Sequence

from agents.offline.mail.frames import NewMail
from agents.offline.reading.frames import Enquiry, Frame
from agents.offline.reading.references import Person
from agents.offline.reading.steps import Step
from agents.offline.reading.words import Domain
from agents.offline.supervising.rewording import people_of

_OF_IT = frozenset({"it", "that", "this", "why"})
_IT = frozenset({"it", "this", "that"})
_DETAILS = frozenset(
    "details detail confirmation time date it result results list info information slot slots times".split()
)


def domains_of(step: Step) -> set[Domain | None]:
    """Whose work a step needs: its own, its condition's, and that of what it names people by."""
    found: set[Domain | None] = {step.frame.domain}
    if step.condition is not None:
        found.add(step.condition.frame.domain)
    for person in people_of(step.frame):
        if person.relation == "sender":
            found.add(Domain.EMAIL)
        elif person.relation == "guests":
            found.add(Domain.CALENDAR)
    return found


def found_elsewhere(person: Person, step: Step) -> bool:
    """Whether somebody is named by something that has to be looked up before the step is taken."""
    if not person.relation or person.of is None:
        return False
    return person.of.domain is not step.frame.domain or person in step.frame.people


def grouped(steps: Sequence[Step], text: str) -> list[list[Step]]:
    """Neighbouring steps of one agent that need nothing of the other; each of the rest alone."""
    merged: list[list[Step]] = []
    for step in steps:
        last = merged[-1] if merged else None
        simple = step.condition is None and len(domains_of(step) - {None}) == 1
        if (
            last
            and simple
            and last[-1].condition is None
            and domains_of(last[-1]) == domains_of(step)
            and not _uses_result([step], last, text)
        ):
            last.append(step)
        else:
            merged.append([step])
    return merged


def waits_for(group: Sequence[Step], earlier: Sequence[Sequence[Step]], text: str) -> bool:
    """Whether steps need what one of the groups before them finds."""
    return any(_uses_result(group, before, text) for before in earlier)


def _uses_result(group: Sequence[Step], before: Sequence[Step], text: str) -> bool:
    """Whether one of the steps needs what an earlier one finds."""
    finds = any(isinstance(one.frame, Enquiry) for one in before)
    makes = any(one.frame.writes and one.frame.domain is Domain.CALENDAR for one in before)
    changes = any(one.frame.writes for one in before)
    for step in group:
        if changes and tells_of_it(step.frame):
            return True
        if finds and any(person.relation and person.of is None for person in people_of(step.frame)):
            return True
        if (finds or makes) and sends_result(step.frame, text):
            return True
    return False


def tells_of_it(frame: Frame) -> bool:
    """ "… and tell her that it's off", "… and tell him why": a mail that is only true of what was done."""
    if not isinstance(frame, NewMail) or frame.quoted:
        return False
    words = frame.body.lower().replace("'", " ").split()
    plain = not (frame.body or frame.about or frame.title)
    return plain or bool(_OF_IT & set(words[:3])) or frame.about.lower() in _IT


def sends_result(frame: Frame, message: str) -> bool:
    """ "… and mail it to her", "send them the details": a mail whose text is what was found."""
    if not isinstance(frame, NewMail) or frame.body or frame.title:
        return False
    if "why" in message[frame.begin : frame.stop].lower().split():
        return False
    if frame.body_manner == "say" and not frame.about and not frame.words:
        return True
    words = {word.lower() for word in frame.words.split()} | {frame.about.lower().removeprefix("the ")}
    text = message[frame.begin : frame.stop].lower().split()
    return bool(words & _DETAILS) or (not frame.about and bool({"it", "that", "them", "those"} & set(text)))
