"""The tables of effects: rows into values, and changes of state with their entry in the history."""

import json
from datetime import datetime
from typing import Any

from tools.database import Connection, Database, Row
from tools.effects.approvals import Proposal
from tools.effects.effect import Effect, EffectState, HistoryEntry, Record, Waiting
from tools.effects.keys import one_of
from tools.effects.packing import packed, unpacked
from tools.effects.plan import Intent, Plan, Priority, Receipt
from tools.effects.process import Process, this_process
from tools.effects.times import from_text, to_text

TABLES = (
    """
    CREATE TABLE effects (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        thread_id TEXT NOT NULL,
        agent TEXT NOT NULL,
        action TEXT NOT NULL,
        kind TEXT NOT NULL,
        destination TEXT NOT NULL,
        shown_hash TEXT NOT NULL,
        plan BLOB NOT NULL,
        undoable INTEGER NOT NULL,
        rendered BLOB NOT NULL,
        state TEXT NOT NULL,
        urgency INTEGER NOT NULL,
        deadline TEXT,
        waiting TEXT NOT NULL DEFAULT '',
        not_before TEXT,
        wait_boot TEXT,
        wait_ticks REAL,
        attempts INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        progress TEXT NOT NULL DEFAULT '{}',
        unclear INTEGER NOT NULL DEFAULT 0,
        undoing INTEGER NOT NULL DEFAULT 0,
        owner TEXT,
        lease_until TEXT,
        lease_ticks REAL,
        receipt TEXT,
        undo_receipt TEXT,
        error TEXT,
        error_code TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    );
    CREATE INDEX effects_by_thread ON effects (thread_id, seq);
    CREATE INDEX effects_that_wait ON effects (urgency, seq) WHERE state = 'queued';
    CREATE INDEX effects_that_run ON effects (seq) WHERE state = 'running';
    CREATE TABLE effect_history (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL REFERENCES effects (key),
        at TEXT NOT NULL,
        process TEXT NOT NULL,
        state TEXT NOT NULL,
        what TEXT NOT NULL
    );
    CREATE INDEX effect_history_by_key ON effect_history (key, seq);
    CREATE TRIGGER effect_history_is_not_rewritten BEFORE UPDATE ON effect_history
    BEGIN
        SELECT RAISE(ABORT, 'the history of an effect is never rewritten');
    END;
    CREATE TRIGGER effect_history_is_not_shortened BEFORE DELETE ON effect_history
    BEGIN
        SELECT RAISE(ABORT, 'the history of an effect is never shortened');
    END;
    """,
    # Of what was begun before there was this column, nobody knows how far it had come.
    "ALTER TABLE effects ADD COLUMN handed_over INTEGER NOT NULL DEFAULT 1;",
    "ALTER TABLE effects ADD COLUMN grant_id TEXT;",
)

EFFECTS = "effects"
"""What is announced with every change of one."""
Columns = dict[str, object]
"""New values for the columns of an effect."""

URGENCY = {priority: rank for rank, priority in enumerate(Priority)}


