"""Which pieces of a text somebody else wrote, and the links, addresses and amounts in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tools.patterns import Pattern
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
from tools.provenance.moments import Moments
from tools.provenance.numbers import Numbers
from tools.provenance.origin import Origin
from tools.provenance.runs import Runs

LEAST_WORDS = 5
LEAST_CHARS = 30
"""A run of words that is shorter than both may stand in two texts by chance."""
LEAST_SIGNS = 5
"""Fewer letters and figures in a row are found anywhere once the spaces are gone."""
LEAST_OF_A_LINE = 3
"""A title of so many words that somebody else has whole is theirs, however common each of them is."""
CODE = Pattern(
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"
    r"|\b(?=[a-zA-Z]*\d)(?=\d*[a-zA-Z])(?=(?:[a-zA-Z]*\d){4})[a-zA-Z0-9]{8,}\b"
)
"""An account (IBAN, ISO 13616), or another name of letters and figures that somebody has been given."""
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
    moments: Moments

    def line(self, argument: str, value: str) -> Iterator[Origin]:
        """A title or a place: even one word of it may be somebody else's."""
        placed = list(placed_words(value)) if self.known.read else []
        words = [word for word, *_ in placed]
        said = [word in COMMON or len(word) == 1 or self._is_said(word) for word in words]
        if len(words) >= LEAST_OF_A_LINE and (whole := self._whole(words)):
            yield from_text(argument, value, whole, whole.quote(value))
            yield from self._inside(argument, value)
            return
        taken = [False] * len(words)
        for text in self.known.read:
            begin = 0
            while begin < len(words):
                stop = begin
                if words[begin] not in text.word_set:
                    begin += 1
                    continue
                while stop < len(words) and not taken[stop] and text.says(" ".join(words[begin : stop + 1])):
                    stop += 1
                if hits := [place for place in range(begin, stop) if not said[place]]:
                    taken[begin:stop] = [True] * (stop - begin)
                    start = hits[0] if said[begin] and words[begin] not in COMMON else begin
                    end = hits[-1] + 1 if said[stop - 1] and words[stop - 1] not in COMMON else stop
                    piece = value[placed[start][1] : placed[end - 1][2]]
                    yield from_text(argument, piece, text, text.quote(piece))
                begin = max(stop, begin + 1)
        yield from self._inside(argument, value)

    def _whole(self, words: Sequence[str]) -> Text | None:
        """What has all of these words, one after the other, when the person hasn't said each of them."""
        if all(map(self._is_said, words)):
            return None
        found = self.known.saying(" ".join(words))
        return found if found and found.reading.source != "user" else None

    def text(self, argument: str, value: str) -> Iterator[Origin]:
        """A text of any length: its pieces that others wrote, and what stands in it."""
        if self.known.read:
            yield from self._runs(argument, value)
        yield from self._inside(argument, value)

    def leaf(self, argument: str, value: str) -> Iterator[Origin]:
        """An argument of a tool that nobody here knows: whatever it is, it came from somewhere."""
        words = " ".join(words_in(value))
        if words and (text := self.known.saying(words)):
            yield from_text(argument, value, text, text.quote(value))
            return
        if found := list(self.moments.bare(argument, value)):
            yield from found
            return
        found = list(self.text(argument, value))
        if not found and len(value) <= LEAST_CHARS * 2:
            found = [self._code(argument, value)]
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

    def _code(self, argument: str, value: str) -> Origin:
        """Where a name or number came from that may be written with spaces in other places."""
        signs = signs_in(value)
        if len(signs) < LEAST_SIGNS:
            return from_nobody(argument, value)
        grouped = Pattern(r"(?<!\w)" + r"[\W_]*".join(map(re.escape, signs)) + r"(?!\w)")
        for text in self.known.said:
            if signs in text.signs and grouped.search(text.folded):
                return from_text(argument, value, text, text.quote(value))
        for text in self.known.read:
            if signs in text.signs:
                return from_text(argument, value, text, text.quote(value))
        return from_nobody(argument, value)

    def _is_said(self, word: str) -> bool:
        """Whether the person said the word, as one or as many."""
        forms = (word, f"{word}s", word.removesuffix("s"))
        return any(not text.word_set.isdisjoint(forms) for text in self.known.said)

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
        for code in dict.fromkeys(found.group() for found in CODE.finditer(rest)):
            yield self._code(argument, code)
            rest = rest.replace(code, " ")
        yield from self.numbers.inside(argument, rest)
        yield from self.moments.inside(argument, rest)

    def _runs(self, argument: str, value: str) -> Iterator[Origin]:
        placed = list(placed_words(value))
        words = [word for word, *_ in placed]
        runs, links = Runs(words), tuple(links_in(value))
        taken = [False] * len(words)
        for begin, stop in chain.from_iterable(map(runs.in_text, self.known.said)):
            # Fewer words of the person's own stand in other people's sentences by chance.
            if _is_run(value[placed[begin][1] : placed[stop - 1][2]], stop - begin):
                taken[begin:stop] = [True] * (stop - begin)
        found = [
            (stop - begin, -place, begin, stop, text)
            for place, text in enumerate(self.known.read)
            for begin, stop in runs.in_text(text)
        ]
        pieces: list[tuple[int, int, Text]] = []
        for *_, begin, stop, text in sorted(found, key=lambda one: (one[0], one[1]), reverse=True):
            for start, end in _free(taken, begin, stop):
                piece = value[placed[start][1] : placed[end - 1][2]]
                if any(piece in link for link in links):  # which has an origin of its own
                    continue
                if _is_run(piece, end - start):
                    taken[start:end] = [True] * (end - start)
                    pieces.append((start, end, text))
        for start, end, text in sorted(pieces, key=lambda one: one[0]):
            piece = value[placed[start][1] : placed[end - 1][2]]
            yield from_text(argument, piece, text, text.quote(piece[:LEAST_CHARS]))


def _is_run(piece: str, words: int) -> bool:
    """Whether it is too long to stand in two texts by chance."""
    return words >= LEAST_WORDS or len(piece) >= LEAST_CHARS


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
