"""The command that lets other programs in by the Model Context Protocol."""

import sys
from typing import TYPE_CHECKING

from assistant.contract import DONE
from tools.errors import SettingsError
from tools.extras import install_line

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command


def add_commands(add: "Add") -> None:
    """Put the command of this file on the command line."""
    add("mcp", run_mcp, "a server of the Model Context Protocol over stdin and stdout, for other programs")


def run_mcp(command: "Command") -> int:
    """
    Raises:
        SettingsError: what it needs is not installed.
        InputError: stdin or stdout is no file of the system.
    """
    from assistant.serving.mcp.channel import reserved

    if sys.stdin.isatty():
        command.tell("This talks MCP with a program, which starts it: see README.md. Ctrl-C ends it.")
    # Before anything is loaded: from here on no library can print into the protocol.
    pipes = reserved()
    try:
        from assistant.serving.mcp.server import serve
    except ImportError as error:
        raise SettingsError(
            f"the server needs {error.name}; install it with: {install_line('mcp')}"
        ) from error
    serve(command.assistant, pipes)
    return DONE
