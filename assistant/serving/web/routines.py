"""What comes back, comes later, or is waited for, and telling it to rest or to end."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.site import Site
from assistant.views.routine_lines import run_line, story_fields, story_runs
from tools.errors import InputError

ACTS = {"active": ("pause", "skip", "run", "end"), "paused": ("resume", "run", "end"), "ended": ("resume",)}
"""What can be told of one, by its state."""


def routes(site: Site) -> list[Route]:
    """All of `/routines`."""
    pages = RoutinePages(site)
    return [
        Route("/routines", pages.listed, methods=["GET"]),
        Route("/routines/{id}", pages.show, methods=["GET"]),
        Route("/routines/{id}", posted(pages.act), methods=["POST"]),
    ]


class RoutinePages:
    """
    Raises:
        NotFoundError: there is no such routine.
        ConflictError: as it stands, that can't be done with it.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def listed(self, request: Request) -> Response:
        """All of them, each with its next time and its last run."""
        home = self._site.home
        zone, now = home.settings.time_zone, home.clock()
        shown = [
            (one, run_line(one.last_run, now, zone) if one.last_run else "") for one in home.routines.list()
        ]
        return self._site.page(request, "routines", routines=shown)

    def show(self, request: Request) -> Response:
        """One, and what its last runs came to."""
        home = self._site.home
        story = home.routines.story(request.path_params["id"])
        zone = home.settings.time_zone
        fields, runs = story_fields(story, zone), story_runs(story, home.clock(), zone)
        acts = ACTS[story["state"]] if story["kind"] != "mail" else ("end",)
        if story["kind"] == "watch":
            acts = tuple(act for act in acts if act not in ("skip", "run"))
        return self._site.page(request, "routine", routine=story, fields=fields, runs=runs, acts=acts)

    def act(self, request: Request, form: Form) -> Response:
        """Pause, go on with, skip, run or end it.

        Raises:
            InputError: it is none of these.
        """
        if form.text("act") not in {act for acts in ACTS.values() for act in acts}:
            raise InputError("say pause, resume, skip, run or end")
        told = self._site.home.routines.control(request.path_params["id"], form.text("act"))
        return after(f"/routines/{told.id}")
