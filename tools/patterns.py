"""Regular expressions that are compiled when a text may fit them for the first time.

Compiling costs about a millisecond a pattern, and most patterns fit nothing that is said in a process. What
a text must have is read off the pattern's own letters, which costs a fiftieth of it.
"""

import re
import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

_TOO_MANY = 120
_PARTS = re.compile(
    r"(?:[A-Za-z0-9_ ',:;@&/-](?![*?+{]))+|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|\((?:\?(?:P<\w+>|:|-[a-z]+:|<?[=!]))?|(?:[*?+]|\{\d*(?:,\d*)?\})[?+]?|.",
    re.DOTALL,
)
_SIGNS = frozenset("\\()|[.^$*?+{")
_FOLDED_ODDLY = re.compile("[ſıİ]")
"""Letters that are the same as an English one where case is ignored, and stay others in small letters."""


_all: set["weakref.ref[Pattern]"] = set()
"""All that there are: what was made of one text goes with it."""


class Pattern:
    """What `re.compile` gives, made when a text may fit it; what can't is told without."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags
        self._any_case = bool(flags & re.IGNORECASE)  # operations on flags are slow
        self._in_order: tuple[tuple[str, ...], ...] | None = None
        self._fewest_first: list[tuple[str, ...]] = []
        _all.add(weakref.ref(self, _all.discard))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.pattern, self._flags)

    def make(self) -> re.Pattern[str]:
        """The pattern itself, and all by which it is told what can't fit it."""
        self.may_fit("")
        return self.compiled

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.compiled.search(text, *span) if self.may_fit(text) else None

    def match(self, text: str, *span: int) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.compiled.match(text, *span) if self.may_fit(text) else None

    def fullmatch(self, text: str, *span: int) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch(text, *span) if self.may_fit(text) else None

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.compiled.finditer(text, *span) if self.may_fit(text) else iter(())

    def findall(self, text: str) -> list[Any]:
        """As `re.Pattern.findall`."""
        return self.compiled.findall(text) if self.may_fit(text) else []

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        """As `re.Pattern.split`."""
        return self.compiled.split(text, maxsplit) if self.may_fit(text) else [text]

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """As `re.Pattern.sub`."""
        return self.compiled.sub(new, text, count) if self.may_fit(text) else text

    def may_fit(self, text: str) -> bool:
        """Whether `text` has what it must have for the pattern to be found in it, in its order."""
        if self._in_order is None:
            self._in_order = needed(self.pattern, self._flags)
            # Of what has the fewest ways none is likely to be there.
            self._fewest_first = sorted(self._in_order, key=len)
        if not self._in_order:
            return True
        if self._any_case:
            folded = (_folded if len(text) <= _LONGEST_KEPT else _fold)(text)
            if folded is None:
                return True
            text = folded
        for words in self._fewest_first:  # no generators: this is run for each pattern and each text
            for word in words:
                if word in text:
                    break
            else:
                return False
        return len(self._in_order) == 1 or _stand_in(text, self._in_order)


def compile_all() -> None:
    """Make all that there are, for a process that stays: then no request waits for one."""
    for one in _all.copy():
        if (pattern := one()) is not None:
            pattern.make()


def rewritten(text: str, table: Iterable[tuple[Pattern, str | Callable[[re.Match[str]], str]]]) -> str:
    """`text` after each substitution of `table`, one after the other."""
    for pattern, new in table:
        if pattern.may_fit(text):
            text = pattern.compiled.sub(new, text)
    return text


def _fold(text: str) -> str | None:
    """`text` in small letters; None where they may not be those."""
    return None if not text.isascii() and _FOLDED_ODDLY.search(text) else text.lower()


_LONGEST_KEPT = 4_000
_folded = lru_cache(maxsize=16)(_fold)
"""One pattern after the other is held against the same text."""


def _stand_in(text: str, needed: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one word of each set stands behind one of the set before it."""
    position = 0
    for words in needed:
        ends = [at + len(word) for word in words if (at := text.find(word, position)) >= 0]
        if not ends:
            return False
        position = min(ends)
    return True


class Spoken(Pattern):
    """Of what people say: capital and small letters are the same."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern, re.IGNORECASE)


Needs = list[tuple[str, ...]]


def needed(pattern: str, flags: int = 0) -> tuple[tuple[str, ...], ...]:
    """What a text must have to fit: of each set of words at least one, behind one of the set before it.

    In small letters where `flags` ignore case. Nothing, where it can't be told.
    """
    if flags & re.VERBOSE:
        return ()
    parts = _PARTS.findall(pattern)
    if flags & re.IGNORECASE:
        parts = [part if part[0] in _SIGNS else part.lower() for part in parts]
    run, sets, ways = "", Needs(), list[Needs]()
    above: list[tuple[Needs, list[Needs], bool]] = []
    for part, after in zip(parts, [*parts[1:], ""], strict=False):
        first = part[0]
        letters = part if first not in _SIGNS else part[1] if first == "\\" and not part[1].isalnum() else ""
        if letters and letters.isascii() and not _may_be_left_out(after):
            run += letters
            continue
        if len(run) > 1:
            sets.append((run,))
        run = ""
        if first == "(":
            if part == "(" and after[:1] == "?":
                return ()
            above.append((sets, ways, part[-1] in "=!"))
            sets, ways = [], []
        elif first == "|":
            ways.append(sets)
            sets = []
        elif first == ")":
            inner = _of_all([*ways, sets])
            sets, ways, looks = above.pop()
            if not looks and not _may_be_left_out(after):
                sets += inner
    if len(run) > 1:
        sets.append((run,))
    return tuple(_of_all([*ways, sets]))


def _may_be_left_out(quantifier: str) -> bool:
    return quantifier[:1] in ("*", "?") or quantifier[:2] in ("{0", "{,")


def _of_all(ways: list[Needs]) -> Needs:
    """What each of these ways needs: of one, all; of several, a set in which each has its most telling."""
    if len(ways) == 1:
        return ways[0]
    if not all(ways):
        return []
    words = {word: None for sets in ways for word in max(sets, key=_telling)}
    return [tuple(words)] if len(words) <= _TOO_MANY else []


def _telling(words: tuple[str, ...]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)
