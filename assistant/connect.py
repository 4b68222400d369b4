"""Connecting an account: its servers are tried, and what works is kept."""

from collections.abc import Callable, Iterator, Sequence

from pydantic import ValidationError

from assistant.home import Home
from assistant.later import LaterServer, Login, imap_account, smtp_server
from assistant.servers import LOCAL_MAIL, Servers
from tools.accounts.account import Account, Auth, Endpoint, OAuthClient, name_for
from tools.accounts.accounts_file import save_accounts
from tools.accounts.found import Found
from tools.accounts.secrets import CLIENT_SECRET, PASSWORD, SecretStore
from tools.errors import AssistantError, DeliveryError, InputError, NotFoundError
from tools.values import Value

TRY_S = 15.0
OWNER = ".account"
"""A file in the mirror of a mailbox, with the address that it is of."""


class Trial(Value):
    """What came of trying one server."""

    server: str
    """`calendar`, `incoming mail` or `outgoing mail`."""
    where: str
    ok: bool
    text: str

    def line(self) -> str:
        return f"{'ok ' if self.ok else 'BAD'}  {self.server} ({self.where}): {self.text}"


class GivenSecrets:
    """A `SecretStore` of what a person has just given, and that is kept nowhere yet."""

    def __init__(self, secret: str, client_secret: str = "", *, place: str = "") -> None:
        """`place`: where it is kept already, such as the environment."""
        self._given = {PASSWORD: secret, CLIENT_SECRET: client_secret}
        self._place = place

    def get(self, account: Account, kind: str = PASSWORD) -> str | None:  # noqa: ARG002  # all are of one account
        return self._given[kind] or None

    def put(self, account: Account, secret: str, kind: str = PASSWORD) -> str:  # noqa: ARG002  # as above
        self._given[kind] = secret
        return "memory"

    def keep(self, account: Account, secrets: SecretStore) -> str:
        """Hand all of it to `secrets`; where it is kept, for a person."""
        if self._place:
            return self._place
        if client_secret := self._given[CLIENT_SECRET]:
            secrets.put(account, client_secret, CLIENT_SECRET)
        return secrets.put(account, self._given[PASSWORD])


def try_servers(account: Account, secrets: SecretStore) -> Iterator[Trial]:
    """Log in to each server of `account`, and out again; nothing is changed there."""
    login = Login(account, secrets)
    if account.caldav_url:
        yield tried("calendar", account.caldav_url, lambda: calendars_of(account, login))
    if imap := account.imap:
        yield tried("incoming mail", str(imap), lambda: folders_of(account, imap, login))
    if smtp := account.smtp:
        yield tried("outgoing mail", str(smtp), lambda: takes_mail(account, smtp, login))


def tried(server: str, where: str, attempt: Callable[[], str]) -> Trial:
    try:
        return Trial(server=server, where=where, ok=True, text=attempt())
    except DeliveryError as error:
        # What comes after it is for somebody whose work waits.
        return Trial(server=server, where=where, ok=False, text=error.message.partition(";")[0])
    except AssistantError as error:
        return Trial(server=server, where=where, ok=False, text=error.message)


def calendars_of(account: Account, login: Login) -> str:
    server = LaterServer(account, login, timeout_s=TRY_S)
    try:
        titles = [calendar.title for calendar in server.calendars()]
    finally:
        server.close()
    if account.calendar and account.calendar not in titles:
        raise NotFoundError(f"there is no calendar {account.calendar!r}; there are: {', '.join(titles)}")
    return f"calendars: {', '.join(titles)}" if titles else "no calendar yet; one is made when it is needed"


def folders_of(account: Account, endpoint: Endpoint, login: Login) -> str:
    from tools.mail.imap.server import ImapServer

    server = ImapServer(imap_account(account, endpoint, login))
    try:
        return f"{len(server.folders())} folders"
    finally:
        server.close()


def takes_mail(account: Account, endpoint: Endpoint, login: Login) -> str:
    from tools.mail.smtp_outbox import SmtpOutbox

    SmtpOutbox(smtp_server(account, endpoint, login)).check()
    return f"takes mails of {account.address}"


