"""A calendar server, a mailbox and a way out for mails on loopback, and a home that is connected to them."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.commands.cli import main
from tests.servers.dav_servers import RunningServer, client_of, make_calendar, radicale
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.tools.mail.sink import Sink, accept_login, running

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
    """The command line on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {**ENVIRONMENT, "ASSISTANT_HOME": str(home)}

    def __call__(self, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    code = main(arguments)
                except SystemExit as exit:
                    code = int(exit.code or 0)
        return code, out.getvalue(), err.getvalue()

    def json(self, *arguments: str, stdin: str = "") -> tuple[int, Any]:
        code, out, _ = self(*arguments, "--json", stdin=stdin)
        return code, json.loads(out)
