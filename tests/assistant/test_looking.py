"""An id that a list prints opens the one thing whole, at a pipe and in JSON."""

import itertools
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.commands.cli import main
from assistant.home import Home
from assistant.looking import look_at_mail
from assistant.sample import fill
from assistant.settings import load_settings

NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(name="home")
def sample_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Europe/London")
    monkeypatch.setenv("ASSISTANT_NOW", NOW.isoformat())
    home = Home(load_settings())
    fill(home)
    yield home
    home.close()


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def one(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    document = json.loads(printed(capsys, *arguments, "--json"))
    (found,) = document.get("events") or document["messages"]
    return found


@pytest.mark.parametrize("length", [4, 7, 10])
def test_the_beginning_of_an_events_id_opens_it_whole(home, capsys, length):
    event = next(e for e in home.agenda("this week")[1] if e["title"] == "Budget with Liam")
    shown = printed(capsys, "agenda", event["id"][:length])
    assert "Budget with Liam" in shown and "Thu 26 Nov 2026, 14:00–15:00" in shown
    assert "liam@larkspur.example> (no answer yet)" in shown
    found = one(capsys, "agenda", event["id"][:length])
    assert found["id"] == event["id"]
    assert [guest["email"] for guest in found["attendees"]] == [
        "liam@larkspur.example",
        "ines@larkspur.example",
    ]


@pytest.mark.parametrize("length", [4, 7, 10])
def test_the_beginning_of_a_mails_id_opens_it_whole(home, capsys, length):
    mail = home.mail("subject:pricing")[0]
    shown = printed(capsys, "mail", mail["id"][:length])
    assert "Can we just say" in shown and "Jonas Weber <jonas@larkspur.example>" in shown
    assert one(capsys, "mail", mail["id"][:length])["body"].endswith("Jonas")


def test_a_word_that_stands_in_mails_is_looked_for_though_an_id_begins_so(home):
    mail = home.mail("subject:pricing")[0]
    about_it = f"From: ana@larkspur.example\r\nSubject: {mail['id']}\r\n\r\nLook at it.\r\n"
    home.mailbox.deliver(about_it.encode(), "inbox")
    (found,) = look_at_mail(home, mail["id"], 25).found
    assert found["subject"] == mail["id"]


@pytest.mark.parametrize("command", ["mail", "agenda"])
def test_a_beginning_that_several_ids_have_names_them(home, capsys, command):
    listed = home.mail("", limit=100) if command == "mail" else home.agenda("this month")[1]
    ids = sorted({item["id"] for item in listed})
    first, second = next((a, b) for a, b in itertools.pairwise(ids) if a[0] == b[0] and not home.mail(a[0]))
    assert main([command, first[0]]) == 2
    told = capsys.readouterr().err
    assert first in told and second in told


def test_what_is_neither_a_time_nor_an_id_is_said(home, capsys):
    assert main(["agenda", "zzzzzz"]) == 2
    assert "names no time" in capsys.readouterr().err
    assert printed(capsys, "mail", "zzzzzz") == "No mail.\n"
