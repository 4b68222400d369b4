"""`assistant worker --install`: a systemd user unit that starts the worker, shown before it is written."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.contract import DONE, FAILED
from tools.errors import InputError

if TYPE_CHECKING:
    from assistant.commands.command import Command

NAME = "assistant-worker.service"
TIMEOUT_S = 20


def unit_path() -> Path:
    """Where systemd looks for units of the user."""
    import os

    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "systemd" / "user" / NAME


def unit(home: Path) -> str:
    """The unit that keeps a worker on `home`."""
    line = f"{_quoted(sys.executable)} -m assistant --home {_quoted(str(home))} worker"
    return (
        "[Unit]\nDescription=Carries out what is due for the assistant\n\n"
        f"[Service]\nWorkingDirectory={_escaped(str(Path(__file__).parents[2]))}\nExecStart={line}\n"
        "Restart=on-failure\nRestartSec=30\nUMask=0077\n\n"
        "[Install]\nWantedBy=default.target\n"
    )


def install(command: "Command") -> int:
    """Show the unit, ask, write it, and start it.

    Raises:
        InputError: there is no systemd here.
    """
    home, path = command.home.path.resolve(), unit_path()
    text = unit(home)
    if shutil.which("systemctl") is None:
        cron = f"@reboot cd {shlex.quote(str(Path(__file__).parents[2]))} && "
        cron += f"{shlex.quote(sys.executable)} -m assistant --home {shlex.quote(str(home))} worker"
        raise InputError(f"there is no systemd here; a line for `crontab -e` does the same: {cron}")
    command.tell(f"{path}:\n\n{text}")
    if not _agreed(command, "Write this and start it?"):
        command.tell("Nothing was written.")
        return FAILED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    problem = _systemctl("daemon-reload") or _systemctl("enable", "--now", NAME)
    if problem:
        command.warn(
            f"it is written, but could not be started ({problem}); see: systemctl --user status {NAME}"
        )
        return FAILED
    command.tell("It runs, and starts with your session. To have it run without one: loginctl enable-linger")
    return DONE


def remove(command: "Command") -> int:
    """Stop the unit and take it away.

    Raises:
        InputError: there is none.
    """
    path = unit_path()
    if not path.exists():
        raise InputError(f"there is no {path}; nothing was removed")
    if not _agreed(command, f"Stop the worker and remove {path}?"):
        command.tell("Nothing was removed.")
        return FAILED
    problem = _systemctl("disable", "--now", NAME)
    path.unlink()
    problem = _systemctl("daemon-reload") or problem
    command.tell(f"Removed{f' ({problem})' if problem else ''}.")
    return DONE


def _agreed(command: "Command", question: str) -> bool:
    if command.options.yes:
        return True
    if not sys.stdin.isatty():
        return False
    command.tell(f"{question} [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _systemctl(*arguments: str) -> str:
    """What went wrong; empty: nothing."""
    try:
        done = subprocess.run(
            ["systemctl", "--user", *arguments],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.strip()[:200] if done.returncode else ""


def _quoted(text: str) -> str:
    """As systemd reads one word."""
    escaped = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
