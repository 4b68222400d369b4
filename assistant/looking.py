"""A look at calendar, tasks or mailbox: a list of what fits, or one thing in full that an id names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tools.errors import AmbiguousError, InputError, UnknownIdError

if TYPE_CHECKING:
    from assistant.home import Home

Found = TypeVar("Found")


@dataclass(frozen=True)
class Look:
    """What was found, as JSON."""

    found: list[dict[str, Any]]
    title: str = ""
    """How words about time were understood."""
    in_full: bool = False
    """It is the one thing that the id names."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Of mails: the newest of each conversation, with how many of it were found, as `in_thread`."""
    more: int = 0
    """How many fit besides."""


def look_at_calendar(home: "Home", said: str) -> Look:
    """What takes place then, or the one event whose id, or its beginning, was `said`.

    Raises:
        InputError: it is neither a time for certain nor an id; or several ids begin so.
    """
    from tools.scheduling.event_details import event_details
    from tools.scheduling.event_json import event_in_full
    from tools.scheduling.finding import event_with_id

    try:
        title, events = home.agenda(said)
    except InputError:
        event = _with_id(lambda: event_with_id(home.calendar, said))
        if event is None:
            raise
        file = home.calendar.locate(event.id)
        return Look([event_in_full(event) | event_details(home.calendar, file, event)], in_full=True)
    return Look(events, title)


@dataclass(frozen=True)
class Grid:
    """The days of a week or a month, and what is on them, as JSON."""

    unit: Literal["week", "month"]
    first: date
    """The Monday of the week, or a day of the month."""
    found: list[dict[str, Any]]


def look_at_days(home: "Home", said: str, unit: Literal["week", "month"]) -> Grid:
    """The week or the month in which what was `said` begins; nothing said: today.

    Raises:
        InputError: it is no time for certain.
    """
    from tools.scheduling.agenda import first_day, on_days
    from tools.scheduling.weeks import first_of_week, weeks_of_month

    settings = home.settings
    day = first_day(home.calendar, said, now=home.clock(), day_first=settings.day_first)
    first, after = weeks_of_month(day)
    if unit == "week":
        day = first = first_of_week(day)
        after = day + timedelta(days=7)
    start, end = (datetime.combine(one, time(), settings.time_zone) for one in (first, after))
    return Grid(unit, day, on_days(home.calendar, start, end))


def next_event(home: "Home") -> str:
    """What begins next within a day, as `14:00 Budget with Liam`; empty where nothing is known to.

    A calendar that nothing has opened yet, or that is being read, is let alone.

    Raises:
        StillReadingError: it has to be read first, after all, and that takes long.
    """
    store, now, zone = home.calendar_in_use, home.clock(), home.settings.time_zone
    if store is None or store.progress:
        return ""
    found = store.between(now, now + timedelta(days=1))
    coming = [(one.start, one.title) for one in found if isinstance(one.start, datetime) and one.start >= now]
    if not coming:
        return ""
    begins, title = min(coming)
    begins = begins.astimezone(zone)
    day = "" if begins.date() == now.astimezone(zone).date() else f"{begins:%a} "
    return f"{day}{begins:%H:%M} {title}"


def look_at_mail(home: "Home", said: str, limit: int) -> Look:
    """The newest mails that fit what was `said`, or the one whose id, or its beginning, it is.

    A word that stands in mails is looked for, though an id may begin so.

    Raises:
        InputError: an operator can't be used; or nothing fits and several ids begin so.
    """
    from assistant.snoozing.shown import away_of, without_away
    from tools.mail.listing import entry
    from tools.mail.mailview import find_mails, show_mail

    settings = home.settings
    page = find_mails(
        home.mirrored_mail,
        said,
        now=home.clock(),
        zone=settings.time_zone,
        day_first=settings.day_first,
        limit=limit if said.strip() else limit + len(away_of(home, "mail")),
    )
    found: list[dict[str, Any]] = page["messages"]
    # What is put off is only away from the list: who looks for it finds it.
    mails = found if said.strip() else without_away(home, found, limit)
    if mails or not said:
        return Look(mails, rows=folded(mails), more=page["more"])
    mail = _with_id(lambda: show_mail(home.mirrored_mail, said, zone=settings.time_zone))
    if mail is None:
        return Look([])
    around = [one.envelope for one in home.mirrored_mail.thread(mail["id"]) if one.id != mail["id"]]
    mail["conversation"] = [entry(one, settings.time_zone) for one in around]
    return Look([mail], in_full=True)


def folded(mails: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest mail of each conversation, in their order; drafts stand for themselves.

    What has another subject is another matter: mails of two matters may have one Message-ID.
    """
    from tools.mail.replies import matter

    by_thread: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for mail in mails:
        draft = mail["folder"] == "drafts"
        key = (mail["id"], "") if draft else (mail["thread"], matter(mail["subject"]))
        by_thread.setdefault(key, []).append(mail)
    return [
        {**several[0], "in_thread": len(several), "unread": any(mail["unread"] for mail in several)}
        for several in by_thread.values()
    ]


def look_at_tasks(home: "Home", said: str) -> Look:
    """The tasks of this state (open, overdue, done, all), due then, or with these words; or the one whose id,
    or its beginning, was `said`. Without anything the open ones.

    Raises:
        InputError: nothing fits and several ids begin so.
    """
    from tools.tasks.look import look, task_with_id

    found = look(home.tasks, said, now=home.clock(), day_first=home.settings.day_first)
    if found.tasks or not said.strip():
        return Look(found.tasks, found.understood)
    task = _with_id(lambda: task_with_id(home.tasks, said))
    return Look([task], in_full=True) if task else Look([], found.understood)


def _with_id(find: Callable[[], Found]) -> Found | None:
    try:
        return find()
    except UnknownIdError:
        return None
    except AmbiguousError as error:
        raise InputError("; ".join((error.message, *error.candidates))) from error
