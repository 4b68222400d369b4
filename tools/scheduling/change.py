"""What becomes of an event: how it was, how it will be, and how much of a series is meant."""

from dataclasses import dataclass
from typing import Literal

from tools.scheduling.event_lines import FIELDS
from tools.scheduling.events import Event

Scope = Literal["event", "occurrence", "following", "series"]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an event, of one occurrence of a series, of it and those after it, or of all."""

    scope: Scope
    before: Event
    """As it is now; for an occurrence, alone or with those after it, at its own time, `recurrence_id` set."""
    after: Event | None
    """None: it is cancelled."""

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs; start and end go together."""
        if self.after is None:
            return ()
        differing = {field for field in FIELDS if getattr(self.before, field) != getattr(self.after, field)}
        if differing & {"start", "end"} or self.before.zone != self.after.zone:
            differing |= {"start", "end"}
        return tuple(field for field in FIELDS if field in differing)
