"""Odd calls of small models against real tools: what comes of each is what a person would have meant."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.tools import BaseTool
from pydantic import ValidationError

from assistant.bootstrap import build_toolsets
from assistant.home import Home
from assistant.settings import load_settings
from tests.agents.offline.desk import LONDON, NOW, put_event, put_mail, put_person
from tests.tools.odd_calls import CALLS, Free, Id
from tests.tools.test_arguments import VALUES
from tools.arguments import meant_for, misfit
from tools.arguments.names import names_near, plain_name
from tools.arguments.schemas import fields_of
from tools.errors import ToolError
from tools.mail.store import Query
from tools.toolset import Toolset


class Desk:
    """The tools of both agents on a home with four events and four mails."""

    def __init__(self, toolsets: dict[str, Toolset], ids: dict[str, str]) -> None:
        self.toolsets = toolsets
        self.ids = ids

    def call(self, name: str, args: dict[str, Any]) -> Any:
        """What a plan has, what a look found, or what was refused."""
        tool, toolset = next(
            (tool, toolset)
            for toolset in self.toolsets.values()
            for tool in toolset.tools
            if tool.name == name
        )
        write = toolset.write(name)
        try:
            meant = meant_for(tool, args)
            return write.plan(meant).args if write else found_by(tool, meant)
        except ToolError as error:
            return error.message
        except ValidationError as error:
            return misfit(error)

    def named(self, value: Any) -> Any:
        """`value` with ids in the place of what they are the ids of."""
        match value:
            case Id():
                return value.form.format(self.ids[value.title])
            case dict():
                return {name: self.named(one) for name, one in value.items()}
            case list():
                return [self.named(one) for one in value]
        return value


def found_by(tool: BaseTool, meant: dict[str, Any]) -> Any:
    answer = json.loads(tool.invoke(meant))
    if "slots" in answer:
        return Free(answer["slots"][0]["start"])
    things = answer.get("events") or answer.get("emails") or answer.get("people") or []
    return [thing.get("title") or thing.get("subject") or thing["name"] for thing in things]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("home")
    for name, local in (("Ana Lima", "ana"), ("Ben Okafor", "ben"), ("Maya Patel", "maya")):
        put_person(home, name, local)
    day = lambda number, hour, minute=0: datetime(2026, 11, number, hour, minute, tzinfo=LONDON)  # noqa: E731
    put_event(home, "e-standup", "Standup", day(20, 9, 30))
    put_event(home, "e-design", "Design review", day(24, 14), "ana")
    review = home / "calendar" / "personal" / "e-design.ics"
    review.write_bytes(review.read_bytes().replace(b"SUMMARY:", b"LOCATION:Atlas\r\nSUMMARY:"))
    put_event(home, "e-lunch", "Lunch 24 with Maya", day(25, 12, 30))
    put_event(home, "e-budget", "Budget review", day(26, 15))
    put_mail(home, 1, "ana", "Quarterly budget", 1)
    put_mail(home, 2, "ben", "Offsite plan", 3)
    put_mail(home, 3, "maya", "Re: Offsite plan", 0)
    put_mail(home, 4, "ben", "Room 3", 5)
    settings = load_settings(
        home=home, now=NOW.isoformat(), time_zone="Europe/London", user_email="sam@x.example"
    )
    opened = Home(settings)
    toolsets = build_toolsets(opened)
    events = json.loads(toolsets["calendar"].reads[0].invoke({"when": "this month"}))["events"]
    ids = {event["title"]: event["id"] for event in events}
    ids |= {mail.subject: mail.id for mail in opened.mailbox.search(Query()).envelopes}
    yield Desk(toolsets, ids)
    opened.close()


def fits(wanted: Any, found: Any) -> bool:
    match wanted:
        case str():
            return isinstance(found, str) and wanted in found
        case dict():
            return isinstance(found, dict) and all(fits(one, found.get(name)) for name, one in wanted.items())
        case list():
            return (
                isinstance(found, list)
                and len(found) == len(wanted)
                and all(fits(*pair) for pair in zip(wanted, found, strict=True))
            )
        case Free():
            return isinstance(found, Free) and found.first.startswith(wanted.first)
    return bool(wanted == found)


@pytest.mark.parametrize(("tool", "said", "wanted"), CALLS, ids=lambda value: str(value)[:60])
def test_an_odd_call_does_what_was_meant_or_says_what_there_is(desk: Desk, tool, said, wanted):
    found = desk.call(tool, desk.named(said))
    assert fits(desk.named(wanted), found), found


def test_there_are_odd_calls_of_every_tool(desk: Desk):
    tools = {tool.name for toolset in desk.toolsets.values() for tool in toolset.tools}
    assert tools == {tool for tool, _, _ in CALLS}
    assert len(CALLS) >= 150


@given(name=st.text(min_size=1, max_size=20), value=VALUES, place=st.integers(0, 100))
def test_what_no_argument_of_any_tool_is_called_is_named_in_the_answer(desk: Desk, name, value, place):
    tools = [tool for toolset in desk.toolsets.values() for tool in toolset.tools]
    tool = tools[place % len(tools)]
    fields = fields_of(tool.args_schema)  # type: ignore[arg-type]
    if {name, plain_name(name)} & (set(fields) | {also for field in fields for also in names_near(field)}):
        return
    with pytest.raises(ToolError) as caught:
        meant_for(tool, {name: value})
    assert repr(name) in caught.value.message
    assert all(field in caught.value.message for field in fields)
