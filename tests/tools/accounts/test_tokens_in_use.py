"""Access tokens let us in where a password would: at the way out for mails, and at calendars."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from tests.tools.mail.sink import Sink, running
from tools.errors import FinalError
from tools.mail.smtp_outbox import SmtpOutbox, SmtpServer
from tools.mail.transport import Security
from tools.scheduling.dav.server import CalDavServer

MAIL = b"From: sam@gmail.com\r\nTo: ana@example.org\r\nMessage-ID: <1@x>\r\n\r\nHi\r\n"


class TokenSink(Sink):
    """Lets in who brings the token `good`, as Google and Microsoft do."""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> Any:  # noqa: N802  # named by aiosmtpd
        said = base64.b64decode(args[1]).decode()
        self.logins.append(said)
        if said == "user=sam@gmail.com\x01auth=Bearer good\x01\x01":
            return AuthResult(success=True, auth_data="sam")
        # The reason comes as a challenge, and a refusal only after an empty answer to it.
        assert await server.challenge_auth('{"status":"400"}', encode_to_b64=True) == b""
        return AuthResult(success=False, handled=False)


def outbox(sink: Sink, token: str) -> SmtpOutbox:
    server = SmtpServer(
        "127.0.0.1", sink.port, Security.PLAIN, user="sam@gmail.com", token=lambda: token, timeout_s=60
    )
    return SmtpOutbox(server)


def test_a_mail_goes_out_with_a_token():
    sink = TokenSink()
    with running(sink, auth_require_tls=False, auth_exclude_mechanism=["LOGIN", "PLAIN"]):
        outbox(sink, "good").send(MAIL, "sam@gmail.com", ["ana@example.org"])
        assert len(sink.kept) == 1
        with pytest.raises(FinalError, match="refuses the user name or the password"):
            outbox(sink, "old").send(MAIL, "sam@gmail.com", ["ana@example.org"])
        assert len(sink.kept) == 1


def test_each_request_to_a_calendar_carries_the_token_of_that_moment():
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PROPFIND(self) -> None:
            heard.append(self.headers.get("Authorization", ""))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Bearer")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=web.serve_forever, args=(0.01,), daemon=True).start()
    numbers = iter(range(1, 100))
    server = CalDavServer(
        f"http://127.0.0.1:{web.server_port}/",
        "sam",
        "",
        token=lambda: f"token-{next(numbers)}",
        timeout_s=60,
    )
    for _ in range(2):
        with pytest.raises(FinalError, match="refuses the user name or the password"):
            server.calendars()
    server.close()
    web.shutdown()
    web.server_close()
    assert len(set(heard)) == len(heard) >= 2 and all(one.startswith("Bearer token-") for one in heard)
