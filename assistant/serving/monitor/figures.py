"""How much waits, as the database has it: the same to every process of a home."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any

from tools.database import Connection
from tools.effects.effect import Waiting
from tools.effects.times import from_text, to_text
from tools.effects.waits import due

if TYPE_CHECKING:
    from assistant.home import Home


@dataclass(frozen=True)
class Figures:
    """How things stand at one moment. No words of anybody's are in it."""

    queued: Mapping[str, int]
    """Effects that wait, by what for: `ready`, `hold`, `schedule`, `retry` or `rest`."""
    due: int
    """Effects whose wait is over, and that nobody has taken up."""
    overdue_s: float
    """For how long the oldest of these has been due."""
    leases: Mapping[str, int]
    """What a process is at work on, effects and runs: `held`, or `ended` where it wasn't heard of since."""
    unknown: int
    """Effects of which a person has to say what came."""
    approvals: int
    """Questions that wait for a person."""
    asked_s: float
    """For how long the oldest of them has waited."""
    routines_due: int
    """Routines and runs that are due, and that nobody has taken up."""
    resting: int
    """Destinations that are left alone for a while, after failures in a row."""


def figures(home: "Home") -> Figures:
    """How things stand.

    Raises:
        StorageError: the database doesn't answer.
    """
    database = home.database
    now = datetime.fromtimestamp(database.time(), home.settings.time_zone)
    tables = {name for name in ("effects", "approvals", "routines", "breakers") if database.has_table(name)}
    at = to_text(now)
    with database.reading() as connection:
        queued, due_now, oldest, leases, unknown = {}, 0, None, _leases(connection, tables, at), 0
        if "effects" in tables:
            waiting = connection.execute(
                "SELECT waiting, count(*) FROM effects WHERE state = 'queued' GROUP BY waiting"
            )
            queued = {name or "ready": n for name, n in waiting.fetchall()}
            condition, values = due(now)
            due_now, oldest = connection.execute(
                f"SELECT count(*), min(coalesce(not_before, updated_at)) FROM effects WHERE {condition}",
                values,
            ).fetchone()
            unknown = _count(connection, "effects WHERE state = 'unknown'")
        approvals, asked = 0, None
        if "approvals" in tables:
            approvals, asked = connection.execute(
                "SELECT count(*), min(created_at) FROM approvals WHERE state = 'pending'"
            ).fetchone()
        routines = 0
        if "routines" in tables:
            routines = _count(connection, "routines WHERE next_at <= ? AND state = 'active'", at)
            routines += _count(connection, "routine_runs WHERE state = 'queued' AND not_before <= ?", at)
        resting = _count(connection, "breakers WHERE open_until > ?", at) if "breakers" in tables else 0
    kinds = {"ready": 0, **{each.value: 0 for each in Waiting if each.value}}
    return Figures(
        queued=kinds | queued,
        due=due_now,
        overdue_s=_since(oldest, now),
        leases=leases,
        unknown=unknown,
        approvals=approvals,
        asked_s=_since(asked, now),
        routines_due=routines,
        resting=resting,
    )


def together(several: Iterable[Figures]) -> Figures:
    """Those of several homes as one: what is counted added up, and of ages the greatest."""
    return reduce(_added, several)


def _added(one: Figures, other: Figures) -> Figures:
    found: dict[str, Any] = {}
    for field in fields(Figures):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, Mapping):
            found[field.name] = {key: a[key] + b[key] for key in a}
        else:
            found[field.name] = max(a, b) if field.name.endswith("_s") else a + b
    return Figures(**found)


def _leases(connection: Connection, tables: set[str], at: str) -> dict[str, int]:
    running = held = 0
    for table, needed in (("effects", "effects"), ("routine_runs", "routines")):
        if needed in tables:
            of_table, of_these_held = connection.execute(
                f"SELECT count(*), coalesce(sum(CASE WHEN lease_until > ? THEN 1 ELSE 0 END), 0)"
                f" FROM {table} WHERE state = 'running'",
                (at,),
            ).fetchone()
            running, held = running + of_table, held + of_these_held
    return {"held": held, "ended": running - held}


def _count(connection: Connection, of: str, *values: object) -> int:
    (number,) = connection.execute(f"SELECT count(*) FROM {of}", values).fetchone()
    return int(number)


def _since(text: str | None, now: datetime) -> float:
    return max((now - from_text(text)).total_seconds(), 0) if text else 0
