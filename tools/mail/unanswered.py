"""Mails that ask something and have no answer: mine to others, and others' to me.

By headers, dates and the words themselves, without a model. A question counts where a sentence of the
mail's own text asks one; what a program has sent (RFC 3834, RFC 2369, RFC 2919) waits for nobody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import compat32

from tools.excerpts import excerpt
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.snippets import INTRODUCTION
from tools.mail.store import MailStore, Query
from tools.patterns import Pattern
from tools.people.owner import Owner

LOOKED_AT = 500
"""So many of the newest mails are looked at."""
READ = 3
"""So many of the newest mails of a conversation are read for a question, the newest first."""
WHY_CHARS = 140
ROBOTS = Pattern(
    r"^(?:no|do[._-]?not)[._-]?reply|^(?:mailer-daemon|postmaster|bounces?|notifications?)\b", re.I
)
AWAY = Pattern(
    r"^\s*(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|ooo\b|abwesen"
    r"|réponse automatique|respuesta automática|risposta automatica|undeliver|delivery status|returned mail)",
    re.IGNORECASE,
)
"""How the subject begins of what a program answers for somebody who is away, or of what came back."""
SENTENCE = Pattern(r"(?<=[.!?])\s+")
REQUEST = Pattern(
    r"^(?:please|pls|kindly)\b"
    r"(?! (?:find|note|see|nobody|no one|be aware|ignore|(?:don't|do not) (?!forget))\b)"
    r"|\b(?:could|can|would|will) you\b"
    r"|\blet (?:me|us) know\b|\b(?:tell|send|give) (?:me|us)\b"
    r"|\bi(?:'d| would) (?:like|need) (?:your|to know)\b|\bwaiting for your\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A mail that waits for somebody."""

    mail: Envelope
    why: str
    """The sentence of it that asks, shortened."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Who waits for whom, the newest first."""

    for_me: tuple[Unanswered, ...]
    """Others' mails to me."""
    for_others: tuple[Unanswered, ...]
    """Mine."""
    complete: bool
    """Whether all mails of the time were looked at."""


def unanswered(mailbox: MailStore, me: Owner, *, since: datetime, until: datetime) -> Waits:
    """The conversations between the two in which the last word asks something."""
    page = mailbox.search(Query(since=since, before=until), LOOKED_AT)
    conversations: dict[str, list[Envelope]] = {}
    for mail in page.envelopes:
        if mail.folder not in (Folder.DRAFTS, Folder.TRASH):
            conversations.setdefault(mail.thread, []).append(mail)
    for_me, for_others = [], []
    for mails in conversations.values():
        newest = max(mails, key=lambda mail: mail.date)
        mine = me.owns(newest.sender)
        last = list(_last_word(mails, me, mine=mine))
        if mine:
            if me.others((*newest.to, *newest.cc)) and (found := _asking(mailbox, last)):
                for_others.append(found)
        elif not any(Flag.REPLIED in mail.flags for mail in last):
            to_me = [mail for mail in last if me.named(mail.to) and not is_automatic(mailbox, mail)]
            if found := _asking(mailbox, to_me):
                for_me.append(found)
    return Waits(_newest_first(for_me), _newest_first(for_others), complete=not page.more)


def question_in(body: str) -> str:
    """The last sentence of a mail's own text that asks something; empty: none does."""
    found = ""
    for paragraph in re.split(r"\n\s*\n", _own_text(body)):
        for said in SENTENCE.split(" ".join(paragraph.split())):
            if said.endswith("?") or REQUEST.search(said):
                found = said
    return excerpt(found, WHY_CHARS)


def is_automatic(mailbox: MailStore, mail: Envelope) -> bool:
    """Whether a program has sent `mail`, or a list has, so that no person waits for an answer."""
    if ROBOTS.search(mail.sender.email):
        return True
    head = mailbox.content(mail.id).partition(b"\r\n\r\n")[0]
    headers = BytesHeaderParser(policy=compat32).parsebytes(head)
    if str(headers.get("Auto-Submitted", "no")).strip().lower() != "no":
        return True
    if str(headers.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list"):
        return True
    return any(name in headers for name in ("List-Id", "List-Unsubscribe", "X-Autoreply"))


def _last_word(mails: Sequence[Envelope], me: Owner, *, mine: bool) -> Iterator[Envelope]:
    """What one side has said since the other spoke, the newest first."""
    for mail in sorted(mails, key=lambda mail: mail.date, reverse=True):
        if me.owns(mail.sender) is not mine:
            return
        yield mail


def _asking(mailbox: MailStore, mails: Sequence[Envelope]) -> Unanswered | None:
    for mail in mails[:READ]:
        if why := question_in(mailbox.read(mail.id).body):
            return Unanswered(mail, why)
    return None


def _own_text(body: str) -> str:
    lines = []
    for line in body.splitlines():
        if line == "-- ":
            break
        if not line.startswith(">") and not INTRODUCTION.match(line.strip()):
            lines.append(line)
    return "\n".join(lines)


def _newest_first(found: list[Unanswered]) -> tuple[Unanswered, ...]:
    return tuple(sorted(found, key=lambda one: one.mail.date, reverse=True))
