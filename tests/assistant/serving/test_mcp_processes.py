"""The MCP server as a process: nothing but the protocol on stdout, whoever prints, dies or falls silent."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.assistant.serving.mcp_host import YES, Person, started, talk, told
from tests.assistant.serving.office import LUNCH, MAIN_SENTENCE, ROOT, Office
from tests.assistant.serving.wire import wired
from tests.assistant.test_hostile_text import HOSTILE, fill, raw, speak
from tests.patience import PATIENCE_S, eventually
from tools.reading import strings_of

LOUD = """
import atexit, logging, os, subprocess, sys, warnings
logging.basicConfig(level="DEBUG", stream=sys.stdout)
warnings.simplefilter("always")
def shout(*_):
    print("a print")
    sys.__stdout__.write("another\\n")
    os.write(1, b"bytes\\n")
    os.write(1, b'{"jsonrpc": "2.0", "id": 1, "result": {}}\\n')
    subprocess.run(["echo", "a child"])
    warnings.warn("a warning")
    logging.getLogger("mcp").error("a log")
    assert sys.stdin.read() == "", "the client's words are not for everybody"
    assert subprocess.run(["cat"], capture_output=True).stdout == b""
sys.modules["loud"] = type(sys)("loud")
sys.modules["loud"].shout = shout
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def form_of(message: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = message["params"]["requestedSchema"]
    return form


def test_the_main_sentence_over_stdin_and_stdout(office: Office) -> None:
    calls = [
        ("ask", {"text": MAIN_SENTENCE}),
        ("agenda", {"when": "tuesday"}),
        ("mail", {"query": "mockups"}),
    ]
    done, agenda, mail = talk(office, Person([YES, YES]), *calls, connect=started)
    assert "Scheduled 'Meeting with the design team'" in told(done)
    assert "14:00–15:00  Meeting with the design team" in told(agenda)
    assert "Reminder: reviewing the new mockups" in told(mail)
    assert len(office.effects()) == 2


def test_nothing_but_the_protocol_reaches_stdout_whatever_libraries_print(office: Office) -> None:
    hooks = '{"before_turn": ["loud:shout"], "before_tool_call": ["loud:shout"]}'
    with wired(office, code=LOUD, ASSISTANT_HOOKS=hooks) as wire:
        wire.greet(forms=False)
        asked = wire.call("ask", text=LUNCH)
        answer = wire.hear_until(id=asked)["result"]
        assert answer["structuredContent"].get("status") == "paused", answer
        wire.process.stdin.write(b"no json\n[]\n{}\n\xff\xfe\n")  # type: ignore[union-attr]
        wire.send(id=99, method="no/such")
        assert "error" in wire.hear_until(id=99)
        wire.hear_until(id=wire.call("pending"))
    assert wire.process.stdout is not None
    assert wire.process.stdout.closed or wire.process.stdout.read() == b""


def test_silence_leaves_the_question_open_and_takes_the_form_back(tmp_path: Path) -> None:
    office = Office(tmp_path, form_wait_s="0.5")
    with wired(office) as wire:
        wire.greet()
        asked = wire.call("ask", text=LUNCH)
        form = wire.hear_until(method="elicitation/create")
        taken_back = wire.hear_until(method="notifications/cancelled")
        assert taken_back["params"]["requestId"] == form["id"]
        answer = wire.hear_until(id=asked)["result"]
        assert "nobody answered within" in answer["content"][0]["text"]
        wire.send(id=form["id"], result={"action": "accept", "content": YES})
        wire.hear_until(id=wire.call("pending"))
    assert office.effects() == []
    assert len(office.waiting()) == 1


def test_a_form_is_taken_back_once_it_was_answered_elsewhere(office: Office) -> None:
    with wired(office) as wire:
        wire.greet()
        asked = wire.call("ask", text=LUNCH)
        form = wire.hear_until(method="elicitation/create")
        assert office.cli("approve", *office.waiting())[1]["status"] == "done"
        assert wire.hear_until(method="notifications/cancelled")["params"]["requestId"] == form["id"]
        text = wire.hear_until(id=asked)["result"]["content"][0]["text"]
        assert "it was answered elsewhere meanwhile" in text
        assert "Scheduled 'Lunch with Ana'" in text
    assert office.effects() == [("create_calendar_event", "done")]


@pytest.mark.parametrize("way", ["closes stdin", "is killed with its server"])
def test_a_client_that_dies_in_the_middle_leaves_the_question_open(office: Office, way: str) -> None:
    with wired(office) as wire:
        wire.greet()
        wire.call("ask", text=LUNCH)
        wire.hear_until(method="elicitation/create")
        if way == "is killed with its server":
            wire.process.send_signal(signal.SIGKILL)
            wire.process.wait(PATIENCE_S)
            wire.process.returncode = 0
    assert office.effects() == []
    [done] = talk(office, Person([YES]), ("review", {}))
    assert "Scheduled 'Lunch with Ana'" in told(done)
    assert office.events() == ["Lunch with Ana"]


def test_a_call_that_the_client_gives_up_stops_its_turn_and_the_server_lives_on(office: Office) -> None:
    code = """
import sys, time
sys.modules["slow"] = type(sys)("slow")
def wait(*_):
    open(STARTED, "w").close()
    time.sleep(1)
sys.modules["slow"].wait = wait
"""
    begun = office.home.parent / "begun"
    hooks = '{"before_turn": ["slow:wait"]}'
    with wired(office, code=f"STARTED = {str(begun)!r}\n{code}", ASSISTANT_HOOKS=hooks) as wire:
        wire.greet()
        asked = wire.call("ask", text=LUNCH, thread_id="t")
        eventually(begun.exists, "the turn to begin")
        wire.send(method="notifications/cancelled", params={"requestId": asked})
        assert "error" in wire.hear_until(id=asked)
        wire.hear_until(id=wire.call("pending"))
    assert office.waiting() == []
    assert office.effects() == []


def test_hostile_text_is_clean_and_stands_in_a_block_of_its_own(office: Office) -> None:
    fill(office.home)
    speak(office.home)
    person = Person([{"decision": "edit"}, {}, "decline", "decline"])
    calls: list[tuple[str, dict[str, Any]]] = [
        ("pending", {}),
        ("review", {}),
        ("agenda", {"when": "this month"}),
        ("agenda", {"when": HOSTILE}),
        ("mail", {}),
        ("mail", {"query": f"subject:{HOSTILE}"}),
        ("ask", {"text": HOSTILE, "thread_id": "one"}),
        ("review", {"approval_id": HOSTILE}),
        ("undo", {"key": HOSTILE}),
        ("undo", {}),
        (HOSTILE, {}),
    ]
    answers = talk(office, person, *calls)
    for call, answer in zip(calls, answers, strict=True):
        assert raw(told(answer)) == [], call
        assert [raw(text) for text in strings_of(answer.structuredContent) if raw(text)] == [], call
    assert "Zoë" in told(answers[2])
    for message in person.shown:
        assert raw(message) == []
        head, *lines = message.split("\n")
        assert head
        assert all(not line or line.startswith("    ") for line in lines), "nothing of a card is Markdown"
    for form in person.forms:
        assert raw(str(form)) == []


@pytest.mark.parametrize("key", ["mcpServers", "servers"], ids=["Claude Code", "VS Code"])
def test_the_configurations_in_the_readme_start_a_server(office: Office, key: str) -> None:
    blocks = re.findall(r"```json\n(.*?)\n```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    [entry] = [json.loads(block)[key]["assistant"] for block in blocks if f'"{key}"' in block]
    assert entry.pop("type") == "stdio"
    program = Path(entry["command"])
    assert program.parts[-3:] == (".venv", "bin", "assistant")
    # An environment of another name runs the tests, too.
    entry["command"] = str(Path(sys.executable).parent / program.name)
    command = StdioServerParameters(**entry, env=office.environment)

    async def session() -> list[str]:
        async with stdio_client(command) as (read, write), ClientSession(read, write) as host:
            await host.initialize()
            return [tool.name for tool in (await host.list_tools()).tools]

    assert asyncio.run(session()) == ["ask", "pending", "review", "agenda", "mail", "undo"]


def test_without_its_packages_the_server_says_which_to_install(office: Office) -> None:
    code = "import sys; sys.modules['mcp'] = None\nfrom assistant.__main__ import main\nsys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "mcp"],
        cwd=ROOT,
        env=office.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'langchain-mcp-adapters" in done.stderr
