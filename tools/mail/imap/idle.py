"""Hearing at once of what arrives on an IMAP server (RFC 2177)."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from imapclient import IMAPClient

from tools.errors import DeliveryError, PassingError
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.session import connected, explained, hang_up

logger = logging.getLogger(__name__)

RENEWED_S = 25 * 60
"""A server may hang up on who has been silent for half an hour."""
LISTEN_S = 2
POLL_S = 60
"""How often a server is asked that can't call by itself."""
FIRST_WAIT_S, LONGEST_WAIT_S = 1, 300


class Watch:
    """A thread with a connection of its own that calls `on_change` when the inbox changes.

    It connects again, after ever longer waits, when the connection is lost; a refused login ends it.
    """

    def __init__(
        self,
        account: ImapAccount,
        on_change: Callable[[], None],
        *,
        renewed_s: float = RENEWED_S,
        first_wait_s: float = FIRST_WAIT_S,
    ) -> None:
        self._account = account
        self._on_change = on_change
        self._renewed_s = renewed_s
        self._first_wait_s = first_wait_s
        self._stop = threading.Event()
        self.listening = threading.Event()
        """Set while the server would call."""
        self._thread = threading.Thread(target=self._run, name="imap idle", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up, and return when that is done."""
        self._stop.set()
        self._thread.join(timeout=self._account.timeout_s)

    def _run(self) -> None:
        wait_s = self._first_wait_s
        while not self._stop.is_set():
            try:
                with explained(self._account.host):
                    self._listen()
                return
            except PassingError as error:
                if self.listening.is_set():
                    wait_s = self._first_wait_s
                self.listening.clear()
                logger.info("not listening for mail: %s", error.code)
            except DeliveryError as error:
                self.listening.clear()
                logger.warning("no longer listening for mail: %s", error.code)
                return
            self._stop.wait(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _listen(self) -> None:
        client = connected(self._account)
        try:
            client.select_folder("INBOX", readonly=True)
            # What has come while nobody listened.
            self._on_change()
            while not self._stop.is_set():
                heard = self._wait_idle(client) if client.has_capability("IDLE") else self._poll(client)
                if any(is_change(one) for one in heard) and not self._stop.is_set():
                    self._on_change()
        finally:
            self.listening.clear()
            hang_up(client)

    def _wait_idle(self, client: IMAPClient) -> list[Any]:
        """What the server calls, or nothing when it is time to say that we are still there."""
        client.idle()
        self.listening.set()
        waited = 0.0
        heard: list[Any] = []
        while not heard and waited < self._renewed_s and not self._stop.is_set():
            heard = client.idle_check(timeout=min(LISTEN_S, self._renewed_s))
            waited += min(LISTEN_S, self._renewed_s)
        _, last = client.idle_done()
        return [*heard, *last]

    def _poll(self, client: IMAPClient) -> list[Any]:
        self.listening.set()
        self._stop.wait(POLL_S)
        return list(client.noop()[1])


def is_change(response: Any) -> bool:
    return (
        isinstance(response, tuple) and len(response) > 1 and response[1] in (b"EXISTS", b"EXPUNGE", b"FETCH")
    )
