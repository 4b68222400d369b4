"""A question to the mailbox, as an IMAP server is asked it (RFC 3501, SEARCH)."""

import re
from datetime import UTC, timedelta
from typing import Any

from tools.mail.store import Query

WORD = re.compile(r'"([^"]+)"|(\S+)')
DAY = timedelta(days=1)


def criteria(query: Query) -> list[Any]:
    """What the server should look for; a day more on both sides, because it knows no zones."""
    found: list[Any] = []
    for key, text in (("TEXT", query.words), ("SUBJECT", query.subject), ("FROM", query.sender)):
        for word in words(text):
            found += [key, word]
    for word in words(query.recipient):
        found += ["OR", "TO", word, "OR", "CC", word, "BCC", word]
    if query.since:
        found += ["SENTSINCE", (query.since.astimezone(UTC) - DAY).date()]
    if query.before:
        found += ["SENTBEFORE", (query.before.astimezone(UTC) + DAY).date()]
    if query.unread is not None:
        found.append("UNSEEN" if query.unread else "SEEN")
    return found or ["ALL"]


def words(text: str) -> list[str]:
    """The words, and what stands in quotes as one; without signs that would end a line."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return [
        quoted or word.replace('"', "") for quoted, word in WORD.findall(plain) if quoted or word.strip('"')
    ]
