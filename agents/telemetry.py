"""Spans of agents, models and tools for OpenTelemetry. Nothing is sent anywhere unless this is started."""

from collections.abc import Callable
from contextvars import ContextVar

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.tracers import LangChainTracer
from langchain_core.tracers.context import register_configure_hook

from tools.errors import SettingsError
from tools.extras import install_line

SERVICE = "assistant"
TIMEOUT_S = 3
"""A collector that can't be reached doesn't hold up the end of the program for longer."""


def start_telemetry(endpoint: str, *, contents: bool = False) -> Callable[[], None]:
    """Send spans to the OTLP collector at `endpoint`, over HTTP; what is returned sends the last ones.

    The spans are those of LangChain's own tracing, with the names of OpenTelemetry's conventions for
    generative AI (`gen_ai.operation.name`, `gen_ai.request.model`, `gen_ai.usage.…`). With `contents`,
    what was said is in them too, and leaves this machine.

    Raises:
        SettingsError: the packages are missing.
    """
    try:
        from langsmith import Client
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            f"telemetry needs {error.name}; install it with: {install_line('telemetry')}"
        ) from error
    from agents.redacting_exporter import RedactingExporter

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: SERVICE}))
    address = f"{endpoint.rstrip('/')}/v1/traces"
    exporter = OTLPSpanExporter(endpoint=address, timeout=TIMEOUT_S)
    provider.add_span_processor(BatchSpanProcessor(RedactingExporter(exporter)))
    client = Client(
        tracing_mode="otel",
        otel_tracer_provider=provider,
        hide_inputs=not contents,
        hide_outputs=not contents,
    )
    # Its default is found in every context, those of worker threads included: one tracer for all.
    tracer: ContextVar[BaseCallbackHandler | None] = ContextVar(
        SERVICE,
        default=LangChainTracer(client=client),  # noqa: B039  # it is shared on purpose
    )
    register_configure_hook(tracer, inheritable=True)

    def stop() -> None:
        client.flush()
        provider.shutdown()

    return stop
