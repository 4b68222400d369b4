"""The files of the mirror: what is here, and writing many of them at once."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.mail.imap.identity import identity_of
from tools.mail.imap.partial import full_size
from tools.mail.line_ends import in_a_file, on_the_wire
from tools.mail.mail_files import UnreadableFileError, read_beginning
from tools.mail.maildir import Entry, Maildir, publish, sync_directory, write_synced
from tools.mail.message import Mark


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is to be written."""

    folder: str
    base: str
    content: bytes
    flags: frozenset[Mark]
    received: datetime


@dataclass(frozen=True, slots=True)
class Stray:
    """A file that the server has not been told of."""

    entry: Entry
    message_id: str
    identity: str
    is_partial: bool


class MirrorFiles:
    """The Maildir of a mirror."""

    def __init__(self, maildir: Maildir) -> None:
        self.maildir = maildir

    def entries(self, folder: str) -> dict[str, Entry]:
        """What is in a folder, by base."""
        places = self.maildir.places(folder)
        return {entry.base: entry for place in places if (entry := Entry.at(folder, place)).counts}

    def read(self, entry: Entry) -> bytes | None:
        """The bytes of a file; None: it was renamed or removed since, or is none that can be read."""
        try:
            return read_beginning(self.maildir.file(entry), -1)[0]
        except (FileNotFoundError, UnreadableFileError):
            return None

    def write(self, arrivals: Iterable[Arrival]) -> Iterator[Entry]:
        """Write files, each complete and on disk or not at all; what is there already stays.

        Lines end as in every file of a Maildir: mutt would show what IMAP ends them with as ^M.
        """
        written: set[Path] = set()
        with self.maildir.changing():
            for one in arrivals:
                self.maildir.make(one.folder)
                entry = self._place_of(one)
                temporary = self.maildir.path(one.folder) / "tmp" / f"{one.base}.{os.getpid()}"
                final = self.maildir.file(entry)
                try:
                    write_synced(temporary, in_a_file(one.content), one.received)
                    if not final.exists():
                        publish(temporary, final)
                finally:
                    temporary.unlink(missing_ok=True)
                written.add(final.parent)
                yield entry
            for folder in written:
                sync_directory(folder)

    def _place_of(self, arrival: Arrival) -> Entry:
        if arrival.flags:
            return Entry(
                arrival.folder, "cur", arrival.base, self.maildir.info(arrival.folder, arrival.flags)
            )
        return Entry(arrival.folder, "new", arrival.base)

    def remove(self, entry: Entry) -> None:
        with self.maildir.changing():
            self.maildir.file(entry).unlink(missing_ok=True)

    def stray(self, entry: Entry) -> Stray | None:
        content = self.read(entry)
        if content is None:
            return None
        size = full_size(content)
        message_id, identity = identity_of(content, len(on_the_wire(content)) if size is None else size)
        return Stray(entry, message_id, identity, size is not None)


def base_of(remote: str, uidvalidity: int, uid: int, received: datetime) -> str:
    """The file name of a mail of the server: the same each time it is fetched, and no other mail's."""
    digest = hashlib.sha256(f"{remote}\0{uidvalidity}\0{uid}".encode()).hexdigest()[:24]
    return f"{max(0, int(received.timestamp()))}.{digest}.imap"