def without_failed(account: Account, trials: Sequence[Trial]) -> Account | None:
    """`account` with the servers that work; None when none does."""
    fields = {"calendar": "caldav_url", "incoming mail": "imap", "outgoing mail": "smtp"}
    failed = {fields[trial.server] for trial in trials if not trial.ok}
    if len(failed) == len(trials):
        return None
    none = {"caldav_url": "", "imap": None, "smtp": None}
    return account.model_copy(update={field: none[field] for field in failed})


def new_account(
    home: Home,
    address: str,
    found: Found,
    *,
    user: str = "",
    name: str = "",
    calendar: str = "",
    ca_file: str = "",
    oauth: OAuthClient | None = None,
    plain: bool = False,
) -> Account:
    """The account of `address` on the servers that were found; one that is there already keeps its name.

    Raises:
        InputError: something that was given can't be used.
    """
    before = next((one for one in home.accounts if one.address.casefold() == address.casefold()), None)
    taken = frozenset(one.name for one in home.accounts)
    if name in taken and not (before and before.name == name):
        raise InputError(f"there is an account {name!r} of another address; choose another --name")
    name = name or (before.name if before else name_for(address, taken))
    try:
        account = Account(
            name=name,
            address=address,
            user=user or found.user or address,
            auth=Auth.XOAUTH2 if oauth else Auth.PASSWORD,
            caldav_url=found.caldav_url,
            calendar=calendar,
            imap=found.imap,
            smtp=found.smtp,
            files_sent=found.files_sent,
            oauth=oauth,
            ca_file=ca_file,
            plain=plain,
            mail_folder=mail_folder(home, name, address),
        )
    except ValidationError as error:
        raise InputError(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}") from error
    if account.unprotected() and not plain:
        raise InputError(
            f"the connection to {account.unprotected()[0]} would show mails and password to everybody on the "
            "way; use TLS, or say --plain"
        )
    return account


def keep(home: Home, account: Account, given: GivenSecrets) -> str:
    """Keep the account and its secrets, and link its calendars to folders; where the secrets are.

    Raises:
        StorageError: it can't be written; the account is not there then.
        DeliveryError: the calendars can't be listed any more.
    """
    account = linked(home, account, given)
    root = home.path / account.mail_folder
    if account.imap:
        root.mkdir(mode=0o700, exist_ok=True)
        (root / OWNER).write_text(f"{account.address}\n", encoding="utf-8")
    place = given.keep(account, home.secrets)
    others = [one for one in home.accounts if one.name != account.name and one.address != account.address]
    before = [one.address for one in home.accounts]
    at = before.index(account.address) if account.address in before else len(others)
    save_accounts(home.accounts_path, [*others[:at], account, *others[at:]])
    return place


def remove(home: Home, name: str) -> Account:
    """Forget an account and its secrets. What is mirrored stays, as calendars and mails of this machine.

    Raises:
        NotFoundError: there is none of this name.
    """
    account = next((one for one in home.accounts if one.name == name), None)
    if account is None:
        known = ", ".join(one.name for one in home.accounts) or "none"
        raise NotFoundError(f"there is no account {name!r}; there are: {known}")
    save_accounts(home.accounts_path, [one for one in home.accounts if one.name != name])
    home.secrets.remove(account)
    return account


def linked(home: Home, account: Account, given: GivenSecrets) -> Account:
    """`account` with its calendars known here, and the chosen one named as its folder is."""
    if not account.caldav_url:
        return account
    servers = Servers([account], given, home.settings, follow=False)
    try:
        found = servers.calendars[account.name].discover()
    finally:
        servers.close()
    name = next((one.name for one in found if one.title == account.calendar), "")
    return account.model_copy(update={"calendar": name})


def mail_folder(home: Home, name: str, address: str) -> str:
    """A folder for the mirror: its own from before, or one in which nobody's mails are.

    What is in a mirror is taken for the server's: mails of this machine would be sent there.
    """
    for folder in (LOCAL_MAIL, f"{LOCAL_MAIL}-{name}"):
        root = home.path / folder
        owner = root / OWNER
        if owner.is_file():
            if owner.read_text(encoding="utf-8").strip().casefold() == address.casefold():
                return folder
        elif not any(root.glob("cur/*")) and not any(root.glob("new/*")) and not any(root.glob(".*/cur/*")):
            return folder
    raise InputError(f"{home.path / LOCAL_MAIL}-{name} holds other mails; choose another --name")
