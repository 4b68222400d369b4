"""The commands for accounts and their servers: connect, sync, conflicts.

Each returns its exit code.

Raises:
    InputError: what is given can't be used, or no account is connected.
    NotFoundError: there is no such account or conflict.
    DeliveryError: a server can't be reached, or refuses.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.contract import DONE, FAILED
from assistant.views.text import as_lines, clean_line

if TYPE_CHECKING:
    from rich.progress import TaskID

    from assistant.commands.command import Add, Command
    from tools.accounts.account import Account


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
    connect.add_argument(
        "--folder",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="which folder of the server is sent, drafts, archive, trash or junk, as archive='Old mail'",
    )
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
    from assistant.accounts.syncing import conflicts, sync

    home = command.home
    with progress_bars(shown=sys.stderr.isatty() and not command.options.json) as report:
        done = sync(home.servers, report)
    waiting = conflicts(home.servers)
    lines = [one.line() for one in done]
    if waiting:
        lines += ["", "Changed here and on the server; the server's is in its place:"]
        lines += [line for view in waiting for line in view.lines()]
        lines.append("Choose with: assistant conflicts keep ID mine|server")
    document = {
        "synced": [one.json_dict() for one in done],
        "conflicts": [view.json_dict() for view in waiting],
    }
    command.show(document, lambda view: view.note(as_lines(lines)))
    return FAILED if any(one.error for one in done) else DONE


def run_conflicts(command: "Command") -> int:
    from assistant.accounts.syncing import conflicts

    found = conflicts(command.home.servers)
    lines = [line for view in found for line in view.lines()] or ["No conflicts."]
    return command.show(
        {"conflicts": [view.json_dict() for view in found]}, lambda view: view.note(as_lines(lines))
    )


def run_keep(command: "Command") -> int:
    from assistant.accounts.syncing import settle

    mine = command.options.which == "mine"
    settled = settle(command.home.servers, command.options.id, mine=mine)
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
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.views.safe_console import SafeConsole

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=SafeConsole(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(label: str, at: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = progress.add_task(escape(clean_line(label)), total=total or None)
            progress.update(tasks[label], completed=at, total=total or None)

        yield report


def run_connect(command: "Command") -> int:
    options = command.options
    if options.listed:
        return show_accounts(command)
    if options.remove:
        account = command.home.connections.remove(options.remove)
        note = f"Forgot {account.name} ({account.address}). What was fetched stays here."
        return command.show({"removed": account.name}, lambda view: view.note(note))
    from assistant.commands.connect_dialog import Connecting

    return Connecting(command).run()


def show_accounts(command: "Command") -> int:
    accounts = command.home.accounts
    documents = [account.model_dump(mode="json", exclude_none=True) for account in accounts]
    lines = [line for account in accounts for line in account_lines(account)]
    note = as_lines(lines) or "No accounts; calendar and mail are folders here. Add one: assistant connect"
    return command.show({"accounts": documents}, lambda view: view.note(note))


def account_lines(account: "Account") -> list[str]:
    from assistant.accounts.server_text import server_lines

    return [f"{account.name}: {account.address}", *server_lines(account)]
