"""The command `trust`: which working folders may set what runs code or says where things are sent.

It opens no home: which one that is may be among what is to be trusted.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.command import print_json
from assistant.contract import DONE
from assistant.views.text import as_lines
from tools.errors import InputError

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.settings.trust import Trust


def add_commands(add: "Add") -> None:
    """Put the command of this file on the command line."""
    trust = add("trust", run_trust, "let the .env of a working folder set what could do you harm")
    trust.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="default: the working folder")
    trust.add_argument("--revoke", action="store_true", help="trust it no longer")
    trust.add_argument("--list", action="store_true", dest="listed", help="show all that are trusted")


def run_trust(command: "Command") -> int:
    """
    Raises:
        InputError: there is no such folder, or no `.env` in it.
        NotFoundError: what is to be revoked isn't trusted.
        SettingsError: the `.env`, or the file with what is trusted, can't be read.
        StorageError: what is trusted can't be written.
    """
    from assistant.settings.trust import Trust

    options, trust = command.options, Trust()
    if options.listed:
        return _listed(command, trust)
    folder = Path(options.folder).expanduser().resolve()
    if options.revoke:
        trust.remove(folder)
        return _say(command, {"folder": str(folder), "trusted": False}, f"No longer trusted: {folder}")
    return _trusted(command, trust, folder)


def _trusted(command: "Command", trust: "Trust", folder: Path) -> int:
    from assistant.settings.settings import BY_VARIABLE, working_folder

    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}")
    found = working_folder(folder)
    if found is None:
        raise InputError(f"{folder} has no .env: there is nothing to trust in it")
    trust.add(folder, found.content, datetime.now(UTC))
    powers = found.powers(BY_VARIABLE)
    lines = [f"Trusted, as it is now: {folder / '.env'}", *(f"  {name}: {powers[name]}" for name in powers)]
    if not powers:
        lines.append("  It sets nothing that could do harm.")
    document = {"folder": str(folder), "trusted": True, "settings": powers}
    return _say(command, document, as_lines(lines))


def _listed(command: "Command", trust: "Trust") -> int:
    from assistant.settings.trust import TrustState
    from assistant.settings.working_folder import WorkingFolder

    folders = []
    for each in trust.folders():
        folder = Path(each.folder)
        there = (folder / ".env").is_file()
        state = WorkingFolder(folder, trust).state if there else TrustState.GONE
        folders.append({**each.json_dict(), "trusted": state is TrustState.TRUSTED, "state": state.value})
    lines = [f"{each['folder']}  {each['state']}" for each in folders] or ["No folder is trusted."]
    return _say(command, {"folders": folders}, as_lines(lines))


def _say(command: "Command", document: dict[str, Any], text: str) -> int:
    if command.options.json:
        print_json(document)
    else:
        command.write(text)
    return DONE
