"""One change to the world, from the intent to what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tools.effects.plan import Intent, Priority, Receipt
from tools.effects.process import Process
from tools.values import Value


class EffectState(StrEnum):
    """Where an effect stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may have happened or not, and nothing but a person can find out."""
    CANCELED = "canceled"
    UNDONE = "undone"


class Waiting(StrEnum):
    """What a queued effect waits for."""

    NOTHING = ""
    HOLD = "hold"
    """The moments in which it can be taken back before it goes out."""
    SCHEDULE = "schedule"
    """The time it was planned for."""
    RETRY = "retry"
    REST = "rest"
    """Its destination is left alone for a while."""


class Effect(Value):
    """What an effect is, and where it stands."""

    key: str
    thread_id: str
    agent: str
    action: str
    kind: str
    destination: str
    state: EffectState
    summary: str
    attempts: int
    undoable: bool
    """It can be taken back as it stands now."""
    undo_note: str
    created_at: datetime
    updated_at: datetime
    error: str | None
    error_code: str | None
    """`AssistantError.code` of what went wrong: `stale` when the world had changed."""
    receipt: Receipt | None
    undo_receipt: Receipt | None
    waiting: Waiting
    not_before: datetime | None
    deadline: datetime | None
    priority: Priority
    recipients: dict[str, str]
    """What became of each address so far."""
    grant: str | None = None
    """The grant that let it through; None: a person was asked."""


class HistoryEntry(Value):
    """One step in the story of an effect; entries are only ever added."""

    seq: int
    key: str
    at: datetime
    process: str
    """Who did it: host and number of a process, or who gave the answer."""
    state: str
    """The effect's state from then on; before there is an effect, `proposed` and the answer."""
    what: str


@dataclass(frozen=True)
class Record:
    """An effect as the ledger works with it."""

    effect: Effect
    intent: Intent
    owner: Process | None
    """Who runs it; None: nobody, or whoever did has given it up."""
    lease_until: datetime | None
    lease_ticks: float | None
    unclear: bool
    """An attempt may have reached the destination: look there before anything is repeated."""
    undoing: bool
    """What runs is the taking back."""
    handed_over: bool
    """What runs may have happened already, for all that is known: it has passed the point of no return."""
    taken_over: bool = False
    """Whoever had it has just ended in the middle: what it gave away may still be on its way."""
    revoked: bool = False
    """The grant that let it through was revoked: it is only found out whether it has happened."""
    failures: int = 0
    """Passing failures since it was queued or a person last said `retry`."""
