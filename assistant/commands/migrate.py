"""The command `migrate`: all that is remembered, from the home to a PostgreSQL or back."""

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.contract import DONE
from assistant.views.text import as_lines
from tools.errors import NotFoundError, SettingsError

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.home import Home


def add_commands(add: "Add") -> None:
    """Put the command of this file on the command line."""
    migrate = add("migrate", run_migrate, "move threads, approvals, effects… to ASSISTANT_DATABASE, or back")
    migrate.add_argument("--back", action="store_true", help="from ASSISTANT_DATABASE into the home")


def run_migrate(command: "Command") -> int:
    """
    Raises:
        SettingsError: ASSISTANT_DATABASE isn't set.
        NotFoundError: there is nothing to move.
        ConflictError: where it is to go holds something already. Nothing was moved.
        StorageError: one of the two can't be read or written. Nothing was moved: it may be said again.
    """
    from assistant.home import Home
    from tools.database.moving import move

    there = command.home
    if not there.settings.database:
        raise SettingsError(
            "say where to, or from, by ASSISTANT_DATABASE=postgresql://user:password@host/database"
        )
    here = Home(replace(there.settings, database=""))
    source, target = (there, here) if command.options.back else (here, there)
    if source is here and not here.database_path.exists():
        raise NotFoundError(f"{here.path} has nothing to move: it has no {here.database_path.name}")
    for home in (source, target):
        make_tables(home)
    moved = move(source.database, target.database)
    names = (source.database.name, target.database.name)
    kept = source.database.set_aside()
    target.database.close()
    document = {"from": names[0], "to": names[1], "rows": moved, "kept": kept}
    lines = [
        f"Moved from {names[0]} to {names[1]}: {sum(moved.values())} rows.",
        *(f"  {table}: {count}" for table, count in moved.items() if count),
        f"What was there before is kept, and opened by nothing: {kept}",
    ]
    if command.options.back:
        lines.append("Take ASSISTANT_DATABASE out of your settings now.")
    command.show(document, lambda view: view.note(as_lines(lines)))
    return DONE


def make_tables(home: "Home") -> None:
    """All that this version keeps, in its newest form."""
    from agents.checkpoints import ConversationSaver
    from assistant.serving.web.sessions import Sessions

    ConversationSaver(home.database)
    Sessions(home.database, home.real_time)
    parts = (home.threads, home.book, home.readings, home.grants, home.records, home.journal, home.routines)
    for _ in (*parts, home.snoozes, home.polls):
        continue
