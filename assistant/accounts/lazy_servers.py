"""The servers of an account, each made when it is first asked; passwords are read only then."""

import logging
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tools.accounts.account import Account, Auth, Endpoint, MailFolder
from tools.accounts.secrets import SecretStore
from tools.errors import FinalError, SettingsError
from tools.mail.outbox import Outbox, Reply, nothing
from tools.scheduling.availability import Slot
from tools.scheduling.dav.remote import Changes, RemoteCalendar, Server

if TYPE_CHECKING:
    from tools.mail.imap.account import ImapAccount
    from tools.mail.smtp_outbox import SmtpServer

logger = logging.getLogger(__name__)

TIMEOUT_S = 30.0


class Login:
    """How we say who we are: a password, or a source of access tokens."""

    def __init__(self, account: Account, secrets: SecretStore) -> None:
        self._account = account
        self._secrets = secrets

    @property
    def password(self) -> str:
        """Empty where tokens are used.

        Raises:
            FinalError: no password is kept anywhere, or none can be read.
        """
        return "" if self._account.auth is Auth.XOAUTH2 else self._secret()

    @property
    def password_or_nothing(self) -> str:
        """For what must work without its server too, which refuses a login with nothing."""
        try:
            return self.password
        except FinalError as error:
            logger.warning("no password for an account: %s", error.code)
            return ""

    @cached_property
    def token(self) -> Callable[[], str] | None:
        account = self._account
        if account.auth is not Auth.XOAUTH2:
            return None
        from tools.accounts.oauth import TokenSource

        return TokenSource(account, self._secrets)

    def _secret(self) -> str:
        account = self._account
        try:
            secret = self._secrets.get(account)
        except SettingsError as error:
            raise FinalError(error.message) from error
        if secret:
            return secret
        raise FinalError(
            f"no password is kept for {account.name!r}; set {account.variable}, "
            f"or say: assistant connect {account.address}"
        )


class LazyServer:
    """A calendar server that is made when it is first asked: a look at the mirror doesn't need it."""

    def __init__(self, account: Account, login: Login, *, timeout_s: float = TIMEOUT_S) -> None:
        self.destination = f"caldav:{account.name}"
        self._account = account
        self._login = login
        self._timeout_s = timeout_s

    @cached_property
    def _server(self) -> Server:
        from tools.scheduling.dav.server import CalDavServer

        account, login = self._account, self._login
        trust(account)
        return CalDavServer(
            account.caldav_url,
            account.user,
            login.password,
            token=login.token,
            ca_file=account.ca_file,
            timeout_s=self._timeout_s,
        )

    def calendars(self) -> tuple[RemoteCalendar, ...]:
        return self._server.calendars()

    def invites(self) -> bool:
        return self._server.invites()

    def busy(self, organizer: str, guests: Sequence[str], span: Slot) -> Mapping[str, tuple[Slot, ...]]:
        return self._server.busy(organizer, guests, span)

    def make_calendar(self, title: str) -> None:
        self._server.make_calendar(title)

    def changes(self, url: str, token: str) -> Changes:
        return self._server.changes(url, token)

    def fetch(self, url: str, names: Iterable[str]) -> Iterator[tuple[str, str, bytes | None]]:
        return self._server.fetch(url, names)

    def put(self, url: str, name: str, data: bytes, etag: str | None) -> str | None:
        return self._server.put(url, name, data, etag)

    def delete(self, url: str, name: str, etag: str) -> bool:
        return self._server.delete(url, name, etag)

    def close(self) -> None:
        if "_server" in self.__dict__:
            self._server.close()


class LazyOutbox:
    """An outbox on the account's SMTP server, made when a mail goes out."""

    note = ""

    def __init__(
        self, account: Account, endpoint: Endpoint, login: Login, knows: Callable[[str], bool | None] | None
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._login = login
        self._knows = knows

    @cached_property
    def _outbox(self) -> Outbox:
        from tools.mail.smtp_outbox import SmtpOutbox

        return SmtpOutbox(smtp_server(self._account, self._endpoint, self._login), self._knows)

    def destination_of(self, sender: str) -> str:  # noqa: ARG002 - the same for all
        """Two accounts on one server are two: one may be locked out and the other not."""
        return f"smtp:{self._account.name}@{self._endpoint.host}:{self._endpoint.port}"

    def send(
        self,
        content: bytes,
        sender: str,
        recipients: Sequence[str],
        *,
        handing_over: Callable[[], None] = nothing,
    ) -> Mapping[str, Reply]:
        return self._outbox.send(content, sender, recipients, handing_over=handing_over)

    def knows(self, message_id: str) -> bool | None:
        return self._knows(message_id) if self._knows else None


def smtp_server(account: Account, endpoint: Endpoint, login: Login) -> "SmtpServer":
    """Where the account's mails are handed over."""
    from tools.mail.smtp_outbox import SmtpServer

    return SmtpServer(
        host=endpoint.host,
        port=endpoint.port,
        security=endpoint.security,
        user=account.user,
        password=login.password,
        token=login.token,
        timeout_s=TIMEOUT_S,
        plain_anywhere=account.plain,
        context=trust(account),
    )


def imap_account(account: Account, endpoint: Endpoint, login: Login) -> "ImapAccount":
    """Where the account's mails are kept."""
    from tools.mail.imap.account import ImapAccount

    return ImapAccount(
        host=endpoint.host,
        user=account.user,
        password=login.password_or_nothing,
        token=login.token,
        port=endpoint.port,
        security=endpoint.security,
        timeout_s=TIMEOUT_S,
        plain_anywhere=account.plain,
        context=trust(account),
        files_sent=account.files_sent,
        folders=chosen_folders(account),
    )


def chosen_folders(account: Account) -> dict[str, str]:
    """The server's folders that were chosen, by the names that ours have."""
    from tools.mail.store import JUNK

    return {JUNK if ours is MailFolder.JUNK else ours.value: name for ours, name in account.folders.items()}


def trust(account: Account) -> ssl.SSLContext | None:
    """The certificates that are trusted; None: the system's.

    Raises:
        FinalError: the account names a file of certificates that can't be read.
    """
    if not account.ca_file:
        return None
    try:
        return ssl.create_default_context(cafile=account.ca_file)
    except OSError as error:
        raise FinalError(f"the certificates {account.ca_file} can't be read: {error}") from error
