"""While the chat is open: mail is heard of as it arrives, and calendars are compared beside it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from assistant.accounts.servers import Servers, conflict_note
from tools.errors import AssistantError
from tools.mail.addresses import label
from tools.mail.message import Folder
from tools.mail.store import MailStore, Query

if TYPE_CHECKING:
    from assistant.invitations.waiting import Waiting
    from tools.mail.imap.store import ImapStore
    from tools.mail.message import Envelope

logger = logging.getLogger(__name__)

MOST_OFFERS = 5
LOOKED_AT = 50
"""So many of the newest unread mails are told apart from those that were there before."""


@contextmanager
def watched_mirrors(
    servers: Servers,
    invitations: "Callable[[], tuple[Waiting, ...]]",
    tell: Callable[[str], None],
    *,
    every_s: float,
) -> Iterator[None]:
    """`tell` hears of new mail, of invitations and of conflicts, in one sentence each.

    It is called from threads of their own.
    """
    with ExitStack() as watches:
        offers = Offers(invitations, tell)
        beginning = threading.Thread(target=offers.look, name="invitations", daemon=True)
        beginning.start()
        watches.callback(beginning.join)
        for name, mailbox in servers.mailboxes.items():
            news = News(mailbox, servers.mirrors[name], offers, tell)
            watches.callback(mailbox.watch(news.come).stop)
        calendars = CalendarWatch(servers, every_s, tell)
        watches.callback(calendars.stop)
        yield


class Offers:
    """Tells of each invitation that waits for an answer, and of each answer of a guest, once.

    What is told says what to say about it.
    """

    def __init__(self, waiting: "Callable[[], tuple[Waiting, ...]]", tell: Callable[[str], None]) -> None:
        self._waiting = waiting
        self._tell = tell
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def look(self) -> None:
        """Tell of what wasn't told of before."""
        with self._lock:
            try:
                found = [one for one in self._waiting() if one.mail.id not in self._told]
            except AssistantError as error:
                logger.warning("invitations were not looked at: %s", error.code)
                return
            self._told |= {one.mail.id for one in found}
        self._offer([one for one in found if one.is_invitation], "accept, decline or maybe")
        notes = [one for one in found if not one.is_invitation]
        self._offer(notes, "note it" if len(notes) == 1 else "note the answers")

    def has_told(self, mail_id: str) -> bool:
        with self._lock:
            return mail_id in self._told

    def _offer(self, found: "list[Waiting]", say: str) -> None:
        for one in found[:MOST_OFFERS]:
            last = one is found[-1]
            self._tell(f"{one.text[:1].upper()}{one.text[1:]}.{f' Say: {say}' if last else ''}")
        if len(found) > MOST_OFFERS:
            self._tell(f"And {len(found) - MOST_OFFERS} more; to see them say: show invitations")


class News:
    """Tells of the mails that weren't there before; a first mirror brings many that are not new."""

    def __init__(
        self, mailbox: "ImapStore", mirror: MailStore, offers: Offers, tell: Callable[[str], None]
    ) -> None:
        self._offers = offers
        self._mailbox = mailbox
        self._mirror = mirror
        self._tell = tell
        self._complete = mailbox.complete
        self._known = {mail.id for mail in self._unread()}

    def come(self) -> None:
        """Something has arrived."""
        new = [mail for mail in self._unread() if mail.id not in self._known]
        self._known |= {mail.id for mail in new}
        if self._complete and any(mail.calendar for mail in new):
            self._offers.look()
            new = [mail for mail in new if not self._offers.has_told(mail.id)]
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
                calendar.comparisons.before_a_look()
            waiting = self._waiting()
            if waiting > known:
                note = conflict_note(waiting)
                self._tell(f"{note[:1].upper()}{note[1:]}.")
            known = waiting

    def _waiting(self) -> int:
        return sum(len(calendar.conflicts()) for calendar in self._servers.calendars.values())
