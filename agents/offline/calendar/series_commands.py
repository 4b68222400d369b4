"""Instructions that are about a series: from some day on, until some day, one more, another rhythm.

They are read as a whole. What says from when is taken out, and the rest is read as it would be of one event.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from agents.offline.calendar.frames import (
    CancelEvent,
    ChangeEvent,
    ChangeSeries,
    CreateEvent,
    InviteGuests,
    MoveEvent,
    RenameEvent,
    UninviteGuests,
)
from agents.offline.reading.commands import instructed
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.when import aware
from agents.offline.reading.words import Domain
from tools.patterns import Spoken
from tools.timewords import Kind, Resolution, resolve

_ONE_OF = (CancelEvent, MoveEvent, ChangeEvent, RenameEvent, InviteGuests, UninviteGuests)
_WHEN = r"(?P<when>[\w'][\w ,.:/'-]{1,40}?)"
_IS = r"(?:is|are|'s|will|should|starts?|begins?|takes?|moves?|happens?)"
_SINCE = tuple(
    Spoken(pattern)
    for pattern in (
        rf"\b(?:from|starting|beginning|as of|as from) {_WHEN} (?:on(?:wards?)?|forwards?)\b"
        r"(?! (?:mon|tue|wed|thu|fri|sat|sun|\d))",
        rf"\b(?:starting|beginning|as of|as from|effective) (?:in |on |from |with )?{_WHEN}\s*(?:,|\Z)",
        rf"\Afrom {_WHEN}\s*,",
        rf"\A(?:starting|beginning|as of|from) (?:in |on )?{_WHEN}"
        rf"(?= (?:(?:the|my|our) )?[\w-]+(?: [\w-]+)? ?{_IS}\b)",
        r"\b(?P<when>now|today) onwards?\b",
        r"\b(?:for all|going|in) (?P<when>(?:the )?future|forward)(?: ones| occurrences| dates)?\b",
    )
)
_FOLLOWING = Spoken(
    r"(?: |, )?\band (?:all|everything|any|those|the ones)? ?(?:of )?(?:the )?"
    r"(?:following|after(?:wards)?|later|subsequent|future|thereafter|from then on)"
    r"(?: (?:it|that|ones?|occurrences?|meetings?|events?|dates?))?\s*\Z"
)
_ENDS = r"(?:end|stop|finish|discontinue|cancel|delete|remove|drop|terminate|scrap)"
_ENDED = Spoken(
    rf"{_ENDS} (?P<what>.{{2,60}}?) (?:(?P<after>after|past|beyond)|(?:with|on|by|at the end of)) {_WHEN}"
)
_GONE = Spoken(rf"{_ENDS} (?P<what>.{{2,60}})")
_STOPS = Spoken(r"end|stop|finish|discontinue|terminate")
_LAST_ONE = Spoken(
    rf"(?:(?:let|have|make) )?(?P<what>.{{2,60}}?) (?:(?:should |must |is to |will |to )?(?:only )?"
    r"(?:(?:ends?|stops?|runs?|goes on|continues?|repeats?|lasts?|finish(?:es)?) "
    r"(?:after|on|with|until|till|up to)|ends|stops)) "
    rf"{_WHEN}"
)
_LAST = Spoken(rf"(?:the )?last (?P<what>.{{2,40}}?) (?:is|will be|should be|takes place) on {_WHEN}")
_SKIPPED = Spoken(r"(?:skip|leave out|omit|pass over) (?P<what>.+)")
_RHYTHM = (
    r"(?P<rule>(?:once |twice )?(?:every|each) .+|(?:bi-?)?weekly(?: on .+)?|fortnightly"
    r"|monthly(?: on .+)?|daily|yearly|annually|once a (?:week|month|year)|every other .+)"
)
_RULED = (
    Spoken(rf"make (?P<what>.{{2,60}}?)(?: happen| repeat| recur| take place| be)? {_RHYTHM}"),
    Spoken(
        rf"(?:change|switch|turn|move|set|shift)(?: the (?:rhythm|frequency|recurrence|repetition) of)?"
        r" (?P<what>.{2,60}?)(?:'s (?:rhythm|frequency|recurrence))? (?:in)?to(?: be| repeat| happen)? "
        rf"{_RHYTHM}"
    ),
    Spoken(rf"repeat (?P<what>.{{2,60}}?) {_RHYTHM}"),
    Spoken(rf"(?P<what>.{{2,60}}?) to (?:be|repeat|happen|recur|take place) {_RHYTHM}"),
    Spoken(
        rf"(?P<what>(?:the|my|our|it\b).{{0,60}}?) (?:should|must|is to|is going to|will|can)"
        rf"(?: now| only)? (?:be|repeat|happen|recur|take place)(?: now| only)? {_RHYTHM}"
    ),
)
_ONCE_MORE = Spoken(
    r"(?:add|have|hold|schedule|do|put in|squeeze in|insert)(?: in)? "
    r"(?:(?P<more>one more|an? (?:extra|additional|further|more)|another(?: one)?)|one) ?(?:of )?"
    r"(?P<what>.{0,60}?) ?(?P<when>\b(?:on|at|for|next|this|tomorrow|today)\b.+)"
)
_IS_AT = Spoken(
    r"(?P<what>.{1,60}?) ?(?:'s|\bis|\bare|\bwill be|\bshould be|\bstarts?|\bbegins?|\bshould start"
    r"|\btakes? place|\bmoves?|\bhappens?|\bgoes)(?: now)?(?: to| going to be)? "
    r"(?P<to>(?:at|on|every|each) .+|(?P<place>in .+))"
)
_NOT_THESE = Spoken(r"\A(?:an?|another|new|one|some|sure|me|time)\b|\b(?:mails?|e-?mails?|messages?)\b")
_SERIES = Spoken(r"\b(?:the )?(?:whole |entire )?series(?: of)?\b|\brecurring\b|\brecurrence\b")
_ALL = Spoken(r"\b(?:whole|entire|all of the) series\b")
_SERIES_NAMED = Spoken(r"\bseries\b")
_WHOLE = Spoken(r"\b(?:whole|entire|complete|full) (?=.*\bseries\b)|\ball (?:of )?(?=the .*series\b)")
_FUTURE = frozenset({"future", "the future", "forward"})
_MOST_CHARS = 160


def series(said: Instruction) -> Frame | None:
    """What a sentence wants of a series; None where it says nothing that only a series has."""
    text = said.raw(said.at, said.end).strip(" ,.!")
    if len(text) > _MOST_CHARS or "?" in text:
        return None
    return (
        _once_more(said, text)
        or _skipped(said, text)
        or _ended(said, text)
        or _since(said, text)
        or _ruled(said, text)
        or _all_of_it(said, text)
    )


def _all_of_it(said: Instruction, text: str) -> Frame | None:
    """ "Cancel the whole yoga series", "rename the stand-up series to Daily"."""
    if not _SERIES_NAMED.search(text):
        return None
    frame = _one_of(said, _WHOLE.sub("", text))
    if frame is None or frame.target is None or frame.target.times:
        return None
    return _made(said, frame.target, change=frame, all_of_it=True)


def _since(said: Instruction, text: str) -> Frame | None:
    """ "From next week on it's at 10", "cancel all stand-ups from December on"."""
    if match := _FOLLOWING.search(text):
        frame = _one_of(said, text[: match.start()])
        times = frame.target.times if frame is not None and frame.target is not None else ()
        found = times[0].time if len(times) == 1 else None
        if frame is None or frame.target is None or found is None or found.start is None:
            return None
        target = replace(frame.target, times=())
        return _made(said, target, change=frame, since=aware(found.start, said.now))
    for match in _since_when(text):
        since = _beginning(match["when"], said.now)
        if since is None:
            continue
        rest = f"{text[: match.start()].strip(' ,')} {text[match.end() :].strip(' ,')}".strip()
        if (ruled := _ruled(said, rest)) is not None:
            return replace(ruled, since=since)
        frame = _one_of(said, rest)
        if frame is None or frame.target is None or frame.target.times:
            continue
        return _made(said, frame.target, change=frame, since=since)
    return None


def _since_when(text: str) -> Iterator[re.Match[str]]:
    """Where it may say from when, also within what looked like it: "from the stand-up from December on"."""
    for pattern in _SINCE:
        match = pattern.search(text)
        while match is not None:
            yield match
            match = pattern.search(text, match.start() + 1)


def _ended(said: Instruction, text: str) -> Frame | None:
    """ "End the series after 18 December", "the stand-up runs until Christmas"."""
    for pattern in (_ENDED, _LAST_ONE, _LAST):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        cancels = pattern is _ENDED and not re.match(
            r"end|stop|finish|discontinue|terminate", text, re.IGNORECASE
        )
        if cancels and not match["after"]:
            continue  # "cancel yoga on Tuesday" is that one
        found = _day(match["when"], said.now)
        target = _series_named(said, match["what"])
        if found is None or found.start is None or found.time_of_day_given or target is None:
            continue
        last = found.end or found.start
        since = aware(last, said.now) if found.end else aware(last, said.now) + timedelta(days=1)
        return _made(said, target, change=CancelEvent(*said.span, target=target), since=since)
    return None


def _skipped(said: Instruction, text: str) -> Frame | None:
    """ "Skip the yoga next Tuesday": that one is cancelled."""
    match = _SKIPPED.fullmatch(text)
    if match is None:
        return None
    frame = _read(said, f"cancel {match['what']}")
    if not isinstance(frame, CancelEvent) or frame.target is None or frame.target.domain is Domain.EMAIL:
        return None
    # Where it stands in what was said, and not behind "cancel".
    shift = said.tokens[said.at].begin + match.start("what") - len("cancel ")
    target = frame.target
    begin, stop = target.begin + shift, target.stop + shift
    target = replace(target, domain=Domain.CALENDAR, begin=begin, stop=stop)
    if not (target.times or target.next or target.order is not None or target.pronoun):
        target = replace(target, next=True)
    left = frame.leftovers
    return CancelEvent(*said.span, target=target, leftovers=left, complete=not left)


def _ruled(said: Instruction, text: str) -> ChangeSeries | None:
    """ "Make it every two weeks", "change the sync to weekly"."""
    for pattern in _RULED:
        match = pattern.fullmatch(text)
        if match is None or _NOT_THESE.search(match["what"]):
            continue
        found = resolve(match["rule"], now=said.now)
        target = _series_named(said, match["what"])
        if target is None or found is None or not found.certain or found.rrule is None:
            continue
        clock = (
            f"at {found.start:%H:%M}" if found.time_of_day_given and isinstance(found.start, datetime) else ""
        )
        return _made(said, target, rule=found.rrule, clock=clock, all_of_it=bool(_ALL.search(text)))
    return None


def _once_more(said: Instruction, text: str) -> Frame | None:
    """ "Add one on Saturday", "have an extra stand-up on Saturday at 9"."""
    match = _ONCE_MORE.fullmatch(text)
    if match is None:
        return None
    what = match["what"].strip()
    if not match["more"] and (what or not text.lower().startswith("add")):
        return None  # "add one lunch", "schedule one on Friday": something new
    found = resolve(match["when"], now=said.now)
    if found is None or not found.certain or found.start is None or found.rrule:
        return None
    target = (
        _series_named(said, what)
        if what
        else Reference(Domain.CALENDAR, said.span[1], said.span[1], pronoun=True)
    )
    if target is None or target.times:
        return None
    other = instructed(said) if what else None
    return _made(
        said, target, once_more=match["when"], otherwise=other if isinstance(other, CreateEvent) else None
    )


def _one_of(said: Instruction, text: str) -> Frame | None:
    """The rest as what is wanted of an event: in an instruction, or by saying how it is to be."""
    text = text.strip(" ,")
    frame = _read(said, text)
    if not isinstance(frame, _ONE_OF) and (match := _IS_AT.fullmatch(text)):
        what = match["what"].strip()
        place, to = match["place"], match["to"]
        placed = f"change the location of {what} to {place[3:]}" if place else ""
        frame = _read(said, placed or f"move {what} to {to}")
    if not isinstance(frame, _ONE_OF) and (match := _GONE.fullmatch(text)):
        target = _series_named(said, match["what"])
        return CancelEvent(*said.span, target=target) if target is not None else None
    if not isinstance(frame, _ONE_OF) or frame.leftovers:
        return None
    return frame


def _read(said: Instruction, text: str) -> Frame | None:
    """What an instruction in other words wants."""
    from agents.offline.reading.understanding import understand

    frames = understand(_SERIES.sub("", text).replace("  ", " ").strip(), said.now).frames
    return frames[0] if len(frames) == 1 else None


def _series_named(said: Instruction, what: str) -> Reference | None:
    """The series that words name, each of them in its place."""
    plain = _SERIES.sub("", what).strip()
    plain = re.sub(r"\A(?:the|my|our)\Z", "", plain, flags=re.IGNORECASE)
    if not plain:
        return Reference(Domain.CALENDAR, said.span[0], said.span[1], pronoun=True)
    tokens = tokenize(plain, said.now)
    target, after = Phrases(tokens).reference(0)
    if target is None or after != len(tokens) or target.domain is Domain.EMAIL:
        return None
    return replace(target, domain=Domain.CALENDAR)


def _day(words: str, now: datetime) -> Resolution | None:
    found = resolve(words, now=now)
    days = found is not None and found.certain and found.start is not None and found.kind is not Kind.DURATION
    return found if days and found is not None and not found.rrule else None


def _beginning(words: str, now: datetime) -> datetime | None:
    """The first moment of the days that are named."""
    if words.lower() in {"now", *_FUTURE}:
        return now
    found = _day(words, now)
    if found is None or found.start is None or found.time_of_day_given:
        return None
    return aware(found.start, now)


def _made(said: Instruction, target: Reference, **more: object) -> ChangeSeries | None:
    """None where it names no series in particular: "cancel all meetings after Friday"."""
    if target.generic and not target.pronoun:
        return None
    kept = replace(target, quantity=Quantity.ONE, count=None)
    return ChangeSeries(*said.span, target=kept, complete=True, **more)  # type: ignore[arg-type]
