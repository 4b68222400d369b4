"""Which words of a question were read, and by what: a word that nothing has read stops the answer."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from agents.offline.reading.tokens import Sort, Token
from tools.patterns import Pattern
from tools.timewords import Kind

TIME, LENGTH, QUOTE, ADDRESS, HANDLE = "⏲", "⏱", "❝", "✉", "⌗"
"""How atoms stand in the line of a question."""
_ATOMS = {Sort.QUOTE: QUOTE, Sort.ADDRESS: ADDRESS, Sort.HANDLE: HANDLE}
_TAKEN = "·"
_IN_FULL = {
    "whats": "what is", "whos": "who is", "whens": "when is", "wheres": "where is", "hows": "how is",
    "theres": "there is", "thats": "that is", "im": "i am", "ive": "i have", "'m": "am", "'ve": "have",
    "'re": "are", "'ll": "will", "n't": "not", "dont": "do not", "didnt": "did not", "havent": "have not",
    "hasnt": "has not", "isnt": "is not", "u": "you", "calander": "calendar", "calender": "calendar",
    "calandar": "calendar", "schedual": "schedule", "appt": "appointment", "appts": "appointments",
    "mtg": "meeting", "mtgs": "meetings", "wher": "where", "whoz": "who is", "wat": "what",
    "e-mail": "email", "e-mails": "emails",
}  # fmt: skip
_BEFORE_IS = frozenset("what who when where how there that it this he she".split())


@dataclass(frozen=True, slots=True)
class Claims:
    """The words of a question, by what has read them."""

    read: tuple[tuple[str, str], ...] = ()
    """What has read some of them (`time`, `people`, `unread`, …), and these words."""
    left: tuple[str, ...] = ()
    """Those that nothing has read."""


NOTHING = Claims()


@cache
def _pattern(words: str) -> Pattern:
    return Pattern(rf"(?<= )(?:{words})(?= )")


class Sentence:
    """The tokens of one question, of which each is taken once: by the first thing that can read it."""

    def __init__(self, tokens: tuple[Token, ...], at: int, end: int) -> None:
        self.tokens = tokens
        self.end = end
        self._by: dict[int, str] = {}
        self._places: dict[int, tuple[int, int]] = {}
        line = " "
        for i in range(at, end):
            word = self._written(i)
            self._places[i] = (len(line), len(line) + len(word))
            line += f"{word} "
        self.line = line
        """The words in small letters and in full, a blank on either side; what is taken is masked."""

    def _written(self, i: int) -> str:
        token = self.tokens[i]
        if token.time is not None:
            return LENGTH if token.time.kind is Kind.DURATION else TIME
        if token.sort in _ATOMS:
            return _ATOMS[token.sort]
        if token.low == "'s" and i and self.tokens[i - 1].low in _BEFORE_IS:
            return "is"
        return _IN_FULL.get(token.low, token.low)

    def has(self, words: str) -> re.Match[str] | None:
        """Where this pattern of words stands, of those that are not taken; nothing is taken."""
        return _pattern(words).search(self.line)

    def begins(self, words: str) -> re.Match[str] | None:
        """Whether what is left to be read begins with this pattern."""
        first = next(self.open(), None)
        return None if first is None else _pattern(words).match(self.line, self._places[first][0])

    def take_first(self, words: str, by: str) -> re.Match[str] | None:
        """Take what fits this pattern, where what is left begins with it."""
        match = self.begins(words)
        if match is not None:
            self._take(match, by)
        return match

    def take(self, words: str, by: str, group: str | int = 0) -> re.Match[str] | None:
        """Take the first words that fit this pattern, whole words each; of them only what `group` has."""
        match = self.has(words)
        if match is not None:
            self._take(match, by, group)
        return match

    def _take(self, match: re.Match[str], by: str, group: str | int = 0) -> None:
        for i in self.within(*match.span(group)):
            self.claim(i, i + 1, by)

    def take_all(self, words: str, by: str) -> bool:
        """Take all words that fit; whether there were any."""
        found = False
        while self.take(words, by):
            found = True
        return found

    def take_words(self, words: Collection[str], by: str) -> None:
        """Take every word that is one of these, as it stands in full."""
        for i in self._places:
            if self.free(i) and self.is_one_of(i, words):
                self.claim(i, i + 1, by)

    def is_one_of(self, i: int, words: Collection[str]) -> bool:
        """Whether a token, written in full, is one of these words."""
        return all(word in words for word in self._written(i).split())

    def after(self, match: re.Match[str]) -> int:
        """The token that stands behind what was found."""
        return self.within(*match.span())[-1] + 1

    def within(self, begin: int, stop: int) -> list[int]:
        """The tokens that stand in this part of the line."""
        return [i for i, (first, last) in self._places.items() if first < stop and last > begin]

    def claim(self, begin: int, stop: int, by: str) -> None:
        """Take the tokens from `begin` to `stop`."""
        for i in range(begin, stop):
            if i in self._places and i not in self._by:
                self._by[i] = by
                first, last = self._places[i]
                self.line = f"{self.line[:first]}{_TAKEN * (last - first)}{self.line[last:]}"

    def holds(self, i: int, words: Collection[str]) -> bool:
        """Whether a token, written in full, has one of these words."""
        return any(word in words for word in self._written(i).split())

    def place(self, match: re.Match[str], group: str) -> tuple[int, int]:
        """The token of a group of what was found, and the one behind it."""
        places = self.within(*match.span(group))
        return places[0], places[-1] + 1

    def free(self, i: int) -> bool:
        """Whether a token is still to be read."""
        return i in self._places and i not in self._by

    def open(self) -> Iterator[int]:
        """The tokens that are still to be read, signs left out."""
        return (i for i in self._places if self.free(i) and self.tokens[i].sort is not Sort.SIGN)

    @property
    def claims(self) -> Claims:
        """Who has read what, and what is left."""
        read: list[tuple[str, str]] = []
        for i in sorted(self._by):
            read.append((self._by[i], self.tokens[i].text))
        return Claims(tuple(read), tuple(self.tokens[i].text for i in self.open()))
