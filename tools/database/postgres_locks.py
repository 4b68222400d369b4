"""Locks that the server holds for this process, for longer than a transaction."""

import hashlib
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg

from tools.errors import StorageError

if TYPE_CHECKING:
    from tools.database.postgres_address import Address
    from tools.database.postgres_values import Found

LOOK_EVERY_S = 0.05


def key_of(place: str, name: str) -> int:
    """The number of what is called `name`, as an advisory lock has it."""
    digest = hashlib.blake2b(f"{place}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


class SessionLocks:
    """One connection that holds them all, opened for the first and closed with the process.

    When it breaks, the server has given them to others: then nothing more is written here until each holder
    has noticed and let go.
    """

    def __init__(self, address: "Address") -> None:
        self._address = address
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Found] | None = None
        self._held: set[str] = set()
        self._lost: set[str] = set()

    @contextmanager
    def hold(self, name: str, *, wait_s: float) -> Iterator[None]:
        """
        Raises:
            TimeoutError: another one held it for `wait_s`.
            StorageError: the server can't be reached.
        """
        give_up = time.monotonic() + wait_s
        while not self._take(name):
            if time.monotonic() >= give_up:
                raise TimeoutError(name)
            time.sleep(LOOK_EVERY_S)
        try:
            yield
        finally:
            self._release(name)

    def check(self) -> None:
        """
        Raises:
            StorageError: what this process held was given to others.
        """
        if self._held:
            with self._lock:
                self._notice()
                if self._lost:
                    raise StorageError(
                        f"the connection to {self._address.name} broke, and with it the lock on what"
                        " was worked on; nothing was changed"
                    )

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _take(self, name: str) -> bool:
        key = key_of(self._address.place, name)
        with self._lock:
            self._notice()
            # The server gives a session again and again what it has.
            if name in self._held or self._lost:
                return False
            try:
                if self._connection is None or self._connection.closed:
                    self._connection = self._address.connect()
                row = self._connection.execute("SELECT pg_try_advisory_lock($1)", (key,)).fetchone()
            except psycopg.OperationalError as error:
                raise StorageError(f"{self._address.name} can't be reached; nothing was changed") from error
            if row is None or not row[0]:
                return False
            self._held.add(name)
            return True

    def _release(self, name: str) -> None:
        key = key_of(self._address.place, name)
        with self._lock:
            self._notice()
            self._held.discard(name)
            if name in self._lost:
                self._lost.discard(name)
            elif self._connection is not None:
                with suppress(psycopg.OperationalError):
                    self._connection.execute("SELECT pg_advisory_unlock($1)", (key,))

    def _notice(self) -> None:
        """Whether the connection still stands; the server is asked only when it has said something."""
        connection = self._connection
        if connection is None:
            return
        if not connection.closed:
            readable, _, _ = select.select([connection.fileno()], [], [], 0)
            if not readable:
                return
            try:
                connection.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                connection.close()
        self._connection = None
        self._lost |= self._held
