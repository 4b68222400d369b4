"""A message can ring, run a command, or be posted; the figures say how the flow is doing."""

import io
import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from agents.messages import Journal, Message, ModelCall
from agents.messages.health import health
from agents.messages.message import message_id
from agents.messages.notifiers import Metrics, subscribe_notifiers
from tests.patience import PATIENCE_S
from tools.errors import InputError, SettingsError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "assistant.db") as opened:
        yield opened


def say(journal: Journal, content: str = "Send the mail?", **more: Any) -> None:
    given = {
        "id": message_id(content, str(more)),
        "conversation_id": "c",
        "sender": "email",
        "recipient": "user",
        "type": "approval",
        "content": content,
        "timestamp": NOW,
    }
    journal.record(Message.model_validate({**given, **more}))


def test_a_bell_rings_only_for_what_is_wanted(journal: Journal) -> None:
    terminal = io.StringIO()
    subscribe_notifiers(journal, {"type:approval": ["bell"]}, terminal)
    say(journal)
    say(journal, type="reply")
    assert journal.bus.settle(PATIENCE_S) and terminal.getvalue() == "\a"


def test_a_command_is_told_where_an_approval_can_be_answered(journal: Journal, tmp_path: Path) -> None:
    script = tmp_path / "notify.py"
    script.write_text(
        "import os, sys\nopen(sys.argv[1], 'a').write(os.environ['ASSISTANT_MESSAGE_LINK'] + '|')\n"
    )
    wanted = {"type:approval,reply": [f"{sys.executable} {script} {tmp_path}/out"]}
    subscribe_notifiers(journal, wanted, io.StringIO(), link=lambda id: f"http://127.0.0.1:1/approvals/{id}")
    say(journal, metadata={"approval": "abc"})
    say(journal, type="reply")
    assert journal.bus.settle(PATIENCE_S)
    assert (tmp_path / "out").read_text() == "http://127.0.0.1:1/approvals/abc||"
    assert [message.metadata for message in journal.messages("c")] == [{"approval": "abc"}, {}]


def test_a_command_gets_the_message_and_no_shell_sees_it(journal: Journal, tmp_path: Path) -> None:
    script = tmp_path / "notify.py"
    script.write_text(
        "import os, sys, pathlib\n"
        "said = os.environ['ASSISTANT_MESSAGE_CONTENT'] + '|' + sys.stdin.read()\n"
        "pathlib.Path(sys.argv[1]).write_text(said)\n"
    )
    subscribe_notifiers(
        journal, {"type:approval": [f"{sys.executable} {script} {tmp_path}/out"]}, io.StringIO()
    )
    say(journal, "'; rm -rf $HOME #")
    assert journal.bus.settle(PATIENCE_S) and journal.bus.dead_letters() == ()
    content, _, body = (tmp_path / "out").read_text().partition("|")
    assert content == "'; rm -rf $HOME #" and json.loads(body)["sender"] == "email"


def test_a_web_address_is_posted_to_and_an_error_there_is_a_dead_letter(journal: Journal) -> None:
    got: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204 if self.path == "/good" else 500)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_address[1]}"
    subscribe_notifiers(journal, {"*": [f"{here}/good", f"{here}/bad"]}, io.StringIO())
    say(journal)
    assert journal.bus.settle(PATIENCE_S)
    server.shutdown()
    server.server_close()
    assert {each["content"] for each in got} == {"Send the mail?"} and len(got) == 4
    [letter] = journal.bus.dead_letters()
    assert letter.subscription == f"* → {here}/bad" and "500" in letter.error


def test_a_command_that_fails_is_a_dead_letter(journal: Journal) -> None:
    subscribe_notifiers(journal, {"*": ["no-such-program-here"]}, io.StringIO())
    say(journal)
    assert journal.bus.settle(PATIENCE_S)
    assert "no-such-program-here can't be run" in journal.bus.dead_letters()[0].error


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"type": ["bell"]}, InputError),
        ({"*": [""]}, SettingsError),
        ({"*": ["http://example.com/hook"]}, SettingsError),
    ],
)
def test_what_can_not_be_used_is_refused(
    wanted: dict[str, list[str]], error: type[Exception], journal: Journal
) -> None:
    with pytest.raises(error):
        subscribe_notifiers(journal, wanted, io.StringIO())


def test_metrics_and_health_count_what_flowed(journal: Journal) -> None:
    metrics = Metrics()
    journal.subscribe("*", metrics)
    say(journal)
    say(journal, type="error", sender="calendar")
    say(journal, type="error", timestamp=NOW - timedelta(days=3), conversation_id="d")
    for error in ("", "model_server"):
        journal.model_called(ModelCall("c", "r", "email", "m", NOW, 5, error=error))
    assert journal.bus.settle(PATIENCE_S)
    assert metrics.by_type == {"approval": 1, "error": 2} and metrics.by_sender["email"] == 2
    found = health(journal, NOW)
    assert (found.messages, found.conversations, found.messages_last_day) == (3, 2, 2)
    assert (found.errors_last_day, found.model_calls_last_day, found.failed_model_calls_last_day) == (1, 2, 1)
    assert found.dead_letters == found.undelivered == 0
    assert 0 < found.journal_bytes < found.database_bytes
