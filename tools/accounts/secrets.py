"""Passwords and tokens: in the system's keyring, the environment, or a file that only its owner reads."""

import logging
import os
import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from tools.accounts.account import Account
from tools.accounts.accounts_file import pairs
from tools.errors import SettingsError
from tools.private_files import write_private
from tools.redaction import REDACTION

logger = logging.getLogger(__name__)

PASSWORD = "password"
"""The password, or for XOAUTH2 the refresh token."""
CLIENT_SECRET = "client_secret"


class KeyringFailedError(Exception):
    """The keyring is locked, or doesn't answer."""


class Keyring(Protocol):
    """What the system keeps passwords in.

    Raises (all of them):
        KeyringFailedError: it can't be used at the moment.
    """

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, secret: str) -> None: ...

    def delete(self, key: str) -> None: ...


class SecretStore(Protocol):
    """What a login needs of the place where secrets are."""

    def get(self, account: Account, kind: str = PASSWORD) -> str | None:
        """The secret; None where nothing keeps one.

        Raises:
            SettingsError: it can't be read.
        """
        ...

    def put(self, account: Account, secret: str, kind: str = PASSWORD) -> str:
        """Keep a secret; where, for a person to know."""
        ...


class Secrets:
    """The secrets of the accounts of one home. They are never logged, and never in the database.

    What the environment says counts for this run before what is kept.
    """

    def __init__(
        self,
        file: Path,
        *,
        environment: Mapping[str, str] | None = None,
        keyring: Callable[[], Keyring | None] = lambda: None,
    ) -> None:
        self._file = file
        self._environment = os.environ if environment is None else environment
        self._find_keyring = keyring

    @cached_property
    def _keyring(self) -> Keyring | None:
        """Looked for when it is first needed: that takes longer than all else here."""
        return self._find_keyring()

    def get(self, account: Account, kind: str = PASSWORD) -> str | None:
        """The secret; None where nothing keeps one.

        Raises:
            SettingsError: the file with secrets can be read by others, or can't be read at all.
        """
        given = self._environment.get(account.variable) if kind == PASSWORD else None
        # It is kept in one of the two; the file is the quicker one to ask.
        found = given or self._read().get(account.name, {}).get(kind) or self._from_keyring(account, kind)
        REDACTION.know(found)
        return found

    def put(self, account: Account, secret: str, kind: str = PASSWORD) -> str:
        """Keep a secret; where, for a person to know."""
        REDACTION.know(secret)
        if self._keyring is not None:
            try:
                self._keyring.set(key_of(account, kind), secret)
                self._drop_from_file(account, kind)
                return "the system's keyring"
            except KeyringFailedError as error:
                logger.warning("the keyring can't be used: %s", error)
        kept = self._read()
        self._write({**kept, account.name: {**kept.get(account.name, {}), kind: secret}})
        return str(self._file)

    def remove(self, account: Account) -> None:
        """Forget all secrets of an account."""
        for kind in (PASSWORD, CLIENT_SECRET):
            self._drop_from_file(account, kind)
            if self._keyring is not None:
                try:
                    self._keyring.delete(key_of(account, kind))
                except KeyringFailedError as error:
                    logger.warning("the keyring can't be used: %s", error)

    def _from_keyring(self, account: Account, kind: str) -> str | None:
        if self._keyring is None:
            return None
        try:
            return self._keyring.get(key_of(account, kind))
        except KeyringFailedError as error:
            logger.warning("the keyring can't be used: %s", error)
            return None

    def _drop_from_file(self, account: Account, kind: str) -> None:
        kept = self._read()
        if kind in kept.get(account.name, {}):
            rest = {k: v for k, v in kept[account.name].items() if k != kind}
            self._write({**kept, account.name: rest})

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            if os.name == "posix" and self._file.stat().st_mode & 0o077:
                raise SettingsError(f"{self._file} can be read by others; say: chmod 600 {self._file}")
            return tomllib.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            # What is wrong may be beside a password: only where it is said.
            raise SettingsError(f"{self._file} can't be read ({type(error).__name__}); repair it") from None

    def _write(self, secrets: Mapping[str, Mapping[str, str]]) -> None:
        tables = ["\n".join([f"[{name}]", *pairs(kinds)]) for name, kinds in secrets.items() if kinds]
        write_private(self._file, "\n\n".join(tables) + "\n")


def key_of(account: Account, kind: str) -> str:
    """The name of a secret in a keyring, which other homes and programs share."""
    return f"{account.name} {account.address} {kind}"
