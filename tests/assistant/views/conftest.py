"""Approvals of every kind, as the tools preview them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.contract import Approval
from tools.provenance.origin import Origin, Source

EVENT = {
    "title": "Design review",
    "start": "2026-11-24T14:00:00+01:00",
    "end": "2026-11-24T15:00:00+01:00",
    "all_day": False,
    "zone": "Europe/Berlin",
    "location": "Room Atlas",
    "description": "Look at the mockups.\nBring pens.",
    "attendees": [
        {"name": "Ana Souza", "email": "ana@larkspur.example"},
        {"name": "", "email": "x@y.example"},
    ],
    "recurrence": "every Tuesday",
    "reminders": ["10 minutes before"],
    "calendar": "personal",
}
MAIL = {
    "from": "Max Muster <max@larkspur.example>",
    "to": ["Ana Souza <ana@larkspur.example>"],
    "cc": ["Ben Okafor <ben@larkspur.example>"],
    "bcc": ["Hugo Lindqvist <hugo@larkspur.example>"],
    "subject": "The new mockups",
    "body": "Hello,\n\nplease look at them before Tuesday.\n" + "A long line. " * 60 + "\nThe last line.\n",
    "attachments": [{"name": "notes.txt", "type": "text/plain", "size": 48213}],
}
CLASH = {"title": "Dentist", "start": "2026-11-24T14:00:00+01:00", "end": "2026-11-24T14:30:00+01:00"}
FREE = {"start": "2026-11-24T15:00:00+01:00", "end": "2026-11-24T16:00:00+01:00"}

PREVIEWS = {
    "create_calendar_event": {"type": "event", "event": EVENT, "clashes": [CLASH], "alternatives": [FREE]},
    "update_calendar_event": {
        "type": "event_change",
        "before": EVENT,
        "after": {**EVENT, "title": "Design critique", "location": ""},
        "scope": "series",
        "clashes": [],
        "alternatives": [],
    },
    "cancel_calendar_event": {"type": "event_cancel", "event": EVENT, "scope": "occurrence"},
    "send_email": {"type": "mail", "mail": MAIL},
    "reply_to_email": {
        "type": "mail",
        "mail": {
            **MAIL,
            "in_reply_to": {
                "id": "abc",
                "from": "Ana",
                "subject": "Mockups",
                "date": "2026-11-19T08:00:00+01:00",
            },
            "send_at": "2026-11-21T07:00:00+00:00",
        },
    },
    "delete_email": {
        "type": "mail_move",
        "mail": {
            "id": "abc",
            "from": "Shop <shop@example.org>",
            "to": "max@larkspur.example",
            "subject": "Sale",
            "date": "2026-11-19T08:00:00+01:00",
            "snippet": "Everything must go",
        },
        "from_folder": "inbox",
        "to_folder": "trash",
    },
    "take_note": {
        "type": "call",
        "agent": "clerk",
        "server": "python notes.py",
        "tool": "take_note",
        "args": {"text": "Buy milk\nand bread", "tags": ["a", "b"]},
    },
}


INVOICE = "the mail 'Invoice 42' by mallory@club.example"


def origin(
    argument: str, value: str, source: Source = "mail", label: str = INVOICE, quote: str = ""
) -> Origin:
    """Where a value came from, as the gate writes it down."""
    return Origin(
        argument=argument, value=value, source=source, reference="m1", label=label, quote=quote or None
    )


@pytest.fixture(name="approval")
def approval_of_an_action():
    """An approval of this action, with other values where they are given."""

    def build(action: str = "create_calendar_event", **values) -> Approval:
        mine = {
            "id": "k3f9ab2cde4f",
            "thread_id": "t1",
            "agent": "calendar",
            "action": action,
            "args": {},
            "summary": f"Do {action}",
            "created_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
            "preview": PREVIEWS[action],
        }
        return Approval(**{**mine, **values})

    return build


@pytest.fixture(name="new_york")
def zone_of_somebody_abroad() -> ZoneInfo:
    return ZoneInfo("America/New_York")


@pytest.fixture(name="previews")
def every_preview():
    return PREVIEWS
