"""What a page that is open is told as it happens, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from assistant.contract import Progress
from assistant.serving.web.site import Site
from assistant.views.text import clean, clean_line

QUICK_S, CALM_S = 0.1, 0.5
ALIVE_EVERY_S = 15.0
"""A connection that says nothing for long is taken for dead on the way."""


def routes(site: Site) -> list[Route]:
    """`/events?thread=ID&seen=MARK`, by GET: it goes on until the page is closed."""

    async def events(request: Request) -> StreamingResponse:
        thread, seen = (request.query_params.get(name, "") for name in ("thread", "seen"))
        told = _events(site, thread, seen, request.headers)
        return StreamingResponse(told, media_type="text/event-stream")

    return [Route("/events", events)]


async def _events(site: Site, thread: str, seen: str, headers: Headers) -> AsyncIterator[str]:
    """`waiting`: how many approvals; `changed`: ask for the page anew; `text` and `doing`: of a turn."""
    loop = asyncio.get_running_loop()
    waiting, run, told, quiet_since = -1, None, 0, loop.time()
    while not site.stopping.is_set():
        said = []
        beat = await site.pulse.shared(afresh=waiting < 0)
        if beat.waiting != waiting:
            waiting = beat.waiting
            said.append(_event("waiting", waiting))
        if beat.mark != seen:
            seen = beat.mark
            said.append(_event("changed", ""))
        latest = site.turns.of(thread)
        if latest is not run:
            run, told = latest, len(latest.progress) if latest and latest.ended.is_set() else 0
        if run:
            new = run.progress[told:]
            told += len(new)
            said += filter(None, map(_step, new))
        if not said and loop.time() - quiet_since > ALIVE_EVERY_S:
            if not await run_in_threadpool(site.entrance.lets_in, headers):
                return
            said.append(": still here\n\n")
        if said:
            quiet_since = loop.time()
            yield "".join(said)
        await asyncio.sleep(QUICK_S if run and not run.ended.is_set() else CALM_S)


def _step(progress: Progress) -> str:
    match progress.type:
        case "text":
            return _event("text", clean(progress.text))
        case "delegation" | "task":
            text = clean_line(progress.text.replace("_", " ") if progress.type == "task" else progress.text)
            return _event("doing", {"agent": clean_line(progress.agent), "text": text})
        case _:
            return ""


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
