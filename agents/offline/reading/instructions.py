"""An instruction: the tokens of its clause, and where its verb stands."""

from datetime import datetime

from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import Sort, Token, as_typed
from agents.offline.reading.words import PARTICLES

_CARELESS = frozenset(
    "please for me my the a an that this in on at from to of and i you can do it now also too then thanks "
    "thank will calendar schedule inbox mailbox agenda diary as well all together right away asap "
    "immediately again have has 'd 've be is are any more up off out so there's them which with by us "
    "we".split()
)


class Instruction:
    """One clause whose verb is at `at`."""

    def __init__(self, text: str, tokens: tuple[Token, ...], at: int, now: datetime) -> None:
        self.text = text
        self.tokens = tokens
        self.now = now
        self.at = at
        self.end = len(tokens)
        self.phrases = Phrases(tokens)

    @property
    def verb(self) -> str:
        return self.low(self.at)

    def low(self, i: int) -> str:
        return self.phrases.low(i)

    def raw(self, begin: int, stop: int) -> str:
        """The text itself from one token to another, as it was typed."""
        return as_typed(self.text, self.tokens[begin:stop])

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text, from its verb to the end of the clause."""
        return self.tokens[self.at].begin, self.tokens[-1].stop

    def leftovers(self, i: int, stop: int | None = None, *, times: bool = True) -> tuple[str, ...]:
        """Words that carry meaning and were not understood; words about time only with `times`."""
        return tuple(
            token.text
            for token in self.tokens[i:stop]
            if (token.sort is Sort.WORD and token.low not in _CARELESS and len(token.text) > 1)
            or token.sort is Sort.QUOTE
            or (times and token.sort is Sort.TIME)
        )

    def skip_particles(self, i: int) -> int:
        """After "up", "off" and the like."""
        while self.low(i) in PARTICLES:
            i += 1
        return i

    def sentence_end(self, i: int) -> int:
        """Where the sentence ends, a "please" behind it not counted."""
        while i < self.end and self.tokens[i].text not in {"?", ".", "!", ";"} and self.low(i) != "please":
            i += 1
        return i

    def new_value(self, i: int) -> tuple[str, int]:
        """What follows "to", "as" or "into", a quote or all the words, and the position after it."""
        while (
            i < self.end
            and self.low(i) not in {"to", "as", "into", "be"}
            and self.phrases.sort(i) is not Sort.QUOTE
        ):
            i += 1
        while self.low(i) in {"to", "as", "into", "be", "say", "read", ":"}:
            i += 1
        if self.phrases.sort(i) is Sort.QUOTE:
            return self.tokens[i].value, i + 1
        return self.raw(i, self.sentence_end(i)), self.end

    def target_after(self, i: int, words: set[str]) -> Reference | None:
        """What is named after words of the verb, in full: with those to whom mails went."""
        while self.low(i) in words:
            i += 1
        return self.phrases.reference(i, to_is_recipient=True)[0]
