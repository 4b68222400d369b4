"""How a connection to a mail server is protected."""

from enum import StrEnum

from tools.errors import SettingsError
from tools.plain_http import is_loopback


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    """From the first byte, usually port 465 or 993."""
    STARTTLS = "starttls"
    """After a greeting, usually port 587 or 143; never without it."""
    PLAIN = "plain"


def check_plain(host: str, security: Security, *, plain_anywhere: bool) -> None:
    """Refuse what anybody on the way could read.

    Raises:
        SettingsError: the connection would be unprotected, to another machine, and nobody has allowed it.
    """
    if security is Security.PLAIN and not (plain_anywhere or is_loopback(host)):
        raise SettingsError(
            f"a plain connection to {host} would show mails and password to everybody on the way; "
            "use tls or starttls"
        )
