"""What a person has written down for mails that come: "newsletters to archive", a line for each rule."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tools.errors import InputError, ToolError
from tools.mail.folders import folder_for
from tools.mail.labels import label_of
from tools.mail.message import Folder
from tools.mail.store import MailStore, Query

LONGEST = 300
MOST = 200
COMMENT = "#"
DOES = re.compile(
    r"^(?P<what>.+?)\s+(?:(?:go(?:es)?\s+)?(?:in)?to\s+(?P<folder>.+?)|as\s+(?P<state>read|flagged))$",
    re.IGNORECASE,
)
OPENING = re.compile(r"^(?:all |every )?(?:mails?|emails?|messages?|everything)\b", re.IGNORECASE)
PART = re.compile(
    r"\b(?P<name>from|about|with|labelled|in the subject)\b:?\s*(?:\"(?P<quoted>[^\"]+)\"|"
    r"(?P<bare>.+?))(?=\s+(?:from|about|with|labelled)\b|$)",
    re.IGNORECASE,
)
KINDS = {
    "newsletter": "newsletter", "newsletters": "newsletter", "mailings": "newsletter",
    "notification": "notification", "notifications": "notification",
}  # fmt: skip
PLURAL = re.compile(r"(?<=[a-z]{3})(?:ies|(?<!s)s)$")
ARTICLES = re.compile(r"^(?:the|my|all|our)\s+", re.IGNORECASE)
HOW = (
    'write it like: newsletters to archive; mails from Hugo to Finance; "your order" to Shop; '
    "notifications as read"
)


@dataclass(frozen=True)
class Rule:
    """One line, as it is understood."""

    line: str
    what: Query
    """Which mails; without a folder."""
    folder: str = ""
    """Where they go, as the line calls it; empty: they stay."""
    state: str = ""
    """`read` or `flagged`: what they are marked as."""

    @property
    def id(self) -> str:
        """Of exactly this line: one that was changed is another rule."""
        return hashlib.sha256(" ".join(self.line.split()).encode()).hexdigest()[:8]

    @property
    def understood(self) -> str:
        """The line as it is read, for a person to check."""
        sender = f" from {self.what.sender!r}" if self.what.sender else ""
        subject = f" with {self.what.subject!r} in the subject" if self.what.subject else ""
        label = f" labelled {self.what.label.keyword}" if self.what.label else ""
        noun = f"{self.what.kind}s" if self.what.kind else "mails"
        does = f"move to {self.folder}" if self.folder else f"mark as {self.state}"
        return f"{noun}{sender}{subject}{label}: {does}"


def rules_in(text: str) -> Iterator[tuple[str, Rule | None, str]]:
    """Each line that isn't empty or a comment, with its rule, or why it is none."""
    for number, raw in enumerate(text.splitlines()):
        line = " ".join(raw.split())
        if not line or line.startswith(COMMENT):
            continue
        if number >= MOST:
            yield line, None, f"more than {MOST} lines are not read"
            return
        try:
            yield line, rule_of(line), ""
        except (InputError, ToolError) as error:
            yield line, None, error.message


def rule_of(line: str) -> Rule:
    """
    Raises:
        InputError: it can't be understood, or fits every mail.
    """
    found = DOES.match(line) if len(line) <= LONGEST else None
    if found is None:
        raise InputError(HOW)
    what = _query(found["what"].strip())
    if what == Query():
        raise InputError(f"{found['what']!r} fits every mail; name a sender, words or a kind")
    folder = re.sub(r"^the\s+|\s+folder$", "", (found["folder"] or "").strip('" '), flags=re.IGNORECASE)
    return Rule(line, what, folder, (found["state"] or "").lower())


def check_folder(mailbox: MailStore, rule: Rule) -> str:
    """The folder that a rule moves to.

    Raises:
        ToolError: it can't be moved to.
    """
    target, _ = folder_for(mailbox, rule.folder)
    if target in (Folder.INBOX, Folder.DRAFTS, Folder.SENT):
        raise ToolError(f"no mails are moved to {target} by a rule")
    return target


def _query(what: str) -> Query:
    query = Query()
    first = PART.search(what)
    head = ARTICLES.sub("", what[: first.start()] if first else what).strip(" ,")
    for part in PART.finditer(what):
        value = " ".join((part["quoted"] or part["bare"] or "").split()).strip('" ')
        if part["name"].lower() == "from":
            query = replace(query, sender=_once(query.sender, value, what))
        elif part["name"].lower() == "labelled":
            query = replace(query, label=label_of(value))
        else:
            value = ARTICLES.sub("", re.sub(r"\s+in the subject$", "", value, flags=re.IGNORECASE))
            query = replace(query, subject=_once(query.subject, _words(value), what))
    head = OPENING.sub("", head).strip()
    if head.casefold() in KINDS:
        return replace(query, kind=KINDS[head.casefold()])
    return replace(query, subject=_once(query.subject, _words(head), what)) if head else query


def _once(before: str, value: str, what: str) -> str:
    if before and value:
        raise InputError(f"{what!r} says twice who or what; write two lines")
    return value or before


def _words(text: str) -> str:
    """Words as they are looked for in subjects: of one that is a plural, the beginning of both forms."""
    if text.startswith('"'):
        return text
    words = text.strip('"').split()
    return " ".join(PLURAL.sub("", word) for word in words)
