"""Every grant: made by a person from an approval, used by the gate, revoked from anywhere."""

import base64
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from tools.database import Connection, Database
from tools.effects.approvals import ApprovalBook, Proposal, ProposalState
from tools.effects.grants.grant import Change, Grant, Rule
from tools.effects.grants.judge import Judge
from tools.effects.grants.scope import Scope
from tools.effects.grants.table import TABLES, change_of, grant_of
from tools.effects.keys import one_of
from tools.effects.process import this_process
from tools.effects.times import Watch, local_now, to_text
from tools.errors import ConflictError, InputError

LOOKED_BACK = timedelta(days=30)
"""How far a preview goes back."""
LONGEST = timedelta(days=366)
MOST_USES = 1000
"""Every grant ends."""


class GrantBook:
    """The grants of a home. Nothing that a model can call leads here.

    `clock` is the real one.
    """

    def __init__(
        self,
        database: Database,
        approvals: ApprovalBook,
        judge: Judge,
        *,
        clock: Callable[[], datetime] = local_now,
    ) -> None:
        self.judge = judge
        self._database = database
        self._approvals = approvals
        self._clock = clock
        self._watch = Watch(clock)
        database.migrate("grants", TABLES)

    def make(self, approval_id: str, scope: Scope, *, most: int, expires_at: datetime, by: str) -> Grant:
        """A grant for acts such as the approval's, within `scope`; it counts from now on.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: it was refused, withdrawn, or has expired.
            InputError: no grant can be about such an act, or this one would let nothing through.
        """
        proposal = self._approvals.get(approval_id)
        rule = self.rule(proposal, scope)
        now = self._clock()
        if not 1 <= most <= MOST_USES:
            raise InputError(f"a grant counts from 1 to {MOST_USES:,} times, not {most:,}")
        if not now < expires_at <= now + LONGEST:
            raise InputError("a grant ends on a day to come, within a year")
        id = base64.b32encode(secrets.token_bytes(8)).decode().lower()[:12]
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO grants (id, action, kind, scope, most, expires_at, created_at, made_by,"
                " from_approval) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    id,
                    rule.action,
                    rule.kind,
                    json.dumps(scope.json_dict(), ensure_ascii=False),
                    most,
                    to_text(expires_at),
                    to_text(now),
                    by,
                    proposal.id,
                ),
            )
            self._tell(connection, id, "made", proposal.id, by=by)
        return self.get(id)

    def rule(self, proposal: Proposal, scope: Scope) -> Rule:
        """What would let through acts such as `proposal` within `scope`.

        Raises:
            ConflictError: it was refused, withdrawn, or has expired.
            InputError: no grant can be about such an act, or this one would let nothing through.
        """
        what = f"{proposal.id} ({proposal.plan.summary})"
        yes = proposal.answer is not None and proposal.answer.type in ("approve", "edit")
        if proposal.state is not ProposalState.PENDING and not yes:
            raise ConflictError(f"{what} doesn't wait and was not approved; no grant was made")
        reach = self.judge.reach(proposal.plan)
        if reach is None:
            raise InputError(f"{proposal.action} is always asked; no grant was made")
        needed = (
            ("people or domains", reach.people and not reach.calendars, scope.people or scope.domains),
            ("calendars", reach.calendars, scope.calendars),
            ("folders", reach.folders, scope.folders),
        )
        for name, touched, named in needed:
            if touched and not named:
                raise InputError(f"say which {name} it is for; without, it would let nothing through")
        return Rule(action=proposal.action, kind=proposal.plan.kind, scope=scope)

    def get(self, id_or_prefix: str) -> Grant:
        """The grant that the id, or a unique beginning of it, names.

        Raises:
            NotFoundError: nothing fits, or several do.
        """
        with self._database.reading() as connection:
            id = one_of(connection, "grants", "id", id_or_prefix, called="grant")
            return grant_of(connection.execute("SELECT * FROM grants WHERE id = ?", (id,)).fetchone())

    def list(self) -> tuple[Grant, ...]:
        """All that were ever made, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM grants ORDER BY seq").fetchall()
        return tuple(map(grant_of, rows))

    def history(self, id_or_prefix: str) -> tuple[Change, ...]:
        """The whole story of a grant, oldest step first.

        Raises:
            NotFoundError: nothing fits, or several do.
        """
        id = self.get(id_or_prefix).id
        with self._database.reading() as connection:
            query = "SELECT * FROM grant_history WHERE grant_id = ? ORDER BY seq"
            return tuple(map(change_of, connection.execute(query, (id,)).fetchall()))

    def revoke(self, id_or_prefix: str, *, by: str) -> Grant:
        """From now on it lets nothing through, in any process; also not what it let through and still waits.

        Raises:
            NotFoundError: nothing fits, or several do.
            ConflictError: it was revoked already.
        """
        with self._database.transaction() as connection:
            grant = self.get(id_or_prefix)
            if grant.revoked_at is not None:
                raise ConflictError(
                    f"the grant {grant.id} was revoked already, {self._watch.spoken(grant.revoked_at)}"
                )
            connection.execute(
                "UPDATE grants SET revoked_at = ? WHERE id = ?", (to_text(self._clock()), grant.id)
            )
            self._tell(connection, grant.id, "revoked", grant.from_approval, by=by)
        return self.get(grant.id)

    def let_through(self, connection: Connection, proposal: Proposal, *, only: str = "") -> str | None:
        """The id of the oldest grant that covers `proposal`, one use of it counted; None: it has to be asked.

        With `only`, no other grant than that counts.

        To be called in the transaction that writes the proposal down: so it is decided once, and of any
        number of processes no more get through than the grant says.
        """
        rows = connection.execute(
            "SELECT * FROM grants WHERE action = ? AND kind = ? AND revoked_at IS NULL AND uses < most"
            " AND expires_at > ? ORDER BY seq",
            (proposal.action, proposal.plan.kind, to_text(self._clock())),
        ).fetchall()
        for grant in map(grant_of, rows):
            if only in ("", grant.id) and self.judge.why_not(grant.rule, proposal) is None:
                connection.execute("UPDATE grants SET uses = uses + 1 WHERE id = ?", (grant.id,))
                self._tell(connection, grant.id, "used", proposal.id)
                return grant.id
        return None

    def would_have_passed(self, rule: Rule, most: int) -> tuple[Proposal, ...]:
        """What such a grant would have let through in the last 30 days, had there been one; oldest first."""
        return self.judge.let_through(rule, most, self.lately(rule.action))

    def lately(self, action: str) -> tuple[Proposal, ...]:
        """What was proposed of this action in the last 30 days, oldest first."""
        return self._approvals.since(self._clock() - LOOKED_BACK, action)

    def now(self) -> datetime:
        return self._clock()

    def _tell(self, connection: Connection, id: str, what: str, about: str, *, by: str | None = None) -> None:
        connection.execute(
            "INSERT INTO grant_history (grant_id, at, by, what, about) VALUES (?, ?, ?, ?, ?)",
            (id, to_text(self._clock()), by or this_process().name, what, about),
        )
