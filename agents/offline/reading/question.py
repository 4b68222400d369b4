"""What every question is read by: who is asked about, what for, and how many there have to be."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from agents.offline.reading.frames import Enquiry
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Token
from agents.offline.reading.words import AUXILIARIES, DETERMINERS, QUESTION_WORDS

Asked = TypeVar("Asked", bound=Enquiry)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


_COUNTS = {**_NUMBERS, "several": 2, "multiple": 2, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_DOING = frozenset({"did", "do", "does", "has", "have", "had"})
_NOT_READ = frozenset({"new", "unread"})
_ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody"})


class Question:
    """The tokens of one question; `at` is where it begins, after "can you check whether" and the like."""

    def __init__(self, text: str, tokens: tuple[Token, ...], at: int, now: datetime | None = None) -> None:
        self.text = text
        self.now = now
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
        asked_for = i
        while self.phrases.low(asked_for) in NOUNS.things | _NOT_READ:
            asked_for += 1
        if self.phrases.low(asked_for) in _DOING:
            i = asked_for  # "Which mails did Ana send": what is asked for stands before who does it.
        while self.phrases.low(i) in AUXILIARIES | {"n't", "not"}:
            i += 1
        if self.phrases.low(i) in {"i", "we", "there", "you", "the", "my", "any", "it"} and self.phrases.low(
            i
        ) not in {"my"}:
            return None
        if self.phrases.low(i) in NOUNS.things | DETERMINERS - {"my", "her", "his"}:
            return None
        return i

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return self.tokens[self.at].begin, self.tokens[-1].stop

    def put(self, enquiry: Asked, asked: str) -> Asked:
        """`enquiry` as this question, with how many there have to be."""
        least, most = self._bounds()
        if (least, most) == (1, None) and asked == "exists" and (counted := self.counted()) is not None:
            least = _COUNTS[self.phrases.low(counted)]
        return replace(enquiry, question=True, asked=asked, least=least, most=most)

    def counted(self) -> int | None:
        """Where it says how many things there are: "do I have two meetings"."""
        counts = (k for k in range(self.at + 1, self.end - 1) if self.phrases.low(k) in _COUNTS)
        return next((k for k in counts if self.phrases.low(k + 1) in NOUNS.things), None)

    def _bounds(self) -> tuple[int, int | None]:
        """ "more than 3", "at least two", "fewer than 4": how many there have to be."""
        for i in range(self.at, self.end - 2):
            said = self.phrases.low(i + 2)
            number = _NUMBERS.get(said, int(said) if said.isdigit() else None)
            if number is None:
                continue
            match self.phrases.low(i), self.phrases.low(i + 1):
                case "more", "than":
                    return number + 1, None
                case "at", "least":
                    return number, None
                case (("fewer" | "less"), "than"):
                    return 0, number - 1
                case "at", "most":
                    return 0, number
        return 1, None
