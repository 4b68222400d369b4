"""Who may look: a token that counts once becomes a session, which its browser holds in a cookie."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from tools.database import Database

DAYS = 30
"""How long a browser is let in without a new token."""
TABLES = (
    """
    CREATE TABLE web_sessions (
        hash TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
    )
    """,
)


class Sessions:
    """The browsers that are let in, and the token for the next one.

    What is kept are hashes: who reads the database can't get in by it. Sessions outlive the server, tokens
    don't.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], whose: str = "") -> None:
        """`whose`: their id stands before each token and secret, where there are several people."""
        self._database = database
        self._clock = clock
        self._whose = f"{whose}." if whose else ""
        self._lock = threading.Lock()
        self._tokens: set[str] = set()
        database.migrate("web_sessions", TABLES)

    def invite(self) -> str:
        """A token that lets one browser in, once."""
        token = self._whose + secrets.token_urlsafe(24)
        with self._lock:
            self._tokens.add(_hash(token))
        return token

    def enter(self, token: str) -> str | None:
        """The secret of a new session; None: the token is none, or was used before."""
        with self._lock:
            if _hash(token) not in self._tokens:
                return None
            self._tokens.discard(_hash(token))
        secret, now = self._whose + secrets.token_urlsafe(32), self._clock()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM web_sessions WHERE expires_at <= ?", (now.isoformat(),))
            connection.execute(
                "INSERT INTO web_sessions VALUES (?, ?, ?)",
                (_hash(secret), now.isoformat(), (now + timedelta(days=DAYS)).isoformat()),
            )
        return secret

    def knows(self, secret: str) -> bool:
        """Whether this is the secret of a session that goes on."""
        with self._database.reading() as connection:
            query = "SELECT 1 FROM web_sessions WHERE hash = ? AND expires_at > ?"
            now = self._clock().isoformat()
            return connection.execute(query, (_hash(secret), now)).fetchone() is not None

    def count(self) -> int:
        """How many browsers are let in."""
        with self._database.reading() as connection:
            query = "SELECT count(*) FROM web_sessions WHERE expires_at > ?"
            return int(connection.execute(query, (self._clock().isoformat(),)).fetchone()[0])

    def leave(self, secret: str) -> None:
        """End the session of this secret."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM web_sessions WHERE hash = ?", (_hash(secret),))

    def leave_all(self) -> None:
        """End all sessions."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM web_sessions")


def whose_is(secret: str) -> str:
    """The id that a token or a secret begins with; whether it is one is another question."""
    return secret.rpartition(".")[0]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
