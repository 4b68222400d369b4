"""Another mail program on the same mailbox: Python's imaplib, and a look at what is in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4

from tests.servers.dovecot import Dovecot
from tools.mail.parsing import parse

NAMES = {
    "inbox": "INBOX",
    "sent": "Gesendet",
    "drafts": "Entw&APw-rfe",
    "archive": "Archiv",
    "trash": "Papierkorb",
}


@contextmanager
def other(server: Dovecot, folder: str = "inbox") -> Iterator[IMAP4]:
    """Logged in, with `folder` open."""
    client = server.client()
    try:
        client.select(NAMES.get(folder, folder))
        yield client
    finally:
        client.logout()


def put(server: Dovecot, *contents: bytes, folder: str = "inbox", flags: str = "") -> None:
    with other(server) as client:
        for content in contents:
            said, _ = client.append(NAMES.get(folder, folder), flags, None, content)
            assert said == "OK"


def on_server(server: Dovecot, folder: str = "inbox") -> dict[str, set[str]]:
    """Subject and flags of all that is in a folder; \\Recent left out."""
    return {subject: flags for subject, flags, _ in listed(server, folder)}


def listed(server: Dovecot, folder: str) -> list[tuple[str, set[str], bytes]]:
    with other(server, folder) as client:
        _, found = client.fetch("1:*", "(FLAGS BODY.PEEK[])") if count(client) else ("", [])
    mails = []
    for part in found:
        if isinstance(part, tuple):
            flags = re.search(rb"FLAGS \(([^)]*)\)", part[0])
            names = flags.group(1).decode().split() if flags else []
            mails.append((parse(part[1]).subject, {name for name in names if name != "\\Recent"}, part[1]))
    return mails


def count(client: IMAP4) -> int:
    return int(client.untagged_responses["EXISTS"][-1])


def everywhere(server: Dovecot) -> list[str]:
    """The subjects in all folders, each as often as it is there."""
    return sorted(subject for folder in NAMES for subject, _, _ in listed(server, folder))
