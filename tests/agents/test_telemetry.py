"""Spans go to a collector when that is set, without what was said."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from agents.telemetry import start_telemetry
from tests.agents.bounds.conftest import desk, server
from tests.agents.bounds.desk import Desk
from tests.servers.openai_server import OpenAIServer, calls, fails, says
from tools.errors import ModelError
from tools.redaction import REDACTION

__all__ = ["desk", "server"]


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    http = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_address[1]}", got
    http.shutdown()
    http.server_close()


def test_spans_of_agents_models_and_tools_reach_the_collector_without_what_was_said(
    desk: Callable[..., Desk], server: OpenAIServer, collector: tuple[str, list[bytes]]
) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    import gzip

    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    address, got = collector
    stop = start_telemetry(address)
    server.play(calls("schedule_event", request="the secret lunch"), says("Your secret is safe."))
    server.play(says("Nothing is on."), to="create_calendar_event")
    assert desk().ask("the secret lunch") == "Your secret is safe."
    stop()
    spans: list[Any] = []
    for body in got:
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        for resource in ExportTraceServiceRequest.FromString(plain).resource_spans:
            spans += [span for scope in resource.scope_spans for span in scope.spans]
    attributes = [{a.key: a.value.string_value for a in span.attributes} for span in spans]
    operations = {a.get("gen_ai.operation.name") for a in attributes}
    assert {"chat", "execute_tool"} <= operations
    assert {"gpt-test"} == {a["gen_ai.request.model"] for a in attributes if "gen_ai.request.model" in a}
    assert {"supervisor", "calendar", "schedule_event"} <= {span.name for span in spans}
    assert not any(b"secret" in (gzip.decompress(b) if b[:2] == b"\x1f\x8b" else b) for b in got)
    sent = len(got)
    server.play(says("Quiet."))
    desk().ask("hi")
    assert len(got) == sent


def test_a_key_that_a_server_gives_back_is_in_no_span(
    desk: Callable[..., Desk], server: OpenAIServer, collector: tuple[str, list[bytes]]
) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    import gzip

    address, got = collector
    REDACTION.know(server.key)
    stop = start_telemetry(address)
    server.play(fails(400, f"you sent {server.key}"))
    with pytest.raises(ModelError):
        desk().ask("hi")
    stop()
    sent = b"".join(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body for body in got)
    assert b"you sent [redacted]" in sent
    assert server.key.encode() not in sent
