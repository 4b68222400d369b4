"""How long ago something was last: "my last call with Ana was over a week ago", "it's been a month since …".

That is so when there was none since then.
"""

from dataclasses import replace
from datetime import datetime

from agents.offline.reading import when
from agents.offline.reading.cursor import Rows
from agents.offline.reading.frames import Enquiry, Listing
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Quantity
from agents.offline.reading.tokens import Sort, Token
from tools.timewords import Kind, resolve

Tokens = tuple[Token, ...]

_LATEST = frozenset({"last", "latest"})
_BEYOND = Rows("more than", "longer than", "at least", "over")
_OR_MORE = frozenset({"or", "more", "longer", "now", "already"})


def since_when(tokens: Tokens, at: int, now: datetime) -> tuple[datetime, int] | None:
    """The bound of "it's been more than a week since …", and where what was then is named."""
    phrases = Phrases(tokens)
    i = (
        phrases.skip(at, "it", "'s", "been")
        if phrases.low(at + 1) == "'s"
        else phrases.skip(at, "it", "has", "been")
    )
    stop = next((j for j in range(i, len(tokens)) if phrases.low(j) == "since"), 0)
    if i == at or not stop:
        return None
    begin = phrases.skip_any(i, _BEYOND)
    while phrases.low(stop - 1) in _OR_MORE:
        stop -= 1
    found = resolve(phrases.span_text(begin, stop), now=now)
    if found is None or found.kind is not Kind.DURATION or found.duration is None:
        return None
    after = next(j for j in range(stop, len(tokens)) if phrases.low(j) == "since") + 1
    return now - found.duration, after


def long_ago(frame: Enquiry, tokens: Tokens, now: datetime) -> Enquiry:
    """`frame` as the question whether there was none since, where it asks that of the last one."""
    ref = frame.target
    if ref is None or not isinstance(frame, Listing):
        return frame
    if ref.order != -1 and not {token.low for token in tokens} & _LATEST:
        return frame
    for i, token in enumerate(tokens):
        bound = _bound(tokens, i, now)
        if bound is not None:
            times = tuple(one for one in ref.times if one != token)
            return none_since(replace(frame, target=replace(ref, times=times)), bound, now)
    return frame


def _bound(tokens: Tokens, i: int, now: datetime) -> datetime | None:
    """Before when it was: of "more than 10 days ago", "over a week ago", "longer than 2 weeks ago"."""
    found = tokens[i].time
    if found is None:
        return None
    if found.kind is Kind.DEADLINE and found.end is not None and found.start is None:
        bound = when.aware(found.end, now)
        return bound if bound < now else None
    beyond = tokens[i - 1].low == "than" and tokens[i - 2].low in {"longer", "more"}
    past = tokens[i].text.lower().endswith("ago") and found.start is not None
    return when.aware(found.start, now) if beyond and past and found.start is not None else None


def none_since(frame: Enquiry, bound: datetime, now: datetime) -> Enquiry:
    """Whether there was nothing of what a frame looks for from `bound` until now."""
    assert frame.target is not None
    words = f"since {bound:%Y-%m-%d} at {bound:%H:%M}"
    place = frame.target.stop
    since = Token(words, place, place, Sort.TIME, words, resolve(words, now=now))
    tense = "past" if frame.target.domain is NOUNS.attended else frame.target.tense
    target = replace(
        frame.target, order=None, quantity=Quantity.ALL, times=(*frame.target.times, since), tense=tense
    )
    return replace(frame, target=target, least=0, most=0)
