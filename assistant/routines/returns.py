"""What was put off rings when it is back: once, as the alarms of the calendar do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.snoozing.shown import returned
from assistant.views.text import clean_line

if TYPE_CHECKING:
    from assistant.home import Home
    from assistant.snoozes.book import Snooze

CONVERSATION = "reminders"
"""Under which the journal keeps what has rung."""
CALLED = {"mail": "mail", "approval": "waits for your yes", "event": "follow-up"}


class Returns:
    """What of a home comes back. What is dealt with by then, and what came back a day ago, rings no more."""

    def __init__(self, home: "Home", tell: Callable[[str], None] = lambda _: None) -> None:
        """`tell` hears what rings here."""
        self._home = home
        self._tell = tell
        self._rung: set[tuple[str, ...]] = set()

    def ring_due(self) -> int:
        """Ring what is back; how many rang here."""
        return sum(self._ring(one) for one in returned(self._home, unless=self._has_rung))

    def due_in_s(self) -> float | None:
        """Seconds until the next is back; None: nothing is put off."""
        away = self._home.snoozes.away()
        return max(0.0, (away[0].until - self._home.clock()).total_seconds()) if away else None

    def _has_rung(self, one: "Snooze") -> bool:
        return _name(one) in self._rung

    def _ring(self, one: "Snooze") -> bool:
        """Whether it rang here: it is written down once, by whichever process comes first."""
        from agents.messages.message import USER, MessageType, message_id
        from tools.effects.plan import Priority

        text = f"Back: {clean_line(one.title)} ({CALLED[one.kind]} {one.id})"
        rang = self._home.journal.note(
            MessageType.NOTIFICATION,
            text,
            id=message_id("back", *_name(one)),
            conversation=CONVERSATION,
            run="",
            sender="snoozes",
            recipient=USER,
            priority=Priority.HIGH,
            metadata={"kind": one.kind, "id": one.id},
        )
        self._rung.add(_name(one))
        if rang is not None:
            self._tell(text)
        return rang is not None


def _name(one: "Snooze") -> tuple[str, ...]:
    """The same return in all processes; put off again it is another one."""
    return (one.kind, one.id, one.until.isoformat())
