"""Cutting a text into words and into atoms: quoted text, addresses, ids, words about time."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.quotes import OPENING, quotes_in
from agents.offline.reading.spelling import respelled
from agents.offline.reading.verbs import COMMAND_VERBS
from tools.patterns import Pattern, Spoken
from tools.remembered import remembered
from tools.timewords import Kind, Resolution, find, resolve

_READ_AS = {"IT": "i.t.", "US": "u.s.", "w/": "with", "W/": "with", "s": "'s"}
""" "The IT briefing", "a US call": in capitals, they are names. And what is written short: "whats on"."""

_CAPITALS = Pattern(r"\b(?:IT|US)\b")


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    SIGN = "sign"
    QUOTE = "quote"
    ADDRESS = "address"
    HANDLE = "handle"
    """The id of an event or a mail, as tools report it: "[event_id=3fk2…]"."""
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; nothing inside it is looked at any further."""

    text: str
    begin: int
    stop: int
    sort: Sort = Sort.WORD
    value: str = ""
    """Of a quote, the text between the marks; of a handle, "event:3fk2…"; of an address, "Name <a@b>"."""
    time: Resolution | None = None
    low: str = field(init=False, compare=False)
    """The word in lower case; atoms have none, so that no word list matches them."""

    def __post_init__(self) -> None:
        word = self.sort in (Sort.WORD, Sort.SIGN)
        low = _READ_AS.get(self.text) or self.text.lower().replace("’", "'")
        object.__setattr__(self, "low", low if word else "")

    @property
    def marked(self) -> bool:
        """Whether quotation marks stand around it: then it goes out as it is."""
        return self.sort is Sort.QUOTE and self.text[:1] in OPENING

    @property
    def clocked(self) -> bool:
        """Whether it says a time of day."""
        return self.time is not None and self.time.time_of_day_given

    @property
    def dated(self) -> bool:
        """Whether it is a time, and no mere length of it."""
        return self.time is not None and self.time.kind is not Kind.DURATION

    @property
    def capitalised(self) -> bool:
        return self.sort is Sort.WORD and self.text[:1].isupper()


_ADDRESS = Pattern(
    r"<(?P<angle>[^\s<>@]++@[^\s<>@]++)>|(?<![\w.+%-])(?P<bare>[\w.+%-]++@(?:[\w-]+(?:\.[\w-]+)+|(?P<host>[^\W\d_][\w-]*+)))"
)
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_LONGEST_NAME = 200
_NAME_BEFORE = Pattern(r"(?:[^\W\d_][\w.'’-]* ){1,4}\Z")
_WORD = Spoken(
    r"\b(?:what|who|when|where|how|that|there)(?=s\b)|\b[wW]/(?=\s?\w)|\b(?:[DdMmSs][Rr]|[Mm][Rr]?[Ss]|[Pp]rof|[SsMm]t)\.(?=\s[^\W\d_])|(?:n['’]t\b)|['’](?:s|ve|ll|re|d|m)\b|\d+(?:[.:]\d+)+|[^\W_]+(?:[-.][^\W_]+)*?(?=n['’]t\b)|[^\W_]+(?:[-./&][^\W_]+)*|[^\w\s]"
)
_MASK = "￼"
"""Stands for atoms while words about time are looked for; no word of any grammar."""


@remembered(128)
def tokenize(text: str, now: datetime) -> tuple[Token, ...]:
    """The tokens of `text` in order. Words about time are read in the zone of `now`."""
    atoms = _in_order([*_quotes(text), *_handles(text)])
    atoms = _in_order([*atoms, *_addresses(text, atoms)])
    masked = respelled(_mask(text, atoms))
    if masked.isupper():
        # "CANCEL IT": where all is in capitals, they name nothing.
        masked = _CAPITALS.sub(lambda match: match[0].lower(), masked)
    atoms = _in_order([*atoms, *_times(masked, now)])
    return tuple(_once(_fill(masked, atoms)))


def _in_order(tokens: Iterable[Token]) -> list[Token]:
    return sorted(tokens, key=lambda token: token.begin)


def _once(tokens: Iterator[Token]) -> Iterator[Token]:
    """`tokens` without words that were typed twice in a row: "of of", "the the"."""
    before = ""
    for token in tokens:
        twice = token.low and token.low == before and token.low in _OFTEN_DOUBLED
        # A quotation mark that nothing closes says nothing.
        if not twice and token.text not in OPENING:
            yield token
        before = token.low


_OFTEN_DOUBLED = frozenset("the a an of to in on at for with from and is i my me it by about".split())


_TO = Spoken(r"\s(?:to|until|till|for)\s+(?=\S)")
_AFTERTHOUGHT = Spoken(
    r"[\s,]*(?:\b(?:instead(?: of [^,.!?]+)?|please|then|now|today's|if possible)\b[\s,]*)*[.!?]*\Z"
)
_BARE_HOUR = Pattern(r"\d{1,2}(?::\d\d)?")


