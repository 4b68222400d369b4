"""Drafts: kept, changed, and sent as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.mail.addresses import label, listed
from tools.mail.attachments.finding import described_from_mail
from tools.mail.executor import DRAFT
from tools.mail.files import FROM_MAIL
from tools.mail.finding import find_mail
from tools.mail.message import Envelope, Folder, Message
from tools.mail.payloads import Filed, FileOnDisk, Outgoing
from tools.mail.planning import MailPlanner, body_text, named, one_line
from tools.mail.previews import mail_preview, texts
from tools.mail.replies import answering, references, reply_recipients, reply_subject
from tools.mail.store import Query
from tools.people.contacts import Address

MAX_DRAFT_CHARS = 50_000
DELIVERED = "mailbox:local"


@dataclass(frozen=True)
class DraftPlanner:
    """Plans what is done with drafts; nothing is changed by it.

    Raises:
        ToolError: it can't be done like this; the message is for the model.
    """

    mails: MailPlanner

    def keep(
        self,
        to: Sequence[str] = (),
        subject: str = "",
        body: str = "",
        cc: Sequence[str] = (),
        bcc: Sequence[str] = (),
        answers: str = "",
    ) -> Plan:
        """A mail that need not be complete yet, to be kept in Drafts; one that `answers` another, in its
        conversation."""
        given: dict[str, Any] = {}
        if not answers.strip():
            outgoing = self._outgoing(to, subject, body, cc, bcc, self.mails.me)
        else:
            original = self.mails.mailbox.read(find_mail(self.mails.mailbox, answers).id)
            given = {"answers": original.id}
            sender = answering(original, self.mails.owner)
            if not (to or cc or bcc):
                to = texts(reply_recipients(original, self.mails.owner, everyone=False)[0])
            outgoing = self._outgoing(to, subject, body, cc, bcc, sender)
            outgoing = outgoing.model_copy(
                update={
                    "subject": outgoing.subject or reply_subject(original.envelope.subject),
                    "in_reply_to": original.envelope.message_id,
                    "references": references(original),
                }
            )
        return self._kept(outgoing, given, f"Save a draft of {named(outgoing.subject)}{_whom(outgoing)}")

    def change(
        self,
        email_id: str,
        to: Sequence[str] | None = None,
        subject: str | None = None,
        body: str | None = None,
        cc: Sequence[str] | None = None,
        bcc: Sequence[str] | None = None,
    ) -> Plan:
        """The draft with what is given in the place of what it had; as it was it goes to the trash."""
        draft = self._draft(email_id)
        before = self._as_it_stands(draft)
        given = {"to": to, "subject": subject, "body": body, "cc": cc, "bcc": bcc}
        if all(value is None for value in given.values()):
            raise ToolError("say what is to be changed: to, cc, bcc, subject or body")
        now: dict[str, Any] = {
            "to": texts(before.to), "subject": before.subject, "body": before.body,
            "cc": texts(before.cc), "bcc": texts(before.bcc),
        }  # fmt: skip
        now |= {name: value for name, value in given.items() if value is not None}
        outgoing = self._outgoing(**now, sender=before.sender).model_copy(
            update={
                "in_reply_to": before.in_reply_to,
                "references": before.references,
                "files": before.files,
                "draft": before.draft,
            }
        )
        summary = f"Change the draft of {named(outgoing.subject)}{_whom(outgoing)}"
        return self._kept(outgoing, {"email_id": draft.id}, summary)

    def send(self, email_id: str) -> Plan:
        """The draft as it stands goes out; afterwards it is in Sent, and no longer in Drafts."""
        draft = self._draft(email_id)
        outgoing = self._as_it_stands(draft)
        if not outgoing.recipients:
            raise ToolError(f"the draft {draft.envelope.subject!r} is addressed to nobody; change it first")
        if not outgoing.body.strip() and not outgoing.files:
            raise ToolError(f"the draft {draft.envelope.subject!r} is empty; change it first")
        summary = f"Send the draft {named(outgoing.subject)} to {listed(outgoing.recipients)}"
        return self.mails.sending({"email_id": draft.id}, outgoing, summary)

    def drafts(self) -> tuple[Envelope, ...]:
        """The drafts, the newest first."""
        return self.mails.mailbox.search(Query(folder=Folder.DRAFTS), 100).envelopes

    def _draft(self, email_id: str) -> Message:
        found = find_mail(self.mails.mailbox, email_id)
        if found.folder != Folder.DRAFTS:
            raise ToolError(f"{found.subject!r} is no draft: it is in {found.folder}; list_drafts has them")
        return self.mails.mailbox.read(found.id)

    def _as_it_stands(self, draft: Message) -> Outgoing:
        if draft.html or draft.sealed:
            raise ToolError(
                f"the draft {draft.envelope.subject!r} is formatted by another mail program, which would be "
                "lost: it can be sent or changed only there"
            )
        envelope = draft.envelope
        own = (self.mails.me, *self.mails.identities)
        sender = next((one for one in own if one.same_mailbox(envelope.sender)), self.mails.me)
        return Outgoing(
            sender=sender,
            to=envelope.to,
            cc=envelope.cc,
            bcc=envelope.bcc,
            subject=envelope.subject,
            body=draft.body.rstrip("\n"),
            in_reply_to=next(iter(draft.in_reply_to), ""),
            references=draft.references,
            files=self._files(envelope),
            draft=Filed(
                id=envelope.id, folder=envelope.folder, subject=envelope.subject, sender=label(sender)
            ),
        )

    def _files(self, envelope: Envelope) -> tuple[FileOnDisk, ...]:
        mailbox = self.mails.mailbox
        return tuple(
            described_from_mail(mailbox, f"{FROM_MAIL}{envelope.id}/{file.name}")
            for file in envelope.attachments
        )

    def _outgoing(
        self,
        to: Sequence[str],
        subject: str,
        body: str,
        cc: Sequence[str],
        bcc: Sequence[str],
        sender: Address,
    ) -> Outgoing:
        recipients = self.mails.resolved(to, cc, bcc)
        if len(body) > MAX_DRAFT_CHARS:
            raise ToolError(f"body has {len(body):,} characters; a draft may have {MAX_DRAFT_CHARS:,}")
        return Outgoing(
            sender=sender,
            to=recipients[0],
            cc=recipients[1],
            bcc=recipients[2],
            subject=one_line(subject),
            body=self.mails.signed(body_text(body), sender),
        )

    def _kept(self, outgoing: Outgoing, given: dict[str, Any], summary: str) -> Plan:
        undo = "Moves the draft to the trash."
        return Plan(
            kind=DRAFT,
            args={
                **given,
                "to": texts(outgoing.to),
                "subject": outgoing.subject,
                "body": outgoing.body,
                "cc": texts(outgoing.cc),
                "bcc": texts(outgoing.bcc),
            },
            summary=summary,
            preview=mail_preview(outgoing, ()),
            payload=outgoing.as_json(),
            destination=DELIVERED,
            undoable=True,
            undo_note="Puts back the draft as it was." if outgoing.draft else undo,
        )


def _whom(outgoing: Outgoing) -> str:
    return f" to {listed(outgoing.recipients)}" if outgoing.recipients else ""
