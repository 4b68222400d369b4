"""Mail servers on loopback that give back what they were let in with: as a debugging line would."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Smtp(socketserver.StreamRequestHandler):
    """Lets anybody in, and refuses each recipient with the words of the login."""

    def handle(self) -> None:
        self.wfile.write(b"220 echo\r\n")
        seen = b""
        while line := self.rfile.readline().strip():
            verb = line[:4].upper()
            if verb == b"AUTH":
                coded = line.split()[-1]
                seen = coded + b" " + base64.b64decode(coded).replace(b"\0", b"|")
            answers = {
                b"EHLO": b"250-echo\r\n250 AUTH PLAIN",
                b"AUTH": b"235 welcome",
                b"RCPT": b"550 5.7.1 not for you, " + seen,
                b"QUIT": b"221 bye",
            }
            self.wfile.write(answers.get(verb, b"250 ok") + b"\r\n")


class _Imap(socketserver.StreamRequestHandler):
    """Lets nobody in for now, and says whom, in words so long that they are cut."""

    def handle(self) -> None:
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] echo\r\n")
        while line := self.rfile.readline().strip():
            tag, command, *_ = line.split(b" ")
            if command.upper() == b"LOGIN":
                self.wfile.write(tag + b" NO [UNAVAILABLE] " + b"x" * 145 + b" you said " + line + b"\r\n")
            elif command.upper() == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
            else:
                self.wfile.write(tag + b" OK done\r\n")


@contextmanager
def echoing_servers() -> Iterator[tuple[int, int]]:
    """The ports of an IMAP and an SMTP server."""
    servers = [socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) for kind in (_Imap, _Smtp)]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield servers[0].server_address[1], servers[1].server_address[1]
    for server in servers:
        server.shutdown()
        server.server_close()
