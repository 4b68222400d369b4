"""The whole way on servers that no one here wrote: a sentence becomes an event there, and a mail goes out."""

import contextlib
import multiprocessing
import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from assistant import Assistant, Decision
from assistant.commands.worker import work
from assistant.home import Home
from assistant.settings import Settings, load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.conftest import needs_program
from tests.servers.cutting_proxy import cutting_proxy
from tests.servers.office import ADDRESS, PASSWORD, Cli, Office
from tests.tools.effects.destinations import approved, note
from tools.effects.delivery import Backoff, BreakerRule, DeliveryPolicy
from tools.effects.ledger import Ledger
from tools.errors import ConflictError
from tools.mail.executor import MailExecutor
from tools.mail.payloads import Outgoing
from tools.people.contacts import Address
from tools.scheduling.executor import EventExecutor

EVENT = {
    "title": "Design review",
    "start_time": "next Tuesday at 2pm for 1 hour",
    "attendees": ["Ana Lima <ana@example.org>", "ben@example.org"],
}
MAIL = {"to": ["ana@example.org", "ben@example.org"], "subject": "New mockups", "body": "Please review them."}


def settings(cli: Cli) -> Settings:
    return load_settings(
        home=cli.home, model="x:y", speak="always", time_zone="Europe/London", now="2026-11-20T10:00"
    )


def both() -> ScriptedModel:
    return ScriptedModel(
        script={
            "schedule_event": [
                calls(
                    ("schedule_event", {"request": "a design review with Ana and Ben"}),
                    ("manage_email", {"request": "ask them to review the mockups"}),
                ),
                says("Booked and sent."),
            ],
            "create_calendar_event": [calls(("create_calendar_event", EVENT)), says("Booked.")],
            "send_email": [calls(("send_email", MAIL)), says("Sent.")],
        }
    )


def do_both(cli: Cli) -> None:
    with Assistant.open(settings=settings(cli), model=both()) as assistant:
        turn = assistant.ask("Schedule a design review with Ana and Ben, and ask them to review the mockups")
        assert turn.status == "paused" and len(turn.approvals) == 2
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
        assert turn.status == "done", turn


def states(cli: Cli) -> dict[str, str]:
    return {effect["action"]: effect["state"] for effect in cli.json("effects")[1]["effects"]}


def test_nothing_is_on_the_servers_before_the_yes_and_all_of_it_after(cli: Cli, office: Office):
    with Assistant.open(settings=settings(cli), model=both()) as assistant:
        turn = assistant.ask("Schedule a design review with Ana and Ben, and ask them to review the mockups")
        assert office.events() == [] and office.sink.kept == [] and office.mails("Gesendet") == []
        by_agent = {approval.agent: approval for approval in turn.approvals}
        [told] = [warning for warning in by_agent["calendar"].warnings if "mail" in warning]
        assert "Ana Lima" in told and "ben@example.org" in told
        turn = assistant.decide({by_agent["calendar"].id: Decision.approve()})
        [(_, guests, invitation)] = office.sink.kept
        assert guests == ["ana@example.org", "ben@example.org"] and b"REQUEST" in invitation
        assert len(office.events()) == 1 and len(office.mails("Gesendet")) == 1
        turn = assistant.decide({by_agent["email"].id: Decision.approve()})
        assert (turn.status, turn.reply) == ("done", "Booked and sent.")
    [event] = office.events()
    assert "SUMMARY:Design review" in event and "ana@example.org" in event and "20261124T14" in event
    [_, (sender, recipients, content)] = office.sink.kept
    assert (sender, recipients) == (ADDRESS, ["ana@example.org", "ben@example.org"])
    # Byte for byte what went out.
    assert office.mails("Gesendet") == [invitation, content]
    assert states(cli) == {"create_calendar_event": "done", "send_email": "done"}


def test_what_is_approved_while_the_servers_are_away_is_queued_said_and_done_when_they_are_back(
    cli: Cli, office: Office
):
    with Assistant.open(settings=settings(cli), model=both()) as assistant:
        turn = assistant.ask("Schedule a design review with Ana and Ben, and ask them to review the mockups")
        office.dav.stop()
        office.dovecot.stop()
        office.sink.drop = "connect"
        try:
            turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
            assert turn.status == "done"
            assert {effect.state for effect in turn.effects} == {"queued"}
            assert all("can't be reached" in effect.error for effect in turn.effects)
        finally:
            office.dav.start()
            office.dovecot.start()
            office.sink.drop = ""
    assert office.events() == [] and office.sink.kept == []
    work_later(cli)
    assert states(cli) == {"create_calendar_event": "done", "send_email": "done"}
    assert len(office.events()) == len(office.sink.kept) == len(office.mails("Gesendet")) == 1


