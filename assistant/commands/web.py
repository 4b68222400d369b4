"""The command that opens the way in from a browser.

Raises:
    InputError: there is no such address here, or the port is taken.
"""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from assistant.contract import DONE
from tools.errors import SettingsError

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command

PORT = 8377


def add_commands(add: "Add") -> None:
    """Put the command of this file on the command line."""
    web = add("web", run_web, "chat and approvals in a browser")
    web.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: this machine alone")
    web.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"default: {PORT}; 0: a free one")
    web.add_argument("--lan", action="store_true", help="for others on this network, too: shows a QR code")


def run_web(command: "Command") -> int:
    """
    Raises:
        SettingsError: what it needs is not installed.
    """
    try:
        from assistant.serving.web.server import serve
    except ImportError as error:
        raise SettingsError(
            f"the browser's pages need {error.name}; install it with: pip install 'langgraph-assistant[web]'"
        ) from error
    options = command.options
    tell = partial(command.write, flush=True)
    serve(command.assistant, options.host, options.port, lan=options.lan, tell=tell)
    return DONE


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 65_536:
        raise argparse.ArgumentTypeError("give a number below 65536")
    return port
