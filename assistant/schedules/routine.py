"""A routine, a run of it, and how both are kept: the values and the tables."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from assistant.schedules.schedule import Schedule
from tools.effects.process import Process
from tools.effects.times import from_text

Kind = Literal["request", "mail", "event", "watch", "reminder", "brief"]
State = Literal["active", "paused", "ended"]
Each = Literal["look", "ask", "act"]
Missed = Literal["once", "all", "none"]

TABLES = (
    """
    CREATE TABLE routines (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        thread_id TEXT NOT NULL,
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        request TEXT NOT NULL,
        schedule TEXT NOT NULL,
        waits_for TEXT NOT NULL,
        each_run TEXT NOT NULL,
        missed TEXT NOT NULL,
        grant_id TEXT,
        state TEXT NOT NULL,
        next_at TEXT,
        version INTEGER NOT NULL,
        created_at TEXT NOT NULL
    );
    CREATE INDEX routines_due ON routines (next_at) WHERE next_at IS NOT NULL;
    CREATE TABLE routine_runs (
        routine_id TEXT NOT NULL REFERENCES routines (id),
        occurrence TEXT NOT NULL,
        state TEXT NOT NULL,
        missed INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        not_before TEXT NOT NULL,
        owner TEXT,
        lease_until TEXT,
        lease_ticks REAL,
        started_at TEXT,
        ended_at TEXT,
        outcome TEXT NOT NULL,
        PRIMARY KEY (routine_id, occurrence)
    );
    CREATE INDEX routine_runs_open ON routine_runs (not_before) WHERE state IN ('queued', 'running');
    CREATE INDEX routine_runs_ended ON routine_runs (ended_at);
    CREATE TABLE routine_keepers (
        owner TEXT PRIMARY KEY,
        seen_at TEXT NOT NULL
    );
    """,
    "ALTER TABLE routines ADD COLUMN mails_to TEXT NOT NULL DEFAULT ''",
)
"""`occurrence` is the instant that a run is due, or what asked for it: there is one run for each."""


class RunState(StrEnum):
    """How far one occurrence of a routine is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    WAITS = "waits"
    """Done as far as it goes without the person: an approval waits."""
    FAILED = "failed"
    MISSED = "missed"
    """Nobody was there, and it is not made up for."""
    CANCELED = "canceled"


@dataclass(frozen=True)
class Routine:
    """A request that comes back or comes later, or something that is waited for."""

    id: str
    thread_id: str
    title: str
    kind: Kind
    request: str
    """What each run is asked, in the words that the person has agreed to."""
    schedule: Schedule | None
    """None: a watch."""
    waits_for: dict[str, Any]
    """Of a watch: what, as `Awaited.json_dict` writes it."""
    each_run: Each
    """What a run may do: only look, prepare and ask, or act as far as the grant reaches."""
    missed: Missed
    """What becomes of those that nobody was there for: one for all of them, each, or none."""
    grant: str | None
    state: State
    next_at: datetime | None
    """When it is due next, or a watch is looked at next; None: not any more, or it is paused."""
    version: int
    created_at: datetime
    mails_to: str = ""
    """Of a brief: the address of the person's own that it is mailed to; empty: it is only shown."""

    def spec(self) -> dict[str, Any]:
        """What can be changed of it, as JSON."""
        return {
            "title": self.title,
            "request": self.request,
            "schedule": self.schedule.text() if self.schedule else "",
            "waits_for": self.waits_for,
            "each_run": self.each_run,
            "missed": self.missed,
            "grant": self.grant,
            "state": self.state,
            # Cards that wait for an answer were made without it.
            **({"mails_to": self.mails_to} if self.mails_to else {}),
        }

    def changed(self, spec: dict[str, Any]) -> "Routine":
        """The same with what `spec` says; when it is due next isn't worked out."""
        schedule = spec["schedule"]
        return replace(
            self,
            title=spec["title"],
            request=spec["request"],
            schedule=Schedule.of(schedule) if schedule else None,
            waits_for=spec["waits_for"],
            each_run=spec["each_run"],
            missed=spec["missed"],
            grant=spec["grant"],
            state=spec["state"],
            mails_to=spec.get("mails_to", ""),
        )


@dataclass(frozen=True)
class Run:
    """One occurrence of a routine."""

    routine_id: str
    occurrence: str
    state: RunState
    missed: int
    """So many before it were due while nobody was there, and are not made up for."""
    attempts: int
    """How often it was begun; going on with what a process that died has left is no further one."""
    owner: Process | None
    lease_until: datetime | None
    lease_ticks: float | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str

    @property
    def name(self) -> str:
        """Names the run among all, and the turn that it begins."""
        return f"{self.routine_id}-{self.occurrence}"

    @property
    def due_at(self) -> datetime | None:
        """When it was due; None for a run that was asked for."""
        try:
            return from_text(self.occurrence)
        except ValueError:
            return None

    def late_by(self, now: datetime) -> timedelta:
        return now - self.due_at if self.due_at else timedelta(0)

    def json_dict(self) -> dict[str, Any]:
        return {
            "occurrence": self.occurrence,
            "state": self.state.value,
            "outcome": self.outcome,
            "missed": self.missed,
            "attempts": self.attempts,
            "started_at": self.started_at and self.started_at.isoformat(),
            "ended_at": self.ended_at and self.ended_at.isoformat(),
        }


def routine_of(row: Any) -> Routine:
    """The routine that a row keeps."""
    return Routine(
        id=row["id"],
        thread_id=row["thread_id"],
        title=row["title"],
        kind=row["kind"],
        request=row["request"],
        schedule=Schedule.of(row["schedule"]) if row["schedule"] else None,
        waits_for=json.loads(row["waits_for"]),
        each_run=row["each_run"],
        missed=row["missed"],
        grant=row["grant_id"],
        state=row["state"],
        next_at=row["next_at"] and from_text(row["next_at"]),
        version=row["version"],
        created_at=from_text(row["created_at"]),
        mails_to=row["mails_to"],
    )


def run_of(row: Any) -> Run:
    """The run that a row keeps."""
    return Run(
        routine_id=row["routine_id"],
        occurrence=row["occurrence"],
        state=RunState(row["state"]),
        missed=row["missed"],
        attempts=row["attempts"],
        owner=Process.parse(row["owner"]) if row["owner"] else None,
        lease_until=row["lease_until"] and from_text(row["lease_until"]),
        lease_ticks=row["lease_ticks"],
        started_at=row["started_at"] and from_text(row["started_at"]),
        ended_at=row["ended_at"] and from_text(row["ended_at"]),
        outcome=row["outcome"],
    )
