"""Hands recorded messages to subscribers, off the way of whoever recorded them."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agents.messages.contained import Contained
from agents.messages.message import Message, utc_ms
from agents.messages.pattern import Pattern, pattern
from agents.messages.store import MessageStore
from tools.errors import NotFoundError
from tools.redaction import REDACTION

logger = logging.getLogger(__name__)

Handler = Callable[[Message], object]
QUEUE_LENGTH = 1_000
CLOSE_S = 3.0
"""How long the end of the program waits for subscribers, in all."""
RETRY_AFTER_S = (0.05, 0.25)
"""Waits before the second and the third attempt."""

_SCHEMA = (
    """
CREATE TABLE dead_letters (
    no INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    subscription TEXT NOT NULL,
    error TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
)
""",
)


@dataclass(frozen=True)
class DeadLetter:
    """A message that a subscriber could not take."""

    no: int
    message: Message
    subscription: str
    error: str
    attempts: int
    at: datetime


@dataclass(frozen=True)
class Subscriber:
    """What is delivered to whom."""

    name: str
    wanted: Pattern
    handler: Handler
    filter: Callable[[Message], bool] | None
    transform: Callable[[Message], Message] | None

    def deliver(self, message: Message) -> Exception | None:
        """What the subscriber's own code raised; None when it took the message."""
        with Contained() as kept:
            if self.filter is None or self.filter(message):
                self.handler(self.transform(message) if self.transform else message)
        return kept.error


class Subscription:
    """Delivers to one subscriber, in order, in a thread of its own; `cancel` ends it."""

    def __init__(self, subscriber: Subscriber, bus: "Bus") -> None:
        self.subscriber = subscriber
        self._bus = bus
        self._waiting: queue.Queue[Message | None] = queue.Queue(QUEUE_LENGTH)
        self._cancelled = threading.Event()
        self._current: Message | None = None
        self._thread = threading.Thread(target=self._run, name=f"subscriber {subscriber.name}", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many messages have not been delivered yet."""
        return self._waiting.unfinished_tasks

    def offer(self, message: Message) -> None:
        """Take `message` when it is wanted; never waits."""
        if self._cancelled.is_set() or not self.subscriber.wanted.matches(message):
            return
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            self._bus.bury(message, self.subscriber, f"{QUEUE_LENGTH} messages were waiting already", 0)

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything offered so far was delivered or set aside; False when it takes longer."""
        end = time.monotonic() + timeout_s
        while self._waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.002)
        return not self._waiting.unfinished_tasks

    def undelivered(self) -> list[Message]:
        """Take what was not delivered, the message that is being delivered now included."""
        left = [self._current] if self._current is not None else []
        while True:
            try:
                message = self._waiting.get_nowait()
            except queue.Empty:
                return left
            if message is not None:
                left.append(message)

    def cancel(self) -> None:
        """Deliver nothing further; does not wait for a handler that is at work."""
        self._cancelled.set()
        self._bus.forget(self)
        if self._waiting.empty():
            self._waiting.put_nowait(None)

    def _run(self) -> None:
        while not self._cancelled.is_set():
            message = self._waiting.get()
            self._current = message
            if message is not None:
                self._deliver(message)
            self._current = None
            self._waiting.task_done()

    def _deliver(self, message: Message) -> None:
        error = self.subscriber.deliver(message)
        attempts = 1
        for pause_s in RETRY_AFTER_S:
            if error is None or self._cancelled.wait(pause_s):
                break
            error = self.subscriber.deliver(message)
            attempts += 1
        if error is not None:
            logger.warning("subscriber %s failed: %s", self.subscriber.name, type(error).__name__)
            why = REDACTION.text(f"{type(error).__name__}: {error}")
            self._bus.bury(message, self.subscriber, why, attempts)


