"""The brief of a day: what it holds, and what waits for the person; by code, each line with its id."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from assistant.home import wall_clock
from assistant.page import Line, Page, Part, Section
from assistant.preferences.suggested import question
from assistant.snoozing.shown import returned, waiting
from assistant.views import times
from assistant.views.tasks import task_line
from assistant.views.text import clean_line
from tools.errors import InputError, ToolError
from tools.ics.moments import instant
from tools.scheduling.availability import Slot, attended, clashing
from tools.scheduling.events import Occurrence
from tools.scheduling.time_words import Clock
from tools.tasks.look import due_on
from tools.tasks.task_json import task_json

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from assistant.contract import RoutineView
    from assistant.home import Home
    from assistant.schedules.routine import Run
    from tools.mail.unanswered import Unanswered

ASKED_WITHIN = timedelta(days=14)
"""An older question is not brought up any more."""
DONE_WITHIN = timedelta(days=1)
MOST = 10
"""Of each section; how many more there are is said."""
NEAR = timedelta(hours=1)
"""With less time between two events, a change of place is said."""
FREE = timedelta(minutes=30)
"""A shorter gap is none."""
IS_OF_TIME = re.compile(r"Late: |\d+ runs? before it: ")
"""How an outcome begins that says when it ran, before what it came to."""


WAITS_FOR_ME, I_WAIT_FOR = "Waits for your answer", "You wait for"
PARTS = {"i_wait_for": (I_WAIT_FOR,), "waits_for_me": (WAITS_FOR_ME, "Waits for your yes")}

NOTHING_OF = {"i_wait_for": "You wait for nobody's answer.", "waits_for_me": "Nobody waits for your answer."}


def told_brief(home: "Home", day: str = "", part: Part = "all") -> Page:
    """The brief of the day that is said in words, or only what somebody waits for.

    Raises:
        ToolError: these words name no single day for certain.
    """
    if part == "away":
        return away(home)
    page = brief(home, _day(home, day))
    if part == "all":
        return page
    kept = tuple(one for one in page.sections if one.title in PARTS[part])
    return replace(page, sections=kept, nothing=NOTHING_OF[part])


def away(home: "Home") -> Page:
    """What is put off, and until when; what is back first comes first."""
    zone = home.settings.time_zone
    lines = [
        Line(one.kind, one.id, f"{clean_line(one.title)}, until {times.instant(one.until, zone)}")
        for one in home.snoozes.away()
    ]
    return Page((Section("Put off", tuple(lines)),) if lines else (), nothing="Nothing is put off.")


def brief(home: "Home", day: date) -> Page:
    """What `day` holds, what waits now, and what was done in the day before now."""
    from tools.mail.unanswered import unanswered
    from tools.people.owner import Owner

    now = home.clock()
    zone = home.settings.time_zone
    waits = unanswered(
        home.mirrored_mail,
        Owner.of(*home.identities),
        since=now - ASKED_WITHIN,
        until=now + timedelta(days=1),
    )
    away = {one.id for one in home.snoozes.away() if one.kind == "mail"}
    sections = [
        _section("Back on top", [Line(one.kind, one.id, clean_line(one.title)) for one in returned(home)]),
        _section(times.day(day), list(_events(home, day))),
        _section("To do", _tasks(home, day, now)),
        _section("Waits for your yes", [_waiting(home, p) for p in waiting(home)]),
        _section(
            "Invitations and answers",
            [Line("invitation", one.mail.id, clean_line(one.text)) for one in home.invitations()],
        ),
        _section(
            WAITS_FOR_ME,
            [_mail(one, now, zone, mine=False) for one in _here(waits.for_me, away)],
        ),
        _section(
            I_WAIT_FOR,
            [*_watches(home), *(_mail(one, now, zone, mine=True) for one in _here(waits.for_others, away))],
        ),
        _section("Routines", list(_routines(home, day))),
        _section("Done since yesterday", list(_done(home))),
    ]
    notes = (
        "" if waits.complete else "Older mails of the last two weeks were not looked at.",
        question(home),
    )
    return Page(tuple(_told(sections, day)), tuple(filter(None, notes)))


def day_of(home: "Home", said: str) -> date:
    """The day that `said` names; today where it says nothing.

    Raises:
        InputError: it names no single day for certain.
    """
    try:
        return _day(home, said)
    except ToolError as error:
        raise InputError(error.message) from error


def _day(home: "Home", said: str) -> date:
    today = home.clock().astimezone(home.settings.time_zone).date()
    if not said.strip():
        return today
    clock = Clock(home.clock(), home.settings.time_zone, home.settings.day_first)
    span = clock.span(said)
    first, last = (moment.astimezone(home.settings.time_zone).date() for moment in (span.start, span.end))
    if last - first > timedelta(days=1):
        raise ToolError(f"{said!r} is more than a day; a brief is of one, such as tomorrow or 2026-03-01")
    return first


def _here(waiting: "Sequence[Unanswered]", away: Container[str]) -> "list[Unanswered]":
    """Those that aren't put off."""
    return [one for one in waiting if one.mail.id not in away]


def _told(sections: Sequence[Section], day: date) -> Iterator[Section]:
    """Those that have lines; where the day has none, beside others, its heading says so."""
    told = [section for section in sections if section.lines]
    for section in sections:
        if section.lines:
            yield section
        elif told and section.title == times.day(day):
            yield replace(section, title=f"{section.title}: no events")


def _section(title: str, lines: list[Line]) -> Section:
    return Section(title, tuple(lines[:MOST]), max(0, len(lines) - MOST))


