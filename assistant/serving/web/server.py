"""Serves the pages until it is stopped: on this machine alone, or on the network that the person names."""

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from assistant.routines.runner import RoutineRunner
from assistant.served_cards import announced
from assistant.serving.monitor.endpoint import monitored
from assistant.serving.web.app import build_app, build_house, build_site
from assistant.serving.web.guard import DOOR
from assistant.watching import watching
from tools.effects.runner import Runner, stopped_by_signals
from tools.errors import InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from assistant.api import Assistant
    from assistant.users import Users

LOOPBACK = "127.0.0.1"
LOCAL_NAMES = (LOOPBACK, "localhost")
ELSEWHERE = ("192.0.2.1", 9)
"""An address for documentation: nothing is sent there, but the system says by which of ours it would be."""
SHUTDOWN_S = 2


@dataclass(frozen=True)
class Door:
    """The way in for one browser, once."""

    addresses: tuple[str, ...]
    """Of this server: the one of this machine first, the one for others last."""
    token: str
    whose: str = ""
    """The id of whom it is for, where there are several people."""

    @property
    def links(self) -> tuple[str, ...]:
        """What to open, for each address."""
        return tuple(f"{address}{DOOR}?token={self.token}" for address in self.addresses)


def serve(
    people: "Mapping[str, Assistant]",
    host: str,
    port: int,
    *,
    lan: bool,
    tell: Callable[[Sequence[Door]], None],
    users: "Users | None" = None,
) -> None:
    """Serve `people`, by id, until a signal ends it; the id of one who is alone is empty.

    `tell` gets the way in for one browser of each, and the next once that is used.

    Raises:
        InputError: there is no such address here, or the port is taken.
    """
    hosts = [host, *([lan_address()] if lan else [])]
    proxy = users.proxy if users else None
    with ExitStack() as stack:
        sockets = [stack.enter_context(_listening(hosts[0], port))]
        port = sockets[0].getsockname()[1]
        sockets += [stack.enter_context(_listening(each, port)) for each in hosts[1:]]
        addresses = (
            *(f"http://{_shown(each)}:{port}" for each in hosts),
            *([proxy.address] if proxy else []),
        )
        known = origins(hosts, port) | ({proxy.host: proxy.address} if proxy else {})
        sites = {id: build_site(each, addresses, id, users) for id, each in people.items()}

        def invite(*ids: str) -> None:
            tell([Door(addresses, sites[id].sessions.invite(), id) for id in ids])

        apps = {id: build_app(site, known, partial(invite, id)) for id, site in sites.items()}
        app = build_house(sites, apps) if users and users.known else apps[""]
        homes = [each.home for each in people.values()]
        monitor = stack.enter_context(monitored(*homes))
        leave = monitor.leave if monitor else _nobody_asks
        server = Server(app, [site.stopping for site in sites.values()], leave)
        for home in homes:
            stack.enter_context(announced(home.path, addresses))
        invite(*people)
        # The first turn need not wait for it.
        [first, *_] = people.values()
        threading.Thread(target=first.load, name="agents", daemon=True).start()
        # The server takes the signals itself; once it has ended, it sends itself those that it got.
        stack.enter_context(stopped_by_signals(lambda: None))
        for assistant in people.values():
            stack.enter_context(watching(assistant.home))
            stack.enter_context(Runner(assistant.home.ledger))
            stack.enter_context(RoutineRunner(assistant.home, lambda one=assistant: one))  # type: ignore[misc]
        server.run(sockets)


def _nobody_asks() -> None:
    """Where nothing is monitored."""


class Server(uvicorn.Server):
    """A server that says nothing of itself, and ends the streams of open pages when it ends."""

    def __init__(
        self, app: "Starlette", stopping: Sequence[asyncio.Event], leave: Callable[[], None] = _nobody_asks
    ) -> None:
        """Each of `stopping` is set, and `leave` called, when it begins to end."""
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                # Who asks is looked up by a secret, and never by an address that somebody says.
                proxy_headers=False,
                lifespan="on",
                timeout_graceful_shutdown=SHUTDOWN_S,
            )
        )
        self._stopping = stopping
        self._leave = leave

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # The application hears of it only when all connections are closed, and a stream never is.
        self._leave()
        for each in self._stopping:
            each.set()
        await super().shutdown(sockets)


def origins(hosts: list[str], port: int) -> dict[str, str]:
    """What a browser may call us in the header `Host`, and in `Origin` then."""
    local = LOCAL_NAMES if set(hosts) & {*LOCAL_NAMES, "0.0.0.0", "::", "::1"} else ()
    every = {_shown(host).lower() for host in (*hosts, *local)} | ({"[::1]"} if local else set())
    called = {f"{name}:{port}" for name in every} | (every if port == 80 else set())
    return {name: f"http://{name}" for name in called}


def lan_address() -> str:
    """This machine's address on the network that it reaches others by.

    Raises:
        InputError: it is on none.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(ELSEWHERE)
            return str(probe.getsockname()[0])
    except OSError as error:
        raise InputError("this machine is on no network; give its address with --host") from error


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # Whoever opens the address before the server runs waits for it.
        listening.listen()
    except (OSError, UnicodeError) as error:  # the second: no name of a machine is written so
        listening.close()
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"{host!r} port {port} can't be used ({why}); give another --host or --port, or --port 0"
        ) from error
    return listening


def _shown(host: str) -> str:
    """The host as an address has it that can be opened: what stands for all of them can't."""
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
