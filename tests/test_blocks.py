"""Each building block that the page lists names a test that is there, and its commands do what it says."""

import ast
import json
import re
import shlex
from pathlib import Path

import pytest

from assistant.commands.cli import main
from assistant.testing import MONDAY, company

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/blocks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(
    r"^\| (?!block|---)(.+?) \| (.+) \| `(tests/.+?)::(\w+)` \| works \|$", PAGE, re.MULTILINE
)
WORKFLOW = re.findall(r"```toml\n(.+?)```", PAGE, re.DOTALL)[0]
SHOWN = {
    "trace THREAD": "├─ supervisor → email  delegation",
    "trace THREAD --format jsonl": '"type":"delegation"',
    "trace THREAD --format mermaid": "sequenceDiagram",
    'ask "Lunch with Ana tomorrow at noon, and mail Chloé that I am out" --approve all': "Sent 'I am out' to",
    "threads checkpoint THREAD": "sam@larkspur.example",
    "usage THREAD": "by layer  calendar",
    "effects show KEY": "done",
    "ask TEXT --by 5pm": "17:00",
    "letters": "No message was set aside.",
    "doctor": "ok   database:",
    "workflows run NAME": "",
}
"""What each command of the page prints, on the home below; the last one in a test of its own."""


@pytest.fixture(name="home", scope="module")
def home_with_a_conversation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("blocks") / "home"
    with company(home) as assistant:
        assistant.ask("Lunch with Ana tomorrow at noon, and mail Chloé that I am out", "t", approve="all")
    return home


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_NOW", MONDAY.isoformat())
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")


def say(home: Path, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["--home", str(home), *words]) == code
    return capsys.readouterr().out


def test_each_block_names_a_test_that_is_there() -> None:
    assert len(BLOCKS) == 34
    for block, _, file, name in BLOCKS:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in names, block


def test_each_command_of_the_page_is_tried_below() -> None:
    named = {command for _, shown, *_ in BLOCKS for command in re.findall(r"`assistant ([^`…]+)`", shown)}
    assert named == set(SHOWN)


@pytest.mark.parametrize("command", [command for command, printed in SHOWN.items() if printed])
def test_a_command_of_the_page_prints_what_it_shows(
    home: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    effects = json.loads(say(home, capsys, "effects", "list", "--json"))["effects"]
    stand_ins = {"THREAD": "t", "KEY": effects[0]["key"], "TEXT": "What's on tomorrow?"}
    words = [stand_ins.get(word, word) for word in shlex.split(command)]
    # A deadline goes by the real clock, which is past the sample's day.
    assert SHOWN[command] in say(home, capsys, *words)


def test_a_card_is_answered_by_whoever_comes_next(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = say(home, capsys, "ask", "Lunch on Friday at noon", "--thread", "waits", code=3)
    approval = shown.split("calendar ")[-1].split()[0]
    assert approval in say(home, capsys, "pending")
    assert "too early" in say(home, capsys, "reject", approval, "-m", "too early")
    assert main(["--home", str(home), "approve", approval]) == 5


def test_the_workflow_of_the_page_does_what_its_steps_say(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (home / "assistant.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{WORKFLOW}")
    shown = say(home, capsys, "workflows", "run", "monday")
    assert "  3. ask done\n     Saved '13 emails' to Ana Souza as a draft." in shown
    assert "  3. ask done" in say(home, capsys, "workflows", "resume", shown.split()[0])
