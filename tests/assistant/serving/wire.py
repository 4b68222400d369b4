"""An MCP client of bare lines: it sees all that comes out of the server, and may fall silent or die."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from tests.assistant.serving.office import ROOT, Office
from tests.patience import PATIENCE_S

Message = dict[str, Any]


class Wire:
    """Both ends of a server's pipes."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.heard: list[Message] = []
        self._ids = count(1)

    def send(self, **message: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method: str, **params: Any) -> int:
        number = next(self._ids)
        self.send(id=number, method=method, params=params)
        return number

    def hear(self) -> Message:
        """The next message; whatever is none fails the test."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the server has gone"
        message: Message = json.loads(line)
        assert message["jsonrpc"] == "2.0", line
        self.heard.append(message)
        return message

    def hear_until(self, **wanted: Any) -> Message:
        """The next message in which `wanted` stands."""
        while True:
            message = self.hear()
            if wanted.items() <= message.items():
                return message

    def greet(self, *, forms: bool = True) -> None:
        able = {"elicitation": {}} if forms else {}
        about = {"name": "wire", "version": "1"}
        number = self.request("initialize", protocolVersion="2025-06-18", capabilities=able, clientInfo=about)
        self.hear_until(id=number)
        self.send(method="notifications/initialized")

    def call(self, name: str, **arguments: str) -> int:
        return self.request("tools/call", name=name, arguments=arguments)


@contextmanager
def wired(office: Office, *, code: str = "", **environment: str) -> Iterator[Wire]:
    """A server of its own, with `code` run before it."""
    start = f"{code}\nfrom assistant.__main__ import main\nmain()"
    with subprocess.Popen(
        [sys.executable, "-c", start, "mcp"],
        cwd=ROOT,
        env={**office.environment, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield Wire(process)
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()
