"""One port on which all five protocols are spoken; what breaks a rule is refused with 400 and kept.

with ProviderServer(answer) as server:
    ChatAnthropic(base_url=server.address, …)
    server.fail(529)
    assert not server.refusals
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.patience import PATIENCE_S
from tests.servers.providers import anthropic, gemini, ollama, openai_chat, openai_responses
from tests.servers.providers.rules import RefusedError, Say

Answer = Callable[[list[str], str, bool], Say]
"""What the model says: of the tools that it has, the newest words, and whether a tool has answered."""
Pace = Callable[[bytes], bool]
"""Is asked before each piece of an answer is sent; False: nothing more is, until the client hangs up."""
Sent = tuple[str, list[bytes]]
"""The content type, and the pieces of the body."""


@dataclass
class ProviderServer:
    """Loopback server; `strict` refuses names in messages, as Groq does.

    It answers one request at a time unless it has `slots`.
    """

    say: Answer
    strict: bool = False
    slots: int = 1
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    hung_up: int = 0
    """Answers that nobody waited for any more."""
    _failing: deque[int] = field(default_factory=deque)
    _paces: deque[Pace] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._slot = threading.Semaphore(self.slots)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(self, *statuses: int) -> None:
        """Answer the next requests with these statuses."""
        self._failing.extend(statuses)

    def then_fail(self, answered: int, status: int) -> None:
        """Answer so many of the next requests, and the one after them with `status`."""
        self._failing.extend([0] * answered + [status])

    def slow(self, *paces: Pace) -> None:
        """Answer the next requests so slowly."""
        self._paces.extend(paces)

    def send(self, path: str, body: dict[str, Any], request: "_Handler") -> None:
        """Answer `request`, when those before it are answered."""
        with self._slot:
            status, (kind, pieces) = self.reply(path, body)
            pace = self._paces.popleft() if self._paces else lambda _: True
            request.begin(status, kind)
            for piece in pieces:
                if not pace(piece):
                    self.hung_up += request.waits_in_vain()
                    return
                request.piece(piece)
            request.piece(b"")

    def reply(self, path: str, body: dict[str, Any]) -> tuple[int, Sent]:
        self.requests.append((path, body))
        protocol = _protocol(path)
        if status := self._failing.popleft() if self._failing else 0:
            return status, _json(protocol.refused(f"failing with {status}", status))
        try:
            return 200, self._answered(path, body)
        except RefusedError as refusal:
            self.refusals.append(f"{path}: {refusal}")
            return 400, _json(protocol.refused(str(refusal), 400))

    def _answered(self, path: str, body: dict[str, Any]) -> Sent:
        match _protocol(path):
            case module if module is gemini:
                model = path.split("/models/")[1].split(":")[0]
                gemini.check(body, model)
                reply = gemini.answer(model, body, self.say(*gemini.asked(body)))
                return _events(gemini.events(reply)) if "streamGenerateContent" in path else _json(reply)
            case module if module is ollama:
                ollama.check(body)
                reply = ollama.answer(body, self.say(*ollama.asked(body)))
                streamed = ollama.events(reply) if body.get("stream", True) else [reply]
                return "application/x-ndjson", [json.dumps(one).encode() + b"\n" for one in streamed]
            case module:
                strict = {"strict": self.strict} if module is openai_chat else {}
                module.check(body, **strict)
                reply = module.answer(body, self.say(*module.asked(body)))
                if not body.get("stream"):
                    return _json(reply)
                ends = [] if module is not openai_chat else ["[DONE]"]
                return _events([*module.events(reply), *ends])


def _protocol(path: str) -> Any:
    for ending, module in (
        ("/v1/messages", anthropic),
        ("/api/chat", ollama),
        ("/chat/completions", openai_chat),
        ("/responses", openai_responses),
    ):
        if path.partition("?")[0].endswith(ending):
            return module
    return gemini


def _json(content: dict[str, Any]) -> Sent:
    return "application/json", [json.dumps(content).encode()]


def _events(events: Iterable[dict[str, Any] | str]) -> Sent:
    lines = [
        f"data: {event}\n\n"
        if isinstance(event, str)
        else (f"event: {event['type']}\n" if "type" in event else "") + f"data: {json.dumps(event)}\n\n"
        for event in events
    ]
    return "text/event-stream", [line.encode() for line in lines]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: ProviderServer

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.owner.send(self.path, body, self)

    def begin(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def piece(self, data: bytes) -> None:
        """Of a chunked body; an empty one ends it."""
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def waits_in_vain(self) -> bool:
        """Whether the client has closed the connection, as soon as it has."""
        self.close_connection = True
        self.connection.settimeout(PATIENCE_S)
        try:
            return self.connection.recv(1) == b""
        except ConnectionResetError:
            return True
