"""A Maildir++ on disk: folders, file names, and changes to them that other programs can live with."""

import contextlib
import errno
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tools.errors import StorageError
from tools.mail.file_names import meant, shown, shown_all
from tools.mail.line_ends import in_a_file
from tools.mail.message import Flag, Folder, Label, Mark
from tools.mail.tags import KEYWORDS, carried, letters_for, words_in
from tools.private_files import make_folder

if TYPE_CHECKING:
    from filelock import FileLock

DIRECTORIES = {
    Folder.INBOX: "",
    Folder.SENT: ".Sent",
    Folder.DRAFTS: ".Drafts",
    Folder.ARCHIVE: ".Archive",
    Folder.TRASH: ".Trash",
}
FOLDERS = {directory: str(folder) for folder, directory in DIRECTORIES.items()}
LOCK_WAIT_S = 30
STRAY_S = 36 * 3600
KEPT_LETTERS = frozenset("DFPRST")
OTHER_MARK = re.compile(r"(.+)([;!]2,[A-Za-z]*)")
NUMBER_HERE = re.compile(r",U=\d+(?=,|$)")

Stamp = tuple[int, int]
OWN_PARTS = ("tmp", "new", "cur")
UNSURE: Stamp = (-1, -1)
"""The time of no folder: whatever has it is looked at again."""
FINE_NS = 30_000_000
COARSE_NS = 2_000_000_000
"""A folder may change again within this time and keep its own: some file systems count in two seconds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message file: where it is, and what its name says."""

    folder: str
    sub: str
    """`new` or `cur`."""
    base: str
    """The name without its flags; it stays the same as long as the file does. As `file_names.shown`."""
    info: str = ""
    """What follows the base in the name."""

    @classmethod
    def at(cls, folder: str, place: str) -> "Entry":
        """The message that is in `folder` as `place`."""
        sub, _, name = place.partition("/")
        base, mark, info = name.partition(":")
        if not mark and "2," in name and (other := OTHER_MARK.fullmatch(name)):
            base, info = other.groups()
        return cls(folder, sub, base, mark + info)

    @property
    def counts(self) -> bool:
        """Whether it is a message: Maildir leaves names with a dot in front to others."""
        return not self.base.startswith(".")

    @property
    def place(self) -> str:
        """Where it is in its folder: `cur/name`."""
        return f"{self.sub}/{self.base}{self.info}"

    def with_mark(self, info: str) -> str:
        """`info` behind the sign that this file has: where a file system takes no colon, it is another."""
        return self.info[:1] + info[1:] if self.info else info

    @property
    def flags(self) -> frozenset[Flag]:
        letters = self.info.partition("2,")[2]
        return frozenset(Flag(letter) for letter in letters if letter in KEPT_LETTERS)

    @property
    def tags(self) -> frozenset[str]:
        """Letters of another program's own."""
        return frozenset(self.info.partition("2,")[2]) - KEPT_LETTERS


