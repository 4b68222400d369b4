"""Whether a rule lets a proposal through: the one place that says so, for plans and for previews."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from tools.effects.approvals import Proposal
from tools.effects.grants.grant import Rule
from tools.effects.grants.reach import Reach, ReachOf
from tools.effects.plan import Plan
from tools.effects.standing import NOT_TOLD, TOLD_BY_MAIL
from tools.people.contacts import Address


@dataclass(frozen=True)
class Judge:
    """Judges by what is written with a proposal and by nothing else: the same answer on any day."""

    reaches: Mapping[str, ReachOf]
    """By kind of plan; what has none is always asked."""
    zone: tzinfo
    """The person's, in which hours are meant."""

    def why_not(self, rule: Rule, proposal: Proposal) -> str | None:
        """Why `rule` doesn't let it through, as half a sentence; None: it does."""
        if (proposal.action, proposal.plan.kind) != (rule.action, rule.kind):
            return f"it is another act: {proposal.action}"
        if why := self.why_asked(proposal):
            return why
        reach = self.reach(proposal.plan)
        if reach is None:
            return "what it reaches can't be told"
        at = proposal.plan.not_before or proposal.created_at
        return rule.scope.outside(reach, at, self.zone) or _unexplained(reach, proposal)

    def let_through(self, rule: Rule, most: int, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """Those that the rule would let through, in this order, at most `most` of them."""
        through = [proposal for proposal in proposals if self.why_not(rule, proposal) is None]
        return tuple(through[:most])

    def reach(self, plan: Plan) -> Reach | None:
        """What a plan touches; None: no grant can be about it."""
        reach_of = self.reaches.get(plan.kind)
        return reach_of(plan) if reach_of else None

    def why_asked(self, proposal: Proposal) -> str | None:
        """Why no grant at all lets this through; None: one may."""
        return next(_always_asked(proposal), None)


def _always_asked(proposal: Proposal) -> Iterator[str]:
    if not proposal.grantable:
        yield "no grant counted in that turn"
    if proposal.plan.shown_hash() != proposal.shown_hash:
        yield "it is not what was proposed"
    if proposal.revision:
        yield "it was asked again because things had changed"
    if proposal.asked_for is None or not proposal.provenance:
        yield "it isn't known where its values came from"
    if not proposal.asked_for:
        yield "nobody had asked for it"
    for origin in proposal.provenance:
        if not origin.own:
            yield f"{origin.value[:60]!r} came from {origin.label or origin.source}"
    for warning in proposal.plan.warnings:
        if not warning.startswith((TOLD_BY_MAIL, NOT_TOLD)):
            yield f"it carries a warning: {warning}"


def _unexplained(reach: Reach, proposal: Proposal) -> str | None:
    """Somebody whom it reaches, and of whom no origin tells: what nobody has looked for is nobody's own."""
    told = own_people(proposal)
    return next((f"it isn't known who named {person}" for person in reach.people if person not in told), None)


def own_people(proposal: Proposal) -> frozenset[str]:
    """The addresses that the person has named, or keeps, as `mailbox_key` writes them."""
    own = (Address.parse(origin.value) for origin in proposal.provenance if origin.own)
    return frozenset(address.key for address in own if address)
