"""Finding the events that a reference means."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import (
    QuestionError,
    UnableError,
    ask,
    choose,
    is_yes,
    read,
    together,
    which,
)
from agents.offline.asking.script import Call, Result, Round
from agents.offline.asking.selection import (
    Entry,
    in_window,
    overlapping,
    picked,
    search_words,
    settled,
    titled,
)
from agents.offline.calendar.facts import moment
from agents.offline.calendar.filters import extremes, fits, titled_with
from agents.offline.calendar.frames import InviteGuests, UninviteGuests
from agents.offline.reading import when
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import ANY, Person, Quantity, Reference, is_called
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.when import Window
from agents.offline.reading.words import Domain
from tools.patterns import Pattern
from tools.timewords import Kind, resolve


@dataclass(frozen=True)
class Events:
    """What was found, earliest first, and what of the calendar could not be read."""

    found: list[Entry]
    problems: tuple[str, ...] = ()
    more: int = 0
    """So many others fit besides."""
    near: bool = False
    """Whether they are called only almost as it was said."""


Found = Generator[Round, Sequence[Result], list[Entry]]
Looked = Generator[Round, Sequence[Result], Events]

_ON = Pattern(r"\bon (?=to(?:day|morrow|night)\b|next\b|this\b)", re.IGNORECASE)
_MOST_EVENTS = 60
_A_MONTH = timedelta(days=31)
_FIRST_EVENTS = 20
_WHOLE_SERIES = frozenset({"series", "all", "whole", "every", "entire", "both"})


def find(request: Request, ref: Reference, *, writes: bool) -> Looked:
    """The events that a reference means.

    Raises:
        QuestionError: the reference is a pronoun that nothing explains, or its time is not certain.
        UnableError: the calendar can't answer.
    """
    if ref.pronoun and not ref.handle:
        raise which(Domain.CALENDAR)
    ref = _on_that_day(ref, request.now)
    entries: list[Entry] = []
    problems: tuple[str, ...] = ()
    looked = Events([])
    windows = _windows(request, ref, writes=writes)
    each = _names_each(ref, windows)
    for window in windows:
        looked = yield from _search(ref, window, request.now, writes=writes)
        problems = tuple(dict.fromkeys((*problems, *looked.problems)))
        within = _within(request, ref, looked.found, window, writes=writes)
        within = [entry for entry in within if fits(entry, ref.filters)]
        if ref.handle:
            within = _spoken_of(within, ref)
        if (ref.next or ref.order is not None) and not writes and ref.generic:
            # The first meeting of a day is none of its whole days, if there is another.
            within = [entry for entry in within if not entry.get("all_day")] or within
        within = _called_so(within, ref)
        if ref.but is not None:
            excepted_ones = yield from _search(ref.but, window, request.now, writes=writes)
            excepted = picked(in_window(excepted_ones.found, window, request.now), ref.but)
            excepted = [entry for entry in excepted if fits(entry, ref.but.filters)]
            if not excepted and writes:
                raise UnableError(f"I found no {described(ref.but)} to leave out, so nothing was changed.")
            within = [entry for entry in within if entry not in excepted]
        entries += picked(within, ref)
        if entries and not each:
            break
    return Events(extremes(entries, ref.filters.extreme), problems, looked.more, looked.near)


def _is_one(ref: Reference) -> bool:
    """Whether one thing is meant that was spoken of, and no time picks some of its days."""
    return not (ref.times or ref.plural or ref.order is not None or ref.tense)


def _spoken_of(found: list[Entry], ref: Reference) -> list[Entry]:
    """What was spoken of; of a series the day that was, else the nearest one, unless something picks some."""
    of_it = [entry for entry in found if entry["id"] == ref.handle]
    if ref.occurrence:
        return [entry for entry in of_it if entry.get("occurrence") == ref.occurrence]
    return of_it[:1] if _is_one(ref) else of_it


def _called_so(found: list[Entry], ref: Reference) -> list[Entry]:
    """ "The meeting" is one called "Meeting", "my appointment" a dentist appointment; any, where none is."""
    if not ref.generic or ref.people or not (ref.definite or ref.next) or ref.filters != ANY:
        return found
    exactly = [entry for entry in found if str(entry["title"]).strip().lower() == ref.noun]
    if exactly or ref.noun != "appointment":
        return exactly or found
    return [entry for entry in found if ref.noun in str(entry["title"]).lower().split()] or found


def _names_each(ref: Reference, windows: Sequence[Window]) -> bool:
    """Whether it names several days, and not one that may be this or that: "on Monday and Tuesday"."""
    spoken = " ".join(token.text for token in ref.times)
    days = [window.start.date() for window in windows if window.start is not None]
    return bool(_AND.search(spoken)) and len(set(days)) == len(windows) > 1


_AND = Pattern(r"\band\b|&", re.IGNORECASE)


def _on_that_day(ref: Reference, now: datetime) -> Reference:
    """ "The event from Saturday" is on it; only "the events from Saturday" may be on any day after."""
    if ref.plural or ref.next or ref.order is not None:
        return ref
    return replace(ref, times=tuple(_then(token, now) for token in ref.times))


def _then(token: Token, now: datetime) -> Token:
    time, lead, said = token.time, *token.text.partition(" ")[::2]
    if time is None or time.kind is not Kind.SINCE or lead.lower() != "from":
        return token
    there = when.reworded(token, f"at {said}" if said[:1].isdigit() else said, now)
    return there if there.time is not None else token


def _within(
    request: Request, ref: Reference, found: Sequence[Entry], window: Window, *, writes: bool
) -> list[Entry]:
    """What takes place in the window; what comes next, or is to be changed, begins in it if anything does."""
    beginning = in_window(found, window, request.now)
    if not ref.times or ref.next or ref.order is not None or (writes and beginning):
        return beginning
    return overlapping(found, window, request.now)


def _search(ref: Reference, window: Window, now: datetime, *, writes: bool) -> Looked:
    soonest = ref.next or (ref.order is not None and ref.order >= 0)
    all_of_them = (not soonest or ref.filters != ANY) and not (ref.handle and _is_one(ref))
    if len(ref.times) > 1 and (at := resolve(window.words, now=now)) is not None and at.unresolved:
        # "This year in 2023": one or the other.
        raise QuestionError(f"When do you mean: {' or '.join(token.text for token in ref.times)}?")
    args: dict[str, Any] = {"when": window.words, "limit": _MOST_EVENTS if all_of_them else _FIRST_EVENTS}
    words = ref.title or ref.about or ("" if ref.generic else ref.words)
    people = [person for person in ref.people if not (person.myself or (person.owner and words))]
    if ref.filters.calendar:
        args["calendar"] = ref.filters.calendar
    if words:
        args["query"] = search_words(words)
    calls = [_call({**args, "attendee": _search_name(person)}) for person in people] or [_call(args)]
    # "Anything with Leo?": some events have their people in the title, and no guests.
    named = [] if writes else [_call({**args, "query": _named(words, person)}) for person in people]
    results = yield [*calls, *named]
    # What two people share is found among all that each has.
    picks = words or len(people) > 1 or ref.next or ref.but or ref.order is not None or ref.filters != ANY
    listing = not (writes or picks)
    # A daily series has more occurrences than anybody lists, and is one thing to be changed.
    whole = writes and bool(words) and not (ref.times or ref.next or ref.order is not None)
    found = [
        events_in(result, all_of_them=all_of_them and not listing and not (whole and _is_one_series(result)))
        for result in results
    ]
    if named:
        found = [_united(*pair) for pair in zip(found[: len(calls)], found[len(calls) :], strict=True)]
    if writes and people and not all(found):
        # "Cancel lunch with Betty", who is in its title, and was not invited.
        titled_so = yield [_call({**args, "query": _named(words, person)}) for person in people]
        found = [
            one or titled_with(events_in(result, all_of_them=all_of_them), words, ref.noun)
            for one, result in zip(found, titled_so, strict=True)
        ]
        results = [*results, *titled_so]
    entries = _of_all(found, ref) if people else found[0]
    problems = tuple(dict.fromkeys(line for result in results for line in read(result).get("problems", ())))
    answer = read(results[0])
    kept = titled(entries, words, "title", ref.noun) if words else entries
    if words and not kept and not writes:
        # It stands in the place or the description, or is called almost so.
        kept = entries
    near = bool(answer.get("near")) and not titled(entries, words, "title")
    return Events(kept, problems, int(answer.get("more", 0)) if listing else 0, near)


def _call(args: dict[str, Any]) -> Call:
    searches = args.get("query") or args.get("attendee")
    return Call("search_calendar_events" if searches else "list_calendar_events", args)


def _named(words: str, person: Person) -> str:
    return " ".join([search_words(words), person.name] if words else [person.name])


def _united(invited: Sequence[Entry], titled: Sequence[Entry]) -> list[Entry]:
    """Both once, earliest first; those in whose titles somebody is named only where nobody is invited, or
    where the title says that it is with them."""
    alone = [entry for entry in titled_with(titled, "any") if entry not in invited]
    return sorted([*invited, *alone], key=lambda entry: str(entry["start"]))


def _of_all(found: Sequence[list[Entry]], ref: Reference) -> list[Entry]:
    """What all searches found; for "all meetings with Ana and Ben" what either did, when none has both."""
    shared = [entry for entry in found[0] if all(entry in other for other in found[1:])]
    if not ref.either and (shared or not ref.plural):
        return shared
    once = {(entry["id"], entry["start"]): entry for entries in found for entry in entries}
    return sorted(once.values(), key=lambda entry: str(entry["start"]))


def events_in(result: Result, *, all_of_them: bool = True) -> list[Entry]:
    """The events of a tool's answer, earliest first.

    Raises:
        UnableError: it is an error, or not all of them.
    """
    answer = read(result)
    if answer.get("more") and all_of_them:
        raise UnableError(f"There are more than {_MOST_EVENTS} such events. Please name a time or a name.")
    return list(answer.get("events", []))


def _is_one_series(result: Result) -> bool:
    events = list(read(result).get("events", ()))
    return len({str(event["id"]) for event in events}) == 1 and bool(events[0].get("occurrence"))


def during(start: datetime, end: datetime) -> Looked:
    """What overlaps a span; what takes no time, such as most whole days, says so itself."""
    last = (end - timedelta(microseconds=1)).date()
    results = yield [Call("list_calendar_events", {"when": f"{start.date()}/{max(last, start.date())}"})]
    answer = read(results[0])
    found = overlapping(events_in(results[0]), Window("", start, end), start)
    return Events(found, tuple(answer.get("problems", ())))


def takes_time(entry: Entry) -> bool:
    """Whether one can't be elsewhere while it goes on."""
    return entry.get("busy") is not False


