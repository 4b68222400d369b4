"""References: words that pick out events or mails ("my last email from Ana"), read off the tokens."""

from dataclasses import replace

from agents.offline.reading.cursor import is_label
from agents.offline.reading.modifiers import Modifiers, domain_of
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.references import Person, Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import (
    DETERMINERS,
    FUNCTION,
    FUTURE,
    GENERIC_EVENTS,
    MAIL_NOUNS,
    NEXT,
    ORDER,
    PAST,
    PERSON_PRONOUNS,
    POSSESSIVES,
    QUANTIFIERS,
    THING_PRONOUNS,
)

_SPELLED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "couple": 2, "ten": 10}
_COMPARED = {"older": 0, "earlier": 0, "newer": -1, "later": -1}
"""Which of two is meant, in order of time: "the older one"."""
_INSIDE_NAMES = frozenset("and of & the for in on to - / :".split())
_PARTICLES = frozenset("forward forwards back backwards up off ahead away out".split())
"""Words of a verb that may stand behind its object: "bring the review forward"."""


class Phrases(Modifiers):
    """Reads noun phrases off a list of tokens. Every method takes a position and gives the one after."""

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
            whole = low in {"all", "whole", "full"} and self.low(i + 1) == "day"
            if (whole and self._noun_follows(i + 2)) or (low == "all-day" and self._noun_follows(i + 1)):
                ref = replace(ref, filters=replace(ref.filters, whole_days=True))
                i += 1 + whole
                continue
            if low in THING_PRONOUNS and not said and (not determines or low == "it"):
                plural = low in {"them", "those", "these", "ones"}
                return self._close(
                    ref, i + 1, pronoun=True, quantity=Quantity.ALL if plural else Quantity.ONE
                )
            all_of = ref.quantity is Quantity.ALL and not determines
            if (
                low in {"them", "those", "these"}
                and self.low(i - 1) == "of"
                and (all_of or ref.order is not None)
            ):
                return self._close(ref, i + 1, pronoun=True)
            if low in {"one", "ones"} and said and not self._noun_follows(i + 1):
                return self._close(
                    ref, i + 1, pronoun=True, quantity=Quantity.ALL if low == "ones" else Quantity.ONE
                )
            if low in _SPELLED and low != "one" and ref.order is not None and self._ends_phrase(i + 1):
                # "The first two", of what was listed.
                some = replace(ref, count=_SPELLED[low])
                return self._close(some, i + 1, pronoun=True)
            if low == "both" and not said and self._ends_phrase(i + 1):
                return self._close(replace(ref, count=2), i + 1, pronoun=True, quantity=Quantity.ALL)
            if low in PERSON_PRONOUNS and low in {"them", "they"} and not said:
                return self._close(ref, i + 1, pronoun=True, quantity=Quantity.ALL)
            if low in POSSESSIVES:
                ref = replace(ref, people=(replace(self._person(i, i + 1, pronoun=True), owner=True),))
            elif low in {"a", "an", "any", "some", "no"}:
                ref = replace(ref, definite=False)
                if low in {"any", "no"}:
                    ref = replace(ref, quantity=Quantity.ALL)
            elif low in DETERMINERS or (low in {"of", "very", "just", "single"} and said):
                pass
            elif low in QUANTIFIERS or (low == "what" and not said and self._sent_by_somebody(i + 1)):
                ref = replace(ref, quantity=Quantity.ALL)
            elif low == "most" and self.low(i + 1) == "recent":
                ref, i = replace(ref, order=-1), i + 1
            elif low in {"previous", "recent", "newest"}:
                ref = replace(ref, order=-1)
            elif low in _COMPARED and self.low(i + 1) == "one":
                ref = replace(ref, order=_COMPARED[low], dated=True)
            elif low in ORDER and (self._more_follows(i + 1)):
                ref = replace(ref, order=ORDER[low], dated=low in {"oldest", "earliest"})
            elif low in NEXT and self._more_follows(i + 1):
                plural = low in {"upcoming", "coming"} and self._plural_follows(i + 1)
                ref = replace(ref, tense="future") if plural else replace(ref, next=True)
            elif low in FUTURE:
                ref = replace(ref, tense="future")
            elif low in PAST:
                ref = replace(ref, tense="past")
            elif low in {"unread", "new"} and self._noun_follows(i + 1):
                ref = replace(ref, unread=True)
            elif low in {"flagged", "starred"} and self._noun_follows(i + 1):
                ref = replace(ref, filters=replace(ref.filters, flagged=True))
            elif low == "read" and said and self._noun_follows(i + 1):
                ref = replace(ref, unread=False)
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
        # "Everything Ana sent me" has no noun: who sent it comes next.
        end = i if self.low(i - 1) in {"everything", "anything", "whatever", "what"} else len(self.tokens)
        while i < end:
            token = self.tokens[i]
            if token.low in {"and", "&", ","} and ref.people and not words and self._owned_at(i + 1):
                # "Ana's and Ben's last mails".
                ref, i = replace(ref, each=True), i + 1
                continue
            if token.low == "'s" and words:
                owner = self._owner(begin, i, words)
                ref, words = replace(ref, people=(*ref.people, owner)), []
                ref, i = self._ordered(ref, i + 1)
                continue
            if token.sort is Sort.ADDRESS and self.low(i + 1) == "'s" and not words:
                ref = replace(ref, people=(*ref.people, self._person(i, i + 1, address=token.value)))
                ref, i = self._ordered(ref, i + 2)
                continue
            if token.sort is Sort.HANDLE:
                ref = replace(ref, handle=token.value.partition(":")[2], domain=domain_of(token))
            elif token.sort is Sort.QUOTE and not ref.title:
                ref = replace(ref, title=token.value)
            elif token.sort is Sort.TIME:
                if not self._attributive(i):
                    if not words and self._the_one_at(i):
                        # "My 11:30 on Friday": whatever is in the calendar then.
                        ref = replace(ref, times=(*ref.times, token), noun="event", domain=NOUNS.attended)
                        return self._close(ref, i + 1)
                    break
                if is_label(token):
                    words.append(token.text)
                else:
                    ref = replace(ref, times=(*ref.times, token))
                    if self.low(i + 1) == "'s":
                        ref, i = self._ordered(ref, i + 2)
                        continue
            elif token.sort is Sort.WORD and self._title_word(i, words):
                words.append(token.text)
                if token.low in MAIL_NOUNS and self.low(i + 1) not in NOUNS.things:
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

    def _owned_at(self, i: int) -> bool:
        """Whether a name stands here with an apostrophe."""
        for j in range(i, i + 3):
            if self.low(j) == "'s":
                return j > i
            if self._ends_phrase(j):
                return False
        return False

    def _the_one_at(self, i: int) -> bool:
        """Whether a time of day stands where a noun would: "my 3pm", "the 11:30"."""
        time = self.tokens[i].time
        clock = time is not None and time.time_of_day_given and time.end is None and not time.approximate
        return clock and self.low(i - 1) in {"my", "the", "our"} and self.tokens[i].text[:1].isdigit()

    def _owner(self, begin: int, i: int, words: list[str]) -> Person:
        count = sum(1 for word in words if word.isalnum() or "-" in word)
        first = max(i - count, begin)
        while first + 1 < i and self.tokens[i - 1].capitalised and not self.tokens[first].capitalised:
            # "Star Ana's last mail": a verb that nobody here knows is no part of her name.
            first += 1
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

    def _ends_phrase(self, i: int) -> bool:
        """Whether no further word of a title stands here."""
        return not self.is_word(i) or self.low(i) in FUNCTION

    def _title_word(self, i: int, words: list[str]) -> bool:
        """Whether the word belongs to a title: no function word, unless in the middle of a proper name."""
        low = self.low(i)
        if words and low in _PARTICLES and self._ends_phrase(i + 1):
            return False
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


def _named(ref: Reference, words: list[str]) -> Reference:
    """`ref` with its head and its title words, out of what stands before and at the noun."""
    if not words:
        return ref
    head = words[-1].lower()
    only_kind = head in GENERIC_EVENTS or head in NOUNS.kinds
    return replace(
        ref,
        domain=NOUNS.domains.get(head, ref.domain),
        noun=head,
        words=" ".join(words[:-1] if only_kind else words),
        quantity=_many(ref, head),
    )


def _many(ref: Reference, head: str) -> Quantity:
    """ "my meetings" are all of them; "the last two meetings" are counted elsewhere."""
    plural = (
        head.endswith("s")
        and (head in NOUNS.every or head in GENERIC_EVENTS)
        and ref.count is None
        and ref.order is None
    )
    return Quantity.ALL if plural and not ref.next else ref.quantity
