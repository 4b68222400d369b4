"""Comparing with the servers now, and the conflicts that this may bring to light."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Protocol

from assistant.accounts.servers import Servers
from tools.errors import AssistantError, InputError, NotFoundError
from tools.ics.files import EventFile
from tools.scheduling.dav.status import Conflict
from tools.scheduling.dav.store import CalDavStore
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.wording import described
from tools.values import Value


class Outcome(Protocol):
    """What calendars and mailboxes alike say of a comparison."""

    fetched: int
    sent: int
    removed: int
    refused: list[str]


Report = Callable[[str, int, int], None]
"""Hears what is fetched, and how much of how much; 0 of 0 while nobody knows."""


class Synced(Value):
    """What came of comparing one thing of one account."""

    account: str
    what: str
    """`calendar` or `mail`."""
    fetched: int = 0
    sent: int = 0
    removed: int = 0
    refused: tuple[str, ...] = ()
    """What the server does not take, as sentences; it stays here."""
    error: str = ""

    def line(self) -> str:
        counts = {"fetched": self.fetched, "sent": self.sent, "removed": self.removed}
        done = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing new"
        text = self.error or "; ".join((done, *self.refused))
        return f"{'BAD' if self.error else 'ok '}  {self.account} {self.what}: {text}"


class ConflictView(Value):
    """An event that was changed here and on the server: the server's is in its place."""

    id: str
    account: str
    calendar: str
    mine: str
    """What was here, in words."""
    server: str

    def lines(self) -> list[str]:
        return [
            f"{self.id}  {self.calendar} ({self.account})",
            f"  yours   {self.mine}",
            f"  server  {self.server}",
        ]


def sync(servers: Servers | None, report: Report) -> list[Synced]:
    """Compare with every server; one that can't be reached doesn't keep the others from it.

    Cut short, the next one goes on where this one stopped.

    Raises:
        InputError: there is no account.
    """
    if servers is None:
        raise InputError("no account is connected; begin with: assistant connect")
    done = []
    for name, calendar in servers.calendars.items():
        done.append(compared(name, "calendar", calendar.sync, report))
    for name, mailbox in servers.mailboxes.items():
        done.append(compared(name, "mail", mailbox.sync, report))
    servers.calendar.wait(told(report, "calendar index"))
    servers.mirrored_mail.catch_up(told(report, "mail index"))
    return done


def told(report: Report, label: str) -> Callable[[int, int], None]:
    return lambda at, total: report(label, at, total)


def compared(
    account: str, what: str, compare: Callable[[Callable[[int, int], None]], Outcome], report: Report
) -> Synced:
    label = f"{account} {what}"
    # Some servers read everything before they say how much there is.
    report(label, 0, 0)
    try:
        outcome = compare(told(report, label))
    except AssistantError as error:
        return Synced(account=account, what=what, error=error.message.partition(";")[0])
    return Synced(
        account=account,
        what=what,
        fetched=outcome.fetched,
        sent=outcome.sent,
        removed=outcome.removed,
        refused=tuple(outcome.refused),
    )


def conflicts(servers: Servers | None) -> list[ConflictView]:
    """What waits for a person to choose, oldest first within each account."""
    return [view for view, _, _ in found_conflicts(servers)]


def settle(servers: Servers | None, id: str, *, mine: bool) -> ConflictView:
    """End a conflict with what was here, or with what is on the server.

    Raises:
        NotFoundError: there is no such conflict, or several whose ids begin so.
        StaleError: the event was changed again meanwhile; the conflict stays.
        PassingError, FinalError: the server can't be reached, or refuses; the conflict stays.
    """
    fits = [one for one in found_conflicts(servers) if id and one[0].id.startswith(id.lower())]
    if len(fits) != 1:
        known = ", ".join(view.id for view, _, _ in fits or found_conflicts(servers))
        problem = "several conflicts have ids that begin with" if fits else "there is no conflict"
        raise NotFoundError(f"{problem} {id!r}" + (f"; there are: {known}" if known else ""))
    view, store, conflict = fits[0]
    store.settle(conflict, mine=mine)
    return view


def found_conflicts(servers: Servers | None) -> Iterator[tuple[ConflictView, CalDavStore, Conflict]]:
    for account, store in (servers.calendars if servers else {}).items():
        for conflict in store.conflicts():
            named = f"{account}\0{conflict.calendar}\0{conflict.name}"
            theirs = store.read(conflict.calendar, conflict.name)
            view = ConflictView(
                id=hashlib.sha256(named.encode()).hexdigest()[:8],
                account=account,
                calendar=conflict.calendar,
                mine=in_words(store, conflict, conflict.mine),
                server=in_words(store, conflict, theirs.data if theirs else None),
            )
            yield view, store, conflict


def in_words(store: CalDavStore, conflict: Conflict, data: bytes | None) -> str:
    if data is None:
        return "deleted"
    try:
        series = read_series(EventFile(conflict.calendar, conflict.name, data), store.zone)
    except UnreadableError as error:
        return f"can't be read: {error}"
    return "; ".join(described(one.main, store.zone) for one in series)