def moved_to(text: str, tokens: tuple[Token, ...], now: datetime) -> tuple[Token, ...]:
    """The tokens of an instruction to move something, its new time read by itself.

    In "my meeting on 8 December to 4pm" the words before and after "to" are no range.
    """
    begin, stop = tokens[0].begin, tokens[-1].stop
    for match in reversed(list(_TO.finditer(text, begin, stop))):
        if _OF_A_CLOCK.search(text, begin, match.start()):
            continue
        words = _AFTERTHOUGHT.sub("", text[match.end() : stop])
        found = resolve(f"at {words}" if _BARE_HOUR.fullmatch(words) else words, now=now)
        if found is None or found.start is None or found.unresolved:
            continue
        if (hours := _BETWEEN.search(text[begin : match.start()])) and found.time_of_day_given:
            return _at_hours(text, tokens, hours, match.end(), words, now) or tokens
        quoted = any(t.sort is Sort.QUOTE and t.begin < match.end() < t.stop for t in tokens)
        by_itself = any(t.sort is Sort.TIME and t.begin == match.end() for t in tokens)
        if quoted or by_itself:
            return tokens
        said = f"at {words}" if _BARE_HOUR.fullmatch(words) else words
        last = match.end() + len(words)
        lead = Token(match[0].strip(), match.start() + 1, match.start() + 1 + len(match[0].strip()))
        time = Token(said, match.end(), last, Sort.TIME, said, found)
        before = tuple(_shifted(token, begin) for token in tokenize(text[begin : match.start()], now))
        after = tuple(token for token in tokens if token.begin >= last)
        return (*before, lead, time, *after)
    return tokens


_OF_A_CLOCK = Spoken(r"\b(?:quarter|five|ten|twenty|half)\Z")
""" "A quarter | to 4" is one time of day."""
_BETWEEN = Spoken(
    r"\b(?P<lead>to|(?:make|set) (?:it|that|this))\s+(?:from\s+)?(?P<hour>\d{1,2}(?::\d\d)?)\s*\Z"
)
""" "Move it to 3 | to 5": both are its new time."""


def _at_hours(
    text: str, tokens: tuple[Token, ...], hours: re.Match[str], at: int, words: str, now: datetime
) -> tuple[Token, ...] | None:
    begin = tokens[0].begin
    first, last = (re.sub(r"\A\d{1,2}(?![:.\d])", r"\g<0>:00", one) for one in (hours["hour"], words))
    said = f"{first}-{last}"
    found = resolve(said, now=now)
    if found is None or found.end is None:
        return None
    start, stop = begin + hours.start("hour"), at + len(words)
    cut = begin + (hours.start("lead") if hours["lead"].lower() == "to" else hours.end("lead"))
    before = tuple(_shifted(token, begin) for token in tokenize(text[begin:cut], now))
    lead = Token("to", start - 1, start - 1)
    time = Token(said, start, stop, Sort.TIME, said, found)
    return (*before, lead, time, *(token for token in tokens if token.begin >= stop))


def _shifted(token: Token, by: int) -> Token:
    return Token(token.text, token.begin + by, token.stop + by, token.sort, token.value, token.time)


_RANGE = Pattern(r"(.*?\S)\s+(?:to|until|till)\s+(\S.*)", re.IGNORECASE | re.DOTALL)


def halves(token: Token, now: datetime) -> tuple[Token, Token] | None:
    """A range as its two ends: "from Monday to Tuesday" moves something from the one to the other."""
    match = _RANGE.fullmatch(token.text)
    if match is None:
        return None
    ends = []
    for group in (1, 2):
        found = resolve(match[group], now=now)
        if found is None or found.start is None:
            return None
        begin = token.begin + match.start(group)
        ends.append(Token(match[group], begin, begin + len(match[group]), Sort.TIME, match[group], found))
    return ends[0], ends[1]


def as_typed(text: str, tokens: tuple[Token, ...]) -> str:
    """The text itself where the tokens stand."""
    return text[tokens[0].begin : tokens[-1].stop].strip(" ,;:-") if tokens else ""


def addresses_in(text: str) -> tuple[str, ...]:
    """The mail addresses in `text` with their names, `Ana Lima <ana@…>`, each once."""
    return tuple(dict.fromkeys(token.value for token in _addresses(text, [])))


def _fill(text: str, atoms: list[Token]) -> Iterator[Token]:
    position = 0
    for atom in atoms:
        yield from _words(text, position, atom.begin)
        yield atom
        position = atom.stop
    yield from _words(text, position, len(text))


def _words(text: str, begin: int, stop: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, begin, stop):
        word = match[0]
        sort = Sort.WORD if word[0].isalnum() or len(word) > 1 else Sort.SIGN
        yield Token(word, match.start(), match.end(), sort)


def _mask(text: str, atoms: list[Token]) -> str:
    pieces: list[str] = []
    position = 0
    for atom in atoms:
        pieces += (text[position : atom.begin], _MASK * (atom.stop - atom.begin))
        position = atom.stop
    return "".join((*pieces, text[position:]))


