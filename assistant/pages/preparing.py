"""What there is to know before a meeting: by code, each line with its id.

The event, who comes and who they are, the last mails with them, what is open between them and the person, the
files that came along, and the last meeting.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.page import Line, Page, Section
from assistant.views import times
from assistant.views.text import clean_line
from tools.errors import ToolError
from tools.excerpts import excerpt
from tools.ics.moments import instant
from tools.mail.message import Envelope, Folder
from tools.mail.store import Query
from tools.people.contacts import Person
from tools.people.domains import domain_of, mailbox_key
from tools.people.owner import Owner
from tools.scheduling.events import Attendee, Occurrence
from tools.scheduling.finding import event_with_id

if TYPE_CHECKING:
    from assistant.home import Home

BACK = timedelta(days=180)
ASKED_WITHIN = timedelta(days=60)
MOST = 5
"""Conversations, files and open questions of each kind."""
LOOKED_AT = 50
NOTE_CHARS = 200
A_MINUTE = timedelta(minutes=1)
_WORD = re.compile(r"[^\W\d_]{4,}")


def prepare(home: "Home", about: str) -> Page:
    """What there is to know before the next event that `about` names, by its title or its time.

    Raises:
        ToolError: no event to come is called so.
    """
    meeting = _meeting(home, about)
    guests = _guests(home, meeting)
    theirs = {mailbox_key(email) for _, emails in guests for email in emails}
    mails = _mails(home, [email for _, emails in guests for email in emails])
    sections = (
        Section(_when(home, meeting), (_event_line(home, meeting),)),
        Section("Who comes", tuple(line for line, _ in guests)),
        Section("Last mails with them", tuple(_mail_line(home, mail) for mail in _newest(mails))),
        Section("Open between you", tuple(_open(home, theirs))[: 2 * MOST]),
        Section("Files that came along", tuple(_files(home, mails))[:MOST]),
        Section("The last meeting", tuple(_last(home, meeting, theirs))),
    )
    return Page(tuple(section for section in sections if section.lines))


def _meeting(home: "Home", about: str) -> Occurrence:
    things = home.events_called(re.sub(r"\A(?:the|my|our) ", "", about.strip(), flags=re.IGNORECASE))
    for thing in things:
        start = datetime.fromisoformat(thing.start)
        for one in home.calendar.between(start, start + A_MINUTE):
            if one.id == thing.id:
                return one
    raise ToolError(f"no event to come is called {about!r}; give words of its title, or its day")


def _when(home: "Home", one: Occurrence) -> str:
    start = instant(one.start, home.settings.time_zone)
    day = times.day(start.astimezone(home.settings.time_zone).date())
    return f"{day}, {_clock(home, one)}"


def _clock(home: "Home", one: Occurrence) -> str:
    if one.all_day:
        return "all day"
    zone = home.settings.time_zone
    start, end = (instant(moment, zone).astimezone(zone) for moment in (one.start, one.end))
    return f"{times.clock(start)}–{times.clock(end)}"


def _event_line(home: "Home", one: Occurrence) -> Line:
    note = event_with_id(home.calendar, one.id).description
    text = " · ".join(filter(None, [clean_line(one.title) or "(no title)", clean_line(one.location)]))
    return Line("event", one.id, text, clean_line(excerpt(note, NOTE_CHARS)))


def _guests(home: "Home", meeting: Occurrence) -> list[tuple[Line, tuple[str, ...]]]:
    """Each guest but the person, with all addresses; of an event without guests whom its title names."""
    me = {address.email.casefold() for address in home.identities}
    invited = [guest for guest in meeting.attendees if guest.email.casefold() not in me]
    if invited:
        return [_guest(home, guest) for guest in invited]
    words = {word.casefold() for word in _WORD.findall(meeting.title)}
    return [
        (Line("person", person.emails[0], f"{_who(person)} · named in the title"), person.emails)
        for person in home.people.people
        if person.emails
        and not me & {email.casefold() for email in person.emails}
        and words & {word.casefold() for word in _WORD.findall(f"{person.name} {person.organization}")}
    ][:MOST]


def _guest(home: "Home", guest: Attendee) -> tuple[Line, tuple[str, ...]]:
    person = home.people.with_email(guest.email)
    answer = guest.status if guest.status in ("accepted", "declined", "tentative") else "has not answered"
    who = _who(person) if person else clean_line(guest.name or guest.email)
    unknown = "" if person else " · not in your contacts"
    return Line("person", guest.email, f"{who} · {answer}{unknown}"), person.emails if person else (
        guest.email,
    )


def _who(person: Person) -> str:
    return clean_line(", ".join(filter(None, [person.name, person.title, person.organization])))


def _mails(home: "Home", emails: Sequence[str]) -> list[Envelope]:
    """The last mails from and to these addresses, the newest first."""
    since = home.clock() - BACK
    queries = [Query(since=since, sender=email) for email in emails]
    queries += [Query(since=since, recipient=email) for email in emails]
    found = {
        mail.id: mail for query in queries for mail in home.mirrored_mail.search(query, LOOKED_AT).envelopes
    }
    here = [mail for mail in found.values() if mail.folder not in (Folder.DRAFTS, Folder.TRASH)]
    return sorted(here, key=lambda mail: mail.date, reverse=True)


def _newest(mails: Sequence[Envelope]) -> list[Envelope]:
    """The newest mail of each conversation."""
    threads: dict[str, Envelope] = {}
    for mail in mails:
        threads.setdefault(mail.thread, mail)
    return list(threads.values())[:MOST]


def _mail_line(home: "Home", mail: Envelope) -> Line:
    return Line("mail", mail.id, f"{_sender(mail)}: {_subject(mail)} ({_ago(home, mail)})")


def _open(home: "Home", theirs: set[str]) -> Iterator[Line]:
    from tools.mail.unanswered import unanswered

    now = home.clock()
    me = Owner.of(*home.identities)
    waits = unanswered(home.mirrored_mail, me, since=now - ASKED_WITHIN, until=now + timedelta(days=1))
    for asked in waits.for_me:
        if mailbox_key(asked.mail.sender.email) in theirs:
            text = f"{_sender(asked.mail)} asks you: {_subject(asked.mail)} ({_ago(home, asked.mail)})"
            yield Line("mail", asked.mail.id, text, clean_line(asked.why))
    for asked in waits.for_others:
        if theirs & {mailbox_key(one.email) for one in (*asked.mail.to, *asked.mail.cc)}:
            text = f"You asked: {_subject(asked.mail)} ({_ago(home, asked.mail)})"
            yield Line("mail", asked.mail.id, text, clean_line(asked.why))


def _files(home: "Home", mails: Sequence[Envelope]) -> Iterator[Line]:
    for mail in mails:
        if mail.attachments:
            names = ", ".join(clean_line(file.name) for file in mail.attachments)
            yield Line("mail", mail.id, f"{names} ({_sender(mail)}, {_ago(home, mail)})")


def _last(home: "Home", meeting: Occurrence, theirs: set[str]) -> Iterator[Line]:
    """The last event of the same series, or else with most of the same people."""
    now, zone = home.clock(), home.settings.time_zone
    own = {domain_of(address.email) for address in home.identities}
    # With others of one's own house there are many meetings; of one with a guest that guest's counts.
    theirs = {key for key in theirs if domain_of(key) not in own} or theirs
    past = [one for one in home.calendar.between(now - BACK, now) if instant(one.end, zone) <= now]

    def shared(one: Occurrence) -> int:
        return len(theirs & {mailbox_key(guest.email) for guest in one.attendees})

    same = [one for one in past if one.id == meeting.id] or [one for one in past if shared(one)]
    if same:
        last = max(same, key=lambda one: (shared(one), instant(one.start, zone)))
        title = clean_line(last.title) or "(no title)"
        yield Line("event", last.id, f"{_when(home, last)}  {title}")


def _sender(mail: Envelope) -> str:
    return clean_line(mail.sender.name or mail.sender.email)


def _subject(mail: Envelope) -> str:
    return clean_line(mail.subject) or "(no subject)"


def _ago(home: "Home", mail: Envelope) -> str:
    return times.ago(mail.date, home.clock(), home.settings.time_zone)
