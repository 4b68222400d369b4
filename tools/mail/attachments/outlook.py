"""A mail of which Outlook has put the text into a `winmail.dat`."""

from dataclasses import replace

from tools.errors import ToolError
from tools.mail.attachments.reader import text_of
from tools.mail.message import Message
from tools.mail.parsing import parse
from tools.mail.sealed import OUTLOOKS, is_outlooks
from tools.mail.store import MailStore


def with_outlooks_text(mailbox: MailStore, mail: Message) -> Message:
    """`mail` with the text that its `winmail.dat` has, where it has none of its own."""
    if mail.body != f"({OUTLOOKS})":
        return mail
    parts = [part for part in parse(mailbox.content(mail.id)).files if is_outlooks(part)]
    try:
        found = text_of(parts[0].name or "winmail.dat", parts[0].kind, parts[0].content())
    except ToolError:
        # Broken, or what reads it isn't installed: the mail says where its text is.
        return mail
    return replace(mail, body=found.text.strip() or mail.body)
