"""Runs of words that two texts share."""

from collections.abc import Iterator, Sequence

from tools.provenance.known import STEP, Text, steps_of


class Runs:
    """The words of one text, ready to be compared with many others; in time linear in each of them."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._steps = steps_of(words)

    def in_text(self, text: Text) -> Iterator[tuple[int, int]]:
        """The longest runs that `text` has, too, each as its begin and end among the words."""
        if text.places.keys().isdisjoint(self._steps):
            return
        words, other, at = self._words, text.words, 0
        while at < len(self._steps):
            longest = 0
            for begin in text.places.get(self._steps[at], ()):
                length = 0
                while (
                    at + length < len(words)
                    and begin + length < len(other)
                    and words[at + length] == other[begin + length]
                ):
                    length += 1
                longest = max(longest, length)
            if longest >= STEP:
                yield at, at + longest
            at += max(1, longest - STEP + 1)
