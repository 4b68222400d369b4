"""Does what is due of the routines while a program runs: behind an open chat or `web`, and in the worker."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.routines.running import Routines, Told
from tools.errors import AssistantError

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.home import Home

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
"""How long what another process adds may go unseen."""
SHORTEST_PAUSE_S = 0.05
SEEN_EVERY_S = 60.0
PATIENCE_S = 10.0
"""So long a turn that is under way may go on when the program ends."""


class RoutineRunner:
    """Runs what is due in a thread of its own, until the block is left."""

    def __init__(
        self, home: "Home", assistant: "Callable[[], Assistant]", tell: Told = lambda *_: None
    ) -> None:
        """As `Routines`."""
        self._routines = Routines(home, assistant, tell)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="routines", daemon=True)
        self._seen_s = float("-inf")

    def __enter__(self) -> "RoutineRunner":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(PATIENCE_S)
        if self._thread.is_alive():
            self._routines.break_off()
            self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            pause: float | None = None
            try:
                self._say_who_is_here()
                self._routines.run_due(stop=self._stopped.is_set)
                pause = self._routines.book.due_in_s()
            except AssistantError as error:
                logger.warning("routines can't be looked after: %s", error.code)
            except Exception:
                # The run is left as one that broke off; the others shall not wait for a person.
                logger.exception("a routine broke off")
            self._stopped.wait(
                LOOK_EVERY_S if pause is None else max(min(pause, LOOK_EVERY_S), SHORTEST_PAUSE_S)
            )
        try:
            self._routines.book.gone()
        except AssistantError as error:
            logger.warning("routines: %s", error.code)

    def _say_who_is_here(self) -> None:
        if time.monotonic() - self._seen_s > SEEN_EVERY_S:
            self._routines.book.here()
            self._seen_s = time.monotonic()
