"""Where an approval stands: what was said to it, what came of that, and whether it is asked anew.

Every way in shows it to somebody who comes too late; the first answer counts, whichever way it came.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.contract import Approval, EffectView, effect_view
from assistant.turn.approvals import approval_of
from tools.effects.approvals import ANSWERED, Proposal, ProposalState
from tools.errors import NotFoundError

if TYPE_CHECKING:
    from assistant.home import Home


@dataclass(frozen=True)
class Standing:
    """One approval, and what became of it."""

    approval: Approval
    waits: bool
    said: str
    """`approved by sam@desk`, or why nobody can answer any more; empty while it waits."""
    effect: EffectView | None
    """What came of a yes, once the ledger has it."""
    newer: Approval | None
    """The same, asked anew: the world has changed, or the agent proposes something else."""


def standing(home: "Home", id: str) -> Standing:
    """Where the approval stands whose id, or its only beginning, this is.

    Raises:
        NotFoundError: there is no such approval, or several begin so.
    """
    proposal = home.book.get(id)
    return Standing(
        approval=approval_of(proposal),
        waits=proposal.state is ProposalState.PENDING,
        said=_said(proposal),
        effect=_effect(home, proposal),
        newer=_newer(home, proposal),
    )


def _said(proposal: Proposal) -> str:
    if proposal.answer is not None:
        return f"{ANSWERED[proposal.answer.type]} by {proposal.answered_by}"
    closed = {
        ProposalState.EXPIRED: "expired before anybody answered",
        ProposalState.WITHDRAWN: "no longer asked: its conversation has gone on",
        ProposalState.PROPOSED: "not asked yet",
    }
    return closed.get(proposal.state, "")


def _effect(home: "Home", proposal: Proposal) -> EffectView | None:
    try:
        return effect_view(home.records.get(proposal.id))
    except NotFoundError:
        return None


def _newer(home: "Home", proposal: Proposal) -> Approval | None:
    """The proposal of the same call that waits, if it isn't this one."""
    for other in reversed(home.book.of_call(proposal.thread_id, proposal.tool_call_id)):
        same = (other.agent, other.action) == (proposal.agent, proposal.action)
        if same and other.state is ProposalState.PENDING and other.id != proposal.id:
            return approval_of(other)
    return None
