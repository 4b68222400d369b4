"""Putting right what people mistype in words about time, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

LONG_WORDS = (
    "monday tuesday wednesday thursday friday saturday sunday january february september october november "
    "december august tomorrow yesterday tonight morning afternoon evening midnight weekend fortnight "
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays weekday weekdays christmas"
).split()
"""Words long enough that a near miss is no other word. Short ones (may, noon, week) have neighbours."""

SHORT_WORDS = frozenset(
    "minute minutes hours weeks month months years today before after until between every quarter daily "
    "weekly monthly yearly".split()
)
"""Words that are only told from others when two of their letters have changed places."""

ORDINARY = frozenset(
    "sundry sunder sundae warning mourning moaning evenly evenings mornings augusts augusta augustus "
    "octobers decembers weekender weekends midnights tonights afternoons tomorrows".split()
)
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, frozenset[str]]:
    """Keys that lie side by side."""
    pairs: dict[str, set[str]] = {}
    for row in _ROWS:
        for left, right in pairwise(row):
            pairs.setdefault(left, set()).add(right)
            pairs.setdefault(right, set()).add(left)
    return {key: frozenset(keys) for key, keys in pairs.items()}


@lru_cache(maxsize=4096)
def corrected(word: str) -> str | None:
    """The long word about time that `word` is a slip of, if there is exactly one.

    A slip keeps the first letter and is one of: two letters swapped, one doubled, left out or
    added, a vowel for a vowel, a key for the key beside it. Two of them in words of eight letters
    or more.
    """
    if len(word) < 5 or word in ORDINARY or word in SHORT_WORDS or not word.isascii():
        return None
    if swapped := swaps(word) & SHORT_WORDS:
        return swapped.pop()
    slips = {target: _slips(word, target) for target in LONG_WORDS if target[0] == word[0]}
    least = min(slips.values(), default=9)
    near = [target for target, count in slips.items() if count == least and count <= _allowed(target)]
    return near[0] if len(near) == 1 else None


def swaps(word: str) -> set[str]:
    """`word` with each two neighbours in the other order."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}


def _allowed(target: str) -> int:
    return 2 if len(target) >= 8 else 1


def _slips(word: str, target: str) -> int:
    """How many slips lead from `target` to `word`; 9 for too many."""
    if abs(len(word) - len(target)) > 2:
        return 9
    rows = [list(range(len(target) + 1))]
    for i, typed in enumerate(word, start=1):
        row = [i]
        for j, meant in enumerate(target, start=1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + _swap_cost(typed, meant))
            if i > 1 and j > 1 and typed == target[j - 2] and word[i - 2] == meant:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _swap_cost(typed: str, meant: str) -> int:
    if typed == meant:
        return 0
    if (typed in _VOWELS and meant in _VOWELS) or typed in _neighbours().get(meant, ()):
        return 1
    return 9