def of_handle(ref: Reference) -> Entry:
    """What is known of an event by its handle alone."""
    one = {"occurrence": ref.occurrence} if ref.occurrence else {}
    return {"id": ref.handle, "title": ref.title, **one}


def chosen(request: Request, frame: Frame) -> Found:
    """The events that are to be changed, settled with the user where that is needed.

    Raises:
        QuestionError: one is meant and several fit, or it isn't said which.
        UnableError: there are none.
    """
    ref = frame.target
    if ref is None:
        raise which(Domain.CALENDAR)
    if ref.handle:
        return [of_handle(ref)]
    if ref.order == -1 and not ref.times and ref.tense != "past":
        raise which(Domain.CALENDAR)
    try:
        found = (yield from find(request, ref, writes=True)).found
    except UnableError:
        if ref.bare and ref.generic:
            # "The meeting", of which nobody has spoken: too many to name, but one is meant.
            raise which(Domain.CALENDAR) from None
        raise
    found = found or (yield from _but_for_its_people(request, ref))
    if not found:
        raise UnableError(f"I found no {described(ref)}, so nothing was changed.")
    found = _with_those_who_leave(frame, found)
    if ref.count and ref.quantity is Quantity.ALL and len(found) > ref.count:
        raise which(Domain.CALENDAR)
    if _boundless(ref):
        _confirm(request, found)
    if not _is_of_each_day(found, ref):
        found = settled(request, _series_once(found, ref), ref, "event")
    return [_one_or_series(request, entry, ref) for entry in found]