class EffectTable:
    """Reads and writes effects; writing is done inside the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.migrate("effects", TABLES)

    def key(self, key_or_prefix: str) -> str:
        with self._database.reading() as connection:
            return one_of(connection, "effects", "key", key_or_prefix, called="effect")

    def has(self, key: str) -> bool:
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM effects WHERE key = ?", (key,)).fetchone() is not None

    def record(self, key: str) -> Record:
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM effects WHERE key = ?", (key,)).fetchone()
        return _record(row)

    def records(self, where: str, values: tuple[Any, ...] = (), *, order: str = "seq") -> tuple[Record, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM effects WHERE {where} ORDER BY {order}", values
            ).fetchall()
        return tuple(_record(row) for row in rows)

    def last_undoable(self, thread_id: str | None) -> str | None:
        """The key of the newest effect that `Effect.undoable` holds for; of one that is held back first.

        Two agents of one turn act side by side, and what is held back is soon beyond taking back.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT key FROM effects WHERE undoing = 0 AND unclear = 0"
                " AND (CAST(:thread AS TEXT) IS NULL OR thread_id = :thread)"
                " AND (state = 'queued' OR (state = 'done' AND undoable = 1))"
                " ORDER BY CASE WHEN state = 'queued' AND waiting = 'hold' THEN 0 ELSE 1 END, seq DESC"
                " LIMIT 1",
                {"thread": thread_id},
            ).fetchone()
        return None if row is None else str(row["key"])

    def last_stepped(self) -> str | None:
        """The key of the effect that something became of last, of those that stand or are to come."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT h.key FROM effect_history h JOIN effects e ON e.key = h.key"
                " WHERE e.state IN ('done', 'queued', 'running') ORDER BY h.seq DESC LIMIT 1"
            ).fetchone()
        return None if row is None else str(row["key"])

    def history(self, key: str) -> tuple[HistoryEntry, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT seq, key, at, process, state, what FROM effect_history WHERE key = ? ORDER BY seq",
                (key,),
            ).fetchall()
        return tuple(HistoryEntry(**{**dict(row), "at": from_text(row["at"])}) for row in rows)

    def add(
        self, connection: Connection, proposal: Proposal, plan: Plan, rendered: bytes, *, at: datetime
    ) -> bool:
        """Write the intent down, and how it came about; False when it is there already."""
        added = connection.execute(
            "INSERT INTO effects (key, thread_id, agent, action, kind, destination, shown_hash,"
            " plan, undoable, rendered, state, urgency, deadline, created_at, updated_at, grant_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO NOTHING",
            (
                proposal.id,
                proposal.thread_id,
                proposal.agent,
                proposal.action,
                plan.kind,
                plan.destination,
                proposal.shown_hash,
                packed(plan),
                plan.undoable,
                rendered,
                URGENCY[plan.priority],
                plan.deadline and to_text(plan.deadline),
                to_text(at),
                to_text(at),
                proposal.grant,
            ),
        )
        if added.rowcount == 0:
            return False
        asked = f"{proposal.action}: {proposal.plan.summary}"
        self.tell(
            connection, proposal.id, "proposed", asked, at=proposal.created_at, by=f"{proposal.agent} agent"
        )
        edited = proposal.answer is not None and proposal.answer.plan is not None
        said = f"approved as: {plan.summary}"
        if edited:
            said = f"edited and {said}"
        self.tell(
            connection, proposal.id, "approved", said, at=proposal.answered_at or at, by=proposal.answered_by
        )
        return True

    def change(
        self,
        connection: Connection,
        key: str,
        state: EffectState,
        what: str,
        columns: Columns,
        *,
        at: datetime,
        by: str | None = None,
    ) -> None:
        """Bring the effect to `state`, and say so in its history."""
        values = {"state": state.value, "updated_at": to_text(at), **columns}
        assignments = ", ".join(f"{column} = ?" for column in values)
        connection.execute(f"UPDATE effects SET {assignments} WHERE key = ?", (*values.values(), key))
        self._database.announce(EFFECTS)
        self.tell(connection, key, state.value, what, at=at, by=by)

    def wake(self, connection: Connection, destination: str) -> None:
        """What waited for the destination to answer again is due."""
        connection.execute(
            "UPDATE effects SET waiting = '', not_before = NULL, wait_boot = NULL, wait_ticks = NULL"
            " WHERE state = 'queued' AND waiting = 'rest' AND destination = ?",
            (destination,),
        )
        self._database.announce(EFFECTS)

    def tell(
        self,
        connection: Connection,
        key: str,
        state: str,
        what: str,
        *,
        at: datetime,
        by: str | None = None,
    ) -> None:
        """Continue the effect's history."""
        connection.execute(
            "INSERT INTO effect_history (key, at, process, state, what) VALUES (?, ?, ?, ?, ?)",
            (key, to_text(at), by or this_process().name, state, what),
        )


def _record(row: Row) -> Record:
    plan = unpacked(row["plan"])
    receipt = Receipt(**json.loads(row["receipt"])) if row["receipt"] else None
    progress = json.loads(row["progress"])
    state = EffectState(row["state"])
    return Record(
        effect=Effect(
            key=row["key"],
            thread_id=row["thread_id"],
            agent=row["agent"],
            action=row["action"],
            kind=row["kind"],
            destination=row["destination"],
            state=state,
            summary=plan.summary,
            attempts=row["attempts"],
            undoable=not (row["undoing"] or row["unclear"])
            and (state is EffectState.QUEUED or (state is EffectState.DONE and plan.undoable)),
            undo_note=plan.undo_note,
            created_at=from_text(row["created_at"]),
            updated_at=from_text(row["updated_at"]),
            error=row["error"],
            error_code=row["error_code"],
            receipt=receipt,
            undo_receipt=Receipt(**json.loads(row["undo_receipt"])) if row["undo_receipt"] else None,
            waiting=Waiting(row["waiting"]),
            not_before=from_text(row["not_before"]) if row["not_before"] else None,
            deadline=from_text(row["deadline"]) if row["deadline"] else None,
            priority=plan.priority,
            recipients=receipt.recipients if receipt else _so_far(progress),
            grant=row["grant_id"],
        ),
        intent=Intent(
            key=row["key"],
            plan=plan,
            rendered=row["rendered"],
            created_at=from_text(row["created_at"]),
            agent=row["agent"],
            attempts=row["attempts"],
            progress=progress,
        ),
        owner=Process.parse(row["owner"]) if row["owner"] else None,
        lease_until=from_text(row["lease_until"]) if row["lease_until"] else None,
        lease_ticks=row["lease_ticks"],
        unclear=bool(row["unclear"]),
        undoing=bool(row["undoing"]),
        handed_over=bool(row["handed_over"]),
        failures=row["failures"],
    )


def _so_far(progress: dict[str, Any]) -> dict[str, str]:
    """What became of each recipient until now: those that wait for another try, and the settled ones."""
    return {**progress.get("deferred", {}), **progress.get("recipients", {})}
