"""The command that opens the way in from a browser.

Raises:
    InputError: there is no such address here, or the port is taken.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.commands.command import print_json
from assistant.contract import DONE
from tools.errors import SettingsError
from tools.extras import install_line

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.serving.web.server import Door

PORT = 8377


def add_commands(add: "Add") -> None:
    """Put the command of this file on the command line."""
    web = add("web", run_web, "chat and approvals in a browser")
    web.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: this machine alone")
    web.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"default: {PORT}; 0: a free one")
    web.add_argument("--lan", action="store_true", help="for others on this network, too: shows a QR code")
    web.set_defaults(told=False)


def run_web(command: "Command") -> int:
    """
    Raises:
        SettingsError: what it needs is not installed.
    """
    from assistant.api import Assistant

    try:
        from assistant.serving.web.server import serve
    except ImportError as error:
        raise SettingsError(
            f"the browser's pages need {error.name}; install it with: {install_line('web')}"
        ) from error
    options = command.options
    with command.everybody() as (homes, users), ExitStack() as stack:
        people = {
            id: stack.enter_context(Assistant(home)) if id else command.assistant
            for id, home in homes.items()
        }
        tell = partial(_tell, command)
        serve(people, options.host, options.port, lan=options.lan, tell=tell, users=users)
    return DONE


def _tell(command: "Command", doors: "Sequence[Door]") -> None:
    """How to come in: the first time as the command's result, later for whoever comes next."""
    options = command.options
    if options.json:
        # One document, of the first way in; a script that lets more browsers in reads the page of one.
        if not options.told:
            print_json(_document(doors))
            sys.stdout.flush()
    else:
        _tell_a_person(command, doors)
    options.told = True


def _document(doors: "Sequence[Door]") -> dict[str, Any]:
    [first, *_] = doors
    if not first.whose:
        return {"addresses": first.addresses, "links": first.links}
    users = [{"id": door.whose, "links": door.links} for door in doors]
    return {"addresses": first.addresses, "users": users}


def _tell_a_person(command: "Command", doors: "Sequence[Door]") -> None:
    from assistant.serving.web.codes import terminal_code

    options = command.options
    if options.lan and not options.told:
        command.warn(
            "others on this network who listen in can read what is sent; use it where you trust them"
        )
    lines = []
    for door in doors:
        if door.whose:
            lines += [f"For {door.whose}, and one browser:", door.links[-1]]
            continue
        lines.append("For the next browser:" if options.told else "Open this; it lets one browser in, once:")
        lines.append(door.links[0])
        if len(door.links) > 1:
            lines += ["From elsewhere:", door.links[-1]]
        if options.lan:
            lines.append(terminal_code(door.links[-1]))
    command.write("\n".join(lines), flush=True)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 65_536:
        raise argparse.ArgumentTypeError("give a number below 65536")
    return port
