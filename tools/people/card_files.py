"""Exchanging cards in the files of an address book, each by its own bytes: others in the file stay."""

import base64
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.errors import StaleError, StorageError
from tools.folded_lines import BOM
from tools.people.address_book import MAX_FILE_BYTES, Place
from tools.people.vcards import read_cards
from tools.plain_files import file_bytes
from tools.private_files import make_folder


@dataclass(frozen=True)
class CardEdit:
    """One card as it was and as it will be; empty where there is none."""

    file: str
    before: bytes
    after: bytes
    at: int = 0
    """Where in its file it stood."""

    @property
    def back(self) -> "CardEdit":
        """What takes it back."""
        return CardEdit(self.file, self.after, self.before, self.at)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "CardEdit":
        return cls(
            stored["file"],
            base64.b64decode(stored["before"]),
            base64.b64decode(stored["after"]),
            stored["at"],
        )

    def json_dict(self) -> dict[str, Any]:
        before, after = (base64.b64encode(data).decode() for data in (self.before, self.after))
        return {"file": self.file, "before": before, "after": after, "at": self.at}


class CardFiles:
    """The files of cards in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, place: Place) -> bytes:
        """The card at `place`.

        Raises:
            StaleError: no card stands there any more.
        """
        data = self._data(place.file)[place.start : place.stop]
        if len(read_cards(data).cards) != 1:
            raise StaleError(f"{place.file} has been changed meanwhile; look the contact up again")
        return data

    def is_done(self, edit: CardEdit) -> bool:
        """Whether the file has the card as it will be."""
        data = self._data(edit.file)
        return (
            edit.after in data if edit.after else edit.before not in data and not _has_uid(data, edit.before)
        )

    def exchange(self, edits: Iterable[CardEdit]) -> None:
        """Have every card be as it will be; what is so already stays.

        Raises:
            StaleError: one of them is neither as it was nor as it will be. Nothing has been changed.
        """
        open_ = [edit for edit in edits if not self.is_done(edit)]
        for edit in open_:
            if edit.before not in self._data(edit.file):
                raise StaleError("a card has been changed by another program meanwhile; nothing was changed")
        for edit in open_:
            self._exchange(edit)

    def _exchange(self, edit: CardEdit) -> None:
        data = self._data(edit.file)
        if edit.before:
            changed = data.replace(edit.before, edit.after, 1)
        elif data:
            at = edit.at if _is_between(data, edit.at) else len(data)
            line_end = b"" if at == 0 or data[at - 1 : at] in (b"\n", b"\r") else b"\r\n"
            changed = data[:at] + line_end + edit.after + data[at:]
        else:
            changed = edit.after
        # A file may be a link into another program's folder.
        path = (self._folder / edit.file).resolve()
        try:
            if not changed.removeprefix(BOM).strip():
                path.unlink(missing_ok=True)
            else:
                _write(path, changed)
        except OSError as error:
            raise StorageError(f"{path} can't be written ({error.strerror or error})") from error

    def _data(self, name: str) -> bytes:
        try:
            return file_bytes(self._folder / name, MAX_FILE_BYTES)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise StorageError(f"{self._folder / name} can't be read ({error.strerror or error})") from error


def _is_between(data: bytes, at: int) -> bool:
    """Whether a line begins there that is in no card."""
    before = data[:at].upper()
    begins = before.removeprefix(BOM)[-1:] in (b"", b"\n", b"\r")
    return begins and before.count(b"BEGIN:VCARD") <= before.count(b"END:VCARD")


def _has_uid(data: bytes, card: bytes) -> bool:
    """Whether `data` has a card of the same person, as somebody has changed it."""
    gone = {one.person.uid for one in read_cards(card).cards}
    return any(one.person.uid in gone for one in read_cards(data).cards)


def _write(path: Path, data: bytes) -> None:
    make_folder(path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, file.name)
    Path(file.name).replace(path)
