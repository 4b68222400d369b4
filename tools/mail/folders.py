"""Folders by the names that people give them."""

import re
from collections.abc import Sequence

from tools.errors import ToolError
from tools.mail.folder_names import like_others, spoken
from tools.mail.message import Folder
from tools.mail.store import JUNK, MailStore, is_junk

SAID = {
    "bin": Folder.TRASH, "deleted": Folder.TRASH, "deleted items": Folder.TRASH, "wastebasket": Folder.TRASH,
    "archives": Folder.ARCHIVE, "archived": Folder.ARCHIVE, "draft": Folder.DRAFTS, "mailbox": Folder.INBOX,
    "outbox": Folder.SENT, "sent mail": Folder.SENT, "sent items": Folder.SENT,
}  # fmt: skip
FIT = re.compile(r"[^\W_][\w &+'-]{0,49}")
"""How a folder can be called that is made here: what every server takes."""


def folder_named(mailbox: MailStore, said: str) -> str:
    """The folder that is called so, in whichever letters.

    Raises:
        ToolError: there is none; the message says which there are.
    """
    folders = mailbox.folders()
    found = find_folder(folders, said)
    if not found:
        raise ToolError(f"there is no folder {said!r}; there are {', '.join(map(spoken, folders))}")
    return found


def folder_for(mailbox: MailStore, said: str) -> tuple[str, bool]:
    """The folder that mails are to go to, and whether it is there already.

    Raises:
        ToolError: no folder can be called so.
    """
    folders = mailbox.folders()
    if found := find_folder(folders, said):
        return found, True
    name = " ".join(said.split())
    if is_junk(name):
        return JUNK, False
    if not FIT.fullmatch(name):
        raise ToolError(f"no folder can be called {said!r}; there are {', '.join(map(spoken, folders))}")
    return like_others(name, folders), False


def find_folder(folders: Sequence[str], said: str) -> str:
    """The one of `folders` that is meant; empty: none.

    Raises:
        ToolError: several are called so.
    """
    name = " ".join(said.split()).casefold()
    name = name.removeprefix("the ").removesuffix(" folder")
    if is_junk(name):
        return next((folder for folder in folders if is_junk(folder)), "")
    name = str(SAID.get(name, name))
    called = {folder: {folder.casefold(), spoken(folder).casefold()} for folder in folders}
    exact = [folder for folder in folders if name in called[folder]]
    within = [folder for folder in folders if name in {one.rpartition(".")[2] for one in called[folder]}]
    found = exact or within
    if len(found) > 1:
        raise ToolError(f"several folders are called {said!r}: {', '.join(map(spoken, found))}")
    return found[0] if found else ""
