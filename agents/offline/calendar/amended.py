"""What was to be done with an event, with what has been said of it since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from agents.offline.calendar.frames import (
    AmendEvent,
    CancelEvent,
    ChangeEvent,
    CreateEvent,
    InviteGuests,
    MoveEvent,
    RenameEvent,
    UninviteGuests,
)
from agents.offline.calendar.likely import near_half
from agents.offline.reading import when
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Token
from tools.patterns import Pattern, Spoken
from tools.timewords import Kind, Resolution, resolve

_AN_HOUR = timedelta(hours=1)


def amended(frame: Frame, more: Frame, now: datetime) -> Frame | None:
    """`frame`, which was not carried out, with `more`; None where the one can't be said of the other."""
    if not isinstance(more, AmendEvent):
        return None
    match frame:
        case CreateEvent():
            return _created(frame, more, now)
        case AmendEvent():
            return together(frame, more, now)
        case MoveEvent() | ChangeEvent() | RenameEvent() | InviteGuests() | UninviteGuests():
            before = _as_amendment(frame)
            return together(before, more, now) if before is not None else None
        case CancelEvent(target=target) if target is not None and not target.plural:
            # "Don't cancel it, move it to Monday."
            return replace(more, target=target)
    return None


def _created(frame: CreateEvent, more: AmendEvent, now: datetime) -> CreateEvent:
    times = retimed(frame.times, more, now)
    end_said = bool(more.until or more.length or more.longer)
    length = more.length or (
        None if more.until or (more.times and _has_end(more.times, now)) else frame.length
    )
    if more.longer and not _has_end(frame.times, now):
        length = (frame.length or _AN_HOUR) + more.longer
    return replace(
        frame,
        times=times,
        length=length,
        free_slot=frame.free_slot and not more.times,
        people=_changed(frame.people, more),
        title=more.title or frame.title,
        place=more.place or frame.place,
        reminders=more.reminders or frame.reminders,
        leftovers=() if end_said or more.times else frame.leftovers,
    )


def _changed(people: Sequence[Person], more: AmendEvent) -> tuple[Person, ...]:
    going = {person.text.lower() for person in more.goes}
    kept = [person for person in people if not _is_one_of(person, going)]
    return (
        *kept,
        *(person for person in more.comes if person.text.lower() not in {p.text.lower() for p in kept}),
    )


def _is_one_of(person: Person, names: set[str]) -> bool:
    said = person.text.lower()
    return any(said == name or name in said.split() or said in name.split() for name in names)


def together(frame: AmendEvent, more: AmendEvent, now: datetime) -> AmendEvent:
    """Both, where the second is right about what both say."""
    going = {person.text.lower() for person in more.goes}
    coming = {person.text.lower() for person in more.comes}
    retime = bool(more.times)
    return replace(
        frame,
        times=retimed(frame.times, more, now, moves=True) if frame.times else more.times,
        until=more.until or (None if retime and _has_end(more.times, now) else frame.until),
        length=more.length or frame.length,
        longer=more.longer or (None if more.length or more.until else frame.longer),
        shift=more.shift or (None if retime else frame.shift),
        all_day=more.all_day or (frame.all_day and not retime),
        comes=(*(p for p in frame.comes if not _is_one_of(p, going)), *more.comes),
        goes=(*(p for p in frame.goes if not _is_one_of(p, coming)), *more.goes),
        title=more.title or frame.title,
        place=more.place or frame.place,
        reminders=more.reminders or frame.reminders,
    )


def _as_amendment(frame: Frame) -> AmendEvent | None:
    """A change in the words of its own kind as one that more can be added to."""
    if frame.target is None or frame.leftovers:
        return None
    blank = AmendEvent(frame.begin, frame.stop, target=frame.target)
    match frame:
        case MoveEvent():
            return replace(blank, times=frame.times, shift=frame.shift)
        case RenameEvent():
            return replace(blank, title=frame.title)
        case InviteGuests(only_guest=False):
            return replace(blank, comes=frame.people, goes=frame.leaving)
        case UninviteGuests():
            return replace(blank, goes=frame.people)
        case ChangeEvent(noun="place"):
            return replace(blank, place=frame.place)
        case ChangeEvent(noun="length"):
            return replace(blank, longer=frame.shift)
        case ChangeEvent(noun=""):
            return replace(blank, length=frame.length)
    return None


def retimed(
    times: tuple[Token, ...], more: AmendEvent, now: datetime, *, moves: bool = False
) -> tuple[Token, ...]:
    """`times` with what `more` says of them: what it leaves out, day or time of day, stays.

    Where what is there already `moves`, an hour alone is of a day that only the calendar knows.
    """
    before = when.joined(times, now)
    if more.all_day and before is not None and before.start is not None and not more.times:
        return _worded(times, f"all day on {when.aware(before.start, now):%Y-%m-%d}", now)
    if more.times:
        dayless = moves and not any(when.names_day(token, now) for token in times)
        again = before is not None and before.rrule is not None
        times = (
            _again_then(times, more.times, now)
            if again
            else _other_time(before, more.times, now, dayless=dayless)
        )
        before = when.joined(times, now)
    if before is None or before.start is None or before.rrule:
        return times
    start = when.aware(before.start, now)
    if not before.time_of_day_given:
        whole = more.length is not None and when.whole_days(start, more.length)
        return _worded(times, whole, now) if whole else times
    if more.shift is not None:
        start += more.shift
        times = _worded(times, _moment(start), now)
    if more.until is not None:
        end = until_of(more.until, start)
        return _worded(times, when.interval(start, end), now) if end is not None else times
    if more.longer is not None and before.end is not None:
        return _worded(times, when.interval(start, when.aware(before.end, now) + more.longer), now)
    if more.length is not None and before.end is not None:
        return _worded(times, _moment(start), now)
    return times


