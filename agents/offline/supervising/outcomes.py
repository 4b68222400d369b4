"""What the agents' answers come to, by their outcome: refused is never told as done."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.offline.asking.answer import Answer, joined
from agents.offline.asking.reports import COULD_NOT, NOT_DONE, without_ids
from agents.offline.asking.script import Result
from tools.effects.standing import SAID_NO
from tools.patterns import Pattern

_SAID_NO = Pattern(rf"(?:\A|(?<=[.:] )){re.escape(SAID_NO)}\b")


def spoken(results: Sequence[Result]) -> Answer:
    """What the agents' answers come to, by their outcome, as the person is told it."""
    return joined([_one(result) for result in results], "\n")


def _one(result: Result) -> Answer:
    answer = result.answer
    said = _SAID_NO.sub("You said no", without_ids(answer.text))
    if result.error and not result.outcome:
        said = f"That {COULD_NOT} be done: {said}"
    elif result.outcome == "refused" and not said.startswith(NOT_DONE):
        said = f"{NOT_DONE}: {said}"
    elif result.outcome == "failed" and NOT_DONE not in said and COULD_NOT not in said:
        said = f"Not all of it was done: {said}"
    return replace(answer, text=said)
