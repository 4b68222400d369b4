"""What values can come from: the person's words, and all that was read, the newest first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tools.patterns import Pattern
from tools.people.domains import mailbox_key
from tools.people.names import words_of
from tools.provenance.folding import folded, line_with, signs_in, words_in
from tools.provenance.numerals import numbers_in
from tools.provenance.origin import YOU_SAID, Origin, Source
from tools.provenance.times import Times
from tools.reading import Reading

# It begins where a word does: tried at each sign, one long word is looked through as often as it has signs.
ADDRESS = Pattern(r"(?<![^\s<>()\[\],;:\"'`|{}])[^\s<>()\[\],;:\"'`|{}]+@[^\s<>()\[\],;:\"'`|{}@]+")
HOST = Pattern(r"(?<![\w@.-])(?:[\w-]+\.)+\w{2,}(?![\w@-])")
LINK = Pattern(r"(?:https?://|www\.)[^\s<>\"'`|{}]+", re.IGNORECASE)
STEP = 3
"""Runs are found by so many words; that many of the person's are theirs inside of somebody else's, too."""
MOST_PLACES = 4
"""So often are the same words followed up in one text: more would make repeated words dear."""
_POSSESSIVE = Pattern(r"['’]s?\b|['’](?=\s)")
_AFTER = ".,;:!?)]}'\"*_"


class Text:
    """One reading, and what is looked up in it; each made when it is first asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._times: Times | None = None

    @cached_property
    def folded(self) -> str:
        return folded(self.reading.text)

    @cached_property
    def words(self) -> list[str]:
        return words_in(self.reading.text)

    @cached_property
    def places(self) -> Mapping[int, Sequence[int]]:
        """Where its runs of `STEP` words begin, by their hash."""
        places: dict[int, list[int]] = {}
        for begin, step in enumerate(steps_of(self.words)):
            known = places.setdefault(step, [])
            if len(known) < MOST_PLACES:
                known.append(begin)
        return places

    @cached_property
    def word_set(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def spaced(self) -> str:
        """The words with one space around each: `" ana at ten "`."""
        return f" {' '.join(self.words)} "

    @cached_property
    def called(self) -> str:
        """The words as names are compared, without accents, one space around each."""
        return f" {' '.join(words_of(_POSSESSIVE.sub('', self.reading.text)))} "

    @cached_property
    def called_set(self) -> frozenset[str]:
        return frozenset(self.called.split())

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers in it, in one form, with how each is written."""
        return numbers_in(self.reading.text)

    @cached_property
    def links(self) -> frozenset[str]:
        return frozenset(links_in(self.reading.text))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Everything in it that may be the name of a host."""
        return frozenset(host.removeprefix("www.") for host in HOST.findall(self.folded))

    @cached_property
    def signs(self) -> str:
        return signs_in(self.reading.text)

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The mail addresses in it, by what is the same for all ways to write one."""
        return {mailbox_key(found): found for found in addresses_in(self.reading.text)}

    def times(self, now: datetime, day_first: bool) -> Times:
        """The times in it, counted from when it was said or written; where that is not known, from `now`."""
        if self._times is None:
            at = (self.reading.at or now).astimezone(now.tzinfo)
            self._times = Times(self.reading.text, at, day_first)
        return self._times

    def says(self, words: str) -> bool:
        """Whether these folded words stand in it, one after the other."""
        return f" {words} " in self.spaced

    def quote(self, piece: str) -> str:
        """The line around `piece`; the piece itself where it is written otherwise."""
        found = re.search(re.escape(piece), self.reading.text, re.IGNORECASE)
        return line_with(self.reading.text, found.start(), found.end()) if found else piece


@dataclass(frozen=True)
class Known:
    """What was said and read before a plan was made."""

    said: tuple[Text, ...]
    """The person's words."""
    read: tuple[Text, ...]
    """What others wrote: mails, events, files, what tools answered."""
    made: tuple[Text, ...]
    """What our own code computed for the agents, such as free times."""

    @classmethod
    def of(cls, texts: Sequence[Text]) -> "Known":
        """`texts` with the newest first."""
        return cls(
            said=tuple(text for text in texts if text.reading.source == "user"),
            read=tuple(
                text for text in texts if text.reading.source in ("mail", "event", "task", "file", "tool")
            ),
            made=tuple(text for text in texts if text.reading.source == "settings"),
        )

    def saying(self, words: str) -> Text | None:
        """What has these words: the person's own first, then the newest reading."""
        return next((text for text in (*self.said, *self.read) if text.says(words)), None)


def steps_of(words: Sequence[str]) -> list[int]:
    """A hash of each run of `STEP` words: what two texts share, is seen at a glance."""
    return list(map(hash, zip(*(words[begin:] for begin in range(STEP)), strict=False)))


def from_text(argument: str, value: str, text: Text, quote: str) -> Origin:
    """The origin of a value that `text` has."""
    reading = text.reading
    label = f"your words, turn {reading.turn}" if reading.source == "user" else reading.label
    return Origin(
        argument=argument,
        value=value,
        source=reading.source,
        reference=reading.reference,
        quote=quote,
        label=label,
    )


def from_nobody(argument: str, value: str, instead: str = "") -> Origin:
    """The origin of a value that nobody has given: the model's own; `instead` is what the person said."""
    label = f"{YOU_SAID}{instead!r}" if instead else "the model's own"
    return Origin(argument=argument, value=value, source="model", label=label)


def from_settings(argument: str, value: str, label: str) -> Origin:
    """The origin of a value that is the person's or the code's by the settings."""
    source: Source = "settings"
    return Origin(argument=argument, value=value, source=source, label=label)


def addresses_in(text: str) -> Iterator[str]:
    """Everything that looks like a mail address."""
    for found in ADDRESS.finditer(text):
        address = found.group().strip("*_.").rstrip(_AFTER)
        if "@" in address[1:-1]:
            yield address.removeprefix("mailto:")


def links_in(text: str) -> Iterator[str]:
    """Every link, without the signs of the sentence after it."""
    for found in LINK.finditer(text):
        yield found.group().rstrip(_AFTER)
