"""Which working folders the person trusts, and with which content of their `.env`.

Kept by user, beside no folder and in no home: no folder can say so of itself, nor open a home that does.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tools.errors import NotFoundError, SettingsError
from tools.private_files import intruders, make_folder, write_private
from tools.values import Value


class TrustState(StrEnum):
    """How a folder's `.env` stands to what the person has said of it."""

    TRUSTED = "trusted"
    CHANGED = "changed"
    """It was trusted, with other content."""
    UNKNOWN = "not trusted"
    GONE = "gone"
    """It was trusted, and isn't there any more."""


class Trusted(Value):
    """What the person has said of a folder."""

    folder: str
    sha256: str
    """Of the `.env` as it was then."""
    trusted_at: datetime


class Trust:
    """The folders that the person trusts, in a file of theirs.

    Raises (all methods):
        SettingsError: the file can't be read, or others could have written it.
        StorageError: it can't be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        """`path` instead of the user's own file."""
        self.path = path or _default_path()

    def state(self, folder: Path, content: bytes) -> TrustState:
        """Whether `folder` is trusted with this content of its `.env`."""
        known = self._read().get(str(folder))
        if known is None:
            return TrustState.UNKNOWN
        return TrustState.TRUSTED if known.sha256 == _sha256(content) else TrustState.CHANGED

    def folders(self) -> tuple[Trusted, ...]:
        """All that are trusted, by name."""
        return tuple(known for _, known in sorted(self._read().items()))

    def add(self, folder: Path, content: bytes, at: datetime) -> None:
        """Trust `folder` from here on, with this content."""
        known = Trusted(folder=str(folder), sha256=_sha256(content), trusted_at=at)
        self._write({**self._read(), known.folder: known})

    def remove(self, folder: Path) -> None:
        """Trust `folder` no longer.

        Raises:
            NotFoundError: it wasn't trusted.
        """
        known = self._read()
        if str(folder) not in known:
            raise NotFoundError(f"{folder} is not trusted; see: assistant trust --list")
        self._write({name: each for name, each in known.items() if name != str(folder)})

    def _read(self) -> dict[str, Trusted]:
        try:
            for part in (self.path.parent, self.path):
                if who := intruders(part):
                    raise SettingsError(f"{part} can't be believed: {who}; say: chmod go-w {part}")
            found = json.loads(self.path.read_text(encoding="utf-8"))
            return {
                name: Trusted(
                    folder=name,
                    sha256=str(said["sha256"]),
                    trusted_at=datetime.fromisoformat(said["trusted_at"]),
                )
                for name, said in found.items()
            }
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SettingsError(f"{self.path} can't be read: {error.strerror}") from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"{self.path} can't be read ({error}); repair or delete it") from error

    def _write(self, known: Mapping[str, Trusted]) -> None:
        make_folder(self.path.parent)
        said = {
            name: {"sha256": each.sha256, "trusted_at": each.trusted_at.isoformat()}
            for name, each in known.items()
        }
        write_private(self.path, json.dumps(said, indent=1) + "\n")


def _default_path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("assistant", appauthor=False) / "trusted.json"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
