"""What each agent is finally sent: prompts and tool schemas stand in files, so that a change shows in review.

Write them anew with: UPDATE_SNAPSHOTS=1 pytest tests/agents/test_what_agents_are_sent.py
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool

from agents.prompts import filled, prompt
from agents.tools_by_need import MORE_TOOLS
from assistant import Assistant
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says

SNAPSHOTS = Path(__file__).parent / "snapshots"
ROOT = Path(__file__).parents[2]
BUDGET_CHARS = {
    "supervisor": 2_950,
    "calendar": 4_700,
    "email": 4_620,
    "tasks": 3_170,
    "routines": 4_750,
    "contacts": 2_850,
}
"""Prompt and tools of one agent that every call carries."""
HANDED = ("schedule_event", "manage_email", "manage_tasks", "manage_routines", "manage_contacts")


class Listening(ScriptedModel):
    """Keeps the tools of each call, too."""

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self.bind(
            tool_names=[tool.name for tool in tools], schemas=[*map(convert_to_openai_tool, tools)]
        )

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        schemas = [tool["function"] for tool in kwargs.get("schemas", [])]
        it = {"prompt": messages[0].text.splitlines(), "tools": schemas}
        AT_ONCE.setdefault(kwargs["tool_names"][0], it)
        SENT[kwargs["tool_names"][0]] = it
        return super()._generate(messages, **kwargs)


SENT: dict[str, dict[str, Any]] = {}
"""With all tools."""
AT_ONCE: dict[str, dict[str, Any]] = {}
"""To a request that is about nothing in particular."""
ALL = calls((MORE_TOOLS, {"names": []}))


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> dict[str, dict[str, Any]]:
    script = {
        "schedule_event": [
            calls(*((tool, {"request": "x"}) for tool in HANDED)),
            says("done"),
        ],
        "create_calendar_event": [ALL, says("nothing")],
        "send_email": [ALL, says("nothing")],
        "create_task": [says("nothing")],
        "create_routine": [ALL, says("nothing")],
        "save_contact": [says("nothing")],
    }
    settings = load_settings(
        home=tmp_path_factory.mktemp("home"),
        time_zone="Europe/London",
        now="2026-11-20T10:00",
        user_name="Sam Reed",
        user_email="sam@example.com",
        speak="always",
    )
    with Assistant.open(settings=settings, model=Listening(script=script)) as assistant:
        assistant.ask(f"a long request of many steps, {'and hello ' * 6}", "t")
    return by_role(SENT)


@pytest.fixture(scope="module")
def at_once(sent) -> dict[str, dict[str, Any]]:
    return by_role(AT_ONCE)


def by_role(sent: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    roles = {
        "schedule_event": "supervisor",
        "list_calendar_events": "calendar",
        "search_emails": "email",
        "list_tasks": "tasks",
        "list_routines": "routines",
        "merge_contacts": "contacts",
    }
    return {next(role for tool, role in roles.items() if tool in json.dumps(it)): it for it in sent.values()}


@pytest.mark.parametrize("agent", list(BUDGET_CHARS))
def test_what_an_agent_is_sent_is_what_was_reviewed(sent, agent):
    text = json.dumps(sent[agent], indent=1, ensure_ascii=False) + "\n"
    path = SNAPSHOTS / f"{agent}.json"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("agent", list(BUDGET_CHARS))
def test_prompt_and_tools_stay_within_their_budget(at_once, agent):
    size = sum(map(len, at_once[agent]["prompt"])) + len(json.dumps(at_once[agent]["tools"]))
    assert size <= BUDGET_CHARS[agent], size


def test_the_tools_have_the_names_of_the_contract(sent):
    names = {agent: {tool["name"] for tool in it["tools"]} - {MORE_TOOLS} for agent, it in sent.items()}
    assert names["supervisor"] >= {"schedule_event", "manage_email"}
    assert names["routines"] == {
        "brief", "prepare_meeting", "list_routines", "create_routine", "create_watch", "change_routine",
        "control_routine",
        "list_preferences", "keep_preference", "snooze",
    }  # fmt: skip
    assert names["calendar"] == {
        "create_calendar_event", "update_calendar_event", "cancel_calendar_event", "list_calendar_events",
        "search_calendar_events", "find_free_slots", "find_contact", "read_calendar_event", "list_calendars",
        "propose_times", "proposed_times", "settle_times",
    }  # fmt: skip
    assert names["email"] == {
        "send_email", "reply_to_email", "forward_email", "save_draft", "delete_email", "archive_email",
        "move_emails", "mark_emails", "label_emails", "read_attachment", "save_attachment",
        "list_drafts", "update_draft", "send_draft", "unsubscribe",
        "search_emails", "read_email", "find_contact",
    }  # fmt: skip


@pytest.mark.parametrize(
    "values", [{}, {"user_name": "Sam"}, {"user_name": "a", "user_email": "b", "x": "c"}]
)
def test_a_value_that_is_missing_or_left_over_is_an_error(values):
    with pytest.raises(KeyError):
        prompt("calendar", **values)
    assert filled("{a}", a="1") == "1"


def test_no_module_is_called_as_the_ones_that_every_mail_and_calendar_library_needs():
    # In `python tools/x.py`, the script's own folder comes first: `import smtplib` would find ours.
    modules = [path.stem for root in ("assistant", "agents", "tools") for path in (ROOT / root).rglob("*.py")]
    assert not {"email", "calendar"} & set(modules)
