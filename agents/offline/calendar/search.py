"""Finding the events that a reference means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, read, which
from agents.offline.asking.script import Call, Part, Result
from agents.offline.asking.selection import Entry, in_window, overlapping, picked, search_words, titled
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.filters import extremes, fits, titled_with
from agents.offline.calendar.windows import is_one, links_times, on_that_day, windows_of
from agents.offline.reading.references import ANY, Person, Reference
from agents.offline.reading.when import Window
from agents.offline.reading.words import Domain
from tools.timewords import resolve


@dataclass(frozen=True)
class Events:
    """What was found, earliest first, and what of the calendar could not be read."""

    found: list[Entry]
    problems: tuple[str, ...] = ()
    more: int = 0
    """So many others fit besides."""
    near: bool = False
    """Whether they are called only almost as it was said."""


_MOST_EVENTS = 60
_FIRST_EVENTS = 20


def find(request: Request, ref: Reference, *, writes: bool) -> Part[Events]:
    """The events that a reference means.

    Raises:
        QuestionError: the reference is a pronoun that nothing explains, or its time is not certain.
        UnableError: the calendar can't answer.
    """
    if ref.pronoun and not ref.handle:
        raise which(Domain.CALENDAR)
    ref = on_that_day(ref, request.now)
    entries: list[Entry] = []
    problems: tuple[str, ...] = ()
    looked = Events([])
    windows = windows_of(request, ref, writes=writes)
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
    if ref.occurrence and not entries and not writes:
        # That day of the series was cancelled: what comes next is told.
        return (yield from find(request, replace(ref, occurrence=""), writes=False))
    return Events(extremes(entries, ref.filters.extreme), problems, looked.more, looked.near)


def _spoken_of(found: list[Entry], ref: Reference) -> list[Entry]:
    """What was spoken of; of a series the day that was, else the nearest one, unless something picks some."""
    of_it = [entry for entry in found if entry["id"] == ref.handle]
    if ref.occurrence:
        return [entry for entry in of_it if entry.get("occurrence") == ref.occurrence]
    return of_it[:1] if is_one(ref) else of_it


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
    days = [window.start.date() for window in windows if window.start is not None]
    return links_times(ref) and len(set(days)) == len(windows) > 1


def _within(
    request: Request, ref: Reference, found: Sequence[Entry], window: Window, *, writes: bool
) -> list[Entry]:
    """What takes place in the window; what comes next, or is to be changed, begins in it if anything does."""
    beginning = in_window(found, window, request.now)
    if not ref.times or ref.next or ref.order is not None or (writes and beginning):
        return beginning
    return overlapping(found, window, request.now)


def _search(ref: Reference, window: Window, now: datetime, *, writes: bool) -> Part[Events]:
    soonest = ref.next or (ref.order is not None and ref.order >= 0)
    all_of_them = (not soonest or ref.filters != ANY) and not (ref.handle and is_one(ref))
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
    calls = [_call({**args, "attendee": person.searched_by}) for person in people] or [_call(args)]
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
        raise UnableError(
            f"There are more than {_MOST_EVENTS} such events. "
            "Please name a time or a name, such as 'this week'."
        )
    return list(answer.get("events", []))


def _is_one_series(result: Result) -> bool:
    events = list(read(result).get("events", ()))
    return len({str(event["id"]) for event in events}) == 1 and bool(events[0].get("occurrence"))


def during(start: datetime, end: datetime) -> Part[Events]:
    """What overlaps a span; what takes no time, such as most whole days, says so itself."""
    last = (end - timedelta(microseconds=1)).date()
    results = yield [Call("list_calendar_events", {"when": f"{start.date()}/{max(last, start.date())}"})]
    answer = read(results[0])
    found = overlapping(events_in(results[0]), Window("", start, end), start)
    return Events(found, tuple(answer.get("problems", ())))


def takes_time(entry: Entry) -> bool:
    """Whether one can't be elsewhere while it goes on."""
    return entry.get("busy") is not False
