"""What goes ahead without a question is little, and told with the turn; past that, a person is asked."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from langchain_core.tools import StructuredTool

from assistant import Assistant, Decision
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from assistant.views import plain, web
from tests.agents.offline.desk import put_mail
from tools.mail.store import Query

Open = Callable[..., Assistant]
TOOLS = "tools_for_this_test"
LIBRARY = f"""
[agents.library]
description = "Looks things up."
prompt = "You look things up."
tools = ["{TOOLS}:library"]
reads = ["look_up"]
"""


@pytest.fixture
def looked_up() -> Iterator[list[str]]:
    """What a tool of another program was handed."""
    looked_up: list[str] = []

    def look_up(text: str) -> str:
        looked_up.append(text)
        return "Nothing is known of that."

    module = ModuleType(TOOLS)
    module.library = lambda: [  # type: ignore[attr-defined]  # a module takes any attribute
        StructuredTool.from_function(look_up, name="look_up", description="Look it up.")
    ]
    sys.modules[TOOLS] = module
    yield looked_up
    del sys.modules[TOOLS]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    made: list[Assistant] = []
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(tmp_path)

    def make(
        *calls_of_agent: Any, toml: str = "", going_on: bool = False, script: dict[str, Any] | None = None
    ) -> Assistant:
        (home / "assistant.toml").write_text(toml)
        settings = load_settings(home=home, time_zone="Europe/London", user_name="Sam")
        for each in made:
            each.close()
        agent = "look_up" if "look_up" in str(calls_of_agent) else "save_draft"
        delegating = "ask_library" if agent == "look_up" else "manage_email"
        supervisor = [] if going_on else [calls((delegating, {"request": "do it"}))]
        usual = {
            "schedule_event": [*supervisor, says("Done.")],
            agent: [*calls_of_agent, says("Done.")],
        }
        made.append(Assistant.open(settings=settings, model=ScriptedModel(script=script or usual)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def draft(number: int, chars: int = 10) -> tuple[str, dict[str, Any]]:
    return "save_draft", {"to": [], "subject": f"Draft {number}", "body": "x" * chars}


def kept(assistant: Assistant) -> list[str]:
    return sorted(
        mail.subject for mail in assistant.home.mailbox.search(Query(folder="drafts"), 50).envelopes
    )


def look(text: str) -> tuple[str, dict[str, Any]]:
    return "look_up", {"text": text}


def test_few_drafts_are_saved_without_a_question_listed_and_can_be_taken_back(opened: Open) -> None:
    assistant = opened(calls(draft(1), draft(2)))
    turn = assistant.ask("draft them", thread="t")
    assert (turn.status, kept(assistant)) == ("done", ["Draft 1", "Draft 2"])
    told = sorted((each.action, each.state, each.undoable, each.result) for each in turn.effects)
    assert told == [("save_draft", "done", True, f"Saved 'Draft {n}' as a draft.") for n in (1, 2)]
    for effect in turn.effects:
        assistant.undo(effect.key)
    assert kept(assistant) == []


def test_of_twenty_eight_drafts_in_a_turn_all_but_the_first_few_are_asked_about(opened: Open) -> None:
    assistant = opened(calls(*[draft(n) for n in range(28)]))
    turn = assistant.ask("draft them", thread="t")
    assert (turn.status, len(turn.effects), len(turn.approvals)) == ("paused", 5, 23)
    assert len(kept(assistant)) == 5
    turn = assistant.decide({approval.id: Decision.reject() for approval in turn.approvals})
    assert (turn.status, len(kept(assistant))) == ("done", 5)


def test_drafts_of_megabytes_are_none(opened: Open) -> None:
    assistant = opened(calls(*[draft(n, 2_800_000) for n in range(6)]))  # one past what needs no question
    turn = assistant.ask("draft them", thread="t")
    assert (turn.status, turn.approvals, turn.effects, kept(assistant)) == ("done", (), (), [])
    told = [message.content for message in assistant.trace("t") if message.type == "error"]
    assert len(told) == 6 and all("2,800,000 characters; a draft may have 50,000" in one for one in told)


def test_long_drafts_are_fewer(opened: Open) -> None:
    turn = opened(calls(*[draft(n, 45_000) for n in range(3)])).ask("draft them", thread="t")
    assert (turn.status, len(turn.effects), len(turn.approvals)) == ("paused", 2, 1)


def test_a_process_that_goes_on_with_the_turn_counts_on(opened: Open) -> None:
    [approval] = opened(calls(*[draft(n) for n in range(6)])).ask("draft them", thread="t").approvals
    assistant = opened(calls(draft(6)), going_on=True)
    turn = assistant.decide({approval.id: Decision.approve()})
    assert (turn.status, len(turn.approvals), len(kept(assistant))) == ("paused", 1, 6)


def test_a_setting_says_how_many(opened: Open) -> None:
    turn = opened(calls(draft(1)), toml="[unasked]\ndrafts = 0\n").ask("draft it", thread="t")
    assert [approval.action for approval in turn.approvals] == ["save_draft"]


def test_what_a_looking_tool_of_another_program_is_handed_is_told(opened: Open, looked_up: list[str]) -> None:
    assistant = opened(calls(look("Emma"), look("Jane Eyre")), toml=LIBRARY)
    turn = assistant.ask("look them up", thread="t")
    assert (turn.status, sorted(looked_up), turn.effects) == ("done", ["Emma", "Jane Eyre"], ())
    assert {
        "agent": "library",
        "server": f"{TOOLS}:library",
        "tool": "look_up",
        "args": {"text": "Emma"},
    } in turn.json_dict()["sent"]
    told = f"library was handed look_up(text='Emma'), at {TOOLS}:library"
    assert told in [each.text for each in turn.sent]  # the two calls are made at once
    assert f"• {told}" in plain.turn(turn, assistant.zone)
    assert "look_up(text=&#x27;Emma&#x27;)" in web.turn(turn, assistant.zone)
    assert any('"Emma"' in message.content for message in assistant.trace("t") if message.type == "task")


@pytest.mark.parametrize(
    "texts", [["x" * 2_001], ["x" * 900, "y" * 900, "z" * 900], [f"Emma {n}" for n in range(21)]]
)
def test_what_is_more_than_a_look_is_asked_about(
    opened: Open, looked_up: list[str], texts: list[str]
) -> None:
    assistant = opened(calls(*map(look, texts)), toml=LIBRARY)
    turn = assistant.ask("look it up", thread="t")
    [approval] = turn.approvals
    assert sorted([*looked_up, approval.args["text"]]) == sorted(texts)
    assert len(turn.sent) == len(texts) - 1
    assert approval.preview["server"] == f"{TOOLS}:library"

    turn = assistant.decide({approval.id: Decision.approve()})
    # A look that was not saved when the turn paused is taken again; what was approved happens once.
    assert set(looked_up) == set(texts) and looked_up.count(approval.args["text"]) == 1
    assert [(effect.state, effect.result) for effect in turn.effects] == [
        ("done", "Nothing is known of that.")
    ]


def test_what_was_read_in_a_mail_is_handed_to_nobody_unseen(
    opened: Open, looked_up: list[str], tmp_path: Path
) -> None:
    put_mail(tmp_path / "home", 1, "ana", "Door", 1, "The code of the safe in the cellar is 4711-0815.")
    script = {
        "schedule_event": [
            calls(("manage_email", {"request": "read it"})),
            calls(("ask_library", {"request": "look it up"})),
            says("Done."),
        ],
        "search_emails": [
            calls(("search_emails", {})),
            lambda messages: calls(("read_email", {"email_id": ids_in(messages[-1].text)[0]})),
            says("I have read it."),
        ],
        "look_up": [
            calls(look("Emma")),
            calls(look("the code of the safe in the cellar is 4711-0815")),
            says("Done."),
        ],
    }
    assistant = opened(toml=LIBRARY, script=script)
    turn = assistant.ask("look up Emma", thread="t")
    assert (turn.status, looked_up, [sent.args for sent in turn.sent]) == (
        "paused",
        ["Emma"],
        [{"text": "Emma"}],
    )
    [approval] = turn.approvals
    assert {origin.source for origin in approval.provenance} == {"mail"}
    assistant.decide({approval.id: Decision.reject()})
    assert looked_up == ["Emma"]


def ids_in(text: str) -> list[str]:
    return [mail["id"] for mail in json.loads(text)["emails"]]


def test_a_look_that_was_refused_is_not_taken(opened: Open, looked_up: list[str]) -> None:
    assistant = opened(calls(look("x" * 3_000)), toml=LIBRARY)
    [approval] = assistant.ask("look it up", thread="t").approvals
    assistant.decide({approval.id: Decision.reject()})
    assert looked_up == []


def test_no_look_goes_ahead_where_the_settings_allow_none(opened: Open, looked_up: list[str]) -> None:
    assistant = opened(calls(look("Emma")), toml=f"[unasked]\nlooks = 0\n{LIBRARY}")
    assert assistant.ask("look it up", thread="t").status == "paused"
    assert looked_up == []


def test_looks_and_drafts_are_allowed_apart(opened: Open, looked_up: list[str]) -> None:
    assistant = opened(calls(look("Emma")), toml=f"[unasked]\ndrafts = 0\n{LIBRARY}")
    assert assistant.ask("look it up", thread="t").status == "done"
    assert looked_up == ["Emma"]
