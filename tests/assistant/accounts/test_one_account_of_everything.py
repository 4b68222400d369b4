"""Servers with a good and a bad thing of every kind: what is good is shown, and what is bad named once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.conftest import needs_program
from tests.everything.calendars import event, file, one
from tests.everything.kinds import NOW
from tests.servers.dovecot import PASSWORD, USER, Dovecot, running_dovecot
from tests.servers.odd_dav import OddServer, odd_server
from tests.servers.spoiling_proxy import fetched, spoiling
from tests.tools.mail.imap.other_client import put
from tests.tools.mail.letters import letter

LARGE = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 3_000_000
WORK = {
    "plain.ics": one("Rowing"),
    ".hidden.ics": one("Sailing"),
    "meeting.EML": one("Golf"),
    "x%2Fy.ics": one("Polo"),
    "tea.ics": one("Tea"),
    "TEA.ics": one("Coffee"),
    "three.ics": file(
        event("Maths"), event("Music"), "BEGIN:VEVENT\r\nUID:n\r\nSUMMARY:Latin\r\nEND:VEVENT\r\n"
    ),
    "film.ics": one("Cinema", LARGE),
    "gone.ics": one("Ghost"),
}
SHOWN = ["Coffee", "Golf", "Maths", "Music", "Opera", "Polo", "Rowing", "Sailing", "Tea"]
CALENDAR_BAD = {
    "/film.ics": "larger than 10 MB",
    "/gone.ics": "doesn't give it",
    "/three.ics": "'Latin' can't be read",
    ": broken": "answers 500",
}
MAIL_BAD = {"/INBOX;UID=2": "mail 2", "/Secret": "not yours"}


def spoil(command: bytes) -> bytes | None:
    """One mail can't be had, one folder not be opened."""
    if b'SELECT "Secret"' in command or b"SELECT Secret" in command:
        return b"TAG NO [NOPERM] not yours\r\n"
    uids, wanted = fetched(command)
    return b"TAG NO [SERVERBUG] no\r\n" if 2 in uids and b"BODY.PEEK[]" in wanted else None


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    needs_program("dovecot")
    with running_dovecot() as server:
        yield server


@pytest.fixture
def home(dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    client = dovecot.client()
    client.create("Secret")
    client.logout()
    put(dovecot, *(letter(f"mail {number}") for number in range(1, 4)))
    calendars = {"work": dict(WORK), "broken": {"a.ics": one("Lost")}}
    habits = {
        "withheld": frozenset({"gone.ics"}),
        "broken": frozenset({"broken"}),
        "etags": "weak",
        "times": 2,
    }
    with odd_server(calendars=calendars, **habits) as dav, spoiling(dovecot.port, spoil) as imap:
        home = tmp_path / "home"
        home.mkdir(mode=0o700)
        (home / "accounts.toml").write_text(accounts(dav, imap.port))
        for name, value in {
            "HOME": str(home),
            "MODEL": "offline",
            "TIME_ZONE": "Europe/London",
            "NOW": NOW.isoformat(),
            "WORK_PASSWORD": PASSWORD,
        }.items():
            monkeypatch.setenv(f"ASSISTANT_{name}", value)
        monkeypatch.chdir(tmp_path)
        main(["sync"])
        western = file(event("Opera", "LOCATION:Caf\u00e9")).decode().encode("latin-1")
        (home / "calendar" / "Work" / "western.ics").write_bytes(western)
        yield home


def accounts(dav: OddServer, imap_port: int) -> str:
    return (
        f'[work]\naddress = "sam@example.com"\nuser = "{USER}"\ncaldav_url = "{dav.url}"\nplain = true\n'
        f'[work.imap]\nhost = "127.0.0.1"\nport = {imap_port}\nsecurity = "plain"\n'
    )


def check_each_is_named_once(lines: list[str], bad: dict[str, str]) -> None:
    for where, why in bad.items():
        named = [line for line in lines if f"{where}:" in line]
        assert len(named) == 1 and why in named[0], (where, lines)


def test_all_that_is_good_is_shown_and_each_that_is_bad_is_named_once(home, capfd):
    capfd.readouterr()
    assert main(["agenda", "next", "week", "--json"]) == 0
    out, _ = capfd.readouterr()
    assert sorted(found["title"] for found in json.loads(out)["events"]) == SHOWN
    assert main(["agenda", "next", "week"]) == 0
    out, err = capfd.readouterr()
    assert all(title in out for title in SHOWN)
    check_each_is_named_once(err.splitlines(), CALENDAR_BAD)
    assert main(["ask", "What do I have next week?"]) == 0
    out, _ = capfd.readouterr()
    assert all(f"'{title}'" in out for title in SHOWN)
    check_each_is_named_once(out.splitlines(), CALENDAR_BAD)
    assert main(["mail"]) == 0
    out, err = capfd.readouterr()
    assert "mail 1" in out and "mail 3" in out
    check_each_is_named_once(err.splitlines(), MAIL_BAD)
    assert main(["ask", "List all my mails"]) == 0
    out, _ = capfd.readouterr()
    assert "'mail 1'" in out and "'mail 3'" in out
    check_each_is_named_once(out.splitlines(), MAIL_BAD)
