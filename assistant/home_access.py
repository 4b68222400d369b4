"""Who besides its owner gets into a home: refused where they could change it, or else said."""

import stat
from collections.abc import Iterator
from pathlib import Path

from tools.errors import StorageError
from tools.private_files import intruders, open_to_others

OURS = (
    "assistant.toml",
    "accounts.toml",
    "secrets.toml",
    "users.toml",
    "users",
    "assistant.db",
    "locks",
    "logs",
    "backups",
)
"""What no other program shares. Calendar, mail and contacts may be shared by choice."""
SHARED = ("calendar", "mail", "contacts")


def check_access(home: Path) -> None:
    """Look at a home before anything in it is believed, as ssh looks at its folder.

    Whoever can write there can have code run, read what is kept, and answer approvals.

    Raises:
        StorageError: others can change the home, or what is only ours in it.
    """
    # Where a link leads is as good as whoever made it.
    for path in (home, *_there(home, OURS)):
        link = intruders(path, follow=False) if path.is_symlink() else ""
        if who := link or intruders(path):
            raise StorageError(
                f"the home can be changed by others: {path}: {who}. Look whether somebody did; "
                f"then make it yours alone (chown, chmod go-w {path}), or set ASSISTANT_HOME"
            )


def shared_parts(home: Path) -> Iterator[str]:
    """What a person should know of who else gets in, as sentences; of the parts that may be shared, too."""
    for folder in home.resolve().parents:
        # In a folder like /tmp nobody takes away what is somebody else's.
        if not folder.stat().st_mode & stat.S_ISVTX and (who := intruders(folder)):
            yield f"the home can be exchanged for another: {folder}: {who}"
    if not open_to_others(home):
        return
    for path in _there(home, SHARED):
        if who := intruders(path):
            yield f"{path} can be changed by others: {who}; if that isn't meant to be: chmod go-w {path}"
    for path in _there(home, ("assistant.toml",)):
        if open_to_others(path) and b"key" in path.read_bytes().lower():
            yield f"{path} holds a key and can be read by others; say: chmod go= {path}"


def _there(home: Path, names: tuple[str, ...]) -> Iterator[Path]:
    return (home / name for name in names if (home / name).exists())
