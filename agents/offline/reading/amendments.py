"""What is said next of a thing that was proposed or made, whichever domain's it is."""

from collections.abc import Sequence
from datetime import datetime

from agents.offline.reading.afterwords import about_it
from agents.offline.reading.frames import Clause, Frame, Made, Role
from agents.offline.reading.steps import Step, Steps, steps_of
from agents.offline.reading.subjects import subjects
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import GENERIC_EVENTS, Domain


def amendment(said: str, now: datetime, domain: Domain | None = None) -> Frame | None:
    """The change that `said` is from its first word to its last, of a thing of that domain or of any."""
    of_it = (one for one in subjects() if one.amending and domain in (None, one.domain))
    readings = (one.amending(said, now) for one in of_it if one.amending)
    return next((frame for frame in readings if frame is not None), None)


def amending_step(planned: Steps, said: str, now: datetime) -> Steps | None:
    """The change that `said` is, where `planned` has no reading of it, or one that leaves words over."""
    only = planned.steps[0].frame if len(planned.steps) == 1 else None
    about_it = only is not None and only.of_it
    if not (planned.unclear or not planned.steps or (about_it and only is not None and only.leftovers)):
        return None
    more = amendment(said, now)
    return as_steps(more, said, now) if more is not None else None


def amended(frame: Frame, said: str, now: datetime) -> Frame | None:
    """`frame`, which was not carried out, with what `said` changes of it; None where that is nothing."""
    for one in subjects():
        if one.amending and one.amended and one.domain == frame.domain:
            if _of_another(said, frame, now):
                return None
            more = one.amending(said, now) or one.amending(about_it(said, _names(frame)), now)
            return one.amended(frame, more, now) if more is not None else None
    return None


def _of_another(said: str, frame: Frame, now: datetime) -> bool:
    """ "Move my event on 28 December to 9 January": what it is done to has a day, and not this one's name."""
    names = [name for name in _names(frame) if name.lower() not in GENERIC_EVENTS]
    if about_it(said, names) != said:
        return False
    planned = steps_of(understand(said, now))
    targets = [step.frame.target for step in planned.steps]
    return not planned.unclear and any(one is not None and not one.pronoun and one.times for one in targets)


def _names(frame: Frame) -> tuple[str, ...]:
    """What the thing is called that it is about."""
    target = frame.target
    of_target = (target.title, target.words, target.noun) if target is not None else ()
    return (*of_target, *((frame.title, frame.words, frame.noun) if isinstance(frame, Made) else ()))


def amended_step(steps: Sequence[Step], said: str, now: datetime) -> tuple[int, Step] | None:
    """The one step that `said` changes, and where it stands; None where it fits none or several."""
    found = [
        (place, Step(step.clause, frame, step.condition))
        for place, step in enumerate(steps)
        if (frame := amended(step.frame, said, now)) is not None
    ]
    return found[0] if len(found) == 1 else None


def as_steps(frame: Frame, said: str, now: datetime) -> Steps:
    """A change that stands for a whole message."""
    clause = Clause(said, 0, len(said), tokenize(said, now), Role.COMMAND, frame)
    return Steps((Step(clause, frame),))
