"""The folder that holds everything, and what is in it; nothing of LangChain is needed to read it."""

import getpass
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from assistant.values import EffectView, effect_view
from tools.database import Database
from tools.errors import StorageError

if TYPE_CHECKING:
    from agents.foreign_agents import ForeignAgents
    from agents.messages import Journal, Message
    from assistant.threads import Threads
    from tools.effects.approvals import ApprovalBook
    from tools.effects.ledger import Ledger
    from tools.mail.outbox import Outbox
    from tools.mail.store import MailStore
    from tools.people.address_book import AddressBook
    from tools.scheduling.store import CalendarStore


def this_person() -> str:
    """Who gives an order at this machine, for the record: `user@host`."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


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

    @cached_property
    def people(self) -> "AddressBook":
        from tools.people.address_book import AddressBook

        return AddressBook(self.path / "contacts")

    @cached_property
    def calendar(self) -> "CalendarStore":
        from tools.scheduling.vdir_store import VdirStore

        return VdirStore(self.path / "calendar", self.settings.time_zone)

    @cached_property
    def mailbox(self) -> "MailStore":
        from tools.mail.maildir_store import MaildirStore

        return MaildirStore(self.path / "mail")

    @cached_property
    def outbox(self) -> "Outbox":
        from tools.mail.outbox import LocalOutbox

        return LocalOutbox()

    @cached_property
    def ledger(self) -> "Ledger":
        from tools.effects.ledger import Ledger
        from tools.mail.executor import MailExecutor
        from tools.scheduling.executor import EventExecutor

        executors = (
            EventExecutor(self.calendar),
            MailExecutor(self.mailbox, self.outbox),
            self.foreign_agents,
        )
        return Ledger(self.database, executors, clock=self.clock)

    @cached_property
    def foreign_agents(self) -> "ForeignAgents":
        """The agents that the settings add, and what carries out their calls."""
        from agents.foreign_agents import ForeignAgents

        return ForeignAgents(self.settings.agents)

    @cached_property
    def journal(self) -> "Journal":
        from agents.messages import Journal

        return Journal(self.database_path, clock=wall_clock)

    def effects(self, thread_id: str | None = None) -> list[EffectView]:
        """What was done to the world and what waits, oldest first."""
        return [effect_view(effect) for effect in self.ledger.list(thread_id)]

    def effect_story(self, key: str) -> dict[str, Any]:
        """One effect, and under `history` each step of it."""
        effect = self.ledger.get(key)
        steps = [step.model_dump(mode="json", exclude={"key"}) for step in self.ledger.history(effect.key)]
        return {**effect_view(effect).json_dict(), "history": steps}

    def retry(self, key: str) -> EffectView:
        return effect_view(self.ledger.retry(key, by=this_person()))

    def cancel(self, key: str) -> EffectView:
        return effect_view(self.ledger.cancel(key, by=this_person()))

    def undo(self, key: str | None = None) -> EffectView:
        """Take back the last effect, or the one that `key` names."""
        return effect_view(self.ledger.undo(key, by=this_person()))

    def look_after(self) -> tuple[str, ...]:
        """Carry out what is due or was left by a process that died, and copy the database once a day.

        What the person should hear about it, as sentences. Costs next to nothing while nothing waits.
        """
        if not self.database_path.exists():
            return ()
        self.database.back_up(wall_clock().date())
        with self.database.reading() as connection:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'effects'").fetchone()
            query = "SELECT 1 FROM effects WHERE state IN ('queued', 'running') LIMIT 1"
            waiting = known and connection.execute(query).fetchone()
        if not waiting:
            return ()
        self.ledger.recover()
        self.ledger.drain()
        return self.ledger.notices()

    def agenda(self, when: str) -> tuple[str, list[dict[str, Any]]]:
        """How `when` was understood, and what takes place then."""
        from tools.scheduling.agenda import agenda

        return agenda(self.calendar, when, now=self.clock(), day_first=self.settings.day_first)

    def mail(self, query: str, limit: int = 25) -> list[dict[str, Any]]:
        """The mails that fit `query`, newest first."""
        from tools.mail.mailview import find_mails

        found: list[dict[str, Any]] = find_mails(
            self.mailbox,
            query,
            now=self.clock(),
            zone=self.settings.time_zone,
            day_first=self.settings.day_first,
            limit=limit,
        )["messages"]
        return found

    def index(self, report: Callable[[int, int], None]) -> None:
        """Wait until all events and mails are indexed; `report` hears how many of how many are.

        Short programs call it before they look: a first index is made in the background, and ends with them.
        """
        self.calendar.wait(report)
        self.mailbox.catch_up(report)

    def trace(self, thread_id: str) -> list["Message"]:
        """Every message that flowed in a thread, in order."""
        return list(self.journal.messages(thread_id))

    def close(self) -> None:
        """Close what was opened."""
        for part in ("foreign_agents", "journal", "calendar", "mailbox"):
            if part in self.__dict__:
                getattr(self, part).close()
        if "database" in self.__dict__:
            self.database.close()
