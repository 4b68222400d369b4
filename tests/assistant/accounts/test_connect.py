"""Accounts are connected on real servers: what works is kept, and what fails is one sentence."""

import base64
import stat
from pathlib import Path

import pytest

from tests.servers.dav_servers import client_of, radicale, xandikos
from tests.servers.office import ADDRESS, PASSWORD, Cli
from tests.tools.mail.imap.other_client import other
from tests.tools.mail.sink import Sink, accept_login, certificate, running


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home) -> Cli:
    return Cli(home)


def test_all_three_servers_are_tried_and_kept(run, office, home):
    code, out, err = run(*office.flags, stdin=f"{PASSWORD}\n")
    assert code == 0, err
    assert err.count("ok ") == 3 and "Kept as 'example'" in out
    assert PASSWORD not in (home / "accounts.toml").read_text() + out + err
    assert PASSWORD in (home / "secrets.toml").read_text()
    assert stat.S_IMODE((home / "secrets.toml").stat().st_mode) == 0o600
    code, out, _ = run("connect", "--list")
    assert code == 0 and "example: sam@example.com" in out and office.dav.url in out
    code, out, _ = run("doctor")
    assert code == 0 and "ok   example calendar" in out and "ok   user: Me <sam@example.com>" in out


def test_the_password_is_nowhere_but_in_its_file(run, office, home):
    run.environment["ASSISTANT_LOG_LEVEL"] = "DEBUG"
    run(*office.flags, stdin=f"{PASSWORD}\n")
    run("sync")
    run("ask", "Private lunch tomorrow at noon", "--approve", "all")
    run("ask", "send a mail to ana@example.org saying hello", "--approve", "all")
    run("sync")
    assert len(office.events()) == len(office.sink.kept) == 1
    as_sent = [PASSWORD.encode(), *(base64.b64encode(f"{x}{PASSWORD}".encode()) for x in ("sam:", "\0sam\0"))]
    for path in home.rglob("*"):
        if path.is_file() and path.name != "secrets.toml":
            content = path.read_bytes()
            assert not any(secret in content for secret in as_sent), path
    log = "".join(path.read_text() for path in (home / "logs").iterdir())
    assert "Private lunch" not in log and "ana@example.org" not in log


def test_a_wrong_password_is_said_for_each_server_and_nothing_is_kept(run, office, home):
    code, out, err = run(*office.flags, stdin="wrong\n")
    assert code == 1 and "Nothing was kept" in out
    assert err.count("refuses the user name or the password") == 3
    assert not (home / "accounts.toml").exists() and not (home / "secrets.toml").exists()


def test_what_works_is_kept_and_what_does_not_is_left_out(run, office, home):
    flags = [*office.flags, "--imap", "127.0.0.1:9/plain"]
    code, out, err = run(*flags, stdin=f"{PASSWORD}\n")
    assert code == 1 and "Left out: incoming mail." in out
    assert "BAD  incoming mail (127.0.0.1:9 (plain)): the mail server 127.0.0.1 can't be reached\n" in err
    assert "imap" not in (home / "accounts.toml").read_text()
    # Again, with the right one: the account is the same.
    assert run(*office.flags, stdin=f"{PASSWORD}\n")[0] == 0
    assert (home / "accounts.toml").read_text().count("[example]") == 1


def test_as_json_there_is_one_document(run, office):
    code, document = run.json(*office.flags, stdin=f"{PASSWORD}\n")
    assert code == 0 and document["account"]["address"] == ADDRESS
    assert [trial["server"] for trial in document["trials"]] == ["calendar", "incoming mail", "outgoing mail"]
    assert all(trial["ok"] for trial in document["trials"])


def test_an_account_is_forgotten_and_what_was_fetched_stays(run, office, home):
    run(*office.flags, stdin=f"{PASSWORD}\n")
    run("ask", "Lunch tomorrow at noon", "--approve", "all")
    code, out, _ = run("connect", "--remove", "example")
    assert code == 0 and "Forgot example" in out
    assert PASSWORD not in (home / "secrets.toml").read_text()
    assert "Lunch" in run("agenda", "tomorrow")[1]
    assert run("connect", "--remove", "example")[0] == 4
    # Back again, it goes on where it was.
    run(*office.flags, stdin=f"{PASSWORD}\n")
    code, out, _ = run("sync")
    assert code == 0 and run("agenda", "tomorrow")[1].count("Lunch") == 1 and len(office.events()) == 1


