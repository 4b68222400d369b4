"""Which folder of a server is which of ours."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tools.mail.message import Folder
from tools.mail.store import JUNK

BY_USE = {
    "\\sent": Folder.SENT,
    "\\drafts": Folder.DRAFTS,
    "\\archive": Folder.ARCHIVE,
    "\\trash": Folder.TRASH,
    "\\junk": JUNK,
}
USUAL_NAMES = {
    Folder.SENT: ("sent", "sent items", "sent mail", "sent messages", "gesendet", "envoyés", "enviados"),
    Folder.DRAFTS: ("drafts", "draft", "entwürfe", "brouillons", "borradores"),
    Folder.ARCHIVE: ("archive", "archives", "archiv", "all mail"),
    Folder.TRASH: ("trash", "deleted items", "deleted messages", "bin", "papierkorb", "corbeille"),
}
MADE = {
    Folder.SENT: "Sent",
    Folder.DRAFTS: "Drafts",
    Folder.ARCHIVE: "Archive",
    Folder.TRASH: "Trash",
}
"""What a folder is called that the server has not got yet."""
UNFIT = re.compile(r"[./\x00-\x1f\x7f\\\ud800-\udfff]")
MAX_NAME_BYTES = 200
ENDINGS = ("", "-wal", "-shm")
DATABASES = tuple(f"{kind}.db{end}" for kind in ("index", "mirror") for end in ENDINGS)
OURS = frozenset({"lock", "index.lock", "mirror.lock", *DATABASES})
"""What a folder can't be called here, because a file of ours beside the mails is."""
NOT_SHOWN = frozenset({"\\noselect", "\\nonexistent"})
NONE_CHOSEN: Mapping[str, str] = MappingProxyType({})
VIRTUAL = frozenset({"\\all", "\\flagged", "\\important"})
"""Views of what is in other folders (RFC 6154): mirrored, each mail would be there twice."""


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder as the server lists it."""

    name: str
    flags: frozenset[str]
    """In lower case."""
    delimiter: str = "/"
    usable: bool = True
    """Its name can be read, and named to the server again."""


def matched(
    remote: Iterable[RemoteFolder], known: Mapping[str, str], chosen: Mapping[str, str] = NONE_CHOSEN
) -> dict[str, str]:
    """Our name for each folder of the server, by its name there; those in `known` keep theirs.

    `chosen` are names there by ours, as somebody wants them: whatever is known of these doesn't count.
    """
    shown = [one for one in remote if one.usable and not one.flags & NOT_SHOWN]
    real = [one for one in shown if not one.flags & VIRTUAL]
    there = {one.name for one in shown if one.name.upper() != "INBOX"}
    names = {theirs: ours for ours, theirs in chosen.items() if theirs in there}
    taken = set(names.values())
    for one in real:
        if one.name in known and one.name not in names and known[one.name] not in taken:
            names[one.name] = known[one.name]
    taken |= set(names.values())

    def give(one: RemoteFolder, name: str) -> None:
        if one.name not in names and name not in taken:
            names[one.name] = name
            taken.add(name)

    for one in real:
        if one.name.upper() == "INBOX":
            give(one, Folder.INBOX)
        for use in sorted(one.flags & BY_USE.keys()):
            give(one, BY_USE[use])
    # Some providers have no archive but a view of everything: what leaves the inbox stays in it.
    for one in shown:
        if "\\all" in one.flags:
            give(one, Folder.ARCHIVE)
    for folder, usual in USUAL_NAMES.items():
        for name in usual:
            for one in real:
                if top_name(one).casefold() == name:
                    give(one, folder)
    for one in real:
        give(one, local_name(one, taken))
    return {name: str(folder) for name, folder in names.items()}


def top_name(folder: RemoteFolder) -> str:
    """The name of a folder that is in none but the inbox; empty for one inside another."""
    inbox, delimiter, name = folder.name.partition(folder.delimiter or "\0")
    if not delimiter:
        return folder.name
    return name if inbox.upper() == "INBOX" and folder.delimiter not in name else ""


def local_name(folder: RemoteFolder, taken: Iterable[str]) -> str:
    """A name that a Maildir++ can have: dots part folders in it."""
    parts = folder.name.split(folder.delimiter) if folder.delimiter else [folder.name]
    # With a part that is empty, "/" would be the folder above the mails.
    plain = short(".".join(UNFIT.sub("_", part) for part in parts if part) or "folder")
    # In small letters: Folder.SENT is the directory .Sent, and some file systems see no difference at all.
    reserved = {name.casefold() for name in (*taken, *Folder, *OURS)}
    name, number = plain, 2
    while name.casefold() in reserved:
        name, number = f"{plain}_{number}", number + 1
    return name


def short(name: str) -> str:
    """`name`, its end replaced by a digest where no file system would take all of it."""
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name.encode()[: MAX_NAME_BYTES - 13].decode('utf-8', 'ignore')}_{digest}"
