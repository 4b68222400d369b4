"""A model server on loopback: it speaks OpenAI's chat completions, plays a script, and fails in every way.

    with OpenAIServer() as server:
        server.play(calls("schedule_event", request="standup at ten"), says("Done."))
        server.play(calls("create_calendar_event", ...), says("Created."), to="create_calendar_event")
        ...
        assert server.requests[-1].tools == ("schedule_event", "manage_email")

Every request is held against OpenAI's rules for a history: what they refuse is answered with 400, as
OpenAI would, and makes leaving the `with` block fail. Replies go out as JSON or, when the client asks
for `stream`, as server-sent events.
"""

import itertools
import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

from tests.patience import PATIENCE_S

KEY = "sk-test-0123456789abcdef0123456789abcdef"
_TOOL_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    at: float
    """By the monotonic clock, in seconds."""
    authorization: str
    body: dict[str, Any]
    violations: tuple[str, ...]
    """Where it breaks OpenAI's rules."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def tools(self) -> tuple[str, ...]:
        return tuple(tool["function"]["name"] for tool in self.body.get("tools", ()))

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def system(self) -> str:
        """The system prompt."""
        return "\n".join(text_of(m) for m in self.messages if m["role"] in ("system", "developer"))

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    @property
    def last_text(self) -> str:
        return text_of(self.last)

    @property
    def tool_results(self) -> dict[str, str]:
        """What the tools answered, by tool call id."""
        return {m["tool_call_id"]: text_of(m) for m in self.messages if m["role"] == "tool"}

    @property
    def chars(self) -> int:
        """How many characters of messages and tool schemas were sent."""
        return len(json.dumps(self.body["messages"], ensure_ascii=False)) + len(
            json.dumps(self.body.get("tools", []), ensure_ascii=False)
        )


@dataclass(frozen=True)
class Call:
    """A tool call; `arguments` is sent as it stands, JSON or not."""

    name: str
    arguments: str
    id: str = ""


@dataclass(frozen=True)
class Reply:
    """What the server answers to one request."""

    text: str | None = None
    calls: tuple[Call, ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    error: str = ""
    """The sentence of an error body."""
    error_code: str | None = None
    raw: bytes | None = None
    """These bytes in the place of a JSON body."""
    delay_s: float = 0.0
    """Waits this long before the first byte, or until the server closes."""
    fault: Literal["", "hang", "cut", "end", "reset"] = ""
    """hang: never answers. cut: half of the answer, then the connection closes. end: half of a stream, which
    then ends as if it were whole. reset: closes at once."""
    finish: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int = 0


Script = Reply | Callable[[Request], Reply]


def says(text: str, **more: Any) -> Reply:
    """A reply in words."""
    return Reply(text=text, **more)


def calls(name: str, /, **arguments: Any) -> Reply:
    """A reply that calls one tool."""
    return Reply(calls=(Call(name, json.dumps(arguments)),))


def calls_many(*each: tuple[str, dict[str, Any]]) -> Reply:
    """A reply that calls several tools at once."""
    return Reply(calls=tuple(Call(name, json.dumps(arguments)) for name, arguments in each))


def calls_raw(name: str, arguments: str) -> Reply:
    """A tool call whose arguments are this text, which may be no JSON."""
    return Reply(calls=(Call(name, arguments),))


def fails(status: int, message: str = "", *, retry_after: str = "", code: str | None = None) -> Reply:
    """An HTTP error with OpenAI's error body."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Reply(status=status, error=message or f"status {status}", headers=headers, error_code=code)


def rate_limited(retry_after: str = "") -> Reply:
    return fails(429, "Rate limit reached", retry_after=retry_after, code="rate_limit_exceeded")


def out_of_quota() -> Reply:
    return fails(429, "You exceeded your current quota", code="insufficient_quota")


def context_too_long() -> Reply:
    return fails(
        400,
        "This model's maximum context length is 8192 tokens; your messages resulted in 90000 tokens.",
        code="context_length_exceeded",
    )


def hangs(seconds: float | None = None) -> Reply:
    """Answers after `seconds`; None: never."""
    return Reply(fault="hang") if seconds is None else Reply(text="late", delay_s=seconds)


def cut(text: str = "This sentence is never fin") -> Reply:
    """The first half of an answer; then the connection closes."""
    return Reply(text=text, fault="cut")


def ends_early(text: str = "This sentence is never fin") -> Reply:
    """The first half of a stream, which ends in good order but without saying why it finished."""
    return Reply(text=text, fault="end")


def resets() -> Reply:
    """The connection closes without an answer."""
    return Reply(fault="reset")


def garbage(body: bytes = b'{"id": "chatcmpl-1", "choices": [{"mess') -> Reply:
    """A body that is no JSON, or not the JSON that was expected."""
    return Reply(raw=body)


