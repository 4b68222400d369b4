"""The session in the README, and in its picture, is what the program prints today."""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant import Assistant
from assistant.settings import load_settings
from tests.assistant.chat.sitting import ENTER, let_go, sitting

ROOT = Path(__file__).parents[1]
SESSION = tomllib.loads((ROOT / "docs/pictures/session.toml").read_text(encoding="utf-8"))
IDS = re.compile(r"\b[a-z2-7]{12}\b|\b(?=[a-z2-7]*[2-7])[a-z2-7]{10}\b")


def compared(text: str) -> list[str]:
    """The lines in which two sessions must agree: agents that work side by side may overtake each other.

    Where the home is stands in a paragraph that it makes wrap elsewhere.
    """
    text = re.sub(r"Filled .*?assistant\.toml\)\.", "", text, flags=re.DOTALL)
    lines = [re.sub(r"[─ ]+", " ", line).strip() for line in IDS.sub("ID", text).split("\n")]
    return sorted(line for line in lines if line and not line.startswith("Data:"))


def test_the_session_in_the_readme_is_what_the_program_prints(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    zone = ZoneInfo(SESSION["time_zone"])
    now = datetime.fromisoformat(SESSION["now"]).replace(tzinfo=zone)
    settings = load_settings(home=tmp_path / "sam", model="offline", now=now, time_zone=zone.key, hold_s=600)
    with (
        Assistant.open(settings=settings) as assistant,
        sitting(assistant, columns=SESSION["columns"]) as terminal,
    ):
        terminal.sees("new thread")
        for step in SESSION["step"]:
            terminal.type(step["line"] + ENTER if "line" in step else step["key"])
            if step["sees"].startswith("✓ done"):
                terminal.sees("u takes it back")
                let_go(settings.home)
            terminal.sees(step["sees"])
            if step["sees"][0].isdigit():
                terminal.sees("y approve")
        shown = terminal.sees("Done since yesterday")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"```text\n\$ make chat\n(.*?)\n```", readme, re.DOTALL)
    printed = compared(shown)
    assert [line for line in compared(told) if line not in printed] == []
