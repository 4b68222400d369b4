"""Whether an answer tells what was found. Small models leave things out, take one time for the other, or say
that there is none of what they were just shown.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import Any

from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage

from agents.backing import denies, rests_on
from tools.margin import words_of
from tools.patterns import Pattern

THIN = "thin"
"""In the margin of an agent's answer that leaves out what its looks have found, or asks in its place."""
_CALLED = ("title", "subject", "name")
_CLOCK = Pattern(r"\b(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?:(?P<half>[ap])\.?m\b)?", re.IGNORECASE)
_A_DAY = Pattern(r"\b\d{4}-\d\d-\d\d")
_OF_A_TIME = Pattern(r"T(\d{2}):(\d{2})")
_HALF_A_DAY = 12
_OTHERS = ("more", "at_other_times", "without_these_words")


def tells(said: str, messages: Sequence[AnyMessage]) -> bool:
    """Whether `said` names each thing that was found since the newest request, with the time at which it
    begins, and nothing else; where nothing was found at all, whether it says so.

    `messages` are an agent's, the results of its looks among them. A time or a place that belongs to another
    of the things is one too many.
    """
    results = [*_results(messages)]
    answers = [one.text for one in results if one.status != "error"]
    looks = [look for text in answers if isinstance(look := _json(text), Mapping)]
    if answers and not looks:  # nothing that can be read here
        return True
    found = [one for look in looks for one in _things(look)]
    if not found:
        more = any(look.get(name) for look in looks for name in _OTHERS)
        return bool(looks) and len(answers) == len(results) and not more and denies(said)
    asked = next(words_of(one) for one in reversed(messages) if isinstance(one, HumanMessage))
    shown = json.dumps(looks, ensure_ascii=False).replace('"', ", ")  # each word as it stands in a sentence
    if not rests_on([said], [asked, shown, str(len(found)), *_days(shown)]):
        return False
    named = [one for one in found if _called(one)]
    parts = _parts(said, [_called(one) for one in named])
    clocks = _clocks(said)
    if parts is None or not all(clocks.issuperset(_times(one)) for one in found if one not in named):
        return False
    places = {_place(one) for one in named} - {""}
    return all(_is_told(one, part, places) for one, part in zip(named, parts, strict=True))


def _results(messages: Sequence[AnyMessage]) -> Iterator[ToolMessage]:
    """What the calls brought that were made since the newest request."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            return
        if isinstance(message, ToolMessage):
            yield message


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
    times, clocks = _times(thing), _clocks(part)
    if times and (times[0] not in clocks or not clocks.issubset(times)):
        return False
    return not any(place in part for place in places if place not in _place(thing))


def _times(thing: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The times of day at which `thing` begins and ends, in its own zone; none of what takes whole days."""
    times = [_OF_A_TIME.search(str(thing.get(name, ""))) for name in ("start", "end")]
    return [(int(time[1]), int(time[2])) for time in times if time]


def _days(shown: str) -> Iterator[str]:
    """The days that stand in `shown` as figures, in words."""
    for match in _A_DAY.finditer(shown):
        with suppress(ValueError):
            yield f", {date.fromisoformat(match[0]):%A, %B}"


def _called(thing: Mapping[str, Any]) -> str:
    return next((_plain(str(thing[name])) for name in _CALLED if thing.get(name)), "")


def _place(thing: Mapping[str, Any]) -> str:
    return _plain(str(thing.get("location") or ""))


def _clocks(text: str) -> frozenset[tuple[int, int]]:
    """The times of day that stand in `text`."""
    found = set()
    for match in _CLOCK.finditer(text):
        if match["minute"] is None and match["half"] is None:
            continue
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"]:
            hour = hour % _HALF_A_DAY + (_HALF_A_DAY if match["half"].lower() == "p" else 0)
        found.add((hour, minute))
    return frozenset(found)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
