"""How an event stands by now: "did the review start already?", "is the call over?"."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, in_full
from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.asking.selection import Entry
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.facts import moment
from agents.offline.calendar.search import find
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import tokenize

OF_NOW = frozenset({"over", "begun"})
_EDGES = {"over": "end", "begun": "start"}


def standing(request: Request, asked: str, ref: Reference) -> Script:
    """Whether the event of today is over, or has begun; of another day, which one there is."""
    today = tokenize("today", request.now)
    one = replace(ref, next=False, order=None, tense="", quantity=Quantity.ALL)
    looked = yield from find(request, replace(one, times=today) if not ref.handle else one, writes=False)
    edge = _EDGES[asked]
    passed = [
        entry for entry in looked.found if (at := moment(entry, edge, request.now)) and at <= request.now
    ]
    if looked.found:
        entry = passed[-1] if passed else looked.found[0]
        met = bool(passed)
        return in_full(
            Answer(f"{'Yes' if met else 'No'}: {reports.event(entry, guests='none')}.", met=met),
            looked.problems,
        )
    last = (
        yield from find(request, replace(one, order=-1, tense="past", quantity=Quantity.ONE), writes=False)
    ).found
    coming = (yield from find(request, replace(one, next=True, quantity=Quantity.ONE), writes=False)).found
    return in_full(_of_another_day(ref, last, coming), looked.problems)


def _of_another_day(ref: Reference, last: Sequence[Entry], coming: Sequence[Entry]) -> Answer:
    said = [reports.event(one, guests="none") for one in (*last[-1:], *coming[:1])]
    if last and coming:
        return Answer(f"There is none today: the last one was {said[0]}, the next one is {said[1]}.")
    if not said:
        return Answer(f"There is no {described(replace(ref, next=False, order=None))}.", met=False)
    return Answer(f"{'Yes' if last else 'No'}: {said[0]}.", met=bool(last))
