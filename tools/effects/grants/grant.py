"""A grant: a rule that a person has made from an approval, and how often it was used."""

from datetime import datetime
from typing import Any, Literal

from tools.effects.grants.scope import Scope
from tools.values import Value

State = Literal["active", "used up", "expired", "revoked"]


class Rule(Value):
    """What a grant lets through, whoever made it and however often it was used."""

    action: str
    """The tool's name."""
    kind: str
    """The kind of its plans: another agent's tool may have the same name."""
    scope: Scope


class Grant(Value):
    """A rule, for so many times and until then. It is never changed: it is revoked, and another one made."""

    id: str
    rule: Rule
    uses: int
    """How many plans it has let through. A yes counts, also when nothing came of it."""
    most: int
    expires_at: datetime
    revoked_at: datetime | None
    created_at: datetime
    made_by: str
    from_approval: str

    def state(self, now: datetime) -> State:
        """Where it stands; only an active one lets anything through."""
        if self.revoked_at is not None:
            return "revoked"
        if self.uses >= self.most:
            return "used up"
        return "expired" if self.expires_at <= now else "active"


class Change(Value):
    """One step in the story of a grant; steps are only ever added."""

    at: datetime
    by: str
    """The person, or the process that let something through."""
    what: Literal["made", "used", "revoked"]
    about: str
    """The approval: the one it was made from, or the one that it answered."""


def scope_json(scope: Scope) -> dict[str, Any]:
    """The limits that are there; those that aren't are left out."""
    limits = scope.json_dict().items()
    # A bound of 0 is one.
    return {name: value for name, value in limits if value or (value == 0 and value is not False)}
