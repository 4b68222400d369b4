"""Connecting an account: what works of it is kept, with its secrets."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from assistant.accounts.servers import LOCAL_MAIL, Servers
from assistant.settings import Settings
from tools.accounts.account import Account, Auth, MailFolder, OAuthClient, name_for
from tools.accounts.accounts_file import save_accounts
from tools.accounts.found import Found
from tools.accounts.secrets import CLIENT_SECRET, PASSWORD, Secrets, SecretStore
from tools.errors import InputError, NotFoundError
from tools.private_files import write_private
from tools.redaction import REDACTION

OWNER = ".account"
"""A file in the mirror of a mailbox, with the address that it is of."""


class GivenSecrets:
    """A `SecretStore` of what a person has just given, and that is kept nowhere yet."""

    def __init__(self, secret: str, client_secret: str = "", *, place: str = "") -> None:
        """`place`: where it is kept already, such as the environment."""
        self._given = {PASSWORD: secret, CLIENT_SECRET: client_secret}
        REDACTION.know(secret, client_secret)
        self._place = place

    def get(self, account: Account, kind: str = PASSWORD) -> str | None:  # noqa: ARG002  # all are of one account
        return self._given[kind] or None

    def put(self, account: Account, secret: str, kind: str = PASSWORD) -> str:  # noqa: ARG002  # as above
        self._given[kind] = secret
        REDACTION.know(secret)
        return "memory"

    def keep(self, account: Account, secrets: SecretStore) -> str:
        """Hand all of it to `secrets`; where it is kept, for a person."""
        if self._place:
            return self._place
        if client_secret := self._given[CLIENT_SECRET]:
            secrets.put(account, client_secret, CLIENT_SECRET)
        return secrets.put(account, self._given[PASSWORD])


class Connections:
    """The accounts of a home, and how one is added to them or forgotten."""

    def __init__(
        self, accounts: Sequence[Account], accounts_file: Path, secrets: Secrets, settings: Settings
    ) -> None:
        self._accounts = accounts
        self._accounts_file = accounts_file
        self._secrets = secrets
        self._settings = settings

    def new_account(
        self,
        address: str,
        found: Found,
        *,
        user: str = "",
        name: str = "",
        calendar: str = "",
        folders: Mapping[MailFolder, str] | None = None,
        ca_file: str = "",
        oauth: OAuthClient | None = None,
        plain: bool = False,
    ) -> Account:
        """The account of `address` on the servers that were found; one that is there already keeps its name.

        Raises:
            InputError: something that was given can't be used.
        """
        before = next((one for one in self._accounts if one.address.casefold() == address.casefold()), None)
        taken = frozenset(one.name for one in self._accounts)
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
                folders={**(before.folders if before else {}), **(folders or {})},
                imap=found.imap,
                smtp=found.smtp,
                files_sent=found.files_sent,
                oauth=oauth,
                ca_file=ca_file,
                plain=plain,
                mail_folder=mail_folder(self._settings.home, name, address),
            )
        except ValidationError as error:
            raise InputError(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}") from error
        if account.unprotected() and not plain:
            raise InputError(
                f"the connection to {account.unprotected()[0]} would show mails and password to everybody on "
                "the way; use TLS, or say --plain"
            )
        return account

    def keep(self, account: Account, given: GivenSecrets) -> str:
        """Keep the account and its secrets, and link its calendars to folders; where the secrets are.

        Raises:
            StorageError: it can't be written; the account is not there then.
            DeliveryError: the calendars can't be listed any more.
        """
        account = self._linked(account, given)
        root = self._settings.home / account.mail_folder
        if account.imap:
            root.mkdir(mode=0o700, exist_ok=True)
            write_private(root / OWNER, f"{account.address}\n")
        place = given.keep(account, self._secrets)
        others = [
            one for one in self._accounts if one.name != account.name and one.address != account.address
        ]
        before = [one.address for one in self._accounts]
        at = before.index(account.address) if account.address in before else len(others)
        save_accounts(self._accounts_file, [*others[:at], account, *others[at:]])
        return place

    def remove(self, name: str) -> Account:
        """Forget an account and its secrets. What is mirrored stays, as calendars and mails of this machine.

        Raises:
            NotFoundError: there is none of this name.
        """
        account = next((one for one in self._accounts if one.name == name), None)
        if account is None:
            known = ", ".join(one.name for one in self._accounts) or "none"
            raise NotFoundError(f"there is no account {name!r}; there are: {known}")
        save_accounts(self._accounts_file, [one for one in self._accounts if one.name != name])
        self._secrets.remove(account)
        return account

    def _linked(self, account: Account, given: GivenSecrets) -> Account:
        """`account` with its calendars known here, and the chosen one named as its folder is."""
        if not account.caldav_url:
            return account
        servers = Servers([account], given, self._settings, follow=False)
        try:
            found = servers.calendars[account.name].discover()
        finally:
            servers.close()
        name = next((one.name for one in found if one.title == account.calendar), "")
        return account.model_copy(update={"calendar": name})


def mail_folder(home: Path, name: str, address: str) -> str:
    """A folder in `home` for the mirror: its own from before, or one in which nobody's mails are.

    What is in a mirror is taken for the server's: mails of this machine would be sent there.

    Raises:
        InputError: the folders of this name hold other mails.
    """
    for folder in (LOCAL_MAIL, f"{LOCAL_MAIL}-{name}"):
        root = home / folder
        owner = root / OWNER
        if owner.is_file():
            if owner.read_text(encoding="utf-8").strip().casefold() == address.casefold():
                return folder
        elif not any(root.glob("cur/*")) and not any(root.glob("new/*")) and not any(root.glob(".*/cur/*")):
            return folder
    raise InputError(f"{home / LOCAL_MAIL}-{name} holds other mails; choose another --name")
