"""A second opinion on whose work a sentence is: a linear model over hashed n-grams.

The weights are made by `bench/train_router.py`, of sentences of our own. It votes beside the rules;
where the two disagree, nothing is done.
"""

from __future__ import annotations

import math
import zlib
from array import array
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from tools.patterns import Pattern
from tools.remembered import kept

LABELS = ("calendar", "email", "tasks", "none")
BUCKETS = 1 << 14
WEIGHTS = "agents/offline/supervising/router.weights"
_WORD = Pattern(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGITS = Pattern(r"\d+")
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Vote:
    """What the router makes of a sentence."""

    shares: tuple[float, ...]
    """How likely each label is, in the order of `LABELS`."""

    @property
    def label(self) -> str:
        return LABELS[self.shares.index(max(self.shares))]

    def share(self, label: str) -> float:
        return self.shares[LABELS.index(label)]


@kept(256)
def vote(text: str) -> Vote:
    """The router's opinion on `text`."""
    found = features(text)
    if not found:
        return Vote(tuple(float(label == "none") for label in LABELS))
    step, tables = _weights()
    scale = step / math.sqrt(len(found))
    scores = [scale * sum(table[i] for i in found) for table in tables]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return Vote(tuple(power / sum(powers) for power in powers))


def features(text: str) -> list[int]:
    """The buckets of the words, pairs of words, and pieces of words of `text`."""
    words = [_DIGITS.sub("0", word) for word in _WORD.findall(text.lower().replace("’", "'"))][:_MOST_WORDS]
    if not words:
        return []
    names = [f"w {word}" for word in words]
    framed = ["<", *words, ">"]
    names += [f"p {first} {second}" for first, second in pairwise(framed)]
    names += [f"s {first} {third}" for first, third in zip(framed, framed[2:], strict=False)]
    for word in words:
        padded = f" {word} "
        names += [f"c {padded[i : i + 4]}" for i in range(len(padded) - 3)]
    return sorted({zlib.crc32(name.encode()) % BUCKETS for name in names})


@lru_cache(maxsize=1)
def _weights() -> tuple[float, tuple[array[int], ...]]:
    content = files(__package__).joinpath("router.weights").read_bytes()
    step = array("f")
    step.frombytes(content[:4])
    tables = []
    for index in range(len(LABELS)):
        table = array("b")
        table.frombytes(content[4 + index * BUCKETS : 4 + (index + 1) * BUCKETS])
        tables.append(table)
    return step[0], tuple(tables)
