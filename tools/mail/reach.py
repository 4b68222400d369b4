"""What a mail that would go out or be moved touches, for grants."""

from collections.abc import Mapping

from tools.effects.grants.reach import Reach, ReachOf
from tools.effects.plan import Plan
from tools.mail.executor import ARCHIVE, DELETE, SEND
from tools.mail.filing import LABEL, MARK, MOVE
from tools.mail.payloads import Filing, Move, Outgoing
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


def reach_of_filing(plan: Plan) -> Reach | None:
    """Where they are, and where they go. Of many at once none: they are always asked about."""
    filing = Filing.model_validate(plan.payload)
    if len(filing.mails) > 1:
        return None
    return Reach(folders=tuple(dict.fromkeys([filing.mails[0].folder, *filter(None, [filing.to_folder])])))


MAIL_REACHES: Mapping[str, ReachOf] = {
    SEND: reach_of_mail, DELETE: reach_of_move, ARCHIVE: reach_of_move,
    MOVE: reach_of_filing, MARK: reach_of_filing, LABEL: reach_of_filing,
}  # fmt: skip
"""By kind of plan."""
