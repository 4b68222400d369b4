"""A yes to something else than was proposed: what the changes come to is shown before it counts."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.contract import Approval, Decision
from assistant.serving.web.answers import AnswerPages, look_again, way_back
from assistant.serving.web.forms import Form, posted
from assistant.serving.web.site import Site
from assistant.views import cards, fields
from assistant.views.difference import difference
from assistant.views.fields import Field
from assistant.views.text import clean
from tools.errors import InputError


def routes(site: Site) -> list[Route]:
    """`/approvals/ID/edit`."""
    pages = EditPages(site)
    return [
        Route("/approvals/{id}/edit", pages.form, methods=["GET"]),
        Route("/approvals/{id}/edit", posted(pages.edit), methods=["POST"]),
    ]


class EditPages:
    """
    Raises:
        NotFoundError: there is no such approval.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._answers = AnswerPages(site)

    def form(self, request: Request) -> Response:
        """What can be changed; and once something was typed, what that comes to."""
        found = self._answers.found(request)
        if not found.waits:
            return self._answers.card(request, found)
        approval, zone = found.approval, self._site.assistant.zone
        typed = self._site.drafts.find(request.query_params.get("draft", ""))
        if not typed:
            return self._page(request, approval, typed)
        try:
            edited = self._edited(approval, typed)[1]
        except InputError as error:
            return self._page(request, approval, typed, status=422, problem=error.message)
        changes = difference(cards.card(approval, zone), cards.card(edited, zone))
        return self._page(request, approval, typed, changes=changes, edited=edited)

    def edit(self, request: Request, form: Form) -> Response:
        """To what the changes come to; and then a yes to exactly that."""
        found = self._answers.found(request)
        approval = found.approval
        if not found.waits or form.text("shown") != approval.shown_hash:
            return self._answers.too_late(request, found)
        typed = self._typed(approval, form)
        if form.text("step") == "approve":
            with suppress(InputError):  # said on the page
                changed, edited = self._edited(approval, typed)
                if form.text("result") == edited.shown_hash:
                    yes = Decision.edit(**changed).of(approval, edited)
                    return self._answers.decide(request, form, found, yes)
        return look_again(request, self._site.drafts.keep(typed))

    def _edited(self, approval: Approval, typed: Mapping[str, str]) -> tuple[dict[str, Any], Approval]:
        """What was changed, and what that comes to."""
        changed = self._changes(approval, typed)
        return changed, self._site.assistant.plan_edit(approval.id, **changed)

    def _changes(self, approval: Approval, typed: Mapping[str, str]) -> dict[str, Any]:
        """What was typed over: an untouched box gives back what it showed, which may not be all."""
        shown = {field.name: field.text for field in self._boxes(approval)}
        over = {name: text for name, text in typed.items() if text != shown.get(name, text)}
        changed = fields.changes(approval.args, over, self._site.assistant.zone)
        if not changed:
            raise InputError("nothing was changed")
        return changed

    def _typed(self, approval: Approval, form: Form) -> dict[str, str]:
        """The fields as the next page gives them back; what is one line stays one, in however large a box."""
        long = {field.name for field in self._boxes(approval) if field.is_long}
        typed = {name: clean(text) for name, text in form.under("field.").items()}
        return {name: text if name in long else text.replace("\n", " ") for name, text in typed.items()}

    def _boxes(self, approval: Approval) -> list[Field]:
        return [
            replace(field, text=clean(field.text), is_long=field.is_long or "\n" in clean(field.text))
            for field in fields.fields(approval.args, self._site.assistant.zone)
        ]

    def _page(
        self,
        request: Request,
        approval: Approval,
        typed: Mapping[str, str],
        *,
        status: int = 200,
        problem: str = "",
        **shown: Any,
    ) -> Response:
        boxes = [replace(box, text=typed.get(box.name, box.text)) for box in self._boxes(approval)]
        given = {"changes": None, "edited": None, **shown, **way_back(request, approval.thread_id)}
        return self._site.page(
            request, "edit", status, approval=approval, boxes=boxes, problem=problem, **given
        )
