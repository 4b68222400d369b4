"""`assistant web` as a program: where it can be reached, by whom, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.commands.cli import main
from assistant.served_cards import card_address
from assistant.serving.web.codes import page_code, terminal_code
from tests.assistant.serving.web.desk import Browser
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[4]
ADDRESS = "http://192.168.1.5:8377/enter?token=abc"


@contextmanager
def running(home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "assistant", "--home", str(home), "--model", "offline", "web", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as program:  # type: ignore[call-overload]
        try:
            yield program
        finally:
            program.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_0_also_while_a_page_is_open(tmp_path, number):
    home = tmp_path / "home"
    with running(home, "--port", "0", "--json") as program:
        [link] = json.loads(program.stdout.readline())["links"]
        base, token = link.split("/enter?token=")
        assert base.startswith("http://127.0.0.1:")
        assert card_address(home, "abc") == f"{base}/approvals/abc"
        assert (home / "web.address").stat().st_mode & 0o077 == 0
        browser = Browser(base)
        assert browser.open(f"/enter?token={token}").press("Open").path == "/"
        with httpx.stream("GET", f"{base}/events", cookies=dict(browser.cookies), timeout=PATIENCE_S) as page:
            lines = page.iter_lines()
            assert next(lines) == "event: waiting"
            os.kill(program.pid, number)
            assert list(lines)
        browser.close()
        assert (program.wait(PATIENCE_S), program.stderr.read()) == (0, "")
        assert program.stdout.read() == "", "one document"
    assert card_address(home, "abc") is None


def test_a_server_that_was_killed_is_linked_to_by_nobody(tmp_path):
    with running(tmp_path, "--port", "0") as program:
        assert "lets one browser in" in program.stdout.readline()
        assert program.stdout.readline().startswith("http://127.0.0.1:")
    assert (tmp_path / "web.address").exists()
    assert card_address(tmp_path, "abc") is None


def test_each_browser_gets_an_address_of_its_own(tmp_path):
    with running(tmp_path, "--port", "0") as program:
        program.stdout.readline()
        first = program.stdout.readline().strip()
        browser = Browser(first.split("/enter")[0])
        browser.open(first.removeprefix(browser.base)).press("Open")
        assert program.stdout.readline() == "For the next browser:\n"
        second = program.stdout.readline().strip()
        browser.close()
    assert second.startswith(browser.base) and second != first


def test_a_port_that_is_taken_is_said(tmp_path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        assert main(["--home", str(tmp_path), "web", "--port", str(port)]) == 2
    assert f"port {port} can't be used" in capsys.readouterr().err
    assert main(["--home", str(tmp_path), "web", "--port", "70000"]) == 2


def test_without_what_it_needs_it_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['starlette'] = None; from assistant.commands.cli import main;"
        f" sys.exit(main(['--home', {str(tmp_path)!r}, 'web']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "pip install 'jinja2" in done.stderr


def test_on_a_network_a_phone_reads_the_address_off_the_screen(tmp_path):
    with running(tmp_path, "--port", "0", "--lan") as program:
        if not program.stdout.readline():
            assert "this machine is on no network" in program.stderr.read()
            return
        here, _, there = (program.stdout.readline() for _ in range(3))
        code = program.stdout.readline()
        # Tests reach nothing but loopback: asked there by the other name, which is known.
        name = there.split("http://")[1].split("/")[0]
        browser = Browser(here.split("/enter")[0])
        assert browser.send("GET", "/", Host=name).status_code == 401
        browser.close()
        assert card_address(tmp_path, "abc", elsewhere=True) == f"http://{name}/approvals/abc"
    assert here.split("token=")[1] == there.split("token=")[1] and "127.0.0.1" not in there
    assert set(code) <= set("\n ▀▄█")


def test_a_code_is_drawn_with_what_terminals_and_our_policy_allow():
    shown = terminal_code(ADDRESS)
    assert len(set(map(len, shown.split("\n")))) == 1 and set(shown) <= set("\n ▀▄█")
    assert "<script" not in page_code(ADDRESS) and "style=" not in page_code(ADDRESS)
