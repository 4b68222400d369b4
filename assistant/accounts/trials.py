"""Trying the servers of an account: logged in to each, and out again."""

from collections.abc import Callable, Iterator, Sequence

from assistant.accounts.lazy_servers import LazyServer, Login, chosen_folders, imap_account, smtp_server
from tools.accounts.account import Account, Endpoint
from tools.accounts.secrets import SecretStore
from tools.errors import AssistantError, DeliveryError, NotFoundError
from tools.values import Value

TRY_S = 15.0


class Trial(Value):
    """What came of trying one server."""

    server: str
    """`calendar`, `incoming mail` or `outgoing mail`."""
    where: str
    ok: bool
    text: str

    def line(self) -> str:
        return f"{'ok ' if self.ok else 'BAD'}  {self.server} ({self.where}): {self.text}"


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
    """What came of `attempt`, which says in words what it found."""
    try:
        return Trial(server=server, where=where, ok=True, text=attempt())
    except DeliveryError as error:
        # What comes after it is for somebody whose work waits.
        return Trial(server=server, where=where, ok=False, text=error.message.partition(";")[0])
    except AssistantError as error:
        return Trial(server=server, where=where, ok=False, text=error.message)


def calendars_of(account: Account, login: Login) -> str:
    """The calendars that the server has, in words.

    Raises:
        NotFoundError: the one that the account names is not among them.
        DeliveryError: the server can't be reached, or lets nobody in.
    """
    server = LazyServer(account, login, timeout_s=TRY_S)
    try:
        titles = [calendar.title for calendar in server.calendars()]
    finally:
        server.close()
    if account.calendar and account.calendar not in titles:
        raise NotFoundError(f"there is no calendar {account.calendar!r}; there are: {', '.join(titles)}")
    return f"calendars: {', '.join(titles)}" if titles else "no calendar yet; one is made when it is needed"


def folders_of(account: Account, endpoint: Endpoint, login: Login) -> str:
    """How many folders of mail the server has and which of them mean something, in words.

    Raises:
        NotFoundError: one that the account names is not among them.
        DeliveryError: the server can't be reached, or lets nobody in.
    """
    from tools.mail.imap.folders import matched
    from tools.mail.imap.server import ImapServer
    from tools.mail.message import Folder
    from tools.mail.store import JUNK

    server = ImapServer(imap_account(account, endpoint, login))
    try:
        there = server.folders()
    finally:
        server.close()
    names = [folder.name for folder in there if folder.usable]
    if missing := [name for name in account.folders.values() if name not in names]:
        raise NotFoundError(f"there is no folder {missing[0]!r}; there are: {', '.join(names)}")
    chosen = chosen_folders(account)
    theirs = {ours: name for name, ours in matched(there, {}, chosen).items()}
    told = (Folder.SENT, Folder.DRAFTS, Folder.ARCHIVE, Folder.TRASH, JUNK)
    used = [f"{ours.lower()}: {theirs[ours]}" for ours in told if ours in theirs]
    return "; ".join([f"{len(there)} folders", *used])


def takes_mail(account: Account, endpoint: Endpoint, login: Login) -> str:
    """That the server takes mails of the account, in words.

    Raises:
        DeliveryError: it does not, can't be reached, or lets nobody in.
    """
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