class Maildir:
    """The folders under `root`, made when they are missing.

    A change is one rename or link: a program that looks at the same moment sees the message
    before it or after it. Changes of our own processes wait for each other.

    Raises:
        StorageError: the folder can't be made, read or written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock: FileLock | None = None
        self._places: dict[str, tuple[Path, Path]] = {}
        self._words: dict[str, tuple[int, Mapping[str, str]]] = {}
        with explained(root):
            for folder in Folder:
                self.make(folder)

    def make(self, folder: str) -> None:
        path = self.path(folder)
        make_folder(path)
        for sub in OWN_PARTS:
            (path / sub).mkdir(mode=0o700, exist_ok=True)
        if path != self.root:
            (path / "maildirfolder").touch(mode=0o600)

    def path(self, folder: str) -> Path:
        known = DIRECTORIES.get(Folder(folder)) if folder in list(Folder) else f".{meant(folder)}"
        return self.root / known if known else self.root

    def file(self, entry: Entry) -> Path:
        return self.path(entry.folder) / meant(entry.place)

    def folders(self) -> tuple[str, ...]:
        """All folders, those of other programs included."""
        with explained(self.root), os.scandir(self.root) as found:
            names = [item.name for item in found if item.name.startswith(".") and item.is_dir()]
        others = [shown(name[1:]) for name in sorted(names) if name not in FOLDERS and self._holds_mail(name)]
        return (*map(str, Folder), *others)

    def undotted(self) -> tuple[str, ...]:
        """Folders of mails that are none of ours, since their names begin with no dot: mbsync's, say."""
        with explained(self.root), os.scandir(self.root) as found:
            names = [item.name for item in found if not item.name.startswith(".") and item.is_dir()]
        return tuple(sorted(name for name in names if name not in OWN_PARTS and self._holds_mail(name)))

    def stamps(self, folder: str) -> Stamp:
        """When names in `new` and `cur` last changed, in ns; 0 for what is not there."""
        new, cur = self._new_and_cur(folder)
        with explained(self.root):
            return changed_ns(new), changed_ns(cur)

    def places(self, folder: str) -> set[str]:
        """Where the messages of a folder are, as `cur/name`; no file is opened."""
        found: set[str] = set()
        for sub, names in self._listed(folder):
            found.update(map(f"{sub}/".__add__, names))
        return found

    def find(self, folder: str, base: str) -> Entry | None:
        """The message with this base, whatever its flags have become."""
        for sub, names in self._listed(folder):
            for name in names:
                if base in name and (entry := Entry.at(folder, f"{sub}/{name}")).base == base:
                    return entry
        return None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody else of us changes anything meanwhile."""
        from filelock import FileLock, Timeout

        with explained(self.root):
            if self._lock is None:
                self._lock = FileLock(self.root / ".lock", timeout=LOCK_WAIT_S, mode=0o600)
            try:
                self._lock.acquire()
            except Timeout as error:
                raise StorageError(
                    f"the mailbox {self.root} is being changed by another process; nothing was changed"
                ) from error
            try:
                yield
            finally:
                self._lock.release()

    def deliver(
        self, content: bytes, folder: str, base: str, flags: frozenset[Flag], received: datetime | None
    ) -> Entry:
        """Put `content` into `folder` as `base`, complete and on disk, or not at all.

        Without flags it is a new message (`new`). What is there as `base` already stays, and is returned.
        Lines end with LF alone, as in every Maildir: mutt shows a CR as `^M`.
        """
        entry = Entry(folder, "cur", base, info_of(flags)) if flags else Entry(folder, "new", base)
        with self.changing():
            if there := self.find(folder, base):
                return there
            self.make(folder)
            temporary = self.path(folder) / "tmp" / f"{base}.{os.getpid()}"
            try:
                write_synced(temporary, in_a_file(content), received)
                publish(temporary, self.file(entry))
            finally:
                temporary.unlink(missing_ok=True)
            sweep(temporary.parent)
            sync_directory(self.file(entry).parent)
        return entry

    def move(self, entry: Entry, folder: str) -> Entry:
        """The same file in another folder. Raises FileNotFoundError when it is gone."""
        with self.changing():
            self.make(folder)
            # Not to `new`: what is moved should not be announced as arrived.
            tags = carried(entry.tags, self.path(entry.folder), self.path(folder))
            base = self._free_base(folder, name_elsewhere(entry.base))
            moved = Entry(folder, "cur", base, entry.with_mark(info_of(entry.flags, tags)))
            self.file(entry).rename(self.file(moved))
            sync_directory(self.file(moved).parent)
            sync_directory(self.file(entry).parent)
        return moved

    def words(self, folder: str) -> Mapping[str, str]:
        """The word for each letter of a label in `folder`."""
        path = self.path(folder)
        try:
            changed = (path / KEYWORDS).stat().st_mtime_ns
        except OSError:
            return {}
        known = self._words.get(folder)
        if known is None or known[0] != changed or time.time_ns() - changed < COARSE_NS:
            known = self._words[folder] = changed, words_in(path)
        return known[1]

    def labels(self, folder: str, letters: Iterable[str]) -> frozenset[Label]:
        """What these letters of a file name mean in `folder`."""
        words = self.words(folder)
        return frozenset(Label(words[letter]) for letter in letters if letter in words)

    def marks(self, entry: Entry) -> frozenset[Mark]:
        """The flags and labels of a message."""
        return entry.flags | self.labels(entry.folder, entry.tags)

    def kept(self, folder: str, marks: Iterable[Mark]) -> frozenset[Mark]:
        """Those of `marks` that a message in `folder` can have: it has room for 26 labels."""
        marks = frozenset(marks)
        words = {one.keyword for one in marks if isinstance(one, Label)}
        if words:
            # The first mail of a folder that there isn't yet may have some.
            self.make(folder)
        with explained(self.root):
            letters = letters_for(words, self.path(folder)) if words else {}
        return frozenset(one for one in marks if isinstance(one, Flag) or one.keyword in letters)

    def info(self, folder: str, marks: Iterable[Mark], others: Iterable[str] = ()) -> str:
        """The end of a file name in `folder` for these marks, and other letters."""
        marks = frozenset(marks)
        words = {one.keyword for one in marks if isinstance(one, Label)}
        letters = letters_for(words, self.path(folder)) if words else {}
        flags = frozenset(one for one in marks if isinstance(one, Flag))
        return info_of(flags, frozenset({*letters.values(), *others}))

    def flag(self, entry: Entry, marks: frozenset[Mark]) -> Entry:
        """The same file with these flags and labels. Raises FileNotFoundError when it is gone."""
        nameless = entry.tags - self.words(entry.folder).keys()
        with explained(self.root):
            info = self.info(entry.folder, marks, nameless)
        flagged = Entry(entry.folder, "cur", entry.base, entry.with_mark(info))
        with self.changing():
            self.file(flagged).parent.mkdir(mode=0o700, exist_ok=True)
            self.file(entry).rename(self.file(flagged))
            sync_directory(self.file(flagged).parent)
        return flagged

    def _listed(self, folder: str) -> Iterator[tuple[str, Sequence[str]]]:
        # `new` first: a message that moves to `cur` meanwhile is seen there, not missed in both.
        for path in self._new_and_cur(folder):
            with explained(self.root), contextlib.suppress(FileNotFoundError):
                yield path.name, shown_all(os.listdir(path))  # noqa: PTH208 - a path object each is slow

    def _holds_mail(self, name: str) -> bool:
        try:
            # What keeps no empty folders has left one of the two.
            return any((self.root / name / sub).is_dir() for sub in ("cur", "new"))
        except PermissionError:
            # Listed all the same: whoever looks into it says that it can't be read.
            return True

    def _new_and_cur(self, folder: str) -> tuple[Path, Path]:
        # Looked at before every answer: making the paths takes longer than the look.
        if folder not in self._places:
            path = self.path(folder)
            self._places[folder] = path / "new", path / "cur"
        return self._places[folder]

    def _free_base(self, folder: str, base: str) -> str:
        there = {Entry.at(folder, place).base for place in self.places(folder)}
        return next(name for n in count() if (name := f"{base}-{n}" if n else base) not in there)


def info_of(flags: frozenset[Flag], tags: frozenset[str] = frozenset()) -> str:
    """The end of a file name for these flags, and letters of another program's own."""
    return ":2," + "".join(sorted({*flags, *tags}))


