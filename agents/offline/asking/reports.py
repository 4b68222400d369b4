"""Sentences about what came of tool calls. They say what the results say, and nothing else."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from agents.offline.asking.script import Result
from agents.offline.reading import when
from tools.patterns import Pattern
from tools.sentences import together

_IDS = Pattern(r"\s*(?:\[\w+=[^\]]*\]|\((?:event|email) [0-9a-z]{4,}\))")
_ARGUMENT = Pattern(r"\A(?:send_at|start_time|end_time|when|until|which|about|due|new_start) (?=['\"])")
"""The name of what was given wrongly, before the words that the person has said."""
NOT_DONE, COULD_NOT = "Not done", "could not"
"""What the report of a thing says that has not happened."""
_MANY = 4
"""More guests than that are only counted, unless it is asked who they are."""


def without_ids(text: str) -> str:
    return _IDS.sub("", text).strip()


def report(results: Sequence[Result]) -> str:
    """What became of writes, one sentence each."""
    return together([_one(result) for result in results])


def _one(result: Result) -> str:
    said = result.answer.text
    match result.outcome:
        case "done" | "responded" | "queued":
            return said
        case "refused":
            return f"{NOT_DONE}: {_sentence(said)}"
        case "unknown":
            return _sentence(said)
        case _:
            return f"That {COULD_NOT} be done: {_sentence(_ARGUMENT.sub('', said))}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def event(entry: dict[str, Any], *, guests: str = "few") -> str:
    """`'Design review' on Tuesday, 24 November 2026, 14:00–15:00, with Ana Lima <ana@…>`.

    `guests`: `all` of them, a `few` of them by name and more by number, or `none`.
    """
    start, end = str(entry["start"]), str(entry.get("end", ""))
    at = when.spoken(start, end, all_day=bool(entry.get("all_day")))
    return _placed(f"{_titled(entry)} on {at}", entry, guests)


def days(entries: Sequence[dict[str, Any]], *, guests: str = "none") -> str:
    """Several events by the days on which they begin: a line for each day, below it one for each event."""
    lines: list[str] = []
    for day, those in groupby(entries, key=lambda entry: when.day(str(entry["start"]))):
        lines.append(f"{day}:")
        for entry in those:
            start, end = str(entry["start"]), str(entry.get("end", ""))
            several = bool(entry.get("all_day")) and when.spoken(start, end, all_day=True) != day
            until = f", until {when.last_day(end)}" if several else ""
            lines.append(_placed(f"- {when.clock(start, end)} {_titled(entry)}{until}", entry, guests))
    return "\n".join(lines)


def _titled(entry: dict[str, Any]) -> str:
    title = f"'{entry['title']}'" if entry.get("title") else "an event without a title"
    not_on = "cancelled" if entry.get("status") == "cancelled" else entry.get("answer")
    return f"{title} ({not_on})" if not_on else title


def _placed(text: str, entry: dict[str, Any], guests: str) -> str:
    if entry.get("own_time"):
        text += f" ({entry['own_time']})"
    if entry.get("location"):
        text += f", {entry['location']}"
    number = len(entry.get("attendees", []))
    if not number or guests == "none":
        return text
    people = guests_told(entry, guests)
    return f"{text}, with {_together(people) if people else f'{number} guests'}"


def guests_told(entry: dict[str, Any], guests: str) -> list[str]:
    """Whom `event` names."""
    people = [str(name) for name in entry.get("attendees", [])]
    return people if guests == "all" or (guests == "few" and len(people) <= _MANY) else []


def mail(entry: dict[str, Any]) -> str:
    """`'Budget' from Ana Lima <ana@…> on Monday, 16 November 2026, 09:12`, and what it says to a calendar."""
    told = f" ({entry['calendar']})" if entry.get("calendar") else ""
    return f"{_mail(entry)}{told}"


def _mail(entry: dict[str, Any]) -> str:
    subject = f"'{entry['subject']}'" if entry.get("subject") else "a mail without a subject"
    link, who = ("to", "nobody") if entry.get("folder") == "sent" else ("from", "somebody")
    return f"{subject} {link} {_together(correspondents(entry)) or who} on {when.spoken(str(entry['date']))}"


def correspondents(entry: dict[str, Any]) -> list[str]:
    """To whom a mail of the user went, or from whom another one came."""
    if entry.get("folder") == "sent":
        return [str(name) for name in entry.get("to", [])]
    return [str(entry["from"])] if entry.get("from") else []


def listed(lines: Sequence[str], more: int = 0) -> str:
    """Several things below each other, one alone in its sentence."""
    text = "\n".join(f"- {line}" for line in lines)
    return f"{text}\n- and {more} more" if more else text


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _together(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"
