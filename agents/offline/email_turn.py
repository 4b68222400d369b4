"""The email agent's turn: searches first, then writes, forwards or files what was found."""

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from agents.offline import compose, reports, when
from agents.offline.asking import QuestionError, UnableError, ask, together
from agents.offline.contacts import Known, address_from_user, look_up
from agents.offline.event_answers import person_details
from agents.offline.frames import Frame, Person, Quantity, Reference
from agents.offline.messages import Request
from agents.offline.script import Call, Result, Round, Script
from agents.offline.selection import Entry, in_window, picked, search_words, settled, titled
from agents.offline.sequence import run
from agents.offline.steps import Condition
from agents.offline.when import Window
from agents.offline.words import Act

Found = Generator[Round, Sequence[Result], list[Entry]]
Truth = Generator[Round, Sequence[Result], bool]

_MOST_MAILS = 100
_MOST_SHOWN = 10


def email_turn(request: Request) -> Script:
    """What the email agent does with `request`."""
    return run(request, EmailWork(request))


class EmailWork:
    """The scripts of the email agent, one for each kind of thing that is asked."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.now = request.now

    def carry_out(self, frame: Frame) -> Script | None:
        """The script for a frame; None when it is not for this agent."""
        match frame.act:
            case Act.SEND | Act.DRAFT:
                return self._send(frame)
            case Act.REPLY:
                return self._reply(frame)
            case Act.FORWARD:
                return self._forward(frame)
            case Act.DELETE | Act.CANCEL if frame.target and (
                frame.act is Act.DELETE or frame.target.pronoun or frame.target.handle
            ):
                return self._file(frame, "delete_email")
            case Act.ARCHIVE:
                return self._file(frame, "archive_email")
            case Act.SEARCH:
                return self._search(frame)
            case Act.READ:
                return self._read(frame)
            case Act.PERSON:
                return person_details(frame)
            case _:
                return None

    def holds(self, condition: Condition, frame: Frame) -> Truth:  # noqa: ARG002 - the calendar needs it
        """Whether a condition is so, by what the mailbox says."""
        if condition.frame.target is None:
            raise UnableError("I don't understand the condition, so nothing was done.")
        found = yield from self._find(condition.frame.target)
        return bool(found) == condition.exists

    # writing

    def _send(self, frame: Frame) -> Script:
        if frame.leftovers:
            raise UnableError(f"I don't understand {together(frame.leftovers)} in this, so nothing was sent.")
        to = yield from self._recipients(frame.people, "Whom should it go to?")
        cc = yield from self._recipients(frame.cc)
        bcc = yield from self._recipients(frame.bcc)
        frame = self._with_text(frame, to)
        args: dict[str, Any] = {
            "to": [known.address for known in to],
            "subject": compose.subject_of(frame, to),
            "body": compose.body_of(frame, to, self.request.user_name),
        }
        if cc:
            args["cc"] = [known.address for known in cc]
        if bcc:
            args["bcc"] = [known.address for known in bcc]
        if frame.act is Act.DRAFT:
            results = yield [Call("save_draft", args)]
            return "Saved as a draft." if not results[0].error else reports.report(results)
        if frame.times:
            args["send_at"] = when.words_of(frame.times, self.now)
        if frame.priority:
            args["priority"] = frame.priority
        results = yield [Call("send_email", args)]
        return reports.report(results)

    def _with_text(self, frame: Frame, to: Sequence[Known]) -> Frame:
        if frame.body or frame.about:
            return frame
        answer = ask(self.request, f"What should the mail to {together([known.name for known in to])} say?")
        topic = answer.removeprefix("about ")
        return (
            replace(frame, about=topic) if topic != answer else replace(frame, body=answer, body_manner="say")
        )

    def _recipients(
        self, people: Sequence[Person], question: str = ""
    ) -> Generator[Round, Sequence[Result], tuple[Known, ...]]:
        if not people and question:
            people = self._named(ask(self.request, question))
        known = yield from look_up(self.request, people)
        return tuple(address_from_user(self.request, one) for one in known)

    def _named(self, answer: str) -> tuple[Person, ...]:
        """The people that an answer names."""
        from agents.offline.phrases import Phrases
        from agents.offline.tokens import tokenize

        tokens = tokenize(answer, self.now)
        phrases = Phrases(tokens)
        people, _ = phrases.people(1 if tokens and tokens[0].low in {"to", "with"} else 0)
        if not people:
            raise UnableError("I don't understand whom you mean, so nothing was sent.")
        return people

    def _reply(self, frame: Frame) -> Script:
        found = yield from self._chosen(frame, default_order=-1)
        body = frame.body
        if not body:
            body = ask(self.request, f"What should the reply to {_titles(found)} say?")
        text = body if frame.quoted else compose.sentence(replace(frame, body=body), ())
        results = yield [
            Call(
                "reply_to_email",
                {"email_id": mail["id"], "body": text, **({"reply_all": True} if frame.reply_all else {})},
            )
            for mail in found
        ]
        return reports.report(results)

    def _forward(self, frame: Frame) -> Script:
        if not frame.people:
            frame = replace(frame, people=self._named(ask(self.request, "To whom should it be forwarded?")))
        to = yield from self._recipients(frame.people)
        found = yield from self._chosen(frame)
        args: dict[str, Any] = {"to": [known.address for known in to]}
        if frame.body:
            args["body"] = frame.body if frame.quoted else compose.sentence(frame, to)
        results = yield [Call("forward_email", {"email_id": mail["id"], **args}) for mail in found]
        return reports.report(results)

    def _file(self, frame: Frame, tool: str) -> Script:
        if frame.leftovers:
            raise UnableError(
                f"I don't understand '{' '.join(frame.leftovers)}' in this, so nothing was done."
            )
        found = yield from self._chosen(frame)
        results = yield [Call(tool, {"email_id": mail["id"]}) for mail in found]
        return reports.report(results)

    # finding

    def _chosen(self, frame: Frame, default_order: int | None = None) -> Found:
        """The mails that something is to be done with.

        Raises:
            QuestionError: one is meant, and several fit.
            UnableError: there are none.
        """
        ref = frame.target
        if ref is None or (ref.pronoun and not ref.handle):
            raise QuestionError("Which email do you mean?")
        if ref.handle:
            return [{"id": ref.handle, "subject": ref.title}]
        if (
            ref.order is None
            and ref.quantity is not Quantity.ALL
            and default_order is not None
            and not ref.about
            and not ref.title
        ):
            ref = replace(ref, order=default_order)
        if not (
            ref.people
            or ref.recipients
            or ref.times
            or ref.about
            or ref.title
            or ref.words
            or ref.unread
            or ref.order is not None
        ):
            raise QuestionError("Which email do you mean?")
        found = yield from self._find(ref)
        if not found:
            raise UnableError(f"I found no {_described(ref)}, so nothing was done.")
        received = [mail for mail in found if mail.get("folder") != "sent"]
        if len(received) == 1 and not ref.plural and ref.order is None:
            found = received
        return settled(self.request, found, ref, "email")

    def _find(self, ref: Reference) -> Found:
        """The mails that a reference means, oldest first."""
        if ref.pronoun and not ref.handle:
            raise QuestionError("Which email do you mean?")
        args: dict[str, Any] = {"limit": _MOST_MAILS}
        senders = [person for person in ref.people if not person.myself]
        if any(person.myself for person in ref.people):
            args["folder"] = "sent"
        if senders:
            args["sender"] = _search_name(senders[0])
        if ref.recipients:
            args["recipient"] = _search_name(ref.recipients[0])
        window = self._window(ref)
        if window.words:
            args["when"] = window.words
        words = ref.title or ref.about or ref.words
        if words:
            args["query"] = search_words(words)
        if ref.folder:
            args["folder"] = ref.folder
        elif not senders and not ref.recipients and not words and "folder" not in args:
            args["folder"] = "inbox"
        if ref.unread:
            args["unread"] = True
        results = yield [Call("search_emails", args)]
        if results[0].error:
            raise UnableError(results[0].text)
        entries = in_window(results[0].data.get("emails", []), window, self.now, "date")
        if senders:
            entries = _from(entries, senders[0])
        exact = titled(entries, words, "subject") if words else entries
        return picked(exact or entries, ref)

    def _window(self, ref: Reference) -> Window:
        if not ref.times:
            return Window("")
        found = when.window(ref.times, self.now, "past")
        if found is None:
            raise QuestionError(f"Which time do you mean by '{' '.join(token.text for token in ref.times)}'?")
        return found

    # answering

    def _search(self, frame: Frame) -> Script:
        ref = frame.target or Reference(None, 0, 0)
        found = yield from self._find(ref)
        if not found:
            return (
                f"No: there is no {_described(ref)}." if frame.question else f"I found no {_described(ref)}."
            )
        lead = "Yes: " if frame.question and frame.asked == "exists" else ""
        newest = list(reversed(found))
        lines = [reports.mail(mail) for mail in newest[:_MOST_SHOWN]]
        if len(lines) == 1:
            return f"{lead}{lines[0]}. [email_id={newest[0]['id']}]"
        return (
            f"{lead}{reports.counted(len(found), 'email')}:\n{reports.listed(lines, len(found) - len(lines))}"
        )

    def _read(self, frame: Frame) -> Script:
        found = yield from self._chosen(frame, default_order=-1)
        results = yield [Call("read_email", {"email_id": mail["id"]}) for mail in found[-_MOST_SHOWN:]]
        texts = []
        for result in results:
            for mail in result.data.get("emails", []):
                texts.append(
                    f"{reports.mail(mail)}:\n\n{mail.get('body', '').strip()}\n[email_id={mail['id']}]"
                )
        return "\n\n".join(texts) or "That mail could not be read."


def _from(entries: list[Entry], person: Person) -> list[Entry]:
    """The mails of a sender called so; those of a whole domain only when nobody is called so."""
    words = set(_search_name(person).lower().split())
    named = [mail for mail in entries if words <= set(re.split(r"[\s<>@.,\"'-]+", _who(mail)))]
    return named or entries


def _who(mail: Entry) -> str:
    """Name and local part of a sender."""
    return str(mail.get("from", "")).lower().rpartition("@")[0]


def _search_name(person: Person) -> str:
    return person.address.partition("<")[2].rstrip(">") or person.address or person.name


def _titles(found: Sequence[Entry]) -> str:
    return together([f"'{mail['subject']}'" if mail.get("subject") else "it" for mail in found])


def _described(ref: Reference) -> str:
    text = "unread email" if ref.unread else "email"
    if ref.people:
        text += f" from {together([person.name for person in ref.people])}"
    if ref.recipients:
        text += f" to {together([person.name for person in ref.recipients])}"
    words = ref.title or ref.about or ref.words
    if words:
        text += f" about '{words}'"
    if ref.times:
        text += f" {' '.join(token.text for token in ref.times)}"
    return text
