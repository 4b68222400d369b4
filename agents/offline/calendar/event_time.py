"""When an event is to be: what was said of it, settled with the user where that leaves something open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agents.offline.asking.answer import Wanted
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, ask, choose, together
from agents.offline.asking.script import Part
from agents.offline.calendar.frames import CreateEvent
from agents.offline.calendar.likely import likely
from agents.offline.calendar.open_hours import free_between, free_within, offer
from agents.offline.calendar.terms import EVENTS
from agents.offline.reading import when
from agents.offline.reading.tokens import Sort, Token, tokenize
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION, ORDER
from tools.patterns import Pattern, Spoken
from tools.timewords import Kind, Resolution, resolve

_ALL_DAY = frozenset(
    "holiday holidays vacation birthday anniversary day off leave deadline trip reminder conference "
    "retreat".split()
)
_AWAY = frozenset("holiday holidays vacation off leave".split())
_WEEKS = frozenset({"week", "weekend", "month"})
_FROM_TO = Spoken(r"\b(?:to|until|till|through|thru)\b|[–-]")
_VAGUELY = Spoken(r"\b(?:later|earlier|early|late|some ?time|some ?day|week of)\b")
_ANY = frozenset({"first", "earliest", "soonest", "any", "anytime", "whichever", "whenever"})
"""Answers that leave the time to us, within what was said before."""
_PICKED = Spoken(
    r"\b(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:one|option|1 ?- ?1|1)\b,?"
    r"|\A\W*(?:the )?(?:first|second|third|fourth|last)\W*\Z"
)
""" "The second one, in the morning": which, and no time of day."""
_SOMETIME = Spoken(r"\b(?:some|any) ?time\b")
_CLOCK = Spoken(r"(?:(?<=\bat )|(?<=\bfrom )|(?<=\bto )|(?<=\buntil ))\d{1,2}(?::\d\d)?(?![\d:])")
_NOON = 12
_BEFORE = Spoken(r"(?:\bsometime )?\bbefore\b")
_DAY_BEGINS = 9
_AN_HOUR = timedelta(hours=1)
_STARTS = Spoken(r"\b(?:start|begin|from\b)")
""" "After 3" says no more than that."""
_A_DAY = Spoken(r"(?:this|next|on|tomorrow|today)\b")
_NOW = frozenset({"now", "right now"})
_YES = ("y", "right", "correct", "exactly", "that")


def the_time(request: Request, frame: CreateEvent, title: str) -> Part[tuple[str, Resolution]]:
    """The words for the tool and what they mean.

    Raises:
        QuestionError: there are none, they leave the time of day open, or they are not certain.
    """
    question = f"When should '{title}' be?"
    answer = "" if frame.times else _answer_to(request, question, title)
    if not frame.times and answer is None:
        raise QuestionError(question, Wanted.TIME)
    tokens = list(frame.times) or time_tokens(request, answer or "")
    if frame.title and not any(when.names_day(token, request.now) for token in tokens):
        tokens = [*_days_in(request, frame.title), *tokens]
    tokens = [token for token in tokens if token.text.lower() not in _NOW] or tokens
    found = when.joined(tokens, request.now)
    if found is None or found.start is None or found.kind is Kind.DURATION:
        raise QuestionError(question, Wanted.TIME)
    before = _before_on_a_day(tokens, found, request.now)
    if before is not None:
        day, found = before
        return (yield from with_clock(request, [day], (day.text, found), frame.length, title))
    if found.kind is Kind.DEADLINE and not found.start_given:
        return (yield from _within_days(request, frame, found, title))
    words = when.words_of(tokens, request.now)
    if found.kind is Kind.SPAN and found.time_of_day_given and found.certain and _SOMETIME.search(words):
        return (yield from with_clock(request, tokens, (words, found), frame.length or _AN_HOUR, title))
    from_then = found.kind is Kind.SINCE and _STARTS.search(words)
    if found.time_of_day_given and (from_then or _about_then(found)):
        # "Starting at noon", "sometime around 1": the card says when.
        found = replace(found, kind=Kind.INSTANT, certain=True, approximate=False, candidates=(), end=None)
        words = iso_words(found)
    if not found.certain:
        reading = likely(words, found, title, request.now)
        if reading is not None:
            words, found = _worded(words, reading, request.now), reading
        else:
            words, found = settled_time(request, words, found)
    if found.start_given and (days := _for_days(found, frame.length, request.now)):
        return days
    if _all_day(frame, tokens, found, request.now):
        return words, found
    if found.time_of_day_given and not _only_within(found, frame.length, request.now):
        return words, found
    if when.several_days(found, request.now):
        return (yield from _within_days(request, frame, found, title))
    return (yield from with_clock(request, tokens, (words, found), frame.length, title))


def _for_days(found: Resolution, length: timedelta | None, now: datetime) -> tuple[str, Resolution] | None:
    """The days from the one that was found on, where the length is one of whole days."""
    if length is None or found.start is None or found.time_of_day_given or when.several_days(found, now):
        return None
    days = when.whole_days(when.aware(found.start, now), length)
    meant = resolve(days, now=now) if days else None
    return (days, meant) if meant is not None else None


def _whole(found: Resolution, now: datetime) -> str:
    """The words for all of the days that were found."""
    if not when.several_days(found, now) or found.start is None or found.end is None:
        return iso_words(found)
    first, end = when.aware(found.start, now), when.aware(found.end, now)
    return when.whole_days(first, end - first)


def _before_on_a_day(
    tokens: Sequence[Token], found: Resolution, now: datetime
) -> tuple[Token, Resolution] | None:
    """ "Before 4 pm on Monday": the day, and what of it is meant; "by Monday at 4" may be any day before."""
    said = [token for token in tokens if _BEFORE.search(token.text)]
    at = [when.reworded(token, _BEFORE.sub("at", token.text), now) for token in said]
    named = any(when.names_day(token, now) for token in (*at, *tokens))
    if found.kind is not Kind.DEADLINE or not found.time_of_day_given or found.end is None:
        return None
    if not (named and said and found.certain):
        return None
    end = when.aware(found.end, now)
    begin = max(now, end.replace(hour=min(_DAY_BEGINS, end.hour), minute=0))
    words = f"on {end:%Y-%m-%d}"
    return when.reworded(tokens[0], words, now), replace(found, kind=Kind.SPAN, start=begin, end=end)


def _days_in(request: Request, title: str) -> list[Token]:
    """The day that a title names: "Cooking this Saturday" at 8. "Black Friday" names none."""
    named = [token for token in time_tokens(request, title) if when.names_day(token, request.now)]
    return [token for token in named if _A_DAY.match(token.text)]


def _within_days(
    request: Request, frame: CreateEvent, found: Resolution, title: str
) -> Part[tuple[str, Resolution]]:
    """ "Next week", "within a month": the day and the time that the user picks; what is free is offered."""
    question = f"When {_days(found, request.now)}should '{title}' be"
    answer = _answer_to(request, question, title)
    said = time_tokens(request, answer or "")
    if not said:
        slots = yield from free_between(request, found, frame.length)
        chosen = _slot_of(answer, slots)
        if chosen is None:
            raise QuestionError(f"{question}{offer(slots, days=True)}?", Wanted.TIME)
        words = chosen.isoformat()
        return words, resolve(words, now=request.now) or found
    if not any(when.names_day(token, request.now) for token in said):
        question = f"And on which day, {when.words_of(said, request.now)}?"
        day = time_tokens(request, ask(request, question, Wanted.TIME))
        if not any(when.names_day(token, request.now) for token in day):
            raise QuestionError(question, Wanted.TIME)
        said = [*day, *said]
    meant = when.joined_within(said, found, request.now)
    if meant is None or meant.start is None:
        raise QuestionError(f"{question}?", Wanted.TIME)
    if _all_day(frame, said, meant, request.now):
        length = frame.length or found.duration
        return _for_days(meant, length, request.now) or (_whole(meant, request.now), meant)
    if when.several_days(meant, request.now) and (meant.start, meant.end) != (found.start, found.end):
        # "The week of the fair": rather then.
        return (yield from _within_days(request, frame, meant, title))
    return (yield from _settled_on(request, said, meant, frame.length, title))


def _days(found: Resolution, now: datetime) -> str:
    """From when until when, where that isn't only a limit."""
    if not found.start_given or found.start is None or found.end is None:
        return ""
    first, last = when.aware(found.start, now), when.aware(found.end, now) - timedelta(minutes=1)
    begin = f"from {when.spoken(first.date().isoformat())} " if first > now else ""
    return f"{begin}until {when.spoken(last.date().isoformat())} "


