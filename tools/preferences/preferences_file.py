"""`preferences.toml`: read as far as it can be, and changed in one place, comments and all else kept."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from tools.errors import ToolError
from tools.preferences.preferences import Preferences
from tools.private_files import make_folder, write_private

FILE = "preferences.toml"
TABLES = ("lengths", "people", "calendars")
MOST_MINUTES = 24 * 60
HEADER = '# What you like. Edit it as you please, or say it: "never before 10", "lunches are 45 minutes".\n'


class PreferencesFile:
    """The file of a home, read anew when it has changed; no file is no preferences."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[tuple[int, int, int], Preferences] | None = None

    def read(self) -> Preferences:
        """What is in it. What can't be used is left out and named in `problem`, the file is left alone."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return Preferences()
        except OSError as error:
            return Preferences(problem=f"{self.path.name} can't be read ({error.strerror}).")
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._known is None or self._known[0] != stamp:
            self._known = stamp, _read(self.path)
        return self._known[1]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else of ours changes it meanwhile, in this process or another: it is written as a whole."""
        from filelock import FileLock

        make_folder(self.path.parent / "locks")
        with FileLock(self.path.parent / "locks" / "preferences.lock", mode=0o600, thread_local=False):
            yield

    def value(self, table: str, name: str) -> Any:
        """What stands there now, as TOML has it; None: nothing.

        Raises:
            ToolError: the file can't be read; nothing is changed then.
        """
        return _within(self._document(), table).get(_named(_within(self._document(), table), name))

    def set(self, table: str, name: str, value: Any) -> None:
        """Put `value` there, or take away what is there for None; all else stays byte for byte.

        Whoever changes it is `alone`.

        Raises:
            ToolError: the file can't be read.
            StorageError: it can't be written; it stays as it was.
        """
        import tomlkit

        document = self._document()
        if table and value is not None and table not in document:
            document.add(table, tomlkit.table())
        inside = _within(document, table)
        name = _named(inside, name)
        if value is None:
            inside.pop(name, None)
        elif isinstance(value, str) and "\n" in value:
            inside[name] = tomlkit.string(value, multiline=True)
        else:
            inside[name] = value
        write_private(self.path, tomlkit.dumps(document))

    def _document(self) -> Any:
        # Only what changes the file needs it.
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            return tomlkit.parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return tomlkit.parse(HEADER)
        except (OSError, ValueError, TOMLKitError) as error:
            raise ToolError(
                f"{self.path.name} can't be read ({_why(error)}), so nothing is changed in it; "
                f"the user can mend it in an editor: {self.path}"
            ) from error


def _within(document: Any, table: str) -> Any:
    return document.get(table, {}) if table else document


def _named(inside: Mapping[str, Any], name: str) -> str:
    """The name as the file writes it."""
    return next((own for own in inside if own.casefold() == name.casefold()), name)


def _read(path: Path) -> Preferences:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return Preferences(
            problem=f"{path.name} can't be read ({_why(error)}): nothing in it counts until it is mended."
        )
    wrong: list[str] = []
    values: dict[str, Any] = {}
    for name, given in found.items():
        if name in TABLES:
            values[name] = dict(_entries(name, given, wrong))
        elif name not in READERS or (value := READERS[name](given)) is None:
            wrong.append(name)
        else:
            values[READ_AS.get(name, name)] = value
    if not wrong:
        return Preferences(**values)
    listed = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return Preferences(
        **values, problem=f"{path.name}: {listed} can't be used and {_is_left(wrong)} out; the rest counts."
    )


def _is_left(wrong: list[str]) -> str:
    return "is left" if len(wrong) == 1 else "are left"


def _entries(table: str, given: Any, wrong: list[str]) -> Iterator[tuple[str, Any]]:
    if not isinstance(given, dict):
        wrong.append(table)
        return
    for name, said in given.items():
        value = _length(said) if table == "lengths" else _text(said)
        if value is None or not name.strip():
            wrong.append(f"{table}.{name}")
        else:
            yield name.casefold(), value


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".").replace("\n", " ")


def _text(given: Any) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _length(given: Any) -> timedelta | None:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given <= MOST_MINUTES:
        return None
    return timedelta(minutes=given)


def _clock(given: Any) -> time | None:
    if isinstance(given, time):
        return given
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    text = str(given).strip()
    try:
        return time.fromisoformat(text.zfill(5 if ":" in text else 2))
    except ValueError:
        return None


def _hours(given: Any) -> tuple[time, time] | None:
    parts = given.replace("–", "-").split("-") if isinstance(given, str) else []
    clocks = [_clock(part) for part in parts]
    match clocks:
        case [time() as start, time() as end] if start < end:
            return start, end
    return None


READERS: Mapping[str, Callable[[Any], Any]] = {
    "working_hours": _hours,
    "never_before": _clock,
    "never_after": _clock,
    "buffer_minutes": _length,
    "signature": _text,
}
"""By name in the file: what a value of TOML means; None for what can't be used."""
READ_AS = {"buffer_minutes": "buffer"}