def work_later(cli: Cli, hours: int = 1) -> None:
    """What `assistant worker --once` does, when some time has passed."""
    home = Home(settings(cli))
    executors = (EventExecutor(home.calendar), MailExecutor(home.mailbox, home.outbox))
    home.ledger = Ledger(
        home.database, executors, clock=home.clock, wall_clock=lambda: time.time() + hours * 3600
    )
    alone = SimpleNamespace(everybody=lambda: nullcontext(({"": home}, None)))
    work(alone, lambda _: None, lambda *_: None, once=True)
    home.close()


@pytest.mark.parametrize("heard", [True, False], ids=["after it was heard", "before it was heard"])
def test_a_wire_that_breaks_in_each_kind_of_change_leaves_each_done_once(office: Office, tmp_path, heard):
    with cutting_proxy(int(office.dav.url.rsplit(":", 1)[1].strip("/"))) as proxy:
        cli = Cli(tmp_path / "home")
        flags = [flag.replace(office.dav.url, f"http://127.0.0.1:{proxy.port}/") for flag in office.flags]
        assert cli(*flags, stdin=f"{PASSWORD}\n")[0] == 0
        for text, method, times in (
            ("Schedule a design review next Tuesday at 2pm", b"PUT ", ["20261124T14"]),
            ("Move the design review to next Wednesday at 10am", b"PUT ", ["20261125T10"]),
            ("Cancel the design review", b"DELETE ", []),
        ):
            proxy.cut_at, proxy.heard = method, heard
            _, out, _ = cli("ask", text, "--approve", "all")
            assert proxy.cut_at == b"", out
            work_later(cli)
            effects = cli.json("effects")[1]["effects"]
            assert {effect["state"] for effect in effects} == {"done"}, effects
            found = office.events()
            assert len(found) == len(times) and all(time in event for event in found for time in times)
        assert proxy.cuts == 3


def test_without_the_servers_the_mirrors_answer(cli: Cli, office: Office):
    do_both(cli)
    office.dav.stop()
    office.dovecot.stop()
    try:
        assert "Design review" in cli("agenda", "next week")[1]
        assert "New mockups" in cli("mail", "in:sent")[1]
        code, out, _ = cli("sync")
        assert code == 1 and out.count("can't be reached") == 2
        code, out, _ = cli("doctor")
        assert code == 1 and out.count("BAD") == 2 and out.count("can't be reached") == 2
    finally:
        office.dav.start()
        office.dovecot.start()


def test_whoever_looks_is_told_how_old_the_mirror_is(cli: Cli, office: Office):
    commands = {"agenda": "the calendar", "mail": "the mail"}
    for command, what in commands.items():
        assert f"{what} has not been fetched yet; bring it up to date with: assistant sync" in cli(command)[2]
    cli("sync")
    assert [cli(command)[2] for command in commands] == ["", ""]
    office.dav.stop()
    office.dovecot.stop()
    try:
        cli("sync")
        for command, what in commands.items():
            assert re.search(rf"{what} is as of \d\d:\d\d, server not reached since; bring", cli(command)[2])
    finally:
        office.dav.start()
        office.dovecot.start()
    cli("sync")
    assert [cli(command)[2] for command in commands] == ["", ""]
    then = datetime.now(UTC) - timedelta(days=2)
    for place in (f"calendar/.mirror-{ADDRESS}.db", "mail/.mirror.db"):
        with contextlib.closing(sqlite3.connect(cli.home / place)) as mirror, mirror:
            mirror.execute("UPDATE reached SET at = ?, missed_at = ''", (then.isoformat(),))
    for command, what in commands.items():
        assert f"{what} is as of {then.astimezone(ZoneInfo('Europe/London')):%a}" in cli(command)[2]


def test_a_password_that_was_changed_is_one_sentence_and_nothing_is_lost(cli: Cli, office: Office):
    do_both(cli)
    secrets = cli.home / "secrets.toml"
    secrets.write_text(secrets.read_text().replace(PASSWORD, "old"))
    code, out, _ = cli("sync")
    assert code == 1 and out.count("refuses the user name or the password") == 2
    code, _, _ = cli("ask", "Lunch tomorrow at noon", "--approve", "all")
    assert states(cli)["create_calendar_event"] == "failed"
    key = next(effect["key"] for effect in cli.json("effects")[1]["effects"] if effect["state"] == "failed")
    cli(*office.flags, stdin=f"{PASSWORD}\n")
    assert cli("effects", "retry", key)[0] == 0
    assert len(office.events()) == 2


def test_an_event_is_moved_and_canceled_on_the_server_and_taken_back(cli: Cli, office: Office):
    do_both(cli)
    cli("ask", "Move the design review to next Wednesday at 10am", "--approve", "all")
    assert "20261125T10" in office.events()[0]
    assert cli("undo")[0] == 0
    assert "20261124T14" in office.events()[0]
    cli("ask", "Cancel the design review", "--approve", "all")
    assert office.events() == []
    assert cli("undo")[0] == 0
    assert len(office.events()) == 1


