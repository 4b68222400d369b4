"""Which folder of a server is which of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.mail.message import Folder

BY_USE = {
    "\\sent": Folder.SENT,
    "\\drafts": Folder.DRAFTS,
    "\\archive": Folder.ARCHIVE,
    "\\trash": Folder.TRASH,
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
NOT_SHOWN = frozenset({"\\noselect", "\\nonexistent"})
VIRTUAL = frozenset({"\\all", "\\flagged", "\\important"})
"""Views of what is in other folders (RFC 6154): mirrored, each mail would be there twice."""


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder as the server lists it."""

    name: str
    flags: frozenset[str]
    """In lower case."""
    delimiter: str = "/"


def matched(remote: Iterable[RemoteFolder], known: Mapping[str, str]) -> dict[str, str]:
    """Our name for each folder of the server, by its name there; those in `known` keep theirs."""
    shown = [one for one in remote if not one.flags & NOT_SHOWN]
    real = [one for one in shown if not one.flags & VIRTUAL]
    names = {one.name: known[one.name] for one in real if one.name in known}
    taken = set(names.values())

    def give(one: RemoteFolder, name: str) -> None:
        if one.name not in names and name not in taken:
            names[one.name] = name
            taken.add(name)

    for one in real:
        if one.name.upper() == "INBOX":
            give(one, Folder.INBOX)
        for use in sorted(one.flags & BY_USE.keys()):
            give(one, BY_USE[use])
    for folder, usual in USUAL_NAMES.items():
        for one in sorted(real, key=lambda one: len(one.name)):
            if own_name(one).casefold() in usual:
                give(one, folder)
    # Some providers have no archive but a view of everything: what leaves the inbox stays in it.
    for one in shown:
        if "\\all" in one.flags:
            give(one, Folder.ARCHIVE)
    for one in real:
        give(one, local_name(one, taken))
    return {name: str(folder) for name, folder in names.items()}


def own_name(folder: RemoteFolder) -> str:
    """Its name without those of the folders that it is in."""
    return folder.name.rpartition(folder.delimiter)[2] if folder.delimiter else folder.name


def local_name(folder: RemoteFolder, taken: Iterable[str]) -> str:
    """A name that a Maildir++ can have: dots part folders in it."""
    parts = folder.name.split(folder.delimiter) if folder.delimiter else [folder.name]
    plain = ".".join(part.replace(".", "_").replace("/", "_") for part in parts) or "folder"
    reserved = {*taken, *map(str, Folder)}
    name, number = plain, 2
    while name in reserved:
        name, number = f"{plain}_{number}", number + 1
    return name
