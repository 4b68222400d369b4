"""Starting is light."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.testing import ScriptedModel, calls
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
AGENTS = ("langchain", "langchain_core", "langgraph", "langchain_openai", "openai", "prompt_toolkit")
"""What only a conversation needs."""
FRAMEWORKS = ("pydantic", "pydantic_settings", "rich", "asyncio", "filelock", "icalendar", "dateutil")
"""What a look at the home has no use for: settings, values and lines of text are plain."""
WAYS_IN = (
    *("assistant.serving", "mcp", "starlette", "uvicorn", "jinja2", "segno"),
    *("langgraph_api", "prometheus_client"),
)
"""What only another way in than the terminal needs."""
RARE = ("dotenv", "platformdirs", "webbrowser", "keyring", "tools.accounts")
"""What only some homes, settings or commands need."""
WHOLE_LIBRARIES = ("langsmith.types.issue", "langgraph_sdk.client", "httpx", "click", "pygments")
"""What LangChain and LangGraph bring along and no turn uses: `assistant.loading` leaves it for later."""
KEPT_FOR_LATER = (
    *("langchain", "langgraph.prebuilt"),
    *("icalendar", "recurring_ical_events", "dateutil", "inscriptis", "lxml", "keyring"),
    *("langchain_openai", "openai", "genai_prices", "caldav", "niquests", "imapclient"),
    *("click", "pygments", "rich", "prompt_toolkit", "ipywidgets"),
    *WAYS_IN,
    *WHOLE_LIBRARIES,
    *("tools.accounts", "tools.scheduling.dav", "tools.mail.imap", "tools.mail.smtp_outbox"),
)
"""What booking an event and sending a mail with a model of one's own does without."""

RUN_COMMANDS = """
import contextlib, io, sys
sys.argv = ["assistant"]
from assistant.commands.cli import main
for command in {commands!r}:
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            code = main(["--home", {home!r}, *command.split()])
        except SystemExit as exit:
            code = exit.code
    assert code in (0, None), (command, code)
    print(command, *sorted(sys.modules), sep="\\t")
"""

GO_ON = """
import sys
from assistant.loading import lasting
with lasting():
    from assistant import Assistant, Decision
    from assistant.testing import ScriptedModel, says
script = {{tool: [] for tool in ("schedule_event", "create_calendar_event", "send_email")}}
model = ScriptedModel(script=script, answer_to=lambda messages: says("Done."))
with Assistant.open(home={home!r}, model=model) as assistant:
    waiting = assistant.pending()
    turn = assistant.decide({{approval.id: Decision.approve() for approval in waiting}})
assert [effect.state for effect in turn.effects] == ["done", "done"], turn
print(*sorted(sys.modules))
"""


