"""WorkBench's world as a home, and what an assistant did to that home as WorkBench's actions.

Only the translation knows of WorkBench; the assistant sees events, mails and people, as anybody's.
"""

from __future__ import annotations

import email.policy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

ZONE = ZoneInfo("UTC")
USER_NAME = "Sam"
DOMAIN = "workbench.invalid"

Action = dict[str, Any]


@dataclass(frozen=True)
class World:
    """WorkBench's initial state."""

    now: datetime
    user_email: str
    events: list[dict[str, str]]
    mails: list[dict[str, str]]
    people: list[str]

    @classmethod
    def read(cls, folder: Path) -> World:
        state = json.loads((folder / "initial_state.json").read_text(encoding="utf-8"))
        domain = state["directory"][0].partition("@")[2]
        return cls(
            now=datetime.fromisoformat(state["now"]).replace(tzinfo=ZONE),
            user_email=f"sam@{domain}",
            events=state["calendar_events"],
            mails=state["emails"],
            people=state["directory"],
        )


def lay_out(world: World, home: Path) -> None:
    """Write the world into an empty home."""
    for event in world.events:
        _write(home / "calendar" / "personal" / f"{event['event_id']}.ics", _ics(world, event))
    for mail in world.mails:
        sent = mail["inbox/outbox"] == "outbox"
        folder = home / "mail" / (".Sent" if sent else "")
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        at = datetime.fromisoformat(mail["sent_datetime"]).replace(tzinfo=ZONE)
        name = f"{int(at.timestamp())}.{mail['email_id']}.bench:2,S"
        _write(folder / "cur" / name, _eml(world, mail, sent, at))
    for address in world.people:
        _write(home / "contacts" / f"{address}.vcf", _vcf(address))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _person(address: str) -> str:
    return address.partition("@")[0].replace(".", " ").title()


def _ics(world: World, event: dict[str, str]) -> bytes:
    start = datetime.fromisoformat(event["event_start"]).replace(tzinfo=ZONE)
    entry = icalendar.Event()
    entry.add("uid", event["event_id"])
    entry.add("dtstamp", world.now)
    entry.add("summary", event["event_name"])
    entry.add("dtstart", start)
    entry.add("dtend", start + timedelta(minutes=int(event["duration"])))
    guest = icalendar.vCalAddress(f"mailto:{event['participant_email']}")
    guest.params["CN"] = _person(event["participant_email"])
    entry.add("attendee", guest)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//workbench//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return calendar.to_ical()


def _eml(world: World, mail: dict[str, str], sent: bool, at: datetime) -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    me, other = f"{USER_NAME} <{world.user_email}>", mail["sender/recipient"]
    them = f"{_person(other)} <{other}>"
    message["From"], message["To"] = (me, them) if sent else (them, me)
    message["Subject"] = mail["subject"]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail['email_id']}@{DOMAIN}>"
    message.set_content(mail["body"].replace("\\n", "\n"))
    return message.as_bytes()


def _vcf(address: str) -> bytes:
    name = _person(address)
    first, _, last = name.partition(" ")
    lines = [
        "BEGIN:VCARD", "VERSION:4.0", f"UID:urn:bench:{address}", f"FN:{name}", f"N:{last};{first};;;",
        f"EMAIL:{address}", "END:VCARD", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def actions(world: World, home: Path) -> list[Action]:
    """What was done to the home, as calls of WorkBench's tools."""
    return [*_calendar_actions(world, home), *_mail_actions(world, home)]


def _calendar_actions(world: World, home: Path) -> Iterator[Action]:
    now = {event["event_id"]: event for event in _events(home)}
    before = {event["event_id"]: event for event in world.events}
    for name in before.keys() - now.keys():
        yield _action("calendar.delete_event", event_id=name)
    for name, event in before.items():
        for field, value in event.items():
            if name in now and now[name][field].lower() != value.lower():
                yield _action("calendar.update_event", event_id=name, field=field, new_value=now[name][field])
    for name in now.keys() - before.keys():
        event = now[name]
        yield _action(
            "calendar.create_event",
            event_name=event["event_name"],
            participant_email=event["participant_email"],
            event_start=event["event_start"],
            duration=event["duration"],
        )


def _events(home: Path) -> Iterator[dict[str, str]]:
    for path in sorted((home / "calendar").glob("*/*.ics")):
        for entry in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            start, end = entry.decoded("dtstart"), entry.decoded("dtend")
            guests = entry.get("attendee", [])
            guests = guests if isinstance(guests, list) else [guests]
            yield {
                "event_id": str(entry["uid"]),
                "event_name": str(entry.get("summary", "")),
                "participant_email": ",".join(str(guest).lower().removeprefix("mailto:") for guest in guests),
                "event_start": f"{start:%Y-%m-%d %H:%M:%S}",
                "duration": str(int((end - start).total_seconds() // 60)),
            }


def _mail_actions(world: World, home: Path) -> Iterator[Action]:
    before = {mail["email_id"] for mail in world.mails}
    here: set[str] = set()
    new: list[EmailMessage] = []
    for folder in ("", ".Sent", ".Archive"):
        for part in ("cur", "new"):
            for path in sorted((home / "mail" / folder / part).glob("*")):
                message = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
                name = _known(str(message["Message-ID"]))
                if name:
                    here.add(name)
                else:
                    new.append(message)
    for message in new:
        yield from _sent(message)
    # A mail that was forwarded and deleted can only have been deleted afterwards.
    for name in sorted(before - here):
        yield _action("email.delete_email", email_id=name)


def _known(message_id: str) -> str:
    name, at, domain = message_id.strip().strip("<>").partition("@")
    return name if at and domain == DOMAIN else ""


def _sent(message: EmailMessage) -> Iterator[Action]:
    body = message.get_content().replace("\r\n", "\n").rstrip("\n")
    answered = _known(str(message["In-Reply-To"] or ""))
    forwarded = _known(str(message["References"] or "").split()[-1]) if message["References"] else ""
    if answered:
        yield _action("email.reply_email", email_id=answered, body=body.partition("\n\nOn ")[0])
        return
    headers = [*message.get_all("To", []), *message.get_all("Cc", []), *message.get_all("Bcc", [])]
    for _, address in getaddresses([str(header) for header in headers]):
        if forwarded:
            yield _action("email.forward_email", email_id=forwarded, recipient=address)
        else:
            yield _action("email.send_email", recipient=address, subject=str(message["Subject"]), body=body)


def _action(tool: str, **args: str) -> Action:
    return {"tool": tool, "args": args}
