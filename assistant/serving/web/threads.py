"""Conversations: all of them, those in which something was said, one to read and to go on with."""

import secrets

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.contract import Decision, EffectView
from assistant.serving.web.forms import Form, after, posted
from assistant.serving.web.site import PATIENCE_S, STATUS, Site
from assistant.turn.transcript import Entry, search, transcript
from assistant.views import entries
from tools.errors import ConflictError, InputError, NotFoundError

MOST_EFFECTS = 5


def routes(site: Site) -> list[Route]:
    """All of `/threads`."""
    pages = ThreadPages(site)
    return [
        Route("/threads", pages.listed, methods=["GET"]),
        Route("/threads/{id}", pages.show, methods=["GET"]),
        Route("/threads/{id}/messages", posted(pages.say), methods=["POST"]),
        Route("/threads/{id}/stop", posted(pages.stop), methods=["POST"]),
        Route("/threads/{id}/resume", posted(pages.resume), methods=["POST"]),
    ]


class ThreadPages:
    """A message begins a turn behind the page, which is shown at once and then tells how it goes.

    Raises:
        NotFoundError: there is no such conversation.
        ConflictError: another process is busy with it.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def listed(self, request: Request) -> Response:
        """All conversations, or those in which the words of `q` were said."""
        words = request.query_params.get("q", "").strip()
        home = self._site.home
        found = search(home.database, home.threads, words) if words else self._site.assistant.threads()
        new = home.threads.new_id()
        return self._site.page(request, "threads", threads=found, words=words, new=new, form=_form_name())

    def show(self, request: Request) -> Response:
        """One conversation; one that begins just now may have no entry yet."""
        return self._show(request, request.path_params["id"])

    def say(self, request: Request, form: Form) -> Response:
        """A message; while something waits, the person says what becomes of that."""
        thread, text = request.path_params["id"], form.text("text")
        try:
            return after(f"/threads/{self._said(thread, text, form)}#end")
        except (InputError, ConflictError) as error:
            return self._show(
                request, thread, status=STATUS[error.exit_code], problem=error.message, typed=text
            )

    def resume(self, request: Request, _: Form) -> Response:
        """Go on with what was stopped."""
        thread = self._site.home.threads.find(request.path_params["id"])
        self._site.turns.resume(thread).wait(PATIENCE_S)
        return after(f"/threads/{thread}#end")

    def stop(self, request: Request, _: Form) -> Response:
        """Stop what runs here in this conversation, before its next step; the others go on."""
        thread = request.path_params["id"]
        self._site.turns.stop(thread)
        return after(f"/threads/{thread}#end")

    def _said(self, thread: str, text: str, form: Form) -> str:
        """The conversation in which the message went on."""
        site, how = self._site, form.text("how")
        waiting = site.assistant.pending(thread) if site.home.threads.exists(thread) else []
        if waiting and how == "reject":
            no = {approval.id: Decision.reject(text.strip()).of(approval) for approval in waiting}
            for run in site.turns.answer(no):
                run.ended.wait(PATIENCE_S)
            return thread
        if waiting and how == "new":
            thread = site.home.threads.new_id()
        elif waiting:
            raise InputError("something waits for you here; say whether this refuses it, or begins anew")
        run = site.turns.say(text, thread, form.text("form") or _form_name())
        run.wait(PATIENCE_S)
        return run.thread_id

    def _show(
        self, request: Request, thread_id: str, *, status: int = 200, problem: str = "", typed: str = ""
    ) -> Response:
        site, home = self._site, self._site.home
        run = site.turns.of(thread_id)
        known = home.threads.get(thread_id) if home.threads.exists(thread_id) else None
        if not (known or run or problem):
            raise NotFoundError(f"there is no conversation {thread_id!r}")
        working = bool((run and not run.ended.is_set()) or (known and known.busy))
        said = transcript(home.database, thread_id) if known else []
        return site.page(
            request,
            "thread",
            status,
            thread_id=thread_id,
            title=known.title if known else run.said if run else "New chat",
            stopped=bool(known and known.status in ("interrupted", "failed") and not working),
            problem=problem or (run.error.message if run and run.error else ""),
            working=working,
            began=run.said if run and working and not said else "",
            entries=said,
            effects=_worth_a_line(home.effects.list(thread_id), said) if known else [],
            approvals=site.assistant.pending(thread_id) if known else [],
            form=_form_name(),
            typed=typed,
        )


def _worth_a_line(effects: list[EffectView], said: list[Entry]) -> list[EffectView]:
    """The latest that can be taken back, or that no answer has told of."""
    told = " ".join(entry.text for entry in said if entry.role == "assistant")
    untold = entries.unsaid(effects, told)
    return [effect for effect in effects if effect.undoable or effect in untold][-MOST_EFFECTS:]


def _form_name() -> str:
    """Names one form: sent twice, it counts once."""
    return secrets.token_hex(8)
