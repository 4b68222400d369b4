"""msmtp itself, against a server that breaks off where it can; and senders that die, lie or are slow.

Never twice, and whatever was not sent, or may have been, is said.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant import Assistant, Decision
from assistant.settings import Settings
from tests.tools.mail.letters import letter
from tests.tools.mail.sink import Sink, running
from tests.tools.mail.test_command_outbox import Program, name
from tests.tools.mail.test_outbox import ANA, BEN, ME
from tools.errors import DeliveryError, FinalError
from tools.mail.command_outbox import CommandOutbox
from tools.mail.outbox import Delivery

LONDON = ZoneInfo("Europe/London")
CONF = """account default
host 127.0.0.1
port {port}
tls off
auth off
timeout 2
from me@x.example
"""


class Msmtp:
    """The real program, set up for a server of ours."""

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.sink = sink
        self.settings = folder / "msmtprc"
        self.settings.write_text(CONF.format(port=sink.port))
        self.settings.chmod(0o600)
        self.kept = folder / "outbox"

    @property
    def command(self) -> list[str]:
        return ["msmtp", "-C", str(self.settings), "-t"]

    def outbox(self) -> CommandOutbox:
        return CommandOutbox(self.command, self.kept)


@pytest.fixture
def msmtp(tmp_path: Path, needs_program) -> Iterator[Msmtp]:
    needs_program("msmtp")
    with running(Sink()) as sink:
        yield Msmtp(tmp_path, sink)


def test_it_hands_the_mail_over_byte_for_byte_to_those_who_are_named(msmtp: Msmtp):
    # A line of one dot, and one that begins with one, are text.
    content = letter(body="first\n.\n..second")
    replies = msmtp.outbox().send(content, ME, [ANA, BEN])
    assert {reply.delivery for reply in replies.values()} == {Delivery.ACCEPTED}
    assert [kept[1:] for kept in msmtp.sink.kept] == [([ANA, BEN], content)]
    assert msmtp.outbox().knows(name(content)) is True


@pytest.mark.parametrize(
    ("server", "known"),
    [
        ({"to_sender": "550 no"}, False),
        ({"to_recipient": {BEN: "550 nobody"}}, False),
        ({"to_recipient": {BEN: "450 later"}}, False),
        ({"to_data": "552 too big"}, False),
        ({"to_data": "451 later"}, False),
        ({"drop": "connect"}, None),
        ({"drop": "rcpt"}, None),
        ({"drop": "text"}, None),
        ({"drop": "reply"}, None),
        ({"drop": "silence"}, None),
    ],
)
def test_where_the_server_breaks_off_it_says_what_is_known(msmtp: Msmtp, server: dict, known: bool | None):
    for field, value in server.items():
        setattr(msmtp.sink, field, value)
    content = letter()
    with pytest.raises(DeliveryError) as raised:
        msmtp.outbox().send(content, ME, [ANA, BEN])
    assert msmtp.outbox().knows(name(content)) is known
    assert getattr(raised.value, "uncertain", False) is (known is None)
    assert not (msmtp.sink.kept and known is False), "a mail that is there is never said not to be"


def test_a_server_that_is_not_there_is_tried_again(msmtp: Msmtp, tmp_path: Path):
    msmtp.settings.write_text(CONF.format(port=1))
    content = letter()
    with pytest.raises(DeliveryError) as raised:
        msmtp.outbox().send(content, ME, [ANA])
    assert not isinstance(raised.value, FinalError) and not raised.value.uncertain
    msmtp.settings.write_text(CONF.format(port=msmtp.sink.port))
    msmtp.outbox().send(content, ME, [ANA])
    assert len(msmtp.sink.kept) == 1


def open_home(folder: Path, outbox: str) -> Assistant:
    contacts = folder / "home" / "contacts"
    contacts.mkdir(parents=True, exist_ok=True)
    (contacts / "ana.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:ana\r\nFN:Ana Lima\r\nEMAIL:ana@example.org\r\nEND:VCARD\r\n"
    )
    (folder / "home").chmod(0o700)
    settings = Settings(
        home=folder / "home",
        outbox=outbox,
        user_email="sam@x.example",
        time_zone=LONDON,
        now=datetime(2026, 11, 20, 10, tzinfo=LONDON),
    )
    return Assistant.open(settings=settings, model="offline")


def mailed(assistant: Assistant, number: int) -> tuple[str, str]:
    """The state of the effect, and what the person is told, of a mail with this number in its text."""
    turn = assistant.ask(f"Mail Ana that this is number {number}", thread=f"t{number}")
    turn = assistant.decide({turn.approvals[0].id: Decision.approve()})
    [effect] = turn.effects
    return str(effect.state), f"{turn.reply} {effect.error}"


FATES = {
    # What the program does once it is there: how often the mail has then gone out, what is said.
    "exit 0": (1, {"done"}),
    "kill -9 $$": (1, {"unknown"}),
    "exit 1": (1, {"unknown"}),
    "sleep 1; exit 0": (1, {"done"}),
    "rm $SINK/*.mail; kill -9 $$": (0, {"unknown"}),
    "rm $SINK/*.mail; exit 74": (0, {"unknown"}),
    "rm $SINK/*.mail; exit 67": (0, {"failed"}),
    "rm $SINK/*.mail; exit 75": (0, {"queued"}),
}


@pytest.mark.parametrize("fate", FATES)
def test_of_a_program_that_dies_lies_or_is_slow_no_mail_goes_out_twice_and_doubt_is_said(
    tmp_path: Path, fate: str
):
    program = Program(tmp_path)
    does = fate.replace("$SINK", str(program.sink))
    with open_home(tmp_path, f"{program.path} '{does}' -t") as assistant:
        state, said = mailed(assistant, 7)
    often, states = FATES[fate]
    assert len(program.mails) == often
    assert state in states, said
    if state == "unknown":
        assert "may have" in said or "not known" in said or "unknown" in said, said


def test_a_lie_that_all_is_well_is_believed_as_nobody_else_can_be_asked(tmp_path: Path):
    program = Program(tmp_path)
    with open_home(tmp_path, f"{program.path} 'rm {program.sink}/*.mail; exit 0' -t") as assistant:
        assert mailed(assistant, 7)[0] == "done"
    assert program.mails == []


def test_of_twenty_mails_over_a_line_that_breaks_none_goes_out_twice_and_none_is_lost(
    msmtp: Msmtp, tmp_path: Path
):
    faults = ["", "reply", "text", "rcpt", "connect"]
    states: dict[int, str] = {}
    with open_home(tmp_path, f"{shutil.which('msmtp')} -C {msmtp.settings} -t") as assistant:
        for number in range(20):
            msmtp.sink.drop = faults[number % len(faults)]
            states[number] = mailed(assistant, number)[0]
        msmtp.sink.drop = ""
    arrived = [next(n for n in range(20) if b"number %d." % n in mail[2]) for mail in msmtp.sink.kept]
    assert len(arrived) == len(set(arrived)), "twice"
    assert {n for n, state in states.items() if state == "done"} == set(range(0, 20, 5))
    assert all(n in arrived for n, state in states.items() if state == "done"), "lost"
    assert {state for n, state in states.items() if n % 5} == {"unknown"}
