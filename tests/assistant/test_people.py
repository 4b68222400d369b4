"""Two people with one PostgreSQL: by no way in does one see or change what is the other's."""

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.checkpoints import ConversationSaver
from assistant import Assistant
from assistant.commands.parser import parser
from assistant.settings import Settings, load_settings
from tests.assistant.people import SECRET, be, fill, kept, leaked, run, settings_of
from tests.databases import address_at
from tests.servers.postgres import of_a_plain_role

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "agenda": ["", "{key}"],
    "calendars": [""],
    "tasks": ["", "{key}"],
    "mail": ["", "{key}"],
    "brief": [""],
    "contacts": [""],
    "pending": ["", "--thread {thread}"],
    "effects": ["", "show {key}", "retry {key}", "cancel {key}", "show {key:.4}"],
    "threads": [
        "",
        "show {thread}",
        "search " + SECRET,
        "rename {thread} mine",
        "fork {thread}",
        "export {thread}",
        "export {thread} --format json",
        "checkpoint {thread}",
        "replay {thread}",
        "show {thread:.4}",
        "delete {thread}",
    ],
    "trace": ["{thread}", "{thread} --format jsonl", "{thread} --format mermaid"],
    "usage": ["", "{thread}"],
    "letters": ["", "replay"],
    "doctor": [""],
    "workflows": ["", "run {thread}", "show {thread}", "resume {thread}"],
    "completion": ["bash"],
    "ask": ["what-did-i-say", "hello --thread {thread}"],
    "routines": [
        "",
        "show {routine}",
        "pause {routine}",
        "resume {routine}",
        "skip {routine}",
        "run {routine}",
        "delete {routine}",
    ],
    "grants": [
        "",
        "show {grant}",
        "preview {approval}",
        "revoke {grant}",
        "add {approval} --people ana@example.com --yes",
    ],
    "approve": ["{approval}", "--all", "--all --thread {thread}"],
    "reject": ["{approval}"],
    "edit": ["{approval} --set title=mine"],
    "respond": ["{approval} mine"],
    "resume": ["{thread}"],
    "undo": ["", "{key}"],
    "worker": ["--once"],
    "rules": ["", "try {key}", "on {key}", "off {key}", "add {key}", "run"],
    "conflicts": ["", "keep {key} mine"],
    "sync": [""],
    "chat": ["--thread {thread}"],
    "connect": ["--list"],
    "sample": [""],
    "trust": ["--list"],
    "users": ["", "add leo", "proxy https://assistant.example.org"],
}
"""Every command, with what mia has in the place of what is guessed."""
SERVING = {
    "mcp": "one home's, over stdio",
    "web": "one home's behind its token, or each one's: test_peoples_servers.py",
    "migrate": "tests/tools/test_people.py",
}
"""Commands that go on, or are shown elsewhere."""
OPENS = {"assistant/home.py"}
"""The one place that opens such a database, and says for whom."""


@pytest.fixture
def opened(tmp_path: Path, postgres_server: str) -> Callable[[str], Settings]:
    address = address_at(tmp_path, of_a_plain_role(postgres_server))
    return lambda user_id: settings_of(tmp_path, address, user_id)


def test_no_command_shows_or_changes_what_is_anothers(opened, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    ids = fill(opened("mia"), monkeypatch)
    before = kept(opened("mia"))
    be(opened("ben"), monkeypatch)
    choices = parser()._subparsers._group_actions[0].choices  # argparse has no public way to ask
    assert {*COMMANDS, *SERVING} == set(choices), "each command is in the table"
    assert {verb for verb in verbs(choices) if verb not in typed_verbs()} == set(), "and each of its verbs"
    told = {}
    for command, forms in COMMANDS.items():
        for form in forms:
            arguments = [command, *form.format(**ids).split(), "--json"]
            said = run(monkeypatch, arguments)
            if leaked(said, ids, typed=arguments):
                told[" ".join(arguments)] = said
    assert told == {}
    assert kept(opened("mia")) == before


def verbs(commands: dict[str, argparse.ArgumentParser]) -> set[tuple[str, str]]:
    """`threads delete` and all others that the parser knows."""
    return {
        (name, verb)
        for name, command in commands.items()
        for action in command._actions  # as above
        if isinstance(action, argparse._SubParsersAction)
        for verb in action.choices
    }


def typed_verbs() -> set[tuple[str, str]]:
    """Those in the table; none at all is `list`."""
    return {(name, [*form.split(), "list"][0]) for name, forms in COMMANDS.items() for form in forms}


def test_a_checkpoint_says_whose_it_is(opened):
    with Assistant.open(settings=opened("mia")) as mia, Assistant.open(settings=opened("ben")) as ben:
        for assistant in (mia, ben):
            assistant.ask("hello", thread="a-thread")
        for assistant, user_id in ((mia, "mia"), (ben, "ben")):
            saver = ConversationSaver(assistant.home.database)
            found = [*saver.list(None)]
            assert found and all(each.metadata["user_id"] == user_id for each in found)
            assert len(found) == len([*saver.list(None, filter={"user_id": user_id})])
        assert not [*saver.list(None, filter={"user_id": "mia"})]


def test_nothing_else_opens_a_database_on_a_server():
    opening = re.compile(r"\bPostgresDatabase\(|\bAddress\.of\(")
    found = {
        str(path.relative_to(ROOT))
        for room in ("agents", "assistant", "tools")
        for path in (ROOT / room).rglob("*.py")
        if opening.search(path.read_text("utf-8")) and "tools/database" not in str(path)
    }
    assert found == OPENS


def test_who_somebody_is_is_a_name_that_can_stand_anywhere(tmp_path):
    for strange in ("Mia", "a b", "x' OR 1", "-c role=postgres", "a\\b", "é", "a" * 64):
        with pytest.raises(Exception, match=r"(?i)user_id"):
            load_settings(home=tmp_path, user_id=strange)
    assert load_settings(home=tmp_path, user_id="mia.o@example.org").user_id == "mia.o@example.org"
    assert json.dumps(load_settings(home=tmp_path).user_id) == '""'
