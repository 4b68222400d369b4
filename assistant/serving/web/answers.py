"""The pages that say yes or no to what waits. Each form says which card it answers."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.contract import Decision
from assistant.serving.standing import Standing, standing
from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.site import PATIENCE_S, Site
from assistant.views.series import NOT_THIS_ONE
from tools.errors import ConflictError, InputError


def routes(site: Site) -> list[Route]:
    """`/approvals/ID` with its answer, and `/answers` for several at once."""
    pages = AnswerPages(site)
    return [
        Route("/answers", posted(pages.answer_several), methods=["POST"]),
        Route("/approvals/{id}", pages.show, methods=["GET"]),
        Route("/approvals/{id}/answer", posted(pages.answer), methods=["POST"]),
    ]


class AnswerPages:
    """Acts only on the card that was shown: once that has changed, the new one comes instead.

    Raises:
        NotFoundError: there is no such approval.
        InputError: the form says nothing that can be done.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self, request: Request) -> Response:
        """One card, and where it stands."""
        return self.card(request, self.found(request))

    def answer(self, request: Request, form: Form) -> Response:
        """Yes or no to one card."""
        says = {"approve": Decision.approve(), "reject": Decision.reject(form.text("why").strip())}
        decision = says.get(form.text("decision"))
        if decision is None:
            raise InputError("say approve or reject")
        shown = replace(decision, shown_hash=form.text("shown"))
        return self.decide(request, form, self.found(request), shown)

    def answer_several(self, _: Request, form: Form) -> Response:
        """Yes or no to all cards that were shown together; if one has changed, to none of them.

        Of those that one card stands for (`of`), a yes counts for the ones that are ticked, and is a no to
        the others.
        """
        ticked, whole = _cards(form, "card"), _cards(form, "of")
        if form.text("decision") == "reject":
            said = dict.fromkeys(whole, Decision.reject(form.text("why").strip()))
        elif not ticked and whole:
            raise InputError("tick those that are meant, or reject them all; nothing was done")
        else:
            said = dict.fromkeys(whole, Decision.reject(NOT_THIS_ONE)) | dict.fromkeys(
                ticked, Decision.approve()
            )
        if not said:
            raise InputError("say which cards")
        shown = {**whole, **ticked}
        first = next(iter(said))
        place = _place(form, self._site.home.book.get(first).thread_id, first)
        return self._go_on({id: replace(one, shown_hash=shown[id]) for id, one in said.items()}, place)

    def found(self, request: Request) -> Standing:
        """The approval that the address names, and where it stands."""
        return standing(self._site.home, request.path_params["id"])

    def decide(self, request: Request, form: Form, found: Standing, decision: Decision) -> Response:
        """The page after an answer: where the person came from, or the card as it stands by now."""
        thread, id = found.approval.thread_id, found.approval.id
        try:
            return self._go_on({id: decision}, _place(form, thread, id))
        except ConflictError as error:
            return self.too_late(request, standing(self._site.home, id), error.message)

    def _go_on(self, decisions: Mapping[str, Decision], place: str) -> Response:
        for run in self._site.turns.answer(decisions):
            # What goes wrong from here on is told in the conversation: the answer counts.
            run.ended.wait(PATIENCE_S)
        return after(place)

    def too_late(self, request: Request, found: Standing, problem: str = "") -> Response:
        """The card as it stands by now, and why nothing was done."""
        said = f"This was {found.said}." if found.said else "This is not what was shown; look again."
        return self.card(request, found, status=409, problem=problem or said)

    def card(self, request: Request, found: Standing, *, status: int = 200, problem: str = "") -> Response:
        """One card, with its buttons while it waits."""
        return self._site.page(request, "approval", status, found=found, problem=problem)


def _cards(form: Form, name: str) -> dict[str, str]:
    """What of each approval was shown, by its id."""
    return dict(text.split(":", 1) for text in form.texts(name) if ":" in text)


def _place(form: Form, thread: str, id: str) -> str:
    return f"/threads/{thread}#end" if form.text("back") == "thread" else f"/?answered={id}"


def way_back(request: Request, thread: str) -> dict[str, str]:
    """For a page in between: where the person came from, by name and by address."""
    if request.query_params.get("back") == "thread":
        return {"back": "thread", "back_to": f"/threads/{thread}"}
    return {"back": "inbox", "back_to": "/"}


def look_again(request: Request, draft: str) -> Response:
    """The page in between, asked for anew with what was typed."""
    return after(f"{request.url.path}?{urlencode({'back': way_back(request, '')['back'], 'draft': draft})}")
