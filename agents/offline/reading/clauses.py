"""Cutting a text into clauses: pieces with one verb at their head."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, zip_longest

from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.verbs import COMMAND_VERBS, STRONG_VERBS, Lead, leads_of, verbs
from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    DETERMINERS,
    FUNCTION,
    INVITES,
    PERSON_PRONOUNS,
    QUANTIFIERS,
    QUESTION_WORDS,
    SAYING,
    SELF,
    TASK_NOUNS,
    TEXT_NOUNS,
    THING_PRONOUNS,
    TITLE_NOUNS,
    Act,
)

Tokens = tuple[Token, ...]

_OF_A_MEETING = frozenset("when where what time".split())
_LINKS = frozenset("and then but also plus next afterwards finally".split())
_LINKING = _LINKS | frozenset({",", ";", "-", "–", "—", ":", "so"})
_VERBAL = AUXILIARIES | COMMAND_VERBS | {"'m", "'re", "'ve"}
_CONDITIONS = frozenset({"if", "unless", "otherwise", "else"})
_ASKS_WHETHER = frozenset(
    "check see know ask asks wonder wondering whether out tell verify remember sure me confirm".split()
)
_SOFTENERS = frozenset("please kindly just also then you can could would will maybe perhaps".split())
_NOUNISH = frozenset(
    "call email mail message review plan book note answer reply file share name title update change drop "
    "open mark host hold view check fix block push pull shift set make put clear display show look list "
    "label note".split()
)
"""Verbs that are as often nouns: what follows decides."""
_NAMES = verbs(Act.NAME)
_TELLS = verbs(Act.TELL)
_WRITES_MAILS = frozenset("mail email message write reply respond forward".split())
_WRITES = verbs(Act.SEND, Act.TELL, Act.FORWARD, Act.REPLY)
_ONLY_VERBS = frozenset("tell remind ask notify inform invite".split())
_TO_SOMEBODY = _NAMES | _ONLY_VERBS | {"email", "mail", "message", "call", "book"}
"""Verbs right behind which a name may stand in lower case."""
_OBJECT_STARTS = DETERMINERS | PERSON_PRONOUNS | THING_PRONOUNS | QUANTIFIERS | SELF
_SINCE = frozenset("from starting beginning as of in on onwards onward forward".split())
_REASONS = frozenset({"because", "since", "as"})
_WHO_ELSE = frozenset("who what where when whom how one body all".split())
_SUBJECTS = frozenset("i we there you they he she it my".split())


def split(text: str, tokens: Tokens) -> list[tuple[int, Tokens]]:
    """The clauses of a text in order, each with the number of its sentence; mere links are left out."""
    return [
        (number, clause)
        for number, sentence in enumerate(_sentences(text, tokens))
        for clause in _Splitter(sentence).clauses()
        if clause
    ]


def _sentences(text: str, tokens: Tokens) -> Iterator[Tokens]:
    sentence: list[Token] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        if sentence and re.search(r"\n", text[sentence[-1].stop : token.begin]):
            yield tuple(sentence)
            sentence = []
        listed = sentence and following and sentence[-1].sort is Sort.ADDRESS is following.sort
        if token.sort is Sort.SIGN and token.text in ".!?;" and not (token.text == ";" and listed):
            # The mark stays with its sentence: a question ends with one.
            yield (*sentence, token)
            sentence = []
        else:
            sentence.append(token)
    yield tuple(sentence)


def _run_ends(lows: Sequence[str], words: frozenset[str]) -> list[int]:
    """For each place the end of the run of `words` that begins there; the place itself where none does."""
    ends = list(range(len(lows)))
    for i in range(len(lows) - 1, -1, -1):
        if lows[i] in words:
            ends[i] = ends[i + 1] if i + 1 < len(lows) else len(lows)
    return ends


def _is_verbal(low: str) -> bool:
    return low in _VERBAL or low.endswith(("ed", "n't", "s"))


_OF_IT = frozenset("move cancel reschedule postpone archive delete decline accept mark complete".split())
"""What one has done to a thing, and tells nobody in the same breath to do."""
_PERSONS = frozenset("i we you they he she".split())
_ASKED_OF_THEM = frozenset(
    "should must can could will would may might to please have let has 'll not".split()
)


class _Splitter:
    """Cuts one sentence before links that lead to another verb, and around conditions."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.end = len(tokens)
        # Worked out once: a sentence of nothing but commas would be gone over from each of them.
        lows = [token.low for token in tokens]
        self._links_end = _run_ends(lows, _LINKING)
        self._softeners_end = _run_ends(lows, _SOFTENERS)
        self._verbs_before = [0, *accumulate(map(_is_verbal, lows))]

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < self.end else ""

    def clauses(self) -> Iterator[Tokens]:
        begin, i, free = 0, 0, False
        while i < self.end:
            cut = self._cut(begin, i, free)
            if cut is not None:
                yield self._trim(begin, i)
                begin = i = cut
                free = False
                if self.low(begin) not in _CONDITIONS:
                    free = self._opens_free_text(begin, i)
                i += 1
                continue
            free = free or self._opens_free_text(begin, i)
            i += 1
        yield self._trim(begin, self.end)

    def _trim(self, begin: int, stop: int) -> Tokens:
        while stop > begin and (
            (
                self.low(stop - 1) in _LINKS - {"next"}
                and not (stop == self.end and self.low(stop - 1) == "then")
            )
            or self.low(stop - 1) in {",", ";", "-", ":"}
        ):
            stop -= 1
        while begin < stop and self.low(begin) in {",", ";", "-", ":", "."}:
            begin += 1
        return self.tokens[begin:stop]

    def _only_since(self, begin: int, i: int) -> bool:
        """ "From Monday on, …": it says from when what follows is so."""
        first = self.tokens[begin].text.lower().split()[0]
        return first in _SINCE and all(
            token.sort is Sort.TIME or token.low in _SINCE for token in self.tokens[begin:i]
        )

    def _when_it_is_written(self, begin: int) -> bool:
        """ "In two hours, mail Ana that …": a time by itself, before a verb that writes to somebody."""
        if self.tokens[begin].sort is not Sort.TIME:
            return False
        i = self._after_links(begin + 1)
        return self.low(self._after_softeners(i)) in _WRITES_MAILS and self._command_begins(i)

    def _cut(self, begin: int, i: int, free: bool) -> int | None:
        """Where the next clause begins, when one ends before the token at `i`."""
        if i == begin:
            return None
        if i == begin + 1 and self._when_it_is_written(begin):
            return self._after_links(i)
        if self._only_since(begin, i):
            return None
        low = self.low(i)
        if self._in_that_case(begin):
            return self._after_links(i) if i == begin + 3 else None
        if low in _CONDITIONS and not self._asked_whether(i) and not self._further(i) and not free:
            return i
        linked = self._after_links(i)
        if self.low(begin) in {"otherwise", "else"} and i == begin + 1:
            return linked
        if self._is_condition(begin) and (low == "," or low == "then"):
            # "If not, …" and "if so, …" are whole without a verb.
            whole = low == "then" or i - begin <= 2 or self._has_verb(begin, i)
            return linked if whole else None
        if linked == i:
            if self._is_condition(begin) and self._bare_command(i):
                return i
            return None
        if free or self._opens_free_text(begin, i):
            return linked if self._strong(linked) else None
        if self._labels(begin, linked):
            return None
        if self._command_begins(linked) or self._question_begins(linked):
            return linked
        if self.low(linked) in _CONDITIONS:
            return linked
        if low in {",", "but"} and self.low(linked) in {"i", "we"} and self._has_verb(begin, i):
            return linked
        if low in {",", "so"} and self.low(linked) in _REASONS:
            return linked
        return None

    def _labels(self, begin: int, i: int) -> bool:
        """ "Email Ana, title 'Lunch', message 'At noon?'": words that say what a quote is."""
        quoted = i + 1 < self.end and self.tokens[i + 1].sort is Sort.QUOTE
        writes = self.low(self._after_softeners(begin)) in _WRITES
        return quoted and writes and self.low(i) in TITLE_NOUNS | TEXT_NOUNS

    def _after_links(self, i: int) -> int:
        """After a comma, "and", "and then", …; `i` when there is none."""
        if i >= self.end or (self.low(i) == "next" and self.tokens[i - 1].low != ","):
            return i
        j = self._links_end[i]
        if j > i and self.low(j) == "after" and self.low(j + 1) == "that":
            j += 2
        return j

    def _in_that_case(self, begin: int) -> bool:
        return [self.low(j) for j in range(begin, begin + 3)] == ["in", "that", "case"]

    def _is_condition(self, begin: int) -> bool:
        return self.low(begin) in _CONDITIONS or (self.low(begin) == "in" and self.low(begin + 1) == "case")

    def _further(self, i: int) -> bool:
        """ "Anything else", "who else": none that is left, where "else" says what is done otherwise."""
        before = self.low(i - 1)
        return self.low(i) == "else" and (
            before in _WHO_ELSE or before.startswith(("any", "some", "every", "no"))
        )

    def _asked_whether(self, i: int) -> bool:
        """Whether the "if" at `i` belongs to "check if", "see if", "ask Ana if"."""
        before = {self.low(j) for j in range(max(i - 4, 0), i)}
        return self.low(i) == "if" and (self.low(i - 1) in _ASKS_WHETHER or bool(before & {"ask", "asking"}))

    def _has_verb(self, begin: int, i: int) -> bool:
        return self._verbs_before[i] > self._verbs_before[begin + 1]

    def _bare_command(self, i: int) -> bool:
        """Within a condition without a comma: "if I am free at 3 book a room"."""
        return (
            self.low(i) in STRONG_VERBS
            and self.low(i) not in _NOUNISH
            and self.low(i - 1)
            not in AUXILIARIES | {"to", "not", "n't", "i", "we", "already", "any", "a", "an", "the"}
            and self._object_begins(i + 1)
        )

    def _command_begins(self, i: int) -> bool:
        j = self._after_softeners(i)
        low = self.low(j)
        if low not in COMMAND_VERBS:
            return False
        if j > i:
            return True
        # "Ana and Mark Twain", "Travel and Schedule Review"
        return not self._compound(j) and (low not in _NOUNISH or self._object_begins(j + 1))

    def _compound(self, j: int) -> bool:
        """Whether the word at `j` is only part of a name: "Schedule" in "Travel and Schedule Review"."""
        both = self.tokens[j].capitalised and j + 1 < self.end and self.tokens[j + 1].capitalised
        return both and not self.tokens[j].text.isupper() and self.low(j + 2) != "'s"

    def _after_softeners(self, i: int) -> int:
        return self._softeners_end[i] if i < self.end else i

    def _object_begins(self, i: int) -> bool:
        if i >= self.end:
            return False
        token = self.tokens[i]
        if token.sort in (Sort.QUOTE, Sort.ADDRESS, Sort.HANDLE):
            return True
        verb = self.low(i - 1)
        if token.sort is Sort.TIME and self.low(i + 1) == "'s":
            return True
        if token.low in _OBJECT_STARTS or token.low in NOUNS.named:
            return True
        if token.low == "to":
            return leads_of(verb).get("to") is Lead.ADDRESSED
        if verb in _TO_SOMEBODY:
            return token.sort is Sort.WORD and token.low not in FUNCTION
        return token.capitalised

    def _question_begins(self, i: int) -> bool:
        low, following = self.low(i), self.low(i + 1)
        if self.low(i - 1) == "and" and {low, self.low(i - 2)} <= _OF_A_MEETING:
            # "Where and when is it": one question.
            return False
        if low in QUESTION_WORDS:
            return following in AUXILIARIES | {"'s", "'re", "many", "time"} and self.low(i - 1) not in {
                "about",
                "know",
            }
        if low in {"did", "does"}:
            return following not in {"", "not", "n't"}
        named = i + 1 < self.end and self.tokens[i + 1].sort is Sort.WORD and self.tokens[i + 1].capitalised
        asks = low in AUXILIARIES and not self.tokens[i].capitalised
        return asks and (following in _SUBJECTS or named)

    def _opens_free_text(self, begin: int, i: int) -> bool:
        """Whether text of the user's own begins after `i`, unquoted: "saying that …", "tell her that …"."""
        if i + 1 < self.end and self.tokens[i + 1].sort is Sort.QUOTE:
            return False
        if self.low(i) in SAYING | {"telling"}:
            return not any(token.sort is Sort.QUOTE for token in self.tokens[i : i + 4])
        if self.low(i) in {":", "to"} and self.low(i - 1) in TASK_NOUNS:  # "a task to …": what is to be done
            return True
        verb = self._after_softeners(begin)
        tells = self.low(verb) in _TELLS - {"remind"} or (
            self.low(verb) in {"email", "message", "mail", "text", "write", "remind", "reply", "respond"}
        )
        return tells and self.low(i) == "that" and self.low(i - 1) != ","

    def _tells_before(self, i: int) -> bool:
        """Whether "that", and how things are, stand before `i`: "that I'm late …", and no "she should …"."""
        before = [self.low(k) for k in range(i)]
        if "that" not in before:
            return False
        said = before[before.index("that") :]
        # "The plans will come on Monday" asks nothing of anybody; "you will …" may.
        return not any(
            low in _ASKED_OF_THEM and (low not in {"will", "'ll"} or said[k - 1] in _PERSONS)
            for k, low in enumerate(said)
        )

    def _is_for_us(self, j: int) -> bool:
        """Whether a verb is none that a mail tells: "decline it", "remind me", "put it into my calendar"."""
        verb, after = self.low(j), self.low(j + 1)
        window = [self.low(k) for k in range(j + 1, min(j + 9, self.end))]
        if verb in _OF_IT:
            ours = NOUNS.named | TASK_NOUNS | INVITES
            return after in THING_PRONOUNS or (after in DETERMINERS and not ours.isdisjoint(window[1:4]))
        if verb not in COMMAND_VERBS:
            return False
        mine = (window[k + 1 : k + 3] for k, low in enumerate(window) if low in {"in", "into", "to", "on"})
        return (verb, after) == ("remind", "me") or any(
            two[:1] == ["my"] and bool(set(two[1:]) & (CALENDARS | TASK_NOUNS | {"to-do"})) for two in mine
        )

    def _strong(self, i: int) -> bool:
        """A verb that begins a new instruction even in the middle of free text."""
        j = self._after_softeners(i)
        if self.low(j) in _NAMES and self.low(j + 1) in THING_PRONOUNS:
            return True
        if self._is_for_us(j) and self._tells_before(i):
            return True
        if self.low(j) not in STRONG_VERBS or not self._object_begins(j + 1):
            return False
        if self._tells_before(i) and (self.low(j) in _ONLY_VERBS or self.tokens[j + 1].capitalised):
            # "… that it is due, and remind Farid": how things are goes on with nothing to be done.
            return True
        window = {self.low(k) for k in range(j + 1, min(j + 7, self.end))}
        return bool(window & NOUNS.named) or self.low(j + 1) in PERSON_PRONOUNS
