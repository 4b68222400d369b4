"""Mails that leave by a program of this machine, which may refuse, die, lie or be slow."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant import Assistant, Decision
from assistant.settings import Settings
from tests.patience import PATIENCE_S, eventually
from tests.tools.mail.letters import letter
from tests.tools.mail.test_outbox import ANA, BEN, ME, OutboxConformance
from tools.errors import FinalError, PassingError, SettingsError
from tools.mail.command_outbox import CommandOutbox, words_of
from tools.mail.outbox import Outbox

PROGRAM = """#!/bin/sh
# Keeps each mail that it is handed, with the arguments; then does what it is told to.
number=$(ls "$SINK" | wc -l)
echo "$@" > "$SINK/$number.to"
cat > "$SINK/.part" && mv "$SINK/.part" "$SINK/$number.mail"
eval "$1"
"""


class Program:
    def __init__(self, folder: Path) -> None:
        self.sink = folder / "sink"
        self.sink.mkdir()
        self.path = folder / "deliver"
        self.path.write_text(PROGRAM.replace("$SINK", str(self.sink)))
        self.path.chmod(0o700)
        self.kept = folder / "outbox"

    def outbox(self, does: str = "exit 0", *, timeout_s: float = PATIENCE_S) -> CommandOutbox:
        return CommandOutbox([str(self.path), does, "-t"], self.kept, timeout_s=timeout_s)

    @property
    def mails(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.sink.glob("*.mail"))]

    @property
    def told(self) -> list[str]:
        return [path.read_text().strip() for path in sorted(self.sink.glob("*.to"))]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


class TestCommandOutbox(OutboxConformance):
    @pytest.fixture
    def outbox(self, program: Program) -> Outbox:
        return program.outbox()


def name(content: bytes) -> str:
    return next(
        line.partition(b":")[2].strip().decode()
        for line in content.split(b"\r\n")
        if line.lower().startswith(b"message-id:")
    )


def test_the_mail_goes_byte_for_byte_to_those_who_are_named_and_is_known(program):
    outbox, content = program.outbox(), letter()
    outbox.send(content, ME, [ANA, BEN])
    assert program.mails == [content] and program.told == [f"exit 0 -- {ANA} {BEN}"]
    assert outbox.knows(name(content)) is True
    assert oct((program.kept).stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize(
    ("does", "error", "uncertain", "known"),
    [
        ("exit 78", FinalError, False, False),
        ("echo no such user; exit 67", FinalError, False, False),
        ("exit 75", PassingError, False, False),
        ("exit 74", PassingError, True, None),
        ("exit 1", PassingError, True, None),
        ("kill -9 $$", PassingError, True, None),
    ],
)
def test_how_it_ended_says_whether_it_was_sent_and_doubt_is_said(program, does, error, uncertain, known):
    content = letter()
    with pytest.raises(error) as raised:
        program.outbox(does).send(content, ME, [ANA])
    assert raised.value.uncertain is uncertain
    assert program.outbox().knows(name(content)) is known


def test_a_program_that_there_is_not_sends_nothing(program, tmp_path):
    outbox = CommandOutbox([str(tmp_path / "nothing")], program.kept)
    with pytest.raises(FinalError, match="there is no such program"):
        outbox.send(letter(), ME, [ANA])


def test_while_a_slow_one_runs_it_is_not_known_and_nothing_is_sent_again(program, tmp_path):
    gate = tmp_path / "gate"
    outbox, content = program.outbox(f"while [ ! -e {gate} ]; do sleep 0.05; done", timeout_s=0.2), letter()
    with pytest.raises(PassingError) as raised:
        outbox.send(content, ME, [ANA])
    assert raised.value.uncertain
    with pytest.raises(PassingError, match="still runs"):
        outbox.knows(name(content))
    with pytest.raises(PassingError, match="still runs"):
        outbox.send(content, ME, [ANA])
    gate.touch()
    eventually(lambda: _answers(outbox, content) is True)
    assert len(program.mails) == 1


def _answers(outbox: CommandOutbox, content: bytes) -> bool | None:
    try:
        return outbox.knows(name(content))
    except PassingError:
        return None


CHILD = """
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from tools.mail.command_outbox import CommandOutbox
CommandOutbox([sys.argv[1], sys.argv[2]], Path(sys.argv[3])).send(
    Path(sys.argv[4]).read_bytes(), "me@x.example", ["ana@example.org"])
