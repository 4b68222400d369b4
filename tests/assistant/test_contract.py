"""The public contract, line by line: commands, exit codes, the shapes of `--json`, the Python API."""

import asyncio
import inspect
import json
import os
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, AsyncAssistant, Decision
from assistant.bootstrap import build_toolsets
from assistant.commands.cli import main
from assistant.home import Home
from assistant.settings import load_settings
from tests.servers.openai_server import OpenAIServer, fails
from tools.people.card_writing import write_person
from tools.people.contacts import Person

MAIN_SENTENCE = (
    "Schedule a meeting with Ana next Tuesday at 2pm for 1 hour, "
    "and send her an email reminder about reviewing the new mockups"
)
LUNCH = "Lunch with Ana tomorrow at noon"
MAIL = "Send an email to Ana saying the proofs are here"
WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TURN = {
    "thread_id": str,
    "status": str,
    "reply": str | None,
    "approvals": list,
    "effects": list,
    "usage": dict,
    "error": dict | None,
}
APPROVAL = {
    "id": str,
    "thread_id": str,
    "agent": str,
    "action": str,
    "args": dict,
    "summary": str,
    "warnings": list,
    "allowed": list,
    "created_at": str,
}
EFFECT = {
    "key": str,
    "thread_id": str,
    "action": str,
    "state": str,
    "summary": str,
    "attempts": int,
    "undoable": bool,
    "created_at": str,
    "error": str | None,
}
THREAD = {
    "thread_id": str,
    "title": str,
    "status": str,
    "pending": int,
    "turns": int,
    "created_at": str,
    "updated_at": str,
}
MESSAGE = {
    "id": str,
    "seq": int,
    "conversation_id": str,
    "run_id": str,
    "sender": str,
    "recipient": str,
    "type": str,
    "priority": str,
    "content": str,
    "metadata": dict,
    "timestamp": str,
    "reply_to": str | None,
}
FAILURE = {"code": str, "message": str, "retryable": bool}


@pytest.fixture(name="home", autouse=True)
def home_with_ana(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_TIME_ZONE": "Europe/Berlin",
        "ASSISTANT_NOW": "2026-11-20T10:00",
        "ASSISTANT_USER_NAME": "Max Muster",
        "ASSISTANT_USER_EMAIL": "max@larkspur.example",
    }.items():
        monkeypatch.setenv(name, value)
    write_person(
        tmp_path / "home" / "contacts", Person(uid="ana", name="Ana Souza", emails=("ana@larkspur.example",))
    )
    return tmp_path / "home"


@pytest.fixture(name="command")
def command_line(capsys, monkeypatch):
    """Runs a command: its exit code, stdout and stderr."""

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        code = main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture(name="document")
def one_document(command):
    """Runs a command with --json: its exit code, and the one document that it prints."""

    def run(*arguments: str, stdin: str = "") -> tuple[int, Any]:
        code, out, _ = command(*arguments, "--json", stdin=stdin)
        assert out.endswith("\n") and len(out.splitlines()) == 1
        return code, json.loads(out)

    return run


def has(value: dict[str, Any], shape: dict[str, Any]) -> None:
    """Fail unless `value` has every field of `shape`, of the type that it says."""
    for name, kind in shape.items():
        assert isinstance(value[name], kind), (name, value[name])
        assert not (kind is int and isinstance(value[name], bool)), name