def said_by(code: str) -> str:
    """What a new process prints that runs `code`."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded_by(home: Path, *commands: str) -> dict[str, set[str]]:
    """What a new process has imported after each of `commands`, which it runs one after the other."""
    said = said_by(RUN_COMMANDS.format(home=str(home), commands=commands))
    return {line.split("\t")[0]: set(line.split("\t")[1:]) for line in said.splitlines()}


def imported(loaded: set[str], unwanted: Iterable[str]) -> list[str]:
    return sorted(set(unwanted) & loaded)


def test_commands_that_only_read_the_home_import_no_langchain(tmp_path):
    commands = ["--version", "pending", "threads", "effects", "agenda", "mail", "pending --json"]
    commands += ["agenda next week", "threads --json", "grants"]
    found = loaded_by(tmp_path, *commands)
    assert list(found) == commands
    for command, loaded in found.items():
        assert imported(loaded, (*AGENTS, *RARE, *WAYS_IN, "rich", "pydantic_settings", "asyncio")) == [], (
            command
        )


def test_a_look_at_what_waits_imports_nothing_of_mail(tmp_path):
    commands = ["pending --json", "threads --json"]
    for command, loaded in loaded_by(tmp_path, *commands).items():
        assert imported(loaded, ("tools.mail", "email.message", "html")) == [], command


def test_a_turn_at_a_terminal_imports_no_other_way_in_and_nothing_of_others_whole(tmp_path):
    command = "ask hello --model offline"
    assert imported(loaded_by(tmp_path, command)[command], (*WAYS_IN, *WHOLE_LIBRARIES)) == []


def test_a_look_at_approvals_threads_and_calendar_imports_no_framework(tmp_path):
    commands = ["--version", "pending", "threads", "agenda", "agenda tomorrow", "threads --json"]
    found = loaded_by(tmp_path, *commands)
    assert list(found) == commands
    for command, loaded in found.items():
        unwanted = (*FRAMEWORKS, "tools.mail.maildir_store", "tools.effects.ledger")
        assert imported(loaded, unwanted) == [], command


def test_who_asks_for_json_loads_nothing_that_draws(tmp_path):
    commands = ["agenda --json", "tasks --json", "mail --json", "agenda"]
    found = loaded_by(tmp_path, *commands)
    assert [command for command in commands if "assistant.views.plain" in found[command]] == ["agenda"]


def test_words_about_time_are_loaded_for_words_only(tmp_path):
    grammar = "tools.timewords.grammar"
    found = loaded_by(tmp_path, "agenda", "agenda next week")
    assert {command: grammar in loaded for command, loaded in found.items()} == {
        "agenda": False,
        "agenda next week": True,
    }


@pytest.mark.of_the_file
def test_a_paused_thread_is_shown_and_taken_up_without_what_its_effects_do_not_need(tmp_path):
    home = tmp_path / "home"
    event = {"title": "Review", "start_time": "2026-11-24T14:00", "end_time": "2026-11-24T15:00"}
    mail = {"to": ["ana@example.com"], "subject": "Review", "body": "Please come."}
    script = {
        "schedule_event": [
            calls(("schedule_event", {"request": "a review"}), ("manage_email", {"request": "tell Ana"})),
        ],
        "create_calendar_event": [calls(("create_calendar_event", event))],
        "send_email": [calls(("send_email", mail))],
    }
    with Assistant.open(home=home, model=ScriptedModel(script=script)) as assistant:
        assert len(assistant.ask("a review, and tell Ana", "t").approvals) == 2
    loaded = loaded_by(home, "pending")["pending"]
    assert imported(loaded, (*AGENTS, *FRAMEWORKS)) == []
    loaded = set(said_by(GO_ON.format(home=str(home))).split())
    assert imported(loaded, KEPT_FOR_LATER) == []
    assert "langgraph.pregel" in loaded


CHAT = """
import atexit, pathlib, runpy, sys
atexit.register(lambda: pathlib.Path({seen!r}).write_text("\\n".join(sys.modules)))
sys.argv = ["assistant", "--home", {home!r}, "chat", "--model", "offline"]
runpy.run_module("assistant", run_name="__main__")
"""


def test_a_chat_at_a_terminal_imports_no_other_way_in(tmp_path):
    ours, theirs = pty.openpty()
    seen = tmp_path / "modules"
    chat = subprocess.Popen(
        [sys.executable, "-c", CHAT.format(seen=str(seen), home=str(tmp_path / "home"))],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"},
    )
    os.close(theirs)
    os.write(ours, b"What is on tomorrow?\r")
    shown = b""
    while b"There is no event tomorrow." not in shown:
        shown += os.read(ours, 100_000)
    os.write(ours, b"/quit\r")
    with suppress(OSError):  # Linux's word for a terminal that nobody has open any more
        while os.read(ours, 100_000):
            pass
    os.close(ours)
    assert chat.wait(PATIENCE_S) == 0
    loaded = set(seen.read_text().split())
    assert imported(loaded, WAYS_IN) == []
    assert {"prompt_toolkit", "langgraph.pregel"} <= loaded, "it was a chat, and it had a turn"


@pytest.mark.parametrize(
    "module", ["assistant", "assistant.commands.cli", "agents", "tools", "assistant.contract"]
)
def test_importing_opens_nothing_and_prints_nothing(tmp_path, module):
    code = f"import os; before = set(os.listdir('.')); import {module}; assert set(os.listdir('.')) == before"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
