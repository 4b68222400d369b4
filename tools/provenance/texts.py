"""Which pieces of a text somebody else wrote, and the links, addresses and amounts in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tools.provenance.addresses import Addresses
from tools.provenance.folding import placed_words, signs_in, words_in
from tools.provenance.known import (
    Known,
    Text,
    addresses_in,
    from_nobody,
    from_text,
    links_in,
)
from tools.provenance.numbers import Numbers
from tools.provenance.origin import Origin

LEAST_WORDS = 5
LEAST_CHARS = 30
"""A run of words that is shorter than both may stand in two texts by chance."""
LEAST_SIGNS = 5
"""Fewer letters and figures in a row are found anywhere once the spaces are gone."""
STEP = 3
"""Runs are found by so many words in a row; that many of the person's are theirs inside of a mail's, too."""
MOST_PLACES = 8
"""So often are the same words followed up in one text: more would make repeated words dear."""
COMMON = frozenset(
    "a about agenda all an and are as at be by call catch chat check coffee confirmation day details dinner"
    " do email event follow for from hello hi i in info information invitation is it its lunch mail me"
    " meet meeting message my new note notes of on or our plan plans question re regarding reminder reply"
    " request review schedule session so summary sync talk thank thanks that the this time to today up"
    " update us was we week will with you your".split()
)
"""Words that stand in a title of anybody's."""


@dataclass(frozen=True)
class Texts:
    """Looks up texts: by their longest runs of words that somebody else wrote, too."""

    known: Known
    addresses: Addresses
    numbers: Numbers

    def line(self, argument: str, value: str) -> Iterator[Origin]:
        """A title or a place: even one word of it may be somebody else's."""
        placed = list(placed_words(value))
        words = [word for word, *_ in placed]
        own = {word for text in self.known.said for word in (*text.words, *text.stems)}
        telling = [
            word not in COMMON and len(word) > 1 and own.isdisjoint((word, word.removesuffix("s")))
            for word in words
        ]
        taken = [False] * len(words)
        for text in self.known.read:
            begin = 0
            while begin < len(words):
                stop = begin
                while stop < len(words) and not taken[stop] and text.says(" ".join(words[begin : stop + 1])):
                    stop += 1
                if hits := [place for place in range(begin, stop) if telling[place]]:
                    taken[begin:stop] = [True] * (stop - begin)
                    start = hits[0] if words[begin] in own - COMMON else begin
                    end = hits[-1] + 1 if words[stop - 1] in own - COMMON else stop
                    piece = value[placed[start][1] : placed[end - 1][2]]
                    yield from_text(argument, piece, text, text.quote(piece))
                begin = max(stop, begin + 1)
        yield from self._inside(argument, value)

    def text(self, argument: str, value: str) -> Iterator[Origin]:
        """A text of any length: its pieces that others wrote, and what stands in it."""
        yield from self._runs(argument, value)
        yield from self._inside(argument, value)

    def leaf(self, argument: str, value: str) -> Iterator[Origin]:
        """An argument of a tool that nobody here knows: whatever it is, it came from somewhere."""
        words = " ".join(words_in(value))
        if words and (text := self.known.saying(words)):
            yield from_text(argument, value, text, text.quote(value))
            return
        found = list(self.text(argument, value))
        if not found and len(value) <= LEAST_CHARS * 2:
            found = [self._grouped_otherwise(argument, value)]
        yield from found

    def link(self, argument: str, link: str) -> Origin:
        """Where a link came from: whole, or else its host, which only others can have given."""
        for text in (*self.known.said, *self.known.read):
            if link in text.links or (text.reading.source == "user" and _bare(link) in text.hosts):
                return from_text(argument, link, text, text.quote(link))
        host = _host(link)
        if text_of_host := next((text for text in self.known.read if host in text.folded), None):
            return from_text(argument, link, text_of_host, text_of_host.quote(host))
        return from_nobody(argument, link)

    def _grouped_otherwise(self, argument: str, value: str) -> Origin:
        """Where a name or number came from that others write with spaces in other places."""
        signs = signs_in(value)
        for text in self.known.read if len(signs) >= LEAST_SIGNS else ():
            if signs in text.signs:
                return from_text(argument, value, text, text.quote(value))
        return from_nobody(argument, value)

    def _inside(self, argument: str, value: str) -> Iterator[Origin]:
        """The links, addresses and amounts in a text."""
        links = dict.fromkeys(links_in(value))
        for link in links:
            yield self.link(argument, link)
        rest = value
        for link in links:
            rest = rest.replace(link, " ")
        for address in dict.fromkeys(addresses_in(rest)):
            yield self.addresses.origin(argument, address)
            rest = rest.replace(address, " ")
        yield from self.numbers.inside(argument, rest)

    def _runs(self, argument: str, value: str) -> Iterator[Origin]:
        placed = list(placed_words(value))
        words = [word for word, *_ in placed]
        taken = _covered(words, self.known.said)
        index, links = _index(words), tuple(links_in(value))
        found = [
            (stop - begin, -place, begin, stop, text)
            for place, text in enumerate(self.known.read)
            for begin, stop in _shared(words, index, text.words)
        ]
        pieces: list[tuple[int, int, Text]] = []
        for *_, begin, stop, text in sorted(found, key=lambda one: (one[0], one[1]), reverse=True):
            for start, end in _free(taken, begin, stop):
                piece = value[placed[start][1] : placed[end - 1][2]]
                if any(piece in link for link in links):  # which has an origin of its own
                    continue
                if end - start >= LEAST_WORDS or len(piece) >= LEAST_CHARS:
                    taken[start:end] = [True] * (end - start)
                    pieces.append((start, end, text))
        for start, end, text in sorted(pieces, key=lambda one: one[0]):
            piece = value[placed[start][1] : placed[end - 1][2]]
            yield from_text(argument, piece, text, text.quote(piece[:LEAST_CHARS]))