def _but_for_its_people(request: Request, ref: Reference) -> Found:
    """ "Cancel the dinner with my sister", whom the calendar doesn't name: the only one, where that is meant.

    Raises:
        QuestionError: it hasn't been asked yet.
    """
    if not ref.people or ref.generic or ref.quantity is not Quantity.ONE:
        return []
    near = (yield from find(request, replace(ref, people=()), writes=True)).found
    near = _series_once(near, ref)
    if len(near) != 1 or (near[0].get("attendees") and not all(one.text.islower() for one in ref.people)):
        return []
    asked = f"I found no {described(ref)}. Do you mean {reports.event(near[0])}?"
    return near if is_yes(ask(request, asked)) else []


def _with_those_who_leave(frame: Frame, found: list[Entry]) -> list[Entry]:
    """ "Take Ana off the meeting on Monday": of several, those to which she is invited."""
    match frame:
        case UninviteGuests(people=leaving) | InviteGuests(leaving=leaving):
            named = [one for one in leaving if not one.pronoun]
        case _:
            return found
    fitting = [
        entry
        for entry in found
        if all(any(is_called(one, guest) for guest in entry.get("attendees", ())) for one in named)
    ]
    return fitting or found


def _is_of_each_day(found: Sequence[Entry], ref: Reference) -> bool:
    """Whether it is one series, of which several days are named: "the stand-up on Monday and Tuesday"."""
    days = {str(entry["start"])[:10] for entry in found}
    of_one = len({str(entry["id"]) for entry in found}) == 1 and len(days) == len(found)
    return of_one and bool(_AND.search(" ".join(token.text for token in ref.times)))


