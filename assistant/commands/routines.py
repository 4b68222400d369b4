"""The commands about routines: what comes back, comes later, or is waited for.

Each returns its exit code.

Raises:
    NotFoundError: there is no such routine.
    ConflictError: where it stands, that can't be done with it.
"""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.commands.command import documents
from assistant.contract import DONE
from assistant.views.text import as_lines

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.contract import RoutineView

TOLD = {
    "pause": ("pause", "let it rest until it is told to go on"),
    "resume": ("resume", "go on with one that rests or has ended"),
    "skip": ("skip", "leave its next time out"),
    "delete": ("end", "end it; resume takes that back"),
}


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    routines = add("routines", run_routines, "requests that come back or come later, and watches")
    inside = routines.add_subparsers(metavar="list|show|pause|resume|skip|run|delete")
    add("list", run_routines, "all of them", inside)
    _id(add("show", run_routine_show, "one, and what its runs came to", inside))
    for name, (to, text) in TOLD.items():
        _id(add(name, _told(to), text, inside))
    _id(add("run", run_routine_now, "run one now, between its times", inside))


def _id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")


def run_routines(command: "Command") -> int:
    from assistant.views.routine_lines import routine_lines

    home = command.home
    found = home.routines.list()
    lines = routine_lines(found, home.clock(), home.settings.time_zone)
    return command.show({"routines": documents(found)}, lambda view: view.note(as_lines(lines)))


def run_routine_show(command: "Command") -> int:
    from assistant.views.routine_lines import story_lines

    home = command.home
    story = home.routines.story(command.options.id)
    lines = story_lines(story, home.clock(), home.settings.time_zone)
    return command.show(story, lambda view: view.note(as_lines(lines)))


def _told(to: str) -> "Callable[[Command], int]":
    def run(command: "Command") -> int:
        return _show(command, command.home.routines.control(command.options.id, to))

    return run


def run_routine_now(command: "Command") -> int:
    from assistant.routines.running import Routines

    routine = command.home.routines.control(command.options.id, "run")
    Routines(command.home, lambda: command.assistant).run_due()
    ran = next(one for one in command.home.routines.list() if one.id == routine.id)
    return _show(command, ran)


def _show(command: "Command", routine: "RoutineView") -> int:
    from assistant.views.routine_lines import routine_lines

    home = command.home
    lines = routine_lines([routine], home.clock(), home.settings.time_zone)
    command.show(routine.json_dict(), lambda view: view.note(as_lines(lines)))
    return DONE
