"""What the accounts of a home come to: calendars, mailboxes and ways out, on servers and beside them."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.accounts.lazy_servers import LazyOutbox, LazyServer, Login, imap_account
from assistant.settings import Settings
from tools.accounts.account import Account
from tools.accounts.secrets import SecretStore
from tools.database import SqliteDatabase
from tools.errors import DeliveryError
from tools.freshness import Freshness, FreshnessRecord
from tools.mail.joined_outbox import JoinedOutbox
from tools.mail.joined_store import JoinedMailStore
from tools.mail.maildir_store import MIRROR, MaildirStore
from tools.mail.outbox import LocalOutbox, Outbox
from tools.mail.store import MailStore
from tools.scheduling.availability import Slot
from tools.scheduling.dav.joined_store import JoinedStore
from tools.scheduling.dav.store import CalDavStore
from tools.scheduling.kept_elsewhere import why_read_only
from tools.scheduling.store import CalendarStore
from tools.scheduling.vdir_store import VdirStore

if TYPE_CHECKING:
    from tools.mail.imap.store import ImapStore

logger = logging.getLogger(__name__)

LOCAL_MAIL = "mail"
FRESH = timedelta(minutes=15)
"""A person who looks is told how old a mirror is that is older."""
NEVER = datetime.min.replace(tzinfo=UTC)


class Servers:
    """The stores of `accounts`, each made when it is first asked for, with their mirrors in the home.

    With `follow`, looks begin comparisons with the servers beside them; else they show the mirrors.
    """

    def __init__(
        self, accounts: Iterable[Account], secrets: SecretStore, settings: Settings, *, follow: bool
    ) -> None:
        self._accounts = tuple(accounts)
        self._settings = settings
        self._fresh_s = settings.sync_s if follow else float("inf")
        self._logins = {account.name: Login(account, secrets) for account in self._accounts}

    @cached_property
    def calendar(self) -> CalendarStore:
        """All calendars: those of the accounts, and those that are only here."""
        chosen = next((account.calendar for account in self._accounts if account.calendar), "")
        return JoinedStore(self._vdir, tuple(self.calendars.values()), default_calendar=chosen)

    @cached_property
    def calendars(self) -> dict[str, CalDavStore]:
        """The calendars of each account that has any, by its name."""
        return {
            account.name: CalDavStore(
                self._settings.home / "calendar",
                LazyServer(account, self._logins[account.name]),
                self._settings.time_zone,
                clock=real_now,
                fresh_s=self._fresh_s,
                account=account.address.replace("/", "_"),
                local=self._vdir,
            )
            for account in self._accounts
            if account.caldav_url
        }

    @cached_property
    def _vdir(self) -> VdirStore:
        return VdirStore(
            self._settings.home / "calendar",
            self._settings.time_zone,
            look_s=self._settings.limits.look_s,
            kept_by=why_read_only,
        )

    @cached_property
    def mailbox(self) -> MailStore:
        """All mailboxes: those of the accounts, and the one that is only here where it holds anything."""
        stores: dict[str, MailStore] = {
            account.address: self.mailboxes[account.name]
            for account in self._accounts
            if account.name in self.mailboxes
        }
        return JoinedMailStore(stores | self._local_mail)

    @cached_property
    def mailboxes(self) -> "dict[str, ImapStore]":
        """The mailbox of each account that has one, by its name."""
        wanted = [(account, account.imap) for account in self._accounts if account.imap]
        if not wanted:
            return {}
        from tools.mail.imap.store import ImapStore

        made = {}
        for account, endpoint in wanted:
            server = imap_account(account, endpoint, self._logins[account.name])
            root = self._settings.home / account.mail_folder
            root.mkdir(mode=0o700, exist_ok=True)
            made[account.name] = ImapStore(root, server, fresh_s=self._fresh_s)
        return made

    @cached_property
    def mirrored_mail(self) -> MailStore:
        """The mailboxes as they are mirrored, for a look that asks no server."""
        mirrors: dict[str, MailStore] = {
            account.address: self.mirrors[account.name]
            for account in self._accounts
            if account.name in self.mirrors
        }
        return JoinedMailStore(mirrors | self._local_mail)

    @cached_property
    def mirrors(self) -> dict[str, MailStore]:
        """The mirror of each account's mailbox, by its name."""
        return {
            account.name: MaildirStore(
                self._settings.home / account.mail_folder, look_s=self._settings.limits.look_s
            )
            for account in self._accounts
            if account.imap
        }

    @cached_property
    def _local_mail(self) -> dict[str, MailStore]:
        """The mailbox of no account, under the address of nobody."""
        if any(account.imap and account.mail_folder == LOCAL_MAIL for account in self._accounts):
            return {}
        look_s = self._settings.limits.look_s
        return {"": MaildirStore(self._settings.home / LOCAL_MAIL, look_s=look_s)}

    @cached_property
    def outbox(self) -> Outbox:
        """Each mail leaves by the server of its sender."""
        outboxes: dict[str, Outbox] = {}
        for account in self._accounts:
            if account.smtp:
                mailbox = self.mailboxes.get(account.name)
                knows = mailbox.has_gone_out if mailbox else None
                outboxes[account.address] = LazyOutbox(
                    account, account.smtp, self._logins[account.name], knows
                )
        return JoinedOutbox(outboxes) if outboxes else LocalOutbox()

    def invites(self, calendar: str) -> bool:
        """Whether the server of `calendar` tells guests itself: then nobody else should."""
        for server in self.calendars.values():
            if any(linked.name == calendar for linked in server.linked):
                with suppress(DeliveryError):
                    return server.invites
        return False

    def busy(self, guests: Sequence[str], span: Slot) -> Mapping[str, Sequence[Slot]]:
        """When guests are busy, by address in small letters, as far as the calendar servers tell it."""
        found: dict[str, Sequence[Slot]] = {}
        for account in self._accounts:
            unknown = [guest for guest in guests if guest.casefold() not in found]
            server = self.calendars.get(account.name)
            if server is None or not unknown or span.end <= span.start:
                continue
            try:
                found |= server.busy(account.address, unknown, span)
            except DeliveryError as error:
                logger.info("a calendar server was not asked about guests: %s", error.code)
        return found

    def calendar_notes(self, now: datetime) -> tuple[str, ...]:
        """What a person should know who looks at the calendar: how old it is, and what waits for a choice."""
        waiting = sum(len(server.conflicts()) for server in self.calendars.values())
        age = self._age("the calendar", [server.freshness for server in self.calendars.values()], now)
        return (*age, *((conflict_note(waiting),) if waiting else ()))

    def mail_notes(self, now: datetime) -> tuple[str, ...]:
        """What a person should know who looks at the mail: how old it is."""
        mirrors = [
            self._settings.home / account.mail_folder / MIRROR for account in self._accounts if account.imap
        ]
        return self._age("the mail", [freshness_of(mirror) for mirror in mirrors], now)

    def _age(self, what: str, known: Iterable[Freshness], now: datetime) -> tuple[str, ...]:
        """How old a mirror is, where somebody should know: the one of several that is worst off."""
        told = sorted(
            (one.at or NEVER, one.missed)
            for one in known
            if one.missed or one.at is None or now - one.at > FRESH
        )
        if not told:
            return ()
        at, missed = told[0]
        if at == NEVER:
            note = f"{what} has not been fetched yet" + (", server not reached" if missed else "")
        else:
            note = f"{what} is as of {self._clock_time(at, now)}"
            note += ", server not reached since" if missed else ""
        return (f"{note}; bring it up to date with: assistant sync",)

    def _clock_time(self, at: datetime, now: datetime) -> str:
        zone = self._settings.time_zone
        local = at.astimezone(zone)
        if local.date() == now.astimezone(zone).date():
            return f"{local:%H:%M}"
        return f"{local:%a} {local.day} {local:%b %H:%M}"

    def close(self) -> None:
        """Close what was opened; comparisons that are under way go on the next time."""
        opened = self.__dict__
        for stores in ("calendars", "mailboxes", "mirrors", "_local_mail"):
            for store in opened.get(stores, {}).values():
                store.close()
        if "_vdir" in opened:
            self._vdir.close()


def freshness_of(mirror: Path) -> Freshness:
    """What the database of a mirror says; there is none before the first comparison."""
    if not mirror.exists():
        return Freshness(None, missed=False)
    with closing(SqliteDatabase(mirror)) as database:
        return FreshnessRecord(database).state()


def conflict_note(waiting: int) -> str:
    """Half a sentence about so many conflicts, without a capital letter or a full stop."""
    events = "an event was" if waiting == 1 else f"{waiting} events were"
    return f"{events} changed both here and on the server; choose with: assistant conflicts"


def real_now() -> datetime:
    """The real clock, in UTC, whatever time the assistant is told."""
    return datetime.now(UTC)
