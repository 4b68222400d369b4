"""The accounts of a home, in a TOML file that people may edit; no secret is in it."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tools.accounts.account import Account
from tools.errors import SettingsError
from tools.private_files import write_private

HEADER = "# Accounts, as `assistant connect` writes them. Passwords are kept elsewhere.\n"


def load_accounts(path: Path) -> tuple[Account, ...]:
    """The accounts in the order of the file; the first one is the default.

    Raises:
        SettingsError: something in the file can't be used.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} can't be read: {error}") from error
    return tuple(account_of(path, name, table) for name, table in tables.items())


def account_of(path: Path, name: str, table: Any) -> Account:
    """The account that `table`, of the file at `path`, describes.

    Raises:
        SettingsError: it can't be used; the message names the entry.
    """
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: {name!r} is no table; an account begins with [name]")
    try:
        account = Account.model_validate({**table, "name": name})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (name, *first["loc"]))
        raise SettingsError(f"{path}: {where}: {first['msg']}") from error
    if not account.plain and (hosts := account.unprotected()):
        raise SettingsError(
            f"{path}: the connection of {name!r} to {hosts[0]} would show mails and password to everybody on "
            "the way; use TLS, or say plain = true"
        )
    return account


def save_accounts(path: Path, accounts: Iterable[Account]) -> None:
    """Write the file anew, whole or not at all."""
    tables = [table(account) for account in accounts]
    write_private(path, HEADER + "".join(f"\n{text}" for text in tables))


def table(account: Account) -> str:
    values = account.model_dump(mode="json", exclude={"name"}, exclude_defaults=True)
    lines = [f"[{account.name}]", *pairs(values)]
    for key, inner in values.items():
        if isinstance(inner, dict):
            lines += [f"[{account.name}.{key}]", *pairs(inner)]
    return "\n".join(lines) + "\n"


def pairs(values: Mapping[str, Any]) -> list[str]:
    """`key = value` lines; a JSON string, number or boolean is the same in TOML."""
    return [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if not isinstance(value, dict)
    ]
