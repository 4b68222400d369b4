"""Every routine and every run of one: kept so that each occurrence is done once, on whichever worker."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.schedules.routine import TABLES, Routine, Run, RunState, routine_of, run_of
from tools.database import Database
from tools.effects.keys import one_of
from tools.effects.lease import FREE, heartbeat, held_here, lease, was_left
from tools.effects.process import Process, this_process
from tools.effects.times import from_text, to_text
from tools.errors import ConflictError, StaleError

GRACE = timedelta(minutes=10)
"""A run that begins so late was not missed."""
LEASE_S = 60.0
SEEN = timedelta(minutes=3)
"""A process of another machine that was not heard of for so long is gone."""
TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
MOST_AT_ONCE = 200
"""So many routines that are due are taken up in one transaction."""
MOST_MADE_UP = 500
"""So many occurrences of one routine are made up for, the newest."""
AT_ONCE = to_text(datetime(1970, 1, 1, tzinfo=UTC))
"""Whatever the clock is set to."""
OPEN = "state IN ('queued', 'running')"


class RoutineBook:
    """The routines of a home. Nothing that a model can call leads here but by way of an approval.

    `clock` is the real one. When a routine is due next only ever goes forward, in the transaction that
    writes down what was due: so a clock that is set back brings nothing twice.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        database.migrate("routines", TABLES)

    def now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def add(self, routine: Routine) -> bool:
        """Keep a new one; False: it is there already."""
        with self._database.transaction() as connection:
            added = connection.execute(
                "INSERT INTO routines (id, thread_id, title, kind, request, schedule, waits_for, each_run,"
                " missed, grant_id, state, next_at, version, created_at, mails_to)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (
                    routine.id, routine.thread_id, routine.title, routine.kind, routine.request,
                    routine.schedule.text() if routine.schedule else "", _json(routine.waits_for),
                    routine.each_run, routine.missed, routine.grant, routine.state,
                    _text(routine.next_at), routine.version, to_text(routine.created_at), routine.mails_to,
                ),
            )  # fmt: skip
            return added.rowcount == 1

    def find(self, id: str) -> Routine | None:
        """The routine of exactly this id."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM routines WHERE id = ?", (id,)).fetchone()
        return routine_of(row) if row else None

    def get(self, id_or_prefix: str) -> Routine:
        """The routine that the id, or a unique beginning of it, names.

        Raises:
            NotFoundError: nothing fits, or several do.
        """
        with self._database.reading() as connection:
            id = one_of(connection, "routines", "id", id_or_prefix, called="routine")
            return routine_of(connection.execute("SELECT * FROM routines WHERE id = ?", (id,)).fetchone())

    def list(self, *, ended: bool = True) -> tuple[Routine, ...]:
        """All of them, the oldest first; or those that have not ended."""
        where = "" if ended else "WHERE state <> 'ended'"
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT * FROM routines {where} ORDER BY seq").fetchall()
        return tuple(map(routine_of, rows))

    def change(self, id: str, spec: dict[str, Any], *, version: int) -> Routine:
        """Have the routine be as `spec` says.

        What waits for its turn of one that is ended is called off. Changed so that it is due again, it is
        due from now on: what would have been due before is not made up for.

        Raises:
            StaleError: it has been changed since that version. Nothing was changed.
        """
        now = self.now()
        with self._database.transaction() as connection:
            before = routine_of(connection.execute("SELECT * FROM routines WHERE id = ?", (id,)).fetchone())
            if before.version != version:
                raise StaleError(f"the routine {before.title!r} has been changed since; nothing was done")
            after = before.changed(spec)
            same_times = (before.state, before.schedule) == (after.state, after.schedule)
            next_at = before.next_at if same_times else _next_at(after, now)
            if after.state == "active" and next_at is None:
                raise ConflictError(f"{after.title!r} has no time to come; give it another schedule")
            connection.execute(
                "UPDATE routines SET title = ?, request = ?, schedule = ?, waits_for = ?, each_run = ?,"
                " missed = ?, grant_id = ?, state = ?, mails_to = ?, next_at = ?, version = version + 1"
                " WHERE id = ?",
                (
                    after.title, after.request, after.schedule.text() if after.schedule else "",
                    _json(after.waits_for), after.each_run, after.missed, after.grant, after.state,
                    after.mails_to, _text(next_at), id,
                ),
            )  # fmt: skip
            if after.state == "ended":
                connection.execute(
                    "UPDATE routine_runs SET state = 'canceled', ended_at = ?, outcome = 'it was ended'"
                    " WHERE routine_id = ? AND state = 'queued'",
                    (to_text(now), id),
                )
        return self.get(id)

    def ask_for_run(self, id: str, name: str) -> bool:
        """Have the routine run now, between its times; `name` says what asked, which counts once."""
        with self._database.transaction() as connection:
            return self._queue(connection, id, name)

    def runs(self, id: str, most: int = 20) -> tuple[Run, ...]:
        """The last runs of a routine, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM routine_runs WHERE routine_id = ?"
                " ORDER BY coalesce(started_at, occurrence) DESC, occurrence DESC LIMIT ?",
                (id, most),
            ).fetchall()
        return tuple(map(run_of, rows))

    def ended_since(self, at: datetime) -> tuple[Run, ...]:
        """The runs that came to an end from then on, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM routine_runs WHERE ended_at >= ? ORDER BY ended_at", (to_text(at),)
            ).fetchall()
        return tuple(map(run_of, rows))

    def due_in_s(self) -> float | None:
        """Seconds until something is due, 0 when it is; None: nothing will be."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT (SELECT min(next_at) FROM routines WHERE next_at IS NOT NULL) AS due,"
                f" (SELECT min(not_before) FROM routine_runs WHERE {OPEN}) AS open"
            ).fetchone()
        at = min((text for text in row if text), default=None)
        return None if at is None else max((from_text(at) - self.now()).total_seconds(), 0)

    def take_up(self) -> int:
        """Write down what is due by now, to be run; how many routines that was. Watches are left alone."""
        now = self.now()
        with self._database.reading() as connection:
            due = "next_at <= ? AND state = 'active' AND kind <> 'watch'"
            if (
                connection.execute(f"SELECT 1 FROM routines WHERE {due} LIMIT 1", (to_text(now),)).fetchone()
                is None
            ):
                return 0
        with self._database.transaction() as connection:
            rows = connection.execute(
                f"SELECT * FROM routines WHERE {due} ORDER BY next_at LIMIT ?", (to_text(now), MOST_AT_ONCE)
            ).fetchall()
            for routine in map(routine_of, rows):
                self._take_up(connection, routine, now)
        return len(rows)

    def due_watches(self) -> tuple[Routine, ...]:
        """The watches that are to be looked at by now."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM routines WHERE next_at <= ? AND state = 'active' AND kind = 'watch'"
                " ORDER BY next_at LIMIT ?",
                (to_text(self.now()), MOST_AT_ONCE),
            ).fetchall()
        return tuple(map(routine_of, rows))

    def look_again(self, id: str, at: datetime) -> None:
        """A watch is to be looked at then."""
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "UPDATE routines SET next_at = ? WHERE id = ? AND state = 'active'", (to_text(at), id)
            )

    def end_watch(self, watch: Routine, outcome: str, *, tells: bool, request: str) -> bool:
        """A watch has come to its end, once; False: it had before.

        `tells`: the person hears of it; `request` is what is prepared then, empty: nothing.
        """
        now = self.now()
        with self._database.transaction() as connection:
            ended = connection.execute(
                "UPDATE routines SET state = 'ended', next_at = NULL, version = version + 1, request = ?"
                " WHERE id = ? AND state = 'active' AND version = ?",
                (request, watch.id, watch.version),
            )
            if ended.rowcount != 1:
                return False
            self._queue(connection, watch.id, to_text(now), outcome=outcome)
            if not tells:
                connection.execute(
                    "UPDATE routine_runs SET state = 'done', started_at = ?, ended_at = ?"
                    " WHERE routine_id = ?",
                    (to_text(now), to_text(now), watch.id),
                )
        return True

    @contextmanager
    def next_run(self) -> Iterator[tuple[Routine, Run] | None]:
        """A run that is due or was left by a process that died, with its routine, for this thread alone.

        None: there is none. Until the block is left, whoever else looks leaves it alone.
        """
        for candidate in self._candidates():
            with held_here(self._database.name, f"routine {candidate.routine_id}") as free:
                claimed = self._claim(candidate) if free else None
                if claimed is None:
                    continue
                with heartbeat(lambda run=claimed: self._renew(run), every_s=LEASE_S / 3):  # type: ignore[misc]
                    yield self.get(claimed.routine_id), claimed
                return
        yield None

    def conclude(self, run: Run, state: RunState, outcome: str) -> bool:
        """What came of a run; False: it is no longer this process's, and nothing was written."""
        return self._end(run, state.value, outcome, to_text(self.now()), to_text(self.now()))

    def put_off(self, run: Run, why: str, *, wait: timedelta | None = None) -> bool:
        """Try the run again later; after some tries in vain it has failed. With `wait` it was no try."""
        now = self.now()
        if wait is None and run.attempts >= TRIES:
            return self.conclude(run, RunState.FAILED, why)
        again = now + (wait or FIRST_WAIT * 2 ** (run.attempts - 1))
        tries = run.attempts - (1 if wait else 0)
        return self._end(run, RunState.QUEUED.value, why, None, to_text(again), attempts=tries)

    def here(self) -> None:
        """This process does what is due, for now; to be said again within `SEEN`."""
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "INSERT INTO routine_keepers (owner, seen_at) VALUES (?, ?)"
                " ON CONFLICT (owner) DO UPDATE SET seen_at = excluded.seen_at",
                (str(this_process()), to_text(self.now())),
            )

    def gone(self) -> None:
        """This process does it no longer."""
        with self._database.transaction(durable=False) as connection:
            connection.execute("DELETE FROM routine_keepers WHERE owner = ?", (str(this_process()),))

    def keepers(self) -> tuple[Process, ...]:
        """The processes that do what is due; those that have died are forgotten."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT owner, seen_at FROM routine_keepers").fetchall()
        found = [(Process.parse(row["owner"]), from_text(row["seen_at"])) for row in rows]
        dead = [
            process
            for process, seen in found
            if process.has_ended() or (process.has_ended() is None and self.now() - seen > SEEN)
        ]
        if dead:
            with self._database.transaction(durable=False) as connection:
                for process in dead:
                    connection.execute("DELETE FROM routine_keepers WHERE owner = ?", (str(process),))
        return tuple(process for process, _ in found if process not in dead)

    def _take_up(self, connection: Any, routine: Routine, now: datetime) -> None:
        schedule, first = routine.schedule, routine.next_at
        assert schedule is not None and first is not None  # a watch has no schedule, and is not among them
        due = [first]
        for later in schedule.times(first):
            if later > now:
                following: datetime | None = later
                break
            due.append(later)
            due = due[-MOST_MADE_UP:] if len(due) > 2 * MOST_MADE_UP else due
        else:
            following = None
        due = due[-MOST_MADE_UP:]
        match routine.missed:
            case "all":
                for at in due:
                    self._queue(connection, routine.id, to_text(at))
            case "once":
                self._queue(connection, routine.id, to_text(due[-1]), missed=len(due) - 1)
            case "none" if now - due[-1] <= GRACE:
                self._queue(connection, routine.id, to_text(due[-1]), missed=len(due) - 1)
            case "none":
                self._queue(connection, routine.id, to_text(due[-1]), missed=len(due) - 1)
                self._missed(connection, routine.id, to_text(due[-1]), now, len(due))
        connection.execute(
            "UPDATE routines SET next_at = ?, state = ? WHERE id = ?",
            (_text(following), "ended" if following is None else "active", routine.id),
        )

    def _queue(
        self, connection: Any, id: str, occurrence: str, *, missed: int = 0, outcome: str = ""
    ) -> bool:
        queued = connection.execute(
            "INSERT INTO routine_runs (routine_id, occurrence, state, missed, attempts, not_before, outcome)"
            " VALUES (?, ?, 'queued', ?, 0, ?, ?) ON CONFLICT (routine_id, occurrence) DO NOTHING",
            (id, occurrence, missed, AT_ONCE, outcome),
        )
        return bool(queued.rowcount == 1)

    def _missed(self, connection: Any, id: str, occurrence: str, now: datetime, count: int) -> None:
        told = "missed: nobody was there" if count == 1 else f"{count} missed: nobody was there"
        connection.execute(
            "UPDATE routine_runs SET state = 'missed', ended_at = ?, outcome = ?"
            " WHERE routine_id = ? AND occurrence = ? AND state = 'queued' AND attempts = 0",
            (to_text(now), told, id, occurrence),
        )

    def _candidates(self) -> Iterator[Run]:
        """The oldest open run of each routine, where it is due."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM routine_runs WHERE {OPEN} ORDER BY not_before, occurrence"
            ).fetchall()
        now, seen = self.now(), set()
        for row in rows:
            if row["routine_id"] not in seen and row["not_before"] <= to_text(now):
                yield run_of(row)
            seen.add(row["routine_id"])

    def _claim(self, candidate: Run) -> Run | None:
        now = self.now()
        with self._database.transaction() as connection:
            row = connection.execute(
                f"SELECT * FROM routine_runs WHERE routine_id = ? AND occurrence = ? AND {OPEN}",
                (candidate.routine_id, candidate.occurrence),
            ).fetchone()
            if row is None:
                return None
            run = run_of(row)
            if run.state is RunState.RUNNING and not was_left(run, now):
                return None
            owned = lease(now, LEASE_S)
            connection.execute(
                "UPDATE routine_runs SET state = 'running', owner = ?, lease_until = ?, lease_ticks = ?,"
                " attempts = ?, started_at = coalesce(started_at, ?)"
                " WHERE routine_id = ? AND occurrence = ?",
                (
                    owned["owner"],
                    owned["lease_until"],
                    owned["lease_ticks"],
                    # What a process that died has left goes on: only an error uses up a try.
                    run.attempts + (run.state is RunState.QUEUED),
                    to_text(now),
                    run.routine_id,
                    run.occurrence,
                ),
            )
            return run_of(
                connection.execute(
                    "SELECT * FROM routine_runs WHERE routine_id = ? AND occurrence = ?",
                    (run.routine_id, run.occurrence),
                ).fetchone()
            )

    def _renew(self, run: Run) -> None:
        owned = lease(self.now(), LEASE_S)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE routine_runs SET lease_until = ?, lease_ticks = ?"
                " WHERE routine_id = ? AND occurrence = ? AND owner = ? AND state = 'running'",
                (owned["lease_until"], owned["lease_ticks"], run.routine_id, run.occurrence, owned["owner"]),
            )

    def _end(
        self,
        run: Run,
        state: str,
        outcome: str,
        ended_at: str | None,
        not_before: str,
        *,
        attempts: int | None = None,
    ) -> bool:
        with self._database.transaction() as connection:
            ended = connection.execute(
                "UPDATE routine_runs SET state = ?, outcome = ?, ended_at = ?, not_before = ?, attempts = ?,"
                " owner = ?, lease_until = ?, lease_ticks = ?"
                " WHERE routine_id = ? AND occurrence = ? AND state = 'running' AND owner = ?",
                (
                    state, outcome, ended_at, not_before, run.attempts if attempts is None else attempts,
                    FREE["owner"], FREE["lease_until"], FREE["lease_ticks"],
                    run.routine_id, run.occurrence, str(this_process()),
                ),
            )  # fmt: skip
            return ended.rowcount == 1


def _next_at(routine: Routine, now: datetime) -> datetime | None:
    if routine.state != "active":
        return None
    return now if routine.schedule is None else routine.schedule.after(now)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(at: datetime | None) -> str | None:
    return None if at is None else to_text(at)
