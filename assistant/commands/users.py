"""The command `users`: who may use this installation, each with a home of their own."""

from typing import TYPE_CHECKING, Any

from assistant.contract import DONE
from assistant.views.text import as_lines
from tools.errors import InputError

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command


def add_commands(add: "Add") -> None:
    """Put the command of this file on the command line."""
    users = add("users", run_users, "who may use this installation, each with a home of their own")
    verbs = users.add_subparsers(metavar="list|add|proxy")
    add("list", run_users, "all of them (the default)", verbs)
    new = add("add", run_add, "another one, or another token for one: shown once", verbs)
    new.add_argument("id", metavar="ID", help="small letters, digits and . _ @ -")
    new.add_argument("--called", default="", metavar="NAME", help="what a proxy calls them; default: ID")
    proxy = add("proxy", run_proxy, "the proxy that people go through: its token, shown once", verbs)
    proxy.add_argument(
        "address", metavar="ADDRESS", help="what browsers call it, as https://assistant.example.org"
    )
    proxy.add_argument("--header", default="", metavar="NAME", help="in which it says who asks")


def run_users(command: "Command") -> int:
    """
    Raises:
        SettingsError: the file can't be used.
    """
    from assistant.users import FOLDER, users_of

    users = users_of(command.home.path)
    known = users.known if users else {}
    found = [
        {"id": id, "home": str(command.home.path / FOLDER / id), "called": user.called or id}
        for id, user in known.items()
    ]
    lines = [f"{each['id']}  {each['home']}" for each in found]
    if not found:
        lines = ["One person uses this home. For several: assistant users add ID"]
    proxy = users.proxy if users else None
    if proxy:
        lines.append(
            f"Through {proxy.address}" + (f", which says who by {proxy.header}" if proxy.header else "")
        )
    document = {"users": found, "proxy": proxy.address if proxy else None}
    return command.show(document, lambda view: view.note(as_lines(lines)))


def run_add(command: "Command") -> int:
    """
    Raises:
        InputError: nobody can be called so.
        SettingsError: the file can't be used.
        StorageError: it can't be written.
    """
    from assistant.settings.readers import as_user_id
    from assistant.users import FOLDER, new_token

    id = command.options.id
    try:
        as_user_id(id)
    except ValueError as error:
        raise InputError(f"{id!r} can't be an id: {error}") from error
    token = new_token(command.home.path, ("users", id), id, called=command.options.called)
    document = {"id": id, "home": str(command.home.path / FOLDER / id), "token": token}
    return _told(
        command,
        document,
        f"{id}'s home: {document['home']}",
        f"Token for programs (Authorization: Bearer …, or x-api-key), shown this once: {token}",
        "`assistant web`, started anew, prints the address for their browser.",
    )


def run_proxy(command: "Command") -> int:
    """
    Raises:
        SettingsError: the address or the header can't be one, or the file can't be used; it stays as it was.
        StorageError: it can't be written.
    """
    from assistant.users import PROXY_TOKEN, new_token

    address, header = command.options.address, command.options.header
    token = new_token(command.home.path, ("proxy",), "proxy", address=address, header=header)
    lines = [f"People go through {address}."]
    if header:
        lines.append(
            f"It says who asks by {header}, and shows this token by {PROXY_TOKEN}, shown this once: {token}"
        )
    return _told(command, {"address": address, "header": header, "token": token}, *lines)


def _told(command: "Command", document: dict[str, Any], *lines: str) -> int:
    command.show(document, lambda view: view.note(as_lines(filter(None, lines))))
    return DONE
