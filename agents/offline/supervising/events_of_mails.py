"""A mail becomes an event: one agent reads the mail, another one makes the event of it."""

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError
from agents.offline.asking.script import Script
from agents.offline.reading.courtesies import WISHED
from agents.offline.reading.words import Domain
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from agents.offline.supervising.rewording import quotable
from agents.offline.supervising.tasks_of_mails import last_from, subject
from tools.patterns import Spoken
from tools.timewords import Kind, find

_EVENT = r"(?:an? |the )?(?:new )?(?:(?:calendar )?(?:event|entry)|appointment|meeting)"
_MAIL = r"(?P<mail{0}>(?:it|this|that|[^,;:?!\n]{{0,60}}?\b(?:e-?mail|mail|message)\b[^,;:?!\n]{{0,60}}?))"
_FORMS = (
    Spoken(
        rf"\W*{WISHED}(?:make|create|add|schedule|set up|put in)(?: me)?"
        rf" {_EVENT}(?: in my calendar)? (?:out of|of|from|based on) {_MAIL.format('')}(?: please)?\W*"
    ),
    Spoken(
        rf"\W*{WISHED}(?:turn|make|convert) {_MAIL.format('')} (?:in)?to"
        rf" {_EVENT}(?: please)?\W*"
    ),
)
_NAMES_A_DAY = Spoken(
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
"""A day whenever it is read; what "Friday" is hangs on when it was written."""
_WHICH = "Which mail do you mean?"


def mail_for_event(text: str) -> str | None:
    """How the mail is named of which an event is to be made; None where none is."""
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    return match["mail"].strip() if match else None


def event_of_mail(mail: str, request: Request) -> Script:
    """Has the mail read, and an event made that is called as it is, at the one time that it names.

    Raises:
        QuestionError: several mails fit.
        UnableError: there is none.
    """
    which = last_from(mail) or mail
    found = spoken((yield [errand(Domain.EMAIL, f"Read {which}", context=mail.lower() in _POINTING)]))
    mails = [thing for thing in found.things if thing.kind == "email" and thing.id]
    if not mails:
        raise UnableError(f"{found.text} So no event was made.")
    if len(mails) > 1 or found.more:
        raise QuestionError(f"{_WHICH} {found.text}")
    _, _, body = found.text.partition("\n\n")
    at = _only_time(body, request)
    return spoken(
        (yield [errand(Domain.CALENDAR, f'Schedule "{quotable(subject(mails[0].title))}"{at}')])
    ).text


_POINTING = frozenset({"it", "this", "that", "this mail", "that mail", "the mail"})


def _only_time(body: str, request: Request) -> str:
    """The one point in time that the text names, to come, with its day and hour; else nothing."""
    starts = {
        one.resolution.start
        for one in find(body, now=request.now)
        if one.resolution.kind is not Kind.DURATION
        and one.resolution.certain
        and one.resolution.time_of_day_given
        and _NAMES_A_DAY.search(one.text)
    }
    if len(starts) != 1:
        return ""
    [start] = starts
    return f" on {start:%Y-%m-%d} at {start:%H:%M}" if start is not None else ""
