"""Takes effects up and carries them out: one process at a time, once."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from tools.database import Connection, Database
from tools.effects import attempt
from tools.effects.attempt import Outcome, Result
from tools.effects.breaker import Breaker
from tools.effects.conclusion import HAPPENED, Conclusions, revoked
from tools.effects.delivery import DeliveryPolicy
from tools.effects.effect import EffectState, Record
from tools.effects.effect_table import EffectTable
from tools.effects.grants.table import is_revoked
from tools.effects.lease import FREE, heartbeat, lease, was_left
from tools.effects.marks import LedgerMarks
from tools.effects.plan import Executor, Receipt, is_marking
from tools.effects.process import this_process
from tools.effects.times import Watch
from tools.effects.waits import READY, due
from tools.errors import FinalError, StorageError
from tools.measures import took


class Performer:
    """The way of an effect from queued over running to what came of it."""

    def __init__(
        self,
        database: Database,
        table: EffectTable,
        breaker: Breaker,
        executor_of: Callable[[str], Executor | None],
        policy: DeliveryPolicy,
        watch: Watch,
    ) -> None:
        self._database = database
        self._table = table
        self._breaker = breaker
        self._executor_of = executor_of
        self._policy = policy
        self._watch = watch
        self._conclusions = Conclusions(table, breaker, policy, watch)

    def next_due(self, *, but: Iterable[str] = ()) -> str | None:
        """The key of the most urgent effect that is due."""
        passed_over = set(but)
        condition, values = due(self._watch.now())
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT key FROM effects WHERE {condition} ORDER BY urgency, seq", values
            )
            return next((str(row["key"]) for row in rows if row["key"] not in passed_over), None)

    def take(self, connection: Connection, key: str, *, asked: bool = False) -> Record | None:
        """Make the effect this process's own; None when it isn't due, or another has it.

        With `asked`, a person wants it now: it waits for nothing. To be called while `held_here`.
        """
        record = self._table.record(key)
        now = self._watch.now()
        if record.effect.state is EffectState.RUNNING:
            return self._take_over(connection, record, now)
        if record.effect.state is not EffectState.QUEUED or not (asked or self._is_due(connection, key, now)):
            return None
        if record.undoing:
            return self._start(connection, record, "being taken back", now)
        record = _with_its_grant(connection, record)
        if self._is_called_off(connection, record):
            return None
        deadline = record.effect.deadline
        if deadline is not None and now > deadline and not record.unclear:
            self._conclusions.too_late(connection, record, deadline)
            return None
        rests_until = None if asked else self._breaker.rests_until(connection, record.effect.destination, now)
        if rests_until is not None:
            self._conclusions.rest(connection, record, rests_until)
            return None
        return self._start(connection, record, "being carried out", now)

    def call_off(self, connection: Connection, key: str) -> None:
        """Cancel an effect that waits, when the grant that let it through was revoked."""
        record = self._table.record(key)
        if record.effect.state is EffectState.QUEUED and not record.undoing:
            self._is_called_off(connection, _with_its_grant(connection, record))

    def take_for_undo(self, connection: Connection, key: str, *, by: str | None) -> Record:
        """Make a done effect this process's own, to take it back."""
        now = self._watch.now()
        columns = {
            "undoing": 1, "failures": 0, "unclear": 0, "handed_over": 1, "error": None, "error_code": None,
        }  # fmt: skip
        self._table.change(
            connection,
            key,
            EffectState.RUNNING,
            "being taken back",
            columns | self._lease(now),
            at=now,
            by=by,
        )
        return self._table.record(key)

    def perform(self, record: Record, *, decided: bool = False) -> Outcome:
        """Carry out, or take back, what was taken, and write down what came of it."""
        key = record.effect.key
        began_s = time.monotonic()
        try:
            with heartbeat(lambda: self._renew(key), every_s=self._policy.lease_s / 3):
                outcome = self._try(record, decided=decided)
        except Exception as bug:
            broken = FinalError(f"it broke off: {bug!r}")
            self._conclude(record, Outcome(Result.UNKNOWN, unclear=True, error=broken, reached=False))
            raise
        except BaseException:
            self._give_up(key)
            raise
        self._conclude(record, outcome)
        took("effect", outcome.result.name.lower(), time.monotonic() - began_s)
        return outcome

    def _is_called_off(self, connection: Connection, record: Record) -> bool:
        """What may have happened already is not: somebody looks whether it has."""
        if not record.revoked or record.unclear:
            return False
        self._conclusions.revoked(connection, record)
        return True

    def _take_over(self, connection: Connection, record: Record, now: datetime) -> Record | None:
        if not was_left(record, now):
            return None
        who = record.owner.name if record.owner else "whoever had it"
        ended = "saying what came of it" if record.handed_over else "it was handed over"
        self._table.change(
            connection, record.effect.key, EffectState.RUNNING, f"taken over: {who} ended before {ended}",
            {**self._lease(now), "unclear": int(record.unclear or record.handed_over)}, at=now,
        )  # fmt: skip
        left = replace(self._table.record(record.effect.key), taken_over=True)
        return _with_its_grant(connection, left)

    def _start(self, connection: Connection, record: Record, what: str, now: datetime) -> Record:
        attempts = record.effect.attempts + (0 if record.undoing else 1)
        marks = is_marking(self._executor_of(record.effect.kind)) and not record.undoing
        columns = {**READY, **self._lease(now), "attempts": attempts, "handed_over": int(not marks)}
        self._table.change(connection, record.effect.key, EffectState.RUNNING, what, columns, at=now)
        return replace(self._table.record(record.effect.key), revoked=record.revoked)

    def _try(self, record: Record, *, decided: bool) -> Outcome:
        executor = self._executor_of(record.effect.kind)
        if executor is None:
            error = FinalError(f"nothing here carries out {record.effect.kind!r}")
            result = Result.UNKNOWN if record.unclear else Result.FINAL
            return Outcome(result, error=error, unclear=record.unclear, reached=False)
        if record.undoing:
            receipt = record.effect.receipt or Receipt(text=record.effect.summary)
            return attempt.take_back(
                executor, record.intent, receipt, look_first=record.unclear, decided=decided
            )
        deadline = record.effect.deadline
        given_up: FinalError | None = None
        if record.revoked:
            given_up = revoked(record)
        elif deadline is not None and self._watch.now() > deadline:
            given_up = FinalError("its deadline has passed")
        if record.taken_over and record.handed_over and is_marking(executor):
            return attempt.look_after_it(executor, record.intent)
        marks = LedgerMarks(self._database, self._table, self._watch, record)
        return attempt.act(
            executor, record.intent, marks, look_first=record.unclear, decided=decided, given_up=given_up
        )

    def _conclude(self, record: Record, outcome: Outcome) -> None:
        try:
            with self._database.transaction() as connection:
                if not self._is_ours(connection, record.effect.key):
                    self._came_back(connection, record, outcome)
                elif record.undoing:
                    self._conclusions.of_undo(connection, record, outcome)
                else:
                    self._conclusions.of_act(connection, record, outcome)
        except StorageError as error:
            if outcome.result not in HAPPENED:
                raise
            done = outcome.receipt.text if outcome.receipt else record.effect.summary
            raise StorageError(
                f"It was done ({done}) but could not be written down: {error.message}. "
                "Before anything is repeated, it will be looked for where it went"
            ) from error

    def _came_back(self, connection: Connection, record: Record, outcome: Outcome) -> None:
        """The lease ran out meanwhile and somebody else has the effect: only the story is told."""
        state = self._table.record(record.effect.key).effect.state
        what = f"a try that was given up for dead came back: {outcome.result.name.lower()}"
        self._table.tell(connection, record.effect.key, state.value, what, at=self._watch.now())

    def _give_up(self, key: str) -> None:
        """Left in the middle, as by Ctrl-C: whoever comes next looks whether it happened."""
        with suppress(StorageError), self._database.transaction() as connection:
            if self._is_ours(connection, key):
                what = "broken off; what came of it will be looked at"
                self._table.change(connection, key, EffectState.RUNNING, what, FREE, at=self._watch.now())

    def _is_due(self, connection: Connection, key: str, now: datetime) -> bool:
        condition, values = due(now)
        found = connection.execute(f"SELECT 1 FROM effects WHERE key = ? AND {condition}", (key, *values))
        return found.fetchone() is not None

    def _is_ours(self, connection: Connection, key: str) -> bool:
        ours = "SELECT 1 FROM effects WHERE key = ? AND state = 'running' AND owner = ?"
        return connection.execute(ours, (key, str(this_process()))).fetchone() is not None

    def _lease(self, now: datetime) -> dict[str, object]:
        return dict(lease(now, self._policy.lease_s))

    def _renew(self, key: str) -> None:
        columns = self._lease(self._watch.now())
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE effects SET lease_until = ?, lease_ticks = ?"
                " WHERE key = ? AND owner = ? AND state = 'running'",
                (columns["lease_until"], columns["lease_ticks"], key, columns["owner"]),
            )


def _with_its_grant(connection: Connection, record: Record) -> Record:
    """`record`, and whether the grant that let it through still stands."""
    grant = record.effect.grant
    return replace(record, revoked=True) if grant and is_revoked(connection, grant) else record