"""


def test_who_sends_may_be_killed_and_the_mail_still_goes_out_whole_and_is_known(program, tmp_path):
    gate, content = tmp_path / "gate", letter()
    (tmp_path / "letter").write_bytes(content)
    does = f"while [ ! -e {gate} ]; do sleep 0.05; done"
    args = [str(program.path), does, str(program.kept), str(tmp_path / "letter")]
    sender = subprocess.Popen([sys.executable, "-c", CHILD, *args])
    eventually(lambda: len(program.mails) == 1)
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()
    gate.touch()
    eventually(lambda: _answers(program.outbox(), content) is True)
    assert program.mails == [content]


KILLED_BEFORE = """
import os, signal, sys
from pathlib import Path
from tools.mail.command_outbox import CommandOutbox
CommandOutbox([sys.argv[1], "exit 0"], Path(sys.argv[2])).send(
    Path(sys.argv[3]).read_bytes(), "me@x.example", ["ana@example.org"],
    handing_over=lambda: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it isn't known since when the machine is up")
def test_what_a_killed_sender_had_not_begun_is_not_sent_unless_the_machine_was_off_since(program, tmp_path):
    content = letter()
    (tmp_path / "letter").write_bytes(content)
    args = [str(program.path), str(program.kept), str(tmp_path / "letter")]
    subprocess.run([sys.executable, "-c", KILLED_BEFORE, *args], check=False)
    assert _answers(program.outbox(), content) is False
    assert program.mails == []
    [boot] = program.kept.glob("*.boot")
    boot.write_text("another")
    assert _answers(program.outbox(), content) is None


def test_what_was_said_stops_it_before_anything_is_handed_over(program):
    def stop() -> None:
        raise PassingError("not now")

    with pytest.raises(PassingError, match="not now"):
        program.outbox().send(letter(), ME, [ANA], handing_over=stop)
    assert program.mails == []


def test_an_address_is_no_option(program):
    with pytest.raises(FinalError, match="taken for an option"):
        program.outbox().send(letter(), ME, ["-oQ/tmp@example.org"])
    assert program.mails == []


def test_what_is_old_is_not_kept(program):
    outbox = program.outbox()
    outbox.send(letter(), ME, [ANA])
    for path in program.kept.iterdir():
        os.utime(path, (time.time() - 40 * 86_400,) * 2)
    outbox.send(letter().replace(name(letter()).encode(), b"<other@x.example>"), ME, [BEN])
    assert len(list(program.kept.glob("*.mail"))) == 1


def test_words_are_those_of_a_shell_and_a_command_without_any_is_told():
    assert words_of("msmtp -a 'my account' -t") == ["msmtp", "-a", "my account", "-t"]
    for wrong in (" ", "msmtp '"):
        with pytest.raises(SettingsError):
            words_of(wrong)


def test_a_home_whose_mails_leave_by_a_command_tells_the_guests_too(program, tmp_path, monkeypatch):
    home = tmp_path / "home"
    (home / "contacts").mkdir(parents=True)
    (home / "contacts" / "ana.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:ana\r\nFN:Ana Lima\r\nEMAIL:ana@example.org\r\nEND:VCARD\r\n"
    )
    home.chmod(0o700)
    settings = Settings(
        home=home,
        outbox=f"{program.path} 'exit 0' -t",
        user_email="sam@x.example",
        time_zone=ZoneInfo("Europe/London"),
        now=datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/London")),
    )
    with Assistant.open(settings=settings, model="offline") as assistant:
        turn = assistant.ask("Lunch with Ana tomorrow at noon", thread="t")
        assert "By mail this is told to: Ana Lima" in turn.approvals[0].warnings
        turn = assistant.decide({turn.approvals[0].id: Decision.approve()})
        assert turn.reply and turn.reply.endswith("Ana Lima was told by mail.")
    (mail,) = program.mails
    assert b"METHOD:REQUEST" in mail and program.told == ["exit 0 -- ana@example.org"]
