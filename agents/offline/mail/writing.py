"""Writing, answering, forwarding and filing mails."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Wanted
from agents.offline.asking.contacts import Known, addresses_from_user, look_up, those_meant
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, ask, read, together, understood
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry
from agents.offline.mail import compose
from agents.offline.mail.frames import AmendMail, DraftMail, ForwardMail, NewMail, ReplyToMail
from agents.offline.mail.search import chosen
from agents.offline.reading import when
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Sort, tokenize

AT_ONCE = (
    "A mail is forwarded at once; I can't do it '{0}', so nothing was done. Say it then, or have me remind"
    " you: 'remind me {0} to forward it'."
)


def send(request: Request, frame: NewMail) -> Script:
    """Write a new mail, or keep it as a draft."""
    understood(frame)
    to = yield from _recipients(request, frame.people, "Whom should it go to?")
    cc = yield from _recipients(request, frame.cc)
    bcc = yield from _recipients(request, frame.bcc)
    frame = _with_text(request, frame, to)
    args: dict[str, Any] = {
        "to": [known.address for known in to],
        "subject": compose.subject_of(frame, to),
        "body": compose.body_of(frame, to, request.user_name),
    }
    args |= {key: [one.address for one in known] for key, known in (("cc", cc), ("bcc", bcc)) if known}
    if isinstance(frame, DraftMail):
        results = yield [Call("save_draft", args)]
        return reports.report(results)
    if frame.times:
        args["send_at"] = _send_at(request, frame)
    if frame.priority:
        args["priority"] = frame.priority
    results = yield [Call("send_email", args)]
    return reports.report(results)


def _send_at(request: Request, frame: NewMail) -> str:
    """When it goes out.

    Raises:
        QuestionError: the words say a day only.
    """
    words = when.words_of(frame.times, request.now)
    found = when.joined(frame.times, request.now)
    if found is None or found.start is None or found.time_of_day_given:
        return words
    day = when.aware(found.start, request.now)
    answer = ask(
        request, f"At what time on {when.spoken(day.date().isoformat())} should it go out?", Wanted.TIME
    )
    clock = [token for token in tokenize(answer, request.now) if token.sort is Sort.TIME]
    said = when.joined(clock or tokenize(f"at {answer}", request.now), request.now)
    if said is None or said.start is None:
        return words
    return when.on_day(day, replace(said, end=None), request.now)


def _with_text(request: Request, frame: NewMail, to: Sequence[Known]) -> NewMail:
    reminds = frame.noun == "reminder" or frame.body_manner == "remind"
    if frame.body or (frame.about and reminds):
        return frame
    about = f" about {frame.about}" if frame.about else ""
    question = f"What should the mail to {together([known.name for known in to])}{about} say?"
    answer = ask(request, question, Wanted.TEXT)
    topic = answer.removeprefix("about ")
    return replace(frame, about=topic) if topic != answer else replace(frame, body=answer, body_manner="say")


def _recipients(request: Request, people: Sequence[Person], question: str = "") -> Part[tuple[Known, ...]]:
    """Everybody with an address; `question` is asked when nobody is named."""
    if not people and question:
        people = _named(request, ask(request, question))
    known = yield from look_up(request, those_meant(request, people))
    return tuple(given for one in known for given in addresses_from_user(request, one))


def _named(request: Request, answer: str) -> tuple[Person, ...]:
    """The people that an answer names."""
    tokens = tokenize(answer, request.now)
    lead = bool(tokens) and tokens[0].low in {"to", "with"}
    people, _ = Phrases(tokens).people(int(lead))
    if not people:
        raise UnableError("I don't understand whom you mean, so nothing was sent.")
    return people


def reply(request: Request, frame: ReplyToMail) -> Script:
    """Answer mails; the last one from somebody when it isn't said which."""
    found = yield from chosen(request, frame, default_order=-1)
    body = frame.body or ask(request, f"What should the reply to {_titles(found)} say?", Wanted.TEXT)
    if not frame.quoted and compose.speaks_of_them(body) and (yield from _are_they(request, found)):
        body = compose.told_to_them(body)
    text = body if frame.quoted else compose.sentence(replace(frame, body=body), ())
    if frame.kept:
        results = yield [Call("save_draft", {"body": text, "answers": mail["id"]}) for mail in found]
        return reports.report(results)
    further: dict[str, Any] = {"reply_all": True} if frame.reply_all else {}
    if frame.cc:
        further["cc"] = [known.address for known in (yield from _recipients(request, frame.cc))]
    if frame.times:
        further["send_at"] = when.words_of(frame.times, request.now)
    results = yield [
        Call("reply_to_email", {"email_id": mail["id"], "body": text, **further}) for mail in found
    ]
    return reports.report(results)


def _are_they(request: Request, found: Sequence[Entry]) -> Part[bool]:
    """Whether "he" in an answer is whoever gets it: one person, who is not named beside him."""
    results = yield [Call("read_email", {"email_id": mail["id"]}) for mail in found]
    mails = [mail for result in results for mail in read(result).get("emails", [])]
    senders = {str(mail.get("from", "")) for mail in mails}
    name = senders.pop().partition(" ")[0].strip('"').lower() if len(senders) == 1 else ""
    return bool(name) and name not in request.text.lower()


def forward(request: Request, frame: ForwardMail) -> Script:
    """Forward mails, each to all who are named.

    Raises:
        UnableError: at a time to come.
    """
    understood(frame)
    if frame.times:
        said = " ".join(token.text for token in frame.times)
        raise UnableError(AT_ONCE.format(said[:1].lower() + said[1:]))
    people = frame.people or _named(request, ask(request, "To whom should it be forwarded?"))
    to = yield from _recipients(request, people)
    found = yield from chosen(request, frame)
    args: dict[str, Any] = {"to": [known.address for known in to]}
    if frame.cc:
        args["cc"] = [known.address for known in (yield from _recipients(request, frame.cc))]
    if frame.whole:
        args["as_attachment"] = True
    if frame.body:
        args["body"] = frame.body if frame.quoted else compose.sentence(frame, to)
    results = yield [Call("forward_email", {"email_id": mail["id"], **args}) for mail in found]
    return reports.report(results)


def amend(request: Request, frame: AmendMail) -> Script:
    """What is said of a mail that has gone out: who else is to get it gets it forwarded.

    Raises:
        UnableError: it would have to be another mail.
    """
    found = yield from chosen(request, frame)
    others = (*frame.cc, *frame.bcc, *(() if frame.instead else frame.people))
    if not others or frame.body or frame.more or frame.title:
        raise UnableError(
            "That mail has gone out, so I can't change it. Please say what another one should say."
        )
    to = yield from _recipients(request, others)
    args = {"to": [known.address for known in to]}
    results = yield [Call("forward_email", {"email_id": mail["id"], **args}) for mail in found]
    return reports.report(results)


def _titles(found: Sequence[Entry]) -> str:
    return together([f"'{mail['subject']}'" if mail.get("subject") else "it" for mail in found])
