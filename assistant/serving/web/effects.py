"""What was done to the world, and taking it back."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.site import Site
from assistant.views.story import story_notes
from tools.errors import InputError

MOST_SHOWN = 100


def routes(site: Site) -> list[Route]:
    """All of `/effects`."""
    pages = EffectPages(site)
    return [
        Route("/effects", pages.listed, methods=["GET"]),
        Route("/effects/{key}", pages.show, methods=["GET"]),
        Route("/effects/{key}", posted(pages.act), methods=["POST"]),
    ]


class EffectPages:
    """
    Raises:
        NotFoundError: there is no such effect.
        ConflictError: as it stands, that can't be done with it.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def listed(self, request: Request) -> Response:
        """The latest effects, newest first."""
        every = self._site.home.effects.list()
        shown = every[: -MOST_SHOWN - 1 : -1]
        return self._site.page(request, "effects", effects=shown, more=len(every) - len(shown))

    def show(self, request: Request) -> Response:
        """One effect with each step of it."""
        story = self._site.home.effects.story(request.path_params["key"])
        [effect] = [
            one for one in self._site.home.effects.list(story["thread_id"]) if one.key == story["key"]
        ]
        steps = [{**step, "at": datetime.fromisoformat(step["at"])} for step in story["history"]]
        return self._site.page(request, "effect", effect=effect, notes=story_notes(story), steps=steps)

    def act(self, request: Request, form: Form) -> Response:
        """Take it back, try it again, or give it up.

        Raises:
            InputError: it is none of these.
        """
        desk, key = self._site.home.effects, request.path_params["key"]
        acts = {"undo": desk.undo, "retry": desk.retry, "cancel": desk.cancel}
        if form.text("act") not in acts:
            raise InputError("say undo, retry or cancel")
        done = acts[form.text("act")](key)
        back = form.text("back")
        return after(f"/threads/{done.thread_id}#end" if back == "thread" else f"/effects/{done.key}")