def _covered(words: Sequence[str], texts: Iterable[Text]) -> list[bool]:
    """For each word whether it stands in a run of `STEP` or more that one of the texts has."""
    covered = [False] * len(words)
    index = _index(words)
    for text in texts:
        for begin, stop in _shared(words, index, text.words):
            covered[begin:stop] = [True] * (stop - begin)
    return covered


def _index(words: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    index: dict[tuple[str, ...], list[int]] = {}
    for begin in range(len(words) - STEP + 1):
        places = index.setdefault(tuple(words[begin : begin + STEP]), [])
        if len(places) < MOST_PLACES:
            places.append(begin)
    return index


def _shared(
    words: Sequence[str], index: dict[tuple[str, ...], list[int]], other: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """The longest runs of `words` that `other` has, too, each as begin and end in `words`."""
    at = 0
    while at <= len(other) - STEP:
        longest = 0
        for begin in index.get(tuple(other[at : at + STEP]), ()):
            length = STEP
            while (
                begin + length < len(words)
                and at + length < len(other)
                and words[begin + length] == other[at + length]
            ):
                length += 1
            yield begin, begin + length
            longest = max(longest, length)
        at += max(1, longest - STEP + 1)


def _free(taken: Sequence[bool], begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """The stretches between `begin` and `stop` that nobody has."""
    start = begin
    for place in range(begin, stop + 1):
        if place == stop or taken[place]:
            if place > start:
                yield start, place
            start = place + 1


def _host(link: str) -> str:
    return re.sub(r"^[a-z]+://", "", link.lower()).removeprefix("www.").partition("/")[0].partition("?")[0]


def _bare(link: str) -> str:
    """The host of a link that has nothing behind it; else what no text says."""
    rest = re.sub(r"^[a-z]+://", "", link.lower()).removeprefix("www.").rstrip("/")
    return rest if rest == _host(link) else "\0"
