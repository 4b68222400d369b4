"""Answering questions about the mailbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, Thing
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import read, together
from agents.offline.asking.script import Call, Script
from agents.offline.asking.selection import Entry, alike
from agents.offline.mail.frames import ReadMail, SearchMail
from agents.offline.mail.search import Mails, chosen, described, find
from agents.offline.reading.references import Quantity, Reference

_MOST_SHOWN = 25
"""As many as `assistant mail` shows; of all that are asked for, or of a number, all that were found."""
_MOST_READ = 10
_NO = "No: "


def list_mails(request: Request, frame: SearchMail) -> Script:
    """The mails that a question is about, newest first."""
    ref = frame.target or Reference(None, 0, 0)
    if frame.asked == "replied":
        return (yield from _whether_replied(request, ref))
    mails = yield from find(request, ref)
    answer = _listed(frame, ref, mails)
    return replace(answer, text="\n".join([answer.text, *(f"Not shown: {line}." for line in mails.problems)]))


def _whether_replied(request: Request, ref: Reference) -> Script:
    """Whether somebody has answered what was written to them: the last mail, or those of a subject."""
    sent = yield from find(request, replace(ref, people=(), recipients=ref.people, folder="sent", times=()))
    came = yield from find(request, replace(ref, folder="", about="", words=""))
    answer = _replied(ref, sent, came)
    problems = dict.fromkeys([*sent.problems, *came.problems])
    if problems and not answer.met:  # the answer may be among what couldn't be read
        answer = replace(answer, text=answer.text.removeprefix(_NO), met=None)
    return replace(answer, text="\n".join([answer.text, *(f"Not shown: {line}." for line in problems)]))


def _replied(ref: Reference, sent: Mails, came: Mails) -> Answer:
    who = together([person.name for person in ref.people], "or")
    newest = came.found[-1:]
    last = f"; the last one from {who} is {reports.mail(newest[0])}" if newest else ""
    if not sent.found:
        return Answer(f"I found no email of yours to {who} that could be answered{last}.", _things(newest))
    asked = sent.found if ref.times or ref.about else sent.found[-1:]
    answers = [mail for mail in reversed(came.found) if any(_answers(mail, one) for one in asked)]
    if answers:
        lines = [reports.mail(mail) for mail in answers]
        text = f"Yes: {lines[0]}." if len(lines) == 1 else f"Yes:\n{reports.listed(lines, 0)}"
        return Answer(text, _things(answers) if len(answers) == 1 else (), _people(answers), met=True)
    said = f"I found no answer from {who} to {reports.mail(asked[-1])}"
    shown = _things(asked[-1:]), _people(asked[-1:])
    if came.more and _is_later(came.found[0], asked[0]):
        older = reports.counted(came.more, "older one")
        return Answer(f"{said}; at {older} I have not looked.", *shown)
    since = last if newest and _is_later(newest[0], asked[-1]) else ""
    return Answer(f"{_NO}{said}{since}.", *shown, met=False)


def _answers(mail: Entry, sent: Entry) -> bool:
    return _is_later(mail, sent) and alike(str(mail.get("subject", "")), str(sent.get("subject", "")))


def _is_later(mail: Entry, other: Entry) -> bool:
    return datetime.fromisoformat(str(mail["date"])) > datetime.fromisoformat(str(other["date"]))


def _listed(frame: SearchMail, ref: Reference, mails: Mails) -> Answer:
    number = len(mails.found) + mails.more
    met = frame.is_met_by(number) if frame.question and frame.asked == "exists" else None
    if not number:
        if frame.asked in {"what", "who", "whom", "when", "files", "count"}:
            return Answer(f"There is no {described(ref)}.", met=False)
        if not frame.question:
            return Answer(f"I found no {described(ref)}.")
        return Answer(f"{'Yes' if met else 'No'}: there is no {described(ref)}.", met=bool(met))
    if frame.asked == "exists" and mails.nobody and not ref.either:
        # Some have written and others haven't: neither yes nor no.
        none = together(mails.nobody, "or")
        return Answer(f"There is none from {none}, but there is {_newest(mails.found)}.")
    told = _told(frame, ref, mails, number)
    if told is not None:
        return told
    lead = "" if met is None else "Yes: " if met else "No: "
    every = ref.quantity is Quantity.ALL or ref.count is not None
    newest = list(reversed(mails.found))[: None if every else _MOST_SHOWN]
    lines, more = [reports.mail(mail) for mail in newest], number - len(newest)
    people = _people(newest)
    if number == 1:
        return Answer(f"{lead}{lines[0]}.", things=_things(newest), people=people, met=met)
    text = f"{lead}{reports.counted(number, 'email')}:\n{reports.listed(lines, more)}"
    return Answer(text, people=people, more=more, met=met)


def _told(frame: SearchMail, ref: Reference, mails: Mails, number: int) -> Answer | None:
    """The one thing that is asked of these mails; None where they are to be listed."""
    found = mails.found
    last = found[-1]
    match frame.asked:
        case "count":
            people = _people(found) if not mails.more else ()
            return Answer(f"{number} {described(ref, number)}.", people=people, more=mails.more)
        case "who" | "whom" if ref.order is None or len(found) > 1:
            people = _people(list(reversed(found)))
            more = f"; and of {mails.more} older ones" if mails.more else ""
            return Answer(
                f"{together(people)}, in {reports.counted(len(found), 'email')}{more}.", people=people
            )
        case "attached":
            files = [str(file["name"]) for file in last.get("attachments", [])]
            said = f"Yes: {together(files)}, with" if files else "No: nothing is attached to"
            return Answer(f"{said} {reports.mail(last)}.", _things([last]), _people([last]), met=bool(files))
        case "answered":
            met = bool(last.get("answered"))
            said = f"{'Yes' if met else 'No'}: {reports.mail(last)} is {'' if met else 'not '}answered."
            return Answer(said, _things([last]), _people([last]), met=met)
        case "files":
            lines = [
                f"{together([str(file['name']) for file in mail['attachments']])}, with {reports.mail(mail)}"
                for mail in reversed(found)
                if mail.get("attachments")
            ]
            text = f"{lines[0]}." if len(lines) == 1 else reports.listed(lines, mails.more)
            return Answer(text, _things(found[:1]) if len(found) == 1 else (), _people(found))
    return None


def _people(mails: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for mail in mails for name in reports.correspondents(mail)))


def _things(mails: Sequence[Entry]) -> tuple[Thing, ...]:
    return tuple(Thing("email", id=str(mail["id"]), title=str(mail.get("subject", ""))) for mail in mails)


def _newest(found: Sequence[Entry]) -> str:
    """The newest of the mails, and how many there are besides."""
    rest = f", and {reports.counted(len(found) - 1, 'email')} more" if len(found) > 1 else ""
    return f"{reports.mail(found[-1])}{rest}"


def _in_full(mail: Entry) -> str:
    """The text, and the files that come with it."""
    files = ", ".join(f"{file['name']} ({file['size']:,} bytes)" for file in mail.get("attachments", []))
    body = mail.get("body", "").strip() or "(no text)"
    return f"{body}\n\nAttached: {files}" if files else body


def read_mails(request: Request, frame: ReadMail) -> Script:
    """Mails in full; the last one from somebody when it isn't said which."""
    found = yield from chosen(request, frame, default_order=-1)
    results = yield [Call("read_email", {"email_id": mail["id"]}) for mail in found[-_MOST_READ:]]
    mails = [mail for result in results for mail in read(result).get("emails", [])]
    texts = [f"{reports.mail(mail)}:\n\n{_in_full(mail)}" for mail in mails]
    people = tuple(name for mail in mails for name in reports.correspondents(mail))
    return Answer("\n\n".join(texts) or "That mail could not be read.", _things(mails), people)