def times(value: Any) -> Iterator[str]:
    """Every text in a document that is a time."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("_at") or name in ("timestamp", "at", "not_before"):
                yield from [inner] if inner else []
            else:
                yield from times(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from times(inner)


def is_a_turn(turn: dict[str, Any], status: str) -> None:
    has(turn, TURN)
    assert turn["status"] == status
    counts = {"model_calls": int, "input_tokens": int, "output_tokens": int}
    has(turn["usage"], {**counts, "by_layer": dict})
    for layer in ("supervisor", "calendar", "email"):
        has(turn["usage"]["by_layer"][layer], counts)
    for approval in turn["approvals"]:
        has(approval, APPROVAL)
        assert approval["agent"] in ("calendar", "email")
        assert approval["allowed"] == ["approve", "edit", "reject", "respond"]
    for effect in turn["effects"]:
        has(effect, EFFECT)
    if turn["error"] is not None:
        has(turn["error"], FAILURE)
    found = list(times(turn))
    assert all(WITH_OFFSET.fullmatch(time) for time in found), found


def test_a_turn_pauses_with_its_approvals_and_ends_with_its_effects(document):
    code, turn = document("ask", MAIN_SENTENCE)
    assert code == 3
    is_a_turn(turn, "paused")
    assert turn["reply"] is None and turn["error"] is None
    assert [(a["agent"], a["action"]) for a in turn["approvals"]] == [
        ("calendar", "create_calendar_event"),
        ("email", "send_email"),
    ]
    code, half = document("approve", turn["approvals"][0]["id"][:5])
    assert code == 3
    is_a_turn(half, "paused")
    assert [effect["state"] for effect in half["effects"]] == ["done"]
    code, whole = document("approve", turn["approvals"][1]["id"])
    assert code == 0
    is_a_turn(whole, "done")
    assert whole["reply"] and whole["approvals"] == []
    assert {effect["action"] for effect in whole["effects"]} <= {"create_calendar_event", "send_email"}


def test_everything_can_be_approved_or_refused_beforehand(document):
    code, turn = document("ask", LUNCH, "--approve", "all")
    assert code == 0 and turn["effects"][0]["state"] == "done"
    code, turn = document("ask", MAIL, "--approve", "none")
    assert code == 0 and turn["effects"] == []
    assert document("pending") == (0, {"approvals": []})


def test_text_may_come_from_stdin_and_a_thread_may_be_named(document):
    code, turn = document("ask", "-", "--thread", "mine", stdin="What's on tomorrow?\n")
    assert code == 0 and turn["thread_id"] == "mine"
    document("ask", "And on Monday?", "--thread", "mine")
    _, new = document("ask", "And on Tuesday?")
    turns = {thread["thread_id"]: thread["turns"] for thread in document("threads")[1]["threads"]}
    assert turns == {"mine": 2, new["thread_id"]: 1}


def test_a_message_is_not_taken_while_approvals_wait_unless_they_are_refused(document):
    _, paused = document("ask", LUNCH, "--thread", "t")
    code, turn = document("ask", "And tea", "--thread", "t")
    assert code == 3
    is_a_turn(turn, "paused")
    assert [a["id"] for a in turn["approvals"]] == [paused["approvals"][0]["id"]]
    assert turn["error"]["code"] == "approvals_wait"
    code, turn = document("ask", "What's on tomorrow?", "--thread", "t", "--approve", "none")
    assert code == 0 and turn["status"] == "done"
    assert document("pending")[1] == {"approvals": []}


def test_a_refusal_an_edit_and_an_answer_in_the_tools_place(document):
    _, turn = document("ask", LUNCH)
    code, turn = document("reject", turn["approvals"][0]["id"], "-m", "Ana is away")
    assert code == 0 and turn["effects"] == [] and "Ana is away" in turn["reply"]

    _, turn = document("ask", LUNCH)
    code, turn = document(
        "edit", turn["approvals"][0]["id"], "--set", "title=Brunch", "--set", "start_time=11:00"
    )
    assert code == 0
    assert "'Brunch' on Saturday, 21 November 2026, 11:00–12:00" in turn["effects"][0]["summary"]

    _, turn = document("ask", MAIL)
    code, turn = document("edit", turn["approvals"][0]["id"], "--args", '{"subject": "Proofs", "cc": []}')
    assert code == 0 and "'Proofs'" in turn["effects"][0]["summary"]

    _, turn = document("ask", MAIL)
    code, turn = document("respond", turn["approvals"][0]["id"], "I have told her myself")
    assert code == 0 and turn["effects"] == [] and "told her myself" in turn["reply"]


def test_answers_that_touch_several_threads_are_several_turns(document, command):
    for text in (LUNCH, MAIL):
        document("ask", text)
    _, both = document("ask", MAIN_SENTENCE, "--thread", "both")
    code, answer = document("approve", "--all", "--thread", "both")
    assert code == 0
    is_a_turn(answer, "done")
    assert answer["thread_id"] == both["thread_id"]
    _, more = document("ask", MAIN_SENTENCE)
    ids = [approval["id"] for approval in document("pending")[1]["approvals"]]
    code, answer = document("approve", *[id for id in ids if id != more["approvals"][1]["id"]])
    assert code == 3 and list(answer) == ["turns"]
    assert sorted(turn["status"] for turn in answer["turns"]) == ["done", "done", "paused"]
    for turn in answer["turns"]:
        is_a_turn(turn, turn["status"])
    assert document("approve", "--all")[0] == 0
    assert command("approve", "--all")[:2] == (0, "Nothing waits for approval.\n")


def test_all_that_waits_is_refused_at_once_and_says_why(document, command):
    for text in (LUNCH, MAIL):
        document("ask", text)
    code, answer = document("reject", "--all", "-m", "not this week")
    assert code == 0 and len(answer["turns"]) == 2
    assert document("effects")[1]["effects"] == []
    assert document("pending")[1]["approvals"] == []
    assert command("reject", "--all")[:2] == (0, "Nothing waits for approval.\n")
    assert command("reject")[0] == 2


def test_what_can_not_be_answered_says_so_with_its_code(document):
    _, turn = document("ask", LUNCH)
    id = turn["approvals"][0]["id"]
    for arguments, code, kind in (
        (["approve", id, "zzzz"], 4, "not_found"),
        (["edit", id, "--set", "colour=red"], 2, "bad_input"),
        (["edit", id, "--set", "start_time=the day of the frogs"], 2, "bad_input"),
        (["respond", id, "  "], 2, "bad_input"),
    ):
        got, answer = document(*arguments)
        assert (got, answer["error"]["code"]) == (code, kind)
        has(answer["error"], FAILURE)
    assert len(document("pending")[1]["approvals"]) == 1
    assert document("approve", id)[0] == 0
    for again in (["approve", id], ["reject", id], ["edit", id, "--set", "title=x"], ["respond", id, "x"]):
        code, answer = document(*again)
        assert (code, answer["error"]["code"]) == (5, "conflict")
    assert len(document("effects")[1]["effects"]) == 1


def test_a_turn_that_fails_is_one_turn_with_an_error_and_code_1(document, command, monkeypatch):
    with OpenAIServer() as server:
        server.play(fails(401, "Incorrect API key", code="invalid_api_key"))
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        code, turn = document("ask", "hello", "--thread", "t")
        assert code == 1
        is_a_turn(turn, "failed")
        assert turn["error"]["code"] == "model_key" and turn["error"]["retryable"] is False
        server.play(fails(401, "Incorrect API key", code="invalid_api_key"))
        code, out, err = command("ask", "hello", "--thread", "t")
        assert (code, out, len(err.splitlines())) == (1, "", 1)
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")
    assert document("ask", "What's on tomorrow?", "--thread", "t")[0] == 0


def test_resuming_what_waits_or_is_done_gives_it_as_it_is(document):
    _, turn = document("ask", LUNCH)
    code, again = document("resume", turn["thread_id"][:4])
    assert code == 3
    is_a_turn(again, "paused")
    document("approve", "--all")
    code, done = document("resume", turn["thread_id"])
    assert code == 0 and done["status"] == "done" and done["reply"]


def test_lists_have_one_key_and_the_shapes_of_their_things(document):
    document("ask", LUNCH, "--approve", "all", "--thread", "done")
    document("ask", LUNCH, "--thread", "waits")
    for name, shape, arguments in (
        ("approvals", APPROVAL, ["pending"]),
        ("approvals", APPROVAL, ["pending", "--thread", "wai"]),
        ("threads", THREAD, ["threads"]),
        ("threads", THREAD, ["threads", "list"]),
        ("threads", THREAD, ["threads", "search", "lunch"]),
        ("effects", EFFECT, ["effects"]),
        ("effects", EFFECT, ["effects", "list"]),
        ("messages", MESSAGE, ["trace", "done"]),
    ):
        code, listed = document(*arguments)
        assert code == 0 and list(listed) == [name] and listed[name]
        for item in listed[name]:
            has(item, shape)
        assert all(WITH_OFFSET.fullmatch(time) for time in times(listed)), arguments
    assert document("pending", "--thread", "done")[1] == {"approvals": []}
    status = {thread["thread_id"]: thread["status"] for thread in document("threads")[1]["threads"]}
    assert status == {"done": "done", "waits": "paused"}


def test_the_calendar_and_the_mailbox_are_looked_at_without_a_model(document, command):
    document("ask", LUNCH, "--approve", "all")
    document("ask", MAIL, "--approve", "all")
    code, agenda = document("agenda", "tomorrow")
    assert code == 0 and [event["title"] for event in agenda["events"]] == ["Lunch with Ana"]
    assert WITH_OFFSET.fullmatch(agenda["events"][0]["start"])
    assert document("agenda")[1] == {"events": [], "problems": []}
    assert len(document("agenda", "next", "7", "days")[1]["events"]) == 1
    assert document("agenda", "the day of the frogs")[0] == 2
    code, mail = document("mail", "in:sent", "to:ana")
    assert code == 0 and len(mail["messages"]) == 1
    assert WITH_OFFSET.fullmatch(mail["messages"][0]["date"])
    assert document("mail", "nothing like it")[1] == {"messages": [], "problems": []}
    assert "Lunch with Ana" in command("agenda", "tomorrow")[1]


def test_mail_names_what_could_not_be_read_and_shows_the_rest(document, command, tmp_path):
    document("ask", MAIL, "--approve", "all")
    os.mkfifo(tmp_path / "home" / "mail" / "cur" / "1.pipe:2,S")
    code, mail = document("mail", "in:sent")
    assert (code, len(mail["messages"])) == (0, 1)
    assert [(Path(one["path"]).name, one["reason"]) for one in mail["problems"]] == [
        ("1.pipe:2,S", "is no file")
    ]
    code, out, err = command("mail", "in:sent")
    assert "1.pipe" not in out and err.count("1.pipe:2,S: is no file") == 1
    assert command("doctor")[1].count("1.pipe:2,S: is no file") == 1


def test_people_are_looked_up_without_a_model_and_what_cannot_be_read_is_named(document, command, home):
    (home / "contacts" / "odd.vcf").write_bytes(b"BEGIN:VCARD\nFN:Zo\nEMAIL:zo@example.org\n")
    (home / "calendar" / "personal").mkdir(parents=True)
    (home / "calendar" / "personal" / "odd.ics").write_bytes(b"")
    code, found = document("contacts", "zo")
    assert code == 0
    assert [(one["name"], one["email"]) for one in found["people"]] == [("Zo", "zo@example.org")]
    assert found["problems"] == [{"path": "contacts/odd.vcf", "reason": "the card of 'Zo' has no end"}]
    assert document("agenda")[1]["problems"] == [
        {"path": "calendar/personal/odd.ics", "reason": "it is empty"}
    ]
    assert "zo@example.org" in command("contacts")[1]
    reply = document("ask", "What is Zo's email address?")[1]["reply"]
    assert reply.count("Not read in full: contacts/odd.vcf: the card of 'Zo' has no end") == 1


def test_a_trace_is_a_tree_a_diagram_or_json_lines_in_order(command, document):
    document("ask", LUNCH, "--approve", "all", "--thread", "t")
    code, out, _ = command("trace", "t")
    assert code == 0 and "user → supervisor" in out
    assert command("trace", "t", "--format", "mermaid")[1].startswith("sequenceDiagram")
    lines = [json.loads(line) for line in command("trace", "t", "--format", "jsonl")[1].splitlines()]
    for line in lines:
        has(line, MESSAGE)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert {line["conversation_id"] for line in lines} == {"t"}
    assert lines == document("trace", "t")[1]["messages"]


def test_usage_is_told_by_layer_of_one_thread_or_of_all(document):
    _, turn = document("ask", LUNCH, "--approve", "all")
    for arguments in (["usage"], ["usage", turn["thread_id"]]):
        code, report = document(*arguments)
        assert code == 0
        assert report["total"]["model_calls"] == turn["usage"]["model_calls"]
        assert report["by_layer"]["calendar"]["model_calls"] > 0
    assert document("usage", "nowhere")[0] == 4


def test_conversations_are_shown_renamed_forked_exported_and_deleted(document, command):
    document("ask", "What's on tomorrow?", "--thread", "talk")
    code, shown = document("threads", "show", "tal")
    assert code == 0
    has(shown, THREAD)
    assert shown["messages"][0]["role"] == "user"
    code, renamed = document("threads", "rename", "talk", "Plans")
    assert code == 0 and renamed["title"] == "Plans"
    assert [t["title"] for t in document("threads", "search", "PLANS")[1]["threads"]] == ["Plans"]
    assert document("threads", "search", "frogs")[1] == {"threads": []}
    code, fork = document("threads", "fork", "talk")
    assert code == 0 and fork["thread_id"] != "talk"
    has(fork, THREAD)
    assert document("threads", "export", "talk") == (0, document("threads", "show", "talk")[1])
    assert command("threads", "export", "talk")[1].startswith("# Plans\n")
    assert document("threads", "delete", "talk") == (0, {"deleted": "talk"})
    assert document("threads", "show", "talk")[0] == 4
    assert document("ask", "And on Monday?", "--thread", fork["thread_id"])[0] == 0


def test_what_was_done_can_be_looked_at_and_taken_back(document):
    _, turn = document("ask", LUNCH, "--approve", "all")
    key = turn["effects"][0]["key"]
    code, effect = document("effects", "show", key[:5])
    assert code == 0 and effect["history"]
    has(effect, EFFECT)
    for useless in ("retry", "cancel"):
        assert document("effects", useless, key)[0] == 5
    code, undone = document("undo")
    assert code == 0 and (undone["key"], undone["state"]) == (key, "undone")
    has(undone, EFFECT)
    assert document("agenda", "tomorrow")[1] == {"events": [], "problems": []}
    assert document("undo")[0] == 4
    assert document("undo", key)[0] == 5
    for verb in ("show", "retry", "cancel"):
        assert document("effects", verb, "zzzz")[0] == 4


def test_a_mail_that_is_held_waits_in_the_ledger_and_can_be_canceled(document):
    _, turn = document("ask", MAIL, "--approve", "all", "--hold", "3600")
    (effect,) = turn["effects"]
    assert effect["state"] == "queued"
    code, canceled = document("effects", "cancel", effect["key"])
    assert code == 0 and canceled["state"] == "canceled"


def test_the_doctor_and_the_sample_speak_json_too(document, tmp_path):
    code, report = document("doctor")
    assert code == 0 and {check["name"] for check in report["checks"]} >= {"model", "database", "mail"}
    code, counts = document("--home", str(tmp_path / "new"), "sample")
    assert code == 0 and counts["events"] > 10
    code, answer = document("--home", str(tmp_path / "new"), "sample")
    assert code == 2 and answer["error"]["code"] == "bad_input"


@pytest.mark.parametrize(
    "arguments",
    [["ask"], ["frobnicate"], ["ask", "x", "--approve", "perhaps"], ["approve"], ["threads", "show"]],
)
def test_wrong_usage_is_one_sentence_on_stderr_and_with_json_one_document(command, document, arguments):
    code, out, err = command(*arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    code, answer = document(*arguments)
    assert code == 2
    has(answer["error"], FAILURE)


@pytest.mark.of_the_file
def test_the_home_is_what_other_programs_expect(document, home):
    document("ask", MAIN_SENTENCE, "--approve", "all")
    assert len(list((home / "calendar" / "personal").glob("*.ics"))) == 1
    assert len(list((home / "contacts").glob("*.vcf"))) == 1
    for folder in (".Sent", ".Drafts", ".Archive", ".Trash"):
        assert all((home / "mail" / folder / part).is_dir() for part in ("cur", "new", "tmp"))
    assert (home / "mail" / "cur").is_dir()
    sent = [path for part in ("cur", "new") for path in (home / "mail" / ".Sent" / part).iterdir()]
    assert len(sent) == 1
    assert (home / "assistant.db").read_bytes().startswith(b"SQLite format 3")


def test_lines_of_a_pipe_are_messages(command, document):
    code, out, err = command("chat", stdin="What's on tomorrow?\n\nAnd on Monday?\n")
    assert code == 0 and err == ""
    assert len(out.splitlines()) == 2
    assert document("threads")[1]["threads"][0]["turns"] == 2
    code, out, _ = command(stdin=f"{LUNCH}\n")
    assert code == 3 and "New event: Lunch with Ana" in out
    code, answer = document("chat", stdin=f"What's on tomorrow?\n{LUNCH}\n")
    assert code == 3
    assert [turn["status"] for turn in answer["turns"]] == ["done", "paused"]
    for turn in answer["turns"]:
        is_a_turn(turn, turn["status"])


def test_the_assistant_in_a_script():
    assert all(
        parameter.default is not inspect.Parameter.empty
        for parameter in inspect.signature(Assistant.open).parameters.values()
    )
    with Assistant.open() as assistant:
        turn = assistant.ask(LUNCH, thread="t1")
        assert (turn.status, turn.reply, turn.effects, turn.usage.model_calls > 0) == (
            "paused",
            None,
            (),
            True,
        )
        assert [approval.id for approval in assistant.pending()] == [turn.approvals[0].id]
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
        assert turn.status == "done" and turn.reply and turn.effects[0].state == "done"
        for decision in (Decision.reject(why="no"), Decision.respond("done"), Decision.edit(title="Tea")):
            turn = assistant.ask(LUNCH, thread="t1")
            assert assistant.decide({turn.approvals[0].id: decision}).status == "done"
        assert [thread.thread_id for thread in assistant.threads()] == ["t1"]
        assert assistant.resume("t1").status == "done"
        assert assistant.trace("t1")[0].sender == "user"
        assert [effect.state for effect in assistant.effects()] == ["done", "done"]


def test_the_assistant_as_coroutines():
    async def talk() -> list[str]:
        async with AsyncAssistant.open(model="offline") as assistant:
            turn = await assistant.ask(LUNCH, thread="t1")
            turn = await assistant.decide({a.id: Decision.approve() for a in turn.approvals})
            assert turn.status == "done"
            assert await assistant.pending() == []
            assert (await assistant.resume("t1")).status == "done"
            assert (await assistant.threads())[0].thread_id == "t1"
            assert (await assistant.trace("t1"))[0].type == "request"
            events = [event async for event in assistant.stream("What's on tomorrow?", thread="t1")]
            assert events[-1].turn is not None and events[-1].turn.status == "done"
            assert "".join(e.text for e in events if e.type == "text") == events[-1].turn.reply
            async for _ in assistant.stream(LUNCH, thread="t2"):
                break
            assert (await assistant.ask("What's on tomorrow?", thread="t2", approve="none")).status == "done"
            return [event.type for event in events]

    assert asyncio.run(talk())[-1] == "turn"


def test_every_method_is_there_as_a_coroutine_too():
    for name in ("ask", "decide", "resume", "pending", "threads", "trace"):
        assert inspect.iscoroutinefunction(getattr(AsyncAssistant, name))
    ours = {name for name, value in vars(Assistant).items() if callable(value) and name[0] != "_"}
    assert ours - set(dir(AsyncAssistant)) <= {"clock", "load", "plan_edit", "cancel_turn"}


def test_two_assistants_on_one_home_see_the_same(home):
    with Assistant.open(home=home) as first, Assistant.open(home=str(home)) as second:
        turn = first.ask(LUNCH, thread="t")
        assert second.pending() == first.pending()
        assert second.decide({turn.approvals[0].id: Decision.approve()}).status == "done"
        assert first.ask("What's on tomorrow?", thread="t").status == "done"
        assert [effect.state for effect in first.effects()] == ["done"]


def test_the_model_sees_the_tools_of_the_contract(home: Path):
    opened = Home(load_settings(home=home))
    try:
        toolsets = build_toolsets(opened)
    finally:
        opened.close()
    names = {agent: {tool.name for tool in toolset.tools} for agent, toolset in toolsets.items()}
    assert names == {
        "calendar": {
            *("create_calendar_event", "update_calendar_event", "cancel_calendar_event"),
            *("list_calendar_events", "search_calendar_events", "find_free_slots", "find_contact"),
            *("list_calendars", "read_calendar_event"),
            *("propose_times", "proposed_times", "settle_times"),
        },
        "email": {
            *("send_email", "reply_to_email", "forward_email", "save_draft", "delete_email"),
            *("archive_email", "search_emails", "read_email", "find_contact"),
            *("mark_emails", "move_emails", "label_emails", "list_drafts", "update_draft", "send_draft"),
            *("read_attachment", "save_attachment", "unsubscribe"),
        },
        "routines": {
            *(
                "list_routines",
                "create_routine",
                "create_watch",
                "change_routine",
                "control_routine",
                "brief",
                *("keep_preference", "list_preferences", "prepare_meeting", "snooze"),
            ),
        },
        "contacts": {
            *("save_contact", "update_contact", "delete_contact", "merge_contacts", "change_group"),
            "find_contact",
        },
        "tasks": {"create_task", "update_task", "complete_task", "delete_task", "list_tasks", "find_contact"},
    }
