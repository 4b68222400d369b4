"""What every question may hold, whatever it is about: how it begins, times, order, people, and a title."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from agents.offline.reading.claims import LENGTH, TIME, Sentence
from agents.offline.reading.question import Question
from agents.offline.reading.references import Person, Quantity, Reference
from agents.offline.reading.tokens import Sort, Token, as_typed
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import CALENDARS, NEGATIONS, ORDER, PREPOSITIONS, Domain
from tools.patterns import Spoken
from tools.timewords import Kind, resolve

_VERBS = (
    r"(?:to )?(?:check|see|find out|let me know|let us know|tell me|tell us|know|remember|remind me|"
    r"double check|verify|confirm|find|look up|look|wonder|wondering)(?: (?:and|to) (?:see|tell me|check))?"
)
_LEADS = (
    rf"(?:so |ok |okay |and |but |just |please )*{_VERBS}"
    r"(?: (?:if|whether|that)|(?= (?:what|which|when|where|who|how)\b))|know(?= (?:my|the|all|about) )"
)
_TO_SEE = (
    r"i (?:need|want|would like|would love|have)(?: you)? to (?:know|see)(?= (?:my|the|all|about|any) )|"
    r"is there any chance(?: that)?(?= i )|do you (?:see|have)(?= (?:an?|any|my|anything) )"
)
_OF_MINE = (
    r"(?:do you (?:know|see)|i (?:need|want|would like|would love|d like|have|was wondering|was hoping|"
    r"forgot|can not|cannot|ca not|do not|just want|just need))(?: to)?"
)
_OWN_TIME = (
    r"(?:my|the) (?P<rest>(?:rest|remainder) of (?:my|the|this) )?"
    r"(?P<span>morning|afternoon|evening|day|week|weekend|month)(?! of)"
)
_SAME_TIME = r"(?:(?:on |at )?(?:that|the same) (?P<what>day|time)|then)"
"""When what was spoken of is."""
_FIRST_THING = Spoken(r"(?:the )?first thing (?P<day>.+)")
_SPELLED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "couple": 2, "few": 3}
_INSIDE = frozenset("of the and for to in on at a an & - / : 's".split())
"""Words that may stand between two words of a title."""
_NEVER_A_TITLE = NEGATIONS | frozenset(
    "only except but or besides instead n't weekend weekends weekday weekdays".split()
)
"""Words that turn a question into another one: where nothing has read them, they stop it."""
_DENIES = (
    r"(?:do|does|did|has|have|is|are|was|were|am) (?P<no>not) (?!(?:"
    + "|".join(sorted(COMMAND_VERBS))
    + r") )\S+"
)
"""How a question begins that only sounds as if it denied something: "haven't I …?"."""
_LEADS_TO = frozenset("on at in for from".split())
_DETERMINED = (["the"], ["a"], ["an"], ["my"], ["our"])
_BEFORE_TITLES = frozenset("my the our a an any this that at in for to".split())
_CALLED = r"(?:called|named|titled|entitled|with (?:the |a )?(?:title|name|subject))"


class Inquiry:
    """A question that is being read: its sentence, and the reference that comes of it."""

    def __init__(self, question: Question, domain: Domain, noun: str) -> None:
        self.question = question
        self.said = Sentence(question.tokens, question.at, question.end)
        if (denies := self.said.begins(_DENIES)) is not None:
            self.said.claim(*self.said.place(denies, "no"), "grammar")
        self.told = self.whether = False
        """Whether it is put as "tell me …", and as "tell me whether …"."""
        self._own: tuple[Token, ...] = ()
        self.ref = Reference(domain, *question.span, noun=noun, quantity=Quantity.ALL, definite=False)

    def opened(self) -> None:
        """Take what only says that something is asked: "tell me", "do you know if", "I forgot"."""
        taken = ""
        follows = rf"(?= (?:{_LEADS}|what|which|when|where|who|how|if|whether))"
        see = self.said.take_first(_TO_SEE, "asking")
        if (mine := self.said.take_first(rf"{_OF_MINE}{follows}", "asking")) is not None:
            whether = self.said.take_first("if|whether", "asking")
            taken = whether[0] if whether is not None else mine[0]
        while (lead := self.said.take_first(_LEADS, "asking")) is not None:
            taken = lead[0]
        self.told = bool(taken) or see is not None
        self.whether = (see is not None and see[0][:2] in {"is", "do"}) or taken.endswith(
            ("if", "whether", "that")
        )

    def with_own_times(self) -> None:
        """Take "my afternoon", "the rest of the day": times that count from now."""
        match = self.said.take(_OWN_TIME, "time")
        if match is None or self.question.now is None:
            return
        if match["span"] == "day" and self.said.has(TIME):
            # "Later in the day today": the day is said.
            return
        words = "today" if match["span"] == "day" else f"this {match['span']}"
        places = self.said.within(*match.span())
        begin, stop = self.question.tokens[places[0]].begin, self.question.tokens[places[-1]].stop
        time = resolve(words, now=self.question.now)
        if match["rest"]:
            self.ref = replace(self.ref, tense="future")
        self._own = (Token(words, begin, stop, Sort.TIME, words, time),)

    def with_times(self) -> None:
        """Take all words about time that say when; lengths are left to who asks for them."""
        same = self.said.take(_SAME_TIME, "time")
        if same is not None:
            self.ref = replace(self.ref, same_time=same["what"] or "time")
        tokens = self.question.tokens
        open_ones = [tokens[i] for i in self.said.open()]
        self.said.take_all(TIME, "time")
        points = [token for token in open_ones if token.time is not None]
        points = [*self._own, *map(self._with_first_thing, points)]
        times = tuple(token for token in points if token.time and token.time.kind is not Kind.DURATION)
        self.ref = replace(self.ref, times=times)

    def _with_first_thing(self, token: Token) -> Token:
        """ "What is the first thing on Monday?": the first of that day, and none of the early hours."""
        match = _FIRST_THING.match(token.text)
        if match is None or self.question.now is None:
            return token
        self.ref = replace(self.ref, order=0, quantity=Quantity.ONE)
        words = match["day"]
        return replace(token, text=words, value=words, time=resolve(words, now=self.question.now))

    def length_after(self, words: str, by: str) -> timedelta | None:
        """The length behind these words, "longer than an hour (on Tuesday)", without the day taken."""
        match = self.said.has(rf"{words} (?P<length>{LENGTH}|{TIME})")
        time = self.question.tokens[self.said.within(*match.span("length"))[0]].time if match else None
        if time is None or time.duration is None:
            return None
        self.said.take(rf"{words}(?: {LENGTH})?(?= )", by)
        return time.duration

    def people_after(self, words: str, by: str = "people") -> tuple[Person, ...]:
        """Take the people who are named behind these words, with the words."""
        match = self.said.has(words)
        if match is None:
            return ()
        first = self.said.after(match)
        people, after = self.question.phrases.people(first)
        if not people or not all(map(self.said.free, range(first, after))):
            return ()
        self.said.take(words, by)
        self.said.claim(first, after, by)
        return tuple(person for person in people if not person.myself)

    def with_order(self) -> None:
        """Take "first", "last", "the next two", "the last time"."""
        said = self.said
        if said.take(r"(?:the )?last time", "order"):
            self.ref = replace(self.ref, order=-1, quantity=Quantity.ONE)
            return
        number = said.has(rf"(?:next|last|latest|first|newest) (?P<number>\d+|{'|'.join(_SPELLED)})(?= )")
        next_ = said.take(r"(?:very )?(?:next|soonest)", "order")
        order = said.take(r"most recent|newest|(?:very )?(?:" + "|".join(ORDER) + r")(?! name)", "order")
        if number is not None:
            word = number["number"]
            said.take(word, "order")
            self.ref = replace(self.ref, count=_SPELLED.get(word) or int(word))
        if next_:
            self.ref = replace(self.ref, next=True)
        elif order:
            place = ORDER.get(order[0].split()[-1], -1)
            self.ref = replace(self.ref, order=place)
        if (next_ or order) and number is None:
            self.ref = replace(self.ref, quantity=Quantity.ONE)

    def title(
        self,
        grammar: Collection[str],
        *,
        after: int = 0,
        before: str = "",
        never: Collection[str] = (),
        ends: Collection[str] = (),
    ) -> str:
        """Take the one run of words that stands in the place of a title; no word of it is in `grammar`, or is
        `never` one, but for the last, which may be one of `ends`.

        Where the kind of thing is named (`before`: by which words), only what stands at it, behind "the" or
        "my", or behind the token `after`, is one.
        """
        runs = [self._with_end(*run, ends) for run in self._runs({*grammar, *never})]
        called = self.said.take(_CALLED, "title")
        after = self.said.after(called) if called is not None else after
        behind = [run for run in runs if after and run[0] >= after]
        placed = [run for run in runs if self._placed(*run, before)]
        determined = [run for run in placed if [self.question.phrases.low(run[0] - 1)] in _DETERMINED]
        first, stop = next(iter(behind or determined or placed), (0, 0))
        if stop == 0:
            return ""
        tokens = self.question.tokens
        self.said.claim(first, stop, "title")
        if stop == first + 1 and tokens[first].sort is Sort.QUOTE:
            return tokens[first].value
        return as_typed(self.question.text, tokens[first:stop]).strip("\"'“”")

    def called(self) -> str:
        """Take the title behind "called", "with the title": all words, up to a time."""
        match = self.said.has(_CALLED)
        first = stop = self.said.after(match) if match is not None else 0
        tokens = self.question.tokens
        while match is not None and self.said.free(stop) and tokens[stop].time is None:
            ends = tokens[stop].sort is Sort.SIGN or (
                tokens[stop].low in _LEADS_TO and (self._dated(stop + 1) or self._in_calendar(stop + 1))
            )
            if ends:
                break
            stop += 1
            if tokens[first].sort is Sort.QUOTE:
                break
        if match is None or stop == first:
            return ""
        self.said.take(_CALLED, "title")
        self.said.claim(first, stop, "title")
        return as_typed(self.question.text, tokens[first:stop]).strip("\"'“”")

    def _in_calendar(self, i: int) -> bool:
        """ "On my calendar", behind what something in it is called."""
        low = self.question.phrases.low
        return low(i) in {"my", "the", "our"} and low(i + 1) in CALENDARS

    def _dated(self, i: int) -> bool:
        return i < self.question.end and self.question.tokens[i].time is not None

    def _runs(self, grammar: Collection[str]) -> list[tuple[int, int]]:
        tokens = self.question.tokens
        runs: list[tuple[int, int]] = []
        for i in self.said.open():
            known = self.said.holds(i, _NEVER_A_TITLE) or self.said.is_one_of(i, grammar)
            known = known and not (runs and runs[-1][1] == i and self._goes_on(i))
            if tokens[i].sort not in (Sort.WORD, Sort.QUOTE) or known:
                continue
            before = runs[-1][1] if runs else -1
            between = [tokens[j].low for j in range(before, i)] if runs else []
            inside = all(low in _INSIDE for low in between) and between[:1] not in _DETERMINED
            if runs and inside and all(map(self.said.free, range(before, i))):
                runs[-1] = (runs[-1][0], i + 1)
            else:
                runs.append((i, i + 1))
        return runs

    def _goes_on(self, i: int) -> bool:
        """Whether a word that is none of a title by itself belongs to a name, as its capital says: "Get" of
        "my Breakfast Get Together"."""
        tokens = self.question.tokens[self.question.at + 1 : self.question.end]
        some_are_small = any(token.text[:1].islower() for token in tokens)
        before, word = self.question.tokens[i - 1], self.question.tokens[i]
        return some_are_small and before.capitalised and word.capitalised and word.low in COMMAND_VERBS

    def _with_end(self, first: int, stop: int, ends: Collection[str]) -> tuple[int, int]:
        """A run with what ends it, where nothing but a time or a preposition stands behind."""
        if not (self.said.free(stop) and self.said.is_one_of(stop, ends)):
            return first, stop
        behind = self.question.tokens[stop + 1] if stop + 1 < self.question.end else None
        closed = behind is None or behind.time is not None or behind.low in PREPOSITIONS
        return first, stop + closed

    def _placed(self, first: int, stop: int, kinds: str) -> bool:
        """Whether a title may stand there: at what kind of thing it is, or behind "the", "my", "at"."""
        tokens, low = self.question.tokens, self.question.phrases.low
        of_a_day = low(first - 1) == "'s" and self._dated(first - 2)
        if low(first - 1) in _BEFORE_TITLES or of_a_day or tokens[first].sort is Sort.QUOTE:
            return True
        return not kinds or re.fullmatch(kinds, low(stop)) is not None
