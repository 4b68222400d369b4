"""Whoever called a tool: what it can show, and what it is told while the call runs."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from mcp import McpError
from mcp.server.session import ServerSession
from mcp.types import (
    CancelledNotification,
    CancelledNotificationParams,
    ElicitationCapability,
    RequestId,
    ServerNotification,
)
from pydantic import ValidationError

from assistant.contract import Progress
from assistant.serving.mcp.forms import Filled, Form
from assistant.views.text import clean_line

LOOK_S = 0.3
"""So often a form that waits looks whether its question was answered elsewhere."""
STEPS = ("delegation", "task", "approval", "error")
"""What is told while a call runs; the answer itself comes at its end."""
UNNAMED = "another program"
MOST_OF_A_NAME = 40
MISUNDERSTOOD = "the answer could not be understood"


@dataclass(frozen=True)
class NotFilled:
    """A form that brought no answer."""

    why: str
    goes_on: bool = False
    """Whether somebody is there, so that the next form may be shown."""


class Client:
    """The other side of one call of a tool."""

    def __init__(
        self, session: ServerSession, request: RequestId, token: str | int | None, *, wait_s: float
    ) -> None:
        """`token` is what progress is reported under, where the client wants to hear of it."""
        self._session = session
        self._request = request
        self._token = token
        self._wait_s = wait_s

    @property
    def name(self) -> str:
        """As the client calls itself."""
        known = self._session.client_params
        return (clean_line(known.clientInfo.name)[:MOST_OF_A_NAME] if known else "") or UNNAMED

    @property
    def shows_forms(self) -> bool:
        """Whether a person can be asked here."""
        known = self._session.client_params
        return known is not None and _takes_forms(known.capabilities.elicitation)

    async def fill_in(self, message: str, form: Form, is_open: Callable[[], bool]) -> Filled | NotFilled:
        """What the person filled in; nothing that a client does by itself counts as that.

        It is taken back once `is_open` says that the question is no longer one.
        """
        numbers: list[RequestId] = []
        asked = asyncio.create_task(self._elicit(message, form, numbers.append))
        give_up = asyncio.get_running_loop().time() + self._wait_s
        try:
            while not (await asyncio.wait({asked}, timeout=LOOK_S))[0]:
                if not await asyncio.to_thread(is_open):
                    await self._take_back(numbers, "answered elsewhere")
                    return NotFilled("it was answered elsewhere meanwhile", goes_on=True)
                if asyncio.get_running_loop().time() > give_up:
                    await self._take_back(numbers, "no answer")
                    return NotFilled(f"nobody answered within {self._wait_s:.0f} seconds")
        finally:
            asked.cancel()
        return asked.result()

    async def _elicit(
        self, message: str, form: Form, tell_number: Callable[[RequestId], None]
    ) -> Filled | NotFilled:
        tell_number(self._session._request_id)  # the one that this gets; there is no public way to ask
        try:
            answer = await self._session.elicit_form(message, form, self._request)
        except ValidationError:
            return NotFilled(MISUNDERSTOOD, goes_on=True)
        except McpError as error:
            return NotFilled(f"the client did not ask: {clean_line(error.error.message)}")
        match answer.action:
            case "accept":
                return answer.content or {}
            case "decline":
                return NotFilled("the form was declined", goes_on=True)
            case "cancel":
                return NotFilled("the form was closed")

    async def _take_back(self, numbers: list[RequestId], why: str) -> None:
        for number in numbers:
            about = CancelledNotificationParams(requestId=number, reason=why)
            await self._session.send_notification(ServerNotification(CancelledNotification(params=about)))

    @asynccontextmanager
    async def progress(self) -> AsyncIterator[Callable[[Progress], None]]:
        """What this is told, from any thread, reaches the client in order, and before the block is left."""
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str | None] = asyncio.Queue()

        def told(step: Progress) -> None:
            if step.type in STEPS:
                loop.call_soon_threadsafe(lines.put_nowait, clean_line(f"{step.agent}: {step.text}"))

        async def send() -> None:
            for number in itertools.count(1):
                if (line := await lines.get()) is None:
                    return
                if self._token is not None:
                    await self._session.send_progress_notification(self._token, number, message=line)

        sending = asyncio.create_task(send())
        try:
            yield told
            lines.put_nowait(None)
            await sending
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending


def _takes_forms(capability: ElicitationCapability | None) -> bool:
    # Before there were addresses to open, an empty one meant forms.
    return capability is not None and (capability.form is not None or capability.url is None)
