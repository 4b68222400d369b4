"""What all pages share."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.serving.web.drafts import Drafts
from assistant.serving.web.entrance import Entrance
from assistant.serving.web.pages import Pages
from assistant.serving.web.pulse import Pulse
from assistant.serving.web.sessions import Sessions
from assistant.serving.web.turns import Turns

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.home import Home

STATUS = {2: 422, 4: 404, 5: 409}
"""By exit code: what a command ends with says what kind of error it is."""
PATIENCE_S = 2.0
"""So long a form waits for what comes of it, before the page shows that it is at work."""


@dataclass(frozen=True)
class Site:
    """One assistant, as its pages need it."""

    assistant: "Assistant"
    pages: Pages
    turns: Turns
    entrance: Entrance
    pulse: Pulse
    addresses: tuple[str, ...]
    """Where it is served: for this machine first, for others last."""
    drafts: Drafts = field(default_factory=Drafts)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def sessions(self) -> Sessions:
        return self.entrance.sessions

    @property
    def home(self) -> "Home":
        return self.assistant.home

    def now(self) -> datetime:
        return self.assistant.clock()

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page with the frame that all of them have; `thread` among `values` is the one it is about."""
        beat = self.pulse.now()
        return self.pages.page(
            template,
            status,
            **{
                "path": request.url.path,
                "waiting": beat.waiting,
                "mark": beat.mark,
                "now": self.now(),
                **values,
            },
        )