def test_what_was_in_the_home_before_is_not_sent_to_anybody(run, office, home):
    run("ask", "Private dinner tomorrow at 7pm", "--approve", "all")
    run("ask", "send a mail to ana@example.org saying hello", "--approve", "all")
    assert run(*office.flags, stdin=f"{PASSWORD}\n")[0] == 0
    assert run("sync")[0] == 0
    assert office.events() == [] and office.mails("Gesendet") == []
    assert "Private dinner" in run("agenda", "tomorrow")[1]
    assert "hello" in run("mail", "in:sent")[1].casefold()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["connect"], 2, "give the address"),
        (["connect", "sam"], 2, "is no mail address"),
        (["connect", "sam@example.org, eve@example.net"], 2, "one mail address and nothing else"),
        (["connect", ADDRESS, "--imap", "x:y"], 2, "'y' is no port"),
        (["connect", ADDRESS, "--imap", "x:0"], 2, "greater than 0"),
        (["connect", ADDRESS, "--imap", "x/ssl"], 2, "none of tls, starttls, plain"),
        (["connect", ADDRESS, "--imap", "mail.example.org/plain"], 2, "say --plain"),
        (["connect", ADDRESS, "--caldav", "http://dav.example.org/"], 2, "say --plain"),
        (["connect", ADDRESS, "--imap", "127.0.0.1:9"], 2, "ASSISTANT_EXAMPLE_PASSWORD"),
        (["connect", ADDRESS, "--imap", "127.0.0.1:9", "--password-stdin"], 2, "stdin holds no password"),
        (["connect", ADDRESS, "--imap", "127.0.0.1:9", "--name", "A B"], 2, "name"),
        (["connect", ADDRESS, "--imap", "127.0.0.1:9", "--oauth"], 2, "Google and Microsoft"),
        (["connect", "sam@gmail.com", "--oauth"], 2, "give --client-id"),
        (["sync"], 2, "assistant connect"),
        (["conflicts", "keep", "zz", "mine"], 4, "zz"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else str(value),
)
def test_what_can_not_be_used_is_one_sentence(run, arguments, code, sentence):
    got, out, err = run(*arguments)
    assert (got, out) == (code, "") and sentence in err


def test_the_password_may_be_in_the_environment_and_is_kept_nowhere(run, office, home, monkeypatch):
    monkeypatch.setenv("ASSISTANT_EXAMPLE_PASSWORD", PASSWORD)
    flags = [flag for flag in office.flags if flag != "--password-stdin"]
    code, out, _ = run(*flags)
    assert code == 0 and "ASSISTANT_EXAMPLE_PASSWORD" in out
    assert not (home / "secrets.toml").exists()
    assert run("sync")[0] == 0
    monkeypatch.delenv("ASSISTANT_EXAMPLE_PASSWORD")
    code, out, _ = run("sync")
    assert code == 1 and "no password is kept for 'example'" in out
    assert run("agenda")[0] == 0 and run("mail")[0] == 0


def test_a_certificate_that_nobody_vouches_for_is_refused_and_one_that_is_trusted_is_not(run, tmp_path):
    certificate(tmp_path)
    cert = tmp_path / "cert.pem"
    with radicale(tmp_path, certificate=(cert, tmp_path / "key.pem")) as dav:
        flags = ["connect", ADDRESS, "--caldav", dav.url, "--user", "sam", "--password-stdin"]
        code, _, err = run(*flags, stdin="secret\n")
        assert code == 1 and "the certificate of localhost can't be trusted" in err
        code, _, err = run(*flags, "--ca", str(cert), stdin="secret\n")
        assert code == 0, err
        assert run("sync")[0] == 0
        assert run(*flags, "--ca", str(tmp_path / "none.pem"), stdin="secret\n")[0] == 1


