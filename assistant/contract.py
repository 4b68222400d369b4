"""The values of the public contract: turns, approvals and decisions, effects, threads."""

from dataclasses import field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from tools.effects.call_executor import Sent
from tools.provenance.origin import Origin
from tools.values import Value

if TYPE_CHECKING:
    from tools.effects.effect import Effect

DecisionType = Literal["approve", "edit", "reject", "respond"]
ProgressType = Literal[
    "text",
    "again",
    "thinking",
    "thought",
    "delegation",
    "task",
    "result",
    "reply",
    "approval",
    "error",
    "turn",
]
DONE, FAILED, PAUSED = 0, 1, 3
"""The exit codes of commands; the others are `exit_code` of the errors."""
EXIT_CODES = {"done": DONE, "failed": FAILED, "paused": PAUSED}
USUAL_USES = 10
"""How often a grant counts when nothing is said."""
ALLOWED: tuple[DecisionType, ...] = ("approve", "edit", "reject", "respond")


class Change(Value):
    """Something that is no longer as it was when it was asked before."""

    field: str
    """Where it stands in `preview`, as in `event.start`; or `warnings`."""
    before: Any
    after: Any


class Approval(Value):
    """Something that waits for a person."""

    id: str
    thread_id: str
    agent: str
    action: str
    """The tool's name."""
    args: dict[str, Any]
    """Its arguments, every word about time and every name resolved."""
    summary: str
    warnings: tuple[str, ...] = ()
    allowed: tuple[DecisionType, ...] = ALLOWED
    created_at: datetime
    expires_at: datetime | None = None
    preview: dict[str, Any] = field(default_factory=dict)
    """What exactly happens, for a screen to draw; `type` says as what."""
    undoable: bool = False
    undo_note: str = ""
    revision: int = 0
    """Above 0: it was asked before, and the world has changed since."""
    changed: tuple[Change, ...] = ()
    """What of that can be seen, compared with what was asked the time before."""
    provenance: tuple[Origin, ...] = ()
    """Where each value came from; nothing for what an earlier version asked."""
    asked_for: bool | None = None
    """Whether the person's own words ask for an act of this kind; None for what an earlier version asked."""
    grantable: bool = True
    """Whether acts of this kind can go without a question, within limits."""
    shown_hash: str = ""
    """SHA-256 of what is shown. A decision that carries it counts for exactly that, and for nothing newer."""


class EffectView(Value):
    """What was done to the world, or waits to be done."""

    key: str
    thread_id: str
    action: str
    state: Literal["queued", "running", "done", "failed", "unknown", "canceled", "undone"]
    summary: str
    attempts: int
    undoable: bool
    created_at: datetime
    error: str | None = None
    result: str = ""
    """Once it is done or undone: what has happened, as a sentence."""
    not_before: datetime | None = None
    """When a queued effect is due."""
    undo_note: str = ""
    agent: str = ""
    updated_at: datetime | None = None
    grant: str | None = None
    """The grant that let it through: nobody was asked."""


def effect_view(effect: "Effect") -> EffectView:
    """What a script or a screen sees of `effect`."""
    return EffectView(
        key=effect.key,
        thread_id=effect.thread_id,
        agent=effect.agent,
        action=effect.action,
        state=effect.state.value,
        summary=effect.summary,
        attempts=effect.attempts,
        undoable=effect.undoable,
        undo_note=effect.undo_note,
        created_at=effect.created_at,
        updated_at=effect.updated_at,
        not_before=effect.not_before,
        error=effect.error or None,
        result=_result(effect),
        grant=effect.grant,
    )


def _result(effect: "Effect") -> str:
    receipt = effect.undo_receipt if effect.state == "undone" else effect.receipt
    return receipt.text if receipt and effect.state in ("done", "undone") else ""


class GrantView(Value):
    """What needs no question, within which limits."""

    id: str
    action: str
    """The tool's name."""
    scope: dict[str, Any]
    """The limits that are there; what they don't name is asked."""
    uses: int
    most: int
    expires_at: datetime
    state: Literal["active", "used up", "expired", "revoked"]
    created_at: datetime
    from_approval: str


class Passed(Value):
    """Something of the last 30 days that a grant would have let through."""

    id: str
    """The approval's."""
    summary: str
    created_at: datetime
    said: str
    """What became of it: `approved`, `refused`, `pending`, …"""


class GrantOffer(Value):
    """A grant before it counts, and what it would have let through in the last 30 days."""

    action: str
    scope: dict[str, Any]
    most: int
    expires_at: datetime
    from_approval: str
    passed: tuple[Passed, ...]
    """Each one, the oldest first: decided by what decides for the next one."""
    asked: int
    """How many others of this action it would still have asked about."""
    why_not: str | None = None
    """Why it would not have let the approval itself through."""


