"""The first page: all that waits, over all conversations."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.serving.standing import Standing, standing
from assistant.serving.web.site import Site
from tools.errors import NotFoundError


def routes(site: Site) -> list[Route]:
    """`/`."""

    def inbox(request: Request) -> Response:
        titles = {thread.thread_id: thread.title for thread in site.assistant.threads()}
        groups = [
            (thread, titles.get(thread, thread), list(approvals))
            for thread, approvals in groupby(site.assistant.pending(), lambda approval: approval.thread_id)
        ]
        answered = _answered(site, request.query_params.get("answered", ""))
        return site.page(request, "inbox", groups=groups, answered=answered)

    return [Route("/", inbox, methods=["GET"])]


def _answered(site: Site, id: str) -> Standing | None:
    """What came of the answer that led here."""
    try:
        return standing(site.home, id) if id else None
    except NotFoundError:
        return None
