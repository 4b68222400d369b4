"""An account: the servers that keep somebody's calendar and mail, and who we are there."""

import re
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tools.mail.transport import Security
from tools.people.domains import one_address
from tools.plain_http import is_loopback

NAME = r"^[a-z0-9][a-z0-9-]{0,39}$"


class Auth(StrEnum):
    """How we say who we are."""

    PASSWORD = "password"
    XOAUTH2 = "xoauth2"


class MailFolder(StrEnum):
    """A folder of mails that means something; each server calls it what it likes."""

    SENT = "sent"
    DRAFTS = "drafts"
    ARCHIVE = "archive"
    TRASH = "trash"
    JUNK = "junk"


class AccountValue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoint(AccountValue):
    """A mail server."""

    host: str
    port: int = Field(gt=0, lt=65_536)
    security: Security = Security.TLS

    def __str__(self) -> str:
        return f"{self.host}:{self.port} ({self.security})"


class OAuthClient(AccountValue):
    """As which program a person has let us in; the client's secret and the tokens are kept elsewhere."""

    provider: str
    client_id: str


class Account(AccountValue):
    """Servers and a user name. What has to stay secret is in `Secrets`, under `name`."""

    name: str = Field(pattern=NAME)
    address: Annotated[str, AfterValidator(one_address)]
    user: str
    auth: Auth = Auth.PASSWORD
    caldav_url: str = ""
    calendar: str = ""
    """Where an event goes that names no calendar; empty: the first one."""
    imap: Endpoint | None = None
    smtp: Endpoint | None = None
    files_sent: bool = False
    """The provider puts what goes out through its SMTP server into Sent by itself."""
    folders: dict[MailFolder, str] = Field(default_factory=dict)
    """The server's folder for one of ours, where its flags and names would lead to another."""
    mail_folder: str = Field(default="mail", pattern=r"^mail(-[a-z0-9-]+)?$")
    """The folder of the home in which the mails are mirrored."""
    oauth: OAuthClient | None = None
    ca_file: str = ""
    """A file with the certificates that are trusted here, in the place of the system's: a company's own."""
    plain: bool = False
    """Allows connections that anybody on the way can read, to other machines too."""

    @property
    def variable(self) -> str:
        """The environment variable that may hold the password."""
        return f"ASSISTANT_{self.name.upper().replace('-', '_')}_PASSWORD"

    def unprotected(self) -> tuple[str, ...]:
        """The other machines to which connections can be read on the way."""
        hosts = [server.host for server in (self.imap, self.smtp) if server and is_plain(server)]
        url = urlsplit(self.caldav_url)
        if url.scheme == "http" and url.hostname:
            hosts.append(url.hostname)
        return tuple(dict.fromkeys(host for host in hosts if not is_loopback(host)))


def is_plain(server: Endpoint) -> bool:
    return server.security is Security.PLAIN


def name_for(address: str, taken: frozenset[str] = frozenset()) -> str:
    """A short name for the account of `address`: its domain's, with a number where that is taken."""
    domain = address.rpartition("@")[2].casefold()
    labels = [label for label in domain.split(".") if label]
    plain = re.sub(r"[^a-z0-9]+", "-", labels[-2] if len(labels) > 1 else (labels or ["mail"])[0])
    name = plain.strip("-")[:36] or "mail"
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 1000))) if n not in taken)
