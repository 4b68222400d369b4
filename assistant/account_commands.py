"""The commands for accounts and their servers: connect, sync, conflicts."""

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tools.errors import InputError

if TYPE_CHECKING:
    from rich.progress import TaskID

    from assistant.command import Add, Command
    from assistant.connect import GivenSecrets, Trial
    from tools.accounts.account import Account, Endpoint, OAuthClient
    from tools.accounts.found import Found
    from tools.accounts.providers import Provider

DONE, FAILED = 0, 1
PORTS = {
    ("imap", "tls"): 993,
    ("imap", "starttls"): 143,
    ("imap", "plain"): 143,
    ("smtp", "tls"): 465,
    ("smtp", "starttls"): 587,
    ("smtp", "plain"): 25,
}
SECURITY = {993: "tls", 143: "starttls", 465: "tls", 587: "starttls", 25: "starttls"}


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    connect = add("connect", run_connect, "connect the calendar and mail servers of an address")
    connect.add_argument(
        "address", nargs="?", metavar="ADDRESS", help="your mail address; asked for if not given"
    )
    connect.add_argument("--name", default="", help="what the account is called; default: by its domain")
    connect.add_argument("--caldav", metavar="URL", help="calendar server; 'none' for none")
    connect.add_argument(
        "--imap", metavar="HOST", help="incoming mail, as HOST, HOST:PORT or HOST:PORT/tls|starttls|plain"
    )
    connect.add_argument("--smtp", metavar="HOST", help="outgoing mail, likewise")
    connect.add_argument("--user", default="", metavar="NAME", help="user name; default: the address")
    connect.add_argument("--calendar", default="", metavar="TITLE", help="where events go that name none")
    connect.add_argument("--password-stdin", action="store_true", help="read the password from stdin")
    connect.add_argument("--oauth", action="store_true", help="let in by the provider, without a password")
    connect.add_argument("--client-id", default="", metavar="ID", help="for --oauth: your program's id there")
    connect.add_argument("--device", action="store_true", help="for --oauth: with a code for any browser")
    connect.add_argument(
        "--ca", default="", metavar="FILE", help="certificates to trust, such as a company's"
    )
    connect.add_argument("--plain", action="store_true", help="allow connections that others can read")
    connect.add_argument("--list", action="store_true", dest="listed", help="show the accounts")
    connect.add_argument("--remove", metavar="NAME", help="forget an account; what was fetched stays")

    add("sync", run_sync, "compare with the calendar and mail servers now")
    conflicts = add("conflicts", run_conflicts, "events that were changed here and on the server")
    inside = conflicts.add_subparsers(metavar="list|keep")
    add("list", run_conflicts, "all of them", inside)
    keep = add("keep", run_keep, "choose one of the two", inside)
    keep.add_argument("id", metavar="ID")
    keep.add_argument("which", choices=["mine", "server"])


def run_sync(command: "Command") -> int:
    from assistant.sync import conflicts, sync

    home = command.home
    with progress_bars(shown=sys.stderr.isatty() and not command.options.json) as report:
        done = sync(home, report)
    waiting = conflicts(home)
    lines = [one.line() for one in done]
    if waiting:
        lines += ["", "Changed here and on the server; the server's is in its place:"]
        lines += [line for view in waiting for line in view.lines()]
        lines.append("Choose with: assistant conflicts keep ID mine|server")
    document = {
        "synced": [one.json_dict() for one in done],
        "conflicts": [view.json_dict() for view in waiting],
    }
    command.show(document, lambda view: view.note("\n".join(lines)))
    return FAILED if any(one.error for one in done) else DONE


def run_conflicts(command: "Command") -> int:
    from assistant.sync import conflicts

    found = conflicts(command.home)
    lines = [line for view in found for line in view.lines()] or ["No conflicts."]
    return command.show(
        {"conflicts": [view.json_dict() for view in found]}, lambda view: view.note("\n".join(lines))
    )


def run_keep(command: "Command") -> int:
    from assistant.sync import settle

    mine = command.options.which == "mine"
    settled = settle(command.home, command.options.id, mine=mine)
    kept = settled.mine if mine else settled.server
    return command.show(
        {"settled": settled.id, "kept": command.options.which}, lambda view: view.note(f"Kept: {kept}")
    )