def test_mail_servers_with_a_wrong_certificate_are_refused_too(run, office, tmp_path):
    server, _ = certificate(tmp_path)
    sink = Sink()
    with running(sink, tls_context=server, require_starttls=True, authenticator=accept_login(sink, PASSWORD)):
        flags = [
            "--imap",
            f"localhost:{office.dovecot.tls_port}/tls",
            "--smtp",
            f"localhost:{sink.port}/starttls",
        ]
        code, _, err = run(
            "connect", ADDRESS, "--user", "sam", "--password-stdin", *flags, stdin=f"{PASSWORD}\n"
        )
    assert code == 1 and err.count("the certificate of localhost can't be trusted") == 2
    assert sink.logins == []


def test_an_unprotected_connection_that_was_allowed_is_warned_of_at_every_start(run, office, home):
    run(*office.flags, stdin=f"{PASSWORD}\n")
    run("sync")
    assert run("agenda")[2] == ""
    text = (home / "accounts.toml").read_text()
    elsewhere = text.replace("127.0.0.1", "mail.example.org").replace("[example]", "[example]\nplain = true")
    (home / "accounts.toml").write_text(elsewhere)
    for command in ("agenda", "pending"):
        assert "the connection to mail.example.org (example) is not protected" in run(command)[2]


def test_a_chosen_calendar_gets_what_names_none(run, tmp_path):
    with radicale(tmp_path) as dav:
        with client_of(dav.url) as client:
            client.principal().make_calendar(name="Ärzte & Co")
        flags = ["connect", ADDRESS, "--caldav", dav.url, "--user", "sam", "--password-stdin"]
        code, _, err = run(*flags, "--calendar", "Work", stdin="secret\n")
        assert code == 1 and "there is no calendar 'Work'; there are:" in err
        assert run(*flags, "--calendar", "Ärzte & Co", stdin="secret\n")[0] == 0
        run("ask", "Lunch tomorrow at noon", "--approve", "all")
        with client_of(dav.url) as client:
            by_name = {one.get_display_name(): one for one in client.principal().get_calendars()}
            assert len(by_name["Ärzte & Co"].search(event=True)) == 1
            assert by_name["personal"].search(event=True) == []


def test_which_folder_of_the_server_is_which_is_shown_and_can_be_chosen(run, office):
    code, _, err = run(*office.flags, stdin=f"{PASSWORD}\n")
    assert code == 0 and "archive: Archiv;" in err and "trash: Papierkorb" in err
    with other(office.dovecot) as client:
        client.create("Attic")
    code, _, err = run(*office.flags, "--folder", "archive=Cellar", stdin=f"{PASSWORD}\n")
    assert code == 1 and "there is no folder 'Cellar'; there are:" in err
    code, _, err = run(*office.flags, "--folder", "archive=Attic", stdin=f"{PASSWORD}\n")
    assert code == 0 and "archive: Attic" in err
    assert "archive        Attic" in run("connect", "--list")[1]
    assert "archive: Attic" in run("doctor")[1]
    code, _, err = run(*office.flags, "--folder", "attic", stdin=f"{PASSWORD}\n")
    assert code == 2 and "write OURS=THEIRS" in err


def test_two_accounts_have_their_calendars_side_by_side(run, tmp_path):
    with radicale(tmp_path) as first, xandikos(tmp_path) as second:
        for address, server in (("sam@one.example", first), ("sam@two.example", second)):
            flags = ["connect", address, "--caldav", server.url, "--user", "sam", "--password-stdin"]
            assert run(*flags, stdin="secret\n")[0] == 0
        with client_of(second.url) as client:
            theirs = next(one for one in client.principal().get_calendars())
            theirs.save_event(summary="Theirs", dtstart=noon(), dtend=noon(1))
        assert run("sync")[0] == 0
        run("ask", "Lunch tomorrow at noon", "--approve", "all")
        agenda = run("agenda", "tomorrow")[1]
        assert "Lunch" in agenda and "Theirs" in agenda
        with client_of(first.url) as client:
            assert sum(len(one.search(event=True)) for one in client.principal().get_calendars()) == 1


def noon(hours: int = 0):
    from datetime import UTC, datetime, timedelta

    return datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(hours=hours)
