"""A home is its owner's alone: others can't change it, and what the program makes in it they can't read."""

import json
import logging
import os
import stat
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.chat.terminal_screen import TerminalScreen
from assistant.commands.cli import main
from assistant.settings import Settings
from tools.errors import InputError, StorageError


@pytest.fixture(name="home")
def a_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")
    return home


@pytest.fixture(name="no_umask")
def whatever_the_umask_is():
    before = os.umask(0)
    yield
    os.umask(before)


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `path` belong to another user; who isn't root is another user from here on."""
    if os.geteuid() == 0:
        os.chown(path, 12345, -1, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)


@pytest.mark.parametrize(
    ("mode", "who"), [(0o777, "every user"), (0o1777, "every user"), (0o770, "the group")]
)
def test_a_home_that_others_can_write_is_refused(home, capsys, mode, who):
    home.chmod(mode)
    assert main(["agenda", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "storage"
    assert who in err
    assert f"chmod go-w {home}" in err
    assert list(home.iterdir()) == [], "and nothing is made in it"


def test_a_home_of_another_user_is_refused(home, monkeypatch, capsys):
    give_away(home, monkeypatch)
    assert main(["agenda"]) == 1
    assert "it belongs to another user" in capsys.readouterr().err


def test_a_library_refuses_it_too(home):
    home.chmod(0o777)
    with pytest.raises(StorageError, match="can be changed by others"):
        Assistant.open()


@pytest.mark.parametrize("part", ["assistant.toml", "accounts.toml", "logs", "backups", "locks"])
def test_a_part_that_is_only_ours_and_that_others_can_write_is_refused(home, capsys, part):
    path = home / part
    path.touch() if part.endswith("toml") else path.mkdir()
    path.chmod(0o777)
    assert main(["agenda"]) == 1
    assert str(path) in capsys.readouterr().err


def test_a_link_of_ones_own_may_lead_to_a_home_and_one_of_another_user_may_not(
    home, tmp_path, monkeypatch, capsys
):
    link = tmp_path / "link"
    link.symlink_to(home)
    assert main(["--home", str(link), "agenda"]) == 0
    if os.geteuid() != 0:
        pytest.skip("only root can make a link of another user")
    give_away(link, monkeypatch)
    assert main(["--home", str(link), "agenda"]) == 1
    assert "it belongs to another user" in capsys.readouterr().err


def test_a_link_to_what_others_can_write_is_no_way_around(home, tmp_path, capsys):
    home.chmod(0o777)
    link = tmp_path / "link"
    link.symlink_to(home)
    assert main(["--home", str(link), "agenda"]) == 1


def test_a_folder_above_that_others_can_write_is_said(home, tmp_path, capsys):
    tmp_path.chmod(0o1777)
    assert main(["agenda"]) == 0
    assert capsys.readouterr().err == "", "as in /tmp, nobody can take the home away there"
    tmp_path.chmod(0o777)
    assert main(["agenda"]) == 0
    assert f"can be exchanged for another: {tmp_path}: every user" in capsys.readouterr().err


def test_a_calendar_that_is_shared_on_purpose_is_said_where_others_get_to_it(home, capsys):
    (home / "calendar").mkdir()
    (home / "calendar").chmod(0o775)
    assert main(["agenda"]) == 0
    assert capsys.readouterr().err == "", "nobody else gets into the home"
    home.chmod(0o755)
    assert main(["agenda"]) == 0
    assert f"{home / 'calendar'} can be changed by others: the group" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "BAD  home: " in capsys.readouterr().out


def test_a_key_that_others_can_read_is_said(home, capsys):
    (home / "assistant.toml").write_text('openai_api_key = "sk-mine-0123456789"\n')
    home.chmod(0o755)
    assert main(["agenda"]) == 0
    assert "holds a key and can be read by others" in capsys.readouterr().err


@pytest.mark.of_the_file
def test_all_that_is_made_is_its_owners_only(tmp_path, monkeypatch, no_umask, capsys):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "not" / "there" / "yet"
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")
    for command in (
        ["sample"],
        ["agenda"],
        ["mail"],
        ["contacts"],
        ["ask", "Lunch with Ana tomorrow at noon", "--approve", "all"],
        ["ask", "Send an email to Ana saying the proofs are here", "--approve", "all"],
        ["doctor"],
    ):
        assert main(command) == 0, capsys.readouterr()
        logging.getLogger("assistant.test").warning("something for the log")
    TerminalScreen(history=home / "history", zone=Settings().time_zone, commands={})
    made = {path.name for path in home.rglob("*")}
    assert {"assistant.db", "assistant.log", ".index.db", "backups", "locks", "history"} <= made
    opened = {
        str(path): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (tmp_path / "not", *(tmp_path / "not").rglob("*"))
        if path.stat().st_mode & 0o077
    }
    assert opened == {}


@pytest.mark.of_the_file
@pytest.mark.parametrize("name", ["assistant.db", "logs/assistant.log", "calendar/.index.db"])
def test_what_an_earlier_version_left_open_is_closed(home, name):
    path = home / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    path.chmod(0o644)
    assert main(["ask", "what is on today?"]) == 0
    logging.getLogger("assistant.test").warning("something for the log")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


ODD_IDS = {
    "absolute": "{outside}/x",
    "upwards": "../../x",
    "a folder": "a/b",
    "long": "x" * 300,
    "zero byte": "a\0b",
    "surrogate": "a\udc80b",
    "escape": "a\x1b[31mb",
    "line": "a\nb",
    "empty": "",
    "backslash": "..\\x",
}


@pytest.mark.parametrize("id", ODD_IDS.values(), ids=ODD_IDS)
def test_a_threads_id_makes_no_file_anywhere(home, tmp_path, id):
    outside = tmp_path / "outside"
    outside.mkdir()
    thread = id.format(outside=outside)
    with Assistant.open() as assistant:
        assistant.load()
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(InputError, match="can't be a thread id"):
            assistant.ask("hi", thread)
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.of_the_file
@pytest.mark.parametrize("id", ["..", ".", "-", "a@b.c"])
def test_an_id_of_dots_and_dashes_stays_in_the_home(home, tmp_path, id):
    with Assistant.open() as assistant:
        assert assistant.ask("hi", id).status == "done"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]
    assert [path.name for path in (home / "locks").iterdir()] == [f"{id}.lock"]
