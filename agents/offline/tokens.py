"""Cutting a text into words and into atoms: quoted text, addresses, ids, words about time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tools.timewords import Resolution, find


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    SIGN = "sign"
    QUOTE = "quote"
    ADDRESS = "address"
    HANDLE = "handle"
    """The id of an event or a mail, as tools report it: "[event_id=3fk2…]"."""
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; nothing inside it is looked at any further."""

    text: str
    begin: int
    stop: int
    sort: Sort = Sort.WORD
    value: str = ""
    """Of a quote, the text between the marks; of a handle, "event:3fk2…"; of an address, "Name <a@b>"."""
    time: Resolution | None = None

    @property
    def low(self) -> str:
        """The word in lower case; atoms have none, so that no word list matches them."""
        return self.text.lower().replace("’", "'") if self.sort in (Sort.WORD, Sort.SIGN) else ""

    @property
    def capitalised(self) -> bool:
        return self.sort is Sort.WORD and self.text[:1].isupper()


_OPENING = {"'": "'", '"': '"', "“": "”", "‘": "’", "«": "»", "`": "`"}
_HANDLE = re.compile(r"\[(event|email)_id=([^\s\]]+)\]|\((event|email) ([0-9a-z]{4,})\)")
_ADDRESS = re.compile(
    r"(?:(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}) )?<(?P<angle>[^\s<>@]+@[^\s<>@]+)>"
    r"|(?P<bare>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
)
_WORD = re.compile(
    r"(?:n['’]t\b)|['’](?:s|ve|ll|re|d|m)\b|\d+(?:[.:]\d+)+|[^\W_]+(?:[-.][^\W_]+)*?(?=n['’]t\b)|[^\W_]+(?:[-./&][^\W_]+)*|[^\w\s]"
)
_MASK = "￼"
"""Stands for atoms while words about time are looked for; no word of any grammar."""


def tokenize(text: str, now: datetime) -> tuple[Token, ...]:
    """The tokens of `text` in order. Words about time are read in the zone of `now`."""
    atoms = sorted([*_quotes(text), *_handles(text)], key=lambda token: token.begin)
    atoms = sorted([*atoms, *_addresses(text, atoms)], key=lambda token: token.begin)
    masked = _mask(text, atoms)
    atoms = sorted([*atoms, *_times(masked, now)], key=lambda token: token.begin)
    return tuple(_fill(text, atoms))


def _fill(text: str, atoms: list[Token]) -> Iterator[Token]:
    position = 0
    for atom in atoms:
        yield from _words(text, position, atom.begin)
        yield atom
        position = atom.stop
    yield from _words(text, position, len(text))


def _words(text: str, begin: int, stop: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, begin, stop):
        word = match[0]
        sort = Sort.WORD if word[0].isalnum() or len(word) > 1 else Sort.SIGN
        yield Token(word, match.start(), match.end(), sort)


def _mask(text: str, atoms: list[Token]) -> str:
    for atom in atoms:
        text = text[: atom.begin] + _MASK * (atom.stop - atom.begin) + text[atom.stop :]
    return text


def _quotes(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        mark = text[position]
        if mark in _OPENING and _opens(text, position):
            stop = _closing(text, position)
            if stop:
                yield Token(
                    text[position : stop + 1], position, stop + 1, Sort.QUOTE, text[position + 1 : stop].strip()
                )
                position = stop
        position += 1


def _opens(text: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    return (before.isspace() or before in "([{:,;-–—") and not after.isspace()


def _closes(text: str, position: int) -> bool:
    after = text[position + 1] if position + 1 < len(text) else " "
    return not text[position - 1].isspace() and not after.isalnum()


def _closing(text: str, begin: int) -> int | None:
    """Where the quote that opens at `begin` ends, quotes inside it skipped; None when it never does."""
    mark = text[begin]
    last = _OPENING[mark]
    depth, found = 0, None
    for position in range(begin, len(text)):
        if text[position] == mark and _opens(text, position):
            if depth == 0 and found is not None:
                return found
            depth += 1
        elif position > begin and text[position] == last and _closes(text, position):
            depth = max(depth - 1, 0)
            if depth == 0 and (found is None or not _has_opening(text, mark, found, position)):
                found = position
                if mark != "'":
                    return found
    return found


def _has_opening(text: str, mark: str, begin: int, stop: int) -> bool:
    return any(text[position] == mark and _opens(text, position) for position in range(begin + 1, stop))


def _handles(text: str) -> Iterator[Token]:
    for match in _HANDLE.finditer(text):
        kind, name = match[1] or match[3], match[2] or match[4]
        yield Token(match[0], match.start(), match.end(), Sort.HANDLE, f"{kind}:{name}")


def _addresses(text: str, atoms: list[Token]) -> Iterator[Token]:
    for match in _ADDRESS.finditer(text):
        if any(atom.begin < match.end() and match.start() < atom.stop for atom in atoms):
            continue
        begin, value = match.start(), match["bare"] or ""
        if not value:
            # Only the capitalised words before the bracket are the name: "with Ana Lima <…>".
            words = (match["name"] or "").split(" ")
            while words and not words[0][:1].isupper():
                words = words[1:]
            name = " ".join(words)
            begin = match.start("angle") - 1 - (len(name) + 1 if name else 0)
            value = f"{name} <{match['angle']}>" if name else match["angle"]
        yield Token(text[begin : match.end()], begin, match.end(), Sort.ADDRESS, value.rstrip("."))


def _times(text: str, now: datetime) -> Iterator[Token]:
    for mention in find(text, now=now):
        yield Token(mention.text, mention.begin, mention.stop, Sort.TIME, mention.text, mention.resolution)
