"""What came of a try, written into the ledger."""

import json
from datetime import datetime, timedelta

from tools.database import Connection
from tools.effects.attempt import Outcome, Result
from tools.effects.breaker import Breaker
from tools.effects.delivery import DeliveryPolicy
from tools.effects.effect import EffectState, Record, Waiting
from tools.effects.effect_table import Columns, EffectTable
from tools.effects.lease import FREE
from tools.effects.standing import nobody_knows
from tools.effects.times import Watch
from tools.effects.waits import READY, wait_for
from tools.errors import AssistantError, RevokedError

HAPPENED = (Result.DONE, Result.FOUND)


class Conclusions:
    """Writes outcomes, inside the caller's transaction."""

    def __init__(self, table: EffectTable, breaker: Breaker, policy: DeliveryPolicy, watch: Watch) -> None:
        self._table = table
        self._breaker = breaker
        self._policy = policy
        self._watch = watch

    def of_act(self, connection: Connection, record: Record, outcome: Outcome) -> None:
        now = self._watch.now()
        key = record.effect.key
        columns = self._columns(outcome)
        if outcome.progress:
            columns["progress"] = json.dumps(
                {**record.intent.progress, **outcome.progress}, ensure_ascii=False
            )
        if outcome.result in HAPPENED and outcome.receipt is not None:
            found = "found at its destination: " if outcome.result is Result.FOUND else ""
            columns["receipt"] = json.dumps(outcome.receipt.json_dict(), ensure_ascii=False)
            self._table.change(
                connection, key, EffectState.DONE, found + outcome.receipt.text, columns, at=now
            )
        elif outcome.result is Result.PASSING:
            self._postpone(connection, record, outcome, columns, now)
        else:
            state = EffectState.UNKNOWN if outcome.result is Result.UNKNOWN else EffectState.FAILED
            self._give_up(connection, record, state, sentence(outcome), columns, now)
        self._count(connection, record.intent.plan.destination, outcome, now)

    def of_undo(self, connection: Connection, record: Record, outcome: Outcome) -> None:
        now = self._watch.now()
        key = record.effect.key
        error = sentence(outcome)
        columns = self._columns(outcome)
        failures = record.failures + 1
        if outcome.result in HAPPENED and outcome.receipt is not None:
            columns |= {
                "undoing": 0,
                "undo_receipt": json.dumps(outcome.receipt.json_dict(), ensure_ascii=False),
            }
            self._table.change(connection, key, EffectState.UNDONE, outcome.receipt.text, columns, at=now)
        elif outcome.result is Result.UNKNOWN or (outcome.unclear and failures >= self._policy.retries):
            self._give_up(connection, record, EffectState.UNKNOWN, error, columns, now)
        elif outcome.unclear:
            columns |= {"failures": failures, **self._next_try(failures, now)}
            what = f"{error}; whether it was taken back will be looked at again"
            self._table.change(connection, key, EffectState.QUEUED, what, columns, at=now)
        else:
            columns["undoing"] = 0
            self._table.change(connection, key, EffectState.DONE, f"not taken back: {error}", columns, at=now)

    def too_late(self, connection: Connection, record: Record, deadline: datetime) -> None:
        """It was still waiting when its deadline passed."""
        why = f"its deadline, {self._watch.spoken(deadline)}, has passed"
        if record.effect.error:
            why += f"; the last try: {record.effect.error}"
        columns: Columns = {**READY, "error_code": "deadline"}
        self._give_up(connection, record, EffectState.FAILED, why, columns, self._watch.now())

    def revoked(self, connection: Connection, record: Record) -> None:
        """Its grant was revoked while it still waited."""
        error = revoked(record)
        columns: Columns = {**READY, "error": error.message, "error_code": error.code}
        self._table.change(
            connection, record.effect.key, EffectState.CANCELED, error.message, columns, at=self._watch.now()
        )

    def rest(self, connection: Connection, record: Record, until: datetime) -> None:
        """Its destination is left alone for now."""
        now = self._watch.now()
        what = f"{record.intent.plan.destination} is left alone until {self._watch.spoken(until)}"
        columns = wait_for(Waiting.REST, until - now, now=now)
        if not record.effect.error:
            columns |= {"error": what, "error_code": "delivery_passing"}
        self._table.change(connection, record.effect.key, EffectState.QUEUED, what, columns, at=now)

    def _postpone(
        self,
        connection: Connection,
        record: Record,
        outcome: Outcome,
        columns: Columns,
        now: datetime,
    ) -> None:
        error = sentence(outcome)
        failures = record.failures + 1
        deadline = record.effect.deadline
        columns["failures"] = failures
        too_often = failures >= self._policy.retries
        if too_often or (deadline is not None and now >= deadline):
            why = f"given up after {failures} tries" if too_often else "its deadline has passed"
            state = EffectState.UNKNOWN if outcome.unclear else EffectState.FAILED
            self._give_up(connection, record, state, f"{why}; the last one: {error}", columns, now)
            return
        columns |= self._next_try(failures, now, deadline, unclear=outcome.unclear)
        self._table.change(
            connection, record.effect.key, EffectState.QUEUED, f"{error}; to be tried again", columns, at=now
        )

    def _give_up(
        self,
        connection: Connection,
        record: Record,
        state: EffectState,
        error: str | None,
        columns: Columns,
        now: datetime,
    ) -> None:
        """Nothing more is done about it until a person says so."""
        if state is EffectState.UNKNOWN:
            error = nobody_knows(record, error)
        columns = {**columns, "error": error}
        self._table.change(connection, record.effect.key, state, error or "failed", columns, at=now)

    def _next_try(
        self, failures: int, now: datetime, deadline: datetime | None = None, *, unclear: bool = False
    ) -> Columns:
        wait = timedelta(seconds=self._policy.backoff.wait_s(failures))
        if unclear:
            wait = max(wait, timedelta(seconds=self._policy.settle_s))
        if deadline is not None:
            wait = min(wait, deadline - now)
        return wait_for(Waiting.RETRY, wait, now=now)

    def _columns(self, outcome: Outcome) -> Columns:
        error = outcome.error
        code = error.code if isinstance(error, AssistantError) else error and "delivery_passing"
        return {**FREE, "error": sentence(outcome), "error_code": code, "unclear": int(outcome.unclear)}

    def _count(self, connection: Connection, destination: str, outcome: Outcome, now: datetime) -> None:
        if outcome.result is Result.PASSING and not outcome.reached:
            self._breaker.failed(connection, destination, now, str(sentence(outcome)))
        elif outcome.reached and self._breaker.worked(connection, destination):
            self._table.wake(connection, destination)


def revoked(record: Record) -> RevokedError:
    """Why what a grant had let through may not happen any more."""
    return RevokedError(f"the grant {record.effect.grant} was revoked before this was done; nobody was asked")


def sentence(outcome: Outcome) -> str | None:
    """What went wrong."""
    if outcome.error is None:
        return None
    return outcome.error.message if isinstance(outcome.error, AssistantError) else str(outcome.error)