@contextmanager
def progress_bars(*, shown: bool) -> "Iterator[Callable[[str, int, int], None]]":
    """Draws one bar on stderr for each thing that is reported on; nothing where it is not `shown`."""
    if not shown:
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(label: str, at: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = progress.add_task(escape(label), total=total or None)
            progress.update(tasks[label], completed=at, total=total or None)

        yield report


def run_connect(command: "Command") -> int:
    options = command.options
    if options.listed:
        return show_accounts(command)
    if options.remove:
        from assistant.connect import remove

        account = remove(command.home, options.remove)
        note = f"Forgot {account.name} ({account.address}). What was fetched stays here."
        return command.show({"removed": account.name}, lambda view: view.note(note))
    return Connecting(command).run()


def show_accounts(command: "Command") -> int:
    accounts = command.home.accounts
    documents = [account.model_dump(mode="json", exclude_none=True) for account in accounts]
    lines = [line for account in accounts for line in account_lines(account)]
    note = "\n".join(lines) or "No accounts; calendar and mail are folders here. Add one: assistant connect"
    return command.show({"accounts": documents}, lambda view: view.note(note))


def account_lines(account: "Account") -> list[str]:
    servers = {
        "calendar": account.caldav_url,
        "incoming mail": account.imap and str(account.imap),
        "outgoing mail": account.smtp and str(account.smtp),
    }
    lines = [f"  {what:14} {where}" for what, where in servers.items() if where]
    return [f"{account.name}: {account.address}", *lines]


class Connecting:
    """One run of `assistant connect`: what isn't given is found out, or asked for at a terminal."""

    def __init__(self, command: "Command") -> None:
        self._command = command
        self._options = command.options
        self._asks = sys.stdin.isatty() and sys.stderr.isatty() and not command.options.json

    def run(self) -> int:
        address = self._options.address or self._ask("Your mail address: ", "give the address")
        if "@" not in address.strip("@"):
            raise InputError(f"{address!r} is no mail address")
        provider, found = self._find(address)
        self._tell(servers_lines(found))
        if found.is_empty:
            advice = f" {found.advice}" if found.advice else ""
            raise InputError(
                f"no servers were found for {address}; give --caldav, --imap and --smtp.{advice}"
            )
        self._check_unproven(found)
        while True:
            account, given = self._account(address, provider, found)
            code = self._try(account, given, found)
            if code is not None:
                return code

    def _try(self, account: "Account", given: "GivenSecrets", found: "Found") -> int | None:
        """The exit code, or None to begin again."""
        from assistant.connect import keep, try_servers, without_failed

        trials = []
        for trial in try_servers(account, given):
            self._tell([trial.line()])
            trials.append(trial)
        working = without_failed(account, trials)
        if working is None:
            if found.advice:
                self._tell([found.advice])
            if self._asks and self._yes("Nothing works so far. Try another password?"):
                return None
            return self._report(None, trials, "", found.advice)
        place = keep(self._command.home, working, given)
        return self._report(working, trials, place, found.advice)

    def _report(self, account: "Account | None", trials: "Iterable[Trial]", place: str, advice: str) -> int:
        trials = list(trials)
        failed = [trial.server for trial in trials if not trial.ok]
        document = {
            "account": account.model_dump(mode="json", exclude_none=True) if account else None,
            "trials": [trial.json_dict() for trial in trials],
            "secret_kept_in": place or None,
            "advice": advice or None,
        }
        if account is None:
            note = "Nothing was kept."
        else:
            left_out = f" Left out: {', '.join(failed)}." if failed else ""
            note = (
                f"Kept as {account.name!r}; its password is in {place}.{left_out}\n"
                "Fetch everything now with: assistant sync. The chat does so beside it."
            )
        self._command.show(document, lambda view: view.note(note))
        return FAILED if failed else DONE

    def _find(self, address: str) -> "tuple[Provider | None, Found]":
        """Servers: those that were given, and for the others what can be found out."""
        from tools.accounts.found import Found

        options = self._options
        plain = options.plain
        given = Found(
            caldav_url=options.caldav if options.caldav not in (None, "none") else "",
            imap=endpoint("imap", options.imap, plain=plain),
            smtp=endpoint("smtp", options.smtp, plain=plain),
        )
        if any((options.caldav, options.imap, options.smtp)):
            # Whoever names servers says which ones: nothing else is connected, and nobody is asked.
            return None, given
        from tools.accounts.account import Auth
        from tools.accounts.discovery import Discovery

        self._tell([f"Looking for the servers of {address.rpartition('@')[2]} …"])
        discovery = Discovery()
        try:
            provider = discovery.provider(address)
            auth = (
                Auth.XOAUTH2 if options.oauth or (provider and provider.password == "no") else Auth.PASSWORD
            )
            return provider, discovery.servers_of(address, auth)
        finally:
            discovery.close()

    def _check_unproven(self, found: "Found") -> None:
        if not found.unproven:
            return
        doubt = f"DNS names {', '.join(found.unproven)}, of another domain, and anybody on the way could have"
        if not self._asks:
            raise InputError(f"{doubt}; if that is right, name the servers with --caldav, --imap, --smtp")
        if not self._yes(f"{doubt}. Is that right?"):
            raise InputError("nothing was connected; name the servers with --caldav, --imap, --smtp")

    def _account(
        self, address: str, provider: "Provider | None", found: "Found"
    ) -> "tuple[Account, GivenSecrets]":
        from assistant.connect import GivenSecrets, new_account

        options = self._options
        client = self._client(provider)
        user = options.user or found.user or address
        if self._asks and not options.user:
            user = self._ask(f"User name [{user}]: ", "") or user
        account = new_account(
            self._command.home,
            address,
            found,
            user=user,
            name=options.name,
            calendar=options.calendar,
            ca_file=options.ca,
            oauth=client,
            plain=options.plain,
        )
        if client is None:
            if found.advice:
                self._tell([found.advice])
            if self._is_in_environment(account):
                return account, GivenSecrets(os.environ[account.variable], place=account.variable)
            return account, GivenSecrets(self._password(account))
        secret = os.environ.get("ASSISTANT_CLIENT_SECRET", "")
        if self._asks and not secret:
            secret = getpass.getpass("Client secret (empty if there is none): ")
        return account, GivenSecrets(self._refresh_token(account, client, secret), secret)

    def _client(self, provider: "Provider | None") -> "OAuthClient | None":
        from tools.accounts.account import OAuthClient

        if not (self._options.oauth or (provider and provider.password == "no")):
            return None
        if provider is None or provider.oauth is None:
            raise InputError("--oauth is for Google and Microsoft; this address is kept by neither")
        oauth = provider.oauth
        id = self._options.client_id or os.environ.get("ASSISTANT_CLIENT_ID", "")
        if not id:
            self._tell([f"{oauth.help} {oauth.link}"])
            id = self._ask("Client id: ", f"give --client-id. {oauth.help} {oauth.link}")
        return OAuthClient(provider=provider.key, client_id=id)

    def _refresh_token(self, account: "Account", client: "OAuthClient", secret: str) -> str:
        from tools.accounts.consent import Client, by_code, by_redirect
        from tools.accounts.providers import oauth_provider

        if self._options.password_stdin:
            return self._password(account)
        provider = oauth_provider(client.provider)
        if self._options.device:
            if not provider.device_url:
                raise InputError(f"{provider.name} gives no codes for mail and calendars; leave out --device")
            return by_code(
                provider,
                Client(client.client_id, secret),
                lambda page, code: self._tell([f"Open {page} and type: {code}"]),
            )

        def open_page(address: str) -> None:
            import webbrowser

            self._tell(["Say yes in your browser; if none opens, open this:", address])
            webbrowser.open(address)

        return by_redirect(provider, Client(client.client_id, secret), account.address, open_page)

    def _password(self, account: "Account") -> str:
        if self._options.password_stdin:
            if password := sys.stdin.readline().rstrip("\r\n"):
                return password
            raise InputError("stdin holds no password")
        if not self._asks:
            raise InputError(f"give the password with --password-stdin, or in {account.variable}")
        return getpass.getpass("Password (not shown): ")

    def _is_in_environment(self, account: "Account") -> bool:
        return not self._options.password_stdin and bool(os.environ.get(account.variable))

    def _ask(self, question: str, otherwise: str) -> str:
        """What the person types; without a person that is an error."""
        if not self._asks:
            raise InputError(otherwise)
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline().strip()

    def _yes(self, question: str) -> bool:
        return self._ask(f"{question} (y/N) ", "").casefold() in ("y", "yes")

    def _tell(self, lines: Iterable[str]) -> None:
        from assistant.views.text import clean

        for line in lines:
            sys.stderr.write(f"{clean(line)}\n")
        sys.stderr.flush()


def servers_lines(found: "Found") -> list[str]:
    servers = {
        "calendar": found.caldav_url,
        "incoming mail": found.imap and str(found.imap),
        "outgoing mail": found.smtp and str(found.smtp),
    }
    known = [f"  {what:14} {where}" for what, where in servers.items() if where]
    return [*known, f"  (said by {found.source})"] if known and found.source else known


def endpoint(kind: str, text: str | None, *, plain: bool) -> "Endpoint | None":
    """The server of `HOST[:PORT][/security]`.

    Raises:
        InputError: it isn't written so.
    """
    from pydantic import ValidationError

    from tools.accounts.account import Endpoint

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
