"""Every change to the world: the intent first, then the act, then the receipt; each exactly once."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from tools.database import Connection, Database
from tools.effects.approvals import Proposal
from tools.effects.breaker import Breaker
from tools.effects.delivery import DeliveryPolicy
from tools.effects.effect import Effect, EffectState, HistoryEntry, Record, Waiting
from tools.effects.effect_table import EFFECTS, EffectTable
from tools.effects.lease import held_here
from tools.effects.performer import Performer
from tools.effects.plan import Executor, Plan
from tools.effects.process import this_process
from tools.effects.standing import where_it_stands
from tools.effects.times import Watch, local_now
from tools.effects.waits import FIRST_DUE, NO_WAIT, READY, first_due, wait_for, wait_until
from tools.errors import ConflictError, FinalError, InputError, NotFoundError

__all__ = ["Effect", "EffectState", "HistoryEntry", "Ledger"]


class Ledger:
    """What was approved happens exactly once, through crashes and races, and can be undone.

    `clock` is what "now" means in a mail or an event, and its zone the one of sentences;
    `wall_clock` is what waiting and leases go by: the database's, unless something else is given.
    """

    def __init__(
        self,
        database: Database,
        executors: Iterable[Executor],
        *,
        clock: Callable[[], datetime] = local_now,
        wall_clock: Callable[[], float] | None = None,
        policy: DeliveryPolicy | None = None,
    ) -> None:
        self.policy = policy or DeliveryPolicy()
        self._database = database
        self._executors = {kind: executor for executor in executors for kind in executor.kinds}
        self._watch = Watch(clock, wall_clock or database.time)
        self._table = EffectTable(database)
        self._breaker = Breaker(database, self.policy.breaker)
        self._performer = Performer(
            database, self._table, self._breaker, self._executors.get, self.policy, self._watch
        )

    def carry_out(
        self, proposal: Proposal, *, hold: timedelta = NO_WAIT, afresh: Plan | None = None
    ) -> Effect:
        """Do what was approved, unless it is done, under way or planned for later already.

        Comes back with the effect as it then stands: done, failed, unknown, or queued to be tried later.
        With `hold` it waits so long before it goes out, and may be taken back meanwhile. `afresh` is the
        approved plan made again, where what it is made in has changed apart from it.

        Raises:
            ConflictError: it was not approved, or isn't what was shown. Nothing is done.
            StorageError: it can't be written down. Nothing is done; or, when the message says so, it was
                done and will be looked for before anything is repeated.
        """
        prepared = self._prepare(proposal, afresh)
        with held_here(self._database.name, proposal.id) as free:
            with self._database.transaction() as connection:
                self._write_intent(connection, proposal, prepared, hold)
                taken = self._performer.take(connection, proposal.id) if free else None
            if taken is not None:
                self._performer.perform(taken)
        return self._settled(proposal.id)

    def intend(self, proposal: Proposal, *, hold: timedelta = NO_WAIT) -> Effect:
        """Write down what was approved, to be done when the queue is drained."""
        prepared = self._prepare(proposal)
        with self._database.transaction() as connection:
            self._write_intent(connection, proposal, prepared, hold)
        return self._table.record(proposal.id).effect

    def run(self, key: str) -> Effect:
        """Carry out one effect that is due, or was left by a process that died; others stay as they are."""
        self._run(key)
        return self._table.record(key).effect

    def drain(
        self, limit: int | None = None, *, stop: Callable[[], bool] = lambda: False
    ) -> tuple[Effect, ...]:
        """Carry out what is due, the most urgent first, at most `limit`; `stop` is asked before each."""
        tried: list[str] = []
        performed: list[Effect] = []
        while (limit is None or len(performed) < limit) and not stop():
            key = self._performer.next_due(but=tried)
            if key is None:
                break
            tried.append(key)
            if self._run(key):
                performed.append(self._table.record(key).effect)
        return tuple(performed)

    def recover(self, *, stop: Callable[[], bool] = lambda: False) -> tuple[Effect, ...]:
        """Settle what processes that died have left: look whether it happened, and do it if it hasn't."""
        running = (record.effect.key for record in self._table.records("state = 'running'"))
        return tuple(self._table.record(key).effect for key in running if not stop() and self._run(key))

    def get(self, key_or_prefix: str) -> Effect:
        """The effect that the key, or a unique beginning of it, names.

        Raises:
            NotFoundError: nothing fits, or several do.
        """
        return self._table.record(self._table.key(key_or_prefix)).effect

    def has(self, key: str) -> bool:
        """Whether the effect of exactly this key was written down."""
        return self._table.has(key)

    def list(
        self, thread_id: str | None = None, state: EffectState | str | None = None, limit: int | None = None
    ) -> tuple[Effect, ...]:
        """Oldest first; with `limit`, the newest of them."""
        conditions, values = ["1 = 1"], []
        if thread_id is not None:
            conditions.append("thread_id = ?")
            values.append(thread_id)
        if state is not None:
            conditions.append("state = ?")
            values.append(EffectState(state).value)
        order = "seq DESC" if limit is None else f"seq DESC LIMIT {limit:d}"
        newest = self._table.records(" AND ".join(conditions), tuple(values), order=order)
        return tuple(record.effect for record in reversed(newest))

    def history(self, key_or_prefix: str) -> tuple[HistoryEntry, ...]:
        """The whole story of an effect, from the proposal on."""
        return self._table.history(self._table.key(key_or_prefix))

    def notices(self) -> tuple[str, ...]:
        """What the person should hear about the destinations; each is given once, to one process."""
        with self._database.transaction() as connection:
            return self._breaker.take_notices(connection)

    def told(self, wake: Callable[[], None]) -> AbstractContextManager[bool]:
        """See `Database.told`: an effect has changed, in whichever process."""
        return self._database.told((EFFECTS,), wake)

    def next_due(self) -> datetime | None:
        """When the first of those that wait is due; None: nothing waits."""
        with self._database.reading() as connection:
            row = connection.execute(FIRST_DUE, (this_process().boot,)).fetchone()
        return first_due(*row, now=self._watch.now())

    def due_in_s(self) -> float | None:
        """Seconds until `next_due`, 0 when that has passed; None: nothing waits."""
        at = self.next_due()
        return None if at is None else max((at - self._watch.now()).total_seconds(), 0)

    def retry(self, key_or_prefix: str, *, by: str | None = None) -> Effect:
        """Try once more what failed, what waits for its next try, or what nobody knows about; do it now.

        Raises:
            NotFoundError: no such effect.
            ConflictError: it is done, under way, canceled, or planned for later. Nothing was done.
        """
        key = self._table.key(key_or_prefix)
        with held_here(self._database.name, key) as free:
            with self._database.transaction() as connection:
                record = self._table.record(key)
                if not free or not _may_be_retried(record.effect):
                    raise self._conflict(record, "nothing was repeated")
                # A person who says `retry` has said yes: it is no longer a grant that lets it through.
                columns = {**READY, "failures": 0, "deadline": None, "grant_id": None}
                self._change(connection, key, EffectState.QUEUED, "to be tried again", columns, by=by)
                taken = self._performer.take(connection, key, asked=True)
            if taken is not None:
                self._performer.perform(taken, decided=record.effect.state is EffectState.UNKNOWN)
        return self._table.record(key).effect

    def cancel(self, key_or_prefix: str, *, by: str | None = None) -> Effect:
        """Give up what waits, failed, or is unknown: it is not tried again.

        Raises:
            NotFoundError: no such effect.
            ConflictError: it is done, under way, or canceled already. Nothing was done.
        """
        key = self._table.key(key_or_prefix)
        with self._database.transaction() as connection:
            record = self._table.record(key)
            state = record.effect.state
            if state not in (EffectState.QUEUED, EffectState.FAILED, EffectState.UNKNOWN):
                raise self._conflict(record, "nothing was canceled")
            if record.undoing:
                columns = {**READY, "undoing": 0, "unclear": 0}
                self._change(connection, key, EffectState.DONE, "no longer to be taken back", columns, by=by)
            else:
                what = f"canceled while {state.value}"
                if record.unclear:
                    what += "; an earlier try may have got through"
                self._change(connection, key, EffectState.CANCELED, what, READY, by=by)
        return self._table.record(key).effect

    def call_off(self, grant_id: str) -> tuple[Effect, ...]:
        """Cancel what this grant, revoked by now, had let through and what still waits.

        What is under way ends as it ends, and what may have happened is looked after first.
        """
        waiting = self._table.records("grant_id = ? AND state = 'queued'", (grant_id,))
        with self._database.transaction() as connection:
            for record in waiting:
                self._performer.call_off(connection, record.effect.key)
        return tuple(self._table.record(record.effect.key).effect for record in waiting)

    def to_undo(self, key_or_prefix: str | None = None, *, thread_id: str | None = None) -> Effect:
        """What `undo` would take back if it were said now; whether it can is not looked at.

        Raises:
            NotFoundError: no such effect, or nothing to take back.
        """
        key = (
            self._table.last_undoable(thread_id) if key_or_prefix is None else self._table.key(key_or_prefix)
        )
        if key is None:
            raise NotFoundError("there is nothing that can be taken back")
        return self._table.record(key).effect

    def last(self) -> Effect | None:
        """What was done last, or is on its way, whether it can be taken back or not."""
        key = self._table.last_stepped()
        return None if key is None else self._table.record(key).effect

    def undo(
        self, key_or_prefix: str | None = None, *, by: str | None = None, thread_id: str | None = None
    ) -> Effect:
        """Take back that effect, or the last one that can be (of the thread): done, or still waiting.

        Raises:
            NotFoundError: no such effect, or nothing to take back.
            ConflictError: it didn't happen, is under way, or was taken back already; as `StaleError`:
                somebody has changed it since. Nothing was done.
            DeliveryError: it can't be taken back, or not at the moment. It stays done.
        """
        key = self.to_undo(key_or_prefix, thread_id=thread_id).key
        with held_here(self._database.name, key) as free:
            with self._database.transaction() as connection:
                record = self._table.record(key)
                state = record.effect.state
                if not free or record.undoing or record.unclear:
                    raise self._conflict(record, "nothing was taken back")
                if state is EffectState.QUEUED:
                    what = "taken back before it went out"
                    self._change(connection, key, EffectState.CANCELED, what, READY, by=by)
                    return self._table.record(key).effect
                if state is not EffectState.DONE:
                    raise self._conflict(record, "nothing was taken back")
                if not record.effect.undoable:
                    note = record.effect.undo_note or f"{record.effect.summary}: this can't be taken back"
                    raise FinalError(note)
                taken = self._performer.take_for_undo(connection, key, by=by)
            outcome = self._performer.perform(taken)
        if outcome.error is not None:
            raise outcome.error
        return self._table.record(key).effect

    def _prepare(self, proposal: Proposal, afresh: Plan | None = None) -> tuple[Plan, bytes] | None:
        """The plan and the bytes that go out; None when they are in the ledger already."""
        approved = proposal.approved_plan
        plan = afresh or approved
        other = plan.fingerprint() != approved.fingerprint() if afresh else False
        if other or proposal.plan.shown_hash() != proposal.shown_hash:
            raise ConflictError(f"{proposal.id} ({plan.summary}) is not what was shown; nothing was done")
        if self._table.has(proposal.id):
            return None
        executor = self._executors.get(plan.kind)
        if executor is None:
            raise InputError(f"nothing here carries out {plan.kind!r}; nothing was done")
        at = self._watch.clock()
        if plan.not_before is not None:
            at = max(at, plan.not_before)
        return plan, executor.render(plan, proposal.id, at)

    def _write_intent(
        self,
        connection: Connection,
        proposal: Proposal,
        prepared: tuple[Plan, bytes] | None,
        hold: timedelta,
    ) -> None:
        if prepared is None:
            return
        plan, rendered = prepared
        now = self._watch.now()
        what = f"for {plan.destination}, {len(rendered)} bytes"
        wait = READY
        if plan.not_before is not None and plan.not_before > now + hold:
            wait = wait_until(plan.not_before)
            what += f", not before {self._watch.spoken(plan.not_before)}"
        elif hold > NO_WAIT:
            wait = wait_for(Waiting.HOLD, hold, now=now)
            what += f", held back for {hold.total_seconds():g} s"
        if self._table.add(connection, proposal, plan, rendered, at=now):
            self._change(connection, proposal.id, EffectState.QUEUED, what, wait)

    def _run(self, key: str) -> bool:
        """Whether it was this process's turn."""
        with held_here(self._database.name, key) as free:
            if not free:
                return False
            with self._database.transaction() as connection:
                taken = self._performer.take(connection, key)
            if taken is None:
                return False
            self._performer.perform(taken)
            return True

    def _settled(self, key: str) -> Effect:
        """The effect, once whoever carries it out has come to an end, or after `policy.wait_s`."""
        give_up = time.monotonic() + self.policy.wait_s
        while True:
            effect = self._table.record(key).effect
            if effect.state is not EffectState.RUNNING or time.monotonic() >= give_up:
                return effect
            time.sleep(0.02)

    def _change(
        self,
        connection: Connection,
        key: str,
        state: EffectState,
        what: str,
        columns: dict[str, object],
        *,
        by: str | None = None,
    ) -> None:
        self._table.change(connection, key, state, what, columns, at=self._watch.now(), by=by)

    def _conflict(self, record: Record, consequence: str) -> ConflictError:
        last = self._table.history(record.effect.key)[-1]
        return ConflictError(f"{where_it_stands(record.effect, last, self._watch)}; {consequence}")


def _may_be_retried(effect: Effect) -> bool:
    if effect.state is EffectState.QUEUED:
        return effect.waiting in (Waiting.RETRY, Waiting.REST)
    return effect.state in (EffectState.FAILED, EffectState.UNKNOWN)
