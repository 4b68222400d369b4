"""Hands spans on without the secrets that a server's error may have put into them."""

from collections.abc import Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace.status import Status

from tools.redaction import REDACTION


class RedactingExporter(SpanExporter):
    """An exporter before another one."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """What became of the spans, redacted."""
        return self._exporter.export([_redacted(span) for span in spans])

    def shutdown(self) -> None:
        """Close the other one."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Whether the other one has sent everything."""
        return self._exporter.force_flush(timeout_millis)


def _redacted(span: ReadableSpan) -> ReadableSpan:
    status = span.status
    return ReadableSpan(
        name=REDACTION.text(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=REDACTION.data(dict(span.attributes or {})),
        events=[
            Event(event.name, REDACTION.data(dict(event.attributes or {})), event.timestamp)
            for event in span.events
        ],
        links=span.links,
        kind=span.kind,
        status=Status(status.status_code, status.description and REDACTION.text(status.description)),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
