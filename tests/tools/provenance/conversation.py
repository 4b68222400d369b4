"""What was said and read in one conversation, and plans whose values are looked up in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.databases import database_at
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.provenance.origin import Origin
from tools.provenance.readings import Readings
from tools.provenance.tracing import Tracer
from tools.reading import Reading, mail_reading

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=LONDON)
PEOPLE = {"Ana Lima": "ana", "Ben Okafor": "ben", "Ben Carter": "carter"}


class Conversation:
    """One thread `t`, and a tracer on it."""

    def __init__(self, folder: Path) -> None:
        contacts = folder / "contacts"
        contacts.mkdir()
        for name, local in PEOPLE.items():
            card = ["BEGIN:VCARD", "VERSION:4.0", f"UID:{local}", f"FN:{name}", f"EMAIL:{local}@x.example"]
            card += ["CATEGORIES:Design Team"] if local != "carter" else []
            (contacts / f"{local}.vcf").write_text("\r\n".join([*card, "END:VCARD", ""]), encoding="utf-8")
        self.database = database_at(folder / "assistant.db")
        self.readings = Readings(self.database)
        me = Address("Sam Reed", "sam@x.example")
        self.tracer = Tracer(self.readings, AddressBook(contacts), lambda: [me], lambda: NOW)

    def say(self, text: str, at: datetime = NOW) -> None:
        self.readings.said("t", text, at, begins=True)

    def read(self, text: str, id: str = "m1", subject: str = "Invoice 42", days_ago: int = 1) -> None:
        sender, written = "mallory@club.example", NOW - timedelta(days=days_ago)
        self.readings.keep("t", [mail_reading(id, sender, subject, written, [subject, text])])

    def hear(self, text: str) -> None:
        """From a tool that somebody else wrote."""
        label = "the agent bank's tool rates"
        self.readings.keep("t", [Reading(source="tool", reference="bank/rates", label=label, text=text)])

    def mail(
        self,
        *to: str,
        subject: str = "Hello",
        body: str = "Hello",
        given: Sequence[str] | None = None,
        files: Sequence[str] = (),
        send_at: str = "",
    ) -> tuple[Origin, ...]:
        """Of a mail that would go out; `given` are the recipients as the model gave them."""
        shown = {"to": [*to], "cc": [], "bcc": [], "subject": subject, "body": body}
        args = {**shown, "attachments": [*files], "send_at": send_at}
        preview = {"type": "mail", "mail": shown}
        return self.of(args, preview, {"to": [*to] if given is None else [*given], "body": body})

    def event(
        self,
        title: str = "Lunch",
        start: str = "2026-11-20T12:00:00+00:00",
        end: str = "2026-11-20T13:00:00+00:00",
        *,
        guests: Sequence[str] = (),
        location: str = "",
        recurrence: str = "",
        reminders: Sequence[int] = (),
        **given: Any,
    ) -> tuple[Origin, ...]:
        """Of an event that would be made; `given` is what the model gave for its arguments."""
        event = {
            "title": title,
            "start": start,
            "end": end,
            "attendees": [{"name": "", "email": guest} for guest in guests],
            "location": location,
            "description": "",
            "recurrence": recurrence,
            "reminders": [],
        }
        args = {"recurrence": recurrence, "reminder_minutes": [*reminders]}
        return self.of(args, {"type": "event", "event": event}, {"start_time": start, **given})

    def call(self, **args: Any) -> tuple[Origin, ...]:
        """Of a call of a tool that somebody else wrote."""
        return self.of(args, {"type": "call", "tool": "pay", "args": args}, args)

    def delete(
        self, id: str, subject: str, sender: str = "zoe@y.example", date: str = ""
    ) -> tuple[Origin, ...]:
        """Of a mail that would be deleted."""
        mail = {"id": id, "from": sender, "subject": subject, "date": date}
        return self.of({"email_id": id}, {"type": "mail_move", "mail": mail}, {"email_id": id})

    def of(
        self, args: Mapping[str, Any], preview: Mapping[str, Any], given: Mapping[str, Any]
    ) -> tuple[Origin, ...]:
        return self.tracer.origins("t", args=args, preview=preview, given=given)


def source_of(origins: Sequence[Origin], argument: str) -> str:
    """The one source of an argument."""
    [source] = {origin.source for origin in origins if origin.argument == argument}
    return source
