"""What stands before every page: whose address was asked for, where a form came from, who is asking."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.serving.web.entrance import Entrance
from assistant.serving.web.pages import Pages

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types assistant",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: with that, browsers send `Origin: null` along with forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # A page that comes back by the back button is asked for anew.
    "Cache-Control": "no-store",
}
DOOR = "/enter"
STATIC = "/static/"
"""Needs no session either: nothing of the person's is in there."""


class Guard:
    """Passes on only what was asked under a name of ours, by a session, and, if it acts, from a page of ours.

    The name is checked against rebinding of DNS, the origin against forms of other pages.
    """

    def __init__(self, app: ASGIApp, *, origins: Mapping[str, str], entrance: Entrance, pages: Pages) -> None:
        """`origins`: the values that the header `Host` may have, and where forms are sent from then."""
        self._app = app
        self._origins = origins
        self._entrance = entrance
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = await self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_guarded)

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in self._origins:
            return PlainTextResponse("This is not an address of the assistant.\n", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET and POST are known here.\n", 405)
        if scope["method"] == "POST" and headers.get("origin") != self._origins[host]:
            return PlainTextResponse("This was not sent from a page of the assistant.\n", 403)
        path = scope["path"]
        if path == DOOR or path.startswith(STATIC):
            return None
        known = await run_in_threadpool(self._entrance.lets_in, headers)
        return None if known else self._pages.closed(path)
