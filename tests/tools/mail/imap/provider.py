"""A provider on loopback: an SMTP server that puts what goes out into Sent on the IMAP server, as many do."""

from collections import Counter
from dataclasses import dataclass, field

from tests.servers.dovecot import Dovecot
from tests.tools.mail.imap.other_client import listed, put
from tests.tools.mail.sink import Sink
from tools.mail.parsing import parse


@dataclass
class Provider(Sink):
    """Takes mails, and files each before it says yes to it."""

    mailbox: Dovecot | None = field(default=None)

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802 - aiosmtpd
        if self.mailbox is not None and self.drop != "text" and not self.to_data:
            # With a header of its own, as every server on the way adds one.
            content = b"Received: from somewhere\r\n" + envelope.content
            put(self.mailbox, content, folder="sent", flags="\\Seen")
        return await super().handle_DATA(server, session, envelope)

    def copies(self) -> Counter[str]:
        """How often each mail went out, by Message-ID."""
        return Counter(parse(content).message_id for _, _, content in self.kept)


def filed(server: Dovecot, folder: str = "sent") -> Counter[str]:
    """How often each mail is in a folder, by Message-ID."""
    return Counter(parse(content).message_id for _, _, content in listed(server, folder))
