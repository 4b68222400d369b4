"""Looks whether what a watch waits for has come true: by headers and calendar data, without a model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.polls.watching import look_at_poll
from assistant.schedules.book import RoutineBook
from assistant.schedules.routine import Routine
from assistant.schedules.watch import Awaited
from assistant.schedules.watched_mails import LOOKED_AT, MOST_BACK, fits
from assistant.schedules.watched_slots import said
from assistant.views import times
from assistant.views.text import clean_line
from tools.errors import DeliveryError, UnknownIdError
from tools.mail.calendar_notes import CalendarKind
from tools.mail.message import Envelope, Folder
from tools.mail.replies import FORWARD_PREFIX, REPLY_PREFIX, without
from tools.mail.store import Query
from tools.mail.unanswered import AWAY, is_automatic
from tools.patterns import Pattern
from tools.people.domains import mailbox_key
from tools.people.owner import Owner
from tools.scheduling.availability import Slot
from tools.timewords import find

if TYPE_CHECKING:
    from assistant.home import Home

REMINDS = Pattern(
    r"\b(?:follow(?:[- ]?up| up)|remind(?:er)?|nudge|chase|ask (?:\w+ ){0,2}again|write again)\b",
    re.IGNORECASE,
)
REMINDER = "I wanted to follow up on this. Have you had a chance to look at it?"
IT = Pattern(r"\b(?:it|this|that)\b(?! (?:is|was)\b)", re.IGNORECASE)
THEM = Pattern(r"\b(?:him|her|them)\b(?! \w+ly\b)", re.IGNORECASE)
EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Verdict:
    """What has come of a watch."""

    text: str
    tells: bool = True
    """Whether the person hears of it: not where nothing is left to wait for."""
    prepares: bool = True
    """Whether what was asked for is prepared."""
    mail: str = ""
    """The id of the mail that it is about."""
    slot: Slot | None = None
    """The time that is free."""


def look_at(home: "Home", book: RoutineBook, watch: Routine) -> None:
    """End the watch where what it waits for has come true, or can't any more; else look again in a minute."""
    awaited = Awaited.from_json(watch.waits_for)
    now = book.now()
    if awaited.what == "times":
        look_at_poll(home.polls, book, watch, home.polls.book.find(awaited.poll))
        book.look_again(watch.id, now + EVERY)
        return
    try:
        if awaited.ends_by(now):
            # The last word needs what the server has, not only what has been fetched; in all folders, as the
            # answer may have been filed or thrown away before it was fetched.
            home.mailbox.refresh()
        verdict = _verdict(home, awaited, now)
    except DeliveryError:
        verdict = None
    if verdict is None:
        book.look_again(watch.id, now + EVERY)
        return
    request = prepared(watch.request, awaited, verdict) if verdict.prepares else ""
    book.end_watch(watch, verdict.text, tells=verdict.tells, request=request)


def prepared(request: str, awaited: Awaited, verdict: Verdict) -> str:
    """What is asked for when a watch has come true, the mail in the place of "it"; a reminder answers it."""
    if request and awaited.what == "answer" and verdict.mail and REMINDS.search(request):
        return f'reply to [email_id={verdict.mail}] saying "{REMINDER}"'
    if request and verdict.slot and not find(request, now=verdict.slot.start):
        start = verdict.slot.start
        return f"{request} on {start:%A} {start.day} {start:%B %Y} at {start:%H:%M}"
    if verdict.mail:
        request = IT.sub(f"[email_id={verdict.mail}]", request, count=1)
    return THEM.sub(awaited.person, request) if awaited.person else request


def _verdict(home: "Home", awaited: Awaited, now: datetime) -> Verdict | None:
    """What has come of it; None: it isn't decided yet."""
    match awaited.what:
        case "slot":
            return _of_slot(home, awaited, now)
        case "answer":
            return _of_answer(home, awaited, now)
        case "mail":
            found = next(_mails(home, awaited), None)
            if found:
                return Verdict(f"It has come: {_label(found, home)}", mail=found.id)
        case "cancellation":
            if told := _cancelled(home, awaited):
                return Verdict(told)
    if awaited.ends_by(now):
        return Verdict(f"{awaited.title()}: it did not come.", prepares=False)
    return None


