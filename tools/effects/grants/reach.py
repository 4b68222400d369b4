"""What a plan touches, as far as a grant can be about it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from tools.effects.plan import Plan
from tools.values import Value

Span = tuple[datetime, datetime] | tuple[date, date]
"""Start and end of an event, the end excluded; dates for whole days."""


class Reach(Value):
    """The resolved values of a plan that a scope is about: all of them, not only those that were said."""

    people: tuple[str, ...] = ()
    """Every recipient, every guest before and after, each once, as `mailbox_key` writes them."""
    calendars: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    """Where a mail is taken from."""
    spans: tuple[Span, ...] = ()
    """When the events are, before and after."""
    series: bool = False
    """It makes, changes or cancels more than one occurrence."""
    chars: int = 0
    """How long its texts are together."""
    attachment_bytes: int = 0

    @property
    def minutes(self) -> int:
        """How long the longest event is; a whole day has 1440."""
        return max((-(-length(span) // timedelta(minutes=1)) for span in self.spans), default=0)


GRANTABLE = frozenset(
    "event.cancel event.create event.move event.split event.update mail.archive mail.delete mail.label"
    " mail.mark mail.move mail.send task.complete task.create task.delete task.update".split()
)
"""The kinds of plans that a grant can be about: those for which somebody says what they touch."""
ReachOf = Callable[[Plan], Reach | None]
"""What a plan of one kind touches; None: it can't be told, and has to be asked."""


def length(span: Span) -> timedelta:
    """How long an event is; measured in UTC, as clocks are set in some nights."""
    start, end = span
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end.astimezone(UTC) - start.astimezone(UTC)
    return end - start