def _events(home: "Home", day: date) -> Iterator[Line]:
    zone = home.settings.time_zone
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    mine = {address.email.casefold() for address in home.identities}
    found = [one for one in attended(home.calendar.between(start, end), mine) if one.status != "cancelled"]
    timed = [one for one in found if not one.all_day]
    after = dict(zip(map(id, timed), [*pairwise(timed), (timed[-1], None)] if timed else [], strict=True))
    for one in sorted(found, key=lambda one: not one.all_day):
        following = after.get(id(one), (one, None))[1]
        remarks = [
            clean_line(one.location),
            "declined" if one.is_declined_by(mine) else one.status if one.status == "tentative" else "",
            _clash(one, found, home),
            _then(one, following, home),
        ]
        when = "all day" if one.all_day else _clock(one, home)
        text = " · ".join(filter(None, [f"{when}  {clean_line(one.title) or '(no title)'}", *remarks]))
        yield Line("event", one.id, text)


def _tasks(home: "Home", day: date, now: datetime) -> list[Line]:
    """What is due on the day; today also what is overdue."""
    zone = home.settings.time_zone
    today = now.astimezone(zone).date()
    due = due_on(home.tasks, day, now.astimezone(zone))
    return [_task(task_line(task_json(task, now), zone, today), overdue=task.is_overdue(now)) for task in due]


def _task(line: Line, *, overdue: bool) -> Line:
    return replace(line, text=f"{line.text} · overdue") if overdue else line


def _clock(one: Occurrence, home: "Home") -> str:
    zone = home.settings.time_zone
    start, end = (instant(moment, zone).astimezone(zone) for moment in (one.start, one.end))
    return f"{times.clock(start)}–{times.clock(end)}"


def _clash(one: Occurrence, found: Sequence[Occurrence], home: "Home") -> str:
    if not one.busy or one.all_day:
        return ""
    zone = home.settings.time_zone
    slot = Slot(instant(one.start, zone), instant(one.end, zone))
    others = [clean_line(other.title) for other in clashing(found, slot, zone) if other is not one]
    return f"clashes with {' and '.join(others)}" if others else ""


def _then(one: Occurrence, following: Occurrence | None, home: "Home") -> str:
    """What comes between this event and the next: free time, or another place to go to."""
    if following is None or not one.busy or not following.busy:
        return ""
    zone = home.settings.time_zone
    gap = instant(following.start, zone) - instant(one.end, zone)
    if gap >= FREE:
        return f"then {times.length(gap)} free"
    if timedelta() <= gap < NEAR and one.location and following.location not in ("", one.location):
        there = clean_line(following.location)
        return f"then {times.length(gap)} to get to {there}" if gap else f"then straight to {there}"
    return ""


def _waiting(home: "Home", proposal: Any) -> Line:
    asked = times.ago(proposal.created_at, wall_clock(), home.settings.time_zone)
    return Line("approval", proposal.id, f"{clean_line(proposal.plan.summary)} (asked {asked})")


def _mail(one: "Unanswered", now: datetime, zone: Any, *, mine: bool) -> Line:
    mail = one.mail
    others = ", ".join(clean_line(address.name or address.email) for address in mail.to[:3])
    who = others if mine else clean_line(mail.sender.name or mail.sender.email)
    subject = clean_line(mail.subject) or "(no subject)"
    return Line("mail", mail.id, f"{who}: {subject} ({times.ago(mail.date, now, zone)})", clean_line(one.why))


def _watches(home: "Home") -> Iterator[Line]:
    for one in home.routines.list():
        if one.kind == "watch" and one.state == "active":
            yield Line("routine", one.id, f"{clean_line(one.title)} (watched)")


def _routines(home: "Home", day: date) -> Iterator[Line]:
    """What runs on that day, in order, and what has run since yesterday."""
    zone = home.settings.time_zone
    now = wall_clock()
    listed = home.routines.list()
    due = [(at, one) for one in listed for at in one.next if at.astimezone(zone).date() == day]
    for at, one in sorted(due, key=lambda found: found[0]):
        yield Line("routine", one.id, f"{times.clock(at.astimezone(zone))}  {clean_line(one.title)}")
    known = {one.id: one for one in listed}
    for run in home.routines.book.ended_since(now - DONE_WITHIN):
        routine = known.get(run.routine_id)
        # A brief says nothing of itself.
        if run.state != "canceled" and routine is not None and routine.kind != "brief":
            yield _ran(routine, run, now, zone)


def _ran(routine: "RoutineView", run: "Run", now: datetime, zone: "ZoneInfo") -> Line:
    """What came of a run; that it was late, or others were missed, comes behind."""
    told = run.outcome.splitlines()
    before = list(takewhile(IS_OF_TIME.match, told))
    first = clean_line(next(iter(told[len(before) :]), ""))
    remarks = [
        "" if routine.kind == "watch" else "ran",
        times.ago(run.ended_at or now, now, zone),
    ]
    late = ", late" if before else ""
    said = f"{clean_line(routine.title)}: {first}" if first else clean_line(routine.title)
    return Line("routine", run.routine_id, f"{said} ({' '.join(filter(None, remarks))}{late})")


def _done(home: "Home") -> Iterator[Line]:
    now = wall_clock()
    for effect in home.effects.list():
        at = effect.updated_at or effect.created_at
        told = effect.state in ("done", "failed", "unknown", "undone")
        # A brief says of itself only that it did not get through.
        if now - DONE_WITHIN < at <= now and told and (effect.action, effect.state) != ("mail_brief", "done"):
            state = "" if effect.state == "done" else f"{effect.state}: "
            yield Line("effect", effect.key, f"{state}{clean_line(effect.result or effect.summary)}")
