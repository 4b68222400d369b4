"""Who may use an installation: the file, the command that writes it, and processes that serve all of them."""

import json
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from assistant.serving.monitor.figures import figures, together
from assistant.users import PROXY_TOKEN, Users, new_token, users_of
from tests.assistant.serving.web.desk import Browser
from tests.patience import PATIENCE_S, eventually
from tools.errors import SettingsError

ROOT = Path(__file__).parents[2]
HASH = "0" * 64


def said(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> dict[str, object]:
    assert main(["--home", str(home), *arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def of(home: Path) -> Users:
    found = users_of(home)
    assert found
    return found


@contextmanager
def running(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "assistant", "--home", str(home), "--model", "offline", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as program:  # type: ignore[call-overload]
        try:
            yield program
        finally:
            program.kill()


def test_a_home_without_the_file_is_one_persons(tmp_path, capsys):
    assert users_of(tmp_path) is None
    assert said(capsys, tmp_path, "users") == {"users": [], "proxy": None}


def test_a_token_is_shown_once_and_kept_as_a_hash(tmp_path, capsys):
    token = str(said(capsys, tmp_path, "users", "add", "mia")["token"])
    assert of(tmp_path).of_token(token) == "mia"
    path = tmp_path / "users.toml"
    assert token not in path.read_text() and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert token not in json.dumps(said(capsys, tmp_path, "users"))
    for other in ("", "mia", "mia.", token + "x", token.removeprefix("mia."), f"ben.{token}"):
        assert of(tmp_path).of_token(other) == ""


def test_another_token_ends_the_first_and_leaves_what_else_is_in_the_file(tmp_path, capsys):
    first = str(said(capsys, tmp_path, "users", "add", "mia", "--called", "mia@example.org")["token"])
    path = tmp_path / "users.toml"
    path.write_text(path.read_text() + "# of the second floor\n")
    said(capsys, tmp_path, "users", "add", "ben")
    second = str(said(capsys, tmp_path, "users", "add", "mia")["token"])
    found = of(tmp_path)
    assert (found.of_token(first), found.of_token(second)) == ("", "mia")
    assert [*found.known] == ["mia", "ben"] and found.known["mia"].called == "mia@example.org"
    assert "# of the second floor" in path.read_text()


@pytest.mark.parametrize("id", ["Mia", "a b", "../mia", "", "-x", "é"])
def test_a_name_that_can_stand_nowhere_is_refused(tmp_path, capsys, id):
    assert main(["--home", str(tmp_path), "users", "add", id]) == 2
    assert not (tmp_path / "users.toml").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[users.mia]\n", "Field required .users.mia.token"),
        ("[users.mia]\ntoken = 'secret'\n", "SHA-256"),
        (f"[users.'../mia']\ntoken = '{HASH}'\n", "small letters"),
        (f"[users.'']\ntoken = '{HASH}'\n", "give a name"),
        (f"[users.mia]\ntoken = '{HASH}'\nadmin = true\n", "users.mia.admin"),
        (
            f"[users.mia]\ntoken = '{HASH}'\ncalled = 'ben'\n[users.ben]\ntoken = '{HASH}'\n",
            "two are called 'ben'",
        ),
        (f"[proxy]\ntoken = '{HASH}'\naddress = 'https://a.example/path'\n", "what browsers call it"),
        (f"[proxy]\ntoken = '{HASH}'\naddress = 'https://a.example'\nheader = 'a: b'\n", "proxy.header"),
        ("[proxy]\naddress = 'https://a.example'\nheader = 'x-user'\n", "proxy.token"),
        ("[users\n", "can't be read"),
    ],
)
def test_a_file_that_can_t_be_meant_is_refused_whole(tmp_path, text, why):
    (tmp_path / "users.toml").write_text(text)
    with pytest.raises(SettingsError, match=why):
        users_of(tmp_path)
    with pytest.raises(SettingsError, match=why):
        new_token(tmp_path, ("users", "leo"), "leo")
    assert (tmp_path / "users.toml").read_text() == text


def test_who_somebody_is_their_home_says_and_not_the_process(tmp_path, monkeypatch):
    for name, value in {
        "USER_ID": "eve",
        "USER_NAME": "Eve",
        "USER_EMAIL": "eve@example.org",
        "USER_ADDRESSES": '["e@example.org"]',
        "SIGNATURES": '{"eve@example.org": "Eve"}',
        "TIME_ZONE": "Europe/London",
        "HOLD_S": "3",
    }.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    for id in ("mia", "ben"):
        new_token(tmp_path, ("users", id), id)
    home = tmp_path / "users" / "mia"
    home.mkdir(parents=True)
    (home / "assistant.toml").write_text('user_name = "Mia"\nuser_id = "eve"\ntime_zone = "Europe/Rome"\n')
    mia, ben = (of(tmp_path).settings_of(id) for id in ("mia", "ben"))
    assert (mia.user_id, mia.user_name, str(mia.time_zone)) == ("mia", "Mia", "Europe/Rome")
    assert (ben.user_id, ben.user_name, str(ben.time_zone)) == ("ben", "Me", "Europe/London")
    for each in (mia, ben):
        assert (each.user_email, each.user_addresses, each.signatures) == ("me@localhost", (), {})
        assert each.hold_s == 3 and each.home == tmp_path / "users" / each.user_id


def test_what_a_proxy_says_counts_with_its_token_alone(tmp_path, capsys):
    said(capsys, tmp_path, "users", "add", "mia")
    proxy = "users", "proxy", "https://a.example", "--header", "X-User"
    shown = str(said(capsys, tmp_path, *proxy)["token"])
    found = of(tmp_path)
    assert found.of_proxy([("x-user", "mia"), (PROXY_TOKEN, shown)]) == "mia"
    assert found.of_proxy([("X-USER", "mia"), (PROXY_TOKEN.upper(), shown)]) == "mia"
    assert found.of_proxy([("x-user", "eve"), (PROXY_TOKEN, shown)]) == ""
    assert found.of_proxy([(PROXY_TOKEN, shown)]) == ""
    for forged in ([("x-user", "mia")], [("x-user", "mia"), (PROXY_TOKEN, "proxy.x")], []):
        assert found.of_proxy(forged) is None
    new_token(tmp_path, ("proxy",), "proxy")
    assert of(tmp_path).of_proxy([("x-user", "mia"), (PROXY_TOKEN, shown)]) is None


def test_the_file_of_who_gets_in_is_nobody_elses_to_write(tmp_path, capsys):
    new_token(tmp_path, ("users", "mia"), "mia")
    (tmp_path / "users.toml").chmod(0o666)
    assert main(["--home", str(tmp_path), "users"]) == 1
    assert "can be changed by others" in capsys.readouterr().err


def test_a_worker_carries_out_what_is_due_of_each(tmp_path, capsys):
    for id in ("mia", "ben"):
        new_token(tmp_path, ("users", id), id)
        with Assistant.open(settings=of(tmp_path).settings_of(id, model="offline")) as assistant:
            mail = f"Send ana@example.com an email saying hello from {id}"
            turn = assistant.ask(mail, approve="all", hold=timedelta(seconds=0.1))
            assert [effect.state for effect in turn.effects] == ["queued"]

    def states() -> dict[str, list[str]]:
        found = {}
        for id in ("mia", "ben"):
            with Assistant.open(settings=of(tmp_path).settings_of(id, model="offline")) as assistant:
                found[id] = [effect.state for effect in assistant.home.effects.list()]
        return found

    def is_done() -> bool:
        assert main(["--home", str(tmp_path), "--model", "offline", "worker", "--once"]) == 0
        return states() == {"mia": ["done"], "ben": ["done"]}

    eventually(is_done, "both mails")


@pytest.mark.of_the_file
def test_a_worker_that_goes_on_serves_each(tmp_path):
    for id in ("mia", "ben"):
        new_token(tmp_path, ("users", id), id)
        with Assistant.open(settings=of(tmp_path).settings_of(id, model="offline")) as assistant:
            mail = f"Send ana@example.com an email saying hello from {id}"
            assistant.ask(mail, approve="all", hold=timedelta(seconds=0.1))
    sent = [tmp_path / "users" / id / "mail" / ".Sent" for id in ("mia", "ben")]
    with running(tmp_path, "worker") as program:
        eventually(lambda: all(any(each.glob("*/*")) for each in sent), "both mails")
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE_S) == 0


def test_the_figures_of_several_are_those_of_all_together(tmp_path):
    with Assistant.open(home=tmp_path / "a", model="offline") as a:
        a.ask("Lunch with Ana tomorrow at noon")
        with Assistant.open(home=tmp_path / "b", model="offline") as b:
            b.ask("Lunch with Ana tomorrow at noon")
            one, two = figures(a.home), figures(b.home)
            both, turned = together((one, two)), together((two, one))
    assert (one.approvals, two.approvals, both.approvals) == (1, 1, 2)
    assert both.asked_s == turned.asked_s == max(one.asked_s, two.asked_s) and both.queued == one.queued
    assert together((one,)) == one


@pytest.mark.of_the_file
def test_one_server_prints_a_way_in_for_each_and_each_finds_their_own(tmp_path):
    for id in ("mia", "ben"):
        new_token(tmp_path, ("users", id), id)
        with Assistant.open(settings=of(tmp_path).settings_of(id, model="offline")) as assistant:
            assistant.ask(f"hello from {id}")
    with running(tmp_path, "web", "--port", "0", "--json") as program:
        document = json.loads(program.stdout.readline())
        assert [user["id"] for user in document["users"]] == ["mia", "ben"]
        for user in document["users"]:
            base, token = user["links"][0].split("/enter?token=")
            browser = Browser(base)
            assert browser.open(f"/enter?token={token}").press("Open").path == "/"
            chats = browser.open("/threads").text
            assert [id in chats for id in ("mia", "ben")] == [user["id"] == id for id in ("mia", "ben")]
            browser.close()
        program.send_signal(signal.SIGTERM)
        assert (program.wait(PATIENCE_S), program.stderr.read()) == (0, "")
