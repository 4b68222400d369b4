"""The exact mail that would go out, or the move that would be made, from the arguments of a writing tool."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tools.effects.plan import Plan, Priority
from tools.errors import ToolError
from tools.mail.addresses import distinct, label, listed
from tools.mail.attachments.finding import described_from_mail
from tools.mail.compose import MESSAGE
from tools.mail.executor import ARCHIVE, DELETE, SEND
from tools.mail.files import MAX_TOTAL_BYTES, described, text_warnings
from tools.mail.finding import find_mail
from tools.mail.folder_names import spoken
from tools.mail.header_lines import mailbox, wire
from tools.mail.message import Attachment, Envelope, Flag, Folder, Message
from tools.mail.outbox import Outbox
from tools.mail.outgoing_checks import DEFAULT_RULES, OutgoingRules, about_answer, encoded_links, warnings
from tools.mail.payloads import Move, Original, Outgoing
from tools.mail.previews import mail_preview, move_preview, named_mail, texts
from tools.mail.replies import (
    answering,
    forward_subject,
    forwarded,
    quoted,
    references,
    reply_recipients,
    reply_subject,
    whole_name,
    whose,
)
from tools.mail.store import MailStore
from tools.mail.when import moment
from tools.people.circle import Circle
from tools.people.contacts import Address, Person
from tools.people.owner import Owner

SIGNATURE = "\n-- \n"
"""What begins a signature (RFC 3676, 4.3)."""
IMPORTANCE = {Priority.URGENT: "high", Priority.HIGH: "high", Priority.LOW: "low"}


class People(Protocol):
    """Whom a name means: the address book."""

    @property
    def people(self) -> Sequence[Person]: ...

    def resolve(self, names: Iterable[str], *, me: Address | None = None) -> tuple[Address, ...]: ...


@dataclass(frozen=True)
class MailPlanner:
    """Plans what the writing tools of the email agent would do; nothing is changed by it.

    Planning again from `Plan.args` gives the same plan, as long as the mailbox, the address book and
    the attached files are as they were.

    Raises:
        ToolError: it can't be done like this; the message is for the model.
    """

    mailbox: MailStore
    people: People
    outbox: Outbox
    me: Address
    clock: Callable[[], datetime]
    zone: ZoneInfo
    rules: OutgoingRules = DEFAULT_RULES
    day_first: bool = False
    identities: Sequence[Address] = ()
    """One's own addresses besides `me`; a mail is answered from the one that it came to."""
    signatures: Mapping[str, str] = field(default_factory=dict)
    """What stands below one's mails, by the address that they are sent from."""
    private: Sequence[Path] = ()
    """Folders of which no file goes out."""
    looks_closely: bool = True
    """At who may not be whom they seem to be, and at attached texts: earlier versions didn't."""

    @property
    def owner(self) -> Owner:
        return Owner.of(self.me, *self.identities)

    def send(
        self,
        to: Sequence[str],
        subject: str,
        body: str,
        cc: Sequence[str] = (),
        bcc: Sequence[str] = (),
        attachments: Sequence[str] = (),
        send_at: str = "",
        priority: str = "normal",
    ) -> Plan:
        from_mail = partial(described_from_mail, self.mailbox)
        files = described(list(attachments), private=self.private, from_mail=from_mail)
        recipients = self._recipients(to, cc, bcc)
        urgency = priority_of(priority)
        written = body_text(body)
        at = self._moment(send_at)
        outgoing = Outgoing(
            sender=self.me,
            to=recipients[0],
            cc=recipients[1],
            bcc=recipients[2],
            subject=one_line(subject),
            body=self.signed(written, self.me),
            importance=IMPORTANCE.get(urgency, ""),
            files=files,
        )
        if not written.strip() and not files:
            raise ToolError("body is empty; say what the mail should say")
        args = {
            "to": texts(outgoing.to),
            "subject": outgoing.subject,
            "body": written,
            "cc": texts(outgoing.cc),
            "bcc": texts(outgoing.bcc),
            "attachments": [file.path for file in files],
            "send_at": at.isoformat() if at else "",
            "priority": str(urgency),
        }
        summary = f"Send {named(outgoing.subject)} to {listed(outgoing.recipients)}"
        return self._plan(args, outgoing, summary, written=written, at=at, priority=urgency)

    def reply(
        self,
        email_id: str,
        body: str,
        reply_all: bool = False,
        cc: Sequence[str] = (),
        send_at: str = "",
    ) -> Plan:
        original = self.mailbox.read(find_mail(self.mailbox, email_id).id)
        sender = answering(original, self.owner)
        to, others = reply_recipients(original, self.owner, everyone=reply_all)
        if not to:
            raise ToolError(f"the mail {original.id!r} names no sender, so it can't be answered")
        added = self.people.resolve(cc, me=self.me)
        at = self._moment(send_at)
        written = body_text(body)
        if not written.strip():
            raise ToolError("body is empty; say what the reply should say")
        outgoing = Outgoing(
            sender=sender,
            to=checked(to),
            cc=checked(distinct((*others, *added), without=to)),
            subject=reply_subject(original.envelope.subject),
            body=f"{self.signed(written, sender)}\n\n{quoted(original, self.zone)}",
            in_reply_to=original.envelope.message_id,
            references=references(original),
            original=original_of(original, Flag.REPLIED),
        )
        args = {
            "email_id": original.id,
            "body": written,
            "reply_all": reply_all,
            "cc": texts(added),
            "send_at": at.isoformat() if at else "",
        }
        summary = f"Reply to {named(original.envelope.subject)}, to {listed((*outgoing.to, *outgoing.cc))}"
        return self._plan(args, outgoing, summary, written=written, at=at, original=original)

    def forward(
        self,
        email_id: str,
        to: Sequence[str],
        body: str = "",
        cc: Sequence[str] = (),
        as_attachment: bool = False,
    ) -> Plan:
        original = self.mailbox.read(find_mail(self.mailbox, email_id).id)
        recipients = self._recipients(to, cc, ())
        written = body_text(body)
        sender = answering(original, self.owner)
        signed = self.signed(written, sender)
        text, above = forwarded(original, self.zone), whose(original, self.zone)
        check_size(original)
        whole = original.sealed or as_attachment
        outgoing = Outgoing(
            sender=sender,
            to=recipients[0],
            cc=recipients[1],
            subject=forward_subject(original.envelope.subject),
            body=signed if as_attachment else "\n\n".join(filter(None, (signed, text))),
            references=references(original),
            original=original_of(original, Flag.FORWARDED),
            forwards_files=bool(original.envelope.attachments) and not whole,
            forwards_html=original.html and not as_attachment,
            forwards_whole=whole,
            written="\n\n".join(filter(None, (signed, above))),
        )
        args: dict[str, Any] = {
            "email_id": original.id,
            "to": texts(outgoing.to),
            "body": written,
            "cc": texts(outgoing.cc),
        }
        if as_attachment:
            args["as_attachment"] = True
        how = ", as an attachment," if as_attachment else ""
        summary = f"Forward {named(original.envelope.subject)}{how} to {listed(outgoing.recipients)}"
        return self._plan(args, outgoing, summary, written=written, original=original)

    def delete(self, email_id: str) -> Plan:
        return self._move(email_id, Folder.TRASH)

    def archive(self, email_id: str) -> Plan:
        return self._move(email_id, Folder.ARCHIVE)

    def sending(
        self, args: dict[str, Any], outgoing: Outgoing, summary: str, *, unsubscribes: Envelope | None = None
    ) -> Plan:
        """A mail that is written already goes out; one that `unsubscribes` leaves the list of that mail."""
        plan = self._plan(args, outgoing, summary, written=outgoing.body)
        if unsubscribes is None:
            return plan
        mail = {**plan.preview["mail"], "unsubscribes": named_mail(unsubscribes)}
        return replace(plan, preview={**plan.preview, "mail": mail})

    def _plan(
        self,
        args: dict[str, Any],
        outgoing: Outgoing,
        summary: str,
        *,
        written: str,
        at: datetime | None = None,
        priority: Priority = Priority.NORMAL,
        original: Message | None = None,
    ) -> Plan:
        forwarded_files = original.envelope.attachments if original and outgoing.forwards_files else ()
        if original and outgoing.forwards_whole:
            size = len(self.mailbox.content(original.id))
            forwarded_files = (Attachment(whole_name(outgoing.subject), MESSAGE, size),)
        answered = original.envelope if original and outgoing.in_reply_to else None
        preview = mail_preview(outgoing, forwarded_files, answered=answered, at=at)
        has_files = bool(outgoing.files or forwarded_files)
        circle = self._circle()
        said = warnings(outgoing, written, has_files, circle, self.rules)
        if self.looks_closely:
            in_files = (found for file in outgoing.files for found in text_warnings(file))
            said = (*said, *encoded_links(written), *in_files)
        if original and outgoing.in_reply_to:
            said = (*said, *about_answer(original, outgoing, self.owner))
        if at and at < self.clock():
            said = (*said, "The time it was to be sent at has passed: it goes out at once")
        return Plan(
            kind=SEND,
            args=args,
            summary=circle.warned(summary, outgoing.recipients),
            preview=preview,
            payload=outgoing.as_json(),
            destination=self.outbox.destination_of(wire(outgoing.sender.email)),
            warnings=said,
            undoable=False,
            undo_note="Once it is sent it can't be taken back; until then it can be canceled.",
            priority=priority,
            not_before=at,
        )

    def _move(self, email_id: str, folder: Folder) -> Plan:
        mail = find_mail(self.mailbox, email_id)
        deleting = folder is Folder.TRASH
        if mail.folder == folder:
            raise ToolError(f"{mail.subject!r} is in {folder} already")
        move = Move(
            id=mail.id,
            from_folder=mail.folder,
            to_folder=str(folder),
            subject=mail.subject,
            sender=label(mail.sender),
        )
        verb = "Delete" if deleting else "Archive"
        return Plan(
            kind=DELETE if deleting else ARCHIVE,
            args={"email_id": mail.id},
            summary=f"{verb} {named(mail.subject)} from {label(mail.sender)}",
            preview=move_preview(mail, folder),
            payload=move.as_json(),
            destination="mailbox:local",
            undoable=True,
            undo_note=f"Puts it back into {spoken(mail.folder)}.",
        )

    def _recipients(self, *names: Sequence[str]) -> tuple[tuple[Address, ...], ...]:
        found = self.resolved(*names)
        if not any(found):
            raise ToolError("nobody to send it to: give names, groups or addresses in `to`")
        return found

    def resolved(self, *names: Sequence[str]) -> tuple[tuple[Address, ...], ...]:
        """To, Cc and Bcc as addresses, everybody once; nobody has to be there.

        Raises:
            ToolError: a name is nobody's, or of several.
        """
        found: list[tuple[Address, ...]] = []
        for group in names:
            for name in group:
                one_line(name, "a recipient")
            earlier = [address for addresses in found for address in addresses]
            found.append(checked(distinct(self.people.resolve(group, me=self.me), without=earlier)))
        return tuple(found)

    def signed(self, written: str, sender: Address) -> str:
        """`written` with the signature of the address that it is sent from, if it is a text without one."""
        signature = self.signatures.get(sender.email.casefold(), "")
        if not signature or not written.strip() or SIGNATURE in f"\n{written}\n":
            return written
        return f"{written.rstrip()}\n{SIGNATURE}{body_text(signature)}"

    def _moment(self, words: str) -> datetime | None:
        if not words.strip():
            return None
        return moment(words, self.clock(), self.zone, day_first=self.day_first)

    def _circle(self) -> Circle:
        return Circle(self.owner, self.people.people, self.mailbox.written_to, doubts=self.looks_closely)