def _of_slot(home: "Home", awaited: Awaited, now: datetime) -> Verdict | None:
    zone = home.settings.time_zone
    spans = [
        Slot(*(datetime.fromisoformat(text).astimezone(zone) for text in (one.start, one.end)))
        for one in awaited.spans
    ]
    diary = replace(home.diary(), now=now.astimezone(zone))
    slot = next(diary.free(spans, timedelta(minutes=awaited.minutes)), None)
    if slot is not None:
        return Verdict(f"You are free: {said([slot])}.", slot=slot)
    if awaited.ends_by(now):
        return Verdict(f"{awaited.title()}: none has opened.", prepares=False)
    return None


def _of_answer(home: "Home", awaited: Awaited, now: datetime) -> Verdict | None:
    asked = asked_mail(home, awaited)
    answers = list(_answers(home, awaited, asked))
    in_time = [mail for mail in answers if not awaited.is_late(mail.date)]
    if in_time:
        # What had come before the watch was made wasn't known to who made it.
        before = awaited.since is not None and in_time[0].date < awaited.since
        told = _has_answered(in_time[0], home, already=before)
        return Verdict(told, tells=before, prepares=False)
    if not awaited.ends_by(now):
        return None
    person = clean_line(awaited.person)
    about = f" to '{clean_line(asked.subject)}'" if asked else ""
    if answers:
        since = _label(answers[0], home)
        had_not = f"{person} had not" if person else "Nobody had"
        return Verdict(f"{had_not} answered{about} in time, but has since: {since}", prepares=False)
    has_not = f"{person} has not" if person else "Nobody has"
    return Verdict(f"{has_not} answered{about}.", mail=asked.id if asked else "")


def asked_mail(home: "Home", awaited: Awaited) -> Envelope | None:
    """The user's mail that waits for the answer: the one that was named, or the last to that person.

    None: there is none, or it has been removed for good.
    """
    mailbox, me = home.mirrored_mail, Owner.of(*home.identities)
    if awaited.email_id:
        try:
            return mailbox.envelope(awaited.email_id)
        except UnknownIdError:
            return None
    since = (awaited.since or home.clock()) - MOST_BACK
    for mail in _in_folders(home, since, Folder.SENT, Folder.TRASH):
        to_them = any(_is_theirs(one.email, awaited) for one in (*mail.to, *mail.cc))
        before = awaited.since is None or mail.date <= awaited.since + EVERY
        if before and to_them and me.owns(mail.sender) and fits(awaited.about, mail.subject):
            return mail
    return None


def _answers(home: "Home", awaited: Awaited, asked: Envelope | None) -> Iterator[Envelope]:
    """What answers it, the oldest first; also what the user has thrown away since."""
    mailbox, me = home.mirrored_mail, Owner.of(*home.identities)
    since = asked.date if asked else awaited.since
    for mail in reversed(_in_folders(home, since, "", Folder.TRASH)):
        if me.owns(mail.sender) or AWAY.match(mail.subject) or FORWARD_PREFIX.match(mail.subject):
            continue
        theirs = _is_from(mail, awaited, asked) and _belongs(home, mail, awaited, asked)
        if theirs and not is_automatic(mailbox, mail):
            yield mail


def _in_folders(home: "Home", since: datetime | None, *folders: str) -> list[Envelope]:
    """What came since then, the newest first, also what was deleted."""
    queries = [Query(since=since, folder=folder, deleted=True) for folder in folders]
    found = [mail for query in queries for mail in home.mirrored_mail.search(query, LOOKED_AT).envelopes]
    return sorted(found, key=lambda mail: mail.date, reverse=True)


def _is_from(mail: Envelope, awaited: Awaited, asked: Envelope | None) -> bool:
    """Whether it comes from the person: by any of their addresses, or else by their name."""
    if _is_theirs(mail.sender.email, awaited):
        return True
    names = {_name(awaited.person)}
    if asked:
        names |= {_name(one.name) for one in asked.to if _is_theirs(one.email, awaited)}
    if not awaited.person and asked:
        return any(mailbox_key(one.email) == mailbox_key(mail.sender.email) for one in (*asked.to, *asked.cc))
    own = _name(mail.sender.name)
    return bool(own) and any(own == name for name in names if " " in name)


