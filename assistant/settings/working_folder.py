"""The `.env` of the working folder, and what of it is taken: not everybody who writes one is the person."""

import shlex
from collections.abc import Mapping
from dataclasses import Field
from io import StringIO
from pathlib import Path
from typing import Any

from assistant.settings.powers import Power
from assistant.settings.sources import BELOW, field_of, values
from assistant.settings.trust import Trust, TrustState
from tools.errors import SettingsError

NAME = ".env"
MOST_BYTES = 1_000_000
CHECKOUT = Path(__file__).resolve().parents[2]
"""Where the program itself runs from: whoever writes there needs no `.env` to have code run."""


class WorkingFolder:
    """A folder with a `.env` in it, read once: what is trusted and what is taken are the same bytes.

    Raises:
        SettingsError: the file can't be read, or is too large to be one.
    """

    def __init__(self, folder: Path, trust: Trust) -> None:
        self.folder = folder.resolve()
        self._trust = trust
        path = folder / NAME
        try:
            with path.open("rb") as file:
                self.content = file.read(MOST_BYTES + 1)
            self._text = self.content.decode("utf-8")
        except OSError as error:
            raise SettingsError(f"{path} can't be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{path} can't be read: {error}") from error
        if len(self.content) > MOST_BYTES:
            raise SettingsError(f"{path} can't be read: it has more than {MOST_BYTES:,} bytes")

    @property
    def state(self) -> TrustState:
        """Whether the person trusts the file as it is now."""
        if self.folder == CHECKOUT:
            return TrustState.TRUSTED
        return self._trust.state(self.folder, self.content)

    def settings(self, known: "Mapping[str, Field[Any]]") -> dict[str, Any]:
        """What the file sets, as `from_environment` gives it; untrusted, only what can do no harm."""
        trusted = self.state is TrustState.TRUSTED
        # What stands for a variable of the environment could be a key, taken into a name that leaves.
        lines = self._lines(interpolate=trusted)
        return values(
            {name: value for name, value in lines.items() if trusted or not _power(name, known)}, known
        )

    def powers(self, known: "Mapping[str, Field[Any]]") -> dict[str, Power]:
        """What it sets that could do harm, by variable."""
        return {
            name.upper().partition(BELOW)[0]: power
            for name, value in self._lines(interpolate=False).items()
            if value and (power := _power(name, known))
        }

    def left_out(self, known: "Mapping[str, Field[Any]]") -> str:
        """Which of its lines are not taken, without their values, and what to do; empty: all are taken."""
        names = ", ".join(self.powers(known))
        if self.state is TrustState.TRUSTED or not names:
            return ""
        why = "has changed since you trusted it" if self.state is TrustState.CHANGED else "isn't trusted"
        folder = shlex.quote(str(self.folder))
        if not folder.isprintable():  # a program may hand this on to a terminal
            folder = repr(str(self.folder))
        return (
            f"the {NAME} in {folder} {why}, so these lines of it are left out: {names}; "
            f"read it, and if all of it is meant to be, say: assistant trust {folder}"
        )

    def _lines(self, *, interpolate: bool) -> Mapping[str, str | None]:
        # Not needed where there is no such file.
        from dotenv import dotenv_values

        return dotenv_values(stream=StringIO(self._text), interpolate=interpolate)


def _power(variable: str, known: "Mapping[str, Field[Any]]") -> Power | None:
    field = field_of(variable, known)
    power = field.metadata["power"] if field else Power.NONE
    return None if power is Power.NONE else power
