"""Runs what is due: each occurrence once, in a turn of its routine's own thread."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from agents.turn_context import TurnCancelledError
from assistant.contract import Turn
from assistant.schedules.book import GRACE, RoutineBook
from assistant.schedules.routine import Routine, Run, RunState
from assistant.schedules.schedule_words import spoken
from assistant.views.text import clean, clean_line, counted
from tools.errors import AssistantError, ConflictError

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.home import Home

logger = logging.getLogger(__name__)

BUSY = timedelta(seconds=30)
"""A thread that somebody works on is left alone for so long."""
MOST_CHARS = 4000
"""Of an outcome; the thread has it whole."""
Told = Callable[[Routine, Run, str], None]


class Routines:
    """What a worker, an open chat or `web` does about the routines of a home."""

    def __init__(
        self, home: "Home", assistant: "Callable[[], Assistant]", tell: Told = lambda *_: None
    ) -> None:
        """`assistant` is asked for when a turn is to be run; `tell` hears of each run that has come to its
        end, from the thread that did it.
        """
        self._home = home
        self._assistant = assistant
        self.book: RoutineBook = home.routines.book
        self._tell = tell
        self._running = ""

    def run_due(self, *, stop: Callable[[], bool] = lambda: False) -> int:
        """Do what is due now; how many runs came to an end."""
        done = 0
        self._look_at_watches()
        while not stop() and self.book.take_up():
            pass
        while not stop():
            with self.book.next_run() as taken:
                if taken is None:
                    return done
                done += self._perform(*taken)
        return done

    def break_off(self) -> None:
        """Stop the turn that is under way before its next step; it is gone on with later. From any thread."""
        if self._running:
            self._assistant().cancel_turn(self._running)

    def _look_at_watches(self) -> None:
        watches = self.book.due_watches()
        if not watches:
            return
        from assistant.routines.watching import look_at

        for watch in watches:
            look_at(self._home, self.book, watch)

    def _perform(self, routine: Routine, run: Run) -> bool:
        """Whether the run came to an end."""
        try:
            state, outcome = self._outcome(routine, run)
        except (ConflictError, TurnCancelledError) as busy:
            self.book.put_off(run, busy.message, wait=BUSY)
            return False
        except AssistantError as error:
            self.book.put_off(run, error.message)
            return False
        told = "\n".join(filter(None, [*self._missed(run), outcome]))[:MOST_CHARS]
        if self.book.conclude(run, state, told):
            self._notify(routine, run, told)
            self._tell(routine, run, told)
        return True

    def _outcome(self, routine: Routine, run: Run) -> tuple[RunState, str]:
        """How far the run came, and what there is to say of it.

        Raises:
            AssistantError: it didn't get through; it is worth another try.
        """
        if routine.kind == "brief" and routine.mails_to:
            from assistant.routines.mailed_brief import mail_brief

            return mail_brief(self._home, routine, run)
        if routine.kind == "brief":
            return RunState.DONE, self._brief()
        if routine.kind == "watch" and not routine.request:
            return RunState.DONE, run.outcome
        from assistant.turn.session import RoutineTurn

        waiting = self._home.book.pending(routine.thread_id)
        self._running = routine.thread_id
        try:
            turn = self._assistant().ask(
                routine.request,
                routine.thread_id,
                approve="none" if routine.each_run == "look" else "ask",
                routine=RoutineTurn(
                    run.name,
                    f"the routine {routine.title!r}",
                    grant=routine.grant or "",
                    # What nobody has answered until the next is due is past; unless each of them counts.
                    supersedes=routine.missed != "all",
                ),
            )
        finally:
            self._running = ""
        asked = {approval.id for approval in turn.approvals}
        past = [proposal for proposal in waiting if proposal.id not in asked]
        told = [run.outcome] if routine.kind == "watch" else []
        if past:
            left = counted(len(past), "approval")
            told.append(f"{left} of the run before it was left unanswered; no more asked.")
        state, text = _of_turn(turn)
        return state, "\n".join(filter(None, [*told, text]))

    def _notify(self, routine: Routine, run: Run, told: str) -> None:
        """Whom `notify` names hears of it, too."""
        from agents.messages.message import USER, MessageType, message_id

        self._home.journal.note(
            MessageType.NOTIFICATION,
            told_line(routine, told),
            id=message_id("run", run.name),
            conversation=routine.thread_id,
            run="",
            sender="routines",
            recipient=USER,
            metadata={"routine": routine.id},
        )

    def _brief(self) -> str:
        from assistant.pages.brief import brief
        from assistant.views.plain import page

        home = self._home
        return "\n".join(page(brief(home, home.clock().date())))

    def _missed(self, run: Run) -> list[str]:
        """What a person should know of when it ran."""
        zone = self._home.settings.time_zone
        due = run.due_at
        late = due is not None and run.started_at is not None and run.late_by(run.started_at) > GRACE
        told = [f"Late: it was due {spoken(due, zone)}."] if due and late else []
        if run.missed:
            told.append(f"{counted(run.missed, 'run')} before it: nobody was there, and not made up for.")
        return told


def _of_turn(turn: Turn) -> tuple[RunState, str]:
    """
    Raises:
        AssistantError: the turn failed, and may do better later.
    """
    if turn.status == "failed":
        error = turn.error
        message = error.message if error else "the turn failed"
        if error and error.code == TurnCancelledError.code:
            raise TurnCancelledError(message)
        if error is None or error.retryable:
            raise AssistantError(message)
        return RunState.FAILED, message
    if turn.status == "paused":
        waiting = "; ".join(clean_line(approval.summary) for approval in turn.approvals)
        return RunState.WAITS, f"Waits for your yes: {waiting}"
    return (RunState.FAILED if turn.undone else RunState.DONE), clean(turn.reply or "")


def told_line(routine: Routine, text: str) -> str:
    """A line for whoever is there when a run has ended."""
    first, _, rest = text.partition("\n")
    return f"{clean_line(routine.title)}: {clean_line(first)}" + (f"\n{clean(rest)}" if rest else "")