def text_of(message: dict[str, Any]) -> str:
    """The text of a message in OpenAI's format, its parts joined."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content or ""


def violations_of(body: dict[str, Any]) -> tuple[str, ...]:
    """Where a request breaks OpenAI's rules for messages and tools; empty: it would be accepted."""
    found: list[str] = []
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return ("'messages' must be a list with at least one message",)
    offered = [tool.get("function", {}).get("name", "") for tool in body.get("tools") or []]
    found += [
        f"tool name {name!r} does not match {_TOOL_NAME.pattern}"
        for name in offered
        if not _TOOL_NAME.match(name)
    ]
    found += [f"tool name {name!r} is offered twice" for name in set(offered) if offered.count(name) > 1]
    open_calls: dict[str, int] = {}
    seen: set[str] = set()
    for index, message in enumerate(messages):
        role = message.get("role")
        where = f"messages[{index}]"
        if role not in ("system", "developer", "user", "assistant", "tool"):
            found.append(f"{where}: role {role!r} is unknown")
            continue
        if role == "tool":
            call_id = message.get("tool_call_id")
            if call_id in open_calls:
                del open_calls[call_id]
            elif call_id in seen:
                found.append(f"{where}: tool call {call_id!r} is answered twice")
            else:
                found.append(
                    f"{where}: role 'tool' must be a response to a preceding message with 'tool_calls'"
                )
            if not isinstance(message.get("content"), str | list):
                found.append(f"{where}: a tool message needs content")
            continue
        if open_calls:
            found.append(
                f"{where}: an assistant message with 'tool_calls' must be followed by tool messages "
                f"responding to each 'tool_call_id'; no response: {', '.join(open_calls)}"
            )
            open_calls = {}
        content, tool_calls = message.get("content"), message.get("tool_calls")
        if role == "assistant":
            if content is None and not tool_calls:
                found.append(f"{where}: an assistant message needs content or tool_calls")
            if tool_calls == []:
                found.append(f"{where}: 'tool_calls' is empty")
            for call in tool_calls or ():
                if not call.get("id") or call["id"] in open_calls:
                    found.append(f"{where}: tool call id {call.get('id')!r} is missing or used twice")
                if not _TOOL_NAME.match(call["function"]["name"]):
                    found.append(f"{where}: tool name {call['function']['name']!r} is malformed")
                if not isinstance(call["function"].get("arguments"), str):
                    found.append(f"{where}: arguments of {call['function']['name']} are no string")
                open_calls[call["id"]] = index
                seen.add(call["id"])
        elif not isinstance(content, str | list):
            found.append(f"{where}: role {role!r} needs content")
    if open_calls:
        found.append(
            "an assistant message with 'tool_calls' must be followed by tool messages responding to each "
            f"'tool_call_id'; no response: {', '.join(open_calls)}"
        )
    return tuple(found)


@dataclass
class _Queue:
    replies: deque[Script] = field(default_factory=deque)
    forever: Script | None = None


