"""Who may use one installation: `users.toml` in its home, as `assistant users` writes it.

Each has a home of their own, and on a PostgreSQL rows of their own. The ways in ask it who somebody is: by a
token, or by a header of a proxy that shows one. What is kept of a token is its hash.
"""

import hashlib
import re
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from hmac import compare_digest
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from assistant.settings import Settings, load_settings
from assistant.settings.readers import as_user_id
from assistant.settings.sources import from_file
from tools.errors import SettingsError
from tools.private_files import write_private

FILE, FOLDER = "users.toml", "users"
HEADER = (
    "# Who may use this installation, as `assistant users` writes it.\n# Who has no table is not let in.\n"
)
PROXY_TOKEN = "x-assistant-proxy"
"""The header in which a proxy shows its token."""


NAMES = frozenset(field.name for field in fields(Settings))
OF_NOBODY: Mapping[str, Any] = {
    "user_name": Settings.user_name,
    "user_email": Settings.user_email,
    "user_addresses": Settings.user_addresses,
    "signatures": {},
}


def digest(token: str) -> str:
    """What is kept of a token; each is drawn from 256 bits, so that nobody finds it by trying."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hash(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("a token's SHA-256, as `assistant users` writes it")
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or text != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ValueError("give what browsers call it, as https://assistant.example.org")
    return text.lower()


def _somebody(text: str) -> str:
    if not as_user_id(text):
        raise ValueError("give a name")
    return text


Hash = Annotated[str, AfterValidator(_hash)]


class User(BaseModel):
    """One who may use it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Hash
    called: str = ""
    """What the proxy calls them; empty: by their id."""


class Proxy(BaseModel):
    """A server that people go through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Annotated[str, AfterValidator(_address)]
    """What browsers call it."""
    token: Hash
    header: str = Field("", pattern=r"^[A-Za-z0-9-]*$")
    """In which it says who asks; empty: it doesn't, and people have tokens."""

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc


def _told_apart(users: dict[str, User]) -> dict[str, User]:
    names = [user.called or id for id, user in users.items()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two are called {twice[0]!r}")
    return users


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    proxy: Proxy | None = None
    users: Annotated[dict[Annotated[str, AfterValidator(_somebody)], User], AfterValidator(_told_apart)] = {}


@dataclass(frozen=True)
class Users:
    """Those of one installation."""

    folder: Path
    """Its home."""
    known: Mapping[str, User]
    proxy: Proxy | None = None

    def settings_of(self, id: str, *, model: str | None = None) -> Settings:
        """The settings of one of them: what their own home says before what is said to the process.

        Who somebody is, their home alone says: what the process is told of that is no news of any of them.

        Raises:
            SettingsError: one can't be used.
        """
        home = self.folder / FOLDER / id
        own = from_file(home / "assistant.toml")
        given = own | {"home": home, "user_id": id} | ({"model": model} if model else {})
        settings = load_settings(**{name: given[name] for name in given if name in NAMES})
        return replace(settings, **{name: OF_NOBODY[name] for name in OF_NOBODY if name not in own})

    def of_token(self, token: str) -> str:
        """Whose token this is; empty: nobody's."""
        id = token.rpartition(".")[0]
        user = self.known.get(id)
        return id if user and compare_digest(user.token, digest(token)) else ""

    def of_proxy(self, headers: Iterable[tuple[str, str]]) -> str | None:
        """Who asks, as the proxy says; empty: nobody that is known. None: it is not the proxy that says it.

        A header counts beside the proxy's token alone: anybody can send one.
        """
        if not (self.proxy and self.proxy.header):
            return None
        told: dict[str, list[str]] = {}
        for name, value in headers:
            told.setdefault(name.lower(), []).append(value)
        [shown, *_] = told.get(PROXY_TOKEN, [""])
        if not compare_digest(self.proxy.token, digest(shown)):
            return None
        names = told.get(self.proxy.header.lower(), [])
        # Two of them: one may be what a browser sent, and the proxy let pass.
        return next((id for id, user in self.known.items() if names == [user.called or id]), "")


def users_of(home: Path) -> Users | None:
    """Those of the installation at `home`; None: it is one person's.

    Raises:
        SettingsError: the file can't be used.
    """
    path = home / FILE
    try:
        return _read(path, path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path} can't be read: {error}") from error


def new_token(home: Path, table: tuple[str, ...], whose: str, **values: str) -> str:
    """A token, written down for `table` with `values`; what it had before is none any more.

    Raises:
        SettingsError: the file can't be used, or a value; it stays as it was.
        StorageError: it can't be written.
    """
    import tomlkit

    path = home / FILE
    users_of(home)
    document = tomlkit.parse(path.read_text("utf-8") if path.exists() else HEADER)
    inside: Any = document
    for name in table:
        inside = inside.setdefault(name, tomlkit.table(is_super_table=name != table[-1]))
    token = f"{whose}.{secrets.token_urlsafe(32)}"
    inside.update({name: value for name, value in values.items() if value} | {"token": digest(token)})
    text = tomlkit.dumps(document)
    _read(path, text)
    write_private(path, text)
    return token


def _read(path: Path, text: str) -> Users:
    try:
        told = _Told.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} can't be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {first['msg']} ({where})") from error
    return Users(path.parent, told.users, told.proxy)
