"""Two people with one PostgreSQL: no tool of an agent tells or plans anything of the other's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.bootstrap import build_toolsets
from assistant.settings import Settings
from tests.assistant.people import SECRET, be, fill, kept, leaked, settings_of
from tests.databases import address_at
from tests.servers.postgres import of_a_plain_role
from tools.errors import ToolError

EVENT, MAIL = {"event_id": "{key}"}, {"email_id": "{key}"}
PERSON = {"contact": SECRET}
TOOLS: dict[str, list[dict[str, Any]]] = {
    "list_calendar_events": [{"when": "this week"}],
    "search_calendar_events": [{"query": SECRET}, {"query": "{key}"}],
    "find_free_slots": [{"when": "tuesday", "duration_minutes": 60}],
    "read_calendar_event": [EVENT],
    "list_calendars": [{}],
    "find_contact": [{"name": SECRET}],
    "proposed_times": [{"meeting": "{key}"}, {"meeting": SECRET}],
    "create_calendar_event": [{"title": "Lunch", "start_time": "2026-12-01T12:00"}],
    "update_calendar_event": [{**EVENT, "title": "mine"}, {"event_id": "{approval}", "title": "mine"}],
    "cancel_calendar_event": [EVENT],
    "propose_times": [{"attendees": [SECRET], "when": "this week", "title": "Talk"}],
    "settle_times": [{"meeting": "{key}", "time": "tuesday at noon"}],
    "search_emails": [{"query": SECRET}],
    "read_email": [MAIL, {"email_id": "{approval}"}],
    "read_attachment": [{**MAIL, "name": "a.txt"}],
    "list_drafts": [{}],
    "send_email": [{"to": [SECRET], "subject": "a", "body": "b"}],
    "reply_to_email": [{**MAIL, "body": "yes"}],
    "forward_email": [{**MAIL, "to": ["ana@example.com"]}],
    "save_draft": [{"body": "yes", "answers": "{key}"}],
    "update_draft": [{**MAIL, "body": "yes"}],
    "unsubscribe": [MAIL],
    "send_draft": [MAIL],
    "delete_email": [MAIL],
    "archive_email": [MAIL],
    "move_emails": [{"email_ids": ["{key}"], "folder": "Work"}, {"query": SECRET, "folder": "Work"}],
    "mark_emails": [{"email_ids": ["{key}"], "read": True}, {"query": SECRET, "read": True}],
    "save_attachment": [{**MAIL, "name": "a.txt"}],
    "label_emails": [{"email_ids": ["{key}"], "add": ["mine"]}],
    "list_tasks": [{"query": SECRET}, {}],
    "create_task": [{"title": "mine", "part_of": "{key}"}],
    "update_task": [{"task_id": "{key}", "title": "mine"}],
    "complete_task": [{"task_id": "{key}"}],
    "delete_task": [{"task_id": "{key}"}],
    "list_routines": [{}, {"query": "{routine}"}, {"query": SECRET}],
    "brief": [{}, {"part": "i_wait_for"}, {"part": "waits_for_me"}, {"part": "away"}],
    "prepare_meeting": [{"about": "{key}"}, {"about": SECRET}],
    "list_preferences": [{}],
    "create_routine": [{"request": "brief me", "when": "every friday at 4", "grant": "{grant}"}],
    "create_watch": [{"what": "answer", "person": SECRET, "email_id": "{key}", "until": "by friday"}],
    "change_routine": [{"routine_id": "{routine}", "when": "every day at 5"}],
    "control_routine": [{"routine_id": "{routine}", "to": to} for to in ("pause", "skip", "run", "end")],
    "keep_preference": [{"about": "buffer", "value": "10"}],
    "snooze": [
        {"what": "approval", "about": "{approval}", "until": "tomorrow at 9"},
        {"what": "mail", "about": "{key}", "until": "tomorrow at 9"},
        {"what": "event", "about": SECRET, "until": "tomorrow at 9"},
    ],
    "save_contact": [{"name": "Ana", "emails": ["ana@example.com"]}],
    "update_contact": [{**PERSON, "company": "mine"}],
    "delete_contact": [PERSON],
    "merge_contacts": [{**PERSON, "other": "{key}"}],
    "change_group": [{"group": SECRET, "add": ["ana@example.com"]}],
}
"""Every tool, with what mia has in the place of what is guessed."""


@pytest.fixture
def people(tmp_path: Path, postgres_server: str) -> Callable[[str], Settings]:
    address = address_at(tmp_path, of_a_plain_role(postgres_server))
    return lambda user_id: settings_of(tmp_path, address, user_id)


def guessed(value: Any, ids: dict[str, str]) -> Any:
    match value:
        case str():
            return value.format(**ids)
        case list():
            return [guessed(each, ids) for each in value]
    return value


def words(args: dict[str, Any]) -> list[str]:
    """What was typed."""
    each = [one for value in args.values() for one in (value if isinstance(value, list) else [value])]
    return [one for one in each if isinstance(one, str)]


def test_no_tool_tells_or_plans_anything_of_anothers(people, monkeypatch):
    ids = fill(people("mia"), monkeypatch)
    before = kept(people("mia"))
    be(people("ben"), monkeypatch)
    told, planned = {}, set()
    with Assistant.open(settings=people("ben")) as ben:
        toolsets = build_toolsets(ben.home)
        assert set(TOOLS) == {tool.name for each in toolsets.values() for tool in each.tools}
        for toolset in toolsets.values():
            for tool in toolset.tools:
                for form in TOOLS[tool.name]:
                    args = {name: guessed(value, ids) for name, value in form.items()}
                    write = toolset.write(tool.name)
                    try:
                        found = repr(write.plan(args)) if write else repr(tool.invoke(args))
                        planned |= {tool.name} if write else set()
                    except ToolError as error:
                        found = error.message
                    if leaked(found, ids, typed=words(args)):
                        told[tool.name, repr(form)] = found
    assert told == {}
    assert planned == {"create_calendar_event", "create_routine", "keep_preference", "save_contact"}
    assert kept(people("mia")) == before
