"""Serves the pages until it is stopped: on this machine alone, or on the network that the person names."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import uvicorn

from assistant.serving.web.app import build_app, build_site
from assistant.serving.web.guard import DOOR
from tools.effects.runner import Runner, stopped_by_signals
from tools.errors import InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from assistant.api import Assistant

LOOPBACK = "127.0.0.1"
LOCAL_NAMES = (LOOPBACK, "localhost")
ELSEWHERE = ("192.0.2.1", 9)
"""An address for documentation: nothing is sent there, but the system says by which of ours it would be."""
SHUTDOWN_S = 2


def serve(assistant: "Assistant", host: str, port: int, *, lan: bool, tell: Callable[[str], None]) -> None:
    """Serve until a signal ends it. `tell` gets the address to open, and the next one once that is used.

    Raises:
        InputError: there is no such address here, or the port is taken.
    """
    hosts = [host, *([lan_address()] if lan else [])]
    with ExitStack() as stack:
        sockets = [stack.enter_context(_listening(hosts[0], port))]
        port = sockets[0].getsockname()[1]
        sockets += [stack.enter_context(_listening(each, port)) for each in hosts[1:]]
        site = build_site(assistant, port)

        def invite() -> None:
            tell(f"http://{_shown(hosts[-1])}:{port}{DOOR}?token={site.sessions.invite()}")

        server = server_for(build_app(site, names(hosts, port), invite))
        invite()
        # The server takes the signals itself; once it has ended, it sends itself those that it got.
        with stopped_by_signals(lambda: None), Runner(assistant.home.ledger):
            server.run(sockets)


def server_for(app: "Starlette") -> uvicorn.Server:
    """A server that says nothing of itself, neither in headers nor on the terminal."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
    )


def names(hosts: list[str], port: int) -> frozenset[str]:
    """What a browser may call us in the header `Host`."""
    local = LOCAL_NAMES if set(hosts) & {*LOCAL_NAMES, "0.0.0.0", "::", "::1"} else ()
    every = {_shown(host).lower() for host in (*hosts, *local)} | ({"[::1]"} if local else set())
    return frozenset(f"{name}:{port}" for name in every) | (frozenset(every) if port == 80 else frozenset())


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
    except (OSError, UnicodeError) as error:  # the second: no name of a machine is written so
        listening.close()
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"{host!r} port {port} can't be used ({why}); give another --host or --port, or --port 0"
        ) from error
    return listening


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
