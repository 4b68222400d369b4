"""A home in which every kind of fault is, each beside something good."""

import os
from pathlib import Path

from tests.everything import calendars, cards, mails


def fill(home: Path) -> None:
    """Lay all kinds of files into `home`."""
    for kind in calendars.KINDS:
        for name, content in kind.files.items():
            put(home / "calendar" / "personal" / name, content)
    for kind in cards.KINDS:
        for name, content in kind.files.items():
            put(home / "contacts" / name, content)
    number = 0
    for kind in mails.KINDS:
        for name, content in kind.files.items():
            number += 1
            inside = name if "/" in name else f"cur/{name}"
            put(home / "mail" / (inside if ":" in name else f"{inside}.{number}.host:2,S"), content)
    place_what_is_no_file(home / "mail" / "cur", ":2,S")
    place_what_is_no_file(home / "calendar" / "personal", ".ics")
    place_what_is_no_file(home / "contacts", ".vcf")


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


NO_FILES = ("a-folder", "a-link", "a-pipe")


def place_what_is_no_file(folder: Path, ending: str) -> None:
    """A folder, a pipe that nobody writes to and a link to nowhere, called as files there are."""
    (folder / f"a-folder{ending}").mkdir()
    (folder / f"a-link{ending}").symlink_to("nowhere")
    os.mkfifo(folder / f"a-pipe{ending}")