class RoutineView(Value):
    """A request that comes back or comes later, a watch, or a mail that leaves at its time."""

    id: str
    thread_id: str
    """The conversation that its runs are in."""
    title: str
    kind: Literal["request", "mail", "event", "watch", "reminder", "brief"]
    schedule: str | None
    """RFC 5545 text: DTSTART, RRULE, EXDATE; None for what has none."""
    next: tuple[datetime, ...]
    """Up to five."""
    state: Literal["active", "paused", "ended"]
    grant: str | None
    created_at: datetime
    last_run: dict[str, Any] | None
    request: str = ""
    when: str = ""
    """In words."""
    zone: str = ""
    each_run: str = ""
    """`look`, `ask` or `act`."""
    missed: str = ""
    """`once`, `all` or `none`."""
    mails_to: str = ""
    """Of a brief: the person's own address, where it is mailed."""


class Usage(Value):
    """Model calls and tokens, in all and by layer: `supervisor`, `calendar`, `email`, and what was added."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    by_layer: dict[str, "Usage"] | None = None

    def json_dict(self) -> dict[str, Any]:
        return {name: value for name, value in super().json_dict().items() if value is not None}


class Failure(Value):
    """Why a turn failed, as a sentence that says what to do."""

    code: str
    message: str
    retryable: bool = False


class Turn(Value):
    """One turn: done with a reply, paused with approvals, or failed with an error."""

    thread_id: str
    status: Literal["done", "paused", "failed"]
    reply: str | None = None
    approvals: tuple[Approval, ...] = ()
    effects: tuple[EffectView, ...] = ()
    sent: tuple[Sent, ...] = ()
    """What tools of other programs were handed without a question, because the settings call them reads."""
    usage: Usage = Usage()
    error: Failure | None = None
    answered_by: str | None = None
    """`offline`, where the built-in model was certain before the language model was asked, or took over from
    one on this machine of which nothing came."""

    @property
    def exit_code(self) -> int:
        """Of a command that ends with this turn; one that is done counts as failed when not all of it is."""
        return FAILED if self.status == "done" and self.undone else EXIT_CODES[self.status]

    @property
    def undone(self) -> tuple[EffectView, ...]:
        """The effects that did not happen, or of which that is not known."""
        return tuple(effect for effect in self.effects if effect.state in ("failed", "unknown"))


class ThreadView(Value):
    """A conversation."""

    thread_id: str
    title: str
    status: Literal["done", "paused", "interrupted", "failed"]
    busy: bool = False
    """Some process works on it right now; until it ends, `status` is that of a thread left in the middle."""
    pending: int
    turns: int
    created_at: datetime
    updated_at: datetime


class Decision(Value):
    """A person's answer to an approval."""

    type: DecisionType
    args: dict[str, Any] = field(default_factory=dict)
    """For an edit: the arguments that change."""
    message: str = ""
    """Why it was refused, or the answer in the tool's place."""
    shown_hash: str = ""
    """Of what the person looked at; when given, the decision counts only for exactly that."""
    result_hash: str = ""
    """For an edit: of what it was shown to come to; when given, it counts only if it comes to that."""

    def of(self, approval: Approval, result: Approval | None = None) -> "Decision":
        """The same about `approval` as it is shown, and for an edit about the `result` that was shown."""
        return replace(self, shown_hash=approval.shown_hash, result_hash=result.shown_hash if result else "")

    @classmethod
    def approve(cls) -> "Decision":
        return cls(type="approve")

    @classmethod
    def edit(cls, **changed_args: Any) -> "Decision":
        return cls(type="edit", args=changed_args)

    @classmethod
    def reject(cls, why: str = "") -> "Decision":
        return cls(type="reject", message=why)

    @classmethod
    def respond(cls, text: str) -> "Decision":
        return cls(type="respond", message=text)


class Progress(Value):
    """Something that happened while a turn runs, for a screen to show."""

    type: ProgressType
    agent: str = ""
    """Who did it: `supervisor`, `calendar`, `email`, …"""
    text: str = ""
    """For `text`: a piece of the answer as it arrives. For `again`: why what came of the answer is void, and
    comes anew. Otherwise one line about it."""
    tokens: int = 0
    """For `thinking`, a model at work for `agent`, and `thought`, its end: about how many have come."""
    approval: Approval | None = None
    """For `approval`: what is ready to be decided once the turn has paused; others may still be at work."""
    turn: Turn | None = None
    """For `turn`, the last one: the outcome."""
