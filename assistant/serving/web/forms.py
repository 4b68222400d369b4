"""What a form has sent."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MOST_BYTES = 1_000_000
MOST_FIELDS = 5_000
FORM_TYPE = "application/x-www-form-urlencoded"


class Form:
    """Texts by name; line ends are as everywhere here, and not as browsers send them."""

    def __init__(self, sent: str) -> None:
        """
        Raises:
            ValueError: it has too many fields.
        """
        self._fields: dict[str, list[str]] = {}
        for name, text in parse_qsl(sent, keep_blank_values=True, max_num_fields=MOST_FIELDS):
            self._fields.setdefault(name, []).append(text.replace("\r\n", "\n"))

    def text(self, name: str) -> str:
        """Empty where the form has no such field."""
        return self._fields.get(name, [""])[-1]

    def texts(self, name: str) -> list[str]:
        """Of a field that may be there several times."""
        return self._fields.get(name, [])

    def under(self, prefix: str) -> Mapping[str, str]:
        """The fields whose names begin so, by the rest of the name."""
        return {
            name.removeprefix(prefix): each[-1]
            for name, each in self._fields.items()
            if name.startswith(prefix)
        }


def posted(act: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A page that `act` makes of what a form has sent, beside all other pages."""

    async def page(request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(act, request, form)

    return page


async def _form(request: Request) -> Form:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415, "Only forms are taken here.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "This is too long.")
    try:
        return Form(body.decode("utf-8"))
    except ValueError as error:
        raise HTTPException(400, "This form can't be read.") from error


def after(place: str) -> Response:
    """What is seen after an act: a page of ours, asked for anew, so that a reload repeats nothing."""
    return Response(status_code=303, headers={"Location": place})
