"""Coming in, and being let in no more."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.serving.web.codes import page_code
from assistant.serving.web.entrance import secret_in
from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.guard import DOOR
from assistant.serving.web.sessions import DAYS
from assistant.serving.web.site import Site


def routes(site: Site, entered: Callable[[], None]) -> list[Route]:
    """`/enter` and `/device`; `entered` hears that a token was used up."""

    def door(request: Request) -> Response:
        """The token is sent on by a form: what only fetches addresses, as previews do, uses none up."""
        return site.pages.page("enter", token=request.query_params.get("token", ""))

    cookie: dict[str, Any] = {
        "key": site.entrance.cookie,
        "path": "/",
        "httponly": True,
        "samesite": "strict",
    }

    def enter(request: Request, form: Form) -> Response:
        secret = site.sessions.enter(form.text("token"))
        if secret is None:
            return site.pages.page("closed", 403, path="/")
        entered()
        response = after("/")
        secure = request.headers["origin"].startswith("https:")
        response.set_cookie(**cookie, value=secret, max_age=DAYS * 86_400, secure=secure)
        return response

    def device(request: Request) -> Response:
        return site.page(request, "device", browsers=site.sessions.count(), home=site.home)

    def invite(*_: Any) -> Response:
        draft = site.drafts.keep({"token": site.sessions.invite()})
        return after(f"/device/invite?draft={draft}")

    def invited(request: Request) -> Response:
        """A way in for another device, to be read off this screen."""
        token = site.drafts.find(request.query_params.get("draft", "")).get("token")
        if token is None:
            return after("/device")
        address = f"{site.addresses[-1]}{DOOR}?token={token}"
        return site.page(request, "invite", address=address, code=page_code(address))

    def leave(request: Request, form: Form) -> Response:
        if form.text("which") == "all":
            site.sessions.leave_all()
        else:
            site.sessions.leave(secret_in(request.headers, site.entrance.cookie))
        response = after("/")
        response.delete_cookie(**cookie)
        return response

    return [
        Route(DOOR, door, methods=["GET"]),
        Route(DOOR, posted(enter), methods=["POST"]),
        Route("/device", device, methods=["GET"]),
        Route("/device/invite", posted(invite), methods=["POST"]),
        Route("/device/invite", invited, methods=["GET"]),
        Route("/device/leave", posted(leave), methods=["POST"]),
    ]
