"""Where quoted text stands: quotation marks in pairs, quotes inside quotes included, in one pass."""

from bisect import bisect_left
from collections.abc import Iterator

OPENING = {"'": "'", '"': '"', "“": "”", "‘": "’", "«": "»", "`": "`"}


def quotes_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each quote begins, and where it has ended, in order; those inside another are left out."""
    ends = {begin: stop for mark in OPENING if mark in text for begin, stop in _pairs(text, mark)}
    position = 0
    for begin in sorted(ends):
        if begin >= position:
            position = ends[begin] + 1
            yield begin, position


def _pairs(text: str, mark: str) -> Iterator[tuple[int, int]]:
    """Each mark that opens a quote, with the one that closes it; those that never close are left out."""
    last = OPENING[mark]
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    openings: list[int] = []
    closings: list[int] = []
    for position, sign in enumerate(text):
        if sign == mark and _opens(text, position):
            opened.append(position)
            openings.append(position)
        elif sign == last and _closes(text, position):
            closings.append(position)
            if opened:
                pairs.append((opened.pop(), position))
    for begin, stop in pairs:
        if mark == "'":
            # What looks like the end may be an apostrophe: "the boss' table'" goes on to the last one.
            after = bisect_left(openings, stop)
            until = openings[after] if after < len(openings) else len(text)
            yield begin, closings[bisect_left(closings, until) - 1]
        else:
            yield begin, stop


def _opens(text: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    return (before.isspace() or before in "([{:,;-–—") and not after.isspace()


def _closes(text: str, position: int) -> bool:
    after = text[position + 1] if position + 1 < len(text) else " "
    return position > 0 and not text[position - 1].isspace() and not after.isalnum()
