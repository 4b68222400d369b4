"""Noun phrases: people ("the design team", "her", "the sender of …") and references ("my last email from Ana")."""

from dataclasses import replace

from agents.offline.frames import Person, Quantity, Reference
from agents.offline.tokens import Sort, Token
from agents.offline.words import (
    ABOUT,
    CALENDARS,
    CALLED,
    COMMAND_VERBS,
    CONTACT_NOUNS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    FUTURE,
    GENERIC_EVENTS,
    GROUP_NOUNS,
    MAIL_NOUNS,
    MAILBOXES,
    NEXT,
    ORDER,
    PAST,
    PERSON_PRONOUNS,
    QUANTIFIERS,
    RECENT,
    RELATIONS,
    THING_PRONOUNS,
    VERB_FORMS,
    Domain,
)

NOUNS = EVENT_NOUNS | MAIL_NOUNS | CALENDARS | CONTACT_NOUNS
_SPELLED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "couple": 2, "ten": 10}
_TIME_PREPOSITIONS = frozenset(
    "on at in for from before after since until till by during within between over of this around".split()
)
_INSIDE_NAMES = frozenset("and of & the for in on to - / :".split())
_POSSESSIVE = frozenset({"his", "her", "their"})
_EVERYBODY = frozenset({"everyone", "everybody", "all"})
_MANY_WORDS = 3


