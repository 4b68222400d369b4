"""A home with four people, a few events and mails, and an assistant without a language model."""

import tempfile
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

from agents.offline import OfflineChatModel
from assistant import Assistant, Decision
from assistant.bootstrap import build_session
from assistant.contract import Approval, Turn

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=LONDON)
PEOPLE = {"Ana Lima": "ana", "Ben Okafor": "ben", "Ben Carter": "carter", "Maya Patel": "maya"}


class Desk:
    """A home with four people, a group, a few events and mails, and an assistant without a language model."""

    def __init__(self, home: Path, model: str | OfflineChatModel = "offline") -> None:
        self.home = home
        if not (home / "assistant.db").exists():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            (home / "assistant.db").write_bytes(_new_database())
        self.assistant = Assistant.open(home=home, model=model, now=NOW)
        self.shown: list[Approval] = []
        """All that was asked."""

    def say(self, text: str, thread: str = "t", *, approve: bool = True) -> Turn:
        turn = self.assistant.ask(text, thread=thread)
        while turn.approvals:
            self.shown += turn.approvals
            decision = Decision.approve() if approve else Decision.reject("not now")
            turn = self.assistant.decide({approval.id: decision for approval in turn.approvals})
        return turn

    def events(self) -> dict[str, tuple[datetime, list[str]]]:
        found = {}
        for path in (self.home / "calendar").glob("*/*.ics"):
            for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
                guests = event.get("attendee", [])
                guests = guests if isinstance(guests, list) else [guests]
                emails = sorted(str(guest).lower().removeprefix("mailto:") for guest in guests)
                found[str(event["summary"])] = (event.decoded("dtstart"), emails)
        return found

    def mails(self, folder: str = ".Sent") -> list[EmailMessage]:
        paths = sorted((self.home / "mail" / folder).glob("*/*"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


@cache  # making its tables takes as long as a tenth of a conversation
def _new_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with Assistant.open(home=home, model="offline", now=NOW) as assistant:
            build_session(assistant.home)
        return (home / "assistant.db").read_bytes()


def text_of(mail: EmailMessage) -> str:
    return mail.get_content().replace("\r\n", "\n")


def put_event(home: Path, name: str, title: str, start: datetime, *guests: str) -> None:
    event = icalendar.Event()
    event.add("uid", name)
    event.add("dtstamp", NOW)
    event.add("summary", title)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(hours=1))
    for guest in guests:
        address = icalendar.vCalAddress(f"mailto:{guest}@x.example")
        address.params["CN"] = next(name for name, local in PEOPLE.items() if local == guest)
        event.add("attendee", address)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//test//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    folder = home / "calendar" / "personal"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ics").write_bytes(calendar.to_ical())


def put_mail(home: Path, number: int, sender: str, subject: str, days_ago: int, text: str = "") -> None:
    at = NOW - timedelta(days=days_ago)
    mail = EmailMessage()
    name = next(name for name, local in PEOPLE.items() if local == sender)
    mail["From"], mail["To"] = f"{name} <{sender}@x.example>", "Sam Reed <sam@x.example>"
    mail["Subject"], mail["Date"], mail["Message-ID"] = subject, at, f"<{number}@x.example>"
    mail.set_content(text or f"About {subject}.")
    for part in ("cur", "new", "tmp"):
        (home / "mail" / part).mkdir(parents=True, exist_ok=True)
    (home / "mail" / "cur" / f"{int(at.timestamp())}.{number}.test:2,S").write_bytes(mail.as_bytes())


def put_person(home: Path, name: str, local: str) -> None:
    first, _, last = name.partition(" ")
    folder = home / "contacts"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:{local}", f"FN:{name}", f"N:{last};{first};;;"]
    lines += [f"EMAIL:{local}@x.example", "CATEGORIES:Design Team" if local in ("ana", "maya") else "NOTE:-"]
    (folder / f"{local}.vcf").write_text("\r\n".join([*lines, "END:VCARD", ""]), encoding="utf-8")
