"""Looking at the tokens of a clause by position."""

from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import FUNCTION, GENERIC_EVENTS, NEXT, ORDER, RECENT, THING_PRONOUNS

_ANYTHING = GENERIC_EVENTS - THING_PRONOUNS


class Rows:
    """Words in a row, of several the longest that stands there: looked for by the first of them."""

    def __init__(self, *rows: str) -> None:
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted((tuple(row.split()) for row in rows), key=len, reverse=True):
            self.by_first.setdefault(words[0], []).append(words)


class Cursor:
    """A list of tokens, and what stands at each position; nothing stands outside of it."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def sort(self, i: int) -> Sort | None:
        return self.tokens[i].sort if 0 <= i < len(self.tokens) else None

    def is_time(self, i: int) -> bool:
        return self.sort(i) is Sort.TIME

    def is_word(self, i: int) -> bool:
        return self.sort(i) is Sort.WORD

    def skip(self, i: int, *words: str) -> int:
        """After these words in a row, or `i` when they aren't there."""
        stop = i + len(words)
        if i < 0 or stop > len(self.tokens):
            return i
        for position, word in enumerate(words, i):
            if self.tokens[position].low != word:
                return i
        return stop

    def skip_any(self, i: int, rows: Rows) -> int:
        """After the longest of `rows`, or `i` when none is there."""
        for words in rows.by_first.get(self.low(i), ()):
            if (after := self.skip(i, *words)) > i:
                return after
        return i

    def their_time(self, i: int) -> int:
        """After "their time" behind words about time, or `i`: the clock of somebody elsewhere."""
        elsewhere = self.low(i) in {"their", "her", "his", "local"} and self.low(i + 1) == "time"
        return i + 2 if elsewhere and self.is_time(i - 1) else i

    def span_text(self, begin: int, stop: int) -> str:
        return " ".join(token.text for token in self.tokens[begin:stop])

    def _noun_follows(self, i: int) -> bool:
        """Whether a noun that we know comes, with at most a few words before it."""
        for j in range(i, min(i + 5, len(self.tokens))):
            if self.low(j) in NOUNS.things or self.low(j) in _ANYTHING:
                return True
            if self.sort(j) in (Sort.TIME, Sort.QUOTE):
                continue
            if not self.is_word(j) or self.low(j) in FUNCTION:
                return False
        return False

    def _more_follows(self, i: int) -> bool:
        return self.sort(i) in (Sort.WORD, Sort.QUOTE, Sort.TIME) and (
            self.low(i) not in FUNCTION or self.low(i) in {"one", "of"}
        )

    def _plural_follows(self, i: int) -> bool:
        return any(self.low(j).endswith("s") and self.low(j) in NOUNS.every for j in range(i, i + 4))

    def _attributive(self, i: int) -> bool:
        """Whether words about time stand before a noun: "tomorrow's first meeting", "the 3pm call"."""
        if self.low(i + 1) == "'s":
            return True
        j = i + 1
        while self.low(j) in ORDER or self.low(j) in NEXT | RECENT or self.is_time(j):
            j += 1
        return self._noun_follows(j)


def is_label(token: Token) -> bool:
    """Whether words about time only describe: "daily stand-up", "monthly overview"."""
    return token.text.lower().endswith("ly") and " " not in token.text