class Phrases:
    """Reads noun phrases off a list of tokens. Every method takes a position and gives the one after."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def sort(self, i: int) -> Sort | None:
        return self.tokens[i].sort if 0 <= i < len(self.tokens) else None

    def is_time(self, i: int) -> bool:
        return self.sort(i) is Sort.TIME

    def is_word(self, i: int) -> bool:
        return self.sort(i) is Sort.WORD

    def skip(self, i: int, *words: str) -> int:
        """After these words in a row, or `i` when they aren't there."""
        if all(self.low(i + offset) == word for offset, word in enumerate(words)):
            return i + len(words)
        return i

    def span_text(self, begin: int, stop: int) -> str:
        return " ".join(token.text for token in self.tokens[begin:stop])

    # people

    def people(self, i: int) -> tuple[tuple[Person, ...], int]:
        """Somebody, or several with commas and "and" between."""
        found: list[Person] = []
        person, i = self.person(i)
        while person:
            found.append(person)
            j = i
            while self.low(j) in {",", "and", "&", "or", "plus", "as", "well", "also", "both"}:
                j += 1
            if j == i or self._new_clause(i, j):
                break
            person, after = self.person(j)
            if person:
                i = after
        return tuple(found), i

    def _new_clause(self, i: int, j: int) -> bool:
        """Whether what follows the "and" at `i` is no further name but a verb with its object."""
        token = self.tokens[j] if j < len(self.tokens) else None
        if token is None or token.low not in COMMAND_VERBS or token.capitalised:
            return False
        return j + 1 < len(self.tokens) and self.low(j + 1) not in {"and", ",", "&"}

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
        for read in (self._relation, self._whole_group, self._named_group, self._role, self._name):
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
        return self.low(i) in _POSSESSIVE and (
            self.low(i + 1) in NOUNS
            or self.low(i + 1) in ORDER
            or self.low(i + 1) in RECENT | NEXT | FUTURE | {"most", "unread", "email", "first"}
            or self.low(i + 2) in NOUNS
        )

    def _relation(self, i: int) -> tuple[Person | None, int]:
        """ "the sender (of the mail …)", "tomorrow's guests", "whoever sent …"."""
        j = i
        while self.low(j) in DETERMINERS | QUANTIFIERS | {"of", "other"}:
            j += 1
        if self.low(j) == "people" and self.low(j + 1) in {"in", "at", "attending", "invited"}:
            relation, after = "guests", j + 1
        elif (
            self.low(j) in {"person", "one"}
            and self.low(j + 1) in {"who", "that"}
            and self.low(j + 2) == "sent"
        ):
            return self._of("sender", i, j + 3)
        elif self.low(i) in {"whoever", "who"} and self.low(i + 1) == "sent":
            return self._of("sender", i, i + 2)
        elif self.low(j) in RELATIONS:
            relation, after = RELATIONS[self.low(j)], j + 1
        else:
            return None, i
        if self.low(after) in {"of", "in", "from", "for", "to", "at", "on", "attending"}:
            return self._of(relation, i, after + 1 + (self.low(after + 1) == "to"))
        return self._person(i, after, relation=relation), after

    def _of(self, relation: str, begin: int, i: int) -> tuple[Person | None, int]:
        reference, after = self.reference(i)
        if reference is None or not (reference.domain or reference.pronoun or reference.words):
            after, reference = i - 1, None
        return self._person(begin, after, relation=relation, of=reference), after

    def _whole_group(self, i: int) -> tuple[Person | None, int]:
        """ "everyone in the design team", "the whole team"."""
        if self.low(i) not in _EVERYBODY:
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
                if self.low(k + 1) in EVENT_NOUNS | MAIL_NOUNS:
                    return None, i
                return self._person(i, k + 1, group=True, text=self.span_text(j, k + 1)), k + 1
            if not self._name_word(k):
                break
        return None, i

    def _role(self, i: int) -> tuple[Person | None, int]:
        """ "my boss", "the accountant"."""
        if self.low(i) not in {"my", "the", "our", "his", "her", "their"}:
            return None, i
        after = i + 1
        while after < i + 1 + 2 and self._name_word(after) and self.low(after) not in NOUNS:
            after += 1
        if after == i + 1:
            return None, i
        return self._person(i, after, text=self.span_text(i + 1, after)), after

    def _name(self, i: int) -> tuple[Person | None, int]:
        if not self._name_word(i) or self.low(i) in NOUNS | VERB_FORMS:
            return None, i
        after = i + 1
        while after - i < _MANY_WORDS and self._continues_name(i, after):
            after += 1
        return self._person(i, after), after

    def _continues_name(self, first: int, i: int) -> bool:
        if not self._name_word(i) or self.low(i) in NOUNS:
            return False
        if self.tokens[first].capitalised:
            return self.tokens[i].capitalised
        low = self.low(i)
        return (
            low not in COMMAND_VERBS | VERB_FORMS
            and not low.endswith(("ed", "ing"))
            and i - first < _MANY_WORDS - 1
        )

    def _name_word(self, i: int) -> bool:
        token = self.tokens[i] if i < len(self.tokens) else None
        return (
            token is not None
            and token.sort is Sort.WORD
            and token.text[0].isalpha()
            and (token.low not in FUNCTION or self._acronym(i))
            and token.low not in ORDER
            and token.low not in RECENT
        )

    def _acronym(self, i: int) -> bool:
        """Whether capitals make a name of a function word: "Larkspur IT"."""
        token = self.tokens[i]
        return len(token.text) > 1 and token.text.isupper() and i > 0 and self.tokens[i - 1].capitalised

    # references

    def reference(
        self, i: int, *, to_is_recipient: bool = False, times: bool = True
    ) -> tuple[Reference | None, int]:
        """Words that pick out events or mails, with what follows them and belongs to them.

        `to_is_recipient`: "to Ana" says to whom the mails went, and not where they shall go.
        `times`: times that follow belong to it.
        """
        begin = i
        head, i = self._head(i)
        if head is None:
            return None, begin
        return self._modifiers(head, begin, i, to_is_recipient, times)

    def _head(self, i: int) -> tuple[Reference | None, int]:
        begin = i
        ref = (
            Reference(domain=None, begin=self.tokens[i].begin, stop=self.tokens[i].begin)
            if i < len(self.tokens)
            else None
        )
        if ref is None:
            return None, i
        said = False
        while i < len(self.tokens):
            low = self.low(i)
            determines = low in DETERMINERS and (self._noun_follows(i + 1) or self.low(i + 1) in ORDER)
            if low in THING_PRONOUNS and not said and (not determines or low == "it"):
                plural = low in {"them", "those", "these", "ones"}
                return self._close(
                    ref, i + 1, pronoun=True, quantity=Quantity.ALL if plural else Quantity.ONE
                )
            if low in {"one", "ones"} and said and not self._noun_follows(i + 1):
                return self._close(
                    ref, i + 1, pronoun=True, quantity=Quantity.ALL if low == "ones" else Quantity.ONE
                )
            if low in PERSON_PRONOUNS and low in {"them", "they"} and not said:
                return self._close(ref, i + 1, pronoun=True, quantity=Quantity.ALL)
            if low in _POSSESSIVE:
                ref = replace(ref, people=(self._person(i, i + 1, pronoun=True),))
            elif low in {"a", "an", "any", "some", "no"}:
                ref = replace(ref, definite=False)
                if low in {"any", "no"}:
                    ref = replace(ref, quantity=Quantity.ALL)
            elif low in DETERMINERS or low in {"of", "very", "just", "single"} and said:
                pass
            elif low in QUANTIFIERS:
                ref = replace(ref, quantity=Quantity.ALL)
            elif low == "most" and self.low(i + 1) == "recent":
                ref, i = replace(ref, order=-1), i + 1
            elif low in {"previous", "recent", "newest"}:
                ref = replace(ref, order=-1)
            elif low in ORDER and (self._more_follows(i + 1)):
                ref = replace(ref, order=ORDER[low])
            elif low in NEXT and self._more_follows(i + 1):
                plural = low in {"upcoming", "coming"} and self._plural_follows(i + 1)
                ref = replace(ref, tense="future") if plural else replace(ref, next=True)
            elif low in FUTURE:
                ref = replace(ref, tense="future")
            elif low in PAST:
                ref = replace(ref, tense="past")
            elif low in {"unread", "new"} and self._noun_follows(i + 1):
                ref = replace(ref, unread=True)
            elif (low.isdigit() or low in _SPELLED) and self._noun_follows(i + 1):
                count = int(low) if low.isdigit() else _SPELLED[low]
                ref = replace(ref, count=count)
            else:
                break
            said = True
            i += 1
        return self._noun(ref, begin, i, said)

    def _noun(self, ref: Reference, begin: int, i: int, said: bool) -> tuple[Reference | None, int]:
        words: list[str] = []
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.low == "'s" and words:
                owner = self._owner(begin, i, words)
                ref, words = replace(ref, people=(*ref.people, owner)), []
                ref, i = self._ordered(ref, i + 1)
                continue
            if token.sort is Sort.HANDLE:
                ref = replace(ref, handle=token.value.partition(":")[2], domain=_domain_of(token))
            elif token.sort is Sort.QUOTE and not ref.title:
                ref = replace(ref, title=token.value)
            elif token.sort is Sort.TIME:
                if not self._attributive(i):
                    break
                if _is_label(token):
                    words.append(token.text)
                else:
                    ref = replace(ref, times=(*ref.times, token))
                    if self.low(i + 1) == "'s":
                        ref, i = self._ordered(ref, i + 2)
                        continue
            elif token.sort is Sort.WORD and self._title_word(i, words):
                words.append(token.text)
                if token.low in MAIL_NOUNS and self.low(i + 1) not in MAIL_NOUNS | EVENT_NOUNS:
                    i += 1
                    break
            elif token.sort is Sort.SIGN and token.text in "&-/" and words and self.is_word(i + 1):
                words.append(token.text)
            else:
                break
            i += 1
        if not words and not ref.title and not ref.handle and not (said and ref.times):
            return (None, begin) if not (said and self._elliptic(ref)) else self._close(ref, i)
        return self._close(_named(ref, words), i)

    def _owner(self, begin: int, i: int, words: list[str]) -> Person:
        count = sum(1 for word in words if word.isalnum() or "-" in word)
        first = max(i - count, begin)
        return self._person(first, i)

    def _ordered(self, ref: Reference, i: int) -> tuple[Reference, int]:
        """Order words that come after an owner or a day: "Ana's last …", "tomorrow's first …"."""
        while i < len(self.tokens):
            low = self.low(i)
            if low == "most" and self.low(i + 1) == "recent":
                ref, i = replace(ref, order=-1), i + 2
            elif low in {"previous", "recent", "newest"}:
                ref, i = replace(ref, order=-1), i + 1
            elif low in ORDER:
                ref, i = replace(ref, order=ORDER[low]), i + 1
            elif low in NEXT:
                ref, i = replace(ref, next=True), i + 1
            elif low in {"unread", "new"}:
                ref, i = replace(ref, unread=True), i + 1
            elif low.isdigit() and self._noun_follows(i + 1):
                ref, i = replace(ref, count=int(low)), i + 1
            else:
                break
        return ref, i

    def _title_word(self, i: int, words: list[str]) -> bool:
        """Whether the word belongs to a title: no function word, unless in the middle of a proper name."""
        low = self.low(i)
        if low not in FUNCTION and low not in {"'s", "n't"}:
            return True
        if low not in _INSIDE_NAMES or not words or not words[-1][:1].isupper():
            return False
        following = i + 1
        while self.low(following) in _INSIDE_NAMES:
            following += 1
        return (
            following < len(self.tokens)
            and self.tokens[following].capitalised
            and low not in {"in", "on", "to"}
        )

    def _attributive(self, i: int) -> bool:
        """Whether words about time stand before a noun: "tomorrow's first meeting", "the 3pm call"."""
        if self.low(i + 1) == "'s":
            return True
        j = i + 1
        while self.low(j) in ORDER or self.low(j) in NEXT | RECENT or self.is_time(j):
            j += 1
        return self._noun_follows(j)

    def _noun_follows(self, i: int) -> bool:
        """Whether a noun that we know comes, with at most a few words before it."""
        for j in range(i, min(i + 5, len(self.tokens))):
            if self.low(j) in EVENT_NOUNS | MAIL_NOUNS | GENERIC_EVENTS - THING_PRONOUNS:
                return True
            if self.sort(j) in (Sort.TIME, Sort.QUOTE):
                continue
            if not self.is_word(j) or self.low(j) in FUNCTION:
                return False
        return False

    def _more_follows(self, i: int) -> bool:
        return self.sort(i) in (Sort.WORD, Sort.QUOTE, Sort.TIME) and (
            self.low(i) not in FUNCTION or self.low(i) in {"one", "of"}
        )

    def _plural_follows(self, i: int) -> bool:
        return any(self.low(j).endswith("s") and self.low(j) in NOUNS for j in range(i, i + 4))

    def _elliptic(self, ref: Reference) -> bool:
        """ "the first", "all of them": order or number without a noun."""
        return ref.order is not None or ref.next or ref.quantity is Quantity.ALL

    def _close(
        self, ref: Reference, i: int, *, pronoun: bool = False, quantity: Quantity | None = None
    ) -> tuple[Reference, int]:
        return (
            replace(
                ref,
                stop=self.tokens[i - 1].stop,
                pronoun=pronoun or ref.pronoun,
                quantity=quantity or ref.quantity,
            ),
            i,
        )

    def _modifiers(
        self, ref: Reference, begin: int, i: int, to_is_recipient: bool, times: bool
    ) -> tuple[Reference, int]:
        while i < len(self.tokens):
            changed, after = self._modifier(ref, i, to_is_recipient, times)
            if after == i:
                break
            ref, i = changed, after
        if i > begin:
            ref = replace(ref, stop=max(ref.stop, self.tokens[i - 1].stop))
        return ref, i

    def _modifier(self, ref: Reference, i: int, to_is_recipient: bool, times: bool) -> tuple[Reference, int]:
        low = self.low(i)
        token = self.tokens[i]
        if token.sort is Sort.HANDLE:
            return replace(ref, handle=token.value.partition(":")[2], domain=_domain_of(token)), i + 1
        if token.sort is Sort.TIME and times:
            return replace(ref, times=(*ref.times, token)), i + 1
        if low in _TIME_PREPOSITIONS and self.is_time(i + 1):
            if not times:
                return ref, i
            return replace(ref, times=(*ref.times, self.tokens[i + 1])), i + 2
        if low in _TIME_PREPOSITIONS | {"off"}:
            j = i + 1 + (self.low(i + 1) in DETERMINERS)
            if self.low(j) in CALENDARS | {"books", "plate"}:
                return replace(ref, domain=Domain.CALENDAR), j + 1
            if self.low(j) in MAILBOXES:
                return replace(ref, domain=Domain.EMAIL, folder="inbox"), j + 1
            if self.low(j) in {"archive", "trash", "sent", "drafts"}:
                return replace(ref, folder=self.low(j)), j + 1 + (self.low(j + 1) == "folder")
        if low in ABOUT or (low == "on" and self.sort(i + 1) is Sort.QUOTE):
            return self._topic(ref, i + 1)
        if low in CALLED or (low == "with" and self._slot_noun(i + 1)):
            return self._titled(ref, i + 1)
        if low == "with" and ref.domain is not Domain.EMAIL:
            people, after = self.people(i + 1)
            return (replace(ref, people=(*ref.people, *people)), after) if people else (ref, i)
        if low in {"from", "by"}:
            people, after = self.people(i + 1)
            return (replace(ref, people=(*ref.people, *people)), after) if people else (ref, i)
        if low == "to" and to_is_recipient and ref.domain is not Domain.CALENDAR:
            people, after = self.people(i + 1)
            return (replace(ref, recipients=(*ref.recipients, *people)), after) if people else (ref, i)
        return self._relative(ref, i)

    def _topic(self, ref: Reference, i: int) -> tuple[Reference, int]:
        if self.sort(i) is Sort.QUOTE:
            return replace(ref, about=self.tokens[i].value), i + 1
        first = i
        i = self.title_end(i)
        return (replace(ref, about=self.span_text(first, i)), i) if i > first else (ref, first - 1)

    def _titled(self, ref: Reference, i: int) -> tuple[Reference, int]:
        while self.low(i) in {"the", "a", "subject", "title", "line", "name", "of", ":"}:
            i += 1
        if self.sort(i) is Sort.QUOTE:
            return replace(ref, title=self.tokens[i].value), i + 1
        first = i
        i = self.title_end(i)
        return (replace(ref, title=self.span_text(first, i)), i) if i > first else (ref, first - 1)

    def _slot_noun(self, i: int) -> bool:
        j = i + (self.low(i) in {"the", "a"})
        return self.low(j) in {"subject", "title", "name"}

    def title_end(self, i: int) -> int:
        """Where an unquoted title that begins at `i` ends: before a time, a place or people, or with the clause."""
        first = i
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.sort is Sort.TIME:
                if i > first and not self._attributive(i) and not _is_label(token):
                    break
                if i == first and not self.is_word(i + 1):
                    break
            elif token.sort is Sort.SIGN and token.text not in "&-/'":
                break
            elif token.sort in (Sort.QUOTE, Sort.ADDRESS, Sort.HANDLE):
                break
            elif i > first and self._ends_title(i):
                break
            i += 1
        return i

    def _ends_title(self, i: int) -> bool:
        low = self.low(i)
        if low in _TIME_PREPOSITIONS | {"next"} and self.is_time(i + 1):
            return True
        if low in {"with", "to", "from", "via", "saying", "says", "starting", "lasting", "if", "unless"}:
            return True
        if low in {"and", "then"}:
            following = i + 1
            return self.low(following) in COMMAND_VERBS and not self.tokens[following].capitalised
        return (
            low in {"in", "at"} and i + 1 < len(self.tokens) and not self.tokens[i + 1].capitalised and False
        )

    def _relative(self, ref: Reference, i: int) -> tuple[Reference, int]:
        """ "that Ana sent me", "sent by Ana", "I got from Ana", "that I have", "scheduled"."""
        start = i
        if self.low(i) in {"that", "which", "who"}:
            i += 1
        low = self.low(i)
        if low in {"sent", "written"}:
            i += 1
            if self.low(i) in {"by", "from"}:
                people, after = self.people(i + 1)
                return replace(ref, people=(*ref.people, *people)), after
            if self.low(i) == "to" and ref.domain is not Domain.CALENDAR:
                people, after = self.people(i + 1)
                return replace(ref, recipients=(*ref.recipients, *people)), after
            return ref, i
        if low in {"is", "are"} and self.low(i + 1) in {"unread", "new"}:
            return replace(ref, unread=True), i + 2
        if (
            low in {"scheduled", "booked", "planned", "coming", "left", "received", "remaining"}
            and i == start
        ):
            return ref, i + 1 + (self.low(i + 1) == "up")
        if low == "i":
            j = i + 1
            while self.low(j) in {
                "have",
                "'ve",
                "had",
                "got",
                "received",
                "already",
                "just",
                "scheduled",
                "planned",
            }:
                j += 1
            return (ref, j) if j > i + 1 and self.low(j) not in {"to"} else (ref, start)
        person, after = self.person(i)
        if person and not person.myself:
            while self.low(after) in {"has", "have", "'ve", "'s", "just", "had"}:
                after += 1
            if self.low(after) in {"sent", "wrote", "emailed", "mailed", "forwarded"}:
                after += 1
                while self.low(after) in {"me", "us", "to", "over"}:
                    after += 1
                return replace(ref, people=(*ref.people, person)), after
        return ref, start


