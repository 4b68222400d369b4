"""Agenda, mailbox and tasks, to look at."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.looking import Look, look_at_calendar, look_at_mail, look_at_tasks
from assistant.serving.web.site import Site
from assistant.views import cards, entries, tasks
from tools.errors import InputError
from tools.problems import problem_lines

MOST_MAILS = 50


def routes(site: Site) -> list[Route]:
    """`/agenda`, `/mail` and `/tasks`: what `q` asks for, which may be an id."""
    pages = LookPages(site)
    return [
        Route("/agenda", pages.agenda, methods=["GET"]),
        Route("/mail", pages.mail, methods=["GET"]),
        Route("/tasks", pages.tasks, methods=["GET"]),
    ]


class LookPages:
    """A look waits for a folder that is read for the first time, and says what could not be read."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def agenda(self, request: Request) -> Response:
        """The events of a day or a range, or one event in full."""
        site, home, said = self._site, self._site.home, request.query_params.get("q", "").strip()
        home.calendar.wait()
        look, problem = self._look(lambda: look_at_calendar(home, said))
        today = site.now().date()
        return site.page(
            request,
            "agenda",
            422 if problem else 200,
            said=said,
            title=look.title,
            card=cards.event_card(look.found[0], site.assistant.zone) if look.in_full else None,
            days=() if look.in_full else entries.agenda_days(look.found, site.assistant.zone, today),
            problem=problem,
            problems=problem_lines(home.calendar.problems()),
        )

    def mail(self, request: Request) -> Response:
        """The newest mails that fit, or one mail in full."""
        site, home, said = self._site, self._site.home, request.query_params.get("q", "").strip()
        home.mirrored_mail.catch_up()
        look, problem = self._look(lambda: look_at_mail(home, said, MOST_MAILS))
        zone, now = site.assistant.zone, site.now()
        return site.page(
            request,
            "mail",
            422 if problem else 200,
            said=said,
            card=cards.mail_card(look.found[0], zone) if look.in_full else None,
            mails=() if look.in_full else [(mail, entries.mail_date(mail, now, zone)) for mail in look.found],
            problem=problem,
            problems=problem_lines(home.mail_problems()),
        )

    def tasks(self, request: Request) -> Response:
        """The tasks that fit, by how soon they are due, or one in full."""
        site, home, said = self._site, self._site.home, request.query_params.get("q", "").strip()
        look, problem = self._look(lambda: look_at_tasks(home, said))
        zone = site.assistant.zone
        shown = () if look.in_full else tasks.task_page(look.found, zone, site.now()).sections
        return site.page(
            request,
            "tasks",
            422 if problem else 200,
            said=said,
            card=tasks.task_card(look.found[0], zone) if look.in_full else None,
            sections=shown,
            problem=problem,
            problems=problem_lines(home.tasks.problems()),
        )

    @staticmethod
    def _look(look: Callable[[], Look]) -> tuple[Look, str]:
        try:
            return look(), ""
        except InputError as error:
            return Look([]), error.message
