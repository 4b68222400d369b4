"""One run of a command: its options, what it opens, and where it shows what comes of it."""

import argparse
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.contract import DONE
from assistant.views.text import as_lines, clean, json_line, json_text
from tools.errors import AssistantError, CorruptDatabaseError, storage_error

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.home import Home
    from assistant.users import Users
    from assistant.views.printing import View
    from tools.values import Value


class Add(Protocol):
    """Adds a command to the command line."""

    def __call__(
        self, name: str, run: "Callable[[Command], int]", text: str, to: Any = None
    ) -> argparse.ArgumentParser: ...


class Command:
    """One run of a command: its options, and what it needs opened when it is first asked for."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self._home: Home | None = None
        self._assistant: Assistant | None = None
        self.log: Path | None = None
        """Where the details of failures go, once the home is open."""

    @property
    def home(self) -> "Home":
        if self._home is None:
            from assistant.commands.logs import log_as
            from assistant.home import Home
            from assistant.settings import load_settings

            self._home = Home(load_settings(home=self.options.home, model=self.options.model))
            for warning in self._home.warnings():
                self.warn(warning)
            self.log = self._home.path / "logs" / "assistant.log"
            log_as(self._home.settings, self.log)
        return self._home

    def wait_for(self, indexed: "Callable[[], None]") -> None:
        """Let `indexed` read what an index doesn't know yet.

        A first index is made in the background, and would end with a command that only looks.
        """
        with self.reading_shown():
            indexed()

    @contextmanager
    def reading_shown(self) -> Iterator[None]:
        """Around what may read the home for the first time: at a terminal, a line says how far that is."""
        from assistant.views.reading import reading_line

        over = threading.Event()

        def show() -> None:
            shown = ""
            while not over.wait(0.2):
                reading = self.home.reading
                if reading or shown:
                    shown = reading_line(*reading) if reading else ""
                    print(f"\r\x1b[K{shown}", end="", file=sys.stderr, flush=True)

        if not sys.stderr.isatty():
            yield
            return
        looking = threading.Thread(target=show, daemon=True)
        looking.start()
        try:
            yield
        finally:
            over.set()
            looking.join()

    def look_after(self) -> None:
        """Any command that has opened the home carries out what is due in it.

        What goes wrong here is said, but the command itself has done its work.
        """
        if self._home is None:
            return
        try:
            notices = self._home.look_after()
        except AssistantError as error:
            notices = (error.message,)
        except OSError as error:
            notices = (storage_error(error).message,)
        for notice in notices:
            self.warn(notice)

    def damage(self) -> CorruptDatabaseError | None:
        """What is wrong with the database, when it was opened."""
        database = self._home.opened_database if self._home else None
        if database is None:
            return None
        try:
            return database.damage()
        except AssistantError:
            return None

    def way_on(self) -> str:
        """How to go on with a turn that was stopped, when one may have been."""
        return (
            ""
            if self._assistant is None
            else "; go on with: assistant resume THREAD (see: assistant threads)"
        )

    def close(self) -> None:
        if self._assistant is not None:
            self._assistant.close()
        elif self._home is not None:
            self._home.close()

    @contextmanager
    def everybody(self) -> "Iterator[tuple[Mapping[str, Home], Users | None]]":
        """The homes that a process of this one serves, by whose they are: this one, or each of its users'.

        Raises:
            SettingsError: what says who they are can't be used.
            StorageError: a home can't be used.
        """
        users = None
        if (self.home.path / "users.toml").exists():
            from assistant.users import users_of

            users = users_of(self.home.path)
        if not (users and users.known):
            yield {"": self.home}, users
            return
        from assistant.home import Home

        with ExitStack() as stack:
            homes = {id: Home(users.settings_of(id, model=self.options.model)) for id in users.known}
            for id, home in homes.items():
                stack.callback(home.close)
                for warning in home.warnings():
                    self.warn(f"{id}: {warning}")
            yield homes, users

    @property
    def assistant(self) -> "Assistant":
        if self._assistant is None:
            from assistant.api import Assistant

            self._assistant = Assistant(self.home)
        return self._assistant

    @property
    def view(self) -> "View":
        from assistant.views.printing import view_for

        settings = self.home.settings
        return view_for(sys.stdout, settings.time_zone, settings.theme)

    def show(self, document: dict[str, Any], draw: Callable[["View"], None]) -> int:
        """The one document that `--json` asks for, or the same drawn for a person."""
        if self.options.json:
            print_json(document)
        else:
            draw(self.view)
        return DONE

    def write(self, text: str, *, flush: bool = False) -> None:
        """A piece of the result."""
        print(clean(text), flush=flush)

    def write_json(self, line: str, *, flush: bool = False) -> None:
        """A line of the result that is JSON already."""
        print(json_line(line), flush=flush)

    def warn(self, text: str) -> None:
        """What a person should know besides the result."""
        tell_problem(text)

    def tell(self, text: str) -> None:
        print(clean(text), file=sys.stderr)


def tell_problem(text: str) -> None:
    """One line on stderr, as the program's."""
    print(f"assistant: {as_lines([text])}", file=sys.stderr)


def documents(values: "Sequence[Value]") -> list[dict[str, Any]]:
    return [value.json_dict() for value in values]


def print_json(document: Any) -> None:
    text = json_text(document)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document)
    print(text)
