"""Mail as the built-in model is handed it."""

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.asking.specialists import Specialist
from agents.offline.mail.amending import amended, amendment
from agents.offline.mail.answering_commands import forward, reply
from agents.offline.mail.continued import continued
from agents.offline.mail.draft_commands import change_draft
from agents.offline.mail.file_commands import file_question, save_file
from agents.offline.mail.filing_commands import archive, delete, file_away, removed, unsubscribe
from agents.offline.mail.inquiries import mail_inquiry
from agents.offline.mail.look_commands import look, read_or_file, verbless
from agents.offline.mail.marking_commands import mark
from agents.offline.mail.questions import mail_question, narrowing_question
from agents.offline.mail.sending_commands import draft, send, tell
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import Called
from agents.offline.reading.subjects import By
from agents.offline.reading.words import MAIL_NOUNS, MAILBOXES, Act, Domain


def mark_or_change(said: Instruction, i: int) -> Frame | None:
    """ "Add a flag to it", "add Ben to the draft"."""
    return mark(said, i) or change_draft(said, i)


def _save(said: Instruction, i: int) -> Frame | None:
    """ "Save a draft to Ana …", "save the attachment from Leo"."""
    a_draft = said.low(i) == "a" and said.low(i + 1) == "draft"
    return draft(said, i) if a_draft else save_file(said, i)


def _turn(request: Request) -> Script:
    # Loaded at its first call, as every agent's own code.
    from agents.offline.mail.turn import email_turn

    return email_turn(request)


MAIL = Specialist(
    called=Called(
        domain=Domain.EMAIL, kind="email", nouns=MAIL_NOUNS, kinds=MAIL_NOUNS, places=MAILBOXES, sent=True
    ),
    tool="manage_email",
    own_tool="send_email",
    turn=_turn,
    commands={
        Act.FORWARD: forward,
        Act.SEND: send,
        Act.TELL: tell,
        Act.REPLY: reply,
        Act.DRAFT: draft,
        Act.ARCHIVE: archive,
        Act.FILE: file_away,
        Act.SAVE: _save,
        Act.UNSUBSCRIBE: unsubscribe,
        Act.MARK: mark_or_change,
        Act.CHANGE: change_draft,
        Act.READ: read_or_file,
        Act.MOVE: file_away,
        Act.CANCEL: delete,
        Act.SEARCH: look,
    },
    questions=[(By.FORM, file_question), (By.FORM, narrowing_question), (By.VERB, mail_inquiry)],
    conditions=[(By.FORM, narrowing_question), (By.VERB, mail_question)],
    verbless=verbless,
    continued=continued,
    amending=amendment,
    amended=amended,
    removed=removed,
)
