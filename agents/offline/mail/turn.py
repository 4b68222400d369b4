"""The email agent's turn: searches first, then writes, forwards or files what was found."""

from agents.offline.asking.messages import Request
from agents.offline.asking.people_answers import person_details
from agents.offline.asking.people_commands import PersonDetails
from agents.offline.asking.questions import UnableError, together
from agents.offline.asking.script import Part, Script
from agents.offline.asking.sequence import run
from agents.offline.mail.answers import list_mails, read_mails
from agents.offline.mail.drafts import change_draft, send_draft
from agents.offline.mail.files import read_file, save_file
from agents.offline.mail.filing import file_away, mark, unsubscribe
from agents.offline.mail.frames import (
    AmendMail,
    ArchiveMail,
    ChangeDraft,
    DeleteMail,
    DraftMail,
    FileMail,
    ForwardMail,
    MarkMail,
    ReadFile,
    ReadMail,
    ReplyToMail,
    SaveFile,
    SearchMail,
    SendDraft,
    SendMail,
    Unsubscribe,
)
from agents.offline.mail.invitation_wishes import wish_of
from agents.offline.mail.invitations import invitations
from agents.offline.mail.search import find
from agents.offline.mail.writing import amend, forward, reply, send
from agents.offline.reading.frames import Condition, Frame
from agents.offline.reading.references import Reference


def email_turn(request: Request) -> Script:
    """What the email agent does with `request`."""
    wish = wish_of(request)
    return invitations(request, wish) if wish is not None else run(request, EmailWork(request))


class EmailWork:
    """What the email agent can do, by the kind of frame."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def carry_out(self, frame: Frame) -> Script | None:
        """The script for a frame; None when it is not for this agent."""
        match frame:
            case SendMail() | DraftMail():
                return send(self.request, frame)
            case ReplyToMail():
                return reply(self.request, frame)
            case ForwardMail():
                return forward(self.request, frame)
            case AmendMail():
                return amend(self.request, frame)
            case DeleteMail():
                return file_away(self.request, frame, "trash")
            case Frame(of_anything=True, target=Reference() as it) if it.pronoun or it.handle:
                # "Delete it": nothing in the words says that it is a mail.
                return file_away(self.request, frame, "trash")
            case ArchiveMail():
                return file_away(self.request, frame, "archive")
            case FileMail():
                return file_away(self.request, frame, frame.folder)
            case MarkMail():
                return mark(self.request, frame)
            case Unsubscribe():
                return unsubscribe(self.request, frame)
            case SendDraft():
                return send_draft(self.request, frame)
            case ChangeDraft():
                return change_draft(self.request, frame)
            case ReadFile():
                return read_file(self.request, frame)
            case SaveFile():
                return save_file(self.request, frame)
            case SearchMail():
                return list_mails(self.request, frame)
            case ReadMail():
                return read_mails(self.request, frame)
            case PersonDetails():
                return person_details(frame)
            case _:
                return None

    def holds(self, condition: Condition, frame: Frame) -> Part[bool]:  # noqa: ARG002 - the calendar needs it
        """Whether a condition is so, by what the mailbox says.

        Raises:
            UnableError: it isn't understood, or names people of whom there is no mail.
        """
        if condition.frame.target is None:
            raise UnableError("I don't understand the condition, so nothing was done.")
        mails = yield from find(self.request, condition.frame.target)
        if mails.found and mails.nobody and not condition.frame.target.either:
            raise UnableError(f"There is none from {together(mails.nobody, 'or')}, so nothing was done.")
        return condition.frame.is_met_by(len(mails.found) + mails.more) == condition.exists
