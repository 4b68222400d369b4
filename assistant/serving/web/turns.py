"""Turns that run behind the pages: a form begins one, and whoever looks at its conversation sees it go on."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.contract import Decision, Progress
from tools.errors import AssistantError, storage_error

if TYPE_CHECKING:
    from assistant.api import Assistant

logger = logging.getLogger(__name__)

MOST_KEPT = 1000
"""So many forms are remembered as sent, and so many turns as begun."""
MISTAKE = "this is a mistake in the assistant, not in what you asked; the details are in its log"


@dataclass(eq=False)
class Run:
    """One turn that goes on, or has ended."""

    thread_id: str
    said: str = ""
    """The message that it began with; empty: it went on after an answer."""
    progress: list[Progress] = field(default_factory=list)
    """What has happened so far; only ever added to."""
    error: AssistantError | None = None
    """Why it was not run; what goes wrong inside of a turn is in the conversation."""
    ended: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> None:
        """Returns once it has ended, or the time is over.

        Raises:
            AssistantError: it was not run.
        """
        self.ended.wait(seconds)
        if self.error:
            raise self.error


class Turns:
    """Begins turns, each in a thread of its own that doesn't keep the process alive.

    What is carried out survives being stopped anywhere.
    """

    def __init__(self, assistant: "Assistant", hold: timedelta) -> None:
        """`hold`: how long what can't be undone is held back."""
        self._assistant = assistant
        self._hold = hold
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, Run] = OrderedDict()
        self._latest: OrderedDict[str, Run] = OrderedDict()

    def say(self, text: str, thread_id: str, form: str) -> Run:
        """The turn of a message; the same form sent twice is one message."""
        with self._lock:
            if form in self._sent:
                return self._sent[form]
            run = self._sent[form] = Run(thread_id, said=text)
            _forget_old(self._sent)
        tell = run.progress.append
        self._begin(run, lambda: self._assistant.ask(text, thread_id, on_progress=tell, hold=self._hold))
        return run

    def answer(self, decisions: Mapping[str, Decision]) -> list[Run]:
        """Keep these answers for good; then each conversation that they are about goes on.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: one is answered already, or isn't what was shown. None counts.
            InputError: an edit doesn't work out. None counts.
        """
        book = self._assistant.home.book
        threads = dict.fromkeys(book.get(id).thread_id for id in decisions)
        self._assistant.record(decisions)
        return [self.resume(thread) for thread in threads]

    def resume(self, thread_id: str) -> Run:
        """A conversation goes on, with the answers that it was given or where it was stopped."""
        run = Run(thread_id)
        tell = run.progress.append
        self._begin(run, lambda: self._assistant.resume(thread_id, on_progress=tell, hold=self._hold))
        return run

    def of(self, thread_id: str) -> Run | None:
        """The latest turn of the conversation that began here."""
        with self._lock:
            return self._latest.get(thread_id)

    def stop(self, thread_id: str | None = None) -> None:
        """Stop all turns that run here, or that of one conversation, before their next model or tool call."""
        runs = [run for run in list(self._latest.values()) if thread_id in (None, run.thread_id)]
        if any(not run.ended.is_set() for run in runs):
            self._assistant.cancel_turn(thread_id)

    def settle(self, seconds: float) -> None:
        """Returns once no turn runs here any more, or the time is over."""
        until = time.monotonic() + seconds
        for run in list(self._latest.values()):
            run.ended.wait(max(until - time.monotonic(), 0))

    def _begin(self, run: Run, turn: Callable[[], object]) -> None:
        with self._lock:
            self._latest[run.thread_id] = run
            self._latest.move_to_end(run.thread_id)
            _forget_old(self._latest)
        threading.Thread(target=self._work, args=(run, turn), name="turn", daemon=True).start()

    @staticmethod
    def _work(run: Run, turn: Callable[[], object]) -> None:
        try:
            turn()
        except AssistantError as error:
            run.error = error
        except OSError as error:
            run.error = storage_error(error)
        except Exception:  # the last line of defence: whoever waits is told, and the log has it
            logger.exception("a turn broke off")
            run.error = AssistantError(MISTAKE)
        finally:
            run.ended.set()


def _forget_old(kept: OrderedDict[str, Run]) -> None:
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