def test_a_mail_is_answered_from_the_address_that_it_came_to(cli: Cli, office: Office, tmp_path: Path):
    second = [*office.flags, "--name", "second"]
    second[1] = "sam@other.example"
    assert cli(*second, stdin=f"{PASSWORD}\n")[0] == 0
    office.put_mail(
        b"From: Ana <ana@example.org>\r\nTo: Sam <sam@other.example>\r\nSubject: Question\r\n"
        b"Message-ID: <q1@example.org>\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\n\r\nWhen?\r\n"
    )
    assert cli("sync")[0] == 0
    [mail] = cli.json("mail", "question")[1]["messages"]
    model = ScriptedModel(
        script={
            "schedule_event": [calls(("manage_email", {"request": "answer Ana"})), says("Sent.")],
            "reply_to_email": [
                calls(("reply_to_email", {"email_id": mail["id"], "body": "At two."})),
                says("Sent."),
            ],
        }
    )
    with Assistant.open(settings=settings(cli), model=model) as assistant:
        turn = assistant.ask("Answer Ana: at two", approve="all")
        assert turn.status == "done", turn
    [(sender, recipients, content)] = office.sink.kept
    assert (sender, recipients) == ("sam@other.example", ["ana@example.org"])
    assert message_from_bytes(content)["From"] == "Me <sam@other.example>"


def test_an_account_whose_server_is_down_keeps_no_mail_of_another_from_going_out(
    cli: Cli, office: Office, tmp_path: Path
):
    second = [*office.flags, "--name", "second"]
    second[1] = "sam@other.example"
    assert cli(*second, stdin=f"{PASSWORD}\n")[0] == 0
    home = Home(settings(cli))
    policy = DeliveryPolicy(breaker=BreakerRule(failures=1, rest_s=3600), backoff=Backoff(first_s=7200))
    mails = MailExecutor(home.mailbox, home.outbox)
    ledger = Ledger(home.database, [mails], clock=home.clock, policy=policy)

    def send(number: int, sender: str) -> str:
        outgoing = Outgoing(
            sender=Address("Sam", sender), to=(Address("", "ana@example.org"),), subject="x", body="x"
        )
        where = home.outbox.destination_of(sender)
        planned = note(kind="mail.send", payload=outgoing.as_json(), destination=where, undoable=False)
        return str(ledger.carry_out(approved(home.book, f"k{number}", planned, thread_id="t")).state)

    office.sink.drop = "connect"
    assert [send(1, ADDRESS), send(2, ADDRESS)] == ["queued", "queued"]
    office.sink.drop = ""
    assert [send(3, ADDRESS), send(4, "sam@other.example")] == ["queued", "done"]
    assert ledger.get("k3").waiting == "rest" and len(office.sink.kept) == 1
    [notice] = ledger.notices()
    assert notice.startswith(f"smtp:example@127.0.0.1:{office.sink.port} failed")
    home.close()


def test_an_event_that_both_sides_changed_waits_for_the_person(cli: Cli, office: Office):
    do_both(cli)
    [file] = (cli.home / "calendar" / "personal").glob("*.ics")
    theirs = file.read_bytes().replace(b"SUMMARY:Design review", b"SUMMARY:Theirs")
    mine = file.read_bytes().replace(b"SUMMARY:Design review", b"SUMMARY:Mine")
    other_client_writes(office, theirs)
    replaced(file, mine)
    code, out, _ = cli("sync")
    assert code == 0 and "yours   'Mine'" in out and "server  'Theirs'" in out
    assert "SUMMARY:Theirs" in office.events()[0] and b"Theirs" in file.read_bytes()
    assert "an event was changed both here and on the server" in cli("agenda")[2]
    [conflict] = cli.json("conflicts")[1]["conflicts"]
    assert cli("conflicts", "keep", conflict["id"][:4], "mine")[0] == 0
    assert "SUMMARY:Mine" in office.events()[0] and cli.json("conflicts")[1]["conflicts"] == []


def other_client_writes(office: Office, data: bytes) -> None:
    from tests.servers.dav_servers import client_of

    with client_of(office.dav.url, PASSWORD) as client:
        [calendar] = client.principal().get_calendars()
        [event] = calendar.search(event=True)
        event.data = data.decode()
        event.save()


def replaced(file: Path, data: bytes) -> None:
    """As khal and vdirsyncer write: a new file in the place of the old one."""
    new = file.with_name(".tmp-other")
    new.write_bytes(data)
    new.replace(file)


VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair calendars]
a = "here"
b = "there"
collections = ["from b"]
conflict_resolution = "a wins"
[storage here]
type = "filesystem"
path = "{folder}/vdir/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{url}"
username = "sam"
password = "{password}"
"""
KHAL = """
[calendars]
[[all]]
path = {folder}/vdir/*
type = discover
[locale]
local_timezone = Europe/London
default_timezone = Europe/London
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


def test_khal_sees_through_vdirsyncer_what_we_wrote_and_we_see_what_it_wrote(
    cli: Cli, office: Office, tmp_path: Path
):
    needs_program("vdirsyncer")
    needs_program("khal")
    do_both(cli)
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "vdirsyncer").write_text(
        VDIRSYNCER.format(folder=folder, url=office.dav.url, password=PASSWORD)
    )
    (folder / "khal").write_text(KHAL.format(folder=folder))

    def vdirsyncer(*arguments: str) -> None:
        done = subprocess.run(
            ["vdirsyncer", "-c", str(folder / "vdirsyncer"), *arguments],
            input="y\n" * 10,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def khal(*arguments: str) -> str:
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        command = ["khal", "-c", str(folder / "khal"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    vdirsyncer("discover")
    vdirsyncer("sync")
    assert "14:00-15:00 Design review" in khal("list", "2026-11-24", "2026-11-25")
    calendar = khal("printcalendars").split()[0]
    khal("new", "-a", calendar, "2026-11-25", "09:00", "10:00", "Written by khal")
    vdirsyncer("sync")
    assert cli("sync")[0] == 0
    assert "Written by khal" in cli("agenda", "2026-11-25")[1]


def answer(where: Settings, approval_id: str, decision: str) -> str:
    """One answer to an approval, from a process of its own."""
    rest = ScriptedModel(
        script={
            "schedule_event": [says("ok")],
            "create_calendar_event": [says("ok")],
            "send_email": [says("ok")],
        }
    )
    with Assistant.open(settings=where, model=rest) as assistant:
        try:
            chosen = Decision.approve() if decision == "approve" else Decision.reject("no")
            return f"{decision} {assistant.decide({approval_id: chosen}).status}"
        except ConflictError as error:
            return f"refused: {error.message}"


@pytest.mark.parametrize("second", ["approve", "reject"])
def test_of_two_processes_that_answer_one_approval_one_changes_the_servers(cli: Cli, office: Office, second):
    with Assistant.open(settings=settings(cli), model=both()) as assistant:
        turn = assistant.ask("Schedule a design review with Ana and Ben, and ask them to review the mockups")
        by_agent = {approval.agent: approval.id for approval in turn.approvals}
    context = multiprocessing.get_context("forkserver")
    with context.Pool(2) as processes:
        for approval_id in by_agent.values():
            each = [(settings(cli), approval_id, decision) for decision in ("approve", second)]
            said = processes.starmap(answer, each, chunksize=1)
            [refused] = [line for line in said if line.startswith("refused")]
            assert "answered already" in refused
    own = [effect for effect in cli.json("effects")[1]["effects"] if not effect["key"].startswith("imip-")]
    done = [effect["action"] for effect in own if effect["state"] == "done"]
    assert len(office.events()) == done.count("create_calendar_event")
    mails = [content for _, _, content in office.sink.kept if b"New mockups" in content]
    assert len(mails) == done.count("send_email")
    if second == "approve":
        assert len(mails) == len(office.events()) == 1


def test_an_open_chat_tells_of_mail_as_it_arrives(cli: Cli, office: Office):
    from tests.assistant.chat.sitting import sitting

    cli("sync")
    told = Assistant.open(settings=settings(cli), model=ScriptedModel(script={}))
    with told as assistant, sitting(assistant) as terminal:
        terminal.sees("Accounts: sam@example.com")
        office.put_mail(
            b"From: Ana Lima <ana@example.org>\r\nTo: sam@example.com\r\nSubject: Lunch?\r\n"
            b"Message-ID: <n1@example.org>\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\n\r\nWhen?\r\n"
        )
        terminal.sees("New mail from Ana Lima: Lunch?")


def test_looks_import_neither_of_the_protocols(cli: Cli, office: Office):
    do_both(cli)
    heavy = {"caldav", "niquests", "imapclient", "keyring", "langchain", "httpx", "dns"}
    code = (
        "import sys, contextlib, io; sys.argv = ['assistant']; from assistant.commands.cli import main\n"
        "for command in ('pending', 'threads', 'effects', 'agenda', 'mail'):\n"
        "    with contextlib.redirect_stdout(io.StringIO()): assert main([command]) == 0\n"
        "    found = {name.partition('.')[0] for name in sys.modules}\n"
        f"    assert not found & {heavy}, (command, found & {heavy})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **cli.environment}, capture_output=True, text=True,
        check=False, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
