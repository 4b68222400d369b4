"""Servers as text: how a person gives one, and how those of an account are listed."""

from collections.abc import Sequence

from pydantic import ValidationError

from tools.accounts.account import Account, Endpoint, MailFolder
from tools.accounts.found import Found
from tools.errors import InputError

PORTS = {
    ("imap", "tls"): 993,
    ("imap", "starttls"): 143,
    ("imap", "plain"): 143,
    ("smtp", "tls"): 465,
    ("smtp", "starttls"): 587,
    ("smtp", "plain"): 25,
}
SECURITY = {993: "tls", 143: "starttls", 465: "tls", 587: "starttls", 25: "starttls"}


def endpoint(kind: str, text: str | None, *, plain: bool) -> Endpoint | None:
    """The server of `HOST[:PORT][/security]`.

    Raises:
        InputError: it isn't written so.
    """
    if not text or text == "none":
        return None
    where, _, security = text.partition("/")
    host, separator, port = where.rpartition(":")
    if not separator or where.endswith("]"):
        host, port = where, ""
    if port and not port.isdigit():
        raise InputError(f"--{kind} {text!r}: {port!r} is no port; write HOST, HOST:PORT or HOST:PORT/tls")
    security = security or ("plain" if plain else SECURITY.get(int(port or 0), "tls"))
    if (kind, security) not in PORTS:
        raise InputError(f"--{kind} {text!r}: {security!r} is none of tls, starttls, plain")
    try:
        return Endpoint.model_validate(
            {"host": host.strip("[]"), "port": int(port or PORTS[kind, security]), "security": security}
        )
    except ValidationError as error:
        raise InputError(f"--{kind} {text!r}: {error.errors()[0]['msg']}") from error


def folders_in(texts: Sequence[str]) -> dict[MailFolder, str]:
    """Which folder of the server is which of ours, of texts like `archive=Old mail`.

    Raises:
        InputError: one isn't written so.
    """
    found = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        try:
            found[MailFolder(ours.strip().casefold())] = theirs.strip()
        except ValueError:
            equals = ""
        if not equals or not theirs.strip():
            names = ", ".join(MailFolder)
            raise InputError(f"--folder {text!r}: write OURS=THEIRS, with one of {names} before the sign")
    return found


def server_lines(servers: Account | Found) -> list[str]:
    """One line for each server that there is."""
    named = {
        "calendar": servers.caldav_url,
        "incoming mail": servers.imap,
        "outgoing mail": servers.smtp,
    }
    lines = [f"  {what:14} {where}" for what, where in named.items() if where]
    chosen = servers.folders if isinstance(servers, Account) else {}
    return [*lines, *(f"  {ours.value:14} {theirs}" for ours, theirs in chosen.items())]
