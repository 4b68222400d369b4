"""What a mail that would go out or be moved touches, for grants."""

from collections.abc import Mapping

from tools.effects.grants.reach import Reach, ReachOf
from tools.effects.plan import Plan
from tools.mail.executor import ARCHIVE, DELETE, SEND
from tools.mail.payloads import Move, Outgoing
from tools.people.domains import mailbox_key


def reach_of_mail(plan: Plan) -> Reach:
    """Everybody who gets it, its whole text, and all that is attached or goes along."""
    outgoing = Outgoing.model_validate(plan.payload)
    return Reach(
        people=tuple(dict.fromkeys(mailbox_key(address.email) for address in outgoing.recipients)),
        chars=len(outgoing.subject) + len(outgoing.body),
        attachment_bytes=sum(file["size"] for file in plan.preview["mail"]["attachments"]),
    )


def reach_of_move(plan: Plan) -> Reach:
    return Reach(folders=(Move.model_validate(plan.payload).from_folder,))


MAIL_REACHES: Mapping[str, ReachOf] = {SEND: reach_of_mail, DELETE: reach_of_move, ARCHIVE: reach_of_move}
"""By kind of plan."""