def _boundless(ref: Reference) -> bool:
    """Whether it means everything there is: "all my meetings", with no time, no people and no title."""
    return (
        ref.quantity is Quantity.ALL
        and ref.generic
        and not (ref.times or ref.people or ref.tense or ref.next)
    )


def _confirm(request: Request, found: Sequence[Entry]) -> None:
    answer = ask(request, f"Do you mean all {len(found)} coming events?")
    if not answer.strip().lower().startswith(("y", "all", "sure", "right", "ok")):
        raise UnableError(
            "All right, nothing was changed. Please say which ones, for example 'all meetings today'."
        )


def _series_once(found: Sequence[Entry], ref: Reference) -> list[Entry]:
    """Every occurrence of a series counts as one thing, unless a time or an order picks some of them."""
    if ref.times or ref.order is not None or ref.next:
        return list(found)
    once: dict[str, Entry] = {}
    for entry in found:
        once.setdefault(str(entry["id"]), entry)
    return list(once.values())


def _one_or_series(request: Request, entry: Entry, ref: Reference) -> Entry:
    """An event of a series as the one occurrence, or without it as the whole series."""
    if not entry.get("occurrence") or ref.times or ref.order is not None or ref.next:
        return entry
    series = {key: value for key, value in entry.items() if key != "occurrence"}
    if ref.quantity is Quantity.ALL:
        return series
    day = when.spoken(str(entry["start"]))
    question = f"'{entry['title']}' repeats. Do you mean the one on {day}, or the whole series?"
    answer = ask(request, question)
    if _is_of_another_day(answer, entry, request.now):
        raise QuestionError(question)
    return series if set(answer.lower().replace(".", "").split()) & _WHOLE_SERIES else entry


def _is_of_another_day(answer: str, entry: Entry, now: datetime) -> bool:
    """Whether an answer names a day, and not the one on which the event is."""
    at = moment(entry, "start", now)
    dated = [token for token in tokenize(answer, now) if token.time is not None]
    windows = [window for token in dated for window in when.windows((token,), now, "future")]
    return bool(windows) and at is not None and not any(window.holds(at) for window in windows)


def _windows(request: Request, ref: Reference, *, writes: bool) -> list[Window]:
    """Where to look, the most likely first."""
    now = request.now
    if ref.handle and not writes:
        # Of a daily series a year is more than anybody lists.
        lately = Window(when.interval(now - _A_MONTH, now), now - _A_MONTH, now)
        return [when.coming(now), lately, Window("")] if _is_one(ref) else [Window("")]
    if not ref.times:
        bygone = ref.tense == "past" or (not writes and ref.order == -1)
        if bygone and ref.order == -1:
            # The last one is looked for close by first.
            lately = Window(when.interval(now - _A_MONTH, now), now - _A_MONTH, now)
            return [lately, when.bygone(now)]
        return [when.bygone(now) if bygone else when.coming(now)]
    spoken = " ".join(token.text for token in ref.times)
    windows = when.windows(ref.times, now, "past" if ref.tense == "past" else "future")
    if not windows:
        raise QuestionError(f"Which time do you mean by '{spoken}'?")
    if len(windows) > 1 and writes and ref.quantity is Quantity.ALL:
        options = [when.spoken_window(window) for window in windows]
        picks = choose(request, f"'{spoken}' may mean {together(options, 'or')}. Which one?", options)
        windows = [windows[index] for index in picks]
    return [_clamped(window, ref, now, writes=writes) for window in windows]


