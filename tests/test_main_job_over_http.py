"""The main job over the command line, with a real HTTP server that plays the model.

The server refuses, as OpenAI does, every history in which a tool call is not answered once and
before anything else; leaving its `with` block fails when it had to.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S, eventually
from tests.servers.office import Cli
from tests.servers.openai_server import OpenAIServer, calls, calls_many, hangs, says

ROOT = Path(__file__).parents[1]
SENTENCE = (
    "Schedule a meeting with the design team next Tuesday at 2pm for 1 hour, and send them an email "
    "reminder about reviewing the new mockups"
)
EVENT = {
    "title": "Meeting with the design team",
    "start_time": "next Tuesday at 2pm for 1 hour",
    "attendees": ["design team"],
}
MAIL = {"to": ["design team"], "subject": "New mockups", "body": "Please review the new mockups.\n\nSam"}
CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:{uid}\r\nFN:{name}\r\nEMAIL:{email}\r\nEND:VCARD\r\n"
GROUP = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:g1\r\nKIND:group\r\nFN:Design Team\r\n"
    "MEMBER:urn:uuid:p1\r\nMEMBER:urn:uuid:p2\r\nEND:VCARD\r\n"
)


@pytest.fixture
def server():
    with OpenAIServer() as running:
        yield running


class Person(Cli):
    """Somebody with a home, at a command line."""

    def __init__(self, home: Path, server: OpenAIServer) -> None:
        super().__init__(home)
        contacts = home / "contacts"
        contacts.mkdir(parents=True, exist_ok=True)
        people = {"p1": ("Ana Lima", "ana@example.com"), "p2": ("Ben Okafor", "ben@example.com")}
        for uid, (name, email) in people.items():
            (contacts / f"{uid}.vcf").write_text(CARD.format(uid=uid, name=name, email=email), newline="")
        (contacts / "g1.vcf").write_text(GROUP, newline="")
        self.environment |= {
            **server.environment,
            "ASSISTANT_MODEL": "openai:gpt-4.1-mini",
            "ASSISTANT_SPEAK": "always",
            # The server that plays the provider is on this machine, and no small model.
            "ASSISTANT_MODEL_FIRST": "never",
            "ASSISTANT_USER_NAME": "Sam Reed",
            "ASSISTANT_USER_EMAIL": "sam@example.com",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("ASSISTANT_", "OPENAI_"))}
        return subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            cwd=ROOT,
            env={**inherited, **self.environment},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, dict]:
        """Each in a process of its own; what `json` does is done in this one."""
        process = self.start(*arguments, "--json")
        out, err = process.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in err, err
        return process.returncode, json.loads(out)

    def events(self) -> list[str]:
        return [path.read_text() for path in sorted((self.home / "calendar").glob("*/*.ics"))]

    def sent(self) -> list[str]:
        return [path.read_text() for path in sorted((self.home / "mail/.Sent").glob("*/*")) if path.is_file()]


@pytest.fixture
def cli(tmp_path, server):
    return Person(tmp_path / "home", server)


def script_the_sentence(server: OpenAIServer) -> None:
    both = calls_many(
        (
            "schedule_event",
            {"request": "Schedule a meeting with the design team next Tuesday at 2pm for 1 hour"},
        ),
        ("manage_email", {"request": "Send the design team a reminder to review the new mockups"}),
    )
    server.play(both, says("Booked and sent."), to="schedule_event")
    server.play(calls("create_calendar_event", **EVENT), says("Booked."), to="create_calendar_event")
    server.play(calls("send_email", **MAIL), says("Sent."), to="send_email")


def test_the_sentence_becomes_an_event_and_a_mail_after_two_approvals(cli, server):
    script_the_sentence(server)
    code, turn = cli.run("ask", SENTENCE)
    assert (code, turn["status"], len(turn["approvals"])) == (3, "paused", 2)
    assert cli.events() == [] and cli.sent() == []

    code, waiting = cli.json("pending")
    by_agent = {approval["agent"]: approval for approval in waiting["approvals"]}
    assert by_agent["calendar"]["args"]["start_time"] == "2026-11-24T14:00:00+00:00"
    assert by_agent["email"]["args"]["to"] == ["Ana Lima <ana@example.com>", "Ben Okafor <ben@example.com>"]

    code, turn = cli.run("approve", by_agent["calendar"]["id"][:8])
    assert (code, turn["status"]) == (3, "paused")
    assert len(cli.events()) == 1 and cli.sent() == []
    code, turn = cli.run("approve", by_agent["email"]["id"])
    assert (code, turn["status"]) == (0, "done")
    assert "DTSTART" in cli.events()[0] and "Subject: New mockups" in cli.sent()[0]
    assert "Scheduled" in turn["reply"] or turn["reply"] == "Booked and sent."

    code, refused = cli.json("approve", by_agent["email"]["id"])
    assert code == 5 and "already" in refused["error"]["message"]
    code, _ = cli.json("reject", "zzzz")
    assert code == 4
    assert len(cli.events()) == 1 and len(cli.sent()) == 1


def test_every_way_to_answer_leaves_a_history_that_openai_accepts(tmp_path, server):
    from assistant import Assistant, Decision

    cli = Person(tmp_path / "home", server)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cli.environment.items():
            if name.startswith(("ASSISTANT_", "OPENAI_")):
                patch.setenv(name, value)
        with Assistant.open() as assistant:
            for decision in (
                Decision.approve(),
                Decision.edit(subject="The mockups"),
                Decision.reject("not today"),
                Decision.respond("I have told them myself"),
            ):
                server.play(
                    calls("manage_email", request="Remind the design team"), says("ok"), to="schedule_event"
                )
                server.play(calls("send_email", **MAIL), says("ok"), to="send_email")
                turn = assistant.ask("Remind the design team of the mockups, please?", "t")
                assert turn.status == "paused", turn
                blocked = assistant.ask("something else", "t")
                assert blocked.error.code == "approvals_wait"
                turn = assistant.decide({turn.approvals[0].id: decision})
                assert turn.status == "done", turn
            server.play(
                calls("manage_email", request="Remind the design team"), says("refused"), to="schedule_event"
            )
            server.play(calls("send_email", **MAIL), says("refused"), to="send_email")
            assistant.ask("Remind the design team of the mockups", "t")
            server.play(says("Hello."), to="schedule_event")
            assert assistant.ask("hello there", "t", approve="none").reply == "Hello."
            assert turn.usage.model_calls >= 1
    subjects = sorted(line for mail in cli.sent() for line in mail.splitlines() if line.startswith("Subject"))
    assert subjects == ["Subject: New mockups", "Subject: The mockups"]


@pytest.mark.parametrize("killed_in", ["supervisor", "sub-agent"])
def test_after_kill_9_resume_goes_on_and_the_next_message_works(cli, server, killed_in):
    delegate = calls("manage_email", request="Remind the design team")
    if killed_in == "supervisor":
        server.play(hangs(30), to="schedule_event")
    else:
        server.play(delegate, to="schedule_event")
        server.play(hangs(30), to="send_email")
    process = cli.start("ask", "Remind the design team of the mockups", "--thread", "t")
    wanted = 1 if killed_in == "supervisor" else 2
    eventually(lambda: len(server.requests) >= wanted, "the model to be asked")
    process.send_signal(signal.SIGKILL)
    process.communicate()

    code, listed = cli.json("threads")
    assert listed["threads"][0]["status"] == "interrupted"
    if killed_in == "supervisor":
        server.play(delegate, to="schedule_event")
    server.play(says("Reminded."), to="schedule_event")
    server.play(calls("send_email", **MAIL), says("Sent."), to="send_email")
    code, turn = cli.json("resume", "t")
    assert (code, turn["status"]) == (3, "paused"), turn
    code, turn = cli.json("approve", "--all")
    assert code == 0 and len(cli.sent()) == 1
    server.play(says("Hello."), to="schedule_event")
    code, turn = cli.json("ask", "hello there", "--thread", "t")
    assert (code, turn["reply"]) == (0, "Hello.")
