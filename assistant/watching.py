"""While the chat is open: mail is heard of as it arrives, and calendars are compared beside it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from assistant.home import Home
from assistant.servers import Servers, conflict_note
from tools.mail.addresses import label
from tools.mail.message import Folder
from tools.mail.store import MailStore, Query

if TYPE_CHECKING:
    from tools.mail.imap.store import ImapStore
    from tools.mail.message import Envelope

LOOKED_AT = 50
"""So many of the newest unread mails are told apart from those that were there before."""


@contextmanager
def watching(home: Home, tell: Callable[[str], None]) -> Iterator[None]:
    """`tell` hears of new mail and of conflicts, in one sentence each, from threads of their own."""
    if home.servers is None:
        yield
        return
    with ExitStack() as watches:
        for name, mailbox in home.servers.mailboxes.items():
            news = News(mailbox, home.servers.mirrors[name], tell)
            watches.callback(mailbox.watch(news.come).stop)
        calendars = CalendarWatch(home.servers, home.settings.sync_s, tell)
        watches.callback(calendars.stop)
        yield


class News:
    """Tells of the mails that weren't there before; a first mirror brings many that are not new."""

    def __init__(self, mailbox: "ImapStore", mirror: MailStore, tell: Callable[[str], None]) -> None:
        self._mailbox = mailbox
        self._mirror = mirror
        self._tell = tell
        self._complete = mailbox.complete
        self._known = {mail.id for mail in self._unread()}

    def come(self) -> None:
        """Something has arrived."""
        new = [mail for mail in self._unread() if mail.id not in self._known]
        self._known |= {mail.id for mail in new}
        if new and self._complete:
            more = f" (and {len(new) - 1} more)" if len(new) > 1 else ""
            self._tell(f"New mail from {label(new[0].sender)}: {new[0].subject}{more}")
        self._complete = self._mailbox.complete

    def _unread(self) -> "tuple[Envelope, ...]":
        """Of the mirror: nobody who opens a chat waits for a server."""
        return self._mirror.search(Query(folder=Folder.INBOX, unread=True), LOOKED_AT).envelopes


class CalendarWatch:
    """A thread that has the calendars compared every so often."""

    def __init__(self, servers: Servers, every_s: float, tell: Callable[[str], None]) -> None:
        self._servers = servers
        self._every_s = every_s
        self._tell = tell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="calendar watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        known = self._waiting()
        while not self._stop.wait(self._every_s):
            for calendar in self._servers.calendars.values():
                calendar.keep_fresh()
            waiting = self._waiting()
            if waiting > known:
                note = conflict_note(waiting)
                self._tell(f"{note[:1].upper()}{note[1:]}.")
            known = waiting

    def _waiting(self) -> int:
        return sum(len(calendar.conflicts()) for calendar in self._servers.calendars.values())