def _belongs(home: "Home", mail: Envelope, awaited: Awaited, asked: Envelope | None) -> bool:
    """Whether it is about what was asked: by its threading headers, or else by its subject."""
    if asked is None:
        return fits(awaited.about, mail.subject)
    message = home.mirrored_mail.read(mail.id)
    named = {*message.in_reply_to, *message.references}
    if named:
        return asked.message_id in named or mail.thread == asked.thread
    return _bare(mail.subject) == _bare(asked.subject)


def _mails(home: "Home", awaited: Awaited) -> Iterator[Envelope]:
    """Those that have come since and fit: by whom they are from, and words of subject and file names."""
    mailbox, me = home.mirrored_mail, Owner.of(*home.identities)
    for mail in mailbox.search(Query(since=awaited.since), LOOKED_AT).envelopes:
        if me.owns(mail.sender) or (awaited.person and not _is_from(mail, awaited, None)):
            continue
        shown = " ".join([mail.subject, mail.snippet, *(one.name for one in mail.attachments)])
        if fits(awaited.about, shown) and not AWAY.match(mail.subject):
            yield mail


def _cancelled(home: "Home", awaited: Awaited) -> str:
    """What was cancelled of the events that are watched, or who has declined; empty: nothing."""
    zone = home.settings.time_zone
    for thing in awaited.things:
        start = datetime.fromisoformat(thing.start)
        there = [one for one in home.calendar.between(start - EVERY, start + EVERY) if one.id == thing.id]
        called = f"'{clean_line(thing.title)}' ({times.instant(start, zone)})"
        if not there:
            if not _is_somewhere(home, thing.id):
                return f"{called} is no longer in the calendar."
            continue
        if there[0].status == "cancelled":
            return f"{called} was cancelled."
        for guest in there[0].attendees:
            new = guest.status == "declined" and guest.email.casefold() not in thing.declined
            if new and _wanted(guest.name, guest.email, awaited):
                return f"{clean_line(guest.name or guest.email)} has declined {called}."
    titles = {thing.title.casefold(): thing for thing in awaited.things}
    for mail in home.mirrored_mail.search(
        Query(since=awaited.since, for_calendars=True), LOOKED_AT
    ).envelopes:
        note = mail.calendar
        if note is None or note.title.casefold() not in titles or not note.fits:
            continue
        if note.kind is CalendarKind.CANCELLATION:
            return f"'{clean_line(note.title)}' was cancelled by {clean_line(str(mail.sender))}."
        declined = note.kind is CalendarKind.ANSWER and note.answer == "declined"
        if declined and _wanted(mail.sender.name, mail.sender.email, awaited):
            return f"{clean_line(str(mail.sender))} has declined '{clean_line(note.title)}'."
    return ""


def _is_somewhere(home: "Home", id: str) -> bool:
    """Whether the event is still there, moved perhaps."""
    try:
        home.calendar.locate(id)
    except UnknownIdError:
        return False
    return True


def _wanted(name: str, email: str, awaited: Awaited) -> bool:
    return not awaited.person or _is_theirs(email, awaited) or _name(awaited.person) in _name(name)


def _is_theirs(email: str, awaited: Awaited) -> bool:
    return mailbox_key(email) in {mailbox_key(one) for one in awaited.addresses}


def _bare(subject: str) -> str:
    return " ".join(without(REPLY_PREFIX, subject).split()).casefold()


def _name(name: str) -> str:
    return " ".join(name.replace(",", " ").split()).casefold()


def _has_answered(mail: Envelope, home: "Home", *, already: bool) -> str:
    who, _, what = _label(mail, home).partition(": ")
    return f"{who} has answered{' already' if already else ''}: {what}."


def _label(mail: Envelope, home: "Home") -> str:
    who = clean_line(mail.sender.name or mail.sender.email)
    at = times.instant(mail.date, home.settings.time_zone)
    return f"{who}: {clean_line(mail.subject) or '(no subject)'} ({at}; mail {mail.id})"
