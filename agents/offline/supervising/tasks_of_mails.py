"""A mail becomes a task: one agent finds the mail, another one makes the task of it."""

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError
from agents.offline.asking.referents import Referents
from agents.offline.asking.script import Script
from agents.offline.reading.frames import Frame, Reading
from agents.offline.reading.references import Reference
from agents.offline.reading.steps import Steps
from agents.offline.reading.words import Domain
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from agents.offline.supervising.rewording import names_of, quotable
from agents.offline.tasks.frames import TASKS, TaskOfMail
from tools.patterns import Spoken

_WHICH = "Which mail do you mean?"
_OWNED = Spoken(
    r"(?P<who>(?!thi|hi|it)[^\W\d_]{2,}?)'?s (?:(?:last|latest|newest) )?(?:e-?mail|mail|message)"
)
_MARKS = ("re:", "fw:", "fwd:", "aw:", "wg:")


def mail_in(planned: Steps) -> TaskOfMail | None:
    """What is wanted, where that is a task of a mail and nothing else."""
    frame = planned.steps[0].frame if len(planned.steps) == 1 else None
    return frame if isinstance(frame, TaskOfMail) and not planned.steps[0].condition else None


def task_of_mail(frame: TaskOfMail, request: Request, reading: Reading) -> Script:
    """Has the mail looked up, and a task made that is called as it is, with who wrote it in its notes.

    Raises:
        QuestionError: it isn't said which mail is meant, or several fit.
        UnableError: there is none, or words of it have no place.
    """
    if frame.leftovers:
        raise UnableError(f"I don't understand '{' '.join(frame.leftovers)}' in this, so nothing was done.")
    found = spoken((yield [errand(Domain.EMAIL, f"Find {_named(frame, request, reading)}")]))
    mails = [thing for thing in found.things if thing.kind == "email" and thing.id]
    if not mails:
        raise UnableError(f"{found.text} So no task was made.")
    if len(mails) > 1 or found.more:
        raise QuestionError(f"{_WHICH} {found.text}")
    sender = next(iter(found.people), "").partition("<")[0].strip()
    note = f"Mail{f' from {sender}' if sender else ''}, id {mails[0].id}"
    text = f'Add a task "{quotable(subject(mails[0].title))}" with the note "{quotable(note)}"'
    due = " ".join(token.text for token in frame.times)
    level = f", {frame.priority} priority" if frame.priority else ""
    return spoken((yield [errand(TASKS, f"{text}{f' {due}' if due else ''}{level}")])).text


def _named(frame: TaskOfMail, request: Request, reading: Reading) -> str:
    """How the mail agent is told which mail it is; "Ana's mail" is her last one."""
    said = frame.mail
    assert said is not None
    referents = Referents(reading, request.history, request.now)
    mail = referents.reference(said, Frame(frame.begin, frame.stop))
    if mail.handle:
        if mail.domain is not Domain.EMAIL:
            raise QuestionError(_WHICH)
        return f"[email_id={mail.handle}]"
    if mail.pronoun:
        raise QuestionError(_WHICH)
    return _last(mail) or ("" if mail.people else last_from(frame.words)) or frame.words


def _last(mail: Reference) -> str:
    """The last of those that somebody has sent, where nothing else tells them apart."""
    if mail.order is not None or mail.plural or mail.title or not mail.people or mail.words:
        return ""
    about = f" about {mail.about}" if mail.about else ""
    times = " ".join(token.text for token in mail.times)
    return f"the last mail from {names_of(mail.people)}{about} {times}".strip()


def last_from(words: str) -> str:
    """ "Leos mail": the last mail from him; empty where it isn't named so."""
    match = _OWNED.fullmatch(words)
    return f"the last mail from {match['who']}" if match else ""


def subject(title: str) -> str:
    """The title of a mail without the marks of replies."""
    while title.lower().startswith(_MARKS):
        title = title.partition(":")[2].strip()
    return title or "A mail without a subject"