def _other_time(
    before: Resolution | None, new: tuple[Token, ...], now: datetime, *, dayless: bool
) -> tuple[Token, ...]:
    """The new words, with the day or the time of day that only the old ones say."""
    said = when.joined(new, now)
    if before is None or before.start is None or said is None or said.start is None or before.rrule:
        return new
    if said.rrule:
        # "Every month", of what was to be on the 1st: from then on.
        if any(when.names_day(token, now) for token in new) and "every" not in new[0].text.lower():
            return new
        first = when.aware(before.start, now)
        at = f" at {first:%H:%M}" if before.time_of_day_given and not said.time_of_day_given else ""
        return _worded(new, f"{when.words_of(new, now)}{at} from {first.date()}", now)
    # "Before 4 on Monday" begins now, and is of Monday.
    by = before.end if before.kind is Kind.DEADLINE else None
    start = when.aware(by or before.start, now)
    if any(when.names_day(token, now) for token in new):
        if said.time_of_day_given or not before.time_of_day_given or when.several_days(said, now):
            return new
        day = when.aware(said.start, now)
        first = datetime.combine(day.date(), start.time(), tzinfo=now.tzinfo)
        if not said.certain:
            return _worded(new, f"{when.words_of(new, now)} at {start:%H:%M}", now)
        if isinstance(before.end, datetime):
            return _worded(new, when.interval(first, first + (before.end - start)), now)
        return _worded(new, _moment(first), now)
    if not said.time_of_day_given or any(when.goes_by_clock(token, now) for token in new):
        return new
    clock = _nearest([said, *said.candidates], start if before.time_of_day_given else None, now)
    if before.time_of_day_given:
        clock = near_half(when.words_of(new, now), clock, start, now) or clock
    if by is None and dayless:
        sharper = f"at {when.aware(clock.start or start, now):%H:%M}"
        return new if clock.end is not None else _worded(new, sharper, now)
    first = datetime.combine(start.date(), when.aware(clock.start or start, now).time(), tzinfo=now.tzinfo)
    if isinstance(clock.end, datetime) and isinstance(clock.start, datetime):
        return _worded(new, when.interval(first, first + (clock.end - clock.start)), now)
    return _worded(new, _moment(first), now)


_CLOCK = Spoken(r"(?: ?\b(?:at|from))? (?:\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\.?)?|noon|midnight)\Z")
_WEEKDAY = Spoken(r"(?:(?:on|to) )?(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?")
_WEEKLY = Pattern(r"FREQ=WEEKLY;BYDAY=\w\w")


def _again_then(times: tuple[Token, ...], new: tuple[Token, ...], now: datetime) -> tuple[Token, ...]:
    """ "Make it 6:30", "no, Wednesday", of what comes again and again: it still does, then."""
    before, said = when.joined(times, now), when.joined(new, now)
    if before is None or before.start is None or said is None or not isinstance(said.start, datetime | date):
        return new
    start, words = when.aware(before.start, now), when.words_of(new, now)
    day = _WEEKDAY.fullmatch(words)
    if day and before.rrule and _WEEKLY.fullmatch(before.rrule):
        at = f" at {start:%H:%M}" if before.time_of_day_given else ""
        return _worded(new, f"every {day['day']}{at}", now)
    dated = said.rrule or any(when.names_day(token, now) or when.goes_by_clock(token, now) for token in new)
    if dated or not said.time_of_day_given or said.end is not None or len(times) != 1:
        return new
    if before.time_of_day_given:
        said = near_half(words, said, start, now) or said
    again = _CLOCK.sub("", times[0].text)
    return _worded(new, f"{again} at {when.aware(said.start or start, now):%H:%M}", now)


def _nearest(readings: Sequence[Resolution], start: datetime | None, now: datetime) -> Resolution:
    """ "At 4" of what was to begin at 15:00 is 16:00."""
    if start is None or len(readings) < 2:
        return readings[0]

    def distance(one: Resolution) -> timedelta:
        moved = datetime.combine(
            start.date(), when.aware(one.start or start, now).time(), tzinfo=start.tzinfo
        )
        return abs(moved - start)

    return min(readings, key=distance)


_LONGEST = timedelta(hours=10)
"""What begins at 9 and lasts "until 8:15" is hardly meant to go on until the evening."""


def until_of(until: Token, start: datetime) -> datetime | None:
    """When it ends that begins at `start` and lasts "until 4"."""
    found = until.time
    if found is None:
        return None
    at = found.end if found.end is not None and found.start_given is False else found.start
    if not isinstance(at, datetime):
        return None
    end = datetime.combine(start.date(), at.time(), tzinfo=start.tzinfo)
    half_a_day = timedelta(hours=12)
    if end <= start and start < end + half_a_day <= start + _LONGEST:
        end += half_a_day
    return end if end > start else None


def _has_end(times: Sequence[Token], now: datetime) -> bool:
    found = when.joined(times, now)
    return found is not None and isinstance(found.end, datetime) and found.time_of_day_given


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _worded(times: tuple[Token, ...], words: str, now: datetime) -> tuple[Token, ...]:
    """One token in the place of all, in other words; as they are where those say nothing."""
    return (when.reworded(times[0], words, now),) if times and resolve(words, now=now) is not None else times
