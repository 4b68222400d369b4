"""Whether an answer tells what was found. Small models leave things out, take one time for the other, or say
that there is none of what they were just shown.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date, time
from itertools import pairwise
from typing import Any

from langchain_core.messages import AnyMessage, ToolMessage

from agents.backing import denies, rests_on
from tools.margin import newest_words, place_of_words
from tools.patterns import Pattern
from tools.provenance.times import clocks_in

THIN = "thin"
"""In the margin of an agent's answer that leaves out what its looks have found, or asks in its place."""
_CALLED = ("title", "subject", "name")
_A_DAY = Pattern(r"\b\d{4}-\d\d-\d\d")
_OF_A_TIME = Pattern(r"T(\d{2}):(\d{2})")
_OTHERS = ("more", "at_other_times", "without_these_words")


def is_thin(reply: Mapping[str, Any]) -> bool:
    """Whether the agent whose `reply` this is, as it is reported, has left out what it found."""
    return bool(reply.get("about", {}).get(THIN))


def tells(said: str, messages: Sequence[AnyMessage]) -> bool:
    """Whether `said` names each thing that was found since the newest request, with the time at which it
    begins, and nothing else; where nothing was found at all, whether it says so.

    `messages` are an agent's, the results of its looks among them. A time or a place that belongs to another
    of the things is one too many.
    """
    since = messages[place_of_words(messages) + 1 :]
    results = [one for one in since if isinstance(one, ToolMessage)]
    answers = [one.text for one in results if one.status != "error"]
    looks = [look for text in answers if isinstance(look := _json(text), Mapping)]
    if answers and not looks:  # nothing that can be read here
        return True
    found = [one for look in looks for one in _things(look)]
    if not found:
        more = any(look.get(name) for look in looks for name in _OTHERS)
        return bool(looks) and len(answers) == len(results) and not more and denies(said)
    asked = newest_words(messages)
    shown = json.dumps(looks, ensure_ascii=False).replace('"', ", ")  # each word as it stands in a sentence
    if not rests_on([said], [asked, shown, str(len(found)), *_days(shown)]):
        return False
    named = [one for one in found if _called(one)]
    parts = _parts(said, [_called(one) for one in named])
    if parts is None:
        return False
    if not named:
        return _has_just(said, [at for one in found for at in _times(one)])
    places = {_place(one) for one in named} - {""}
    return all(_is_told(one, part, places) for one, part in zip(named, parts, strict=True))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def _things(look: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The events, mails, tasks, people or free times of a result, or the one that was read."""
    lists = [value for value in look.values() if isinstance(value, list)]
    for one in (thing for each in [[look], *lists] for thing in each):
        if isinstance(one, Mapping) and ("start" in one or any(name in one for name in _CALLED)):
            yield one


def _parts(said: str, names: Sequence[str]) -> list[str] | None:
    """What of `said` is about each of `names`: its line, where each has one, or all from there to the next;
    None where one is not named.
    """
    lines = [_plain(line) for line in said.splitlines()]
    own: list[int] = []
    for name in names:
        own += [i for i, line in enumerate(lines) if name in line and i not in own][:1]
    if len(own) == len(names):
        return [lines[i] for i in own]
    text = _plain(said)
    starts: list[int] = []
    for name in names:
        start = text.find(name)
        while start in starts:
            start = text.find(name, start + 1)
        if start < 0:
            return None
        starts.append(start)
    ends = dict(pairwise([*sorted(starts), len(text)]))
    return [text[start : ends[start]] for start in starts]


def _is_told(thing: Mapping[str, Any], part: str, places: Set[str]) -> bool:
    """Whether a part of an answer has the time at which `thing` begins, and no other time or place."""
    times, clocks = _times(thing), clocks_in(part)
    begins = not times or any(times[0] in meant for meant in clocks)
    if not begins or (times and any(meant.isdisjoint(times) for meant in clocks)):
        return False
    return not any(place in part for place in places if place not in _place(thing))


def _has_just(said: str, times: Sequence[time]) -> bool:
    """Whether `said` has each of `times`, and no other."""
    clocks = clocks_in(said)
    return all(any(at in meant for meant in clocks) for at in times) and not any(
        meant.isdisjoint(times) for meant in clocks
    )


def _times(thing: Mapping[str, Any]) -> list[time]:
    """The times of day at which `thing` begins and ends, in its own zone; none of what takes whole days."""
    found = [_OF_A_TIME.search(str(thing.get(name, ""))) for name in ("start", "end")]
    return [time(int(one[1]), int(one[2])) for one in found if one]


def _days(shown: str) -> Iterator[str]:
    """The days that stand in `shown` as figures, in words."""
    for match in _A_DAY.finditer(shown):
        with suppress(ValueError):
            yield f", {date.fromisoformat(match[0]):%A, %B}"


def _called(thing: Mapping[str, Any]) -> str:
    return next((_plain(str(thing[name])) for name in _CALLED if thing.get(name)), "")


def _place(thing: Mapping[str, Any]) -> str:
    return _plain(str(thing.get("location") or ""))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
