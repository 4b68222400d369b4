"""When it was that was spoken of last, in the place of "then", "that day", "two hours after that"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from agents.offline.asking.history import last_asked
from agents.offline.asking.messages import Line, Request
from agents.offline.calendar.frames import CreateEvent, FreeTime, ListEvents
from agents.offline.reading import when
from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.frames import Frame
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.when import day_of, goes_by_clock, names_day
from agents.offline.supervising.other_words import in_other_words
from tools.patterns import Pattern, Spoken
from tools.timewords import resolve

_THEN = Pattern(r"\A(?P<before>.+?),? (?:then|at that time)(?P<mark>\W*)\Z", re.IGNORECASE | re.DOTALL)
_THAT = r"(?:that|it|this)(?: (?:one|meeting|event|appointment|call))?"
_THAT_DAY = Spoken(r"\b(?:(?:on|during) )?(?:that|the(?: very)? same) (?:day|date)\b")
BESIDE = Spoken(
    rf"\b(?:(?P<length>(?:an?|one|two|three|four|half an|\d+) (?:and a half )?(?:hours?|minutes?|mins?)) "
    rf"|(?P<right>(?:right|directly|straight|immediately|just) ))?(?P<way>after|before) {_THAT}"
    r"(?: ends| is over| finishes| begins| starts)?(?P<mark>\W*)\Z"
)
_BETWEEN = Spoken(r"\b(?:right )?(?:after|before) that (?=.*\b(?:at \d|\d{1,2}(?::\d\d)? ?[ap]\.?m\b|noon))")
""" "Add dinner after that at 8pm": on that day."""
_NEXT_TO = Spoken(
    r"\b(?:on |for )?the (?:(?:very )?(?:next|following) day|day after|(?P<back>(?:previous day|day before)))"
    r"(?! (?:tomorrow|yesterday|that|the|my|it|\d|\w+day))(?= ?(?:\W*\Z|at\b|from\b))"
)
_NEXT_FIRST = Spoken(
    r"\A\W*(?:(?:and|on|so)\W+)*(?:the )?(?:next|following) day,? "
    r"(?P<asks>(?:what|do|did|am i|is there|are there|which)\b.+?)(?P<mark>\W*)\Z"
)
""" "Next day, do I have anything?": the day before the question."""
_FOLLOWING = Spoken(r"\b(?:on )?the (?:next|following) (?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")
_THEN_FIRST = Spoken(r"\A\W*(?:and )?then,? (?=(?:do|did|what|is|am)\b)")
_DURING = Spoken(rf"\bduring (?:that time|{_THAT})(?P<mark>\W*)\Z")
_COMES = Spoken(r"\A\W*what (?:comes|is|happens)(?: next)? (?=after|before)")
_LONGEST = 200
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


_REMINDER = Spoken(
    rf"\A\W*{OPENED}remind me [^.;!?\n]{{2,30}}? "
    r"(?:before|earlier|ahead|in advance|beforehand)(?: it| that| then)?\W*\Z"
)


def at_that_time(request: Request) -> str | None:
    """The text with a time of its own; None where it points at none, or none is known."""
    if _REMINDER.match(request.text):
        # How long before it, and no time of its own.
        return None
    text = request.text
    if len(text) > _LONGEST:
        return None
    text = _NEXT_FIRST.sub(r"\g<asks> the next day\g<mark>", _THEN_FIRST.sub("", text))
    event = last_event(request.history)
    if (match := _BETWEEN.search(text)) and (day := _day_spoken_of(request, event)):
        at = [token for token in dated(request) if names_day(token, request.now)]
        return text if at else f"{text[: match.start()]}{day} {text[match.end() :]}"
    event = event or _time_looked_at(request)
    if event is not None and (match := BESIDE.search(text)):
        lead = _COMES.sub("what do I have ", text[: match.start()] + match["way"])
        return f"{lead[: -len(match['way'])]}{_beside(match, *event, request.now)}{match['mark']}"
    if event is not None and (match := _DURING.search(text)):
        begin, end = event
        return f"{text[: match.start()]}on {on_day(begin)} from {begin:%H:%M} to {end:%H:%M}{match['mark']}"
    if _THAT_DAY.search(text) and (day := _day_spoken_of(request, event)):
        return _THAT_DAY.sub(day, text)
    if (match := _NEXT_TO.search(text)) and (date_then := _date_spoken_of(request, event)):
        date_then += timedelta(days=-1 if match["back"] else 1)
        return f"{text[: match.start()]}on {on_day(date_then)}{text[match.end() :]}"
    if (match := _FOLLOWING.search(text)) and (date_then := _date_spoken_of(request, event)):
        ahead = (_WEEKDAYS.index(match["day"].lower()) - date_then.weekday() - 1) % 7 + 1
        day = on_day(date_then + timedelta(days=ahead))
        return f"{text[: match.start()]}on {day}{text[match.end() :]}"
    match = _THEN.match(text)
    if match is None or dated(request):
        return _on_the_day_looked_at(
            replace(request, text=f"{match['before']}{match['mark']}" if match else text)
        )
    words = " ".join(token.text for token in times_last_asked(request))
    return f"{match['before']} {words}{match['mark']}" if words else None


def _on_the_day_looked_at(request: Request) -> str | None:
    """ "Add lunch at 12", after "what is on tomorrow?": on the day that was asked about."""
    looks = (last_asked(request.history, kind, request.now) for kind in (FreeTime, ListEvents))
    asked = next(
        (times for look in looks if look for times in [look.times or (look.target and look.target.times)]),
        None,
    )
    found = when.joined(asked, request.now) if asked else None
    at = dated(request) if _is_plain(request) and found is not None and found.start is not None else ()
    if found is None or found.start is None or not at or when.several_days(found, request.now):
        return None
    day = when.aware(found.start, request.now).date()
    made = [step.frame for step in steps_of(understand(request.text, request.now)).steps]
    if day <= request.now.date() or len(made) != 1 or not _is_an_event(made[0]):
        return None
    if any(names_day(token, request.now) or goes_by_clock(token, request.now) for token in at):
        return None
    return f"{request.text[: at[0].begin]}on {on_day(day)} {request.text[at[0].begin :]}"


def _is_plain(request: Request) -> bool:
    """Whether the last question was read as it was typed: "Thursday nest week" is none of tomorrow."""
    asked = next((line.text for line in reversed(request.history) if line.by_user), "")
    times = [
        [token.text for token in tokenize(said, request.now) if token.time is not None]
        for said in (asked, in_other_words(asked))
    ]
    return times[0] == times[1]


def _is_an_event(frame: Frame) -> bool:
    return isinstance(frame, CreateEvent) and not frame.noted and frame.noun != "reminder"


def times_last_asked(request: Request) -> tuple[Token, ...]:
    """The times of the last look into the calendar."""
    kinds = (FreeTime, ListEvents, CreateEvent)
    asked = next((one for kind in kinds if (one := last_asked(request.history, kind, request.now))), None)
    return (*asked.times, *(asked.target.times if asked.target else ())) if asked else ()


def dated(request: Request) -> tuple[Token, ...]:
    """The words about time that say more than how long something takes."""
    return tuple(token for token in tokenize(request.text, request.now) if token.dated)


def _beside(match: re.Match[str], begin: datetime, end: datetime, now: datetime) -> str:
    after = match["way"].lower() == "after"
    at = end if after else begin
    if match["right"] and after:
        return f"on {on_day(at)} at {at:%H:%M}"
    found = resolve(match["length"], now=now) if match["length"] else None
    if found is None or found.duration is None:
        return f"on {on_day(at)} {match['way']} {at:%H:%M}"
    at += found.duration if after else -found.duration
    return f"on {on_day(at)} at {at:%H:%M}"


def last_event(history: Sequence[Line]) -> tuple[datetime, datetime] | None:
    """When the event is that was made or changed last, or just looked at; None where another was spoken of
    since."""
    before = False
    for line in reversed(history):
        things = line.answer.things
        before = before or line.by_user
        if things and not (line.by_user or (before and line.outcome == "answered")):
            thing = things[-1]
            if len(things) > 1 or thing.gone or "T" not in thing.start or "T" not in thing.end:
                return None
            return datetime.fromisoformat(thing.start), datetime.fromisoformat(thing.end)
    return None


def _time_looked_at(request: Request) -> tuple[datetime, datetime] | None:
    """The hour that was asked for in the last look, where one was."""
    times = [token.time for token in times_last_asked(request) if token.time is not None]
    start = times[0].start if len(times) == 1 and times[0].time_of_day_given else None
    end = times[0].end if start is not None else None
    if not isinstance(start, datetime):
        return None
    return start, end if isinstance(end, datetime) else start


def _date_spoken_of(request: Request, event: tuple[datetime, datetime] | None) -> date | None:
    if event is not None:
        return event[0].date()
    named = [t.time for t in times_last_asked(request) if t.time is not None and names_day(t, request.now)]
    start = named[0].start if len(named) == 1 else None
    return start.date() if isinstance(start, datetime) else start


def _day_spoken_of(request: Request, event: tuple[datetime, datetime] | None) -> str:
    if event is not None:
        return f"on {on_day(event[0])}"
    times = times_last_asked(request)
    named = (token for token in times if names_day(token, request.now))
    return next((day_of(token, request.now).text for token in named), "")


def on_day(at: date) -> str:
    """ "Monday, 16 November 2026"."""
    return f"{at:%A}, {at.day} {at:%B %Y}"
