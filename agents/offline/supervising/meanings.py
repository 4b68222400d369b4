""" "I meant …": a request in other words, or only the name of something."""

import re
from datetime import datetime

from agents.offline.asking.questions import QuestionError
from agents.offline.calendar.frames import CreateEvent
from agents.offline.reading.amendments import amendment
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import Domain
from tools.patterns import Pattern

_MEANT = Pattern(
    r"\A\W*(?:(?:oh|no|sorry|i'?m sorry|ok(?:ay)?|well|ah|yes|great)\W+)*"
    r"i (?:actually |really )?mean(?:t)?\b,? (?:to (?:say|ask) )?(?P<said>.+)\Z",
    re.IGNORECASE | re.DOTALL,
)


def names_only(text: str, now: datetime) -> str | None:
    """ "I meant the dentist": what it names, where it does nothing else."""
    match = _MEANT.match(text.replace("’", "'"))
    tokens = tokenize(match["said"].rstrip(" .!?"), now) if match else ()
    named, after = Phrases(tokens).reference(0) if tokens else (None, 0)
    whole = match is not None and named is not None and after == len(tokens) and not named.pronoun
    return match["said"].strip() if match is not None and whole else None


def meant(text: str, now: datetime) -> str:
    """`text`, or the request that it repeats after "I meant".

    Raises:
        QuestionError: it only names something, and nothing says what is to become of it.
    """
    match = _MEANT.match(text.replace("’", "'"))
    if match is None or amendment(text, now, Domain.CALENDAR) is not None:
        return text
    said = match["said"].strip()
    steps = steps_of(understand(said, now)).steps
    if steps and not any(isinstance(step.frame, CreateEvent) for step in steps):
        return said
    raise QuestionError(f"What shall be done with '{said.rstrip('.!? ')}'? Please say it in one sentence.")
