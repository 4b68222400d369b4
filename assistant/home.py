"""The folder that holds everything, and what is in it; nothing of LangChain is needed to read it."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from tools.database import Database
from tools.errors import StorageError

if TYPE_CHECKING:
    from assistant.threads import Threads
    from tools.effects.approvals import ApprovalBook


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Home:
    """Opens each part of the home when it is first asked for.

    Raises:
        StorageError: the folder can't be made, read or written.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.path = settings.home
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("calendar", "mail", "contacts", "logs", "locks"):
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"the home {self.path} can't be used ({error.strerror or error}); "
                "check its owner and mode, or set ASSISTANT_HOME"
            ) from error
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise StorageError(f"the home {self.path} can't be read and written; check its owner and mode")

    @cached_property
    def clock(self) -> Callable[[], datetime]:
        """Now for agents and words about time, in the user's zone."""
        zone, fixed = self.settings.time_zone, self.settings.now
        if fixed is not None:
            return lambda: fixed.astimezone(zone)
        return lambda: datetime.now(zone)

    @property
    def database_path(self) -> Path:
        return self.path / "assistant.db"

    @cached_property
    def database(self) -> Database:
        return Database(self.database_path)

    @cached_property
    def threads(self) -> "Threads":
        from assistant.threads import Threads

        return Threads(self.database, self.path / "locks", clock=wall_clock)

    @cached_property
    def book(self) -> "ApprovalBook":
        from tools.effects.approvals import ApprovalBook

        return ApprovalBook(self.database, clock=wall_clock)

    def close(self) -> None:
        """Close what was opened."""
        if "database" in self.__dict__:
            self.database.close()
