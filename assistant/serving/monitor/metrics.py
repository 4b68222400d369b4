"""The figures in Prometheus' text format: what waits, from the database; what went on, of this process."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from assistant.namesakes import NAMES
from assistant.serving.monitor.figures import Figures
from tools.errors import StorageError
from tools.measures import listened

MEASURED = ("turn", "effect")
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
"""The bounds of what is told of durations: from the built-in model's turns to those of slow models."""


class Metrics:
    """All that is told; read anew each time that somebody asks."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, look: Callable[[], Figures]) -> None:
        """`look` gives how things stand, or raises StorageError."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(Standing(look))
        self._ended = {
            what: Histogram(
                f"assistant_{what}_seconds",
                f"How long each {what} of this process took, by how it ended.",
                ("how",),
                buckets=SECONDS,
                registry=self._registry,
            )
            for what in MEASURED
        }
        self._logged = Counter(
            "assistant_log_records",
            "Warnings and errors that this process has logged.",
            ("level",),
            registry=self._registry,
        )
        for level in ("WARNING", "ERROR", "CRITICAL"):
            self._logged.labels(level)

    def text(self) -> bytes:
        """What Prometheus reads."""
        return generate_latest(self._registry)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Until the block is left, what this process does is counted."""
        with ExitStack() as stack:
            stack.enter_context(listened(self._heard))
            handler = Counting(self._logged)
            for name in NAMES:
                logger = logging.getLogger(name)
                logger.addHandler(handler)
                stack.callback(logger.removeHandler, handler)
            yield

    def _heard(self, what: str, how: str, seconds: float) -> None:
        if what in self._ended:
            self._ended[what].labels(how).observe(seconds)


class Counting(logging.Handler):
    """Counts what is logged, from warnings on."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        """One more of its level."""
        self._counter.labels(record.levelname).inc()


class Standing:
    """How things stand in the database when somebody asks; all processes of a home tell the same."""

    def __init__(self, look: Callable[[], Figures]) -> None:
        self._look = look

    def describe(self) -> Iterator[Metric]:
        """Nothing: the names are known when they are asked for."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """One figure after the other; where the database doesn't answer, that alone."""
        try:
            found = self._look()
        except StorageError:
            yield GaugeMetricFamily("assistant_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("assistant_database_up", "Whether the database answers.", value=1)
        queue = GaugeMetricFamily(
            "assistant_effects_queued", "Effects that wait, by what for.", labels=("waiting",)
        )
        for waiting, number in found.queued.items():
            queue.add_metric((waiting,), number)
        yield queue
        leases = GaugeMetricFamily(
            "assistant_leases",
            "Effects and runs that a process is at work on; ended: it was not heard of in time.",
            labels=("state",),
        )
        for state, number in found.leases.items():
            leases.add_metric((state,), number)
        yield leases
        for name, text, value in (
            ("effects_due", "Effects that are due, and that nobody has taken up.", found.due),
            ("effects_overdue_seconds", "How long the oldest of these has been due.", found.overdue_s),
            ("effects_unknown", "Effects of which a person has to say what came.", found.unknown),
            ("approvals_waiting", "Questions that wait for a person.", found.approvals),
            ("approvals_waiting_seconds", "How long the oldest of them has waited.", found.asked_s),
            ("routines_due", "Routines and runs that are due and not taken up.", found.routines_due),
            ("destinations_resting", "Destinations left alone for a while after failures.", found.resting),
        ):
            yield GaugeMetricFamily(f"assistant_{name}", text, value=value)
