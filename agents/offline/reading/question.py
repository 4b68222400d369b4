"""What every question is read by: who is asked about, what for, and how many there have to be."""

from typing import Any

from agents.offline.reading.frames import Frame, Person
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Token
from agents.offline.reading.words import (
    AUXILIARIES,
    DETERMINERS,
    EVENT_NOUNS,
    MAIL_NOUNS,
    QUESTION_WORDS,
    Act,
)

_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


_ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody"})


class Question:
    """The tokens of one question; `at` is where it begins, after "can you check whether" and the like."""

    def __init__(self, text: str, tokens: tuple[Token, ...], at: int) -> None:
        self.text = text
        self.tokens = tokens
        self.at = at
        self.end = len(tokens)
        self.phrases = Phrases(tokens)
        self.words = {token.low for token in tokens[at:]}

    @property
    def negated(self) -> bool:
        """Whether it says that something is not so: "if Ana hasn't written"."""
        return any(
            self.phrases.low(i) in {"not", "n't", "never", "nothing", "nobody", "none"}
            or (self.phrases.low(i) == "no" and self.phrases.is_word(i + 1))
            for i in range(self.at, self.end)
        )

    @property
    def asked(self) -> str:
        """What the answer has to say: `exists`, `count`, `who`, `when`, `where`, `what`."""
        first = self.phrases.low(self.at)
        if first == "how" and self.phrases.low(self.at + 1) == "many":
            return "count"
        if first in {"who", "whom"}:
            return "who"
        if first in {"when", "where"} or (first == "what" and self.phrases.low(self.at + 1) == "time"):
            return first if first != "what" else "when"
        if first in QUESTION_WORDS:
            return "what"
        return "exists"

    def subject(self) -> Person | None:
        """Who does it, the first of them: after the auxiliary, or before the verb."""
        i = self._subject_at()
        return self.phrases.person(i)[0] if i is not None else None

    def subjects(self) -> tuple[Person, ...]:
        """All who do it: "have Ana and Ben …"."""
        i = self._subject_at()
        people = self.phrases.people(i)[0] if i is not None else ()
        return tuple(person for person in people if person.text.lower() not in _ANYBODY)

    def _subject_at(self) -> int | None:
        i = self.at
        while self.phrases.low(i) in QUESTION_WORDS | {"many", "'s"}:
            i += 1
        while self.phrases.low(i) in AUXILIARIES | {"n't", "not"}:
            i += 1
        if self.phrases.low(i) in {"i", "we", "there", "you", "the", "my", "any", "it"} and self.phrases.low(
            i
        ) not in {"my"}:
            return None
        if self.phrases.low(i) in MAIL_NOUNS | EVENT_NOUNS | DETERMINERS - {"my", "her", "his"}:
            return None
        return i

    def frame(self, act: Act, asked: str, **values: Any) -> Frame:
        """A frame over the whole question, with how many there have to be."""
        begin, stop = self.tokens[self.at].begin, self.tokens[-1].stop
        values |= self._bounds()
        return Frame(act=act, begin=begin, stop=stop, question=True, asked=asked, **values)

    def _bounds(self) -> dict[str, object]:
        """ "more than 3", "at least two", "fewer than 4": how many there have to be."""
        for i in range(self.at, self.end - 2):
            number = _NUMBERS.get(self.phrases.low(i + 2)) or self.phrases.low(i + 2)
            if not str(number).isdigit():
                continue
            match self.phrases.low(i), self.phrases.low(i + 1):
                case "more", "than":
                    return {"least": int(number) + 1}
                case "at", "least":
                    return {"least": int(number)}
                case (("fewer" | "less"), "than"):
                    return {"least": 0, "most": int(number) - 1}
                case "at", "most":
                    return {"least": 0, "most": int(number)}
        return {}
