"""Which of the events or mails that were found are meant."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import choose
from agents.offline.reading import when
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.when import Window
from agents.offline.reading.words import FUNCTION
from tools.patterns import Pattern

Entry = dict[str, Any]


def in_window(entries: Sequence[Entry], window: Window, now: datetime, key: str = "start") -> list[Entry]:
    """Those that begin within `window`, earliest first."""
    found = [
        (start, entry) for entry in entries if (start := _start(entry, now, key)) and window.holds(start)
    ]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def overlapping(entries: Sequence[Entry], window: Window, now: datetime) -> list[Entry]:
    """Those that take place within `window`, whenever they have begun, earliest first."""
    found = [(start, entry) for entry in entries if (start := _start(entry, now, "start"))]
    found = [
        (start, entry)
        for start, entry in found
        if window.holds(start)
        or (
            (window.start is None or (_start(entry, now, "end") or start) > window.start)
            and (window.end is None or start < window.end)
        )
    ]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _start(entry: Entry, now: datetime, key: str) -> datetime | None:
    at = when.iso(str(entry.get(key, "")))
    if at is None:
        return None
    return at if at.tzinfo else at.replace(tzinfo=now.tzinfo)


def search_words(text: str) -> str:
    """The words of `text` that a search should find: without "the", "on", "my", where others are left."""
    kept = [word for word in text.split() if word.lower() not in FUNCTION]
    return re.sub(r"(\d)s\b", r"\1", " ".join(kept) or text)


def titled(entries: Sequence[Entry], words: str, key: str, noun: str = "") -> list[Entry]:
    """Those with exactly this title, else with all of its words in the title; all when no words are given.

    With a `noun` said behind the words, what is called by both comes first: "my dentist appointment" is one
    called "Dentist" only where none is called "Dentist appointment". "Standups" are called "Stand-up", "yoga
    classes" a "Yoga class": signs and a plural make no other word.
    """
    if not words:
        return list(entries)
    for wanted in (_plain(f"{words} {noun}"), _plain(words)):
        exact = [entry for entry in entries if _plain(str(entry.get(key, ""))) == wanted]
        if exact:
            return exact
    return [entry for entry in entries if _has_all(_stems(str(entry.get(key, ""))), _stems(words))]


def alike(subject: str, other: str) -> bool:
    """Whether two subjects are the same but for the marks of replies."""
    return _plain(subject) == _plain(other)


def _has_all(title: Sequence[str], words: Sequence[str]) -> bool:
    joined = "".join(title)
    return all(word in title or (len(word) >= _LONG and word in joined) for word in words)


def _stems(text: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in _plain(text).replace("'", "")).split()
    return [_ENDING.sub(_bare, word[:-1] if _PLURAL.fullmatch(word) else word) for word in words]


def _bare(ending: re.Match[str]) -> str:
    """As it is without a plural: lunch(e), part(ie for y)."""
    return ending[1] or "y"


_LONG = 6
_PLURAL = Pattern(r"\w+[^\Ws]s|\d+s")
_ENDING = Pattern(r"(s|x|z|ch|sh)e$|ie$")


def _plain(text: str) -> str:
    """A title without case, signs and the marks of replies."""
    low = text.lower().strip().replace("’", "'")
    while low.startswith(("re:", "fw:", "fwd:")):
        low = low.partition(":")[2].strip()
    words = "".join(c if c.isalnum() or c in "-&'" else " " for c in low).split()
    return " ".join(word for word in words if word not in {"the", "a", "an"})


def picked(entries: Sequence[Entry], ref: Reference) -> list[Entry]:
    """By order and number: the first, the last two, all. `entries` are in the order of time."""
    if ref.next:
        return list(entries[: ref.count or 1])
    if ref.order is not None:
        if ref.count:
            return list(entries[-ref.count :] if ref.order < 0 else entries[: ref.count])
        try:
            return [entries[ref.order]]
        except IndexError:
            return []
    return list(entries)


def settled(request: Request, entries: Sequence[Entry], ref: Reference, noun: str) -> list[Entry]:
    """`entries`, or the ones the user chooses when one is meant and several fit.

    Raises:
        QuestionError: the user has not chosen yet.
    """
    if len(entries) < 2 or ref.quantity is Quantity.ALL or ref.count or ref.order is not None or ref.next:
        return list(entries)
    # Those that are not listed can be chosen as well: "the one in December".
    options = _options(entries, noun)
    shown = _options(entries[:MOST_OPTIONS], noun)
    more = len(entries) - len(shown)
    listed = "; ".join(f"({number}) {option}" for number, option in enumerate(shown, 1))
    rest = f"; and {more} more" if more else ""
    chosen = choose(request, f"Which {noun} do you mean: {listed}{rest}?", options)
    return [entries[index] for index in chosen]


def _options(entries: Sequence[Entry], noun: str) -> list[str]:
    """A line for each; those of mails that are alike say how the mail begins."""
    lines = [_option(entry, noun) for entry in entries]
    return [
        f"{line}: “{entry['snippet']}”" if lines.count(line) > 1 and entry.get("snippet") else line
        for line, entry in zip(lines, entries, strict=True)
    ]


def _option(entry: Entry, noun: str) -> str:
    return reports.mail(entry) if noun == "email" else reports.event(entry, guests="none")


MOST_OPTIONS = 5
