"""The pages, put together."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from assistant.home import wall_clock
from assistant.serving.web import (
    answers,
    door,
    edits,
    effects,
    events,
    inbox,
    looks,
    routines,
    rules,
    threads,
)
from assistant.serving.web.guard import STATIC, Guard
from assistant.serving.web.pages import HERE, Pages
from assistant.serving.web.pulse import Pulse
from assistant.serving.web.sessions import Sessions
from assistant.serving.web.site import STATUS, Site
from assistant.serving.web.turns import MISTAKE, Turns
from tools.errors import AssistantError, storage_error

if TYPE_CHECKING:
    from assistant.api import Assistant

SETTLE_S = 20.0
"""So long turns have, once they were told to stop, to end what they are at."""

logger = logging.getLogger(__name__)


def build_site(assistant: "Assistant", addresses: tuple[str, ...]) -> Site:
    """What the pages of `assistant` share that are served at `addresses`, all of one port."""
    home = assistant.home
    return Site(
        assistant=assistant,
        pages=Pages(assistant.zone),
        turns=Turns(assistant, timedelta(seconds=home.settings.hold_s)),
        sessions=Sessions(home.database, wall_clock),
        pulse=Pulse(home),
        # Cookies are of a host, whatever its port: another home's server has another one.
        cookie=f"assistant_{addresses[0].rpartition(':')[2]}",
        addresses=addresses,
    )


def build_app(site: Site, names: frozenset[str], entered: Callable[[], None] = lambda: None) -> Starlette:
    """The application; `names` are what the header `Host` may say, `entered` hears of each new browser."""

    def told(request: Request, error: Exception) -> Response:
        explained = error if isinstance(error, AssistantError) else storage_error(error)  # type: ignore[arg-type]
        status = STATUS.get(explained.exit_code, 500)
        return site.page(request, "problem", status, problem=explained.message)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return site.page(request, "problem", error.status_code, problem=_words(error))

    def broken(request: Request, error: Exception) -> Response:
        logger.error("a page broke off", exc_info=error)
        return site.page(request, "problem", 500, problem=MISTAKE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        site.turns.stop()
        # What a turn is doing to the world at this moment comes to its end.
        await run_in_threadpool(site.turns.settle, SETTLE_S)

    rooms = (inbox, answers, edits, rules, routines, threads, looks, effects, events)
    return Starlette(
        routes=[
            *(route for room in rooms for route in room.routes(site)),
            *door.routes(site, entered),
            Mount(STATIC.rstrip("/"), StaticFiles(directory=HERE / "static")),
        ],
        middleware=[
            Middleware(Guard, names=names, sessions=site.sessions, cookie=site.cookie, pages=site.pages)
        ],
        exception_handlers={AssistantError: told, OSError: told, HTTPException: refused, 500: broken},
        lifespan=lifespan,
    )


def _words(error: HTTPException) -> str:
    said = {404: "There is no such page.", 405: "This address is not one for that."}
    return said.get(error.status_code, error.detail)
