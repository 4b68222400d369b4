"""Noun phrases for people: "the design team", "her", "Ana and Ben", "the sender of …"."""

from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.parts import PartsInThings
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import (
    DETERMINERS,
    EVERYBODY,
    FUNCTION,
    FUTURE,
    GROUP_NOUNS,
    NEXT,
    ORDER,
    PERSON_PRONOUNS,
    PREPOSITIONS,
    QUANTIFIERS,
    RECENT,
    TEXT_NOUNS,
    TITLE_NOUNS,
    TO_SOMEBODY,
    VERB_FORMS,
    WHO_IS,
)

_POSSESSIVE = frozenset({"his", "her", "their"})
_OWNERS = frozenset({"my", "the", "our"}) | _POSSESSIVE
_STATES = frozenset(
    "free available busy occupied away absent late sick ill ready done back home here".split()
)
"""What somebody is, and not called: "is ana free"."""
_DESCRIBING = frozenset("best good old new dear close little big older younger".split())
_ALSO_NAMES = frozenset({"will", "may"})
_BEFORE_NAMES = PREPOSITIONS | COMMAND_VERBS | {"and", ",", "&", "or"}
_NO_LAST_NAMES = COMMAND_VERBS | VERB_FORMS | _STATES
"""Function words that people are called by."""
_MANY_WORDS = 3


