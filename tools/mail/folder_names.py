"""Folders as people call them, where a directory has the name that IMAP gives it.

Dovecot and offlineimap keep letters outside ASCII so: `.Vertr&AOQ-ge` (RFC 3501, 5.1.3).
"""

from collections.abc import Iterable


def spoken(folder: str) -> str:
    """The name that stands in modified UTF-7; any other as it is."""
    if "&" not in folder or not folder.isascii():
        return folder
    from imapclient.imap_utf7 import decode, encode

    try:
        name = decode(folder.encode())
        same = encode(name) == folder.encode()
    except UnicodeError:
        return folder
    return name if same and name.isprintable() else folder


def like_others(name: str, folders: Iterable[str]) -> str:
    """What a new folder is called beside these: as IMAP has it, where one of them is called so."""
    if name.isascii() or not any(spoken(folder) != folder for folder in folders):
        return name
    from imapclient.imap_utf7 import encode

    return str(encode(name), "ascii")
