"""Plans with a reach, what a person has said of them, and grants for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import note
from tools.database import Database
from tools.effects.approvals import ApprovalBook, Proposal
from tools.effects.grants.book import GrantBook
from tools.effects.grants.grant import Grant
from tools.effects.grants.judge import Judge
from tools.effects.grants.reach import Reach
from tools.effects.grants.scope import Scope
from tools.effects.plan import Plan
from tools.provenance.origin import Origin, Source

ZONE = ZoneInfo("Europe/Lisbon")
ANA, BEN, EVE = "ana@office.example", "ben@office.example", "eve@club.example"
OFFICE = Scope.of({"domains": ["office.example"]})


def letter(*people: str, text: str = "Lunch", **changed: Any) -> Plan:
    """A plan of the kind that `Notes` carries out, which reaches `people`."""
    reach = {name: changed.pop(name) for name in Reach.__dataclass_fields__ if name in changed}
    payload = {"text": text, "reach": {"people": list(people), "chars": len(text), **reach}}
    return note(text, args={"to": list(people), "text": text}, payload=payload, **changed)


def reach_of_letter(plan: Plan) -> Reach:
    reach = plan.payload["reach"]
    spans = tuple(tuple(map(datetime.fromisoformat, span)) for span in reach.get("spans", ()))
    lists = {name: tuple(reach.get(name, ())) for name in ("people", "calendars", "folders")}
    return Reach(**{**reach, **lists, "spans": spans})


def origins(people: Iterable[str], source: Source = "user") -> tuple[Origin, ...]:
    return tuple(
        Origin(argument=f"to.{number}", value=person, source=source) for number, person in enumerate(people)
    )


def grants_on(database: Database, book: ApprovalBook, desk: Desk | None = None) -> GrantBook:
    judge = Judge({"note": reach_of_letter}, ZONE)
    return (
        GrantBook(database, book, judge, clock=desk.clock.now) if desk else GrantBook(database, book, judge)
    )


def said(book: ApprovalBook, plan: Plan, key: str, grants: GrantBook | None, **changed: Any) -> Proposal:
    """What the gate does when a person has asked for `plan`: a proposal, which a grant may answer."""
    values: dict[str, Any] = {
        "id": key,
        "thread_id": "t1",
        "agent": "email",
        "action": "write_note",
        "tool_call_id": f"call-{key}",
        "args": plan.args,
        "plan": plan,
        "provenance": origins(plan.args.get("to", ())),
        "asked_for": True,
        "let_through": grants.let_through if grants else None,
    }
    return book.propose(**{**values, **changed})


def granted(desk: Desk, grants: GrantBook, scope: Scope = OFFICE, *, most: int = 10, days: int = 30) -> Grant:
    """A grant made from an approval that waits, as by the key `g`."""
    key = f"from-{len(grants.list())}"
    said(desk.book, letter(ANA), key, None, thread_id="from")
    desk.book.await_answers("from", [key])
    expires_at = desk.clock.now() + timedelta(days=days)
    return grants.make(key, scope, most=most, expires_at=expires_at, by="sam@desk")
