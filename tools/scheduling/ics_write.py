"""The bytes of a calendar file, anybody's, with only the change made in it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tools.folded_lines import Line
from tools.ics.content_lines import line, text
from tools.ics.document import Component, Document, is_left
from tools.ics.file_zones import Zones
from tools.ics.files import EventFile
from tools.ics.moments import Moment, length
from tools.ics.plain_rules import plain_rule
from tools.ics.property_lines import alarm_lines, is_second, moment_line, rule_line, written
from tools.ics.recurrence_rules import follows
from tools.ics.restyle import moved_values, restyled
from tools.ics.values import BETWEEN_DATES, UnreadableValueError, moment_in
from tools.ics.zones import vtimezone_lines
from tools.scheduling import other_forms
from tools.scheduling.change import Change
from tools.scheduling.cutting import end_before
from tools.scheduling.event_lines import guest_line, person_line
from tools.scheduling.events import Event
from tools.scheduling.expansion import ending, shifted
from tools.scheduling.ics_family import KEY_PROPERTY, Family, named_so, stamp
from tools.scheduling.ics_occurrences import Entry, added_by, at_its_time
from tools.scheduling.ics_read import UnreadableError, attendee_of, read_contents, reminder_of
from tools.wide_text import in_utf8

TEXTS = {"title": "SUMMARY", "location": "LOCATION", "description": "DESCRIPTION"}
REPEATING = ("RRULE", "RDATE", "EXDATE", "EXRULE")


def changed_file(
    file: EventFile, change: Change, *, key: str, at: datetime, zone: tzinfo, following: str = ""
) -> bytes:
    """`file` with `change` made in it at `at`, and every other byte as it was; nothing where nothing is left.

    `following` is the UID of the series that goes on where this one is cut.

    Raises:
        UnreadableError: the event isn't in it, or the change can't be written down.
    """
    contents = read_contents(file, zone)
    family = Family(contents, change, zone)
    if change.after is None and change.scope == "occurrence":
        _leave_out(family, change.before)
    elif change.after is None and change.scope == "following":
        end_before(family, following)
    elif change.after is None:
        family.remove_all()
        if not is_left(contents.document):
            return b""
    elif change.scope == "occurrence":
        _change_one(family, change.after)
    else:
        _change_all(family, change.after)
    for component in family.touched:
        # where several events have one UID, the number tells an older version, and would hide another event
        stamp(contents.document, component, key, at, numbered=not change.before.part)
    return contents.document.data


def left_out(file: EventFile, change: Change, zone: tzinfo) -> tuple[str, ...]:
    """What else of the event a change can't keep, as sentences."""
    if change.after is None or not {"rrule", *other_forms.FORMS} & {*change.fields}:
        return ()
    family = Family(read_contents(file, zone), change, zone)
    original = change.before.recurrence_id if change.scope == "occurrence" else None
    entry = (family.occurrence(original) or family.describing(original)) if original else family.main
    told = other_forms.going(entry.component, change.fields)
    number = 0
    if "rrule" in change.fields:
        number = sum(not _still_fits(change, change.after, one) for one in family.changed_occurrences())
    if number:
        those = f"{number} changed occurrence{'s' if number > 1 else ''}"
        return (*told, f"{those} of it won't fit any more, and will go")
    return told


def made_by(data: bytes, key: str) -> bool:
    """Whether the change with this key is in the file, whatever has been changed after it."""
    return f"{KEY_PROPERTY}:{key}".encode() in in_utf8(data)


def _change_all(family: Family, after: Event) -> None:
    before, fields = family.change.before, family.change.fields
    _put_fields(family, family.main, after, fields)
    if "start" in fields and before.recurring:
        _move_exceptions(family, before, after)
    if "rrule" in fields:
        _drop_exceptions(family, after)
    for entry in family.changed_occurrences():
        # an occurrence that was like the others in this stays like them
        alike = [
            field
            for field in fields
            if field not in ("start", "end", "rrule", "rdates", "exdates")
            and getattr(entry.event, field) == getattr(before, field)
        ]
        if alike:
            _put_fields(family, entry, after, alike)


def _move_exceptions(family: Family, before: Event, after: Event) -> None:
    """Let what names single occurrences (left out, added, changed ones) name the moved ones."""

    def moved(moment: Moment) -> Moment:
        return shifted(added_by(moment, before, family.zones), before.start, after.start)

    def named(moment: Moment) -> Moment:
        return moved(at_its_time(moment, before, family.zones))

    _move_lines(family, family.main, "EXDATE", named, after)
    _move_lines(family, family.main, "RDATE", moved, after)
    for entry in family.older:
        _move_lines(family, entry, "RECURRENCE-ID", named, after)
    for entry in family.changed_occurrences():
        event = entry.event
        _move_lines(family, entry, "RECURRENCE-ID", named, after)
        if event.start == event.recurrence_id:
            start = moved(event.start)
            same_length = length(event.start, event.end) == length(before.start, before.end)
            _put_time(family, entry, start, ending(start, after) if same_length else moved(event.end))
        family.touch(entry.component)


