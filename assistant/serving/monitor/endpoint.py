"""The addresses that a service manager asks: `/health`, `/ready` and `/metrics`, on a port of their own.

They tell no words of anybody's and take no orders, so they ask for no password. They are off unless the
setting `monitor` names where they are.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from assistant.serving.monitor.figures import figures, together
from tools.errors import InputError, StorageError

if TYPE_CHECKING:
    from assistant.home import Home
    from assistant.serving.monitor.metrics import Metrics

LOOK_S = 5.0
"""A database that hasn't answered after so long is not ready."""
PLAIN = "text/plain; charset=utf-8"
NO_METRICS = "figures need prometheus_client; install it with: pip install 'langgraph-assistant[metrics]'\n"


class Monitor:
    """How this process is, to whoever asks."""

    def __init__(self, look: Callable[[], object], metrics: "Metrics | None") -> None:
        """`look` raises StorageError where the database doesn't answer."""
        self._look = look
        self._metrics = metrics
        self._lookers = ThreadPoolExecutor(2, "ready")
        self._leaving = False

    def leave(self) -> None:
        """It is about to end: nothing new should be sent to it. May be called from a signal handler."""
        self._leaving = True

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """What stands at `path`: the status, the type, and the text."""
        match path.partition("?")[0]:
            case "/health":
                return HTTPStatus.OK, PLAIN, b"it lives\n"
            case "/ready":
                why = self._why_not()
                status = HTTPStatus.SERVICE_UNAVAILABLE if why else HTTPStatus.OK
                return status, PLAIN, f"{why or 'it can work'}\n".encode()
            case "/metrics" if self._metrics:
                return HTTPStatus.OK, self._metrics.content_type, self._metrics.text()
            case "/metrics":
                return HTTPStatus.NOT_IMPLEMENTED, PLAIN, NO_METRICS.encode()
        return HTTPStatus.NOT_FOUND, PLAIN, b"there are /health, /ready and /metrics\n"

    def _why_not(self) -> str:
        """Why nothing should be sent here; empty: all is well."""
        if self._leaving:
            return "it is ending"
        looking = self._lookers.submit(self._look)
        try:
            looking.result(LOOK_S)
        except StorageError:
            return "the database can't be read"
        except TimeoutError:
            looking.cancel()
            return "the database doesn't answer"
        return ""


@contextmanager
def monitored(*homes: "Home") -> Iterator[Monitor | None]:
    """Answers at the address of the setting `monitor` until the block is left; None where it names none.

    Of several homes, which have their settings from one place, the figures are those of all together.

    Raises:
        InputError: that is no address, or can't be used.
    """
    place = homes[0].settings.monitor
    if not place:
        yield None
        return
    try:
        from assistant.serving.monitor.metrics import Metrics
    except ImportError:
        metrics = None
    else:
        metrics = Metrics(lambda: together(map(figures, homes)))
    for home in homes:
        home.threads  # noqa: B018  # makes its table, which is looked at

    def look() -> None:
        for home in homes:
            # Less than the figures, which count all effects.
            with home.database.reading() as connection:
                connection.execute("SELECT 1 FROM threads LIMIT 1").fetchone()

    monitor = Monitor(look, metrics)
    with ExitStack() as stack:
        if metrics:
            stack.enter_context(metrics.counting())
        server = stack.enter_context(_listening(place, monitor))
        threading.Thread(target=server.serve_forever, name="monitor", daemon=True).start()
        stack.callback(server.shutdown)
        yield monitor


def _listening(place: str, monitor: Monitor) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "assistant", ""
        timeout = 30

        def do_GET(self) -> None:  # the parent names it
            status, kind, text = monitor.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    host, _, port = place.rpartition(":")
    try:
        if not host or not port.isdecimal():
            raise OSError("it is no ADDRESS:PORT")
        server = ThreadingHTTPServer((host.strip("[]"), int(port)), Handler)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"ASSISTANT_MONITOR={place!r} can't be used ({why}); give 127.0.0.1:9377, say"
        ) from error
    server.daemon_threads = True
    return server