class OpenAIServer:
    """A context manager; `base_url` and `key` are what a client is configured with."""

    def __init__(self, *, key: str = KEY) -> None:
        self.key = key
        self.requests: list[Request] = []
        """Every request, in the order of arrival, refused ones included."""
        self.unplanned: list[str] = []
        """Requests that no script was left for; they were answered with 500."""
        self._queues: dict[str, _Queue] = {"": _Queue()}
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self.closing = threading.Event()
        """Set when the server closes; whoever hangs wakes up."""
        server = self

        class Handler(_Handler):
            owner = server

        self._http = _Http(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def environment(self) -> dict[str, str]:
        """What `assistant` is started with to talk to this server."""
        return {
            "OPENAI_API_KEY": self.key,
            "OPENAI_BASE_URL": self.base_url,
            "ASSISTANT_MODEL": "openai:gpt-test",
        }

    def play(self, *replies: Script, to: str = "") -> Self:
        """Answer the next requests with `replies`, in order; with `to`, requests that offer that tool.

        A callable is given the request and returns the reply.
        """
        with self._lock:
            self._queues.setdefault(to, _Queue()).replies.extend(replies)
        return self

    def always(self, reply: Script, *, to: str = "") -> Self:
        """Answer every further request so, once what was to be played has been."""
        with self._lock:
            self._queues.setdefault(to, _Queue()).forever = reply
        return self

    @property
    def left(self) -> int:
        """How many planned replies nobody has asked for."""
        with self._lock:
            return sum(len(queue.replies) for queue in self._queues.values())

    @property
    def violations(self) -> list[str]:
        """Every breach of OpenAI's rules, over all requests."""
        return [found for request in self.requests for found in request.violations]

    def requests_to(self, tool: str) -> list[Request]:
        """The requests that offered `tool`, which tells the agents apart."""
        return [request for request in self.requests if tool in request.tools]

    def check(self) -> None:
        """Fail when a request broke OpenAI's rules, or came when the script had run out."""
        assert not self.violations, self.violations
        assert not self.unplanned, self.unplanned

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if error is None:
            self.check()

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=PATIENCE_S)

    def _next(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            if request.violations:
                return fails(400, request.violations[0], code="invalid_request_error")
            queues = [self._queues[tool] for tool in request.tools if tool in self._queues]
            script: Script | None = None
            for queue in (*queues, self._queues[""]):
                script = queue.replies.popleft() if queue.replies else queue.forever
                if script is not None:
                    break
            if script is None:
                self.unplanned.append(
                    f"request {len(self.requests)}, tools {request.tools}, last: {request.last_text[:200]!r}"
                )
                return fails(500, "the script has run out")
        reply = script if isinstance(script, Reply) else script(request)
        with self._lock:
            named = tuple(replace(call, id=call.id or f"call_{next(self._ids):04d}") for call in reply.calls)
        return replace(reply, calls=named)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is what a timeout looks like from here."""


class _Handler(BaseHTTPRequestHandler):
    owner: OpenAIServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        if self.path.removesuffix("/").endswith("/models"):
            listing = {"object": "list", "data": [{"id": "gpt-test", "object": "model", "owned_by": "test"}]}
            self._send(200, json.dumps(listing).encode())
        else:
            self._send(404, _error("no such path", None))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.path.endswith("/chat/completions"):
            self._send(404, _error(f"no such path: {self.path}", None))
            return
        authorization = self.headers.get("Authorization", "")
        if authorization != f"Bearer {self.owner.key}":
            self._send(401, _error("Incorrect API key provided: sk-wrong.", "invalid_api_key"))
            return
        body = json.loads(raw)
        request = Request(time.monotonic(), authorization, body, violations_of(body))
        reply = self.owner._next(request)
        if reply.fault == "reset":
            self._abort()
            return
        if reply.fault == "hang" or reply.delay_s:
            self.owner.closing.wait(reply.delay_s or None)
            if reply.fault == "hang":
                self._abort()
                return
        if reply.status != 200:
            self._send(reply.status, _error(reply.error, reply.error_code), reply.headers)
        elif reply.raw is not None:
            self._send(200, reply.raw, reply.headers)
        elif body.get("stream"):
            self._stream(body, reply)
        else:
            self._whole(body, reply)

    def _whole(self, body: dict[str, Any], reply: Reply) -> None:
        message: dict[str, Any] = {"role": "assistant", "content": reply.text}
        if reply.calls:
            message["tool_calls"] = [_call(call) for call in reply.calls]
        document = {
            "id": "chatcmpl-test", "object": "chat.completion", "created": 1, "model": body.get("model"),
            "choices": [{"index": 0, "message": message, "finish_reason": _finish(reply)}],
            "usage": _usage(body, reply),
        }  # fmt: skip
        data = json.dumps(document).encode()
        if reply.fault == "cut":
            self._send(200, data[: len(data) // 2], length=len(data))
            self._abort()
        else:
            self._send(200, data, reply.headers)

    def _stream(self, body: dict[str, Any], reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        text = reply.text or ""
        step = max(8, len(text) // 200)
        deltas += [{"content": text[at : at + step]} for at in range(0, len(text), step)]
        for index, call in enumerate(reply.calls):
            head = {"index": index, "id": call.id, "type": "function"}
            deltas.append({"tool_calls": [{**head, "function": {"name": call.name, "arguments": ""}}]})
            half = len(call.arguments) // 2
            for piece in (call.arguments[:half], call.arguments[half:]):
                deltas.append({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
        chunk = {
            "id": "chatcmpl-test",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": body.get("model"),
        }
        if reply.fault in ("cut", "end"):
            for delta in deltas[: max(1, len(deltas) // 2)]:
                self._event({**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            if reply.fault == "cut":
                self._abort()
            else:
                self._chunk(b"")
            return
        for delta in deltas:
            self._event({**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        self._event({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": _finish(reply)}]})
        if (body.get("stream_options") or {}).get("include_usage"):
            self._event({**chunk, "choices": [], "usage": _usage(body, reply)})
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, document: dict[str, Any]) -> None:
        self._chunk(f"data: {json.dumps(document)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        """One piece of a chunked body; an empty one ends it."""
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def _send(
        self, status: int, body: bytes, headers: Sequence[tuple[str, str]] = (), *, length: int | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _abort(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _error(message: str, code: str | None) -> bytes:
    return json.dumps({"error": {"message": message, "type": "error", "param": None, "code": code}}).encode()


def _call(call: Call) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if reply.calls else "stop")


def _usage(body: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """Four characters are one token, unless the reply says otherwise."""
    sent = reply.input_tokens
    if sent is None:
        sent = len(json.dumps(body["messages"])) // 4
    made = reply.output_tokens
    if made is None:
        made = (len(reply.text or "") + sum(len(call.arguments) for call in reply.calls)) // 4 + 1
    return {
        "prompt_tokens": sent,
        "completion_tokens": made,
        "total_tokens": sent + made,
        "prompt_tokens_details": {"cached_tokens": reply.cached_tokens},
    }
