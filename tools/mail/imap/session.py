"""A connection to an IMAP server, and what its failures mean."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from tools.errors import FinalError, PassingError, StaleError
from tools.mail.imap.account import ImapAccount
from tools.mail.transport import Security
from tools.redaction import REDACTION

CODE = re.compile(r"\[([A-Z-]+)")
LATER = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"})
FULL = "OVERQUOTA"
# What the library raises at answers that are none, found by feeding it some.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
MISSING = frozenset({"NONEXISTENT", "TRYCREATE"})
REFUSED = frozenset({"NOPERM", "CANNOT", "READ-ONLY"})


class FolderGoneError(StaleError):
    """The server has no such folder (any more)."""


def connected(account: ImapAccount) -> IMAPClient:
    """A connection, logged in. Raises what the library raises: see `explained`."""
    # The library would hand every line of every mail to whoever logs at the lowest level.
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    context = account.context or ssl.create_default_context()
    client = IMAPClient(
        account.host,
        account.port,
        ssl=account.security is Security.TLS,
        ssl_context=context if account.security is Security.TLS else None,
        timeout=SocketTimeout(min(account.timeout_s, 15), account.timeout_s),
    )
    client.normalise_times = False
    try:
        if account.security is Security.STARTTLS:
            client.starttls(context)
        log_in(client, account)
        if client.has_capability("CONDSTORE"):
            client.enable("CONDSTORE")
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            client.shutdown()
        raise
    return client


def hang_up(client: IMAPClient) -> None:
    """Say goodbye, and close the connection whether it is heard or not."""
    for farewell in (client.logout, client.shutdown):
        with suppress(OSError, imaplib.IMAP4.error):
            farewell()


def log_in(client: IMAPClient, account: ImapAccount) -> None:
    if account.token is not None:
        client.oauth2_login(account.user, account.token())
    elif client.has_capability("AUTH=PLAIN"):
        # LOGIN can't carry a password outside ASCII.
        client.plain_login(account.user, account.password)
    else:
        client.login(account.user, account.password)


@contextmanager
def explained(host: str) -> Iterator[None]:
    """Turns what the library raises into a sentence, and says whether another try may help.

    Raises:
        FinalError: it will not.
        PassingError: it may.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise FinalError(
            f"the certificate of {host} can't be trusted, nothing was sent to it ({error.verify_message})"
        ) from error
    except UnicodeEncodeError as error:
        raise FinalError(f"the mail server {host} takes no user name or password like this one") from error
    except (imaplib.IMAP4.abort, OSError) as error:
        raise unreachable(host) from error
    except UNREADABLE as error:
        raise PassingError(f"the mail server {host} answers in a way that can't be read") from error
    except LoginError as error:
        raise no_login(host, error) from error
    except imaplib.IMAP4.error as error:
        raise refusal(host, str(error)) from error


def unreachable(host: str) -> PassingError:
    return PassingError(f"the mail server {host} can't be reached; what is approved is done when it is back")


def no_login(host: str, error: LoginError) -> PassingError | FinalError:
    if isinstance(error.__context__, imaplib.IMAP4.abort):
        return unreachable(host)
    if code(str(error)) in LATER:
        return PassingError(f"the mail server {host} lets nobody in at the moment ({said(str(error))})")
    return FinalError(
        f"the mail server {host} refuses the user name or the password; check them with: assistant connect"
    )


def refusal(host: str, text: str) -> PassingError | FinalError | FolderGoneError:
    """What a NO means, by its response code (RFC 5530)."""
    what = code(text)
    if what == FULL:
        return FinalError(f"the mailbox on {host} is full; remove mails there, then try again")
    if what in MISSING:
        return FolderGoneError(f"a folder is no longer on {host} ({said(text)}); nothing was changed")
    if what in REFUSED:
        return FinalError(f"the mail server {host} refuses this ({said(text)})")
    return PassingError(f"the mail server {host} answers with an error ({said(text)})")


def was_lost(error: PassingError) -> bool:
    """Whether the connection broke, or can't be read on, so that nobody knows what the server has done."""
    return isinstance(error.__cause__, (imaplib.IMAP4.abort, OSError, *UNREADABLE))


def code(text: str) -> str:
    found = CODE.search(text)
    return found.group(1) if found else ""


def said(text: str) -> str:
    """The server's words, on one line and without signs that a terminal would obey."""
    # What is cut could no longer be known again.
    text = REDACTION.sentence(text)
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:200]