class PeoplePhrases(PartsInThings):
    """Reads people off the tokens. Every method takes a position and gives the one after."""

    def people(self, i: int) -> tuple[tuple[Person, ...], int]:
        """Somebody, or several with commas and "and" between."""
        found: list[Person] = []
        if self.low(i) in {"both", "either"} and self.low(i + 1) not in {"of", "the"}:
            both = i + 1
            i = both if self.person(both)[0] is not None else i
        person, i = self.person(i)
        while person:
            found.append(person)
            j = i
            while self.low(j) in {",", "and", "&", "or", "plus", "as", "well", "also", "both"}:
                if self.low(j) == "as" and self.low(j + 1) in {"attachment", "attached", "file"}:
                    # "… to Priya as attachment".
                    break
                j += 1
            if self._addresses_around(i):
                # "a@x.example b@x.example": whatever stands between them, neither is left out.
                j = i if self.sort(i) is Sort.ADDRESS else i + 1
            elif j == i or self._new_clause(j) or self._label(j):
                break
            person, after = self.person(j)
            if person:
                i = after
        return tuple(found), i

    def _addresses_around(self, i: int) -> bool:
        """Whether one address ends before `i`, and the next begins there, or behind a mere sign."""
        between = self.low(i) in {";", "/", "|"}
        return self.sort(i - 1) is Sort.ADDRESS is self.sort(i + between)

    def _new_clause(self, j: int) -> bool:
        """Whether what follows an "and" is no further name but a verb with its object."""
        token = self.tokens[j] if j < len(self.tokens) else None
        if token is None or token.low not in COMMAND_VERBS or token.capitalised:
            return False
        return j + 1 < len(self.tokens) and self.low(j + 1) not in {"and", ",", "&"}

    def _label(self, j: int) -> bool:
        """Whether a word says what follows it: "subject: Budget", "text 'See you'"."""
        labels = TITLE_NOUNS | TEXT_NOUNS
        return self.low(j) in labels and (self.low(j + 1) == ":" or self.sort(j + 1) is Sort.QUOTE)

    def person(self, i: int) -> tuple[Person | None, int]:
        """One person or group."""
        if i >= len(self.tokens):
            return None, i
        token = self.tokens[i]
        if token.sort is Sort.ADDRESS:
            return self._person(i, i + 1, address=token.value), i + 1
        if token.low in {"me", "myself", "us"}:
            return self._person(i, i + 1, myself=True), i + 1
        if token.low in PERSON_PRONOUNS and not self._determines(i):
            after = i + 1 + (self.low(i + 1) in {"all", "both"})
            return self._person(i, after, pronoun=True), after
        if (
            token.low in {"all", "both", "each"}
            and self.low(i + 1) == "of"
            and self.low(i + 2) in {"them", "us"}
        ):
            return self._person(i, i + 3, pronoun=True), i + 3
        for read in (
            self._introduced,
            self._somebodys,
            self._relation,
            self._whole_group,
            self._named_group,
            self._role,
            self._name,
        ):
            person, after = read(i)
            if person:
                return person, after
        return None, i

    def _person(
        self,
        begin: int,
        stop: int,
        *,
        pronoun: bool = False,
        myself: bool = False,
        group: bool = False,
        address: str = "",
        relation: str = "",
        of: Reference | None = None,
        text: str = "",
    ) -> Person:
        first, last = self.tokens[begin], self.tokens[stop - 1]
        return Person(
            text=text or self.span_text(begin, stop),
            begin=first.begin,
            stop=last.stop,
            pronoun=pronoun,
            myself=myself,
            group=group,
            address=address,
            relation=relation,
            of=of,
        )

    def _determines(self, i: int) -> bool:
        """Whether "her", "his", "their" belongs to a noun that follows."""
        if self.low(i) not in _POSSESSIVE or self.low(i + 1) in DETERMINERS | QUANTIFIERS:
            return False
        return (
            self.low(i + 1) in NOUNS.every | TO_SOMEBODY
            or self.low(i + 1) in ORDER
            or self.low(i + 1) in RECENT | NEXT | FUTURE | {"most", "unread", "email", "first"}
            or self.low(i + 2) in NOUNS.every
        )

    def _whole_group(self, i: int) -> tuple[Person | None, int]:
        """ "everyone in the design team", "the whole team"."""
        if self.low(i) not in EVERYBODY:
            return None, i
        j = i + 1
        if self.low(j) in {"in", "on", "from", "of", "at"}:
            j += 1
        elif self.low(i) != "all":
            return self._person(i, j, group=True), j
        person, after = self._named_group(j)
        if person:
            return self._person(i, after, group=True, text=person.text), after
        return None, i

    def _named_group(self, i: int) -> tuple[Person | None, int]:
        """ "the design team", "our board", "marketing team"."""
        j = i
        while self.low(j) in DETERMINERS | {"whole", "entire", "all"}:
            j += 1
        for k in range(j, min(j + _MANY_WORDS + 1, len(self.tokens))):
            if self.low(k) in GROUP_NOUNS and (k > i):
                if self.low(k + 1) in NOUNS.things:
                    return None, i
                return self._person(i, k + 1, group=True, text=self.span_text(j, k + 1)), k + 1
            if not self._name_word(k):
                break
        return None, i

    def _introduced(self, i: int) -> tuple[Person | None, int]:
        """ "My friend Anne", "clerks Lisa and Tom", "coach Mike": the name behind what somebody is."""
        j = i + (self.low(i) in _OWNERS)
        while self.low(j) in _DESCRIBING:
            j += 1
        if self.low(j) not in WHO_IS or not (j + 1 < len(self.tokens) and self.tokens[j + 1].capitalised):
            return None, i
        return self._name(j + 1)

    def _somebodys(self, i: int) -> tuple[Person | None, int]:
        """ "Ana's boss", "my manager's wife": nobody who is known by a name."""
        owner, first = self._role(i) if self.low(i) in _OWNERS else self._name(i)
        after = first
        while owner is not None and self.low(after) == "'s" and self.low(after + 1) in TO_SOMEBODY:
            after += 2
        if after == first:
            return None, i
        return self._person(i, after, text=self.span_text(i, after).replace(" 's", "'s")), after

    def _role(self, i: int) -> tuple[Person | None, int]:
        """ "my boss", "the accountant"."""
        if self.low(i) not in _OWNERS:
            return None, i
        after = i + 1
        while after < i + 1 + 2 and self._name_word(after) and self.low(after) not in NOUNS.every:
            after += 1
            if self.low(after - 1) in TO_SOMEBODY:
                break
        if after == i + 1:
            return None, i
        return self._person(i, after, text=self.span_text(i + 1, after)), after

    def _name(self, i: int) -> tuple[Person | None, int]:
        if not self._name_word(i) or self.low(i) in NOUNS.every or self.low(i) in VERB_FORMS:
            return None, i
        after = i + 1
        while after - i < _MANY_WORDS and self._continues_name(i, after):
            after += 1
        return self._person(i, after), after

    def _continues_name(self, first: int, i: int) -> bool:
        if not self._name_word(i) or self.low(i) in NOUNS.every | NEXT:
            return False
        if self.tokens[first].capitalised:
            return self.tokens[i].capitalised or self._department(first, i)
        low = self.low(i)
        return low not in _NO_LAST_NAMES and not low.endswith(("ed", "ing")) and i - first < _MANY_WORDS - 1

    def _department(self, first: int, i: int) -> bool:
        """ "HR people", "IES district", at the end of what is said: letters and what they are of."""
        letters = self.tokens[first].text
        ends = not self.is_word(i + 1) or self.low(i + 1) in FUNCTION
        known = self.low(i) in _NO_LAST_NAMES or self.low(i) in NOUNS.every
        plain = not known and not self.low(i).endswith(("ed", "ing"))
        return i == first + 1 and len(letters) > 1 and letters.isupper() and plain and ends

    def _name_word(self, i: int) -> bool:
        token = self.tokens[i] if i < len(self.tokens) else None
        return (
            token is not None
            and token.sort is Sort.WORD
            and token.text[0].isalpha()
            and (token.low not in FUNCTION or self._acronym(i) or self._given_name(i))
            and token.low not in ORDER
            and token.low not in RECENT
        )

    def _acronym(self, i: int) -> bool:
        """Whether capitals make a name of a function word: "Larkspur IT"."""
        token = self.tokens[i]
        return len(token.text) > 1 and token.text.isupper() and i > 0 and self.tokens[i - 1].capitalised

    def _given_name(self, i: int) -> bool:
        """Whether it is Will or May who is meant: with a capital, where somebody's name stands."""
        token = self.tokens[i]
        named = token.low in _ALSO_NAMES and token.capitalised
        return named and i > 0 and self.low(i - 1) in _BEFORE_NAMES
