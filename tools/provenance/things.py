"""Whether the person has named the mail or event that a plan acts on, or who else did."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.people.names import words_of
from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text, from_nobody, from_text
from tools.provenance.moments import Moments
from tools.provenance.origin import Origin
from tools.provenance.parts import Part, Thing

SMALL = frozenset(
    "a an and are as at by do for from i in is it its me my new of off on or our re fwd so the this to up us"
    " was we will with you your mail email message event meeting".split()
)
"""Words of a title that name nothing."""
PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
NEWEST = frozenset("last latest newest recent next".split())
POINTING = frozenset("it its that this one they he she same".split())
"""Words for one thing that was spoken of."""
MANY = frozenset("all any both each every everything them these those unread".split())
"""Words for several that were looked at."""
SHORTEST_ID = 4


@dataclass(frozen=True)
class Things:
    """Looks up what a plan acts on.

    It is the person's when their words have its id, title, people or time of day. Otherwise it is theirs
    whose words name it whole; and words of the person that only point ("it", "the second one", "all of last
    week") count where nobody else does.
    """

    known: Known
    moments: Moments

    def origin(self, part: Part) -> Origin:
        """Where the thing of `part` came from."""
        thing = part.thing
        assert thing is not None
        others = [text for text in self.known.read if text.reading.reference != thing.id]
        found = (
            self._named(thing)
            or self.moments.named(thing.when)
            or _named_whole(others, thing)
            or self._pointed_at(thing)
            or self.moments.covering(thing.when)
        )
        if found is None:
            return from_nobody(part.argument, part.value)
        return from_text(part.argument, part.value, *found)

    def _named(self, thing: Thing) -> tuple[Text, str] | None:
        telling = [word for word in words_in(thing.title) if word not in SMALL and len(word) > 1]
        names = [word for who in thing.people for word in words_of(who.replace("@", " ")) if len(word) > 1]
        for text in self.known.said:
            if _has_id(text, thing.id):
                return text, thing.id
            if hit := next((word for word in (*telling, *names) if _said(word, text)), None):
                return text, hit
        return None

    def _pointed_at(self, thing: Thing) -> tuple[Text, str] | None:
        read = [text.reading for text in reversed(self.known.read) if text.reading.reference]
        turn = max((text.reading.turn for text in self.known.said), default=0)
        earlier = any(one.reference == thing.id and one.turn < turn for one in read)
        order = list(dict.fromkeys(one.reference for one in read if one.source == thing.kind))
        place = order.index(thing.id) if thing.id in order else None
        for text in self.known.said:
            for word in text.words:
                points = (word in POINTING and earlier) or (word in MANY and place is not None)
                if place is not None and not points:
                    places = (place, place - len(order))
                    points = (word in NEWEST and place == 0) or PLACES.get(word) in places
                if points:
                    return text, word
        return None


def _named_whole(texts: Iterable[Text], thing: Thing) -> tuple[Text, str] | None:
    """Who else has its id, or all of a title that can't stand there by chance."""
    title = words_in(thing.title)
    telling = sum(word not in SMALL and len(word) > 1 for word in title)
    for text in texts:
        if _has_id(text, thing.id):
            return text, thing.id
        if telling and text.says(" ".join(title)):
            return text, text.quote(thing.title)
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
    """Whether the word stands there, as one or as many."""
    return not {word, f"{word}s", word.removesuffix("s")}.isdisjoint(text.word_set | text.called_set)
