"""A look at the mailbox without a model: `from:ana since:"last week" is:unread mockups`."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.errors import InputError, ToolError
from tools.mail.attachments.outlook import with_outlooks_text
from tools.mail.labels import label_of, shown
from tools.mail.listing import entry, whole
from tools.mail.message import Envelope, Flag, Label
from tools.mail.store import MailStore, Query
from tools.mail.when import Span, span

OPERATOR = re.compile(
    r'(?<!\S)(from|to|subject|in|is|has|label|since|before|on):(?:"([^"]*)"|(\S*))', re.IGNORECASE
)
ELSEWHERES = re.compile(
    r"(?<!\S)(after|bcc|category|cc|filename|larger|newer|newer_than|older|older_than|size|smaller):\S",
    re.IGNORECASE,
)
"""What other mailboxes have: a search for such words would find nothing without a reason."""


def find_mails(
    mailbox: MailStore,
    text: str = "",
    *,
    now: datetime,
    zone: ZoneInfo,
    day_first: bool = False,
    limit: int = 20,
) -> dict[str, Any]:
    """The newest mails that fit, as `{"messages": […], "more": how many others, "understood": …}`.

    Raises:
        InputError: an operator has a value that can't be used; the message says what would do.
    """
    query, understood = parsed(mailbox, text, now=now, zone=zone, day_first=day_first)
    page = mailbox.search(query, limit)
    answer: dict[str, Any] = {"messages": [summary(mail, zone) for mail in page.envelopes], "more": page.more}
    if understood:
        answer["understood"] = understood
    return answer


def show_mail(mailbox: MailStore, id: str, *, zone: ZoneInfo) -> dict[str, Any]:
    """One mail in full. Raises ToolError when there is none."""
    return whole(with_outlooks_text(mailbox, mailbox.read(id)), zone)


def summary(mail: Envelope, zone: ZoneInfo) -> dict[str, Any]:
    return entry(mail, zone) | {
        "cc": [str(address) for address in mail.cc],
        "message_id": mail.message_id,
        "thread": mail.thread,
        "flags": sorted(flag.name.lower() for flag in mail.flags),
        "flagged": Flag.FLAGGED in mail.flags,
        "labels": shown(mail.labels),
    }


def parsed(
    mailbox: MailStore, text: str, *, now: datetime, zone: ZoneInfo, day_first: bool = False
) -> tuple[Query, str]:
    """`text` as a query, and how its words about time were understood.

    Raises:
        InputError: an operator is there twice, has no value, or one that can't be used.
    """
    if unknown := ELSEWHERES.search(text):
        raise InputError(
            f"there is no {unknown[1]}: here; there are from:, to:, subject:, in:, is:, has:attachment, "
            "label:, since:, before:, on:"
        )
    given: dict[str, str] = {}
    for operator, quoted, bare in OPERATOR.findall(text):
        name, value = operator.lower(), quoted or bare
        if name in given:
            raise InputError(f"{name}: is there twice; give it once")
        if not value.strip():
            raise InputError(f"{name}: needs a value right behind the colon")
        given[name] = value
    times = {
        name: time_of(name, given[name], now, zone, day_first)
        for name in ("since", "before", "on")
        if name in given
    }
    since = [bound.since for bound in (times.get("since"), times.get("on")) if bound and bound.since]
    before = [bound.before for bound in (times.get("on"),) if bound and bound.before]
    if "before" in times and (bound := times["before"].since or times["before"].before):
        before.append(bound)
    query = Query(
        words=OPERATOR.sub(" ", text).strip(),
        sender=given.get("from", ""),
        recipient=given.get("to", ""),
        subject=given.get("subject", ""),
        folder=folder_of(mailbox, given["in"]) if "in" in given else "",
        **state_of(given.get("is", "")),
        attached=with_attachment(given["has"]) if "has" in given else None,
        label=labelled(given["label"]) if "label" in given else None,
        since=max(since, default=None),
        before=min(before, default=None),
    )
    return query, ", ".join(f"{name} {found.understood}" for name, found in times.items())


def with_attachment(value: str) -> bool:
    """Whether mails with attachments are wanted, which is all that can be asked for.

    Raises:
        InputError: something else is.
    """
    if value.casefold() not in ("attachment", "attachments"):
        raise InputError(f"has: takes attachment, not {value!r}")
    return True


def time_of(name: str, words: str, now: datetime, zone: ZoneInfo, day_first: bool) -> Span:
    """The span of time that `words` name, in `zone`, for the operator `name`.

    Raises:
        InputError: they name none for certain.
    """
    try:
        return span(words, now, zone, day_first=day_first)
    except ToolError as error:
        raise InputError(f"{name}: {error.message.removeprefix('when ')}") from error


def folder_of(mailbox: MailStore, name: str) -> str:
    """The folder called so, large and small letters alike.

    Raises:
        InputError: there is none.
    """
    folders = {folder.casefold(): folder for folder in mailbox.folders()}
    if name.casefold() not in folders:
        raise InputError(f"in: there is no folder {name!r}; there are {', '.join(folders.values())}")
    return folders[name.casefold()]


STATES: dict[str, dict[str, Any]] = {
    "unread": {"unread": True}, "read": {"unread": False}, "flagged": {"flagged": True},
    "newsletter": {"kind": "newsletter"}, "notification": {"kind": "notification"},
}  # fmt: skip


def state_of(state: str) -> dict[str, Any]:
    """What `is:` narrows a query by; nothing where it isn't given.

    Raises:
        InputError: it is no such state.
    """
    if not state:
        return {}
    if state.casefold() not in STATES:
        raise InputError(f"is: takes {', '.join(STATES)}, not {state!r}")
    return STATES[state.casefold()]


def labelled(text: str) -> Label:
    """The label called `text`.

    Raises:
        InputError: no label can be called so.
    """
    try:
        return label_of(text)
    except ToolError as error:
        raise InputError(f"label: {error.message}") from error
