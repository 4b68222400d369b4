"""A proposal, its answer, and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from tools.effects.plan import Plan
from tools.errors import ConflictError
from tools.provenance.origin import Origin
from tools.values import Value


class ProposalState(StrEnum):
    """Where a proposal stands: only a pending one can be answered."""

    PROPOSED = "proposed"
    PENDING = "pending"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Answer(Value):
    """What a person said to a proposal."""

    type: Literal["approve", "edit", "reject", "respond"]
    message: str = ""
    """Why it was rejected, or what is said in the place of the tool."""
    args: dict[str, Any] | None = None
    """The changed arguments of an edit, as they were given."""
    plan: Plan | None = None
    """What results from an edit."""
    provenance: tuple[Origin, ...] = ()
    """Where the values of an edited plan came from; nothing for one of an earlier version."""
    shown_hash: str = ""
    """Of what this person looked at; when given, the answer counts only for exactly that."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Answer":
        """The answer whose `json_dict` this is."""
        plan = stored["plan"] and Plan.from_json(stored["plan"])
        provenance = tuple(map(Origin.from_json, stored.get("provenance", ())))
        return cls(**{**stored, "plan": plan, "provenance": provenance})


YES = Answer(type="approve")


class Proposal(Value):
    """One change to the world that an agent wants, bound to what the person is shown."""

    id: str
    thread_id: str
    agent: str
    action: str
    tool_call_id: str
    args: dict[str, Any]
    """As the model gave them."""
    plan: Plan
    shown_hash: str
    revision: int
    """How many times it was asked anew because the world had changed."""
    state: ProposalState
    settled: bool
    """The graph has taken the answer."""
    created_at: datetime
    expires_at: datetime | None
    answer: Answer | None
    answered_at: datetime | None
    answered_by: str | None
    # Beside the plan and not in it: its hash is what older versions' approvals wait with.
    provenance: tuple[Origin, ...] = ()
    """Where the values of the plan came from; nothing for a proposal of an earlier version."""
    asked_for: bool | None = None
    """Whether the person's own words ask for an act of this kind; None where nobody has looked."""
    former: Plan | None = None
    """What was said yes to the time before, if this is asked anew."""
    grantable: bool = False
    """Whether grants counted when it was proposed; they don't in a turn in which the person refuses all."""
    grant: str | None = None
    """The grant that answered it: nobody was asked."""

    @classmethod
    def settled_by(cls, by: str, plan: Plan, *, at: datetime, **said: Any) -> "Proposal":
        """One that the person has said yes to by saying so elsewhere: with another, or by a rule."""
        return cls(
            plan=plan,
            shown_hash=plan.shown_hash(),
            revision=0,
            state=ProposalState.ANSWERED,
            settled=True,
            created_at=at,
            expires_at=None,
            answer=YES,
            answered_at=at,
            answered_by=by,
            **said,
        )

    @property
    def approved_plan(self) -> Plan:
        """What was said yes to: the edited plan, or the one that was shown.

        Raises:
            ConflictError: nobody has said yes.
        """
        if self.answer is None or self.answer.type not in ("approve", "edit"):
            raise ConflictError(f"{self.id} ({self.plan.summary}) was not approved; nothing was done")
        return self.answer.plan or self.plan
