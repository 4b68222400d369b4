"""A wire between a client and an IMAP server on loopback on which some answers are others'."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.patience import PATIENCE_S

UIDS = re.compile(rb"UID FETCH ([\d,:]+) (.*)", re.DOTALL)
Spoil = Callable[[bytes], bytes | None]
"""Of a command without its tag, what is answered in place of the server; None: the server answers.

`TAG` in it stands for the command's; an answer of nothing hangs up.
"""


@dataclass
class SpoilingProxy:
    """Hands on what both sides say, but for what `spoil` answers."""

    target: int
    spoil: Spoil
    port: int = 0
    spoiled: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target), timeout=PATIENCE_S)
            except OSError:
                return
            server.settimeout(None)
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            for pump in (self._commands, self._answers):
                threading.Thread(target=pump, args=(client, server), daemon=True).start()

    def _commands(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                tag, _, command = data.partition(b" ")
                answer = self.spoil(command)
                if answer is None:
                    server.sendall(data)
                    continue
                self.spoiled += 1
                if not answer:
                    break
                client.sendall(answer.replace(b"TAG", tag))
        hang_up(client, server)

    def _answers(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
        hang_up(client, server)

    def close(self) -> None:
        hang_up(*self._open)


def hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def spoiling(target: int, spoil: Spoil) -> Iterator[SpoilingProxy]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = SpoilingProxy(target, spoil, listener.getsockname()[1])
        threading.Thread(target=proxy.serve, args=(listener,), daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.close()


def fetched(command: bytes) -> tuple[set[int], bytes]:
    """Which UIDs a FETCH is about, and what it wants of them; none for other commands."""
    found = UIDS.match(command)
    if found is None:
        return set(), b""
    uids: set[int] = set()
    for piece in found[1].split(b","):
        first, _, last = piece.partition(b":")
        uids |= set(range(int(first), int(last or first) + 1))
    return uids, found[2]
