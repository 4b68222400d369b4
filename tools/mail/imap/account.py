"""Which IMAP server, and who we are there."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tools.mail.transport import Security


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """One mailbox on a server."""

    host: str
    user: str
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token for XOAUTH2, in the place of a password."""
    port: int = 993
    security: Security = Security.TLS
    timeout_s: float = 30
    plain_anywhere: bool = False
    """Allows a connection that anybody on the way can read, to other machines too."""
    context: ssl.SSLContext | None = field(default=None, repr=False)
    """Which certificates are trusted; None: those that the system trusts."""
    files_sent: bool = False
    """The provider puts what goes out through its SMTP server into Sent by itself."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """The server's folder for one of ours, where somebody has chosen it."""
