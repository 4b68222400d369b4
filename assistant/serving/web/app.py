"""The pages, put together."""

import logging
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

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
from assistant.serving.web.entrance import Entrance, secret_in
from assistant.serving.web.guard import DOOR, STATIC, Guard
from assistant.serving.web.pages import HERE, Pages
from assistant.serving.web.pulse import Pulse
from assistant.serving.web.sessions import Sessions, whose_is
from assistant.serving.web.site import STATUS, Site
from assistant.serving.web.turns import MISTAKE, Turns
from tools.errors import AssistantError, storage_error

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.users import Users

SETTLE_S = 20.0
"""So long turns have, once they were told to stop, to end what they are at."""

logger = logging.getLogger(__name__)


def build_site(
    assistant: "Assistant", addresses: tuple[str, ...], whose: str = "", users: "Users | None" = None
) -> Site:
    """What the pages of `assistant` share that are served at `addresses`, the first of them this machine's.

    `whose`: the id of the person, where there are several.
    """
    # Cookies are of a host, whatever its port: another home's server has another one.
    cookie = f"assistant_{addresses[0].rpartition(':')[2]}"
    home = assistant.home
    return Site(
        assistant=assistant,
        pages=Pages(assistant.zone),
        turns=Turns(assistant, timedelta(seconds=home.settings.hold_s)),
        entrance=Entrance(Sessions(home.database, wall_clock, whose), cookie, whose, users),
        pulse=Pulse(home),
        addresses=addresses,
    )


def build_app(
    site: Site, origins: Mapping[str, str], entered: Callable[[], None] = lambda: None
) -> Starlette:
    """The pages of one person.

    `origins`: what the header `Host` may say, and `Origin` with it. `entered` hears of each new browser.
    """

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

    rooms = (inbox, answers, edits, rules, routines, threads, looks, effects, events)
    return Starlette(
        routes=[
            *(route for room in rooms for route in room.routes(site)),
            *door.routes(site, entered),
            Mount(STATIC.rstrip("/"), StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard, origins=origins, entrance=site.entrance, pages=site.pages)],
        exception_handlers={AssistantError: told, OSError: told, HTTPException: refused, 500: broken},
        lifespan=_ending((site,)),
    )


def build_house(sites: Mapping[str, Site], apps: Mapping[str, ASGIApp]) -> Starlette:
    """The pages of several people, by their ids: each request goes to those of whoever it says that it is of.

    Whether it is, their own `Guard` decides; who says nothing meets any of them.
    """
    [anybody, *_] = apps

    async def hand_over(scope: Scope, receive: Receive, send: Send) -> None:
        whose = _said_whose(scope, sites[anybody].entrance)
        await apps[whose if whose in apps else anybody](scope, receive, send)

    return Starlette(routes=[Mount("/", hand_over)], lifespan=_ending(sites.values()))


def _said_whose(scope: Scope, entrance: Entrance) -> str:
    headers = Headers(scope=scope)
    told = entrance.users.of_proxy(headers.items()) if entrance.users else None
    if told is not None:
        return told
    if scope["path"] == DOOR:
        return whose_is(QueryParams(scope["query_string"]).get("token", ""))
    return whose_is(secret_in(headers, entrance.cookie))


def _ending(sites: Collection[Site]) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        for site in sites:
            site.turns.stop()
        until = time.monotonic() + SETTLE_S
        for site in sites:
            # What a turn is doing to the world at this moment comes to its end.
            await run_in_threadpool(site.turns.settle, max(until - time.monotonic(), 0))

    return lifespan


def _words(error: HTTPException) -> str:
    said = {404: "There is no such page.", 405: "This address is not one for that."}
    return said.get(error.status_code, error.detail)