def _move_lines(
    family: Family, entry: Entry, name: str, moved: Callable[[Moment], Moment], after: Event
) -> None:
    zones, before = Zones(entry.calendar, family.zone), family.main.event
    read = zones.beside(before.start, floating=before.floating)
    written_in = zones.beside(after.start, floating=after.floating)
    lines = [
        family.rewritten(old, moved_values(old, moved, read, written_in))
        for old in entry.component.lines(name)
    ]
    entry.component.put(name, lines)


def _drop_exceptions(family: Family, after: Event) -> None:
    """Forget the changed occurrences that a new rule no longer has."""
    if not after.rrule:
        for name in REPEATING:
            family.main.component.put(name, ())
    for entry in family.changed_occurrences():
        if not _still_fits(family.change, after, entry):
            family.remove(entry)


def _still_fits(change: Change, after: Event, changed: Entry) -> bool:
    """Whether the new series has the occurrence, which moves along with it."""
    original = changed.event.recurrence_id
    assert original is not None
    if "start" in change.fields:
        original = shifted(original, change.before.start, after.start)
    return bool(after.rrule) and follows(after.rrule, after.start, original)


def _change_one(family: Family, after: Event) -> None:
    original = family.change.before.recurrence_id
    assert original is not None
    entry = family.occurrence(original)
    if entry is not None and entry.event.ranged:
        raise UnreadableError(
            "all occurrences after this one are changed along with it; change another, or the whole series"
        )
    _put_fields(family, entry or _new_occurrence(family, original), after, family.change.fields)


def _new_occurrence(family: Family, original: Moment) -> Entry:
    """A component for one occurrence, which says of it what holds by now."""
    model, before = family.describing(original), family.change.before
    component = model.component.copy()
    for name in REPEATING:
        component.put(name, ())
    component.put("RECURRENCE-ID", [family.line(named_so(family, "RECURRENCE-ID", original))])
    other_forms.drop_reminders(component, family.zones)
    entry = Entry(model.calendar, component, before)
    model.calendar.exchange(model.component, (model.component, component))
    family.members.append(entry)
    _put_time(family, entry, before.start, before.end)
    return entry


def _leave_out(family: Family, occurrence: Event) -> None:
    original, main = occurrence.recurrence_id, family.main
    assert original is not None
    entry = family.occurrence(original)
    if entry is not None and not entry.event.ranged:
        family.remove(entry)
    if main.event.recurring:
        line_out = family.line(named_so(family, "EXDATE", original))
        main.component.put("EXDATE", [*main.component.lines("EXDATE"), line_out])
        family.touch(main.component)
    elif family.same(main.event.start, original):
        family.remove(main)


def _put_fields(family: Family, entry: Entry, after: Event, fields: Sequence[str]) -> None:
    """Make the properties for these fields say what `after` says."""
    component = entry.component
    family.touch(component)
    for field in fields:
        if name := TEXTS.get(field):
            value = getattr(after, field)
            other_forms.drop(component, field)
            component.put(name, [family.line(line(name, text(value)))] if value else [])
        elif field == "start":
            _put_time(family, entry, after.start, after.end)
            other_forms.move_reminders(family, entry, after)
            other_forms.say_whether_whole_day(family, component, whole_day=after.all_day)
        elif field == "rrule":
            rule = plain_rule(after.rrule, after.start, family.zones, floating=after.floating)
            component.put("RRULE", [family.line(rule_line(rule))] if rule else [])
        elif field in ("rdates", "exdates"):
            _put_times(family, field)
        elif field == "attendees":
            _put_guests(family, component, after)
        elif field == "reminders":
            _put_reminders(family, component, after)


def _put_times(family: Family, field: str) -> None:
    """Have a series take place once more: at a time of its own, or at one that was left out."""
    before, after, main = family.change.before, family.change.after, family.main.component
    assert after is not None
    if field == "rdates":
        added = [moment for moment in after.rdates if moment not in before.rdates]
        lines = [family.line(named_so(family, "RDATE", moment)) for moment in added]
        main.put("RDATE", [*main.lines("RDATE"), *lines])
        return
    back = [moment for moment in before.exdates if moment not in after.exdates]
    kept: list[Line] = []
    for old in main.lines("EXDATE"):
        pieces = [piece for piece in BETWEEN_DATES.split(old.value)[::2] if piece.strip()]
        left = [piece for piece in pieces if not _is_one_of(family, old, piece, back)]
        if left:
            kept.append(old if left == pieces else family.line(f"{old.head}:{','.join(left)}"))
    main.put("EXDATE", kept)


