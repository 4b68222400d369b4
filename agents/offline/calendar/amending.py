"""What is said to change an event that was just proposed or made: "no, thursday", "and for 30 minutes"."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from agents.offline.calendar.amended import together
from agents.offline.calendar.frames import AmendEvent
from agents.offline.calendar.naming import naming
from agents.offline.calendar.places import names_a_place
from agents.offline.reading.afterwords import afterwords, drops
from agents.offline.reading.new_times import LATER, SOONER
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort, Token, as_typed, tokenize
from agents.offline.reading.words import AUXILIARIES, QUESTION_WORDS, Domain
from tools.patterns import Spoken
from tools.remembered import remembered
from tools.timewords import Kind, resolve

_FRAME = frozenset(
    "make move change set put do have get start starting begin beginning switch reschedule schedule book "
    "arrange it that this the one time times date day to be is 's should will 'll would want wanted need "
    "needs for on at go with event meeting appointment i 'd like prefer has its take best works work better "
    "good perfect cool nice awesome excellent suits fine great option long last lasts only just from of "
    "sounds lets update edit my mine our and also , - was supposed meant too as well instead by duration "
    "length new actually timing chill ok okay could can we take takes definitely probably about".split()
)
"""Words that say no more than that something changes."""
_ENDS = frozenset("end ends ending until till finish finishes extend".split())
_COMES = frozenset("with invite add include including bring".split())
_GOES = frozenset("without remove drop uninvite disinvite exclude except".split())
_OUT = frozenset("out off from the it event meeting attending".split())
_COMES_OR_GOES = Spoken(
    r"(?P<who>.{1,80}?) ?(?:(?P<goes>can ?(?:'?t|not) (?:make|come|attend)|dropped out"
    r"|(?:(?:is|are|'s|'re) )?refus(?:ing|es?|ed) to (?:come|attend|join)"
    r"|(?:is|are|'s|'re) not (?:coming|attending)|(?:isn'?t|aren'?t) (?:coming|attending)"
    r"|(?:won'?t|will not) (?:be )?(?:there|come|coming|attend(?:ing)?|making?))"
    r"|(?:is|are|will be|'s) (?:also )?"
    r"(?:coming(?: along)?|joining|attending|there)|will (?:also )?(?:come|join))"
    r"(?: it| to it)?(?: (?:to |at |for )?(?P<thing>(?:the|my|our) .{2,60}?))?(?: any ?more)?"
)
_SOMETHING_NEW = Spoken(
    r"\A(?:new )?(?:meeting|event|appointment|call|date)s?\b"
    r"|(?<!make it )(?<!was )\b(?:an?|another|new|one more) (?:new )?"
    r"(?:(?:meeting|event|appointment|call|date|time|one)\b|1[-:]1\b)"
    r"|\A(?:make|schedule|book|add|create|plan|set up) one\b(?! hour)"
    r"|\A(?:schedule|book|create|add|set up|plan|arrange) (?:me )?(?:an?|one|another|\d+)\b(?!.*\b(?:it"
    r"|them)\b)"
    r".*(?<!the )(?<!this )(?<!that )(?<!my )\b(?:meeting|event|appointment|call)\b"
    r"|\A(?:schedule|book|create|set up|plan|arrange) "
    r"(?:meeting|event|appointment|call|lunch|dinner|coffee)\b.*\bwith (?!me\b|us\b)"
)
""" "I have a meeting with Nicole": none that was spoken of."""
_THE_DATE = Spoken(
    r"\b(?:today|tomorrow|yesterday)(?:'s)? (?:date|day)\b"
    r"|\b(?:my|our) (?:work(?:ing)? ?)?(?:day|date|week|time)\b"
    r"|\b(?:date|day|time) (?:of|for) (?!it\b|that\b|this\b|the (?:meeting|event|appointment)\b)"
)
""" "Today's date", "the date of the first Monday in May": asked of a clock."""
_NAMED = Spoken(r"(?:title|name) ?: (?P<title>.+)")
_REMIND = Spoken(
    r"(?:remind me|(?:set|add|give me|put|with)(?: me)? an? (?:reminder|alert|alarm)(?: on it| for it)?) "
    r"(?P<length>(?:\d+|an?|half an|one|two|fifteen|thirty|ten) (?:min(?:ute)?s?|hours?|days?|weeks?)) "
    r"(?:before(?:hand)?|earlier|ahead|in advance)(?: of it| it(?: starts)?| that| then)?"
)
""" "And remind me an hour before"."""
_OFF = frozenset({"off", "day", "back"})
""" "Call it off": no name."""
_PLACED = Spoken(
    r"(?:(?:change|set|make|move|put|list) (?:the |its )?(?:location|place|room|venue)(?: of it)? "
    r"(?:to|be|as|for)(?: be)?(?: (?:at|in))? "
    r"|(?:add|note|mark|say|mention|put) that (?:(?:it|(?:the|this|that) (?:meeting|event|appointment))"
    r"(?: is| will be|['’]s|['’]ll be)|(?:i|we)(?: are| am| will be|['’]re|['’]m|['’]ll be)) (?:at|in) "
    r"|(?:the |its )?(?:location|place|venue)(?: is|['’]s| will be| should be)(?: now)? "
    r"(?:(?:at|in) |(?=(?:the|our|my) |(?-i:[A-Z])|\d+ [^\W\d]))"
    r"|(?:it|the (?:event|meeting|appointment))(?:['’]s| is| will be) located (?:at|in|on) "
    r"|(?:location|place|room|where) ?: )(?P<place>.+?)"
    r"(?: (?:during|for|at|in) (?:that|this|the same) (?:time|day|week|period)| then)?"
)
_TO_A_PLACE = Spoken(
    r"(?:change|move|switch) (?:it|that|this) (?:over )?to (?:be (?:held )?(?:at|in) )?"
    r"(?P<place>(?:(?:the|our|my) )?[^\W\d][\w'&. -]{1,50})"
)
_IS_NOW = Spoken(r"(?P<is>\bit(?:'s| is| will be)) now(?= (?:at|in|on|with)\b)")
""" "It's now in the garden": not at this moment, but from now on."""
_JOINT = Spoken(r"(?:[,;.]| (?:and|but)\b)(?:[\s,;.]|(?:and|but) )*")
""" "Add Ana, and make it an hour": between two things that are said of it."""
_SOMEWHERE = Spoken(
    r"(?:(?:make|move|change|put|have|do) (?:it|that|this) |it(?:'s| is| will be) )?(?:to )?(?:at|in) "
    r"(?P<place>(?:(?:the|our|my) )?[^\d\W][\w'&.\- ]{1,50})"
)
_BARE_HOUR = Spoken(
    r"(?:(?<=\bto )|(?<=\bit )|(?<=\bbe )|(?<=\bfor )|(?<=\bis )|(?<=\bat )|(?<=\buntil )|(?<=\bone )|\A)"
    r"(?:at )?(?P<hour>\d{1,2})(?P<rest>[:.]?[0-5]\d)?"
    r"(?=\W*\Z| (?:works|is|would|please|instead|better|on)\b)"
)
_HOURS = Spoken(
    r"(?P<lead>\b(?:(?:to|be|(?:make|set|have) (?:it|that|this)) (?:from )?)|\A)(?P<from>\d{1,2}(?::\d\d)?)"
    r" (?:to|until|till) (?P<to>\d{1,2}(?::\d\d)?)(?P<half> ?[ap]\.?m\b)?(?=\W*\Z)"
)
""" "Make it 3 to 5": both hours."""
_LASTS = Spoken(r"\b(?:to )?lasts? (?:for )?(?=(?:an?|half|one|two|three|four|five|\d+)\b)")
_GOES_TO = Spoken(r"\b(?:go(?:es)?|extend(?: it| this| that)?) (?:to|until|till) (?=\d)")
_ON_THE_LIST = Spoken(
    r"\b(?P<way>to|from|off|on|in) (?:the|my) (?:(?:guest|invite|attendee)s? list"
    r"|list(?: of (?:attendees|guests|invitees|people))?)(?=\W*\Z)"
)
_THE_DAY = Spoken(r"\b(?P<verb>change|move|set|switch) (?:the|its) (?:day|date) (?:of it )?to ")
""" "Change the day to Saturday": "the day to Saturday" is no time."""
_AS_GUEST = Spoken(r"\bas (?:an?(?:other)? |the )?(?:\w+ )?(?:attendees?|guests?|participants?|invitees?)\b")
_TAKEN_OUT = Spoken(
    r"\A(?:i (?:also )?(?:have|need|want) to )?"
    r"(?:take (?:off|out) (?P<who>.+)|take (?P<whom>.+?) (?:off|out)(?: of it)?)\Z"
)
_AT_GUEST = Spoken(rf"\A(?:at|put|have|include|make) (?P<who>.+? {_AS_GUEST.pattern})")
""" "At Lauren as another guest": a slip of "add"; who comes is no place."""
_BY = Spoken(r"\b(?P<way>later|earlier|sooner|back|forward|longer|shorter)\b(?: by)?")
_WITH_A_TIME = frozenset("longer shorter bit a back push delay postpone extend extra another more".split())
_UNIT = Spoken(r"(?:\b|\d)(?:h|hrs?|hours?|mins?|minutes?|days?|weeks?)\b")
_COUNTS = frozenset("a an half one two three four five six quarter".split())
_LENGTH_WORDS = 7
_MOST_WORDS = 16
_MOST_CHARS = 200
_PLACE_WORDS = 6


@remembered(64)
def amendment(said: str, now: datetime) -> AmendEvent | None:
    """What `said` changes of the event that is spoken of; None where a word of it says anything else."""
    if len(said) > _MOST_CHARS or drops(said):
        return None
    if (named := naming(said, now)) is not None:
        return _called(said, *named, now)
    return _at_once(said, now) or _one_after_the_other(said, now)


def _called(said: str, title: str, rest: str, now: datetime) -> AmendEvent | None:
    """The change of its name, with what else is said of it."""
    if title.lower() in _OFF:
        return None
    it = Reference(Domain.CALENDAR, len(said), len(said), pronoun=True)
    if not rest:
        return AmendEvent(0, len(said), target=it, title=title)
    more = amendment(rest, now)
    return (
        replace(more, title=title, target=it, stop=len(said)) if more is not None and _is_it(more) else None
    )


def _one_after_the_other(said: str, now: datetime) -> AmendEvent | None:
    """ "Add Ana, and make it an hour": each part a change of it by itself."""
    for joint in _JOINT.finditer(said):
        first, rest = said[: joint.start()], said[joint.end() :]
        before = _at_once(first, now) if first and rest else None
        more = amendment(rest, now) if before is not None else None
        if before is not None and more is not None and _is_it(before) and _is_it(more):
            return replace(together(before, more, now), stop=len(said))
    return None


def _is_it(one: AmendEvent) -> bool:
    return one.of_it


def _at_once(said: str, now: datetime) -> AmendEvent | None:
    after = afterwords(said)
    text = after.text
    if not text or len(text.split()) > _MOST_WORDS or _asks(said, text):
        return None
    it = Reference(Domain.CALENDAR, len(said), len(said), pronoun=True)
    blank = AmendEvent(0, len(said), target=it)
    if match := _NAMED.fullmatch(text):
        return replace(blank, title=match["title"].strip(" \"'“”‘’"))
    if (match := _REMIND.fullmatch(text)) and (length := resolve(match["length"], now=now)) is not None:
        minutes = int(length.duration.total_seconds() // 60) if length.duration is not None else 0
        return replace(blank, reminders=(minutes,)) if minutes else None
    if _SOMETHING_NEW.search(text) or _THE_DATE.search(text):
        return None
    if (match := _TO_A_PLACE.fullmatch(text)) and names_a_place(match["place"]):
        return replace(blank, place=match["place"])
    text = _IS_NOW.sub(r"\g<is> ", text)
    if match := _PLACED.fullmatch(text):
        place = match["place"].strip(" \"'“”")
        timed = any(token.sort is Sort.TIME for token in tokenize(place, now))
        return None if timed else replace(blank, place=place)
    text = _TAKEN_OUT.sub(lambda match: f"remove {match['who'] or match['whom']}", text)
    text = _THE_DAY.sub(r"\g<verb> it to ", _ON_THE_LIST.sub(r"\g<way> it", text))
    text = _AT_GUEST.sub(r"add \g<who>", text)
    text = _HOURS.sub(
        lambda match: f"{match['lead']}{_clock(match['from'])}-{_clock(match['to'])}{match['half'] or ''}",
        text,
    )
    text = _GOES_TO.sub("ends at ", _LASTS.sub("only for ", text))
    reader = _Reader(_BARE_HOUR.sub(_hour, text), now, turns=after.turns, adds=after.adds, also=after.also)
    found = reader.read(blank)
    if found is None and (match := _SOMEWHERE.fullmatch(text)):
        words = match["place"].split()
        proper = match["place"][:1].isupper() or words[0] in {"the", "our", "my", "room"}
        one_place = "and" not in map(str.lower, words)
        if proper and one_place and len(words) <= _PLACE_WORDS and resolve(match["place"], now=now) is None:
            return replace(blank, place=match["place"])
    return found


def _asks(said: str, text: str) -> bool:
    """Whether it is a question, and none that only asks for a change."""
    first = text.split()[0].lower()
    if first in QUESTION_WORDS or (said.rstrip().endswith("?") and first in AUXILIARIES):
        return True
    return first in {"is", "are", "am", "does", "did", "was", "were", "has"}


def _clock(hour: str) -> str:
    return hour if ":" in hour else f"{hour}:00"


def _hour(match: re.Match[str]) -> str:
    """ "to 4" and "at 1045" as times of day, where no unit says that they are something else."""
    rest = (match["rest"] or "").lstrip(":.")
    return f"at {match['hour']}:{rest}" if rest else f"at {match['hour']}"


class _Reader:
    """Takes the words of a text one after the other, each into its place."""

    def __init__(self, text: str, now: datetime, *, turns: bool, adds: bool, also: bool) -> None:
        self.now = now
        self.also = also
        self.turns, self.adds = turns, adds
        text = _AS_GUEST.sub("", text).strip()
        whole = self._whole_day(text)
        self.all_day = whole != text
        self.tokens = _one_length(whole, tokenize(whole, now), now)
        self.text = whole
        self.phrases = Phrases(self.tokens)
        self.words = {token.low for token in self.tokens}

    def _whole_day(self, text: str) -> str:
        return re.sub(r"\b(?:an? )?(?:all|whole)[ -]day(?: event)?\b", "", text, flags=re.IGNORECASE).strip()

    def read(self, found: AmendEvent) -> AmendEvent | None:
        if self.all_day:
            found = replace(found, all_day=True)
        about_people = self._people_alone(found)
        if about_people is not None:
            return about_people
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.sort is Sort.TIME:
                more = self.words & {"more", "extra", "another"} and not self.words & {"longer", "extend"}
                if more or token.text.lower().startswith(("before", "by ")):
                    # "Half an hour more": of what was moved it may be a further move.
                    return None
                found = self._time(found, i)
                i += 1
            elif self.phrases.skip(i, "instead", "of") > i:
                return self._instead(found, self.phrases.skip(i, "instead", "of"))
            elif token.low == "add" and self.phrases.is_time(i + 1):
                self.words.add("longer")
                i += 1
            elif token.low in _COMES | _GOES and (people := self._people(i + 1))[0]:
                goes = token.low in _GOES
                named, i = people
                found = replace(found, goes=named) if goes else replace(found, comes=named)
                while goes and self.phrases.low(i) in _OUT:
                    i += 1
            elif (after := self._somewhere(i)) > i:
                found = replace(found, place=as_typed(self.text, self.tokens[i + 1 : after]))
                i = after
            elif self._known(i):
                i += 1
            else:
                return None
        return found if found.says_something else None

    def _somewhere(self, i: int) -> int:
        """After "at Starbucks", "in room 4", up to who comes or goes; `i` where no place is named."""
        if self.tokens[i].low not in {"at", "in", "@"} or i + 1 >= len(self.tokens):
            return i
        first = self.tokens[i + 1]
        stop = next((j for j in range(i + 2, len(self.tokens)) if self._begins_people(j)), len(self.tokens))
        rest = self.tokens[i + 1 : stop]
        plain = all(
            token.sort is Sort.WORD and token.low not in AUXILIARIES | QUESTION_WORDS for token in rest
        )
        named = first.capitalised or first.low in {"the", "our", "my", "room"}
        return stop if plain and named and len(rest) <= _PLACE_WORDS else i

    def _begins_people(self, i: int) -> bool:
        """Whether "and (also) add …" begins there, or "with" and somebody."""
        if self.tokens[i].low in {"and", "also", ","}:
            while self.phrases.low(i) in {"and", "also", "please", ","}:
                i += 1
            return self.phrases.low(i) in _COMES | _GOES
        return self.tokens[i].low in {"with", "without"} and bool(self._people(i + 1)[0])

    def _known(self, i: int) -> bool:
        low = self.tokens[i].low
        if low in LATER | SOONER | _WITH_A_TIME:
            return any(token.sort is Sort.TIME for token in self.tokens)
        return low in _FRAME or low in _ENDS

    def _time(self, found: AmendEvent, i: int) -> AmendEvent:
        token = self.tokens[i]
        assert token.time is not None
        by = token.time.duration if token.time.kind is Kind.DURATION else None
        if by is not None:
            return self._length(found, by)
        before = {self.phrases.low(j) for j in range(max(i - 4, 0), i)}
        if token.time.kind is Kind.DEADLINE or before & _ENDS:
            return replace(found, until=token)
        return replace(found, times=(*found.times, token))

    def _length(self, found: AmendEvent, by: timedelta) -> AmendEvent:
        words = self.words
        if re.search(r"\b(?:only|just)\b", self.text, re.IGNORECASE):
            return replace(found, length=by)
        if words & {"longer", "extend"}:
            return replace(found, longer=by)
        if words & {"shorter", "shorten"}:
            return replace(found, longer=-by)
        if words & {"earlier", "sooner", "forward", "up"}:
            return replace(found, shift=-by)
        if words & {"later", "back", "push", "delay", "postpone", "out"}:
            return replace(found, shift=by)
        return replace(found, length=by)

    def _people_alone(self, found: AmendEvent) -> AmendEvent | None:
        """ "Bowser is coming too", "Susan can't make it", "… and farid": people, and whether they come."""
        if match := _COMES_OR_GOES.fullmatch(self.text):
            people = _everybody(match["who"], self.now)
            target = self._meant(match["thing"]) if match["thing"] else found.target
            if not people or target is None:
                return None
            goes = bool(match["goes"])
            return replace(found, target=target, goes=people if goes else (), comes=() if goes else people)
        people, after = self._people(0)
        if not people:
            return None
        named = self.also or all(person.text[:1].isupper() or person.address for person in people)
        if after == len(self.tokens):
            return replace(found, comes=people) if self.adds and not self.turns and named else None
        other = self.phrases.skip(after, "instead", "of")
        others, stop = self._people(other) if other > after else ((), after)
        return replace(found, comes=people, goes=others) if others and stop == len(self.tokens) else None

    def _meant(self, words: str) -> Reference | None:
        """The event that is named in so many words; None where they name something else, or more."""
        tokens = tokenize(words, self.now)
        target, after = Phrases(tokens).reference(0)
        return target if target is not None and after == len(tokens) and not target.pronoun else None

    def _instead(self, found: AmendEvent, i: int) -> AmendEvent | None:
        """ "… instead of 12" says when it was, "… instead of Grace" who goes."""
        if i < len(self.tokens) and self.tokens[i].sort is Sort.TIME:
            return found if found.says_something and i + 1 == len(self.tokens) else None
        people, after = self._people(i)
        whole = people and after == len(self.tokens) and found.comes
        if whole:
            return replace(found, goes=people)
        number = i + 1 == len(self.tokens) and self.phrases.low(i).isdigit()
        return found if number and found.says_something else None

    def _people(self, i: int) -> tuple[tuple[Person, ...], int]:
        """People by name or address, in words that are no verb of ours."""
        if i >= len(self.tokens) or self.tokens[i].low in _FRAME | _ENDS | _GOES:
            return (), i
        people, after = self.phrases.people(i)
        odd = any(
            person.relation
            or person.myself
            or (set(person.text.lower().split()) & (_FRAME | _ENDS | _GOES | _COMES))
            for person in people
        )
        return ((), i) if odd else (people, after)


def _everybody(words: str, now: datetime) -> tuple[Person, ...]:
    """The people whom all of `words` name."""
    tokens = tokenize(words, now)
    people, after = Phrases(tokens).people(0) if tokens else ((), 0)
    odd = any(person.relation or person.myself for person in people)
    return people if people and after == len(tokens) and not odd else ()


def _one_length(text: str, tokens: tuple[Token, ...], now: datetime) -> tuple[Token, ...]:
    """ "An hour and fifteen minutes" and "half an hour later" as one length each."""
    if not _UNIT.search(text):
        return tokens
    for i in range(len(tokens)):
        if not (tokens[i].sort is Sort.TIME or tokens[i].low.isdigit() or tokens[i].low in _COUNTS):
            continue
        for j in range(min(len(tokens), i + _LENGTH_WORDS), i, -1):
            words = as_typed(text, tokens[i:j])
            plain = _BY.sub("", words).strip()
            if j - i < 2 and plain == words:
                continue
            found = resolve(plain, now=now) if _UNIT.search(plain) else None
            if (
                found is None
                or found.kind is not Kind.DURATION
                or found.unresolved
                or plain.lower() in {"it"}
            ):
                continue
            way = tuple(
                Token(match["way"], tokens[i].begin + match.start(), tokens[i].begin + match.end())
                for match in _BY.finditer(words)
            )
            length = Token(plain, tokens[i].begin, tokens[j - 1].stop, Sort.TIME, plain, found)
            return (*tokens[:i], length, *way, *tokens[j:])
    return tokens
