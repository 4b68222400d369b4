"""The entry point: the only place that turns our errors into an exit."""

import logging
import os
import sys
from collections.abc import Sequence

from assistant.commands.command import Command, print_json, tell_problem
from assistant.commands.parser import parse
from assistant.contract import FAILED
from tools.errors import AssistantError, InputError, storage_error

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what it returns is the exit code."""
    arguments = [as_text(argument) for argument in (sys.argv[1:] if arguments is None else arguments)]
    try:
        options = parse(arguments)
    except InputError as error:
        return _explain(error, as_json="--json" in arguments)
    command = Command(options)
    try:
        code = int(options.run(command))
        command.look_after()
        return code
    except AssistantError as error:
        return _explain(error, as_json=options.json)
    except KeyboardInterrupt:
        tell_problem(f"stopped{command.way_on()}")
        return FAILED
    except BrokenPipeError:
        # The reader has gone, as with `| head`: Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return _explain(storage_error(error), as_json=options.json)
    except Exception as error:  # the last line of defence: a bug is told in one line
        if command.log:
            logger.exception("unexpected %s", type(error).__name__)
        return _explain(_unexpected(command, error), as_json=options.json)
    finally:
        command.close()


def _unexpected(command: "Command", error: Exception) -> AssistantError:
    """A damaged database shows itself in many ways; all else that nobody thought of is a bug."""
    if damage := command.damage():
        return damage
    where = f"the details are in {command.log}" if command.log else f"{type(error).__name__}: {error}"
    return AssistantError(f"this is a mistake in the assistant, not in what you asked; {where}")


def _explain(error: AssistantError, *, as_json: bool) -> int:
    if as_json:
        print_json({"error": {"code": error.code, "message": error.message, "retryable": error.retryable}})
    tell_problem(error.message)
    return error.exit_code


def as_text(argument: str) -> str:
    """An argument of the command line; bytes that are no UTF-8 become question marks in a diamond."""
    return os.fsencode(argument).decode("utf-8", "replace")
