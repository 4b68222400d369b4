"""The pages that answer what waits: yes, no, a change, a rule. Each says which card it answers."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.contract import Approval, Decision
from assistant.grants import Limits
from assistant.serving.standing import Standing, standing
from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.site import PATIENCE_S, Site
from assistant.views import cards, fields
from assistant.views.difference import difference
from assistant.views.fields import Field
from assistant.views.grant_cards import offer_card
from assistant.views.grant_limits import limit_fields, read_limits
from assistant.views.text import clean
from tools.errors import AssistantError, ConflictError, InputError


def routes(site: Site) -> list[Route]:
    """All of `/approvals/ID`, and `/answers` for several at once."""
    pages = AnswerPages(site)
    return [
        Route("/answers", posted(pages.answer_several), methods=["POST"]),
        Route("/approvals/{id}", pages.show, methods=["GET"]),
        Route("/approvals/{id}/answer", posted(pages.answer), methods=["POST"]),
        Route("/approvals/{id}/edit", pages.edit_form, methods=["GET"]),
        Route("/approvals/{id}/edit", posted(pages.edit), methods=["POST"]),
        Route("/approvals/{id}/grant", pages.grant_form, methods=["GET"]),
        Route("/approvals/{id}/grant", posted(pages.grant), methods=["POST"]),
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
        return self._card(request, self._standing(request))

    def answer(self, request: Request, form: Form) -> Response:
        """Yes or no to one card."""
        found = self._standing(request)
        says = {"approve": Decision.approve(), "reject": Decision.reject(form.text("why").strip())}
        decision = says.get(form.text("decision"))
        if decision is None:
            raise InputError("say approve or reject")
        return self._decide(request, form, found, replace(decision, shown_hash=form.text("shown")))

    def answer_several(self, _: Request, form: Form) -> Response:
        """Yes to all cards that were shown together; if one has changed, to none of them."""
        shown = dict(text.split(":", 1) for text in form.texts("card") if ":" in text)
        if not shown:
            raise InputError("say which cards")
        thread = self._site.home.book.get(next(iter(shown))).thread_id
        yes = {id: replace(Decision.approve(), shown_hash=hash) for id, hash in shown.items()}
        self._site.turns.answer(thread, yes).wait(PATIENCE_S)
        return after(_place(form, thread, next(iter(shown))))

    def edit_form(self, request: Request) -> Response:
        """What can be changed, as a form."""
        found = self._standing(request)
        if not found.waits:
            return self._card(request, found)
        return self._edit_page(request, found.approval, {})

    def edit(self, request: Request, form: Form) -> Response:
        """What the changes come to; and then a yes to exactly that."""
        found = self._standing(request)
        # As the next page gives it back: what is approved then is what was planned.
        typed = {name: clean(text) for name, text in form.under("field.").items()}
        approval, zone = found.approval, self._site.assistant.zone
        if not found.waits or form.text("shown") != approval.shown_hash:
            return self._too_late(request, found)
        try:
            changed = fields.changes(approval.args, _only_changed(approval, typed, zone), zone)
            if not changed:
                raise InputError("nothing was changed")
            edited = self._site.assistant.plan_edit(approval.id, **changed)
            if form.text("step") == "approve" and form.text("result") == edited.shown_hash:
                return self._decide(request, form, found, Decision.edit(**changed).of(approval, edited))
        except InputError as error:
            return self._edit_page(request, approval, typed, status=422, problem=error.message)
        changes = difference(cards.card(approval, zone), cards.card(edited, zone))
        return self._edit_page(request, approval, typed, changes=changes, edited=edited)

    def grant_form(self, request: Request) -> Response:
        """The narrowest rule, its limits to be changed, and what it would have let through."""
        found = self._standing(request)
        if not found.waits:
            return self._card(request, found)
        return self._grant_page(request, found.approval, {})

    def grant(self, request: Request, form: Form) -> Response:
        """The rule with other limits; and then that it counts, and a yes to the card."""
        found, typed = self._standing(request), form.under("limit.")
        if not found.waits or form.text("shown") != found.approval.shown_hash:
            return self._too_late(request, found)
        if form.text("step") != "make":
            return self._grant_page(request, found.approval, typed)
        try:
            self._site.home.grants.make(found.approval.id, self._limits(typed))
        except InputError:
            return self._grant_page(request, found.approval, typed)
        return self._decide(request, form, found, Decision.approve().of(found.approval))

    def _decide(self, request: Request, form: Form, found: Standing, decision: Decision) -> Response:
        thread, id = found.approval.thread_id, found.approval.id
        try:
            self._site.turns.answer(thread, {id: decision}).wait(PATIENCE_S)
        except ConflictError as error:
            return self._too_late(request, standing(self._site.home, id), error.message)
        return after(_place(form, thread, id))

    def _standing(self, request: Request) -> Standing:
        return standing(self._site.home, request.path_params["id"])

    def _too_late(self, request: Request, found: Standing, problem: str = "") -> Response:
        said = (
            problem or f"This is {found.said}." if found.said else "This is not what was shown; look again."
        )
        return self._card(request, found, status=409, problem=said)

    def _card(self, request: Request, found: Standing, *, status: int = 200, problem: str = "") -> Response:
        return self._site.page(request, "approval", status, found=found, problem=problem)

    def _edit_page(
        self,
        request: Request,
        approval: Approval,
        typed: Any,
        *,
        status: int = 200,
        problem: str = "",
        **shown: Any,
    ) -> Response:
        boxes = [
            replace(
                field, text=typed.get(field.name, field.text), is_long=field.is_long or "\n" in field.text
            )
            for field in fields.fields(approval.args, self._site.assistant.zone)
        ]
        given = {"changes": None, "edited": None, **shown}
        return self._site.page(
            request,
            "edit",
            status,
            approval=approval,
            boxes=boxes,
            problem=problem,
            back=_back(request),
            **given,
        )

    def _grant_page(self, request: Request, approval: Approval, typed: Any) -> Response:
        problem, card, boxes = "", None, [Field(name, name, text) for name, text in typed.items()]
        try:
            offer = self._site.home.grants.offer(approval.id, self._limits(typed))
            card = offer_card(offer, self._site.assistant.zone)
            boxes = limit_fields(offer)
        except AssistantError as error:
            problem = error.message
        status = 422 if problem else 200
        return self._site.page(
            request,
            "grant",
            status,
            approval=approval,
            card=card,
            boxes=boxes,
            problem=problem,
            back=_back(request),
        )

    def _limits(self, typed: Any) -> Limits:
        return read_limits(typed, self._site.now())


def _only_changed(approval: Approval, typed: Any, zone: Any) -> dict[str, str]:
    """What was typed over: an untouched box gives back what it showed, which may be less than is there."""
    shown = {field.name: clean(field.text) for field in fields.fields(approval.args, zone)}
    return {name: text for name, text in typed.items() if name in shown and text != shown[name]}


def _back(request: Request) -> str:
    """Where the person came from: the inbox, or the conversation."""
    return "thread" if request.query_params.get("back") == "thread" else "inbox"


def _place(form: Form, thread: str, id: str) -> str:
    return f"/threads/{thread}#end" if form.text("back") == "thread" else f"/?answered={id}"
