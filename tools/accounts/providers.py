"""What is known of the large providers, from `providers.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from tools.accounts.account import AccountValue, Auth, Endpoint
from tools.accounts.found import Found
from tools.errors import InputError


class OAuthProvider(AccountValue):
    """Where a provider lets programs in without a password."""

    name: str
    authorize_url: str
    token_url: str
    device_url: str = ""
    """Where there is one, a person may type a code into any browser."""
    caldav: str = ""
    scopes: tuple[str, ...]
    extra: dict[str, str] = Field(default_factory=dict)
    help: str = ""
    link: str = ""


class Provider(AccountValue):
    """Where the calendars and mails of a provider's customers are, and how to get in."""

    key: str
    name: str
    domains: tuple[str, ...]
    mx: tuple[str, ...] = ()
    imap: Endpoint | None = None
    smtp: Endpoint | None = None
    caldav: str = ""
    files_sent: bool = False
    password: Literal["yes", "app", "no"] = "yes"
    help: str = ""
    link: str = ""
    oauth: OAuthProvider | None = None

    @property
    def advice(self) -> str:
        """How to get in, as a sentence and a link."""
        return f"{self.help} {self.link}".strip()

    def servers_of(self, address: str, auth: Auth = Auth.PASSWORD) -> Found:
        caldav = (
            self.oauth.caldav if self.oauth and auth is Auth.XOAUTH2 and self.oauth.caldav else self.caldav
        )
        return Found(
            caldav_url=caldav.format(address=address, local=address.partition("@")[0]),
            imap=self.imap,
            smtp=self.smtp,
            source=self.name,
            files_sent=self.files_sent,
            provider=self.key,
            advice=self.advice,
        )


@cache
def providers() -> tuple[Provider, ...]:
    tables = tomllib.loads(files("tools.accounts").joinpath("providers.toml").read_text(encoding="utf-8"))
    found = []
    for key, table in tables.items():
        servers = {kind: endpoint(table.pop(kind)) for kind in ("imap", "smtp") if kind in table}
        if "oauth" in table:
            table["oauth"]["name"] = table["name"]
        found.append(Provider.model_validate({"key": key, **table, **servers}))
    return tuple(found)


def provider_of(domain: str) -> Provider | None:
    """The provider whose own domain this is."""
    return next((one for one in providers() if domain.casefold() in one.domains), None)


def provider_behind(mail_server: str) -> Provider | None:
    """The provider whose mail server (MX) this is."""
    host = mail_server.rstrip(".").casefold()
    return next(
        (one for one in providers() if any(host == mx or host.endswith(f".{mx}") for mx in one.mx)), None
    )


def oauth_provider(key: str) -> OAuthProvider:
    """
    Raises:
        InputError: this provider isn't known to let programs in so.
    """
    for one in providers():
        if one.key == key and one.oauth:
            return one.oauth
    known = ", ".join(one.key for one in providers() if one.oauth)
    raise InputError(f"OAuth is known for {known}, not for {key!r}")


def endpoint(text: str) -> dict[str, object]:
    """The server of `host:port security`."""
    where, _, security = text.partition(" ")
    host, _, port = where.rpartition(":")
    return {"host": host, "port": int(port), "security": security}
