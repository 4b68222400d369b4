"""The email agent's tools. Descriptions and argument descriptions are prompts: models read them."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field, WithJsonSchema

from tools.contact_tool import build_find_contact
from tools.mail.attachments.finding import find_file
from tools.mail.attachments.outlook import with_outlooks_text
from tools.mail.attachments.reader import text_of
from tools.mail.attachments.saving import SavingPlanner
from tools.mail.drafting import DraftPlanner
from tools.mail.filing import FilingPlanner
from tools.mail.finding import find_mail
from tools.mail.folders import folder_named
from tools.mail.labels import label_of
from tools.mail.listing import entry, whole
from tools.mail.message import Envelope
from tools.mail.outbox import Outbox
from tools.mail.outgoing_checks import DEFAULT_RULES, OutgoingRules
from tools.mail.planning import MailPlanner
from tools.mail.selection import IfSaid, Selector, Which
from tools.mail.store import MailStore, Query
from tools.mail.unsubscribing import UnsubscribingPlanner
from tools.mail.when import span
from tools.patterns import Pattern
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.problems import problem_lines
from tools.reading import Reading, Told, mail_reading
from tools.toolset import Toolset, read_tool, write_tool

_FILES = Pattern(
    r"attach|\bfiles?\b|\bpdf|\bdocs?\b|document|spread|slide|presentation|photo|picture|image|\bscan|download|excel|\bcsv|\bxls|invoice"
    r"|\bzip|\bread\b|\bsave\b|\bopen\b|\bstore\b"
)
_MANY = (
    r"mails\b|messages|newsletters|notifications|\ball\b|\bevery\b|\bold|\bclea[nr]|\btidy|\beach\b"
    r"|\bthem\b|everything"
)
_DRAFTS = Pattern(r"draft")
_UNREAD = Pattern(r"\W*(?:(?:is|status)\W+)?unread(?: (?:e-?)?(?:mails?|messages?))?\W*", re.IGNORECASE)
"""What somebody searches for who means a state, and no word."""
FURTHER: Mapping[str, Pattern] = {
    "read_attachment": _FILES,
    "save_attachment": _FILES,
    "list_drafts": _DRAFTS,
    "update_draft": _DRAFTS,
    "send_draft": _DRAFTS,
    "move_emails": Pattern(rf"\bmov|\bput\b|folder|inbox|junk|spam|trash|\bbin\b|restore|\bfiled?\b|{_MANY}"),
    "mark_emails": Pattern(rf"\bmark|read\b|flag|\bstar(?:red)?\b|important|\bseen\b|answered|{_MANY}"),
    "label_emails": Pattern(r"\blabel|\btag|categor"),
    "unsubscribe": Pattern(r"unsubscri|newsletter|\blists?\b|\bstop\b|no more|\bsign me\b|\bleave\b"),
}
"""What few requests need, with words of those that do."""
MAX_BODY_CHARS = 12_000
MAX_THREAD_CHARS = 3_000

Names = list[str]
IfGiven = Annotated[list[str] | None, WithJsonSchema({"type": "array", "items": {"type": "string"}})]


class SendEmail(BaseModel):
    to: Names
    subject: str
    body: str = Field(description="plain text, as it goes out")
    cc: Names = []
    bcc: Names = []
    attachments: list[str] = Field(
        default=[], description="paths; mail:ID/NAME for one that came with a mail"
    )
    send_at: str = Field(default="", description="later: ISO 8601 or words")
    priority: Literal["urgent", "high", "normal", "low"] = "normal"


class ReplyToEmail(BaseModel):
    email_id: str
    body: str = Field(description="your text; the original is quoted below")
    reply_all: bool = False
    cc: Names = []
    send_at: str = ""


class ForwardEmail(BaseModel):
    email_id: str
    to: Names
    body: str = Field(default="", description="your text above the original")
    cc: Names = []
    as_attachment: bool = False


class SaveDraft(BaseModel):
    body: str
    to: Names = []
    subject: str = ""
    cc: Names = []
    bcc: Names = []
    answers: str = Field(default="", description="email_id of the mail that it answers")


class UpdateDraft(BaseModel):
    email_id: str
    to: IfGiven = None
    subject: str | None = None
    body: str | None = None
    cc: IfGiven = None
    bcc: IfGiven = None


class OneEmail(BaseModel):
    email_id: str


class MoveEmails(Which):
    folder: str = Field(description="inbox, archive, trash, junk, or the name of another one")


class MarkEmails(Which):
    read: IfSaid = None
    flagged: IfSaid = None
    answered: IfSaid = None


class SaveAttachment(BaseModel):
    email_id: str
    name: str = ""
    folder: str = Field(default="", description="path of a folder that is there; none: Downloads")


class LabelEmails(Which):
    add: Names = Field(default=[])
    remove: Names = Field(default=[])


def build_email_tools(
    mailbox: MailStore,
    people: AddressBook,
    *,
    outbox: Outbox,
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    user_name: str,
    user_email: str,
    rules: OutgoingRules = DEFAULT_RULES,
    day_first: bool = False,
    other_addresses: Sequence[str] = (),
    signatures: Mapping[str, str] | None = None,
    private: Sequence[Path] = (),
) -> Toolset:
    """The tools of the email agent on `mailbox`; mails leave through `outbox` once they are approved.

    A mail that came to one of `other_addresses` is answered from there. `signatures`: what stands
    below a mail, by the address that it is sent from. No file in a folder of `private` is attached.
    """
    planner = MailPlanner(
        mailbox=mailbox,
        people=people,
        outbox=outbox,
        me=Address(user_name, user_email),
        clock=clock,
        zone=zone,
        rules=rules,
        day_first=day_first,
        identities=[Address(user_name, address) for address in other_addresses],
        signatures={address.casefold(): text for address, text in (signatures or {}).items()},
        private=private,
    )
    before = replace(planner, looks_closely=False)
    drafts = DraftPlanner(planner)
    saving = SavingPlanner(mailbox, private)
    filing = FilingPlanner(Selector(mailbox, clock, zone, day_first))
    return Toolset(
        reads=(*reading_tools(planner), build_find_contact(people)),
        writes=(
            write_tool("send_email", "Send a new mail.", SendEmail, planner.send, earlier=before.send),
            write_tool(
                "reply_to_email",
                "Answer a mail, in its thread.",
                ReplyToEmail,
                planner.reply,
                earlier=before.reply,
            ),
            write_tool(
                "forward_email",
                "Forward a mail with its attachments.",
                ForwardEmail,
                planner.forward,
                earlier=before.forward,
            ),
            # A draft stays in the mailbox.
            write_tool(
                "save_draft",
                "Keep a mail in Drafts; it isn't sent.",
                SaveDraft,
                drafts.keep,
                asks=False,
            ),
            write_tool(
                "update_draft",
                "Change a draft; what isn't given stays. It isn't sent.",
                UpdateDraft,
                drafts.change,
                asks=False,
            ),
            write_tool(
                "unsubscribe",
                "Leave the list that a mail came from.",
                OneEmail,
                UnsubscribingPlanner(planner).leave,
            ),
            write_tool("send_draft", "Send a draft as it stands.", OneEmail, drafts.send),
            write_tool("delete_email", "Move a mail to the trash.", OneEmail, planner.delete),
            write_tool("archive_email", "Move a mail to the archive.", OneEmail, planner.archive),
            write_tool("move_emails", "Move mails to a folder; many in one call.", MoveEmails, filing.move),
            write_tool(
                "mark_emails", "Mark mails as read, flagged or answered, or not.", MarkEmails, filing.mark
            ),
            write_tool(
                "save_attachment",
                "Save a file that came with a mail into a folder.",
                SaveAttachment,
                saving.save,
            ),
            write_tool("label_emails", "Put labels on mails, or take them off.", LabelEmails, filing.label),
        ),
        further=FURTHER,
    )


def reading_tools(planner: MailPlanner) -> tuple[BaseTool, ...]:
    """The tools that need no approval: searching and reading."""
    mailbox, zone = planner.mailbox, planner.zone

    @read_tool
    def search_emails(
        query: str = "",
        sender: str = "",
        recipient: str = "",
        subject: str = "",
        when: Annotated[str, Field(description="words: last week")] = "",
        folder: str = "",
        kind: Literal["", "newsletter", "notification"] = "",
        label: str = "",
        unread: IfSaid = None,
        flagged: IfSaid = None,
        attachments: IfSaid = None,
        answered: IfSaid = None,
        limit: int = 20,
    ) -> Told:
        """Find mails that fit all that is given, newest first. No folder: all but drafts, trash, junk."""
        answer: dict[str, Any] = {}
        since = before = None
        if when.strip():
            meant = span(when, planner.clock(), zone, day_first=planner.day_first)
            since, before = meant.since, meant.before
            answer["understood"] = meant.understood
        if unread is None and _UNREAD.fullmatch(query):
            query, unread = "", True
        wanted = Query(
            words=query,
            sender=sender,
            recipient=recipient,
            subject=subject,
            since=since,
            before=before,
            folder=folder_named(mailbox, folder) if folder.strip() else "",
            kind=kind,
            label=label_of(label) if label.strip() else None,
            unread=unread,
            flagged=flagged,
            attached=attachments,
            answered=answered,
        )
        page = mailbox.search(wanted, max(1, min(limit, 100)))
        answer["emails"] = shown = [entry(mail, zone) for mail in page.envelopes]
        answer["total"] = len(shown) + page.more
        answer["more"] = page.more
        if not shown and (since or before):
            # Small models add a day that nobody has named, and then say that there is none.
            elsewhen = mailbox.search(replace(wanted, since=None, before=None), 1)
            answer["at_other_times"] = len(elsewhen.envelopes) + elsewhen.more
        if problems := mailbox.problems():
            answer["problems"] = list(problem_lines(problems))
        return as_json(answer), read(page.envelopes, shown)

    @read_tool
    def read_email(email_id: str, whole_thread: bool = False) -> Told:
        """Read a mail, or its whole conversation, oldest first. It stays unread."""
        id = find_mail(mailbox, email_id).id
        mails = mailbox.thread(id) if whole_thread else (with_outlooks_text(mailbox, mailbox.read(id)),)
        most = MAX_THREAD_CHARS if whole_thread else MAX_BODY_CHARS
        shown = [whole(mail, zone, most) for mail in mails]
        return as_json({"emails": shown}), read([mail.envelope for mail in mails], shown)

    @read_tool
    def read_attachment(email_id: str, name: str = "", begin: int = 0) -> Told:
        """Read the text of a file that came with a mail; begin: so many characters on."""
        found = find_file(mailbox, email_id, name)
        file = text_of(found.name, found.type, found.content)
        text = file.text[max(begin, 0) :][:MAX_BODY_CHARS]
        answer: dict[str, Any] = {
            "email_id": found.mail.id,
            "name": found.name,
            "type": found.type,
            "text": text,
        }
        if file.more or len(file.text) > begin + MAX_BODY_CHARS:
            answer["continues_at"] = begin + len(text)
        reading = mail_reading(
            found.mail.id, found.mail.sender.email, found.mail.subject, found.mail.date, answer
        )
        return as_json(answer), (reading,)

    @read_tool
    def list_drafts() -> Told:
        """The drafts, newest first; read_email has the whole text of one."""
        found = DraftPlanner(planner).drafts()
        shown = [entry(mail, zone) for mail in found]
        return as_json({"drafts": shown}), read(found, shown)

    return search_emails, read_email, read_attachment, list_drafts


def read(mails: Sequence[Envelope], shown: Sequence[dict[str, Any]]) -> tuple[Reading, ...]:
    """The mails that a model has seen, each with what it was shown of it."""
    return tuple(
        mail_reading(mail.id, mail.sender.email, mail.subject, mail.date, each)
        for mail, each in zip(mails, shown, strict=True)
    )


def as_json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)
