"""The scripted work every peer does, and how it is counted.

One turn: the user asks for a meeting and a mail; the supervisor hands both to its
sub-agents; each sub-agent calls one tool that needs approval; the turn pauses with its
state on disk; both calls are approved; the tools run; sub-agents and supervisor answer.
The model is fake and instant: `decide` is the whole of it, the same for every peer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

SUPERVISOR, CALENDAR, EMAIL = "supervisor", "calendar", "email"

PROMPTS = {
    SUPERVISOR: (
        "You are a helpful personal assistant. You can schedule calendar events and send emails. "
        "Break the user's request into steps, hand each step to the right tool, and combine the results. "
        "When a request needs several actions, use several tools."
    ),
    CALENDAR: (
        "You are a calendar assistant. Turn natural language scheduling requests such as 'next Tuesday at "
        "2pm' into ISO datetimes, call create_calendar_event to book the event, and confirm in your final "
        "answer what was scheduled."
    ),
    EMAIL: (
        "You are an email assistant. Compose professional emails from natural language requests: extract the "
        "recipients, write a fitting subject and body, call send_email, and confirm in your final answer "
        "what was sent."
    ),
}
DELEGATE_DOC = {
    CALENDAR: "Schedule calendar events from a natural language request: date, time, duration, attendees.",
    EMAIL: "Send emails from a natural language request: recipients, subject, body text.",
}
EVENT_DOC = "Create a calendar event. Times must be exact ISO datetimes."
MAIL_DOC = "Send an email. Addresses must be properly formatted."

EVENT_ARGS = {
    "title": "Design review",
    "start_time": "{day}T14:00:00",
    "end_time": "{day}T15:00:00",
    "attendees": ["design@example.com"],
    "location": "Room 4",
}
FIRST_DAY = date(2026, 3, 10)
MAIL_ARGS = {
    "to": ["design@example.com"],
    "subject": "Reminder: new mockups",
    "body": "Hi team, please review the new mockups before our design review on Tuesday.",
}
ANSWERS = {
    SUPERVISOR: (
        "Done: the design review is booked for Tuesday 14:00-15:00 and the team has been reminded by mail."
    ),
    CALENDAR: "Scheduled: Design review, Tuesday 14:00-15:00, room 4, with the design team.",
    EMAIL: "Sent: the reminder about the new mockups went to the design team.",
}


def user_text(k: int, single: bool = False) -> str:
    if single:
        return (
            f"turn {k} please schedule a meeting with the design team next Tuesday at two in the afternoon "
            "for one hour in room four, and put the review of the new mockups on its agenda so that nobody "
            "comes without having looked at them"
        )
    return (
        f"turn {k} please schedule a meeting and mail the team: a design review next Tuesday at two in the "
        "afternoon for one hour in room four, and a short reminder that everybody should look at the new "
        "mockups before we meet"
    )


@dataclass
class Reply:
    text: str = ""
    calls: list[tuple[str, dict]] = field(default_factory=list)  # (tool name, arguments)


def decide(role: str, request: str, answered: bool, delegate, reported: set | None = None) -> Reply:
    """What the fake model says. `delegate(agent, request)` names the peer's way to hand over work.

    `reported` is for a supervisor that hands over to one agent at a time: those it has heard from.
    """
    wanted = [CALENDAR, EMAIL] if " mail the team" in request else [CALENDAR]
    if role == SUPERVISOR and reported is not None:
        wanted = [a for a in wanted if a not in reported][:1]
        answered = not wanted
    if answered:
        return Reply(text=ANSWERS[role])
    if role == SUPERVISOR:
        return Reply(calls=[delegate(a, request) for a in wanted])
    if role == CALENDAR:
        return Reply(calls=[("create_calendar_event", event_args(request))])
    return Reply(calls=[("send_email", MAIL_ARGS)])


def event_args(request: str) -> dict:
    """Each turn books another day: the same room for the same hour again would be no ordinary turn."""
    found = re.search(r"turn (\d+)", request)
    day = FIRST_DAY + timedelta(days=int(found[1]) if found else 0)
    return {
        name: value.format(day=day) if isinstance(value, str) else value for name, value in EVENT_ARGS.items()
    }


def call_id() -> str:
    """As long as a provider's own ids, and never repeated, also across processes."""
    return f"call_{uuid4().hex[:24]}"


class Effects:
    """The side effects: a list in memory and one appended line on disk each."""

    def __init__(self, directory: str):
        self.path = Path(directory, "effects.jsonl")
        self.done: list[str] = []

    def add(self, kind: str, what: dict) -> None:
        self.done.append(kind)
        with self.path.open("a", encoding="utf-8") as f:
            f.write(json.dumps({"kind": kind, **what}) + "\n")


class Framework:
    """What the frameworks have in common: all files but the effects are state, the model words the answer."""

    @staticmethod
    def is_right(answer: str) -> bool:
        return answer == ANSWERS[SUPERVISOR]

    @staticmethod
    def state_files(directory: Path) -> Iterator[Path]:
        return (path for path in directory.iterdir() if path.name != "effects.jsonl")


@dataclass
class Call:
    """One model call, by reference: counted after the clock has stopped."""

    role: str
    messages: object
    tools: object
    reply: Reply
    system: str | None = None  # where the peer sends the system prompt outside the messages


def tool_chars(name: str, description: str | None, parameters: dict | None) -> int:
    return len(json.dumps({"name": name, "description": description or "", "parameters": parameters or {}}))


def args_chars(arguments) -> int:
    return len(arguments) if isinstance(arguments, str) else len(json.dumps(arguments))


def reply_chars(reply: Reply) -> int:
    return len(reply.text) + sum(len(n) + args_chars(a) for n, a in reply.calls)