def name_elsewhere(base: str) -> str:
    """The name of a file in another folder: without its number in this one, which mbsync keeps there.

    With it, mbsync finds two mails of one number, and from then on refuses to do anything.
    """
    return NUMBER_HERE.sub("", base)


def changed_ns(folder: Path) -> int:
    """When names in it last changed; 0 where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def relied_on(stamp: Stamp, looked_at_ns: int) -> Stamp:
    """`stamp`, or UNSURE where the folder had changed so shortly before `looked_at_ns` that it may have
    changed again since and kept its time. How long ago that look is says nothing."""
    return stamp if all(ns < looked_at_ns - granularity(ns) for ns in stamp) else UNSURE


def granularity(time_ns: int) -> int:
    """How far apart two changes must be to have different times, judged by the digits of one."""
    return COARSE_NS if time_ns % 1_000_000_000 == 0 else FINE_NS


def base_name(message_id: str, content: bytes, at: datetime) -> str:
    """A file name that is the same each time the same message is delivered: two deliveries are one.

    Starts with the time, as mail programs expect it.
    """
    identity = message_id.encode("utf-8", "surrogateescape") or content
    return f"{max(0, int(at.timestamp()))}.{hashlib.sha256(identity).hexdigest()[:24]}.assistant"


def write_synced(path: Path, content: bytes, received: datetime | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if received:
        os.utime(path, (received.timestamp(), received.timestamp()))


def publish(temporary: Path, final: Path) -> None:
    """Give a complete file its name, which nobody else has."""
    try:
        os.link(temporary, final)
    except OSError as error:
        # Some file systems have no links. The lock is held: nobody of us takes the name meanwhile.
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        temporary.rename(final)


def sweep(folder: Path) -> None:
    """Remove what a crash left behind, after the time that Maildir sets for it."""
    for stray in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if stray.stat().st_mtime < time.time() - STRAY_S:
                stray.unlink()


def sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def explained(root: Path) -> Iterator[None]:
    """Turns what the system says of a folder or disk into a sentence a person can act on.

    Raises:
        FileNotFoundError: a file is not there; another program may have moved it.
        StorageError: it can't be read or written.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageError(
            f"the mailbox {root} can't be read or written ({error.strerror or error})"
        ) from error
