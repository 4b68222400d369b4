"""What is only added to what was just done: "at Markthalle" to a lunch, "and add that …", "and the first"."""

import re

from agents.offline.asking.history import last_asked, last_thing
from agents.offline.asking.messages import Request
from agents.offline.asking.specialists import tools
from agents.offline.calendar.frames import CreateEvent, ListEvents
from agents.offline.reading.courtesies import OPENED, OPENERS
from agents.offline.reading.frames import Frame, Made
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION, MAIL_NOUNS, ORDER, PLEASED, Domain
from agents.offline.supervising.rewording import quotable
from tools.patterns import Pattern, Spoken
from tools.timewords import resolve

_PLACE = Pattern(
    r"\A\W*(?:(?:and|oh|ah|ok(?:ay)?)\W+)?(?:it(?:['’]s| is| will be)\s+)?"
    r"(?:at|in)\s+(?P<place>(?:(?:the|our|my)\s+)?(?:[A-Z]|room\b)[\w'’&.\- ]{0,40}?)\W*\Z"
)
_ANY_PLACE = Spoken(
    r"\A\W*(?:(?:and|oh|ah|ok(?:ay)?)\W+)?(?:it(?:['’]s| is)\s+)?(?:at"
    r"|in)\s+(?P<place>[\w'’&.\- ]{2,40}?)\W*\Z"
)
_WHERE = Spoken(rf"\A\W*{OPENED}(?:and )?where\b")
_SAY_MORE = Pattern(
    rf"\A\W*(?:(?:{OPENERS}|oh)\W+)*(?:add|mention|say|include)(?: too| also)? that "
    r"(?P<text>(?:i|we|he|she|it|they|you|the|my|our)\b.+)\Z",
    re.IGNORECASE | re.DOTALL,
)


_BUT_NOT = Spoken(
    r"\A\W*(?:(?:but|and|only|just|oh|ok(?:ay)?)\W+)*(?:not|except(?: for)?) "
    r"(?P<when>on [^.,;:!?\n]{3,30}|(?:this|next) \w{3,9}|tomorrow|the \d{1,2}(?:st|nd|rd|th))\W*\Z"
)


def in_full_sentence(request: Request) -> str | None:
    """What a place alone stands for, a day on which a series shall not be, or more words for a mail.

    None when it is none of these, or nothing was made before.
    """
    if (but := _BUT_NOT.match(request.text)) and (series := _series_made(request)) is not None:
        return f'skip "{quotable(series)}" {but["when"]}'
    more = _SAY_MORE.match(request.text)
    written = last_thing(request.history, None) if more else None
    if more is not None and written is not None and written.domain is Domain.EMAIL:
        return f"tell them that {more['text']}"
    if (one := _ANOTHER_ONE.match(request.text)) and (title := _spoken_of(request)):
        # Unquoted, "with Ana" is who comes.
        named = title if " with " in title else f'"{quotable(title)}"'
        return f"schedule {named} {one['when']}"
    match = _PLACE.match(request.text) or (_asked_where(request) and _ANY_PLACE.match(request.text)) or None
    thing = last_thing(request.history, None) if match else None
    if match is None or thing is None or thing.domain is not Domain.CALENDAR:
        return None
    if resolve(match["place"], now=request.now) is not None:
        return None
    return f"change the location of it to '{match['place']}'"


_ANOTHER_ONE = Spoken(
    rf"\A\W*{OPENED}"
    r"(?:make|schedule|book|create|set up|plan) (?:me )?(?:another )?one "
    r"(?P<when>(?:for|on|at|this|next|today|tonight|tomorrow|\w{3,6}day)\b(?!.*\bwith\b)[^.,;:!?\n]{0,40})\W*\Z"
)
""" "Make one on Monday at 10", of what was looked for: one more, and no other time for that. "Add one" is
of a series."""


def _asked_where(request: Request) -> bool:
    """Whether the person has just asked where it is."""
    said = next((line.text for line in reversed(request.history) if line.by_user), "")
    return _WHERE.match(said) is not None


