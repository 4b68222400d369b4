"""Does what is due of the routines, and of the rules for mails, while a program runs.

Behind an open chat or `web`, and in the worker.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.mail_rules import MailRules
from assistant.routines.reminders import Reminders
from assistant.routines.returns import Returns
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
RULES_EVERY_S = 20.0
PATIENCE_S = 10.0
"""So long a turn that is under way may go on when the program ends."""


class RoutineRunner:
    """Runs what is due in a thread of its own, until the block is left."""

    def __init__(
        self,
        home: "Home",
        assistant: "Callable[[], Assistant]",
        tell: Told = lambda *_: None,
        ring: Callable[[str], None] = lambda _: None,
    ) -> None:
        """As `Routines`; `ring` hears of the calendar's alarms, and of what was put off and is back.

        So do those whom `notify` names.
        """
        self._home = home
        self._assistant = assistant
        self._routines = Routines(home, assistant, tell)
        self._reminders = Reminders(home, self._routines.book.now, ring)
        self._returns = Returns(home, ring)
        self._rules = MailRules(home)
        self._notifies = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="routines", daemon=True)
        self._seen_s = self._ruled_s = float("-inf")

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
                self._notify_whom_it_concerns()
                self._reminders.ring_due()
                self._returns.ring_due()
                self._run_rules()
                self._routines.run_due(stop=self._stopped.is_set)
                due_s = self._routines.book.due_in_s()
                dues_s = (self._reminders.due_in_s(), self._returns.due_in_s(), due_s)
                pause = min(LOOK_EVERY_S if due is None else due for due in dues_s)
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

    def _run_rules(self) -> None:
        """What the rules for mails want, now and then."""
        if time.monotonic() - self._ruled_s > RULES_EVERY_S:
            self._ruled_s = time.monotonic()
            self._rules.run()

    def _notify_whom_it_concerns(self) -> None:
        """The agents subscribe those whom the settings name when they are built: before anything rings."""
        if self._home.settings.notify and not self._notifies:
            self._assistant().load()
            self._notifies = True

    def _say_who_is_here(self) -> None:
        if time.monotonic() - self._seen_s > SEEN_EVERY_S:
            self._routines.book.here()
            self._seen_s = time.monotonic()
