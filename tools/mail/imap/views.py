"""What one comparison of the mirror with the server works with."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tools.mail.imap.files import Stray
from tools.mail.imap.server import Described, FolderState
from tools.mail.imap.status import Known, Linked
from tools.mail.message import Mark


@dataclass
class Outcome:
    """What a comparison came to, in mails."""

    fetched: int = 0
    sent: int = 0
    """Put on the server, moved there, or given other flags there."""
    removed: int = 0
    refused: list[str] = field(default_factory=list)
    """What could not be handed on or fetched, as sentences; it stays where it is."""
    left: set[str] = field(default_factory=set)
    """Folders with mails here that are to be handed on the next time."""


@dataclass
class View:
    """One folder, as the server has it."""

    linked: Linked
    state: FolderState
    stamp: tuple[int, int]
    """Of the folder here, before it was looked into."""
    new: list[int] = field(default_factory=list)
    """UIDs that aren't known here, the newest first."""
    refused: dict[int, str] = field(default_factory=dict)
    """Why there is nothing of some mails, by UID; `FOLDER`: of all of it."""
    flags: dict[int, frozenset[Mark]] = field(default_factory=dict)
    """Of known mails, where the server says that they have changed."""

    @property
    def name(self) -> str:
        return self.linked.name

    @property
    def remote(self) -> str:
        return self.linked.remote


class Waiting:
    """Mails here whose place on the server isn't known: they may be what is new there."""

    def __init__(self, known: Iterable[Known], strays: Iterable[Stray]) -> None:
        self._known: dict[str, list[Known]] = {}
        for mail in known:
            if mail.identity:
                self._known.setdefault(mail.identity, []).append(mail)
        self._strays = {(stray.entry.folder, stray.identity): stray for stray in strays if stray.identity}
        self._named = {(stray.entry.folder, stray.message_id): stray for stray in strays if stray.message_id}

    def known(self, folder: str, mail: Described) -> Known | None:
        """A known mail that has lost its place: this one, if it fits."""
        found = self._known.get(mail.identity, []) if mail.identity else []
        if not found:
            return None
        best = next((one for one in found if one.folder == folder), found[0])
        found.remove(best)
        return best

    def stray(self, folder: str, mail: Described, *, by_name: bool) -> Stray | None:
        """A file of this folder that is this mail; `by_name`: whatever the server has added to it."""
        found = self._strays.pop((folder, mail.identity), None) if mail.identity else None
        if found is None and by_name and mail.message_id:
            found = self._named.pop((folder, mail.message_id), None)
        return found


def merged(before: frozenset[Mark], here: frozenset[Mark], there: frozenset[Mark]) -> frozenset[Mark]:
    """The flags after the changes of both sides."""
    added = (here - before) | (there - before)
    removed = (before - here) | (before - there)
    return (before | added) - removed