class Bus:
    """Subscriptions of this process, and the messages that could not be delivered."""

    def __init__(self, store: MessageStore) -> None:
        self._store = store
        store.database.migrate("dead_letters", _SCHEMA)
        self._subscriptions: tuple[Subscription, ...] = ()
        self._lock = threading.Lock()
        self._closed = False

    def subscribe(
        self,
        wanted: str,
        handler: Handler,
        *,
        filter: Callable[[Message], bool] | None = None,
        transform: Callable[[Message], Message] | None = None,
        name: str = "",
    ) -> Subscription:
        """Give `handler` every further message that fits the pattern `wanted` and passes `filter`.

        It is called in a thread of its own. When it raises, it is tried twice more; then the message is
        set aside as a dead letter under `name`.

        Raises:
            InputError: `wanted` is no pattern.
        """
        title = name or getattr(handler, "__qualname__", type(handler).__name__)
        subscriber = Subscriber(title, pattern(wanted), handler, filter, transform)
        subscription = Subscription(subscriber, self)
        with self._lock:
            self._subscriptions = (*self._subscriptions, subscription)
        return subscription

    def publish(self, message: Message) -> None:
        """Offer `message` to every subscription."""
        for subscription in self._subscriptions:
            subscription.offer(message)

    def forget(self, subscription: Subscription) -> None:
        """Offer nothing further to a subscription."""
        with self._lock:
            self._subscriptions = tuple(s for s in self._subscriptions if s is not subscription)

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The messages that were set aside, oldest first."""
        rows = tuple(self._store.rows("SELECT * FROM dead_letters ORDER BY no"))
        found = {m.id: m for m in self._store.get([f"{row['message']:015x}" for row in rows])}
        return tuple(
            DeadLetter(
                row["no"], found[id], row["subscription"], row["error"], row["attempts"],
                datetime.fromtimestamp(row["at_ms"] / 1000, UTC),
            )
            for row in rows
            if (id := f"{row['message']:015x}") in found
        )  # fmt: skip

    def replay(self, no: int | None = None) -> int:
        """Offer a dead letter, or all of them, to the subscribers of that name again; how many were.

        Those that fail again are set aside again.

        Raises:
            NotFoundError: there is no such dead letter, or nobody subscribes under its name.
        """
        letters = [letter for letter in self.dead_letters() if no in (None, letter.no)]
        if no is not None and not letters:
            raise NotFoundError(f"there is no dead letter {no}")
        by_name = {s.subscriber.name: s for s in self._subscriptions}
        taken = [letter for letter in letters if letter.subscription in by_name]
        if no is not None and not taken:
            raise NotFoundError(f"nobody subscribes as {letters[0].subscription!r}")
        self._discard([letter.no for letter in taken])
        for letter in taken:
            by_name[letter.subscription].offer(letter.message)
        return len(taken)

    @property
    def waiting(self) -> int:
        """How many deliveries are still to be made."""
        return sum(subscription.waiting for subscription in self._subscriptions)

    @property
    def has_subscribers(self) -> bool:
        """Whether anybody in this process is told of messages."""
        return bool(self._subscriptions)

    def settle(self, timeout_s: float = 5.0) -> bool:
        """Wait until every subscriber has caught up."""
        return all(subscription.settle(timeout_s) for subscription in self._subscriptions)

    def close(self) -> None:
        """Wait a little for what is still to be delivered; what is not then is set aside as dead letters."""
        end = time.monotonic() + CLOSE_S
        for subscription in self._subscriptions:
            if not subscription.settle(end - time.monotonic()):
                for message in subscription.undelivered():
                    self.bury(
                        message, subscription.subscriber, "the program ended before it was delivered", 0
                    )
            subscription.cancel()
        with self._lock:
            self._closed = True

    def bury(self, message: Message, subscriber: Subscriber, error: str, attempts: int) -> None:
        """Set a message aside that a subscriber could not take."""
        with self._lock:
            if self._closed:
                return
            with self._store.database.transaction(durable=False) as connection:
                connection.execute(
                    "INSERT INTO dead_letters (message, subscription, error, attempts, at_ms)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (int(message.id, 16), subscriber.name, error[:500], attempts, utc_ms(datetime.now(UTC))),
                )

    def _discard(self, numbers: Sequence[int]) -> None:
        with self._store.database.transaction() as connection:
            connection.executemany("DELETE FROM dead_letters WHERE no = ?", [(no,) for no in numbers])