def _settled_on(
    request: Request, said: Sequence[Token], meant: Resolution, length: timedelta | None, title: str
) -> Part[tuple[str, Resolution]]:
    """The time of an answer that names a day; where it leaves the time of day open, that is asked."""
    if not meant.certain:
        words, meant = settled_time(request, when.words_of(said, request.now), meant)
        if meant.time_of_day_given:
            return words, meant
    if meant.time_of_day_given and not _only_within(meant, length, request.now):
        return iso_words(meant), meant
    return (yield from with_clock(request, said, (iso_words(meant), meant), length, title))


def _about_then(found: Resolution) -> bool:
    """ "Around 1", of which it is known which 1."""
    one = {reading.start for reading in found.candidates} <= {found.start}
    return found.approximate and found.end is None and one and not found.unresolved


def _only_within(found: Resolution, length: timedelta | None, now: datetime) -> bool:
    """Whether it says between what times something should be, not when: "30 minutes on Friday morning",
    "after 3 pm".
    """
    if found.kind is Kind.SINCE:
        return True
    if found.start is None or found.end is None or length is None:
        return found.approximate
    return when.aware(found.end, now) - when.aware(found.start, now) > length


def with_clock(
    request: Request,
    tokens: Sequence[Token],
    day_of: tuple[str, Resolution],
    length: timedelta | None,
    title: str,
) -> Part[tuple[str, Resolution]]:
    """The time of day that the user says for an event, on a day, or within a part of it, that is known.

    Raises:
        QuestionError: nobody has said it yet.
    """
    words, found = day_of
    assert found.start is not None
    start = when.aware(found.start, request.now)
    question = f"At what time on {when.spoken(start.date().isoformat())} should '{title}' be"
    answer = _answer_to(request, question, title)
    if answer is None or (_picks(answer) and not time_tokens(request, answer)):
        slots = yield from free_within(request, found, length)
        if answer is None:
            raise QuestionError(f"{question}{offer(slots)}?", Wanted.TIME)
        if (chosen := _slot_of(answer, slots)) is not None:
            words = chosen.isoformat()
            return words, resolve(words, now=request.now) or found
    assert answer is not None
    if "day" in answer.lower().split():
        return words, found
    clock = time_tokens(request, answer) or time_tokens(request, f"at {answer}")
    if other := _on_another_day(request, clock, start):
        return (yield from _settled_on(request, clock, other, length, title))
    both = when.joined([*tokens, *clock], request.now)
    if not clock or both is None:
        raise QuestionError(f"{question}?", Wanted.TIME)
    for reading in (both, *both.candidates):
        if reading.time_of_day_given and _same_day(reading, start) and reading.end is None:
            return iso_words(reading), reading
    alone = when.joined(clock, request.now)
    if alone is None or not alone.time_of_day_given or alone.kind is Kind.DEADLINE:
        # "Until 2": when it ends, and not when it begins.
        raise QuestionError(f"{question}?", Wanted.TIME)
    if alone.approximate and alone.end is not None:
        # "In the morning": what is free then is offered.
        part = when.joined([*tokens, *clock], request.now) or found
        raise QuestionError(
            f"{question}{offer((yield from free_within(request, part, length)))}?", Wanted.TIME
        )
    words = when.on_day(start, alone, request.now)
    return words, resolve(words, now=request.now) or alone


