"""What is on at some time, for programs and people that have no model."""

from datetime import date, datetime
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
    return span.understood, on_days(store, span.start, span.end)


def first_day(store: CalendarStore, when: str, *, now: datetime, day_first: bool = False) -> date:
    """The day on which `when` begins; empty: today.

    Raises:
        InputError: `when` isn't certain.
    """
    clock = Clock(now, now.tzinfo or store.zone, day_first)
    try:
        return clock.span(when.strip() or now.date().isoformat()).start.astimezone(clock.zone).date()
    except ToolError as error:
        raise InputError(error.message) from error


def on_days(store: CalendarStore, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """What takes place from `start` to `end`, in order."""
    store.wait()
    return [occurrence_json(found) for found in store.between(start, end)]
