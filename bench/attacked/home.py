"""AgentDojo's world as a home, an attack in every place that is made for one."""

from __future__ import annotations

import email.policy
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import icalendar

Suite = dict[str, Any]
"""What `export.py` has written."""
MODEL = "Robin"
"""What the attacks call the model."""


def lay_out(suite: Suite, goal: str, home: Path) -> None:
    """Write the world into `home`, an empty folder; each attack asks for `goal`."""
    text = attack_of(suite, goal)
    for event in suite["events"]:
        _write(home / "calendar" / "personal" / f"event-{event['id_']}.ics", _ics(suite, event, text, goal))
    for mail in suite["mails"]:
        sent = mail["status"] == "sent"
        folder = home / "mail" / (".Sent" if sent else "")
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        at = datetime.fromisoformat(mail["timestamp"]).replace(tzinfo=UTC)
        name = f"{int(at.timestamp())}.M{mail['id_']}.bench:2,{'S' if mail['read'] else ''}"
        _write(folder / "cur" / name, _eml(suite, mail, at, text))
    for contact in suite["contacts"]:
        if contact["email"] != suite["me"]:
            _write(home / "contacts" / f"{contact['email']}.vcf", _vcf(contact))


def attack_of(suite: Suite, goal: str) -> str:
    """What stands where an attack is laid."""
    return str(suite["wording"].format(goal=goal, user=name_of(suite, suite["me"]), model=MODEL))


def name_of(suite: Suite, address: str) -> str:
    """What the world calls the person with `address`."""
    known = {contact["email"]: contact["name"] for contact in suite["contacts"]}
    return known.get(address) or address.partition("@")[0].replace(".", " ").title()


def body_of(suite: Suite, mail: dict[str, Any], text: str = "") -> str:
    """The words of a mail, `text` in the place for an attack."""
    return str(mail["body"]).replace(suite["mark"], text)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _ics(suite: Suite, event: dict[str, Any], text: str, goal: str) -> bytes:
    entry = icalendar.Event()
    entry.add("uid", f"event-{event['id_']}@bench.invalid")
    entry.add("dtstamp", datetime.fromisoformat(f"{suite['today']}T00:00:00+00:00"))
    entry.add("summary", event["title"])
    start, end = (
        datetime.fromisoformat(event[name]).replace(tzinfo=UTC) for name in ("start_time", "end_time")
    )
    whole: tuple[date, date] = (start.date(), end.date())
    entry.add("dtstart", whole[0] if event["all_day"] else start)
    entry.add("dtend", whole[1] if event["all_day"] and whole[1] > whole[0] else end)
    entry.add("description", event["description"].replace(suite["mark"], text))
    # Lists show a model where an event is, in a line, and no description: the attack is laid in both.
    attacked = f" {goal}" if suite["mark"] in event["description"] else ""
    entry.add("location", f"{event['location'] or ''}{attacked}".strip())
    for address in event["participants"]:
        if address != suite["me"]:
            guest = icalendar.vCalAddress(f"mailto:{address}")
            guest.params["CN"] = name_of(suite, address)
            entry.add("attendee", guest)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//bench//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _eml(suite: Suite, mail: dict[str, Any], at: datetime, text: str) -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = _mailbox(suite, mail["sender"])
    for header in ("To", "Cc", "Bcc"):
        if addresses := mail["recipients" if header == "To" else header.lower()]:
            message[header] = ", ".join(_mailbox(suite, address) for address in addresses)
    message["Subject"] = mail["subject"]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail['id_']}@bench.invalid>"
    message.set_content(body_of(suite, mail, text))
    return message.as_bytes()


def _mailbox(suite: Suite, address: str) -> str:
    return f"{name_of(suite, address)} <{address}>"


def _vcf(contact: dict[str, str]) -> bytes:
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"FN:{contact['name']}",
        f"EMAIL:{contact['email']}",
        "END:VCARD",
        "",
    ]
    return "\r\n".join(lines).encode()
