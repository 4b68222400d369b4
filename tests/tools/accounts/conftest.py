"""DNS, web and token servers on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, SOCK_DGRAM, socket

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import httpx
import pytest

from tests.patience import PATIENCE_S


class Names:
    """A DNS server that knows `records`: name and type to texts."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.silent = False
        self._socket = socket(AF_INET, SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self.port
        resolver.lifetime = PATIENCE_S
        return resolver

    def close(self) -> None:
        # Wakes the thread up as well: closing alone doesn't.
        with socket(AF_INET, SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))

    def _serve(self) -> None:
        while True:
            wire, asker = self._socket.recvfrom(4096)
            if not wire:
                self._socket.close()
                return
            if self.silent:
                continue
            query = dns.message.from_wire(wire)
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            question = query.question[0]
            kind = dns.rdatatype.to_text(question.rdtype)
            texts = self.records.get((str(question.name).rstrip(".").lower(), kind))
            if texts:
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self._socket.sendto(answer.to_wire(), asker)


class Web:
    """A web server for all hosts: `pages` gives host and path an answer (status, headers, body)."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str, str]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                host, path = self.headers["Host"], self.path.partition("?")[0]
                web.asked.append((self.command, host, self.path))
                status, headers, body = web.pages.get((host, path), (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PROPFIND = answer  # noqa: N815  # named by the library

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def client(self) -> httpx.Client:
        """A client that finds every host here; what it asks for stays https."""
        return httpx.Client(transport=ToLoopback(self.server.server_port), timeout=PATIENCE_S)


class ToLoopback(httpx.BaseTransport):
    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        here = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        headers = {**request.headers, "host": request.url.host}
        return self._inner.handle_request(
            httpx.Request(request.method, here, headers=headers, content=request.read())
        )

    def close(self) -> None:
        self._inner.close()


@pytest.fixture
def names() -> Iterator[Names]:
    names = Names()
    yield names
    names.close()


@contextmanager
def running(web: Web) -> Iterator[Web]:
    try:
        yield web
    finally:
        web.server.shutdown()
        web.server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    with running(Web()) as web:
        yield web
