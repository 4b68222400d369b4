"""A series cut in two at one of its occurrences: it ends before that, and the rest is a series of its own.

The part before keeps its UID, since that is what guests know it by (RFC 5546, 3.2.2); the rest gets another.
Each names the other by RELATED-TO, the relations being NEXT and FIRST of RFC 9253 (decision 50).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tools.folded_lines import Line
from tools.ics.content_lines import day, line, on_the_clock, text
from tools.ics.files import EventFile
from tools.ics.moments import Moment, instant
from tools.ics.plain_rules import plain_rule
from tools.ics.recurrence_rules import LONGEST_WAIT
from tools.ics.repetition import RuleError, rule_of
from tools.ics.restyle import restyled
from tools.ics.values import BETWEEN_DATES, UnreadableValueError
from tools.ics.values import on_the_clock as as_shown
from tools.scheduling.change import Change
from tools.scheduling.events import Event
from tools.scheduling.expansion import ending
from tools.scheduling.ics_family import Family, named_so
from tools.scheduling.ics_read import UnreadableError, attendee_of, read_contents

DAY = timedelta(days=1)
LOOKED_BACK = (timedelta(days=45), timedelta(days=800), None)
"""So far back the last start before the cut is looked for, one after the other; the last is all the way."""
_PARAMETERS = re.compile(r'(?:[^";]|"[^"]*"?)+')
_ANSWER = re.compile(r"(?:PARTSTAT|RSVP)\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a series is cut: before the occurrence that the series itself has at `original`."""

    main: Event
    original: Moment
    zone: tzinfo

    def is_before(self, moment: Moment) -> bool:
        """Whether an occurrence of this name stays in the part before."""
        if isinstance(self.main.start, datetime) and isinstance(moment, datetime):
            return instant(moment, self.zone) < instant(self.original, self.zone)
        return _date(moment) < _date(self.original)

    def ended(self, rule: str) -> str:
        """The rule, which ends with its last start before the cut; empty where it has none there."""
        last = self._last(rule)
        if last is None:
            return ""
        kept = [
            part for part in rule.split(";") if part and not part.upper().startswith(("COUNT=", "UNTIL="))
        ]
        return ";".join([*kept, f"UNTIL={self._until(last)}"])

    def rest(self, rule: str) -> tuple[str, Moment | None, tuple[Moment, ...]]:
        """The rule from the cut on, when it starts, and what comes before that and can't be its start.

        An hour that the clock leaps over can't: it would be the hour of all that follow.
        """
        passed: list[Moment] = []
        for start in self._starts(rule, self._wall - DAY, self._wall + LONGEST_WAIT):
            moment = self._moment(start)
            if self.is_before(moment):
                continue
            if not isinstance(moment, datetime) or moment.replace(tzinfo=None, fold=0) == start:
                gone = len(passed) + self._number(rule) if "COUNT" in rule.upper() else 0
                return _fewer(rule, gone), moment, tuple(passed)
            passed.append(moment)
        return "", None, tuple(passed)

    def _last(self, rule: str) -> datetime | None:
        for back in LOOKED_BACK:
            begin = self._wall - back if back is not None and self._wall.year > 3 else None
            found = [
                start
                for start in self._starts(rule, begin, self._wall + DAY)
                if self.is_before(self._moment(start))
            ]
            if found:
                return found[-1]
        return None

    def _number(self, rule: str) -> int:
        """How many times the rule has before the cut."""
        return sum(
            self.is_before(self._moment(start)) for start in self._starts(rule, None, self._wall + DAY)
        )

    def _starts(self, rule: str, begin: datetime | None, end: datetime) -> Iterator[datetime]:
        first = self._on_the_wall(self.main.start)
        try:
            yield from rule_of(rule, self.main.zone).starts(first, begin, end)
        except RuleError as error:
            raise UnreadableError(f"how it repeats can't be followed: {error}") from error

    @property
    def _wall(self) -> datetime:
        return self._on_the_wall(self.original)

    def _on_the_wall(self, moment: Moment) -> datetime:
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time())
        return moment.astimezone(self.main.zone).replace(tzinfo=None, fold=0)

    def _moment(self, wall: datetime) -> Moment:
        if not isinstance(self.main.start, datetime):
            return wall.date()
        return as_shown(wall.replace(tzinfo=self.main.zone))

    def _until(self, last: datetime) -> str:
        """As RFC 5545 (3.3.10) wants it: of the start's kind, and in UTC where that has a zone."""
        moment = self._moment(last)
        if not isinstance(moment, datetime):
            return day(moment)
        return on_the_clock(last) if self.main.floating else f"{on_the_clock(moment.astimezone(UTC))}Z"


def end_before(family: Family, following: str = "") -> None:
    """Have the series end before the occurrence that the change names; `following` is the rest's UID.

    Raises:
        UnreadableError: how it repeats can't be followed.
    """
    cut, main = _cut(family), family.main.component
    main.put("RRULE", list(_rules(family, cut)))
    for name in ("RDATE", "EXDATE"):
        main.put(name, list(_dates(family, cut, name, before=True)))
    for entry in family.changed_occurrences():
        assert entry.event.recurrence_id is not None
        if not cut.is_before(entry.event.recurrence_id):
            family.remove(entry)
    if following:
        related = family.line(line("RELATED-TO", text(following), {"RELTYPE": "NEXT"}))
        main.put("RELATED-TO", [*main.lines("RELATED-TO"), related])
    family.touch(main)