def named(subject: str) -> str:
    return repr(subject) if subject else "a mail without a subject"


def one_line(text: str, what: str = "subject") -> str:
    """
    Raises:
        ToolError: `text` has more than one line.
    """
    if len(text.strip().splitlines()) > 1:
        raise ToolError(f"{what} must be one line, without line breaks: {text[:80]!r}")
    return body_text(text).strip()


def body_text(body: str) -> str:
    """`body` as it goes out: plain line ends, nothing that a terminal would obey."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    whole = text.encode("utf-8", "ignore").decode()  # a model may cut a sign into two halves, and give one
    return "".join(c for c in whole if c in "\n\t" or c.isprintable() or not c.isascii()).strip("\n")


def checked(addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    """`addresses`, all of them such that a mail can be sent to them."""
    for address in addresses:
        mailbox("To", address)
    return addresses


def check_size(mail: Message) -> None:
    """Raises ToolError when the files of a mail are more than servers take."""
    total = sum(file.size for file in mail.envelope.attachments)
    if total > MAX_TOTAL_BYTES:
        raise ToolError(
            f"the files of {mail.envelope.subject!r} have {total / 1e6:.1f} MB together; more than "
            f"{MAX_TOTAL_BYTES / 1e6:.0f} MB is refused by most mail servers"
        )


def priority_of(text: str) -> Priority:
    """Normal when nothing is said.

    Raises:
        ToolError: there is no such priority.
    """
    try:
        return Priority(text.strip().casefold() or "normal")
    except ValueError:
        raise ToolError(f"priority {text!r} is none of {', '.join(Priority)}") from None


def original_of(mail: Message, flag: Flag) -> Original:
    envelope = mail.envelope
    return Original(id=mail.id, folder=envelope.folder, message_id=envelope.message_id, flag=str(flag))
