"""Grants as a person deals with them: offered from an approval, shown before they count, revoked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from assistant.contract import USUAL_USES, EffectView, GrantOffer, GrantView, Passed, effect_view
from tools.effects.approvals import ApprovalBook, Proposal
from tools.effects.grants.book import GrantBook
from tools.effects.grants.grant import Grant, Rule, scope_json
from tools.effects.grants.narrowest import narrowest
from tools.effects.grants.scope import Scope
from tools.effects.ledger import Ledger
from tools.errors import InputError

USUAL_DAYS = 30
SAID = {"approve": "approved", "edit": "changed and approved", "reject": "refused", "respond": "answered"}


@dataclass(frozen=True)
class Limits:
    """What a person changed of the narrowest grant."""

    scope: Mapping[str, Any] = field(default_factory=dict)
    most: int = USUAL_USES
    until: date | None = None
    """The last day on which it counts; None: in 30 days."""


NARROWEST = Limits()


class GrantDesk:
    """Makes, shows and revokes the grants of a home, for its person.

    Whoever calls this acts for the person: no tool does, and none may.
    """

    def __init__(
        self,
        book: GrantBook,
        approvals: ApprovalBook,
        ledger: Callable[[], Ledger],
        zone: tzinfo,
        person: str,
    ) -> None:
        """`ledger` is asked for when something is revoked; `person` makes and revokes, for the record."""
        self.book = book
        self._approvals = approvals
        self._ledger = ledger
        self._zone = zone
        self._person = person

    def offer(self, approval_id: str, limits: Limits = NARROWEST) -> GrantOffer:
        """The narrowest useful grant for acts such as this one, with the `limits` that the person changed.

        Nothing counts yet. It says what it would have let through in the last 30 days.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: it was refused, withdrawn, or has expired.
            InputError: no grant can be about such an act, or a limit can't be this.
        """
        proposal = self._asked(approval_id)
        rule = self._rule(proposal, limits.scope)
        passed = self.book.would_have_passed(rule, limits.most)
        lately = self.book.lately(rule.action)
        return GrantOffer(
            action=rule.action,
            scope=scope_json(rule.scope),
            most=limits.most,
            expires_at=self._end_of(limits.until),
            from_approval=proposal.id,
            passed=tuple(map(self._passed, passed)),
            asked=len(lately) - len(passed),
            why_not=self.book.judge.why_not(rule, proposal),
        )

    def make(self, approval_id: str, limits: Limits = NARROWEST) -> GrantView:
        """The grant that `offer` shows; it counts from now on. Raises what `offer` raises."""
        proposal = self._asked(approval_id)
        scope = self._rule(proposal, limits.scope).scope
        made = self.book.make(
            proposal.id, scope, most=limits.most, expires_at=self._end_of(limits.until), by=self._person
        )
        return self._view(made)

    def list(self) -> list[GrantView]:
        """All that were ever made, oldest first."""
        return [self._view(grant) for grant in self.book.list()]

    def get(self, id: str) -> GrantView:
        """
        Raises:
            NotFoundError: no such grant, or several begin so.
        """
        return self._view(self.book.get(id))

    def story(self, id: str) -> dict[str, Any]:
        """One grant, and under `history` each step of it: made, used, revoked, by whom.

        Raises:
            NotFoundError: no such grant, or several begin so.
        """
        grant = self.book.get(id)
        history = [change.json_dict() for change in self.book.history(grant.id)]
        return {**self._view(grant).json_dict(), "made_by": grant.made_by, "history": history}

    def preview(self, id: str) -> GrantOffer:
        """What a grant would have let through in the last 30 days, had it been there and unused.

        Raises:
            NotFoundError: no such grant, or several begin so.
        """
        grant = self.book.get(id)
        passed = self.book.would_have_passed(grant.rule, grant.most)
        return GrantOffer(
            action=grant.rule.action,
            scope=scope_json(grant.rule.scope),
            most=grant.most,
            expires_at=grant.expires_at.astimezone(self._zone),
            from_approval=grant.from_approval,
            passed=tuple(map(self._passed, passed)),
            asked=len(self.book.lately(grant.rule.action)) - len(passed),
        )

    def revoke(self, id: str) -> tuple[GrantView, tuple[EffectView, ...]]:
        """From now on it lets nothing through; gives also what it had let through and was called off.

        Raises:
            NotFoundError: no such grant, or several begin so.
            ConflictError: it was revoked already.
        """
        revoked = self.book.revoke(id, by=self._person)
        return self._view(revoked), tuple(map(effect_view, self._ledger().call_off(revoked.id)))

    def _asked(self, approval_id: str) -> Proposal:
        """The approval as it was said yes to, when the person has changed it first."""
        proposal = self._approvals.get(approval_id)
        answer = proposal.answer
        if answer is None or answer.plan is None:
            return proposal
        plan = answer.plan
        return replace(proposal, plan=plan, shown_hash=plan.shown_hash(), provenance=answer.provenance)

    def _rule(self, proposal: Proposal, limits: Mapping[str, Any]) -> Rule:
        reach = self.book.judge.reach(proposal.plan)
        if reach is None:
            raise InputError(f"{proposal.action} is always asked; no grant can be about it")
        usual = narrowest(proposal, reach)
        strangers = [person for person in reach.people if person not in usual.people]
        if strangers and not {"people", "domains"} & set(limits):
            raise InputError(
                f"you have not named {', '.join(strangers)}, and no rule is made of what came from "
                "elsewhere; name the people or the domain yourself"
            )
        return self.book.rule(proposal, Scope.of({**usual.json_dict(), **limits}))

    def _end_of(self, until: date | None) -> datetime:
        """The end of that day in the person's zone."""
        day = until or (self.book.now().astimezone(self._zone) + timedelta(days=USUAL_DAYS)).date()
        return datetime.combine(day + timedelta(days=1), time(), self._zone)

    def _passed(self, proposal: Proposal) -> Passed:
        answer = proposal.answer
        return Passed(
            id=proposal.id,
            summary=proposal.plan.summary,
            created_at=proposal.created_at,
            said=SAID[answer.type] if answer else str(proposal.state),
        )

    def _view(self, grant: Grant) -> GrantView:
        return GrantView(
            id=grant.id,
            action=grant.rule.action,
            scope=scope_json(grant.rule.scope),
            uses=grant.uses,
            most=grant.most,
            expires_at=grant.expires_at.astimezone(self._zone),
            state=grant.state(self.book.now()),
            created_at=grant.created_at,
            from_approval=grant.from_approval,
        )
