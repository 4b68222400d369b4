"""The journal alone tells what happened, once, whatever happened on the way."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from agents.messages.message import Message
from assistant.testing import calls, says
from assistant.views import flow
from tests.agents.messages.office import Office, as_json, both_at_once, lines
from tests.patience import PATIENCE_S
from tools.effects.approvals import Answer
from tools.errors import ModelError

BOTH = [
    "user → supervisor request",
    "supervisor → calendar delegation",
    "supervisor → email delegation",
    "calendar → create_calendar_event task",
    "email → send_email task",
    "calendar → user approval",
    "email → user approval",
    "user → calendar decision",
    "user → email decision",
    "create_calendar_event → calendar result",
    "send_email → email result",
    "calendar → supervisor reply",
    "email → supervisor reply",
    "supervisor → user aggregated",
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Any]:
    opened: list[Office] = []

    def make(script: dict[str, list[Any]], **more: Any) -> Office:
        opened.append(Office(tmp_path / "home", script, **more))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def test_a_request_to_both_agents_is_told_by_the_journal_alone(office: Any) -> None:
    o = office(both_at_once())
    o.ask("A meeting on Tuesday, and remind them")
    o.answer(Answer(type="approve"))
    told = as_json(o.journal)
    assert sorted(lines(o.journal)) == sorted(BOTH)
    assert [m["seq"] for m in told] == list(range(1, 15))
    by_id = {m["id"]: m for m in told}
    above = {
        f"{m['sender']} → {m['recipient']} {m['type']}": by_id[m["reply_to"]]["type"]
        for m in told
        if m["reply_to"]
    }
    assert above == {
        "supervisor → calendar delegation": "request",
        "supervisor → email delegation": "request",
        "calendar → create_calendar_event task": "delegation",
        "email → send_email task": "delegation",
        "calendar → user approval": "task",
        "email → user approval": "task",
        "user → calendar decision": "approval",
        "user → email decision": "approval",
        "create_calendar_event → calendar result": "task",
        "send_email → email result": "task",
        "calendar → supervisor reply": "delegation",
        "email → supervisor reply": "delegation",
        "supervisor → user aggregated": "request",
    }
    chain = o.journal.chain(next(m["id"] for m in told if m["type"] == "decision"))
    assert [m.type for m in chain] == ["request", "delegation", "task", "approval", "decision"]
    assert [m.hops for m in chain] == [0, 1, 2, 3, 4]
    assert len({m["run_id"] for m in told}) == 1
    assert {Message.model_validate_json(line).json_line() for line in o.journal.export("t")} == set(
        o.journal.export("t")
    )


def test_the_diagram_has_one_arrow_for_each_message(office: Any) -> None:
    o = office(both_at_once())
    o.ask("A meeting on Tuesday; #1, and remind them")
    o.answer(Answer(type="approve"))
    drawn = flow.mermaid(o.journal.messages("t")).splitlines()
    assert drawn[0] == "sequenceDiagram"
    assert sum("->>" in line for line in drawn) == 14 and sum("-->>" in line for line in drawn) == 7
    assert "    actor p1 as user" in drawn
    assert "    p1->>p2: request: A meeting on Tuesday#59; #35;1, and remind them" in drawn
    outline = flow.tree(o.journal.messages("t"), UTC)
    assert len(outline.splitlines()) == 15 and "14 messages" in outline
    assert "│  │  │  └─ user → calendar  decision  approve" in outline


def test_a_pause_is_an_approval_and_no_error_and_nothing_is_told_twice(office: Any) -> None:
    o = office(both_at_once())
    o.ask("A meeting on Tuesday, and remind them")
    assert sorted(lines(o.journal)) == sorted(BOTH[:7])
    assert [m.content for m in o.journal.messages("t", types=["approval"], agent="email")] == [
        "mail.send: reminder"
    ]
    o.answer(Answer(type="reject", message="too early"))
    assert sorted(lines(o.journal)) == sorted(BOTH)
    refused = o.journal.messages("t", types=["result"])
    assert {m.metadata["outcome"] for m in refused} == {"refused"}
    assert o.tray.texts() == []


def test_several_turns_have_a_run_each_and_one_order(office: Any) -> None:
    o = office({"schedule_event": [says("Hello."), says("Bye.")]})
    o.ask("hi")
    o.ask("bye")
    assert lines(o.journal) == ["user → supervisor request", "supervisor → user reply"] * 2
    assert [m.seq for m in o.journal.messages("t")] == [1, 2, 3, 4]
    assert len({m.run_id for m in o.journal.messages("t")}) == 2
    assert o.journal.last_run("t") == o.journal.messages("t")[-1].run_id


def test_a_tool_call_that_failed_is_told_as_an_error(office: Any) -> None:
    o = office(
        {
            "schedule_event": [calls(("schedule_event", {"request": "x"})), says("It did not work.")],
            "create_calendar_event": [calls(("create_calendar_event", {"words": "x"})), says("I failed.")],
        }
    )
    o.ask("x")
    assert lines(o.journal)[2:5] == [
        "calendar → create_calendar_event task",
        "create_calendar_event → calendar error",
        "calendar → supervisor reply",
    ]


def test_a_model_that_fails_is_counted_and_told(office: Any) -> None:
    def down(messages: Any) -> Any:
        raise ModelError("the model server is down", code="model_down", retryable=True)

    o = office(
        {
            "schedule_event": [calls(("schedule_event", {"request": "x"}))],
            "create_calendar_event": [down],
        }
    )
    with pytest.raises(ModelError):
        o.ask("x")
    o.journal.turn_failed("t", "model_down", "the model server is down")
    assert lines(o.journal)[2:] == ["calendar → supervisor error", "supervisor → user error"]
    assert o.journal.messages("t")[-1].priority == "high"
    failed = o.journal.store.rows("SELECT error FROM model_calls ORDER BY no")
    assert [row["error"] for row in failed] == [None, "model_down"]


def test_after_kill_9_and_resume_there_is_one_story(tmp_path: Path) -> None:
    script = Path(__file__).with_name("killed.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE_S,  # of twenty processes, one after the other
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rounds = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(each["killed"] for each in rounds) >= 20
    for each in rounds:
        assert sorted(each["lines"]) == sorted(BOTH), each
        assert each["seqs"] == list(range(1, 15)), each
        assert each["tray"] == ["meeting", "reminder"]
