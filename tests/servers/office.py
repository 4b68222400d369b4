"""A calendar server, a mailbox and a way out for mails on loopback, and a home that is connected to them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.dav_servers import RunningServer, client_of, make_calendar, radicale
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.tools.mail.sink import Sink, accept_login, running

ROOT = Path(__file__).parents[2]
ADDRESS = "sam@example.com"
ENVIRONMENT = {
    "ASSISTANT_MODEL": "offline",
    "ASSISTANT_TIME_ZONE": "Europe/London",
    "ASSISTANT_NOW": "2026-11-20T10:00",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
}


@dataclass
class Office:
    """The servers, all with the user `sam` and one password."""

    dav: RunningServer
    dovecot: Dovecot
    sink: Sink

    @property
    def flags(self) -> list[str]:
        """What `assistant connect` is told of them."""
        return [
            *("connect", ADDRESS, "--user", "sam", "--password-stdin", "--caldav", self.dav.url),
            *("--imap", f"127.0.0.1:{self.dovecot.port}/plain"),
            *("--smtp", f"127.0.0.1:{self.sink.port}/plain"),
        ]

    def events(self) -> list[str]:
        """What the calendar server has."""
        with client_of(self.dav.url, PASSWORD) as client:
            [calendar] = client.principal().get_calendars()
            return sorted(str(event.data) for event in calendar.search(event=True))

    def mails(self, folder: str) -> list[bytes]:
        """What the mail server has in `folder`."""
        client = self.dovecot.client()
        try:
            client.select(f'"{folder}"', readonly=True)
            _, [found] = client.uid("search", "ALL")
            numbers = found.split()
            return [client.uid("fetch", number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]
        finally:
            client.logout()

    def put_mail(self, content: bytes) -> None:
        client = self.dovecot.client()
        client.append("INBOX", "", "", content)
        client.logout()

    def empty(self) -> None:
        """As on the first day."""
        make_calendar(self.dav.url, PASSWORD)
        self.dovecot.empty()
        self.sink.kept.clear()


@contextmanager
def running_office(folder: Path) -> Iterator[Office]:
    sink = Sink()
    options = {"authenticator": accept_login(sink, PASSWORD), "auth_require_tls": False}
    with (
        radicale(folder, password=PASSWORD) as dav,
        running_dovecot() as dovecot,
        running(sink, **options),
    ):
        yield Office(dav, dovecot, sink)


class Cli:
    """The command line on one home, each command a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ASSISTANT_", "OPENAI_"))
        }
        self.environment = {**kept, **ENVIRONMENT, "ASSISTANT_HOME": str(home)}

    def __call__(self, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            text=True,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout, done.stderr

    def json(self, *arguments: str, stdin: str = "") -> tuple[int, Any]:
        code, out, _ = self(*arguments, "--json", stdin=stdin)
        return code, json.loads(out)
