"""Whether the person has named the mail, event or task that a plan acts on, or who else did."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tools.people.names import words_of
from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text, from_nobody, from_text
from tools.provenance.moments import CLUE, Moments
from tools.provenance.origin import Origin
from tools.provenance.parts import Part, Thing

SMALL = frozenset(
    "a an and are as at by do for from i in is it its me my new of off on or our re fwd so the this to up us"
    " was we will with you your".split()
)
"""Words of a title that name nothing."""
OF_MAILS = frozenset("email emails mail mails message messages newsletter newsletters inbox".split())
OF_EVENTS = frozenset(
    "appointment appointments calendar call calls dinner event events lunch meeting meetings".split()
)
OF_TASKS = frozenset("task tasks todo todos to-do to-dos".split())
OF_CONTACTS = frozenset("contact contacts person people group team number birthday".split())
NAMELESS = SMALL | OF_MAILS | OF_TASKS | OF_EVENTS - {"dinner", "lunch", "call", "calls"}
WORDS = {"mail": OF_MAILS, "event": OF_EVENTS, "task": OF_TASKS, "contacts": OF_CONTACTS}
"""By the kind of a thing: what it is called."""
PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
NEWEST = frozenset("last latest newest recent next".split())
POINTING = frozenset("it its that this they he she same".split())
"""Words for one thing that was spoken of."""
MANY = frozenset(
    "all any both each every everything them these those unread"
    " emails mails messages newsletters notifications".split()
)
"""Words for several that were looked at."""
COMING = frozenset("arrived came got received sent wrote written".split())
SHORTEST_ID = 4


@dataclass(frozen=True)
class Things:
    """Looks up what a plan acts on.

    It is the person's when their words have its id, its title, some of it in this turn, or its day and time
    of day. Otherwise it is theirs whose words have the id or the whole title. Only where nobody else names
    it so count the person's words that name its people, part of its title earlier, or point at it.
    """

    known: Known
    moments: Moments

    def origin(self, part: Part) -> Origin:
        """Where the thing of `part` came from."""
        thing = part.thing
        assert thing is not None
        others = [text for text in self.known.read if text.reading.reference not in {thing.id, *thing.beside}]
        telling = _telling(thing.title)
        found = (
            _whole(self.known.said, thing)
            or _part(self.known.said[:1], telling)
            or _pair(self.known.said[:1], thing.about)
            or (self._dated(thing) and self.moments.named(thing.when))
            or _whole([text for text in others if not _called_alike(text, thing)], thing)
            or _part(self.known.said, [*telling, *_names(thing)])
            or self._pointed_at(thing)
            or (self._dated(thing) and self.moments.covering(thing.when))
            or _part(others, _names(thing))
        )
        if found is None:
            return from_nobody(part.argument, part.value)
        return from_text(part.argument, part.value, *found)

    def _meant(self, thing: Thing) -> bool:
        """Whether this turn may be about things of its kind: "each appointment" is no mail."""
        words = [word for text in self.known.said[:1] for word in text.words]
        # An address is asked for in mails and events alike.
        spoken = {word for word, after in pairwise((*words, "")) if after not in ("address", "addresses")}
        own = WORDS[thing.kind]
        others = frozenset[str]().union(*(words for kind, words in WORDS.items() if kind != thing.kind))
        return spoken.isdisjoint(others) or not spoken.isdisjoint(own)

    def _dated(self, thing: Thing) -> bool:
        """Whether times in this turn may tell which one is meant: a mail only where mails are spoken of."""
        spoken = OF_MAILS | MANY | COMING if thing.kind == "mail" else None
        words = {word for text in self.known.said[:1] for word in text.words}
        return self._meant(thing) and (spoken is None or not words.isdisjoint(spoken))

    def _pointed_at(self, thing: Thing) -> tuple[Text, str] | None:
        """The words of this turn that point at it, by its place or because it was spoken of before."""
        # What planning alone has read, came in no turn.
        read = [text.reading for text in reversed(self.known.read) if text.reading.turn]
        turn = max((text.reading.turn for text in self.known.said), default=0)
        earlier = any(one.reference == thing.id and one.turn < turn for one in read)
        order = list(dict.fromkeys(one.reference for one in read if one.source == thing.kind))
        place = order.index(thing.id) if thing.id in order else None
        for text in self.known.said:
            if text.reading.turn < turn:
                break
            words = list(_place_words(text))
            for word, number in words:
                if place is not None and _is_place(word, place, len(order), number):
                    return text, word
            if any(word in PLACES for word, _ in words):
                continue
            for word in text.words if self._meant(thing) else ():
                if (word in POINTING and earlier) or (word in MANY and place is not None):
                    return text, word
        return None


def _place_words(text: Text) -> Iterator[tuple[str, int]]:
    """The words for a place in a list, and for how many places: not those of "last week"."""
    for word, after in pairwise((*text.words, "")):
        if (word in PLACES or word in NEWEST) and not CLUE.fullmatch(after):
            yield word, COUNTS.get(after) or (int(after) if after.isdecimal() and len(after) < 5 else 1)


def _is_place(word: str, place: int, length: int, number: int) -> bool:
    places = {*range(place, place - number, -1), *range(place - length, place - length + number)}
    return (word in NEWEST and place < number) or PLACES.get(word) in places


def _telling(title: str) -> list[str]:
    return [word for word in words_in(title) if word not in NAMELESS and len(word) > 1]


def _names(thing: Thing) -> list[str]:
    words = (word for who in thing.people for word in words_of(who.replace("@", " ")))
    return [word for word in words if len(word) > 1 and word not in NAMELESS]


def _whole(texts: Iterable[Text], thing: Thing) -> tuple[Text, str] | None:
    """What has its id, or all of a title that can't stand there by chance."""
    title = " ".join(words_in(thing.title)) if _telling(thing.title) else ""
    for text in texts:
        if _has_id(text, thing.id):
            return text, thing.id
        if title and text.says(title):
            return text, text.quote(thing.title)
    return None


def _called_alike(text: Text, thing: Thing) -> bool:
    """Whether it is another thing of the same title, which names itself by it."""
    same = text.reading.source == thing.kind and bool(thing.title) and thing.title in text.reading.label
    return same and not _has_id(text, thing.id)


def _part(texts: Iterable[Text], words: Sequence[str]) -> tuple[Text, str] | None:
    """What has one of these words."""
    for text in texts:
        if hit := next((word for word in words if _said(word, text)), None):
            return text, hit
    return None


def _pair(texts: Iterable[Text], about: str) -> tuple[Text, str] | None:
    """What has two words of a description that stand there side by side, such as "dental check"."""
    pairs = [
        f"{first} {second}" for first, second in pairwise(words_in(about)) if not {first, second} & NAMELESS
    ]
    for text in texts:
        if hit := next((pair for pair in pairs if text.says(pair)), None):
            return text, hit
    return None


def _has_id(text: Text, id: str) -> bool:
    """Whether the id stands there, or a beginning of it that is long enough to be no word."""
    if text.says(" ".join(words_in(id))):
        return True
    return any(
        len(word) >= SHORTEST_ID and any(sign.isdigit() for sign in word) and id.lower().startswith(word)
        for word in text.word_set
    )


def _said(word: str, text: Text) -> bool:
    """Whether the word stands there, as one or as many; a domain not only behind somebody's address."""
    if "." in word and text.folded.count(word) == text.folded.count(f"@{word}"):
        return False
    return not {word, f"{word}s", word.removesuffix("s")}.isdisjoint(text.word_set | text.called_set)
