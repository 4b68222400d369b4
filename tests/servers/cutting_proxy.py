"""A wire between a client and a server on loopback that is cut at a chosen moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.patience import PATIENCE_S


@dataclass
class CuttingProxy:
    """Hands on what both sides say.

    `cut_at` names the bytes of the client with which the wire is cut: before they get through, or
    with `heard` after the server has answered them. Of the answer `through` bytes get to the client.
    Each cut happens once. With `spared` they get through as often before, and with `stalls` nothing
    more gets through that connection, which stays.
    """

    target: int
    port: int = 0
    cut_at: bytes = b""
    heard: bool = False
    through: int = 0
    spared: int = 0
    stalls: bool = False
    cuts: int = 0
    connections: int = 0
    """How many were ever opened through it."""
    _open: list[socket.socket] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=PATIENCE_S)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            self.connections += 1
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            silent = threading.Event()
            for source, sink, is_client in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pump, args=(source, sink, is_client, silent), daemon=True
                ).start()

    def _pump(
        self, source: socket.socket, sink: socket.socket, is_client: bool, silent: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_client and self.cut_at and self.cut_at in data and self.spared:
                    self.spared -= 1
                elif is_client and self.cut_at and self.cut_at in data:
                    self.cut_at = b""
                    self.cuts += 1
                    if self.stalls:
                        return
                    if not self.heard:
                        break
                    silent.set()
                    sink.sendall(data)
                    continue
                if not is_client and silent.is_set():
                    # A literal is asked for: only the last answer is the one to lose.
                    if data.startswith(b"+ "):
                        sink.sendall(data)
                        continue
                    sink.sendall(data[: self.through])
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def cutting_proxy(target: int) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(target)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy.port = listener.getsockname()[1]
        thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            proxy.close()
            thread.join(timeout=PATIENCE_S)
