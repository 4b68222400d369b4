"""A yes to this one and to all that are like it: the limits, and what they would have let through."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.contract import Approval, Decision
from assistant.grants import Limits
from assistant.serving.web.answers import AnswerPages, look_again, way_back
from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.site import Site
from assistant.views.fields import Field
from assistant.views.grant_cards import offer_card
from assistant.views.grant_limits import LABELS, limit_fields, read_limits
from tools.errors import AssistantError


def routes(site: Site) -> list[Route]:
    """`/approvals/ID/grant`, and all of `/grants`."""
    pages = RulePages(site)
    return [
        Route("/approvals/{id}/grant", pages.form, methods=["GET"]),
        Route("/approvals/{id}/grant", posted(pages.make), methods=["POST"]),
        Route("/grants", pages.listed, methods=["GET"]),
        Route("/grants/{id}", pages.show, methods=["GET"]),
        Route("/grants/{id}/revoke", posted(pages.revoke), methods=["POST"]),
    ]


class RulePages:
    """
    Raises:
        NotFoundError: there is no such approval or grant.
        ConflictError: the grant was revoked already.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._answers = AnswerPages(site)

    def form(self, request: Request) -> Response:
        """The narrowest rule, its limits to be changed, or the one with the limits that were typed."""
        found = self._answers.found(request)
        if not found.waits:
            return self._answers.card(request, found)
        typed = self._site.drafts.find(request.query_params.get("draft", ""))
        return self._page(request, found.approval, typed)

    def make(self, request: Request, form: Form) -> Response:
        """The rule with other limits; and then that it counts, and a yes to the card."""
        found, typed = self._answers.found(request), form.under("limit.")
        approval = found.approval
        if not found.waits or form.text("shown") != approval.shown_hash:
            return self._answers.too_late(request, found)
        if form.text("step") == "make" and self._made(approval, typed):
            return self._answers.decide(request, form, found, Decision.approve().of(approval))
        return look_again(request, self._site.drafts.keep(typed))

    def listed(self, request: Request) -> Response:
        """What needs no question, newest first."""
        return self._site.page(request, "grants", grants=self._site.assistant.grants()[::-1])

    def show(self, request: Request) -> Response:
        """One rule, and what it would have let through in the last 30 days."""
        id, zone = request.path_params["id"], self._site.assistant.zone
        card = offer_card(self._site.assistant.preview_grant(id), zone)
        return self._site.page(request, "grant_made", grant=self._site.home.grants.get(id), card=card)

    def revoke(self, request: Request, _: Form) -> Response:
        """It lets nothing through any more."""
        return after(f"/grants/{self._site.assistant.revoke_grant(request.path_params['id']).id}")

    def _made(self, approval: Approval, typed: Mapping[str, str]) -> bool:
        """Whether it counts from now on; why it doesn't is said on the page."""
        try:
            self._site.home.grants.make(approval.id, self._limits(typed))
        except AssistantError:
            return False
        return True

    def _page(self, request: Request, approval: Approval, typed: Mapping[str, str]) -> Response:
        problem, card = "", None
        boxes = [Field(name, LABELS.get(name, name), text) for name, text in typed.items()]
        try:
            offer = self._site.home.grants.offer(approval.id, self._limits(typed))
            card, boxes = offer_card(offer, self._site.assistant.zone), limit_fields(offer)
        except AssistantError as error:
            problem = error.message
        given = {"card": card, "boxes": boxes, "problem": problem, **way_back(request, approval.thread_id)}
        return self._site.page(request, "grant", 422 if problem else 200, approval=approval, **given)

    def _limits(self, typed: Mapping[str, str]) -> Limits:
        return read_limits(typed, self._site.now())
