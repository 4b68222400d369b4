"""Who may talk with the server of langgraph.json: programs of this machine, and pages that are named.

One person alone has no password there, and any page in a browser can send requests to this machine. A page
can't hide where it is from, nor call this machine by its name. Where there are several people, each shows a
token or comes through the proxy, and finds nothing but their own threads.
"""

import asyncio
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from langgraph_sdk import Auth

from assistant.settings import load_settings
from assistant.users import Users, users_of
from tools.errors import SettingsError

PAGES = frozenset(
    {
        "https://smith.langchain.com",
        "https://eu.smith.langchain.com",
        "http://localhost:3000",
        "http://127.0.0.1:3000",
    }
)
"""LangSmith's Studio, and where Agent Chat UI and Agent Inbox run by themselves."""
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PERSON = "person"
OWN_THREADS = (0, 11)
"""Of aegra's versions the first that lets nobody run anything in another's thread."""

door = Auth()


@cache
def users_here() -> Users | None:
    """Those whom this process serves, as it found them; None: one person.

    Raises:
        SettingsError: they can't be read, or this server can't keep them apart.
    """
    users = users_of(load_settings().home)
    if not (users and users.known):
        return None
    if "aegra_api" in sys.modules and _numbers(version("aegra-api")) < OWN_THREADS:
        raise SettingsError("aegra before 0.11 lets one user into another's thread; several need Python 3.12")
    return users


@door.authenticate
async def person(headers: dict[bytes, bytes]) -> Auth.types.MinimalUserDict:
    """Who asks: one of the users, or the one person of this machine.

    Raises:
        HTTPException: nobody that is known, a page that isn't named, or another name for this machine.
    """
    told = {_text(name).lower(): _text(value) for name, value in headers.items()}
    users = await asyncio.to_thread(users_here)
    if users:
        whose = _whose(users, told)
        if not whose:
            raise Auth.exceptions.HTTPException(
                status_code=401, detail="show a token: Authorization: Bearer …"
            )
        return {"identity": whose}
    origin, host = told.get("origin"), told.get("host", "")
    if urlsplit(f"//{host}").hostname not in HERE:
        raise Auth.exceptions.HTTPException(status_code=403, detail="this machine goes by localhost here")
    if origin is not None and origin not in PAGES and urlsplit(origin).netloc != host:
        raise Auth.exceptions.HTTPException(status_code=403, detail="pages of this origin are not let in")
    return {"identity": PERSON}


def _whose(users: Users, told: Mapping[str, str]) -> str:
    kind, _, bearer = told.get("authorization", "").partition(" ")
    shown = bearer.strip() if kind.lower() == "bearer" else told.get("x-api-key", "")
    if shown:
        return users.of_token(shown)
    # A browser is known to the proxy whichever page it asks from.
    if users.proxy and told.get("origin") in (None, users.proxy.address):
        return users.of_proxy(told.items()) or ""
    return ""


@door.on
async def own(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.HandlerResult:
    """Where there are several people: their own threads, the graph, and nothing that is kept beside them."""
    if await asyncio.to_thread(users_here) is None:
        return None
    owner = {"owner": ctx.user.identity}
    if ctx.resource in ("threads", "runs"):
        # In place: what a server keeps is this value, or the metadata that were in it.
        if value.get("metadata") is None:
            value["metadata"] = {}
        value["metadata"].update(owner)
        return owner
    return ctx.resource == "assistants" and ctx.action in ("read", "search")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2])


def _text(header: bytes | str) -> str:
    return header.decode("latin-1") if isinstance(header, bytes) else header
