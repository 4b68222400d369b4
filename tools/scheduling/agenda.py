"""What is on at some time, for programs and people that have no model."""

from datetime import datetime
from typing import Any

from tools.errors import InputError, ToolError
from tools.scheduling.event_json import occurrence_json
from tools.scheduling.store import CalendarStore
from tools.scheduling.time_words import Clock


def agenda(
    store: CalendarStore, when: str, *, now: datetime, day_first: bool = False
) -> tuple[str, list[dict[str, Any]]]:
    """How `when` was understood (a day, a range, words; empty: today), and what takes place then, in order.

    Raises:
        InputError: `when` isn't certain.
    """
    clock = Clock(now, now.tzinfo or store.zone, day_first)
    try:
        span = clock.span(when.strip() or now.date().isoformat())
    except ToolError as error:
        raise InputError(error.message) from error
    store.wait()
    return span.understood, [occurrence_json(found) for found in store.between(span.start, span.end)]
