"""What waits for the answers of a poll: a watch among the routines, which has a booking prepared."""

from collections.abc import Callable

from assistant.polls.desk import spoken
from assistant.polls.poll import Poll
from assistant.schedules.book import RoutineBook
from assistant.schedules.routine import Routine, State
from assistant.schedules.watch import Awaited
from tools.mail.addresses import listed


class PollWatch:
    """Begins and ends the watch of a poll; the book of routines is asked for when it is needed."""

    def __init__(self, book: Callable[[], RoutineBook]) -> None:
        self._book = book

    def begin(self, poll: Poll, thread_id: str) -> None:
        """Wait for answers, once; what is prepared then is in that thread."""
        book = self._book()
        awaited = Awaited("times", about=f"{poll.title}, from {listed(poll.guests)}", poll=poll.id)
        now = book.now()
        made = Routine(
            id=poll.id, thread_id=thread_id, title=f"Times for {spoken(poll)}", kind="watch",
            request=request_of(poll), schedule=None, waits_for=awaited.json_dict(), each_run="ask",
            missed="once", grant=None, state="active", next_at=now, version=1, created_at=now,
        )  # fmt: skip
        book.add(made)

    def end(self, poll: Poll) -> None:
        """Wait no longer."""
        self._have(poll, "ended")

    def go_on(self, poll: Poll) -> None:
        """Wait again."""
        self._have(poll, "active")

    def _have(self, poll: Poll, state: State) -> None:
        book = self._book()
        routine = book.find(poll.id)
        if routine is not None and routine.state != state:
            book.change(routine.id, {**routine.spec(), "state": state}, version=routine.version)


def request_of(poll: Poll) -> str:
    """What a run is asked, with the id that names the poll."""
    return f"book the proposed time that fits all [poll={poll.id}]"