def _spoken_of(request: Request) -> str:
    """How that is called which was looked for or made last; empty where it had no name."""
    looked = last_asked(request.history, ListEvents, request.now)
    if looked is not None and looked.target is not None and (looked.target.title or looked.target.words):
        noun = "" if looked.target.noun.startswith("event") else looked.target.noun
        words = looked.target.title or " ".join(dict.fromkeys(f"{looked.target.words} {noun}".split()))
        return f"{words[0].upper()}{words[1:]}"
    thing = last_thing(request.history, Domain.CALENDAR)
    return thing.title if thing is not None else ""


def _series_made(request: Request) -> str | None:
    """How that is called which was just made and comes again and again; None where nothing is so."""
    made = last_asked(request.history, CreateEvent, request.now)
    thing = last_thing(request.history, Domain.CALENDAR)
    again = made is not None and any(token.time is not None and token.time.rrule for token in made.times)
    return thing.title if again and thing is not None else None


_FURTHER = Spoken(
    r"\A\W*(?:(?:and|also|plus|then|ok(?:ay)?|now)\W+)+(?P<what>(?:the|my|that|this|those)\b[^.,;:!?\n]{1,60}?)"
    r"(?:,? (?:too|as well|also|please))*\W*\Z"
)


_ONES = Spoken(r"\bones\b")
_TO_OTHERS = Spoken(
    r"\A\W*(?:(?:and|also|plus|oh|ok(?:ay)?)\W+)+(?:(?:to|for|from|with|the same to|tell|e?-?mail) )?"
    r"(?P<who>[^\W\d_][\w'-]*(?:(?:,| and|,? &)? [^\W\d_][\w'-]*){0,3}?)"
    r"(?:,? (?:too|as well|also|please))*\W*\Z"
)
_NOBODY = FUNCTION | EVENT_NOUNS | MAIL_NOUNS | COMMAND_VERBS | PLEASED


def again(request: Request) -> str | None:
    """What was just done, to be done to another thing or to others: "and the first", "and maya too"."""
    match = _FURTHER.match(request.text)
    others = None if match else _TO_OTHERS.match(request.text)
    last = request.history[-2:] if match or others else ()
    done = [line for line in last if line.speaker in tools().values() and line.outcome == "done"]
    if len(done) != 1:
        return None
    asked, *_ = done[0].request.split("\n")
    steps = steps_of(understand(asked, request.now)).steps
    frame = steps[0].frame if len(steps) == 1 and steps[0].frame.writes else None
    named = _names(others["who"], request) if others else ""
    if frame is None or not (match or named):
        return None
    if named and isinstance(frame, Made) and frame.lasts:
        return f"invite {named} to it" if frame.domain is Domain.CALENDAR and frame.people else None
    text = _of_another(match["what"], asked, frame) if match else _to_others(named, asked, frame)
    other = steps_of(understand(text, request.now)).steps if text else ()
    return text if [type(step.frame) for step in other] == [type(frame)] else None


def _of_another(what: str, asked: str, frame: Frame) -> str | None:
    target = frame.target
    if target is None or target.stop <= target.begin or target.handle:
        return None
    what = _ONES.sub(target.noun, what) if target.noun.endswith("s") else what
    what += " one" if what.lower().split()[-1] in ORDER else ""
    return f"{asked[: target.begin]}{what}{asked[target.stop :]}"


def _names(words: str, request: Request) -> str:
    """`words`, where they are nothing but names."""
    tokens = tokenize(words, request.now)
    named, after = Phrases(tokens).people(0)
    known = not _NOBODY.isdisjoint(token.low for token in tokens if token.low != "and")
    return words if named and after == len(tokens) and not known else ""


def _to_others(named: str, asked: str, frame: Frame) -> str | None:
    """Told, sent or invited likewise."""
    begin, stop = (frame.people[0].begin, frame.people[-1].stop) if frame.people else (0, 0)
    return f"{asked[:begin]}{named}{asked[stop:]}" if begin < stop else None