def _clamped(window: Window, ref: Reference, now: datetime, *, writes: bool) -> Window:
    """`window` without its past for what is to come or to be changed, or without its future for what was."""
    if not writes and window.end is not None and _before_a_time(ref):
        # "Anything before 10 tomorrow": of that day.
        morning = window.end.replace(hour=0, minute=0, second=0, microsecond=0)
        start = max(window.start, morning) if window.start is not None else morning
        return Window(when.interval(start, window.end), start, window.end)
    running = window.start is not None and window.start < now and (window.end is None or window.end > now)
    if running and ref.tense != "past" and (ref.next or ref.tense == "future" or writes):
        return replace(window, start=now)
    if ref.tense == "past" and window.end is not None and window.end > now:
        return replace(window, end=now)
    return window


def _before_a_time(ref: Reference) -> bool:
    """Whether it is about what is before a time of day."""
    found = ref.times[0].time if len(ref.times) == 1 else None
    return found is not None and found.kind is Kind.DEADLINE and found.time_of_day_given


def _search_name(person: Person) -> str:
    return person.address.partition("<")[2].rstrip(">") or person.address or person.name


def open_days(times: Sequence[Any], now: datetime) -> str:
    """Where to look for free time: what was said, and two weeks where that has no end.

    Raises:
        UnableError: what was said names no days.
    """
    span = when.window(times, now, "future") if times else when.coming(now)
    if span is None or span.start is None:
        raise UnableError("I don't know for which days to look.")
    if span.end is not None:
        return when.words_of(times, now)
    first = span.start.date()
    return f"from {first} to {first + timedelta(days=13)}"


def described(ref: Reference) -> str:
    """A reference in a sentence: "meeting with Ana on Friday"."""
    text = _described(ref)
    filters = ref.filters
    further = [
        f"in the calendar '{filters.calendar}'" if filters.calendar else "",
        f"in {filters.place}" if filters.place else "",
        f"longer than {when.length(filters.longer)}" if filters.longer else "",
        f"shorter than {when.length(filters.shorter)}" if filters.shorter else "",
        "for whole days" if filters.whole_days else "",
        "without guests" if filters.alone else "",
        "with guests" if filters.guests else "",
        "online" if filters.online else "",
        *(f"besides '{words}'" for words in filters.without),
        f"besides {described(ref.but)}" if ref.but is not None else "",
        f"before {filters.before:%H:%M}" if filters.before else "",
        f"from {filters.after:%H:%M} on" if filters.after else "",
        f"that ends {filters.ends[0]} {filters.ends[1]:%H:%M}" if filters.ends else "",
        "still to come" if ref.tense == "future" else "",
    ]
    return " ".join([text, *filter(None, further)])


def _described(ref: Reference) -> str:
    words = ref.title or ref.about or ref.words
    noun = ref.noun.removesuffix("s") if ref.noun in _PLURALS else ref.noun
    noun = noun if noun and noun not in _NO_NOUNS else "event"
    text = f"'{words}'" if words and words.lower().endswith(noun) else f"{noun} '{words}'" if words else noun
    if ref.people:
        text += f" with {together([person.name for person in ref.people], 'or' if ref.either else 'and')}"
    if ref.times:
        text += f" {_ON.sub('', ' '.join(token.text.rstrip('.') for token in ref.times))}"
    return text


_PLURALS = frozenset({"meetings", "events", "appointments", "calls"})
_NO_NOUNS = frozenset(
    {"it", "them", "anything", "something", "calendar", "schedule", "agenda", "diary", "thing", "things"}
)