def _named(ref: Reference, words: list[str]) -> Reference:
    """`ref` with its head and its title words, out of what stands before and at the noun."""
    if not words:
        return ref
    head = words[-1].lower()
    if head in MAIL_NOUNS:
        return replace(
            ref,
            domain=ref.domain or Domain.EMAIL,
            noun=head,
            words=" ".join(words[:-1]),
            quantity=_many(ref, head),
        )
    if head in GENERIC_EVENTS:
        domain = Domain.CALENDAR if head in EVENT_NOUNS else ref.domain
        return replace(ref, domain=domain, noun=head, words=" ".join(words[:-1]), quantity=_many(ref, head))
    domain = Domain.CALENDAR if head in EVENT_NOUNS | CALENDARS else ref.domain
    return replace(ref, domain=domain, noun=head, words=" ".join(words), quantity=_many(ref, head))


def _many(ref: Reference, head: str) -> Quantity:
    """ "my meetings" are all of them; "the last two meetings" are counted elsewhere."""
    plural = head.endswith("s") and head in NOUNS | GENERIC_EVENTS and ref.count is None and ref.order is None
    return Quantity.ALL if plural and not ref.next else ref.quantity


def _is_label(token: Token) -> bool:
    """Whether words about time only describe: "daily stand-up", "monthly overview"."""
    return token.text.lower().endswith("ly") and " " not in token.text


def _domain_of(token: Token) -> Domain:
    return Domain.CALENDAR if token.value.startswith("event:") else Domain.EMAIL