def _picks(answer: str) -> set[str]:
    """The words of an answer that take one of what was offered."""
    return {word.strip(".,!") for word in answer.lower().split()} & (_ANY | set(ORDER))


def _slot_of(answer: str | None, slots: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    """When the free time begins that an answer takes: "the second one", "any"; None where it takes none."""
    picks = _picks(answer or "")
    if not picks or not slots:
        return None
    order = next((ORDER[word] for word in picks if word in ORDER), 0)
    return slots[order][0] if -len(slots) <= order < len(slots) else None


def _on_another_day(request: Request, said: Sequence[Token], day: datetime) -> Resolution | None:
    """What an answer means that names a day itself, and not the one that it was asked about."""
    if not any(when.names_day(token, request.now) for token in said):
        return None
    meant = when.joined(said, request.now)
    if meant is None or meant.start is None:
        return None
    return None if any(_same_day(reading, day) for reading in (meant, *meant.candidates)) else meant


def _same_day(reading: Resolution, day: datetime) -> bool:
    return reading.start is not None and when.aware(reading.start, day).date() == day.date()


def settled_time(request: Request, words: str, found: Resolution) -> tuple[str, Resolution]:
    """The reading that the user chooses of words that are not certain.

    Raises:
        QuestionError: the user has not chosen yet.
    """
    options = [reading.understood for reading in found.candidates] or [found.understood]
    if len(options) > 1:
        sharper = _sharpened(
            request, words, found, f"'{words}' may mean {together(options, 'or')}. Which one?"
        )
        if sharper is not None:
            return sharper
        picked = choose(request, f"'{words}' may mean {together(options, 'or')}. Which one?", options)
        if not picked:
            raise UnableError("All right, nothing was done.")
        reading = found.candidates[picked[0]]
        return _worded(words, reading, request.now), reading
    answer = ask(request, f"I am not sure about '{words}': is it {options[0]}?")
    if answer.strip().lower().startswith(_YES):
        return _worded(words, found, request.now), found
    tokens = time_tokens(request, answer)
    again = when.joined(tokens, request.now)
    if again is None or not again.certain:
        raise QuestionError("When is it, then?", Wanted.TIME)
    return when.words_of(tokens, request.now), again


def _sharpened(
    request: Request, words: str, found: Resolution, question: str
) -> tuple[str, Resolution] | None:
    """The reading that an answer leads to which says a time of its own: "10am", "the 27th"."""
    said = time_tokens(request, request.answer_to(question) or "")
    alone = when.joined(said, request.now)
    if alone is None or alone.start is None:
        return None
    named = when.aware(alone.start, request.now)
    for reading in found.candidates:
        if any(when.names_day(token, request.now) for token in said) and _same_day(reading, named):
            if alone.time_of_day_given:
                return iso_words(alone), alone
            return iso_words(reading), reading
    both = resolve(f"{words} {when.words_of(said, request.now)}", now=request.now)
    if both is None or both.start is None or not alone.time_of_day_given:
        return None
    if both.certain:
        return _worded(f"{words} {when.words_of(said, request.now)}", both, request.now), both
    return settled_time(request, f"{words} {when.words_of(said, request.now)}", both)


def _answer_to(request: Request, question: str, title: str) -> str | None:
    """The answer to `question` about `title`, which may have been another before: of what was said since."""
    if (answer := request.answer_to(question)) is not None:
        return answer
    opening = question.partition(f"'{title}'")[0]
    known = _words(request.text) - FUNCTION
    given = [
        exchange.answer
        for exchange in request.answers
        if exchange.question.startswith(f"{opening}'")
        and (before := _QUOTED.match(exchange.question, len(opening)))
        and known.isdisjoint(_words(title) - _words(before["title"]))
    ]
    return " ".join(given) or None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


_WORD = Pattern(r"[^\W_]+")
_QUOTED = Pattern(r"'(?P<title>.*?)' be")


def time_tokens(request: Request, text: str) -> list[Token]:
    """The words about time in an answer, but for what is ruled out: "not Monday"."""
    text = _PICKED.sub(" ", text)
    said = [token for token in tokenize(text, request.now) if token.sort is Sort.TIME]
    return [token for token in said if not _RULED_OUT.search(text[: token.begin])]


_RULED_OUT = Spoken(r"(?<!why )\b(?:not|except|anything but)(?: (?:on|at))? \Z")


def _all_day(frame: CreateEvent, tokens: Sequence[Token], found: Resolution, now: datetime) -> bool:
    """Whether it takes whole days: a holiday, several days, or an entry that is no meeting."""
    part = found.approximate and found.end is not None
    if found.time_of_day_given and (part or found.kind is Kind.SINCE):
        # "The big day is tomorrow morning."
        return False
    said = {word.lower() for word in f"{frame.words} {frame.noun} {' '.join(t.text for t in tokens)}".split()}
    found = replace(found, duration=frame.length or found.duration)
    if _on_some_day(when.words_of(tokens, now), found, now, always=frame.away or bool(said & _AWAY)):
        return False
    if frame.away:
        return not found.time_of_day_given
    if said & _ALL_DAY or {"all", "day"} <= said:
        return True
    if found.time_of_day_given and (frame.length is not None or found.approximate):
        return False
    if when.several_days(found, now):
        return not frame.people and not (said & EVENTS and said & _WEEKS)
    return not frame.people and not said & (EVENT_NOUNS | {"event"})


def _on_some_day(words: str, found: Resolution, now: datetime, *, always: bool) -> bool:
    """ "In May", "later this week", "for three days in March": some of these days, and not all of them.

    `always`: whoever is away then is away all the time, if nothing says for how long.
    """
    if not when.several_days(found, now) or _FROM_TO.search(words):
        return False
    assert found.start is not None and found.end is not None, "several days begin and end"
    begin, end = when.aware(found.start, now), when.aware(found.end, now)
    if always or found.duration is not None:
        return found.duration is not None and end - begin > found.duration
    return _VAGUELY.search(words) is not None or (begin.day == end.day == 1 and begin != end)


def _worded(words: str, reading: Resolution, now: datetime) -> str:
    """What a reading of `words` means, as the tools take it; also of what comes again, "every Tuesday at 8".

    Raises:
        QuestionError: no words say that.
    """
    if not reading.rrule or reading.start is None:
        return iso_words(reading)
    begin = when.aware(reading.start, now)
    rule, _, _ = reading.understood.partition(", first ")
    at = f" at {begin:%H:%M}" if reading.time_of_day_given else ""
    if at and reading.end is not None:
        at = f" from {begin:%H:%M} to {when.aware(reading.end, now):%H:%M}"
    half = "am" if begin.hour < _NOON else "pm"
    ways = (f"{rule}{at} from {begin.date()}", _CLOCK.sub(rf"\g<0> {half}", words), f"{words} {half}", words)
    for way in ways:
        found = resolve(way, now=now)
        if found is not None and found.certain and _is_same(found, reading):
            return way
    raise QuestionError("From when on is it, at what hour, and how often?", Wanted.TIME)


def _is_same(one: Resolution, other: Resolution) -> bool:
    return (one.start, one.end, one.rrule) == (other.start, other.end, other.rrule)


def iso_words(reading: Resolution) -> str:
    """What a reading means as the tools take it: a moment, a day, or both ends of a span in ISO 8601."""
    if reading.start is None:
        return reading.understood
    if isinstance(reading.start, datetime) and reading.end is not None:
        end = when.aware(reading.end, reading.start)
        return f"{reading.start.isoformat()}/{end.isoformat()}"
    return reading.start.isoformat()
