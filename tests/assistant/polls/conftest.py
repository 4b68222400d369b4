"""A home whose guests answer, in words, by their calendar programs, late, twice, or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.home import Home
from assistant.polls.planning import PollPlanner
from assistant.polls.poll import Poll
from assistant.polls.standing import Standing
from assistant.routines.watching import look_at
from assistant.settings import load_settings
from tests.assistant.routines.conftest import place
from tests.tools.effects.destinations import approved
from tools.effects.effect import Effect
from tools.effects.plan import Plan
from tools.mail.invitations import Invitation, invitation_in
from tools.mail.itip import answer
from tools.mail.message import Envelope, Folder
from tools.mail.store import Query
from tools.people.card_writing import write_person
from tools.people.contacts import Address, Person
from tools.scheduling.availability import WorkingHours
from tools.scheduling.events import Event
from tools.scheduling.plain_write import new_file

__all__ = ["place"]

ZONE = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZONE)
ME = Address("Sam Reed", "sam@larkspur.example")
MAYA = Address("Maya Patel", "maya@larkspur.example")
NOAH = Address("Noah Brandt", "noah@fernweh.example")
GUESTS = [MAYA.email, NOAH.email]
TUESDAY, WEDNESDAY, THURSDAY = "2026-12-08T10:00", "2026-12-09T14:00", "2026-12-10T11:00"
THREE = "; ".join([TUESDAY, WEDNESDAY, THURSDAY])
HELD = ["20261208T1000", "20261209T1400", "20261210T1100"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Guests:
    """Those who answer what lies in Sent of a home; `now` is the test's."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.sent_answers = 0

    @property
    def now(self) -> datetime:
        return self.home.clock()

    def writes(
        self,
        who: Address,
        text: str,
        *,
        subject: str = "",
        threaded: bool = True,
        calendar: tuple[bytes, str] | None = None,
        **headers: str,
    ) -> str:
        """A mail of `who` arrives, an answer to the last one that asked; its id."""
        asked = self.asked()
        mail = EmailMessage()
        mail["From"], mail["To"] = str(who), str(ME)
        mail["Subject"] = subject or f"Re: {asked.subject}"
        self.sent_answers += 1
        mail["Date"] = self.now + timedelta(seconds=self.sent_answers)
        mail["Message-ID"] = f"<answer-{self.sent_answers}@x.example>"
        if threaded:
            mail["In-Reply-To"] = f"<{asked.message_id}>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        if calendar:
            ics, method = calendar
            mail.add_alternative(ics.decode(), subtype="calendar", params={"method": method})
        return self.home.mailbox.deliver(mail.as_bytes(), Folder.INBOX).id

    def answers_by_calendar(self, who: Address, said: str, comment: str = "", sender: Address | None = None):
        """A calendar program answers the invitation to the first time."""
        ics = answer(self.invitation(), who, said, at=self.now, comment=comment)
        self.writes(sender or who, f"{who.name}: {said}", calendar=(ics, "REPLY"), subject=f"{said}: x")

    def counters(self, who: Address, start: str) -> None:
        """A calendar program proposes another time (RFC 5546, 3.2.7)."""
        begin = at(start).astimezone(UTC)
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "METHOD:COUNTER", "BEGIN:VEVENT",
            f"UID:{self.invitation().uid}", f"DTSTAMP:{self.now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", f"DTEND:{begin + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            "SUMMARY:Another time", f"ORGANIZER:mailto:{ME.email}",
            f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{who.email}", "END:VEVENT", "END:VCALENDAR", "",
        ]  # fmt: skip
        counter = "\r\n".join(lines).encode()
        self.writes(who, "Another time?", calendar=(counter, "COUNTER"), subject="Counter: x", threaded=False)

    def asked(self) -> Envelope:
        """The last mail that asked, as it lies in Sent."""
        page = self.home.mailbox.search(Query(folder=Folder.SENT, subject="When can we meet"), 5)
        return page.envelopes[0]

    def invitation(self) -> Invitation:
        found = invitation_in(self.home.mailbox.content(self.asked().id))
        assert found is not None
        return found

    def holds(self) -> list[str]:
        """When the calendar holds something that isn't booked."""
        folder = self.home.path / "calendar" / "personal"
        texts = [path.read_text() for path in sorted(folder.glob("*-?.ics"))]
        return [text.partition("DTSTART;TZID=Europe/London:")[2][:13] for text in texts]

    def booked(self) -> list[tuple[str, datetime, list[str]]]:
        """What a booking has put into the calendar."""
        found = self.home.calendar.between(MONDAY, MONDAY + timedelta(days=30))
        files = {f"{poll.id}.ics" for poll in self.home.polls.book.list()}
        return [
            (one.title, one.start, [guest.email for guest in one.attendees])
            for one in found
            if one.file in files
        ]

    def mails(self) -> list[tuple[str, str]]:
        """Subject and method of all that went out, the oldest first."""
        page = self.home.mailbox.search(Query(folder=Folder.SENT), 500)
        found = [(one, invitation_in(self.home.mailbox.content(one.id))) for one in page.envelopes]
        return [
            (one.subject, note.method)
            for one, note in sorted(found, key=lambda each: each[1].sequence if each[1] else 0)
            if note
        ]


class Office(Guests):
    """A small home without a chat: plans are made and carried out as the gate does."""

    def __init__(self, path: Path) -> None:
        self.at = MONDAY
        settings = load_settings(home=path, time_zone="Europe/London", user_name=ME.name, user_email=ME.email)
        home = Home(settings, now=lambda: self.at.astimezone(UTC))
        home.__dict__["clock"] = lambda: self.at
        for person in (MAYA, NOAH):
            write_person(path / "contacts", Person(person.email, person.name, (person.email,)))
        super().__init__(home)
        self.planner = PollPlanner(home.polls, WorkingHours, home.mailbox.written_to, "")
        self.effects = 0

    def carries_out(self, plan: Plan) -> Effect:
        self.effects += 1
        key = f"poll{self.effects}"
        return self.home.ledger.carry_out(approved(self.home.book, key, plan, thread_id=key))

    def proposes(self, when: str = THREE, guests: list[str] = GUESTS, title: str = "Budget") -> Poll:
        effect = self.carries_out(self.planner.propose(guests, when, title=title))
        assert effect.state == "done", effect.error
        self.at += timedelta(minutes=1)
        poll = self.home.polls.book.find(effect.key)
        assert poll is not None
        return poll

    def settles(self, time: str = "", meeting: str = "") -> Effect:
        effect = self.carries_out(self.planner.settle(meeting, time))
        assert effect.state == "done", effect.error
        return effect

    def standing(self) -> Standing:
        return self.home.polls.standing(self.home.polls.book.list()[0])

    def looks(self) -> int:
        """How often a worker has been asked to prepare something, once it has looked."""
        book = self.home.routines.book
        for watch in book.due_watches():
            look_at(self.home, book, watch)
        self.at += timedelta(minutes=2)
        return sum(len(book.runs(poll.id)) for poll in self.home.polls.book.list())

    def puts(self, title: str, start: str) -> None:
        """An event of one's own."""
        event = Event("personal", title, title, at(start), at(start) + timedelta(hours=1))
        self.home.calendar.create("personal", f"{title}.ics", new_file(event, self.at))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.home.close()