def rest_of(file: EventFile, change: Change, zone: tzinfo, *, uid: str, name: str, at: datetime) -> EventFile:
    """A file `name` of the series from the occurrence on that `change` names, which is called `uid`.

    Guests, reminders, changed and left-out occurrences go along; nothing else of the file does.

    Raises:
        UnreadableError: it can't be cut so.
    """
    family = Family(read_contents(file, zone), change, zone)
    main, event = family.main, family.main.event
    cut = _cut(family)
    if event.further_rules or event.periods:
        raise UnreadableError("it repeats by several rules; change one occurrence, or the whole series")
    if main.calendar is family.document.root:
        raise UnreadableError("its file is none of a calendar; change one occurrence, or the whole series")
    if family.describing(cut.original) is not main:
        raise UnreadableError(
            "an earlier change is for all after it already; change one occurrence, or the whole series"
        )
    rule, start, passed = cut.rest(event.rrule) if event.rrule else ("", None, ())
    added = sorted(
        {*passed, *(moment for moment in event.rdates if not cut.is_before(moment))},
        key=lambda moment: instant(moment, zone),
    )
    if start is None:
        if not added:
            raise UnreadableError("it doesn't take place after that")
        start = _timed(added[0], event)
    for entry in family.changed_occurrences():
        assert entry.event.recurrence_id is not None
        if cut.is_before(entry.event.recurrence_id):
            family.remove(entry)
    family.keep_alone()
    main.calendar.put("METHOD", ())
    _start(family, start, event)
    component = main.component
    component.put("RRULE", [family.line(line("RRULE", rule))] if rule else [])
    others = [moment for moment in passed if moment != start]
    component.put(
        "RDATE",
        [
            *(family.line(named_so(family, "RDATE", moment)) for moment in others),
            *_dates(family, cut, "RDATE", before=False, but=start),
        ],
    )
    component.put("EXDATE", list(_dates(family, cut, "EXDATE", before=False)))
    first = [old for old in component.lines("RELATED-TO") if old.parameter("RELTYPE").upper() == "FIRST"]
    others_related = [
        old
        for old in component.lines("RELATED-TO")
        if old not in first and old.parameter("RELTYPE").upper() != "NEXT"
    ]
    named = first or [family.line(line("RELATED-TO", text(event.uid), {"RELTYPE": "FIRST"}))]
    component.put("RELATED-TO", [*others_related, *named])
    for entry in family.members:
        entry.component.put("UID", [family.line(line("UID", text(uid)))])
        entry.component.put("SEQUENCE", ())
        if entry.component.first("CREATED"):
            made = f"{on_the_clock(at.astimezone(UTC))}Z"
            entry.component.put("CREATED", [family.line(line("CREATED", made))])
    return EventFile(file.calendar, name, family.document.data)


def asked_anew(file: EventFile, zone: tzinfo) -> EventFile:
    """The file, nobody having answered: who comes to another time is asked again (RFC 5546, 3.2.2.1)."""
    contents = read_contents(file, zone)
    for entry in contents.entries:
        host = entry.event.organizer.email.casefold() if entry.event.organizer else ""
        entry.component.put(
            "ATTENDEE",
            [
                old if attendee_of(old).email.casefold() == host else contents.document.line(_unanswered(old))
                for old in entry.component.lines("ATTENDEE")
            ],
        )
    return EventFile(file.calendar, file.name, contents.document.data)


def _unanswered(guest: Line) -> str:
    kept = [part for part in _PARAMETERS.findall(guest.head) if not _ANSWER.match(part.strip())]
    return f"{';'.join(kept)};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:{guest.value}"


def _cut(family: Family) -> Cut:
    original = family.change.before.recurrence_id
    assert original is not None
    return Cut(family.main.event, original, family.zone)


def _rules(family: Family, cut: Cut) -> Iterator[Line]:
    """The rules, each ended before the cut; without those that have no start there."""
    for old in family.main.component.lines("RRULE"):
        own = cut.main
        rule = plain_rule(old.value, own.start, family.zones, floating=own.floating)
        if rule := cut.ended(rule):
            yield family.line(f"{old.head}:{rule}")


def _dates(family: Family, cut: Cut, name: str, *, before: bool, but: Moment | None = None) -> Iterator[Line]:
    """What an RDATE or EXDATE names on one side of the cut, except `but`; what can't be read stays before."""
    for old in family.main.component.lines(name):
        pieces = [piece for piece in BETWEEN_DATES.split(old.value)[::2] if piece.strip()]
        kept = [piece for piece in pieces if _is_named(family, cut, old, piece, before, but)]
        if len(kept) == len(pieces):
            yield old
        elif kept:
            yield family.line(f"{old.head}:{','.join(kept)}")


def _is_named(family: Family, cut: Cut, old: Line, piece: str, before: bool, but: Moment | None) -> bool:
    try:
        moment = family.named(piece.partition("/")[0], old)
    except UnreadableValueError:
        return before
    if but is not None and old.name == "RDATE":
        same = _timed(moment, cut.main)
        if instant(same, family.zone) == instant(but, family.zone):
            return False
    return cut.is_before(moment) == before


def _start(family: Family, start: Moment, event: Event) -> None:
    component = family.main.component
    end = ending(start, event)
    zones = family.zones.beside(start, floating=event.floating)
    for name, moment in (("DTSTART", start), ("DTEND", end)):
        if old := component.first(name):
            component.put(name, [family.line(f"{old.head}:{restyled(old, old.value, moment, zones)}")])


def _fewer(rule: str, gone: int) -> str:
    parts = [part for part in rule.split(";") if part]
    return ";".join(
        f"COUNT={int(part.partition('=')[2]) - gone}" if part.upper().startswith("COUNT=") and gone else part
        for part in parts
    )


def _timed(moment: Moment, event: Event) -> Moment:
    """A day that is added to a series of times is meant at its time."""
    if isinstance(event.start, datetime) and not isinstance(moment, datetime):
        return datetime.combine(moment, event.start.timetz())
    return moment


def _date(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
