"""The lower composition root: the folder that holds everything, and the real stores on it.

There are two. What only looks at the home (`agenda`, `pending`, `threads`) is built here and imports no
LangChain, which takes longer than all the rest of such a command; the agents that work on it are built
in `assistant.bootstrap`. Nothing else builds real things.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.home_access import check_access, shared_parts
from assistant.settings import Settings
from assistant.settings.known_secrets import known_secrets
from tools.database import Database, SqliteDatabase
from tools.errors import SettingsError, StorageError
from tools.extras import install_line
from tools.private_files import make_folder, write_private
from tools.redaction import REDACTION

if TYPE_CHECKING:
    from agents.configured import Given
    from agents.foreign_agents import ForeignAgents
    from agents.messages import Journal, Message
    from assistant.accounts.connecting import Connections
    from assistant.accounts.servers import Servers
    from assistant.effect_desk import EffectDesk
    from assistant.grants import GrantDesk
    from assistant.invitations.guests import Guests
    from assistant.invitations.untold import Untold
    from assistant.invitations.waiting import Waiting
    from assistant.polls.desk import PollDesk
    from assistant.schedules.desk import RoutineDesk
    from assistant.schedules.watch import Thing
    from assistant.schedules.watched_slots import Diary
    from assistant.snoozes.book import SnoozeBook
    from assistant.turn.threads import Threads
    from tools.accounts.account import Account
    from tools.accounts.secrets import Secrets
    from tools.effects.approvals import ApprovalBook
    from tools.effects.ledger import Ledger
    from tools.effects.plan import Executor
    from tools.mail.message import Envelope
    from tools.mail.outbox import Outbox
    from tools.mail.store import MailStore
    from tools.people.address_book import AddressBook
    from tools.people.contacts import Address
    from tools.preferences.preferences_file import PreferencesFile
    from tools.problems import Problem
    from tools.provenance.readings import Readings
    from tools.scheduling.store import CalendarStore
    from tools.tasks.store import TaskStore


def this_person() -> str:
    """Who gives an order at this machine, for the record: `user@host`."""
    import getpass
    import socket

    return f"{getpass.getuser()}@{socket.gethostname()}"


def wall_clock() -> datetime:
    """The real clock, in UTC; waiting and expiry go by it, whatever ASSISTANT_NOW says."""
    return datetime.now(UTC)


SETTINGS_FILE = "assistant.toml"
NOBODY = Settings.user_email
"""The address of somebody who has given none."""


class Home:
    """Opens each part of the home when it is first asked for.

    Raises:
        StorageError: the folder can't be made, read or written, or others can change what is in it.
    """

    def __init__(
        self,
        settings: Settings,
        given: "Mapping[str, Sequence[Given]] | None" = None,
        now: Callable[[], datetime] = wall_clock,
    ) -> None:
        """`given` are tools of agents of the caller's own, by agent; `now` is the real clock."""
        self._given = given
        self.path = settings.home
        self._now = now
        REDACTION.know(*known_secrets(settings, os.environ))
        try:
            make_folder(self.path)
            check_access(self.path)
            for name in ("calendar", "mail", "contacts", "logs", "locks"):
                make_folder(self.path / name)
        except OSError as error:
            raise StorageError(
                f"the home {self.path} can't be used ({error.strerror or error}); "
                "check its owner and mode, or set ASSISTANT_HOME"
            ) from error
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise StorageError(f"the home {self.path} can't be read and written; check its owner and mode")
        self.settings = self._of_the_first_account(settings)
        self._follows = False

    def _of_the_first_account(self, settings: Settings) -> Settings:
        """`settings`, the user's address filled in where nobody has given one."""
        if self.accounts and settings.user_email == NOBODY:
            return replace(settings, user_email=self.accounts[0].address)
        return settings

    @property
    def belongs_to_nobody(self) -> bool:
        """Whether no settings say who the user is, and none are kept here."""
        settings = self.settings
        unset = (settings.user_name, settings.user_email) == (Settings.user_name, NOBODY)
        return unset and not (self.path / SETTINGS_FILE).exists()

    def prefer_model(self, name: str) -> None:
        """Agents that are built from now on ask the model called `name`; nothing of that is kept."""
        self.settings = replace(self.settings, model=name)

    def belong_to(self, name: str, email: str) -> None:
        """Write down here who the user is; agents that are built already don't know it.

        Raises:
            StorageError: it can't be written.
        """
        lines = f"user_name = {json.dumps(name)}\nuser_email = {json.dumps(email)}\n"
        write_private(self.path / SETTINGS_FILE, lines)
        self.settings = replace(self.settings, user_name=name, user_email=email)

    @cached_property
    def accounts(self) -> "tuple[Account, ...]":
        """Those that `assistant connect` has set up, the default one first.

        Raises:
            SettingsError: the file can't be used.
        """
        if not self.accounts_path.exists():
            return ()
        from tools.accounts.accounts_file import load_accounts

        return load_accounts(self.accounts_path)

    @property
    def accounts_path(self) -> Path:
        return self.path / "accounts.toml"

    @cached_property
    def secrets(self) -> "Secrets":
        from tools.accounts.secrets import Keyring, Secrets

        def keyring() -> Keyring | None:
            from tools.accounts.system_keyring import system_keyring

            return system_keyring()

        return Secrets(self.path / "secrets.toml", keyring=keyring)

    @property
    def connections(self) -> "Connections":
        """What connects a further account, or forgets one."""
        from assistant.accounts.connecting import Connections

        return Connections(self.accounts, self.accounts_path, self.secrets, self.settings)

    @cached_property
    def servers(self) -> "Servers | None":
        """What the accounts come to; None where there are none."""
        if not self.accounts:
            return None
        from assistant.accounts.servers import Servers

        return Servers(self.accounts, self.secrets, self.settings, follow=self._follows)

    def follow_servers(self) -> None:
        """Looks begin comparisons with the servers beside them; to be said before the first look.

        For what goes on for a while: a command that only looks would end in the middle of one.
        """
        self._follows = True

    def warnings(self) -> tuple[str, ...]:
        """What a person should hear at every start."""
        left_out = (self.settings.left_out, self.preferences.read().problem)
        return (*filter(None, left_out), *shared_parts(self.path), *self.unprotected())

    def unprotected(self) -> tuple[str, ...]:
        """Which connections others can read, as sentences."""
        from assistant.settings.addresses import in_the_clear

        return (
            *in_the_clear(self.settings),
            *(
                f"the connection to {host} ({account.name}) is not protected: "
                "anybody on the way can read your password and all that is sent"
                for account in self.accounts
                for host in account.unprotected()
            ),
        )

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
        if self.settings.database:
            return _on_a_server(self.settings)
        return SqliteDatabase(self.database_path)

    def real_time(self) -> datetime:
        """Now by the clock that all who use the database go by, in UTC."""
        return datetime.fromtimestamp(self.database.time(), UTC)

    @property
    def opened_database(self) -> Database | None:
        """The database, when something was read from it already."""
        return self.__dict__.get("database")

    @cached_property
    def threads(self) -> "Threads":
        from assistant.turn.threads import Threads

        return Threads(self.database, clock=self.real_time)

    @cached_property
    def book(self) -> "ApprovalBook":
        from tools.effects.approvals import ApprovalBook

        return ApprovalBook(self.database, clock=self.real_time)

    @cached_property
    def snoozes(self) -> "SnoozeBook":
        """What is put off."""
        from assistant.snoozes.book import SnoozeBook

        return SnoozeBook(self.database, self.clock)

    @cached_property
    def readings(self) -> "Readings":
        """What was said and read in the conversations."""
        from tools.provenance.readings import Readings

        return Readings(self.database)

    @cached_property
    def grants(self) -> "GrantDesk":
        """What needs no question; only what acts for the person may touch it."""
        from assistant.grants import GrantDesk
        from tools.effects.grants.book import GrantBook
        from tools.effects.grants.judge import Judge
        from tools.mail.reach import MAIL_REACHES
        from tools.scheduling.reach import EVENT_REACHES
        from tools.tasks.reach import TASK_REACHES

        zone = self.settings.time_zone
        judge = Judge({**MAIL_REACHES, **EVENT_REACHES, **TASK_REACHES}, zone)
        book = GrantBook(self.database, self.book, judge, clock=self.real_time)
        return GrantDesk(book, self.book, lambda: self.records, zone, this_person())

    @cached_property
    def routines(self) -> "RoutineDesk":
        """What comes back, comes later, or is waited for; only what acts for the person may touch it."""
        from assistant.schedules.book import RoutineBook
        from assistant.schedules.desk import RoutineDesk
        from assistant.schedules.planning import RoutinePlanner

        zone = self.settings.time_zone
        planner = RoutinePlanner(
            book=RoutineBook(self.database, self._now),
            clock=self.clock,
            zone=zone,
            grants=lambda: self.grants,
            addresses=self.addresses_of,
            events=self.events_called,
            diary=self.diary,
            sent_about=self.sent_about,
            own_addresses=lambda: tuple(one.email for one in self.identities if one.email != NOBODY),
            mails_leave=self._sends,
            day_first=self.settings.day_first,
        )
        return RoutineDesk(
            planner.book, planner, lambda: self.records, lambda: self.ledger, zone, this_person()
        )

    @cached_property
    def polls(self) -> "PollDesk":
        """The times that were proposed to several people, and what they have answered."""
        from assistant.polls.book import PollBook
        from assistant.polls.desk import PollDesk
        from tools.scheduling.tools import nobody_is_known

        zone = self.settings.time_zone
        return PollDesk(
            PollBook(self.database, self.clock, zone),
            self.mirrored_mail,
            self.calendar,
            self.people,
            lambda: self.identities,
            self.clock,
            zone,
            self.servers.busy if self.servers else nobody_is_known,
        )

    def addresses_of(self, name: str) -> tuple[str, ...]:
        """All addresses of the people whom `name` fits best; none where it fits nobody."""
        found = self.people.find(name).people
        return tuple(email for person in found for email in person.emails) if len(found) == 1 else ()

    def sent_about(self, words: str) -> "Envelope | None":
        """The last mail of the user's to others whose subject has the words."""
        from assistant.schedules.watched_mails import sent_about
        from tools.people.owner import Owner

        return sent_about(self.mirrored_mail, Owner.of(*self.identities), words, self.clock())

    def events_called(self, words: str) -> "tuple[Thing, ...]":
        """The events to come that `words` mean: those of a time, or of a title."""
        from assistant.schedules.watched_events import events_called

        return events_called(self.calendar, words, self.clock(), day_first=self.settings.day_first)

    def diary(self) -> "Diary":
        """The person's time as it is now."""
        from assistant.schedules.hours import working_hours
        from assistant.schedules.watched_slots import Diary

        settings = self.settings
        return Diary(
            self.calendar,
            {one.email.casefold() for one in self.identities},
            working_hours(self.preferences.read(), (settings.workday_start, settings.workday_end)),
            self.clock().astimezone(settings.time_zone),
            settings.time_zone,
            settings.day_first,
        )

    @cached_property
    def people(self) -> "AddressBook":
        from tools.people.address_book import AddressBook

        return AddressBook(self.path / "contacts", lambda: self.preferences.read().people)

    @cached_property
    def preferences(self) -> "PreferencesFile":
        """What the person likes, in a file that they may edit."""
        from tools.preferences.preferences_file import FILE, PreferencesFile

        return PreferencesFile(self.path / FILE)

    @cached_property
    def calendar(self) -> "CalendarStore":
        """What is kept in the calendars, and the birthdays of the contacts."""
        from tools.scheduling.birthdays import WithBirthdays

        return WithBirthdays(self._kept_events, self.people)

    @cached_property
    def _kept_events(self) -> "CalendarStore":
        if self.servers:
            return self.servers.calendar
        from tools.scheduling.kept_elsewhere import why_read_only
        from tools.scheduling.vdir_store import VdirStore

        return VdirStore(
            self.path / "calendar",
            self.settings.time_zone,
            look_s=self.settings.limits.look_s,
            kept_by=why_read_only,
        )

    @cached_property
    def tasks(self) -> "TaskStore":
        """The to-dos, which stand among the events."""
        from tools.tasks.store import TaskStore

        return TaskStore(self._kept_events, self.path / "calendar")

    @cached_property
    def mailbox(self) -> "MailStore":
        if self.servers:
            return self.servers.mailbox
        return self._maildir

    @property
    def mirrored_mail(self) -> "MailStore":
        """The mailbox as it is here, for a look that asks no server."""
        return self.servers.mirrored_mail if self.servers else self._maildir

    @cached_property
    def _maildir(self) -> "MailStore":
        from tools.mail.maildir_store import MaildirStore

        return MaildirStore(self.path / "mail", look_s=self.settings.limits.look_s)

    @property
    def calendar_in_use(self) -> "CalendarStore | None":
        """The calendar, if something has opened it already."""
        return self.__dict__.get("calendar")

    @property
    def reading(self) -> tuple[str, int, int] | None:
        """What is being read before it can be answered from: its name, files read, files in all."""
        opened: list[tuple[str, MailStore | CalendarStore | None]] = [
            ("mailbox", self.__dict__.get("mailbox") or self.__dict__.get("_maildir")),
            ("calendar", self.__dict__.get("_kept_events")),
        ]
        going_on = ((name, store.progress) for name, store in opened if store is not None)
        return next(((name, *progress) for name, progress in going_on if progress), None)

    @property
    def _sends(self) -> bool:
        """Whether mails leave this machine."""
        return bool(self.settings.outbox) or any(account.smtp for account in self.accounts)

    @cached_property
    def outbox(self) -> "Outbox":
        if self.servers and (any(account.smtp for account in self.accounts) or not self.settings.outbox):
            return self.servers.outbox
        if self.settings.outbox:
            from tools.mail.command_outbox import CommandOutbox, words_of

            return CommandOutbox(words_of(self.settings.outbox), self.path / "outbox")
        from tools.mail.outbox import LocalOutbox

        return LocalOutbox()

    @cached_property
    def ledger(self) -> "Ledger":
        from assistant.polls.executor import PollExecutor
        from assistant.polls.watch import PollWatch
        from assistant.schedules.executor import RoutineExecutor
        from assistant.snoozes.executor import SnoozeExecutor
        from tools.contacts.executor import ContactExecutor
        from tools.effects.ledger import Ledger
        from tools.mail.attachments.saving import SavingExecutor
        from tools.mail.executor import MailExecutor
        from tools.mail.filing_executor import FilingExecutor
        from tools.mail.unsubscribing import UnsubscribingExecutor
        from tools.people.card_files import CardFiles
        from tools.preferences.executor import PreferenceExecutor
        from tools.scheduling.executor import EventExecutor
        from tools.scheduling.several_files import SeveralFilesExecutor
        from tools.tasks.executor import TaskExecutor

        events: Executor = EventExecutor(self.calendar)
        several: Executor = SeveralFilesExecutor(self.calendar)
        others: list[Executor] = [
            MailExecutor(self.mailbox, self.outbox),
            FilingExecutor(self.mailbox),
            SavingExecutor(self.mailbox),
            UnsubscribingExecutor(),
            TaskExecutor(self.tasks),
            ContactExecutor(CardFiles(self.people.folder)),
            self.foreign_agents,
            RoutineExecutor(self.routines.book, self.threads.new_id),
            PreferenceExecutor(self.preferences),
            SnoozeExecutor(self.snoozes),
            PollExecutor(
                self.polls.book,
                self.calendar,
                self._mailing,
                PollWatch(lambda: self.routines.book),
                self.threads.new_id,
                self.settings.time_zone,
                lambda: self.outbox.note,
            ),
        ]
        if self.guests:
            from assistant.invitations.answering import InvitationExecutor
            from assistant.invitations.guests import InvitingExecutor

            events = InvitingExecutor(events, self.guests)
            several = InvitingExecutor(several, self.guests)
            others.append(InvitationExecutor(self.calendar, self.guests.mails))
        else:
            from assistant.invitations.untold import UntellingExecutor

            events = UntellingExecutor(events, self.untold)
            several = UntellingExecutor(several, self.untold)
        return Ledger(self.database, (events, several, *others), clock=self.clock)

    @property
    def effects(self) -> "EffectDesk":
        """What was done to the world and what waits."""
        from assistant.effect_desk import EffectDesk

        return EffectDesk(lambda: self.records, lambda: self.ledger, this_person)

    @property
    def untold(self) -> "Untold":
        """Whom nobody tells of events, where no mail leaves."""
        from assistant.invitations.untold import Untold

        return Untold(lambda: self.identities, self.settings.time_zone)

    @cached_property
    def guests(self) -> "Guests | None":
        """Who tells the guests of events by mail; None where no mail leaves."""
        return self._mailing if self._sends else None

    @cached_property
    def _mailing(self) -> "Guests":
        """The same, also where the mails stay in Sent."""
        from assistant.invitations.guests import Guests
        from assistant.invitations.linked_mail import LinkedMails

        # Asked for late: the outbox is made when a mail is to leave.
        mails = LinkedMails(lambda: self.ledger, lambda of: self.outbox.destination_of(of), self.real_time)
        servers = self.servers
        invites = servers.invites if servers else (lambda calendar: False)  # noqa: ARG005 - its name is part of it
        return Guests(mails, lambda: self.identities, self.settings.time_zone, server_invites=invites)

    def invitations(self) -> "tuple[Waiting, ...]":
        """What came by mail and waits for an answer, or to be noted; of the mirror, no server is asked."""
        if self.guests is None:
            return ()
        from assistant.invitations.desk import InvitationDesk
        from assistant.invitations.waiting import waiting

        desk = InvitationDesk(
            self.mirrored_mail, self.calendar, lambda: self.identities, self.settings.time_zone
        )
        return waiting(desk, self.clock())

    @property
    def identities(self) -> "tuple[Address, ...]":
        """The user's addresses, the usual one first; others, once it belongs to somebody else."""
        from tools.people.contacts import Address

        settings = self.settings
        accounts = (account.address for account in self.accounts)
        addresses = dict.fromkeys([settings.user_email, *accounts, *settings.user_addresses])
        return tuple(Address(settings.user_name, address) for address in addresses)

    @cached_property
    def foreign_agents(self) -> "ForeignAgents":
        """The agents that the settings add, and what carries out their calls."""
        from agents.foreign_agents import ForeignAgents

        return ForeignAgents(self.settings.agents, self._given)

    @cached_property
    def records(self) -> "Ledger":
        """The ledger, for a look: it carries nothing out, and needs no store."""
        from tools.effects.ledger import Ledger

        return Ledger(self.database, (), clock=self.clock)

    @cached_property
    def journal(self) -> "Journal":
        from agents.messages import Journal

        return Journal(self.database, clock=self.real_time)

    def look_after(self) -> tuple[str, ...]:
        """Carry out what is due or was left by a process that died, and copy the database once a day.

        What the person should hear about it, as sentences. Costs next to nothing while nothing waits.
        """
        if not (self.settings.database or self.database_path.exists()):
            return ()
        self.database.back_up(wall_clock().date())
        if self.settings.journal_days:
            self.journal.prune(wall_clock() - timedelta(days=self.settings.journal_days))
        with self.database.reading() as connection:
            known = self.database.has_table("effects")
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
            self.mirrored_mail,
            query,
            now=self.clock(),
            zone=self.settings.time_zone,
            day_first=self.settings.day_first,
            limit=limit,
        )["messages"]
        return found

    def contacts(self, query: str) -> dict[str, Any]:
        """The people and groups that fit `query`; without one, everybody."""
        from tools.people.lookup import look_up

        return look_up(self.people, query, most=None)

    def mail_problems(self) -> "tuple[Problem, ...]":
        """What of the mailboxes can't be shown."""
        return self.mirrored_mail.problems()

    def trace(self, thread_id: str) -> list["Message"]:
        """Every message that flowed in a thread, in order."""
        return list(self.journal.messages(thread_id))

    def close(self) -> None:
        """Close what was opened."""
        stores = ("servers",) if self.accounts else ("_kept_events", "_maildir")
        for part in ("foreign_agents", "journal", *stores):
            if part in self.__dict__:
                getattr(self, part).close()
        if "database" in self.__dict__:
            self.database.close()


def _on_a_server(settings: Settings) -> Database:
    # Most homes have their database in a file.
    try:
        from tools.database.postgres import PostgresDatabase
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"ASSISTANT_DATABASE needs {error.name}; install it with: {install_line('postgres')}"
        ) from error
    return PostgresDatabase(settings.database, user_id=settings.user_id)
