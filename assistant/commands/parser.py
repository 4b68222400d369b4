"""The command line: global options, and the commands of each file."""

import argparse
import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, NoReturn

from assistant import __version__
from assistant.commands import (
    accounts,
    completion,
    grants,
    home,
    mcp,
    migrate,
    routines,
    rules,
    threads,
    trust,
    turns,
    users,
    web,
    workflows,
)
from assistant.commands.command import Command
from assistant.commands.examples import EXAMPLES
from tools.errors import InputError

COMMANDS = (
    turns,
    threads,
    home,
    routines,
    rules,
    grants,
    workflows,
    accounts,
    trust,
    migrate,
    mcp,
    web,
    users,
)
"""The files that have an `add_commands`, in the order in which the help shows them."""


_UNKNOWN = re.compile(r"^argument COMMAND: invalid choice: '(?P<given>.*)' \(choose from (?P<known>.*)\)$")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and where the help is."""

    def error(self, message: str) -> NoReturn:
        """
        Raises:
            InputError: always.
        """
        if found := _UNKNOWN.search(message):
            # Loaded for a slip alone.
            from difflib import get_close_matches

            near = get_close_matches(found["given"], re.findall(r"'(\S+?)'", found["known"]), 1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise InputError(f"there is no {found['given']}{meant}; see: {self.prog} --help")
        raise InputError(f"{message}; see: {self.prog} --help")


class _Unasked:
    """Stands for the parser of a command that was not asked for, and takes whatever would be added to it."""

    def __getattr__(self, _: str) -> "Callable[..., _Unasked]":
        return self._take

    def _take(self, *_: object, **__: object) -> "_Unasked":
        return self


UNASKED: Any = _Unasked()


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What a command line asks for.

    Raises:
        InputError: it can't be understood.
    """
    words = {word for word in arguments if not word.startswith("-")}
    if words and not {"-h", "--help", "completion"} & {*arguments}:
        try:
            return parser(words).parse_args(arguments)
        except InputError:
            pass  # the whole command line says it better: it knows what else there is
    return parser().parse_args(arguments)


def parser(only: Collection[str] = ()) -> argparse.ArgumentParser:
    """The whole command line, or that of the commands `only`: a tenth of the time."""
    top = Parser(
        prog="assistant",
        parents=[_global_options()],
        description="An assistant for calendar and mail. Nothing happens without your yes.",
        epilog="Without a command: the chat. Exit codes: 0 done, 1 failed, 2 wrong usage, "
        "3 an approval waits, 4 not found, 5 already answered or no longer what was shown.",
    )
    top.add_argument("--version", action="version", version=f"assistant {__version__}")
    top.set_defaults(run=turns.run_chat, home=None, model=None, json=False, thread=None, new=False)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)

    def add(name: str, run: Callable[[Command], int], text: str, to: Any = None) -> argparse.ArgumentParser:
        if to is UNASKED or (to is None and only and name not in only):
            return UNASKED  # type: ignore[no-any-return]
        made: argparse.ArgumentParser = (to or commands).add_parser(
            name,
            help=text,
            description=text,
            parents=[_global_options()],
            epilog=_examples(name) if to is None else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    for file in COMMANDS:
        file.add_commands(add)
    completion.add_command(add, top)
    return top


def _examples(name: str) -> str | None:
    lines = EXAMPLES.get(name)
    return "\n".join(["for example:", *(f"  {line}" for line in lines)]) if lines else None


def _global_options() -> "Parser":
    """What may stand before a command or after it; each parser needs its own, as defaults are set on it."""
    options = Parser(add_help=False)
    options.add_argument("--home", default=argparse.SUPPRESS, help="folder for everything that is kept")
    options.add_argument("--model", default=argparse.SUPPRESS, help="offline, or provider:model")
    options.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    return options
