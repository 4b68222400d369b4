"""The brief as a mail to the person: once for each run, to the address that its card has named."""

from typing import TYPE_CHECKING

from agents.approval import action_id
from assistant.pages.brief import brief
from assistant.schedules.routine import Routine, Run, RunState
from assistant.views import times
from assistant.views.plain import page
from assistant.views.text import clean_line
from tools.effects.approvals import Proposal
from tools.effects.plan import Plan
from tools.mail.executor import SEND
from tools.mail.header_lines import wire
from tools.mail.payloads import Outgoing
from tools.mail.previews import mail_preview
from tools.people.contacts import Address
from tools.people.owner import Owner

if TYPE_CHECKING:
    from assistant.home import Home
    from tools.effects.effect import Effect

ACTION = "mail_brief"


def mail_brief(home: "Home", routine: Routine, run: Run) -> tuple[RunState, str]:
    """How far the mail with the brief of today came, and what there is to say of it.

    A run that goes on after a crash sends what was written down then, if anything was.

    Raises:
        AssistantError: it can't be put together or written down now.
    """
    to = Address(home.settings.user_name, routine.mails_to)
    if not Owner(home.identities).owns(to):
        return RunState.FAILED, f"Not mailed: {to.email} is no address of yours any more."
    plan = _plan(home, routine, to)
    proposal = Proposal.settled_by(
        f"the routine {routine.title!r}",
        plan,
        at=home.real_time(),
        id=action_id(routine.thread_id, run.name, ACTION, 0),
        thread_id=routine.thread_id,
        agent="routines",
        action=ACTION,
        tool_call_id=run.name,
        args={},
    )
    return _told(home.ledger.carry_out(proposal), to)


def _plan(home: "Home", routine: Routine, to: Address) -> Plan:
    day = home.clock().astimezone(home.settings.time_zone).date()
    lines = [*page(brief(home, day)), "", f"From your routine '{clean_line(routine.title)}' ({routine.id})."]
    outgoing = Outgoing(
        sender=to, to=(to,), subject=f"Brief for {times.day(day)}", body="\n".join(lines) + "\n"
    )
    return Plan(
        kind=SEND,
        args={},
        summary=f"Mail you the brief for {times.day(day)}",
        preview=mail_preview(outgoing, ()),
        payload=outgoing.as_json(),
        destination=home.outbox.destination_of(wire(to.email)),
        undo_note="A mail that was sent can't be taken back.",
    )


def _told(effect: "Effect", to: Address) -> tuple[RunState, str]:
    match effect.state:
        case "done":
            return RunState.DONE, f"The brief was mailed to {to.email}."
        case "queued" | "running":
            return RunState.DONE, f"The mail to {to.email} is on its way out and is tried again by itself."
        case "canceled":
            return RunState.CANCELED, "The mail was called off."
        case "unknown":
            return RunState.FAILED, f"Whether the mail to {to.email} went out is not known: {effect.error}"
        case _:
            return RunState.FAILED, f"The mail to {to.email} did not go out: {effect.error}"
