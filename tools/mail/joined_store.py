"""The mailboxes of several accounts as one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tools.errors import AmbiguousError, ToolError, UnknownIdError
from tools.mail.message import Envelope, Flag, Folder, Mark, Message
from tools.mail.parsing import parse
from tools.mail.store import MailStore, Page, Query
from tools.people.domains import mailbox_key
from tools.problems import Problem

OWN = (Folder.SENT, Folder.DRAFTS)


class JoinedMailStore:
    """A `MailStore` that looks into all of `stores`, which are named by their owners' addresses.

    What is put somewhere goes to the mailbox of its sender, if it is a mail of one's own, and otherwise
    to the first.
    """

    def __init__(self, stores: Mapping[str, MailStore]) -> None:
        self._stores = {mailbox_key(address): store for address, store in stores.items()}
        self._all = tuple(self._stores.values())

    def folders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(folder for store in self._all for folder in store.folders()))

    def refresh(self, *folders: str) -> None:
        for store in self._all:
            store.refresh(*folders)

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        for store in self._all:
            store.catch_up(progress)

    @property
    def progress(self) -> tuple[int, int] | None:
        going_on = [progress for store in self._all if (progress := store.progress)]
        return (sum(p[0] for p in going_on), sum(p[1] for p in going_on)) if going_on else None

    def search(self, query: Query, limit: int = 20) -> Page:
        pages = [store.search(query, limit) for store in self._all]
        # A mail from one of one's accounts to another is in both.
        found = {mail.id: mail for page in reversed(pages) for mail in page.envelopes}
        newest = sorted(found.values(), key=lambda mail: (mail.date, mail.id), reverse=True)
        return Page(
            tuple(newest[:limit]),
            more=sum(page.more for page in pages) + len(newest[limit:]),
        )

    def envelope(self, id: str, folder: str = "") -> Envelope:
        return self._located(id, folder)[1]

    def read(self, id: str) -> Message:
        store, mail = self._located(id)
        return store.read(mail.id)

    def thread(self, id: str) -> tuple[Message, ...]:
        store, mail = self._located(id)
        return store.thread(mail.id)

    def content(self, id: str) -> bytes:
        store, mail = self._located(id)
        return store.content(mail.id)

    def with_message_id(self, message_id: str, folder: str) -> Envelope | None:
        found = (store.with_message_id(message_id, folder) for store in self._all)
        return next((mail for mail in found if mail is not None), None)

    def written_to(self, address: str) -> bool:
        return any(store.written_to(address) for store in self._all)

    def deliver(
        self,
        content: bytes,
        folder: str,
        *,
        flags: frozenset[Flag] = frozenset(),
        received: datetime | None = None,
    ) -> Envelope:
        return self._home_of(content, folder).deliver(content, folder, flags=flags, received=received)

    def move(self, id: str, folder: str, *, source: str = "") -> Envelope:
        store, mail = self._located(id, source)
        return store.move(mail.id, folder, source=source)

    def flag(
        self,
        id: str,
        *,
        add: frozenset[Mark] = frozenset(),
        remove: frozenset[Mark] = frozenset(),
        source: str = "",
    ) -> None:
        store, mail = self._located(id, source)
        store.flag(mail.id, add=add, remove=remove, source=source)

    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for store in self._all for problem in store.problems())

    def close(self) -> None:
        for store in self._all:
            store.close()

    def _home_of(self, content: bytes, folder: str) -> MailStore:
        if folder not in OWN or len(self._all) == 1:
            return self._all[0]
        return self._stores.get(parse(content, rough=True).sender.key, self._all[0])

    def _located(self, id: str, folder: str = "") -> tuple[MailStore, Envelope]:
        """The mail and its mailbox, the first of those that have it."""
        found: list[tuple[MailStore, Envelope]] = []
        missing: ToolError | None = None
        for store in self._all:
            try:
                found.append((store, store.envelope(id, folder)))
            except AmbiguousError:
                raise
            except ToolError as error:
                missing = error
        if len({mail.id for _, mail in found}) > 1:
            fits = [f"{mail.id} ({mail.subject})" for _, mail in found]
            raise AmbiguousError(f"several mails have an id that begins with {id!r}: {', '.join(fits)}", fits)
        if found:
            return found[0]
        raise missing or UnknownIdError(f"there is no mail with the id {id!r}")
