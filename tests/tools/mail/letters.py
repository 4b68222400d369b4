"""Mails for tests, as they arrive."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 17, 9, 30, tzinfo=ZONE)
"""A Tuesday, twelve days before the clocks go forward."""


def letter(
    subject: str = "Mockups",
    body: str = "Please look at the new mockups.",
    *,
    name: str = "",
    sender: str = "Ana Lima <ana@example.org>",
    to: str = "Me <me@example.com>",
    days_ago: float = 1,
    **headers: str,
) -> bytes:
    """A mail; `name` makes its Message-ID `<name@example.org>`."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(NOW - timedelta(days=days_ago))
    mail["Message-ID"] = f"<{name or subject.encode().hex()}@example.org>"
    for header, value in headers.items():
        mail[header.replace("_", "-")] = value
    mail.set_content(body + "\n")
    return mail.as_bytes()
