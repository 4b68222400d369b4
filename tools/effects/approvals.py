"""What waits for a person, and what the person said: each asked once, answered once."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from tools.database import Connection, Database, Row
from tools.effects.keys import one_of
from tools.effects.packing import packed, packed_origins, unpacked, unpacked_origins
from tools.effects.plan import Plan
from tools.effects.proposal import YES, Answer, Proposal, ProposalState
from tools.effects.times import Watch, from_text, local_now, to_text
from tools.errors import ConflictError, InputError, NotFoundError, StaleError
from tools.provenance.origin import Origin

__all__ = ["ANSWERED", "Answer", "ApprovalBook", "LetThrough", "Proposal", "ProposalState"]

TABLES = (
    """
    CREATE TABLE approvals (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        thread_id TEXT NOT NULL,
        agent TEXT NOT NULL,
        action TEXT NOT NULL,
        tool_call_id TEXT NOT NULL,
        args TEXT NOT NULL,
        plan BLOB NOT NULL,
        shown_hash TEXT NOT NULL,
        revision INTEGER NOT NULL,
        state TEXT NOT NULL,
        settled INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL,
        expires_at TEXT,
        closed_at TEXT,
        answer TEXT,
        answered_by TEXT
    );
    CREATE INDEX approvals_by_thread ON approvals (thread_id, state, settled, seq);
    CREATE INDEX approvals_that_wait ON approvals (seq) WHERE state = 'pending';
    CREATE INDEX approvals_that_expire ON approvals (expires_at) WHERE expires_at IS NOT NULL;
    """,
    "ALTER TABLE approvals ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
    """
    ALTER TABLE approvals ADD COLUMN provenance TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE approvals ADD COLUMN asked_for INTEGER;
    """,
    """
    ALTER TABLE approvals ADD COLUMN grantable INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE approvals ADD COLUMN grant_id TEXT;
    CREATE INDEX approvals_by_action ON approvals (action, created_at);
    """,
    "ALTER TABLE approvals ADD COLUMN turn TEXT NOT NULL DEFAULT ''",
)

APPROVALS = "approvals"
"""What is announced when one waits, or has its answer."""
UNASKED = "nobody: it needs no question"
"""By whom that was answered which goes ahead without one."""
ANSWERED = {"approve": "approved", "edit": "changed and approved", "reject": "refused", "respond": "answered"}


LetThrough = Callable[[Connection, Proposal], str | None]
"""Says, in the transaction that writes a proposal down, which grant answers it; None: a person has to."""


class ApprovalBook:
    """Every proposal of every thread, and its one answer.

    `clock` is the real one; its zone is the one that sentences for people are in.
    """

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = local_now) -> None:
        self._database = database
        self._clock = clock
        self._watch = Watch(clock)
        self._quiet: set[str] = set()
        """Threads that are worked on here, and of which nothing is open."""
        database.migrate("approvals", TABLES)

    def propose(
        self,
        *,
        id: str,
        thread_id: str,
        agent: str,
        action: str,
        tool_call_id: str,
        args: Mapping[str, Any],
        plan: Plan,
        revision: int = 0,
        expires_at: datetime | None = None,
        provenance: Iterable[Origin] = (),
        asked_for: bool | None = None,
        let_through: LetThrough | None = None,
        turn: str = "",
    ) -> Proposal:
        """Write the proposal down. One that is there already is given back as it stands.

        With `let_through` it may come back answered, by a grant: decided here, once and for all.
        """
        self._quiet.discard(thread_id)
        # What a grant lets through counts for all that it has let through.
        part = "" if let_through else thread_id
        with self._database.transaction(durable=False, part=part) as connection:
            written = connection.execute(
                "INSERT INTO approvals (id, thread_id, agent, action, tool_call_id, args, plan,"
                " shown_hash, revision, state, created_at, expires_at, provenance, asked_for, grantable,"
                " turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'proposed', ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO NOTHING",
                (
                    id,
                    thread_id,
                    agent,
                    action,
                    tool_call_id,
                    json.dumps(dict(args), ensure_ascii=False),
                    packed(plan),
                    plan.shown_hash(),
                    revision,
                    to_text(self._clock()),
                    expires_at and to_text(expires_at),
                    packed_origins(provenance),
                    asked_for,
                    let_through is not None,
                    turn,
                ),
            )
            proposal = self._select("id = ?", id)[0]
            grant = let_through(connection, proposal) if let_through and written.rowcount else None
            if grant is None:
                return proposal
            connection.execute(
                "UPDATE approvals SET grant_id = ?, state = 'answered', closed_at = ?, answer = ?,"
                " answered_by = ? WHERE id = ?",
                (grant, to_text(self._clock()), _answer_json(YES), f"grant {grant}", id),
            )
            return self._select("id = ?", id)[0]

    def go_ahead(self, proposal: Proposal) -> Proposal:
        """Say yes to what was just proposed and needs no question; one that has an answer stays as it is."""
        with self._database.transaction(durable=False, part=proposal.thread_id) as connection:
            connection.execute(
                "UPDATE approvals SET state = 'answered', closed_at = ?, answer = ?, answered_by = ?"
                " WHERE id = ? AND state = 'proposed'",
                (to_text(self._clock()), _answer_json(YES), UNASKED, proposal.id),
            )
            return self._select("id = ?", proposal.id)[0]

    def await_answers(self, thread_id: str, ids: Iterable[str]) -> tuple[Proposal, ...]:
        """These proposals of the thread wait for a person from now on, in this order, and no others of it.

        Those that were proposed or pending beside them are withdrawn.

        Raises:
            NotFoundError: one of them is not there.
        """
        wanted = tuple(ids)
        with self._database.transaction(durable=False, part=thread_id) as connection:
            marks = ", ".join("?" * len(wanted)) or "''"
            connection.execute(
                "UPDATE approvals SET state = 'withdrawn', closed_at = ?"
                f" WHERE thread_id = ? AND state IN ('proposed', 'pending') AND id NOT IN ({marks})",
                (to_text(self._clock()), thread_id, *wanted),
            )
            connection.executemany(
                "UPDATE approvals SET state = 'pending', place = ?"
                " WHERE thread_id = ? AND state = 'proposed' AND id = ?",
                [(place, thread_id, id) for place, id in enumerate(wanted)],
            )
            self._database.announce(APPROVALS)
            asked = self._select(f"id IN ({marks})", *wanted) if wanted else ()
            found = {proposal.id: proposal for proposal in asked}
        if missing := [id for id in wanted if id not in found]:
            raise NotFoundError(f"there is no approval {missing[0]}")
        return tuple(found[id] for id in wanted)

    def pending(self, thread_id: str | None = None) -> tuple[Proposal, ...]:
        """What waits for an answer: thread by thread, the oldest first, and in the order of the request."""
        waiting = self._waiting(thread_id)
        now = self._clock()
        if any(proposal.expires_at and proposal.expires_at <= now for proposal in waiting):
            self._expire()
            waiting = self._waiting(thread_id)
        return waiting

    def is_quiet(self, thread_id: str) -> bool:
        """Whether nothing was open when `open_in` looked, and nothing was proposed here since."""
        return thread_id in self._quiet

    def open_in(self, thread_id: str) -> tuple[Proposal, ...]:
        """What waits in a thread whose lock is held, until `let_go`: what `pending` gives."""
        found = self._select(
            "thread_id = ? AND (state IN ('pending', 'proposed') OR state = 'answered' AND settled = 0)",
            thread_id,
            order="place, seq",
        )
        if not found:
            self._quiet.add(thread_id)
            return ()
        return self.pending(thread_id)

    def let_go(self, thread_id: str) -> None:
        """The lock of the thread is given back."""
        self._quiet.discard(thread_id)

    def _waiting(self, thread_id: str | None) -> tuple[Proposal, ...]:
        if thread_id is None:
            return self._select(
                "state = 'pending'",
                order="min(seq) OVER (PARTITION BY thread_id), place, seq",
            )
        return self._select("state = 'pending' AND thread_id = ?", thread_id, order="place, seq")

    def find(self, id: str) -> Proposal | None:
        """The proposal of exactly this id."""
        return next(iter(self._select("id = ?", id)), None)

    def get(self, id_or_prefix: str) -> Proposal:
        """The proposal that the id, or a unique beginning of it, names.

        Raises:
            NotFoundError: nothing fits, or several do.
        """
        if found := self.find(id_or_prefix):
            return found
        with self._database.reading() as connection:
            id = one_of(connection, "approvals", "id", id_or_prefix, called="approval")
        return self._select("id = ?", id)[0]

    def claim(self, answers: Mapping[str, Answer], *, by: str) -> tuple[Proposal, ...]:
        """Give these answers, by id or unique prefix: all of them, or none.

        The first answer to a proposal is the only one, whichever process it comes from.

        Raises:
            NotFoundError: one of them doesn't exist.
            ConflictError: one was answered, withdrawn or expired, or isn't what was shown. None was given.
        """
        self._expire()
        now = self._clock()
        # Durable before anything comes of it: the ledger's commit takes this one to the disk, too.
        with self._database.transaction(durable=False) as connection:
            ids: list[str] = []
            for id_or_prefix, answer in answers.items():
                proposal = self.get(id_or_prefix)
                if proposal.id in ids:
                    raise InputError(f"{proposal.id} is given two answers at once; nothing was done")
                self._check(proposal, answer)
                connection.execute(
                    "UPDATE approvals SET state = 'answered', closed_at = ?, answer = ?, answered_by = ?"
                    " WHERE id = ? AND state = 'pending'",
                    (to_text(now), _answer_json(answer), by, proposal.id),
                )
                ids.append(proposal.id)
            self._database.announce(APPROVALS)
            return tuple(self._select("id = ?", id)[0] for id in ids)

    def claimed(self, thread_id: str | None = None) -> tuple[Proposal, ...]:
        """What was answered while the graph hasn't taken the answer, as after a crash in between."""
        left = "state = 'answered' AND settled = 0"
        return (
            self._select(left) if thread_id is None else self._select(f"thread_id = ? AND {left}", thread_id)
        )

    def settle(self, thread_id: str, ids: Iterable[str]) -> None:
        """The graph of the thread has taken the answers to these."""
        if taken := [(thread_id, id) for id in ids]:
            with self._database.transaction(durable=False, part=thread_id) as connection:
                connection.executemany(
                    "UPDATE approvals SET settled = 1 WHERE thread_id = ? AND id = ?", taken
                )

    def forget(self, thread_id: str) -> None:
        """Delete what was proposed in the thread and never carried out; the rest is part of the ledger."""
        with self._database.transaction() as connection:
            known = self._database.has_table("effects")
            kept = "AND id NOT IN (SELECT key FROM effects)" if known else ""
            connection.execute(f"DELETE FROM approvals WHERE thread_id = ? {kept}", (thread_id,))

    def of_thread(self, thread_id: str) -> tuple[Proposal, ...]:
        """All that was ever proposed in the thread, oldest first."""
        return self._select("thread_id = ?", thread_id)

    def answered_in(self, thread_id: str, turn: str) -> tuple[Proposal, ...]:
        """What was proposed in one turn of the thread and has its answer, the newest first."""
        return self._select(
            "thread_id = ? AND turn = ? AND state = 'answered'", thread_id, turn, order="seq DESC"
        )

    def of_call(self, thread_id: str, tool_call_id: str) -> tuple[Proposal, ...]:
        """What was proposed for one tool call: the first time, and anew for each change of the world."""
        return self._select("thread_id = ? AND tool_call_id = ?", thread_id, tool_call_id)

    def since(self, at: datetime, action: str) -> tuple[Proposal, ...]:
        """What was proposed of one action from then on, oldest first."""
        return self._select("action = ? AND created_at >= ?", action, to_text(at))

    def _check(self, proposal: Proposal, answer: Answer) -> None:
        what = f"{proposal.id} ({proposal.plan.summary})"
        if proposal.state is ProposalState.ANSWERED and proposal.answer and proposal.answered_at:
            raise ConflictError(
                f"{what} was answered already: {ANSWERED[proposal.answer.type]} by {proposal.answered_by},"
                f" {self._watch.spoken(proposal.answered_at)}; nothing was done"
            )
        if proposal.state is ProposalState.EXPIRED and proposal.expires_at:
            raise ConflictError(f"{what} expired {self._watch.spoken(proposal.expires_at)}; nothing was done")
        if proposal.state is ProposalState.WITHDRAWN:
            raise ConflictError(f"{what} is no longer asked: its thread has gone on; nothing was done")
        if proposal.state is not ProposalState.PENDING:
            raise ConflictError(f"{what} is not shown to anybody yet; nothing was done")
        if proposal.plan.shown_hash() != proposal.shown_hash or (
            answer.shown_hash and answer.shown_hash != proposal.shown_hash
        ):
            raise StaleError(f"{what} is not what was shown; look at it again; nothing was done")
        if answer.type == "edit" and answer.plan is None:
            raise InputError(f"{what}: an edit needs what results from it; nothing was done")

    def _expire(self) -> None:
        now = to_text(self._clock())
        late = "state IN ('proposed', 'pending') AND expires_at <= ?"
        with self._database.reading() as connection:
            if connection.execute(f"SELECT 1 FROM approvals WHERE {late} LIMIT 1", (now,)).fetchone() is None:
                return
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE approvals SET state = 'expired', closed_at = ? WHERE {late}", (now, now)
            )

    def _select(self, where: str, *values: str, order: str = "seq") -> tuple[Proposal, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM approvals WHERE {where} ORDER BY {order}", values
            ).fetchall()
        return tuple(
            Proposal(
                id=row["id"],
                thread_id=row["thread_id"],
                agent=row["agent"],
                action=row["action"],
                tool_call_id=row["tool_call_id"],
                args=json.loads(row["args"]),
                plan=unpacked(row["plan"]),
                shown_hash=row["shown_hash"],
                revision=row["revision"],
                state=ProposalState(row["state"]),
                settled=bool(row["settled"]),
                created_at=from_text(row["created_at"]),
                expires_at=row["expires_at"] and from_text(row["expires_at"]),
                answer=row["answer"] and Answer.from_json(json.loads(row["answer"])),
                answered_at=from_text(row["closed_at"]) if row["answer"] else None,
                answered_by=row["answered_by"],
                provenance=unpacked_origins(row["provenance"]),
                asked_for=None if row["asked_for"] is None else bool(row["asked_for"]),
                grantable=bool(row["grantable"]),
                grant=row["grant_id"],
                former=self._former(row) if row["revision"] else None,
            )
            for row in rows
        )

    def _former(self, row: Row) -> Plan | None:
        """What the last revision before this one was about."""
        called = (row["thread_id"], row["tool_call_id"], row["agent"], row["action"])
        with self._database.reading() as connection:
            before = connection.execute(
                "SELECT plan, answer FROM approvals WHERE thread_id = ? AND tool_call_id = ? AND agent = ?"
                " AND action = ? AND revision = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
                (*called, row["revision"] - 1, row["seq"]),
            ).fetchone()
        if before is None:
            return None
        answer = before["answer"] and Answer.from_json(json.loads(before["answer"]))
        return (answer.plan if answer else None) or unpacked(before["plan"])


def _answer_json(answer: Answer) -> str:
    return json.dumps(answer.json_dict(), ensure_ascii=False)
