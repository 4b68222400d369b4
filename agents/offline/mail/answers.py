"""Answering questions about the mailbox."""

from collections.abc import Sequence

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import read, together
from agents.offline.asking.script import Call, Script
from agents.offline.asking.selection import Entry
from agents.offline.mail.search import Mails, chosen, described, find
from agents.offline.reading.frames import Frame, Reference

_MOST_SHOWN = 10


def list_mails(request: Request, frame: Frame) -> Script:
    """The mails that a question is about, newest first."""
    ref = frame.target or Reference(None, 0, 0)
    mails = yield from find(request, ref)
    return "\n".join([_listed(frame, ref, mails), *(f"Not shown: {line}." for line in mails.problems)])


def _listed(frame: Frame, ref: Reference, mails: Mails) -> str:
    number = len(mails.found) + mails.more
    if not number:
        yes = "Yes" if frame.is_met_by(0) and frame.asked == "exists" else "No"
        return f"{yes}: there is no {described(ref)}." if frame.question else f"I found no {described(ref)}."
    if frame.asked == "exists" and mails.nobody and not ref.either:
        # Some have written and others haven't: neither yes nor no.
        return f"There is none from {together(mails.nobody, 'or')}, but there is {_newest(mails.found)}."
    yes = "Yes" if frame.is_met_by(number) else "No"
    lead = f"{yes}: " if frame.question and frame.asked == "exists" else ""
    newest = list(reversed(mails.found))[:_MOST_SHOWN]
    lines = [reports.mail(mail) for mail in newest]
    if number == 1:
        return f"{lead}{lines[0]}. [email_id={newest[0]['id']}]"
    return f"{lead}{reports.counted(number, 'email')}:\n{reports.listed(lines, number - len(lines))}"


def _newest(found: Sequence[Entry]) -> str:
    """The newest of the mails, and how many there are besides."""
    rest = f", and {reports.counted(len(found) - 1, 'email')} more" if len(found) > 1 else ""
    return f"{reports.mail(found[-1])}{rest}"


def read_mails(request: Request, frame: Frame) -> Script:
    """Mails in full; the last one from somebody when it isn't said which."""
    found = yield from chosen(request, frame, default_order=-1)
    results = yield [Call("read_email", {"email_id": mail["id"]}) for mail in found[-_MOST_SHOWN:]]
    mails = [mail for result in results for mail in read(result).get("emails", [])]
    texts = [
        f"{reports.mail(mail)}:\n\n{mail.get('body', '').strip()}\n[email_id={mail['id']}]" for mail in mails
    ]
    return "\n\n".join(texts) or "That mail could not be read."
