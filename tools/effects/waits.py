"""What a queued effect waits for, and when that is over."""

from datetime import datetime, timedelta

from tools.effects.effect import Waiting
from tools.effects.effect_table import Columns
from tools.effects.process import this_process, ticks
from tools.effects.times import from_text, to_text

NO_WAIT = timedelta(0)
READY: Columns = {"waiting": "", "not_before": None, "wait_boot": None, "wait_ticks": None}


def wait_until(at: datetime) -> Columns:
    """Wait for a time on the wall, whatever happens to the clock there."""
    return {**READY, "waiting": Waiting.SCHEDULE.value, "not_before": to_text(at)}


def wait_for(waiting: Waiting, wait: timedelta, *, now: datetime) -> Columns:
    """Wait for so long; setting the clock doesn't make it longer."""
    return {
        "waiting": waiting.value,
        "not_before": to_text(now + wait),
        "wait_boot": this_process().boot,
        "wait_ticks": ticks() + wait.total_seconds(),
    }


def due(now: datetime) -> tuple[str, tuple[object, ...]]:
    """An SQL condition on effects, with its values: queued, and their wait is over.

    Either clock may say so: the one on the wall can be set back, the other may sleep with the machine.
    """
    return (
        "state = 'queued' AND (not_before IS NULL OR not_before <= ? OR (wait_boot = ? AND wait_ticks <= ?))",
        (to_text(now), this_process().boot, ticks()),
    )


FIRST_DUE = (
    "SELECT count(*) AS waiting, sum(CASE WHEN not_before IS NULL THEN 1 ELSE 0 END) AS ready,"
    " min(not_before) AS first,"
    " min(CASE WHEN wait_boot = ? THEN wait_ticks END) AS first_ticks"
    " FROM effects WHERE state = 'queued'"
)


def first_due(
    waiting: int, ready: int, first: str | None, first_ticks: float | None, *, now: datetime
) -> datetime | None:
    """When the first of those that wait is due, from what `FIRST_DUE` selects; None: nothing waits."""
    if not waiting:
        return None
    if ready or first is None:
        return now
    at = from_text(first)
    if first_ticks is not None:
        at = min(at, now + timedelta(seconds=first_ticks - ticks()))
    return at
