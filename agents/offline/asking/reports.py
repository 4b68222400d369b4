"""Sentences about what came of tool calls. They say what the results say, and nothing else."""

import re
from collections.abc import Sequence
from typing import Any

from agents.offline.asking.script import Result
from agents.offline.reading import when

_IDS = re.compile(r"\s*(?:\[\w+=[^\]]*\]|\((?:event|email) [0-9a-z]{4,}\))")
_THE_USER = re.compile(r"(?:\A|(?<=[.:] ))The user said no to\b")
_MANY = 4
"""More guests than that are only counted, unless it is asked who they are."""


def without_ids(text: str) -> str:
    return _IDS.sub("", text).strip()


def to_the_person(text: str) -> str:
    """What a tool tells a model about the user, said to the user: they are "you"."""
    return _THE_USER.sub("You said no to", text)


def report(results: Sequence[Result]) -> str:
    """What became of writes, one sentence each."""
    return " ".join(_one(result) for result in results)


def _one(result: Result) -> str:
    said = without_ids(result.said)
    match result.outcome:
        case "done" | "responded":
            return said
        case "queued":
            return said
        case "refused":
            said = re.sub(r"\s*Nothing was done; do not try it again unasked\.?", "", said)
            return f"Not done: {_sentence(said)}"
        case "unknown":
            return _sentence(said)
        case _:
            return f"That could not be done: {_sentence(said)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def event(entry: dict[str, Any], *, guests: str = "few") -> str:
    """`'Design review' on Tuesday, 24 November 2026, 14:00–15:00, with Ana Lima <ana@…>`.

    `guests`: `all` of them, a `few` of them by name and more by number, or `none`.
    """
    title = f"'{entry['title']}'" if entry.get("title") else "an event without a title"
    start, end = str(entry["start"]), str(entry.get("end", ""))
    text = f"{title} on {when.spoken(start, end, all_day=bool(entry.get('all_day')))}"
    if entry.get("location"):
        text += f", {entry['location']}"
    people = [str(name) for name in entry.get("attendees", [])]
    if not people or guests == "none":
        return text
    if guests == "few" and len(people) > _MANY:
        return f"{text}, with {len(people)} guests"
    return f"{text}, with {_together(people)}"


def mail(entry: dict[str, Any]) -> str:
    """`'Budget' from Ana Lima <ana@…> on Monday, 16 November 2026, 09:12`, and what it says to a calendar."""
    told = f" ({entry['calendar']})" if entry.get("calendar") else ""
    return f"{_mail(entry)}{told}"


def _mail(entry: dict[str, Any]) -> str:
    subject = f"'{entry['subject']}'" if entry.get("subject") else "a mail without a subject"
    if entry.get("folder") == "sent":
        recipients = _together([str(name) for name in entry.get("to", [])])
        return f"{subject} to {recipients} on {when.spoken(str(entry['date']))}"
    return f"{subject} from {entry.get('from', 'somebody')} on {when.spoken(str(entry['date']))}"


def listed(lines: Sequence[str], more: int = 0) -> str:
    """Several things below each other, one alone in its sentence."""
    text = "\n".join(f"- {line}" for line in lines)
    return f"{text}\n- and {more} more" if more else text


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _together(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"
