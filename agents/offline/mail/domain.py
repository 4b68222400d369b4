"""Mail as the built-in model is handed it."""

from agents.offline.mail.answering_commands import forward, reply
from agents.offline.mail.continued import continued
from agents.offline.mail.filing_commands import archive, delete, file_away, removed
from agents.offline.mail.look_commands import look, read, verbless
from agents.offline.mail.questions import mail_question, narrowing_question
from agents.offline.mail.sending_commands import draft, send, tell
from agents.offline.reading.subjects import By, Subject
from agents.offline.reading.words import MAILBOXES, Act, Domain

MAIL = Subject(
    domain=Domain.EMAIL,
    places=MAILBOXES,
    commands={
        Act.FORWARD: forward,
        Act.SEND: send,
        Act.TELL: tell,
        Act.REPLY: reply,
        Act.DRAFT: draft,
        Act.ARCHIVE: archive,
        Act.READ: read,
        Act.MOVE: file_away,
        Act.CANCEL: delete,
        Act.SEARCH: look,
    },
    questions=[(By.FORM, narrowing_question), (By.VERB, mail_question)],
    verbless=verbless,
    continued=continued,
    removed=removed,
)
