"""The calendar agent's turn: looks at the calendar first, then changes what was found."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from agents.offline import compose, reports, when
from agents.offline.asking import QuestionError, UnableError, ask, choose, together
from agents.offline.contacts import Known, look_up
from agents.offline.frames import Frame, Person, Quantity, Reference
from agents.offline.messages import Request
from agents.offline.script import Call, Result, Round, Script
from agents.offline.selection import Entry, in_window, picked, settled, titled
from agents.offline.sequence import run
from agents.offline.steps import Condition
from agents.offline.tokens import Sort, Token, tokenize
from agents.offline.when import Window
from agents.offline.words import Act
from tools.timewords import Kind, Resolution, resolve

Found = Generator[Round, Sequence[Result], list[Entry]]
Truth = Generator[Round, Sequence[Result], bool]

_ALL_DAY = frozenset(
    "holiday holidays vacation birthday anniversary day off leave deadline trip reminder conference retreat".split()
)
_MOST_EVENTS = 50


def calendar_turn(request: Request) -> Script:
    """What the calendar agent does with `request`."""
    return run(request, CalendarWork(request))


class CalendarWork:
    """The scripts of the calendar agent, one for each kind of thing that is asked."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.now = request.now

    def carry_out(self, frame: Frame) -> Script | None:
        """The script for a frame; None when it is not for this agent."""
        match frame.act:
            case Act.CREATE:
                return self._create(frame)
            case Act.CANCEL:
                return self._cancel(frame)
            case Act.MOVE:
                return self._move(frame)
            case Act.RENAME | Act.CHANGE | Act.INVITE | Act.UNINVITE:
                return self._change(frame)
            case Act.LIST:
                return self._list(frame)
            case Act.FREE:
                return self._free(frame)
            case Act.PERSON:
                return self._person(frame)
            case _:
                return None

    def holds(self, condition: Condition, frame: Frame) -> Truth:
        """Whether a condition is so, by what the calendar says. `frame` is what depends on it."""
        asked = condition.frame
        if asked.act is Act.FREE or (asked.target is not None and _vague(asked.target)):
            return (yield from self._taken(asked.times or frame.times, frame)) == condition.exists
        assert asked.target is not None
        found = yield from self._find(asked.target, writes=False)
        return bool(found) == condition.exists

    def _taken(self, times: Sequence[Token], frame: Frame) -> Truth:
        """Whether there is something at the time that an event is to have."""
        found = when.joined(times, self.now)
        if found is None or found.start is None:
            raise UnableError("I don't know for which time to look.")
        start = when.aware(found.start, self.now)
        end = when.aware(found.end, self.now) if found.end else start + (frame.length or timedelta(hours=1))
        busy = yield from self._during(start, end)
        return bool(busy)

    def _during(self, start: datetime, end: datetime) -> Found:
        """What overlaps a span."""
        results = yield [Call("list_calendar_events", {"when": start.date().isoformat()})]
        entries = _events(results[0])
        found = []
        for entry in entries:
            begins, ends = when.iso(str(entry["start"])), when.iso(str(entry["end"]))
            if entry.get("all_day") or begins is None or ends is None:
                continue
            if begins < end and ends > start:
                found.append(entry)
        return found

    # making

    def _create(self, frame: Frame) -> Script:
        known = yield from look_up(self.request, frame.people)
        guests = [one for one in known if one.address]
        strangers = [one.name for one in known if not one.address]
        if frame.free_slot:
            words = yield from self._first_free(frame, guests)
            found = resolve(words, now=self.now)
        else:
            words, found = self._when(frame)
            words = yield from self._first_choice(frame, words, found)
        title = compose.event_title(frame, [_called(one, frame.people) for one in known])
        args: dict[str, Any] = {"title": title, "start_time": words}
        length = frame.length
        if length is not None and not (found is not None and (found.end or found.duration)):
            args["end_time"] = when.minutes(length)
        if guests:
            args["attendees"] = [one.address for one in guests]
        if frame.place:
            args["location"] = frame.place
        if frame.about and frame.title:
            args["description"] = frame.about
        if frame.reminders:
            args["reminder_minutes"] = list(frame.reminders)
        results = yield [Call("create_calendar_event", args)]
        note = (
            f" Not in your contacts, so not invited: {together(strangers)}."
            if strangers and len(strangers)
            else ""
        )
        return reports.report(results) + note

    def _first_free(self, frame: Frame, guests: Sequence[Known]) -> Generator[Round, Sequence[Result], str]:
        """The start of the first free time, in the days that were named or the next two weeks."""
        length = frame.length or timedelta(hours=1)
        args: dict[str, Any] = {
            "when": self._open_days(frame.times),
            "duration_minutes": int(length.total_seconds() // 60),
        }
        results = yield [Call("find_free_slots", args)]
        if results[0].error:
            raise UnableError(results[0].text)
        slots = results[0].data.get("slots", [])
        if not slots:
            raise UnableError("There is no free time then, so nothing was scheduled.")
        return str(slots[0]["start"])

    def _open_days(self, times: Sequence[Token]) -> str:
        """Where to look for free time: what was said, and two weeks where that has no end."""
        span = when.window(times, self.now, "future") if times else when.coming(self.now)
        if span is None or span.start is None:
            raise UnableError("I don't know for which days to look.")
        if span.end is not None:
            return when.words_of(times, self.now)
        first = span.start.date()
        return f"from {first} to {first + timedelta(days=13)}"

    def _first_choice(
        self, frame: Frame, words: str, found: Resolution
    ) -> Generator[Round, Sequence[Result], str]:
        """`words`, or the second time that was named when there is something at the first."""
        if not frame.otherwise:
            return words
        if not (yield from self._taken(frame.times, frame)):
            return words
        second = when.joined(frame.otherwise, self.now)
        assert found.start is not None
        if second is None or second.start is None:
            raise UnableError("I don't understand the second time.")
        if (
            second.time_of_day_given
            and len(frame.otherwise) == 1
            and not _names_day(frame.otherwise[0], self.now)
        ):
            return self._on_day(when.aware(found.start, self.now), second)
        return when.words_of(frame.otherwise, self.now)

    def _on_day(self, day: datetime, clock: Resolution) -> str:
        assert clock.start is not None
        at = when.aware(clock.start, self.now)
        return datetime.combine(day.date(), at.time(), tzinfo=self.now.tzinfo).isoformat()

    def _when(self, frame: Frame) -> tuple[str, Resolution]:
        """The words for the tool and what they mean.

        Raises:
            QuestionError: there are none, they leave the time of day open, or they are not certain.
        """
        title = compose.event_title(frame, [person.name for person in frame.people])
        tokens = list(frame.times)
        if not tokens:
            tokens = self._time_tokens(ask(self.request, f"When should '{title}' be?"))
        found = when.joined(tokens, self.now)
        words = when.words_of(tokens, self.now)
        if found is None or found.start is None:
            raise QuestionError(f"When should '{title}' be?")
        if not found.certain:
            return self._certain(words, found)
        if not found.time_of_day_given and not self._all_day(frame, words, found):
            question = f"At what time on {when.spoken(when.aware(found.start, self.now).date().isoformat())} should '{title}' be?"
            answer = self._time_tokens(ask(self.request, question))
            clock = when.joined(answer, self.now)
            if clock is None or not clock.time_of_day_given:
                raise QuestionError(question)
            return when.words_of([*tokens, *answer], self.now), when.joined(
                [*tokens, *answer], self.now
            ) or clock
        return words, found

    def _certain(self, words: str, found: Resolution) -> tuple[str, Resolution]:
        options = [reading.understood for reading in found.candidates] or [found.understood]
        if len(options) < 2:
            answer = ask(self.request, f"I am not sure about '{words}': is it {options[0]}?")
            if answer.strip().lower().startswith(("y", "right", "correct")):
                return _iso_words(found), found
            tokens = self._time_tokens(answer)
            again = when.joined(tokens, self.now)
            if again is None or not again.certain:
                raise QuestionError("When is it, then?")
            return when.words_of(tokens, self.now), again
        chosen = choose(self.request, f"'{words}' may mean {together(options, 'or')}. Which one?", options)
        reading = found.candidates[chosen[0]] if chosen else found
        return _iso_words(reading), reading

    def _time_tokens(self, text: str) -> list[Token]:
        return [token for token in tokenize(text, self.now) if token.sort is Sort.TIME]

    def _all_day(self, frame: Frame, words: str, found: Resolution) -> bool:
        said = {word.lower() for word in f"{frame.words} {frame.noun} {words}".split()}
        several = (
            found.end is not None
            and found.start is not None
            and (when.aware(found.end, self.now) - when.aware(found.start, self.now) > timedelta(days=1))
        )
        return (
            bool(said & _ALL_DAY)
            or ("day" in said and "all" in said)
            or (several and frame.noun != "meeting")
        )

    # finding

    def _find(self, ref: Reference, *, writes: bool) -> Found:
        """The events that a reference means, earliest first."""
        if ref.pronoun and not ref.handle:
            raise QuestionError("Which event do you mean?")
        window = self._window(ref, writes=writes)
        args: dict[str, Any] = {"when": window.words, "limit": _MOST_EVENTS}
        words = ref.title or ref.about or ("" if ref.generic else ref.words)
        if words:
            args["query"] = words
        people = [person for person in ref.people if not person.myself]
        if people:
            args["attendee"] = people[0].address.partition("<")[2].rstrip(">") or people[0].name
        if not words and not people:
            results = yield [Call("list_calendar_events", args)]
        else:
            results = yield [Call("search_calendar_events", args)]
        if results[0].error:
            raise UnableError(results[0].text)
        entries = titled(_events(results[0]), words, "title") if words else _events(results[0])
        for person in people[1:]:
            entries = [entry for entry in entries if _attends(entry, person)]
        return picked(in_window(entries, window, self.now), ref)

    def _window(self, ref: Reference, *, writes: bool) -> Window:
        if ref.times:
            found = when.window(ref.times, self.now, "past" if ref.tense == "past" else "future")
            if found is None:
                raise QuestionError(
                    f"Which time do you mean by '{' '.join(token.text for token in ref.times)}'?"
                )
            if ref.next or ref.tense == "future":
                return _from_now(found, self.now)
            return _until_now(found, self.now) if ref.tense == "past" else found
        if ref.tense == "past" or (not writes and ref.order == -1):
            return when.bygone(self.now)
        return when.coming(self.now)

    def _chosen(self, frame: Frame) -> Found:
        """The events that are to be changed.

        Raises:
            QuestionError: one is meant, and several fit.
            UnableError: there are none.
        """
        ref = frame.target
        if ref is None:
            raise QuestionError("Which event do you mean?")
        if ref.handle:
            return [{"id": ref.handle, "title": ref.title}]
        if ref.order == -1 and not ref.times and ref.tense != "past":
            raise QuestionError("Which event do you mean?")
        found = yield from self._find(ref, writes=True)
        if not found:
            raise UnableError(f"I found no {_described(ref)}, so nothing was changed.")
        return settled(self.request, _one_series(found, ref), ref, "event")

    # changing

    def _cancel(self, frame: Frame) -> Script:
        if frame.leftovers:
            raise UnableError(_not_understood(frame.leftovers))
        found = yield from self._chosen(frame)
        results = yield [Call("cancel_calendar_event", _which(entry, frame.target)) for entry in found]
        return reports.report(results)

    def _move(self, frame: Frame) -> Script:
        if frame.shift is None and not frame.times:
            times = self._time_tokens(ask(self.request, "To when should it be moved?"))
            frame = replace(frame, times=tuple(times))
        found = yield from self._chosen(frame)
        if frame.shift is None and frame.target is not None and frame.target.handle:
            found = yield from self._reload(frame.target)
        calls = [
            Call("update_calendar_event", {**_which(entry, frame.target), **self._new_time(frame, entry)})
            for entry in found
        ]
        results = yield calls
        return reports.report(results)

    def _reload(self, ref: Reference) -> Found:
        """The event behind an id, with its times."""
        args = {"query": ref.title, "when": when.coming(self.now).words, "limit": _MOST_EVENTS}
        results = yield [Call("search_calendar_events", args)]
        entries = [entry for entry in _events(results[0]) if str(entry["id"]).startswith(ref.handle)]
        return entries[:1] or [{"id": ref.handle, "title": ref.title}]

    def _new_time(self, frame: Frame, entry: Entry) -> dict[str, Any]:
        if frame.shift is not None:
            return {"move_by": when.minutes(frame.shift)}
        found = when.joined(frame.times, self.now)
        words = when.words_of(frame.times, self.now)
        if found is None or found.start is None:
            raise QuestionError("To when should it be moved?")
        if not found.certain:
            words, found = self._certain(words, found)
        start = when.iso(str(entry.get("start", "")))
        if start is None or entry.get("all_day") or found.end is not None and found.time_of_day_given:
            return {"start_time": words}
        assert found.start is not None
        if found.time_of_day_given and not any(_names_day(token, self.now) for token in frame.times):
            return {"start_time": self._on_day(start, found)}
        if not found.time_of_day_given:
            day = when.aware(found.start, self.now).date()
            return {
                "start_time": datetime.combine(day, start.timetz()).astimezone(self.now.tzinfo).isoformat()
                if start.tzinfo is None
                else datetime.combine(day, start.time(), tzinfo=self.now.tzinfo).isoformat()
            }
        return {"start_time": words}

    def _change(self, frame: Frame) -> Script:
        changes = yield from self._changes(frame)
        found = yield from self._chosen(frame)
        results = yield [
            Call("update_calendar_event", {**_which(entry, frame.target), **self._fitted(changes, entry)})
            for entry in found
        ]
        return reports.report(results)

    def _changes(self, frame: Frame) -> Generator[Round, Sequence[Result], dict[str, Any]]:
        match frame.act:
            case Act.RENAME:
                return {"title": frame.title or ask(self.request, "What should it be called?")}
            case Act.INVITE | Act.UNINVITE:
                known = yield from look_up(self.request, frame.people)
                unknown = [one.name for one in known if not one.address]
                if unknown:
                    raise UnableError(f"Not in your contacts: {together(unknown)}. Nothing was changed.")
                key = "add_attendees" if frame.act is Act.INVITE else "remove_attendees"
                return {key: [one.address for one in known]}
            case _ if frame.noun == "place":
                return {"location": frame.place or ask(self.request, "Where should it be?")}
            case _ if frame.noun == "length":
                return {"longer": frame.shift}
            case _:
                return {"length": frame.length}

    def _fitted(self, changes: dict[str, Any], entry: Entry) -> dict[str, Any]:
        """`changes` for one event: a length becomes an end."""
        start, end = when.iso(str(entry.get("start", ""))), when.iso(str(entry.get("end", "")))
        if "length" in changes:
            return {"end_time": when.minutes(changes["length"])}
        if "longer" in changes:
            if start is None or end is None:
                raise UnableError("I don't know how long it is now. Please say how long it should be.")
            return {"end_time": when.minutes(end - start + changes["longer"])}
        return changes

    # answering

    def _list(self, frame: Frame) -> Script:
        ref = frame.target or Reference(None, 0, 0)
        if (
            not ref.times
            and not ref.people
            and ref.generic
            and not ref.next
            and ref.order is None
            and ref.tense == ""
        ):
            ref = replace(ref, tense="future")
        found = yield from self._find(ref, writes=False)
        if not found:
            return (
                f"No: there is no {_described(ref)}." if frame.question else f"I found no {_described(ref)}."
            )
        lines = [reports.event(entry, guests=frame.asked == "who" or len(found) < 4) for entry in found]
        lead = "Yes: " if frame.asked == "exists" and frame.question else ""
        if frame.asked == "count":
            lead = f"{len(found)}: "
        if len(lines) == 1:
            return compose.ended(lead + lines[0])
        return f"{lead}{reports.counted(len(lines), 'event')}:\n{reports.listed(lines)}"

    def _free(self, frame: Frame) -> Script:
        if frame.asked == "free" and frame.question and not frame.people:
            return (yield from self._am_i_free(frame))
        args: dict[str, Any] = {
            "when": when.words_of(frame.times, self.now) if frame.times else "the next 7 days"
        }
        if frame.length:
            args["duration_minutes"] = int(frame.length.total_seconds() // 60)
        if frame.people:
            known = yield from look_up(self.request, frame.people)
            args["attendees"] = [one.address or one.name for one in known]
        results = yield [Call("find_free_slots", args)]
        if results[0].error:
            raise UnableError(results[0].text)
        slots = results[0].data.get("slots", [])
        if frame.target is not None and frame.target.order is not None:
            slots = slots[:1]
        if not slots:
            return "There is no free time then."
        lines = [when.spoken(str(slot["start"]), str(slot["end"])) for slot in slots[:10]]
        return f"Free: {lines[0]}." if len(lines) == 1 else f"Free:\n{reports.listed(lines)}"

    def _am_i_free(self, frame: Frame) -> Script:
        found = when.joined(frame.times, self.now) if frame.times else None
        if found is None or found.start is None:
            raise QuestionError("For when do you want to know whether you are free?")
        start = when.aware(found.start, self.now)
        end = when.aware(found.end, self.now) if found.end else start + (frame.length or timedelta(hours=1))
        busy = yield from self._during(start, end)
        time_said = (
            when.spoken(start.isoformat(), end.isoformat())
            if found.time_of_day_given
            else when.spoken(start.date().isoformat())
        )
        asks_busy = frame.noun == "busy"
        if not busy:
            return f"{'No' if asks_busy else 'Yes'}: nothing is in your calendar on {time_said}."
        there = together([reports.event(entry, guests=False) for entry in busy])
        return f"{'Yes' if asks_busy else 'No'}: there is {there}."

    def _person(self, frame: Frame) -> Script:
        return (yield from person_script(frame))


def person_script(frame: Frame) -> Script:
    """Who somebody is, by the address book."""
    results = yield [Call("find_contact", {"name": person.text}) for person in frame.people]
    lines: list[str] = []
    for person, result in zip(frame.people, results, strict=True):
        data = result.data
        lines += [
            f"{entry['name']} <{entry['email']}>" if entry["email"] else f"{entry['name']} (no address)"
            for entry in data.get("people", [])
        ]
        lines += [
            f"{group['name']}: {together([str(member['name']) for member in group['members']])}"
            for group in data.get("groups", [])
        ]
        if not lines:
            return f"'{person.text}' is not in your contacts."
    return f"{lines[0]}." if len(lines) == 1 else reports.listed(lines)


def _events(result: Result) -> list[Entry]:
    return list(result.data.get("events", []))


def _which(entry: Entry, ref: Reference | None) -> dict[str, Any]:
    """The id, and the occurrence when one of a series is meant."""
    args: dict[str, Any] = {"event_id": entry["id"]}
    if entry.get("occurrence") and not (ref is not None and ref.tense == "series"):
        args["occurrence"] = entry["occurrence"]
    return args


def _one_series(found: list[Entry], ref: Reference) -> list[Entry]:
    """Every occurrence of a series counts as one when neither a time nor an order is said."""
    if ref.times or ref.order is not None or ref.next or ref.quantity is Quantity.ALL:
        return found
    seen: dict[str, Entry] = {}
    for entry in found:
        seen.setdefault(str(entry["id"]), entry)
    return list(seen.values())


def _vague(ref: Reference) -> bool:
    return ref.generic and not ref.people and not ref.times


def _attends(entry: Entry, person: Person) -> bool:
    wanted = (person.address.partition("<")[2].rstrip(">") or person.name).lower()
    return any(wanted in str(name).lower() for name in entry.get("attendees", []))


def _from_now(window: Window, now: datetime) -> Window:
    if window.start is not None and window.start < now:
        return replace(window, start=now)
    return window


def _until_now(window: Window, now: datetime) -> Window:
    if window.end is not None and window.end > now:
        return replace(window, end=now)
    return window


def _names_day(token: Token, now: datetime) -> bool:
    """Whether the words name a day and not only a time of day: read at another now, they stay on their day."""
    found = resolve(token.text, now=now)
    if found is None or found.start is None:
        return False
    if not found.time_of_day_given:
        return True
    return not all(_follows(token.text, now.date() + timedelta(days=ahead), now) for ahead in (1, 3))


def _follows(words: str, day: date, now: datetime) -> bool:
    """Whether the words, read in the first minutes of a day, mean that day: "at 4pm" does, "Friday at 4pm" doesn't."""
    found = resolve(words, now=datetime.combine(day, time(0, 1), tzinfo=now.tzinfo))
    return found is not None and found.start is not None and when.aware(found.start, now).date() == day


def _iso_words(reading: Resolution) -> str:
    if reading.start is None:
        return reading.understood
    if isinstance(reading.start, datetime) and reading.end is not None:
        end = when.aware(reading.end, reading.start)
        return f"{reading.start.isoformat()}/{end.isoformat()}"
    return reading.start.isoformat()


def _called(known: Known, people: Sequence[Person]) -> str:
    """A guest or a group as the user called them."""
    first = known.first_name.lower()
    for person in people:
        if (
            known.group
            and person.group
            and set(known.name.lower().split()) & set(person.text.lower().split())
        ):
            return person.text if person.text.lower().startswith("every") else f"the {person.text}"
        if not person.address and person.name.lower() == first:
            return person.name if person.name[:1].isupper() else known.first_name
    return known.name


def _described(ref: Reference) -> str:
    words = ref.title or ref.about or ref.words
    noun = (
        ref.noun.removesuffix("s")
        if ref.noun in {"meetings", "events", "appointments", "calls"}
        else ref.noun
    )
    noun = (
        noun
        if noun and noun not in {"it", "them", "anything", "something", "calendar", "schedule", "agenda"}
        else "event"
    )
    text = f"{noun} '{words}'" if words and words.lower() != noun else noun
    if ref.people:
        text += f" with {together([person.name for person in ref.people])}"
    if ref.times:
        text += f" {' '.join(token.text for token in ref.times)}"
    return text


def _not_understood(words: Sequence[str]) -> str:
    return f"I don't understand '{' '.join(words)}' in this, so nothing was done. Please say it differently."