def _is_one_of(family: Family, old: Line, piece: str, moments: Sequence[Moment]) -> bool:
    try:
        named = family.named(piece, old)
    except UnreadableValueError:
        return False
    return any(family.same(named, moment) for moment in moments)


def _put_time(family: Family, entry: Entry, start: Moment, end: Moment) -> None:
    """Set start and end; how long it is stays written as it is where that stays true."""
    component, lasting = entry.component, entry.event.lasting
    _put_moment(family, entry, "DTSTART", start)
    if component.first("DTEND") is None:
        if lasting is not None and lasting.after(start) == end:
            return
        if component.first("DURATION") is None and end == (
            start if isinstance(start, datetime) else start + timedelta(days=1)
        ):
            return
    component.put("DURATION", ())
    _put_moment(family, entry, "DTEND", end)


def _put_moment(family: Family, entry: Entry, name: str, moment: Moment) -> None:
    """A start or end, in the zone that it is written in already, unless the event has got another."""
    component, after = entry.component, family.change.after
    zones = Zones(entry.calendar, family.zone).beside(entry.event.start, floating=entry.event.floating)
    old = component.first(name) or component.first("DTSTART")
    if old is not None and (after is None or family.change.before.zone == after.zone):
        try:
            known, _ = moment_in(old, zones)
        except UnreadableValueError:
            known = None
        alike = known is not None and isinstance(known, datetime) == isinstance(moment, datetime)
        if alike and not _is_second_there(moment, old, zones):
            parameters = old.head[len(old.head.partition(";")[0]) :]
            head = old.head if old.name == name else f"{name}{parameters}"
            made = f"{head}:{restyled(old, old.value, moment, zones)}"
            if old.name == name:
                component.put(name, [family.rewritten(old, made)])
            else:
                _put_after(component, old, family.line(made))
            return
    moment = written(moment, after.floating if after else False)
    made_line = family.line(moment_line(name, moment))
    if component.first(name) is None and old is not None:
        _put_after(component, old, made_line)
    else:
        component.put(name, [made_line])
    if isinstance(moment, datetime) and isinstance(moment.tzinfo, ZoneInfo):
        _define(family.document, entry.calendar, moment.tzinfo, moment.year)


def _is_second_there(moment: Moment, old: Line, zones: Zones) -> bool:
    """Whether the zone of a line can't tell this moment from the hour before, which has the same name."""
    tzid = old.parameter("TZID")
    if not isinstance(moment, datetime) or old.value.upper().endswith("Z"):
        return False
    return is_second(moment.astimezone(zones.named(tzid) if tzid else zones.usual))


def _put_after(component: Component, old: Line, new: Line) -> None:
    component.exchange(old, (old, new))


def _define(document: Document, calendar: Component, zone: ZoneInfo, year: int) -> None:
    """Have a VTIMEZONE for the zone in the calendar that speaks of it."""
    known = {tzid.value.strip() for part in calendar.parts("VTIMEZONE") if (tzid := part.first("TZID"))}
    if zone.key not in known:
        calendar.items.insert(calendar.after_lines(), document.component(vtimezone_lines(zone, year)))


def _put_guests(family: Family, component: Component, after: Event) -> None:
    """Invite exactly these; who was invited before keeps the answer and all else that is known of it."""
    invited = {guest.email.casefold() for guest in after.attendees}
    lines = [old for old in component.lines("ATTENDEE") if attendee_of(old).email.casefold() in invited]
    known = {attendee_of(old).email.casefold() for old in lines}
    new = [guest for guest in after.attendees if guest.email.casefold() not in known]
    component.put("ATTENDEE", [*lines, *(family.line(guest_line(guest)) for guest in new)])
    if after.organizer and after.attendees and component.first("ORGANIZER") is None:
        component.put("ORGANIZER", [family.line(person_line("ORGANIZER", after.organizer))])


def _put_reminders(family: Family, component: Component, after: Event) -> None:
    """Remind this long before the start, instead of any other reminders that go by the start."""
    for alarm in component.parts("VALARM"):
        try:
            replaced = bool(reminder_of(alarm))
        except UnreadableValueError:
            replaced = False
        if replaced:
            component.exchange(alarm, ())
    for minutes in after.reminders:
        component.items.append(family.document.component(alarm_lines(minutes, after.title)))