_AFTER_A_COLON = Pattern(
    rf"\A\W*{OPENED}"
    r"(?:e-?mail|mail|message|text|write(?: to)?|tell|reply(?: to| all)|answer|respond to)\b"
    r"[^:;\n\"“‘]{1,60}?(?<!subject)(?<!title)(?<!body)(?<!text)(?<!message)(?<!content)(?<!line):\s+"
    r"(?P<text>[^\s\"'“‘].*?)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
""" "Email Ana: the mockups look great. Go ahead!": all that follows is what she is told."""


def _quotes(text: str) -> Iterator[Token]:
    if match := _AFTER_A_COLON.match(text):
        begin, stop = match.span("text")
        yield Token(text[begin:stop], begin, stop, Sort.QUOTE, match["text"])
        return
    for begin, stop in quotes_in(text):
        yield Token(text[begin:stop], begin, stop, Sort.QUOTE, text[begin + 1 : stop - 1].strip())


def _handles(text: str) -> Iterator[Token]:
    for match in NOUNS.handle.finditer(text):
        kind, name = match[1] or match[3], match[2] or match[4]
        yield Token(match[0], match.start(), match.end(), Sort.HANDLE, f"{kind}:{name}")


def _addresses(text: str, atoms: Sequence[Token]) -> Iterator[Token]:
    """`atoms` are in order, and no two of them overlap."""
    free, at = 0, 0
    for match in _ADDRESS.finditer(text):
        while at < len(atoms) and atoms[at].stop <= match.start():
            free, at = max(free, atoms[at].stop), at + 1
        if at < len(atoms) and atoms[at].begin < match.end():
            continue
        if match["host"] and resolve(match["host"], now=_SOME_DAY):
            continue  # "lunch@noon"
        begin, value = match.start(), (match["bare"] or match["angle"]).rstrip(".")
        name = _name_before(text[max(free, begin - _LONGEST_NAME) : begin]) if match["angle"] else ""
        if name:
            begin, value = begin - len(name) - 1, f"{name} <{value}>"
        yield Token(text[begin : match.end()], begin, match.end(), Sort.ADDRESS, value)
        free = match.end()


def _name_before(text: str) -> str:
    """The name that `text` ends with: its capitalised words, no verb among them."""
    match = _NAME_BEFORE.search(text)
    words = match[0].split() if match else []
    first = len(words)
    while first and words[first - 1][:1].isupper() and not words[first - 1].lower().endswith(("'s", "’s")):
        first -= 1
    while first < len(words) and words[first].lower() in COMMAND_VERBS:
        first += 1
    return " ".join(words[first:])


_TAIL = Spoken(r" (?:later|earlier|sooner|back|forward|ahead|longer|shorter)\Z")


_PUT_IN = Pattern(r"in (?=(?:from|at|on|for|between|by)\b)")
""" "Put the gym in from 5 to 6": the verb's own."""


_THE_ONE = Spoken(
    r"(?:(?<=\bthe )|(?<=\b(?:this|that|last|next) )|(?<=\b(?:first|third|other) )|(?<=\bsecond ))"
    r"one (?=(?:on|at|in|from|for|tomorrow|today|tonight|yesterday|next|this|last|\w{3,6}day)\b)"
)
""" "The one on Friday": that thing, and no hour of the day."""

_AN_HOUR = Spoken(r"\ban? (?:short |full |whole )?hour(?= (?:with|for|on|at|tomorrow|today|next|this)\b)")

_NIGHT = Spoken(
    r"(?<![^\W\d_])(?!(?:at|on|by|in|to|of|for|the|this|that|every|each|late|last|all|one|and|or|a|my|our|next|week"
    r"|\w*day|\w*row)\b)[^\W\d_]+ night \Z"
)
""" "Date night for Friday": of the evening's name."""


def _times(text: str, now: datetime) -> Iterator[Token]:
    """Words about time; those around a day ("of tomorrow's first") and after a length ("an hour earlier")
    are the sentence's. And "an hour with Ana", which is no time in itself."""
    found = find(text, now=now)
    begins = [mention.begin for mention in found]
    for match in _AN_HOUR.finditer(text):
        before = bisect_left(begins, match.end())
        if not before or found[before - 1].stop <= match.start():
            length = resolve(match[0], now=now)
            yield Token(match[0], match.start(), match.end(), Sort.TIME, match[0], length)
    for mention in found:
        begin, stop, low = mention.begin, mention.stop, mention.text.lower()
        begin += len("of ") if low.startswith("of ") else 0
        begin += len("in ") if _PUT_IN.match(low) else 0
        begin += len("one ") if _THE_ONE.match(text, mention.begin) else 0
        begin += len("night ") if _NIGHT.search(text[:stop], 0, begin + len("night ")) else 0
        stop -= len("'s") if low.endswith(("'s", "’s")) else 0
        tail = _TAIL.search(low) if mention.resolution.kind is Kind.DURATION else None
        stop -= len(tail[0]) if tail else 0
        said = mention.resolution
        if begin > mention.begin and low.startswith(("night ", "one ")):
            said = resolve(text[begin:stop], now=now) or said
        yield Token(text[begin:stop], begin, stop, Sort.TIME, text[begin:stop], said)
