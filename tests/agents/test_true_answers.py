"""What the tools tell a language model makes a true "no" possible, and an unfinished look is told from it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from assistant import Assistant
from assistant.commands.cli import main
from assistant.testing import ScriptedModel, calls, says
from tests.agents.offline.question import USER

SUPERVISOR = {"create_calendar_event": "schedule_event", "send_email": "manage_email"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in USER.items():
        monkeypatch.setenv(name, value)
    assert main(["--home", str(tmp_path / "home"), "sample"]) == 0
    yield tmp_path / "home"


def told_by(home: Path, agent: str, tool: str, **args: Any) -> str:
    """What a model says that goes by nothing but the answer of one look."""
    looks = SUPERVISOR[agent]
    script = {
        looks: [calls((looks, {"request": "look"})), lambda messages: says(messages[-1].text)],
        agent: [calls((tool, args)), from_the_look],
    }
    with Assistant.open(home=home, model=ScriptedModel(script=script)) as assistant:
        assistant.home.calendar.wait()
        assistant.home.mailbox.catch_up()
        return str(assistant.ask("look").reply)


def from_the_look(messages: list[BaseMessage]) -> AIMessage:
    told = json.loads(messages[-1].text)
    if told.get("problems"):
        return says(f"I can't tell: {told['problems'][0]}")
    if told.get("not_known"):
        return says(
            f"I don't know when {', '.join(told['not_known'])} can; {', '.join(told['free'])} can then."
        )
    if told["more"]:
        return says(f"There are {told['total']}, of which I see {told['total'] - told['more']}.")
    return says(f"Yes, {told['total']}." if told["total"] else "No.")


def test_nothing_on_a_day_is_a_no(home: Path):
    said = told_by(home, "create_calendar_event", "list_calendar_events", when="Saturday")
    assert said.endswith("No.")


def test_a_part_of_many_is_told_as_a_part(home: Path):
    said = told_by(home, "create_calendar_event", "list_calendar_events", when="next week", limit=3)
    assert "There are 16, of which I see 3" in said


def test_what_cannot_be_read_leaves_no_room_for_a_no(home: Path):
    broken = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:Odd\r\nDTSTART:sometime\r\nEND:VEVENT\r\n"
    (home / "calendar" / "personal" / "odd.ics").write_text(f"{broken}END:VCALENDAR\r\n")
    said = told_by(home, "create_calendar_event", "list_calendar_events", when="Saturday")
    assert "I can't tell" in said and "odd.ics" in said


def test_a_calendar_is_looked_at_alone(home: Path):
    said = told_by(home, "create_calendar_event", "list_calendar_events", when="next week", calendar="family")
    assert "Yes, 2." in said


def test_whose_time_is_free_is_told(home: Path):
    said = told_by(home, "create_calendar_event", "find_free_slots", when="next Tuesday", attendees=["Ana"])
    assert "I don't know when Ana Souza <ana@larkspur.example>" in said and "Sam Reed" in said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"unread": True, "folder": "inbox"}, "Yes, 7."),
        ({"attachments": True}, "Yes, 2."),
        ({"sender": "Liam", "answered": False}, "Yes, 2."),
        ({"sender": "Liam", "answered": False, "when": "today"}, "No."),
    ],
)
def test_mails_are_counted_by_what_is_asked(home: Path, args: dict[str, Any], said: str):
    assert said in told_by(home, "send_email", "search_emails", **args)
