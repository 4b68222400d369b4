"""Two addresses in one entry are refused, whatever takes addresses, and never only the first one kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.bootstrap import build_toolsets
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.agents.offline.desk import NOW, put_event, put_mail, put_person
from tools.errors import InputError, SettingsError, ToolError
from tools.mail.store import Query

TWO = "ana@x.example, eve@y.example"
REFUSED = "names more than one; give them one by one"
MAIL = {"subject": "Hi", "body": "Hi."}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Assistant]:
    home = tmp_path / "home"
    put_person(home, "Ana Lima", "ana")
    put_event(home, "review", "Design review", NOW, "ana")
    put_mail(home, 1, "ana", "Budget", 1)
    script = {
        "schedule_event": [calls(("manage_email", {"request": "write"})), says("Done.")],
        "send_email": [
            calls(("save_draft", {**MAIL, "to": [TWO]})),
            calls(("send_email", {**MAIL, "to": [TWO]})),
            calls(("send_email", {**MAIL, "to": ["ana@x.example"]})),
            says("Sent."),
        ],
    }
    settings = load_settings(home=home, time_zone="Europe/London", user_email="sam@x.example")
    with Assistant.open(settings=settings, model=ScriptedModel(script=script), now=NOW) as made:
        yield made


OF_THINGS = {"attachments", "email_ids", "except_ids", "add", "remove", "add_nicknames"}
"""Lists of mails, files, labels and names."""
NOT_KEPT = "is not a mail address|is no phone number"
"""What a contact has is no recipient; it is kept or refused as it is."""


def test_every_argument_of_every_tool_that_takes_people_refuses_two_in_one_entry(opened: Assistant) -> None:
    [mail] = opened.home.mailbox.search(Query(), 5).envelopes
    [event] = opened.home.calendar.between(NOW, NOW + timedelta(days=1))
    ids = {
        "email_id": mail.id,
        "event_id": event.id,
        "title": "Lunch",
        "start_time": "tomorrow at noon",
        "when": "next week",
        "name": "Zoe",
        "contact": "Ana Lima",
        "group": "Friends",
    }
    tried = []
    for toolset in build_toolsets(opened.home).values():
        for write in toolset.writes:
            schema: Any = write.tool.args_schema
            for name, field in schema.model_fields.items():
                if field.annotation == list[str] and name not in OF_THINGS:
                    needed = {**MAIL, **ids, "to": ["ana@x.example"]}
                    given = {each: needed[each] for each in needed if each in schema.model_fields}
                    with pytest.raises(ToolError, match=f"{REFUSED}|{NOT_KEPT}"):
                        write.plan({**given, name: [TWO]})
                    tried.append(f"{write.name}.{name}")
    assert {
        "send_email.to",
        "send_email.cc",
        "send_email.bcc",
        "reply_to_email.cc",
        "forward_email.to",
        "forward_email.cc",
        "create_calendar_event.attendees",
        "propose_times.attendees",
        "update_calendar_event.add_attendees",
        "update_calendar_event.remove_attendees",
    } <= set(tried)


def test_two_in_one_entry_get_no_draft_no_mail_and_no_edit(opened: Assistant) -> None:
    turn = opened.ask("write to Ana", thread="t")
    [approval] = turn.approvals
    assert approval.args["to"] == ["Ana Lima <ana@x.example>"]
    told = [message.content for message in opened.trace("t") if message.type == "error"]
    assert len(told) == 2 and all(REFUSED in text for text in told)
    assert not opened.home.mailbox.search(Query(folder="drafts"), 5).envelopes

    with pytest.raises(InputError, match=REFUSED):
        opened.decide({approval.id: Decision.edit(cc=[TWO])})
    turn = opened.decide({approval.id: Decision.edit(cc=TWO.split(", "))})
    assert turn.effects[0].summary == "Send 'Hi' to Ana Lima and eve@y.example"


@pytest.mark.parametrize("setting", [{"user_email": TWO}, {"user_addresses": ("sam@x.example", TWO)}])
def test_a_setting_that_holds_two_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="give one mail address and nothing else"):
        load_settings(**setting)


@pytest.mark.parametrize("between", [", ", ",", "; ", " ", "/", " and "])
def test_the_built_in_model_leaves_nobody_out(tmp_path: Path, between: str) -> None:
    put_person(tmp_path, "Ana Lima", "ana")
    with Assistant.open(home=tmp_path, model="offline", now=NOW) as assistant:
        [approval] = assistant.ask(f"email ana@x.example{between}eve@y.example saying hi").approvals
        assert approval.args["to"] == ["Ana Lima <ana@x.example>", "eve@y.example"]
        [approval] = assistant.ask(f"email ana@x{between}eve@y saying hi").approvals
        assert approval.args["to"] == ["ana@x", "eve@y"]
