"""Carries out what was approved for the mailbox: sending, deleting, archiving."""

import contextlib
import hashlib
from datetime import datetime

from tools.effects.plan import UNMARKED, CannotAskError, Intent, Marks, Plan, Receipt
from tools.errors import DeliveryError, FinalError, PassingError, StaleError, StorageError, ToolError
from tools.mail.addresses import distinct, listed
from tools.mail.attachments.finding import find_file
from tools.mail.compose import MESSAGE, CalendarPart, File, Letter, render, with_bcc
from tools.mail.files import FROM_MAIL, load
from tools.mail.formatted import formatted_text, with_text_above
from tools.mail.header_lines import wire
from tools.mail.headers import Headers
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.outbox import Delivery, Outbox, Reply
from tools.mail.parsing import parse
from tools.mail.payloads import FileOnDisk, Move, Original, Outgoing
from tools.mail.replies import whole_name
from tools.mail.store import MailStore
from tools.mail.structure import headers_of
from tools.people.domains import domain_of, mailbox_key

SEND, DRAFT, DELETE, ARCHIVE = "mail.send", "mail.draft", "mail.delete", "mail.archive"


class MailExecutor:
    """An `Executor` for one mailbox and the outbox that its mails leave from."""

    kinds = (SEND, DRAFT, DELETE, ARCHIVE)

    def __init__(self, mailbox: MailStore, outbox: Outbox) -> None:
        self._mailbox = mailbox
        self._outbox = outbox

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """The mail with its Message-ID (from `key`) and Date (`at`); nothing for a move.

        Raises:
            StaleError: an attachment, or the mail that is forwarded, is no longer what was shown.
        """
        if plan.kind not in (SEND, DRAFT):
            return b""
        outgoing = Outgoing.model_validate(plan.payload)
        content = render(
            Letter(
                message_id=message_id(key, outgoing),
                date=at,
                sender=outgoing.sender,
                to=outgoing.to,
                cc=outgoing.cc,
                subject=outgoing.subject,
                body=outgoing.body,
                in_reply_to=outgoing.in_reply_to,
                references=outgoing.references,
                importance=outgoing.importance,
                files=(*map(self._loaded, outgoing.files), *self._forwarded_files(outgoing)),
                calendar=calendar_part(outgoing),
                html=self._forwarded_html(outgoing),
            )
        )
        if plan.kind == SEND:
            check_envelope(content, outgoing)
        return content

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        if intent.plan.kind == SEND:
            return self._send(intent, marks)
        marks.handing_over()
        return self._kept(intent) if intent.plan.kind == DRAFT else self._move(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether it has happened. A mail: its copy in Sent says so, which is written only afterwards.

        Without that copy the outbox is asked. One that can't be asked leaves it open (CannotAskError).
        """
        if intent.plan.kind == SEND:
            return self._find_sent(intent)
        if intent.plan.kind == DRAFT:
            outgoing = Outgoing.model_validate(intent.plan.payload)
            kept = self._mailbox.with_message_id(message_id(intent.key, outgoing), Folder.DRAFTS)
            if kept is None:
                return None
            self._discard_draft(outgoing)
            return draft_receipt(outgoing, kept)
        move = Move.model_validate(intent.plan.payload)
        self._mailbox.refresh(move.from_folder, move.to_folder)
        if self._located(move.id, move.from_folder) or not self._located(move.id, move.to_folder):
            return None
        return moved_receipt(intent.plan.kind, move)

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Put a mail that was moved back where it was, and a draft into the trash.

        Raises:
            FinalError: it was sent.
            StaleError: it is no longer where it was moved to; or somebody has gone on with the draft.
        """
        if intent.plan.kind == SEND:
            raise FinalError("a mail that was sent can't be taken back")
        if intent.plan.kind == DRAFT:
            return self._discarded(intent, receipt)
        move = Move.model_validate(intent.plan.payload)
        self._moved(move, move.to_folder, move.from_folder)
        return Receipt(text=f"Put {move.subject!r} from {move.sender} back into {move.from_folder}.")

    def _send(self, intent: Intent, marks: Marks) -> Receipt:
        outgoing = Outgoing.model_validate(intent.plan.payload)
        settled = settled_before(intent)
        waiting = [address for address in recipients(outgoing) if address not in settled]
        deferred: list[str] = []
        if waiting:
            try:
                replies = self._outbox.send(
                    intent.rendered, wire(outgoing.sender.email), waiting, handing_over=marks.handing_over
                )
            except DeliveryError as error:
                error.progress = {"recipients": settled | dict(error.progress.get("recipients", {}))}
                raise
            deferred = [address for address in waiting if replies[address].delivery is Delivery.DEFERRED]
            settled |= {a: state(replies[a]) for a in waiting if a not in deferred}
            marks.answered({"recipients": settled})
        if deferred:
            raise PassingError(
                f"the server does not take the mail for {', '.join(deferred)} at the moment",
                progress={"recipients": settled},
            )
        if not any(is_accepted(text) for text in settled.values()):
            reasons = "; ".join(f"{address}: {text}" for address, text in settled.items())
            raise FinalError(f"every recipient was refused ({reasons})", progress={"recipients": settled})
        return self._filed(intent, outgoing, settled)

    def _find_sent(self, intent: Intent) -> Receipt | None:
        outgoing = Outgoing.model_validate(intent.plan.payload)
        settled = settled_before(intent)
        everyone = recipients(outgoing)
        name = message_id(intent.key, outgoing)
        sent = self._mailbox.with_message_id(name, Folder.SENT) is not None
        went_out = any(map(is_accepted, settled.values()))
        known = sent or (went_out and set(everyone) <= settled.keys())
        if not known and went_out:
            # The outbox knows the copy that went to these, and so can't tell about the others.
            raise CannotAskError(f"{intent.plan.destination} can't be asked about single recipients")
        if known or self._outbox.knows(name):
            accepted = {address: settled.get(address, str(Delivery.ACCEPTED)) for address in everyone}
            return self._filed(intent, outgoing, accepted)
        if self._outbox.knows(name) is None:
            raise CannotAskError(f"{intent.plan.destination} can't be asked whether the mail went out")
        return None

    def _filed(self, intent: Intent, outgoing: Outgoing, settled: dict[str, str]) -> Receipt:
        """Keep the copy in Sent and mark the mail that was answered; both may have been done before."""
        copy = with_bcc(intent.rendered, outgoing.bcc)
        try:
            kept = self._mailbox.deliver(copy, Folder.SENT, flags=frozenset({Flag.SEEN}))
            if outgoing.original:
                self._mark(outgoing.original)
            self._discard_draft(outgoing)
        except (StorageError, OSError) as error:
            # It has gone out: another try only files it.
            raise PassingError(
                f"the mail went out, but its copy can't be kept in Sent: {error}",
                progress={"recipients": settled},
            ) from error
        return self._sent_receipt(outgoing, settled, kept)

    def _sent_receipt(self, outgoing: Outgoing, settled: dict[str, str], kept: Envelope) -> Receipt:
        went_to = [a for a in distinct(outgoing.recipients) if is_accepted(settled[wire(a.email)])]
        refused = [f"{address}: {text}" for address, text in settled.items() if not is_accepted(text)]
        sentences = [f"Sent {outgoing.subject!r} to {listed(went_to)}."]
        if refused:
            sentences.append(f"The server refused {'; '.join(refused)}.")
        if self._outbox.note:
            sentences.append(self._outbox.note)
        return Receipt(
            text=" ".join(sentences),
            reference={"id": kept.id, "message_id": kept.message_id, "folder": kept.folder},
            recipients=settled,
        )

    def _kept(self, intent: Intent) -> Receipt:
        """The draft, in Drafts, where a mail program can go on with it."""
        outgoing = Outgoing.model_validate(intent.plan.payload)
        content = with_bcc(intent.rendered, outgoing.bcc)
        kept = self._mailbox.deliver(content, Folder.DRAFTS, flags=frozenset({Flag.DRAFT, Flag.SEEN}))
        self._discard_draft(outgoing)
        return draft_receipt(outgoing, kept)

    def _discard_draft(self, outgoing: Outgoing) -> None:
        """The draft whose place another one, or the mail itself, has taken; it may be gone already."""
        if outgoing.draft:
            with contextlib.suppress(ToolError):
                self._mailbox.move(outgoing.draft.id, Folder.TRASH, source=Folder.DRAFTS)

    def _discarded(self, intent: Intent, receipt: Receipt) -> Receipt:
        outgoing = Outgoing.model_validate(intent.plan.payload)
        id = str(receipt.reference["id"])
        try:
            unchanged = self._mailbox.content(id) == with_bcc(intent.rendered, outgoing.bcc)
            if unchanged:
                self._mailbox.move(id, Folder.TRASH, source=Folder.DRAFTS)
        except ToolError as error:
            raise StaleError(f"the draft {outgoing.subject!r} is no longer in Drafts") from error
        if not unchanged:
            raise StaleError(f"somebody has gone on with the draft {outgoing.subject!r}; it stays in Drafts")
        if outgoing.draft:
            with contextlib.suppress(ToolError):
                self._mailbox.move(outgoing.draft.id, Folder.DRAFTS, source=Folder.TRASH)
            return Receipt(text=f"Put the draft {outgoing.draft.subject!r} back as it was.")
        return Receipt(text=f"Moved the draft {outgoing.subject!r} to the trash.")

    def _mark(self, original: Original) -> None:
        # Deleted or moved away meanwhile: then there is nothing to mark.
        with contextlib.suppress(ToolError):
            self._mailbox.flag(original.id, add=frozenset({Flag(original.flag)}))

    def _move(self, intent: Intent) -> Receipt:
        move = Move.model_validate(intent.plan.payload)
        self._moved(move, move.from_folder, move.to_folder)
        return moved_receipt(intent.plan.kind, move)

    def _moved(self, move: Move, source: str, target: str) -> None:
        try:
            self._mailbox.move(move.id, target, source=source)
        except ToolError as error:
            raise StaleError(f"{move.subject!r} is no longer in {source}; nothing was moved") from error

    def _located(self, id: str, folder: str = "") -> Envelope | None:
        try:
            return self._mailbox.envelope(id, folder)
        except ToolError:
            return None

    def _loaded(self, file: FileOnDisk) -> File:
        """A file that was shown, from the disk or from the mail that it came with."""
        if not file.path.startswith(FROM_MAIL):
            return load(file)
        try:
            id, _, name = file.path.removeprefix(FROM_MAIL).partition("/")
            content = find_file(self._mailbox, id, name).content
        except ToolError as error:
            raise StaleError(f"the mail with {file.name!r} is gone") from error
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise StaleError(f"{file.name!r} is no longer what was shown")
        return File(name=file.name, type=file.type, content=content)

    def _forwarded_files(self, outgoing: Outgoing) -> tuple[File, ...]:
        if outgoing.forwards_whole:
            return (File(whole_name(outgoing.subject), MESSAGE, self._original(outgoing)),)
        if not outgoing.forwards_files:
            return ()
        mail = parse(self._original(outgoing))
        return tuple(
            File(attachment.name, attachment.type, part.content(), part.params, part.content_id)
            for attachment, part in zip(mail.attachments, mail.files, strict=True)
        )

    def _forwarded_html(self, outgoing: Outgoing) -> str:
        if not outgoing.forwards_html:
            return ""
        source = formatted_text(self._original(outgoing))
        return with_text_above(source, outgoing.written) if source else ""

    def _original(self, outgoing: Outgoing) -> bytes:
        assert outgoing.original is not None  # what is forwarded is named
        try:
            return self._mailbox.content(outgoing.original.id)
        except ToolError as error:
            raise StaleError("the mail that was to be forwarded is gone") from error


def message_id(key: str, outgoing: Outgoing) -> str:
    """The Message-ID of the mail that `key` names, without angle brackets."""
    return f"{key}@assistant.{domain_of(outgoing.sender.email) or 'local'}"


def calendar_part(outgoing: Outgoing) -> CalendarPart | None:
    calendar = outgoing.calendar
    return CalendarPart(calendar.method, calendar.text.encode()) if calendar else None


def recipients(outgoing: Outgoing) -> tuple[str, ...]:
    """To whom the mail is handed over, each once, hidden ones included."""
    return tuple(wire(address.email) for address in distinct(outgoing.recipients))


def check_envelope(content: bytes, outgoing: Outgoing) -> None:
    """
    Raises:
        FinalError: those whom the mail names are not those to whom it is handed over.
    """
    said = Headers(headers_of(content))
    named = [one.email for header in ("to", "cc") for one in said.named(header).addresses]
    hidden = [wire(address.email) for address in outgoing.bcc]
    if {mailbox_key(one) for one in (*named, *hidden)} != set(map(mailbox_key, recipients(outgoing))):
        raise FinalError("the mail names others than those who would get it; nothing was sent")


def settled_before(intent: Intent) -> dict[str, str]:
    """The recipients about whom earlier attempts got a final answer."""
    return {str(address): str(text) for address, text in intent.progress.get("recipients", {}).items()}


def state(reply: Reply) -> str:
    return str(reply)


def is_accepted(text: str) -> bool:
    return text == Delivery.ACCEPTED


def draft_receipt(outgoing: Outgoing, kept: Envelope) -> Receipt:
    addressed = f" to {listed(outgoing.recipients)}" if outgoing.recipients else ""
    done = f"Changed the draft {outgoing.subject!r}{addressed}."
    return Receipt(
        text=done if outgoing.draft else f"Saved {outgoing.subject!r}{addressed} as a draft.",
        reference={"id": kept.id, "message_id": kept.message_id, "folder": kept.folder},
    )


def moved_receipt(kind: str, move: Move) -> Receipt:
    done = "Moved" if kind == DELETE else "Archived"
    where = " to the trash" if kind == DELETE else ""
    return Receipt(
        text=f"{done} {move.subject!r} from {move.sender}{where}.",
        reference={"id": move.id, "from_folder": move.from_folder, "folder": move.to_folder},
    )
