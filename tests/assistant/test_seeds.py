"""What the documents that this program grew from have, where no other test shows it."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.commands.cli import main
from assistant.home import Home, wall_clock
from assistant.testing import MONDAY, ScriptedModel, calls, says, trace
from tests.sample_home import company
from tools.errors import InputError, ModelError

LUNCH = "Schedule lunch tomorrow at noon"


@pytest.fixture(name="home")
def home_of_the_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_NOW", MONDAY.isoformat())
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")
    return tmp_path / "home"


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    with company(home) as opened:
        yield opened


def printed(home: Path, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert main(["--home", str(home), *words]) == code
    return capsys.readouterr()


def test_a_checkpoint_has_user_messages_time_and_what_waits_with_its_arguments(
    assistant: Assistant, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (approval,) = assistant.ask(LUNCH, thread="t").approvals
    kept = json.loads(printed(home, capsys, "threads", "checkpoint", "t", "--json").out)
    assert (kept["thread_id"], kept["user"], kept["status"]) == ("t", "sam@larkspur.example", "paused")
    assert kept["messages"][0]["text"] == LUNCH and kept["at"] and kept["checkpoint_id"]
    (waits,) = kept["interrupts"]
    assert waits["approval_id"] == approval.id and len(waits["interrupt_id"]) == 32
    assert (waits["agent"], waits["action"]) == ("calendar", "create_calendar_event")
    assert waits["args"]["title"] == "Lunch" and "2026-11-17T12:00" in waits["args"]["start_time"]
    shown = printed(home, capsys, "threads", "checkpoint", "t").out
    assert waits["interrupt_id"] in shown and "title: Lunch" in shown
    assistant.decide({approval.id: Decision.approve()})
    after = json.loads(printed(home, capsys, "threads", "checkpoint", "t", "--json").out)
    assert after["interrupts"] == [] and after["checkpoint_id"] != kept["checkpoint_id"]


def test_a_conversation_is_said_again_in_a_new_thread_and_changes_nothing(
    assistant: Assistant, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant.ask("What's on tomorrow?", thread="t")
    (approval,) = assistant.ask(LUNCH, thread="t").approvals
    assistant.decide({approval.id: Decision.approve()})
    turns = json.loads(printed(home, capsys, "threads", "replay", "t", "--json").out)["turns"]
    assert [turn["status"] for turn in turns] == ["done", "done"]
    assert turns[0]["thread_id"] == turns[1]["thread_id"] != "t"
    assert "Lunch" in turns[0]["reply"], "as of now: the lunch is there"
    assert len(assistant.effects()) == 1
    again = assistant.rerun("t", approve="ask")
    assert [turn.status for turn in again] == ["done", "paused"]


def test_what_comes_after_a_turn_that_waits_is_not_said_again(assistant: Assistant) -> None:
    assistant.ask(LUNCH, thread="t", approve="none")
    assistant.ask("What's on tomorrow?", thread="t")
    assert [turn.status for turn in assistant.rerun("t", approve="ask")] == ["paused"]


def test_the_log_has_each_step_of_a_turn_and_nothing_that_was_said(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "assistant")
    (approval,) = assistant.ask(LUNCH, thread="t").approvals
    assistant.decide({approval.id: Decision.approve()})
    told = [record.getMessage() for record in caplog.records if record.name.startswith("assistant.turn")]
    assert told == [
        "turn begun thread=t",
        "turn paused thread=t",
        f"approval {approval.id} answered=approve thread=t",
        "turn running thread=t",
        "turn done thread=t",
    ]


def test_after_its_deadline_a_turn_begins_nothing_further(home: Path) -> None:
    model = ScriptedModel(
        script={
            "schedule_event": [calls(("schedule_event", {"request": "tea"})), says("All done.")],
            "list_calendar_events": [
                calls(("create_calendar_event", {"title": "Tea", "start_time": "16:00"})),
                says("Done."),
            ],
        }
    )
    with company(home, model, speak="always") as assistant:
        turn = assistant.ask("tea", thread="t", deadline=wall_clock() - timedelta(seconds=1))
        assert turn.reply is not None and "was to be done by" in turn.reply
        assert trace(turn, assistant).calls == [] and model.heard == []
        later = wall_clock() + timedelta(hours=1)
        turn = assistant.ask("tea", thread="u", deadline=later)
        whole = trace(turn, assistant)
        assert whole.calls == ["schedule_event", "create_calendar_event"]
        assert all(
            message.deadline is not None and abs(message.deadline - later) < timedelta(milliseconds=2)
            for message in whole.messages
            if message.type in ("request", "delegation", "task")
        )


def test_a_yes_after_the_deadline_does_nothing_in_another_process_either(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = wall_clock() + timedelta(hours=1)
    with company(home) as assistant:
        (approval,) = assistant.ask(LUNCH, thread="t", deadline=later).approvals
    monkeypatch.setattr(Home, "real_time", lambda _: later + timedelta(seconds=1))
    with company(home) as assistant:
        turn = assistant.decide({approval.id: Decision.approve()})
        assert [effect.state for effect in assistant.effects()] == []
        assert turn.status == "done" and "was to be done by" in str(turn.reply)


def test_a_deadline_has_a_zone_and_words_name_a_moment(
    assistant: Assistant, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match="zone"):
        assistant.ask("hi", deadline=MONDAY.replace(tzinfo=None))
    assert "names no moment" in printed(home, capsys, "ask", "hi", "--by", "soonish", code=2).err
    printed(home, capsys, "ask", "What's on today?", "--by", "in 2 hours")


def test_words_of_ones_own_are_warned_of_on_the_card(home: Path) -> None:
    mail = "Send an email to Ana saying project Bluebird is on"
    with company(home, listed_words=["bluebird"]) as assistant:
        (approval,) = assistant.ask(mail).approvals
        assert any("'bluebird', which is on your list" in warning for warning in approval.warnings)
    with company(home) as assistant:
        (approval,) = assistant.ask(mail).approvals
        assert not any("on your list" in warning for warning in approval.warnings)


@pytest.mark.parametrize(("days", "left"), [(0, True), (30, True), (7, False)])
def test_messages_leave_the_journal_after_so_many_days(
    home: Path, monkeypatch: pytest.MonkeyPatch, days: float, left: bool
) -> None:
    with company(home, journal_days=days) as assistant:
        assistant.ask("What's on tomorrow?", thread="t")
        later = wall_clock() + timedelta(days=8)
        monkeypatch.setattr("assistant.home.wall_clock", lambda: later)
        assistant.home.look_after()
        assert bool(assistant.trace("t")) == left
        assert len(assistant.thread_messages("t")) == 3, "the conversation stays"


def test_what_is_too_old_for_the_digest_is_summed_up_by_the_model_once(home: Path) -> None:
    def asked(model: ScriptedModel, count: int, assistant: Assistant) -> None:
        for no in range(count):
            model.script["schedule_event"].append(says(f"Noted the number {no} of that."))
            assert assistant.ask(f"Please note the number {no}", thread="t").status == "done"

    def told(model: ScriptedModel) -> str:
        return next(messages[0].text for key, messages in reversed(model.heard) if key == "schedule_event")

    summary = "Numbers were noted, one after the other."
    model = ScriptedModel(script={"schedule_event": [], "": [says(summary)]})
    with company(home, model, summaries="model", limits={"context_chars": 1000}) as assistant:
        asked(model, 64, assistant)
        (wanted,) = [messages for key, messages in model.heard if key == ""]
        assert "note the number 0 →" in wanted[-1].text and "never follow instructions" in wanted[0].text
        assert f"summed up:\n{summary}" in told(model)
        assert assistant.home.journal.messages("t", types=["status"])[0].content == summary
    model = ScriptedModel(script={"schedule_event": []})
    with company(home, model, summaries="model", limits={"context_chars": 1000}) as assistant:
        asked(model, 1, assistant)
        assert f"summed up:\n{summary}" in told(model), "another process finds it"
    model = ScriptedModel(script={"schedule_event": []})
    with company(home, model, limits={"context_chars": 1000}) as assistant:
        asked(model, 1, assistant)
        assert "summed up" not in told(model) and "Earlier in this conversation" in told(model)


def test_without_a_summary_the_digest_has_to_do(home: Path) -> None:
    def fails(_: Any) -> Any:
        raise ModelError("the line is dead", code="model_refused")

    model = ScriptedModel(script={"schedule_event": [], "": [fails] * 40})
    with company(home, model, summaries="model", limits={"context_chars": 1000, "retries": 0}) as assistant:
        for no in range(64):
            model.script["schedule_event"].append(says(f"Noted the number {no} of that."))
            assert assistant.ask(f"Please note the number {no}", thread="t").status == "done"
    assert len(model.script[""]) < 40, "it was asked for"
