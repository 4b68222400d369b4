"""What stands between a client and a server, and changes or cuts what goes through."""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

Through = Callable[[bytes], bytes | None]
"""What becomes of a piece; None: both are cut off, and it gets no further."""


@contextmanager
def relay(address: str, *, ask: Through = bytes, answer: Through = bytes) -> Iterator[str]:
    """The address of `address` with us in between, for questions and answers."""
    port = urlsplit(address).port
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(client: socket.socket, server: socket.socket) -> None:
        ways = {client: (server, ask), server: (client, answer)}
        with client, server, suppress(OSError):
            while True:
                for source in select.select([*ways], [], [])[0]:
                    target, through = ways[source]
                    changed = through(source.recv(65536))
                    if not changed:
                        return
                    target.sendall(changed)

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", port))
                except OSError:  # it is being restarted, and will be there for a later one
                    client.close()
                    continue
                threading.Thread(target=carry, args=(client, server), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield address.replace(f":{port}/", f":{listening.getsockname()[1]}/")
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
