"""The gate before every write: plan it, ask a person, carry out exactly what was shown."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

from langchain_core.messages import AIMessage, ToolCall, ToolMessage
from langgraph.types import interrupt
from pydantic import ValidationError

from agents.after_its_like import after_its_like
from agents.as_wanted import AsWanted
from agents.bounds.unasked import Kind
from agents.loop import Middleware, ToolCallRequest, ToolHandler, ToolResult
from agents.loop.errors import failure
from agents.messages.recorder import turn_under_way
from agents.persons_words import PersonsWords
from agents.questions import DECISION_SCHEMA, question
from agents.things import is_the_same_letter, thing_of
from agents.turn_context import TurnContext, context_of, thread_id
from agents.unasked import Allowance
from tools.arguments import meant_for, misfit
from tools.effects.approvals import ApprovalBook, LetThrough, Proposal
from tools.effects.call_executor import Sent
from tools.effects.effect import Effect, Waiting
from tools.effects.ledger import Ledger
from tools.effects.plan import APART, Plan
from tools.effects.standing import said_no_to, unasked
from tools.errors import RevokedError, StaleError, ToolError
from tools.provenance.origin import Origin
from tools.provenance.tracing import Tracer
from tools.toolset import Toolset, Write


def action_id(thread: str, message_id: str, tool_call_id: str, revision: int) -> str:
    """The one name of an action: of its approval, of its effect, and of what comes of it.

    The message id is in it because some servers number the tool calls of every reply from one.
    """
    text = "|".join((thread, message_id, tool_call_id, str(revision)))
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:10]).decode().lower()[:12]


HOW_TO_ANSWER = "this is not answered where answers count; they are given with: assistant approve"
READ_HERE = frozenset({"mail", "event", "task", "file"})
"""Sources of what no tool of another program is handed unseen."""


class ApprovalMiddleware(Middleware):
    """Asks a person before each write of `toolset`, and carries it out through the ledger.

    One interrupt for each call, as LangChain's middleware raises it in `per_call` mode. Other than
    there, a plan is made and kept before anybody is asked; what is carried out is that plan, once
    the book has a yes for it; and when the world has changed meanwhile, nothing is done and the
    person is asked anew, with a new revision of the proposal.

    The body runs again from its first line at every resume, so each step looks first whether it
    was taken before: in the book for proposals and answers, in the ledger for effects.
    """

    # Not LangChain's class: it builds three pydantic models and a JSON schema for every question and
    # every answer, a quarter of the time of a turn, to check what the book has checked already.

    def __init__(
        self,
        agent: str,
        toolset: Toolset,
        book: ApprovalBook,
        ledger: Ledger,
        *,
        tracer: Tracer | None = None,
        words: PersonsWords | None = None,
        zone: tzinfo = UTC,
        expires_at: Callable[[], datetime | None] = lambda: None,
        let_through: Callable[..., str | None] | None = None,
        allowance: Allowance | None = None,
        as_wanted: AsWanted | None = None,
    ) -> None:
        """`tracer` says where the values of a plan came from, and `words` whether it was asked for; without
        them, nothing is known of that.

        `expires_at` gives the moment until which a question that is put now can be answered.

        `allowance` says what may go ahead without a question; without one nothing does. `as_wanted` mends
        calls of a model that fills in what nobody wants, or takes the time that was said on another day.

        Times in what a model is told of an effect are in `zone`. With `let_through`, the person's grants
        answer what they cover; whoever runs the graph finds such a question answered, and goes on at once.
        """
        self.agent = agent
        self.tracer = tracer
        self.words = words
        self.expires_at = expires_at
        self.let_through = let_through
        self.zone = zone
        self.toolset = toolset
        self.book = book
        self.ledger = ledger
        self.allowance = allowance
        self.as_wanted = as_wanted

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        write = self.toolset.gated(request.tool_call["name"])
        if write is None:
            return handler(request)
        for revision in count():
            asked = self.book.find(self._id(request, revision))
            if asked is None:
                try:
                    if not revision and self._looks(request, write):
                        break
                    meant = meant_for(write.tool, request.tool_call["args"])
                    if self.as_wanted and not revision:
                        meant, plan = self.as_wanted.planned(write, meant, thread_id())
                    else:
                        plan = write.plan(meant)
                    if again := self._answered_before(request, write, plan):
                        return again
                    asked = self._propose(request, write, meant, plan, revision)
                except (ToolError, ValidationError) as error:
                    return failure(request.tool_call, _for_the_model(error), lead="")
                if not (revision or asked.answer or write.asks) and self._goes_ahead("drafts", asked.args):
                    asked = self.book.go_ahead(asked)
            # Also where nobody is asked: what no pause has saved is done anew after a crash.
            place = _place(request, str(request.tool_call["id"]))
            interrupt(question(request.tool_call, asked, place), response_schema=DECISION_SCHEMA)
            # A question that was put just now was read before its answer.
            result = self._answered(request, write, asked if asked.answer else self.book.get(asked.id))
            if result is not None:
                return result
        return handler(request)  # it only looks

    def _looks(self, request: ToolCallRequest, write: Write) -> bool:
        """Whether it only looks, at another program's, and may do so without a question; then it is told.

        What was read in a mail, an event or a file leaves only when a person has seen that it does.
        """
        if self.toolset.write(write.name) is not None:
            return False
        args = request.tool_call["args"]
        plan = write.plan(args)
        if any(origin.source in READ_HERE for origin in self._origins(plan, args)):
            return False
        if not self._goes_ahead("looks", args):
            return False
        sent = context_of(request.runtime).sent
        if sent is not None:
            sent.append(Sent.of(plan))
        return True

    def _origins(self, plan: Plan, given: Mapping[str, Any]) -> tuple[Origin, ...]:
        if self.tracer is None:
            return ()
        return self.tracer.origins(thread_id(), args=plan.args, preview=plan.preview, given=given)

    def _goes_ahead(self, kind: Kind, args: Mapping[str, Any]) -> bool:
        return self.allowance is not None and self.allowance.covers(kind, args)

    def _propose(
        self, request: ToolCallRequest, write: Write, args: dict[str, Any], plan: Plan, revision: int
    ) -> Proposal:
        armed = write.own_words and self.words is not None
        why = self._why_not_armed(write, plan) if armed and not revision else ""
        if why:
            raise ToolError(why)
        asked, unheeded = (True, ()) if armed else self._held_against_words(write.name, plan)
        return self.book.propose(
            id=self._id(request, revision),
            thread_id=thread_id(),
            agent=self.agent,
            action=write.name,
            tool_call_id=str(request.tool_call["id"]),
            args=args,
            plan=plan,
            revision=revision,
            expires_at=self.expires_at(),
            # Asked anew, it is still the model's words that say which name or time was meant.
            provenance=(*self._origins(plan, request.tool_call["args"]), *unheeded),
            let_through=self._granted(context_of(request.runtime)),
            asked_for=asked,
            turn=turn_under_way(),
        )

    def _why_not_armed(self, write: Write, plan: Plan) -> str:
        return self.words.why_not_armed(write.name, plan, thread_id()) if self.words else ""

    def _granted(self, context: TurnContext) -> LetThrough | None:
        """What answers in the place of the person in this turn."""
        through = self.let_through if context.grants else None
        if through is None or not context.grant:
            return through
        return lambda connection, proposal: through(connection, proposal, only=context.grant)

    def _held_against_words(self, action: str, plan: Plan) -> tuple[bool | None, tuple[Origin, ...]]:
        """Whether the person's words ask for it, and what of them it doesn't heed."""
        if self.words is None:
            return None, ()
        asked = self.words.ask_for(action, plan, thread_id())
        return asked, self.words.unheeded(action, plan, thread_id(), asked=asked)

    def _answered_before(self, request: ToolCallRequest, write: Write, plan: Plan) -> ToolMessage | None:
        """What became of the same thing when it was proposed in this turn before; small models do that.

        Nobody is asked twice. What did not come about may be proposed once more.
        """
        turn = turn_under_way()
        same = (
            proposal
            for proposal in (self.book.answered_in(thread_id(), turn) if turn else ())
            if (proposal.action == write.name and proposal.plan.fingerprint() == plan.fingerprint())
            or (proposal.action != write.name and is_the_same_letter(proposal.plan, plan))
        )
        before = next(same, None)
        if before is None or before.answer is None:
            return None
        call, answer = request.tool_call, before.answer
        if answer.type in ("approve", "edit"):
            effect = self.ledger.get(before.id) if self.ledger.has(before.id) else None
            if effect is None or effect.state not in ("queued", "running", "done", "unknown"):
                return None
            told = effect_message(
                call, effect, before.approved_plan, self.zone, changed=answer.type == "edit"
            )
            told.content = f"{told.text} This was asked and answered already; do not propose it again."
            return told
        return self._answered(request, write, before)

    def _answered(self, request: ToolCallRequest, write: Write, proposal: Proposal) -> ToolMessage | None:
        """What comes of the answer that the book has; None when it has to be asked anew."""
        call = request.tool_call
        answer = proposal.answer
        if answer is None:
            # Whoever runs the graph has an answer, and has not written it into the book.
            return failure(call, f"{HOW_TO_ANSWER} {proposal.id}; nothing was done")
        match answer.type:
            case "approve" | "edit":
                return self._carry_out(request, write, proposal, changed=answer.type == "edit")
            case "respond":
                return _message(call, "responded", f"Answered instead: {answer.message}", proposal.id)
            case "reject":
                why = f": {answer.message}" if answer.message else ""
                said_no = f"{said_no_to(proposal.plan.summary)}{why}."
                advice = " Nothing was done; do not try it again unasked."
                return _message(
                    call, "refused", said_no, proposal.id, advice=advice, why=answer.message, status="error"
                )

    def _carry_out(
        self, request: ToolCallRequest, write: Write, proposal: Proposal, *, changed: bool
    ) -> ToolMessage | None:
        """What became of the approved plan; None when it has to be asked anew."""
        if self.book.find(self._id(request, proposal.revision + 1)) is not None:
            return None
        plan = proposal.approved_plan
        try:
            # What can be undone is done at once; what can't is held back, if the turn asks for that.
            hold = timedelta(0) if plan.undoable else context_of(request.runtime).hold
            with after_its_like(plan):
                effect = self.ledger.carry_out(proposal, hold=hold, afresh=self._afresh(write, proposal))
            if effect.error_code in (StaleError.code, RevokedError.code):
                raise StaleError(effect.error or "the world has changed since this was shown")
        except StaleError:
            try:
                fresh = write.plan(plan.args)
                self._propose(request, write, plan.args, fresh, proposal.revision + 1)
            except ToolError as error:
                return failure(request.tool_call, f"nothing was done: {error.message}")
            return None
        except ToolError as error:
            return failure(request.tool_call, f"nothing was done: {error.message}")
        return effect_message(request.tool_call, effect, plan, self.zone, changed=changed)

    def _afresh(self, write: Write, proposal: Proposal) -> Plan | None:
        """The approved plan made again, where something apart from it has changed.

        Raises:
            StaleError: it is no longer what was shown.
        """
        if self.ledger.has(proposal.id):  # then it is not planned again, only continued
            return None
        plan = proposal.approved_plan
        fresh = write.plan(plan.args)
        if not write.still_holds(plan, fresh):
            raise StaleError("the world has changed since this was shown")
        return fresh if APART in plan.payload else None

    def _id(self, request: ToolCallRequest, revision: int) -> str:
        call_id = str(request.tool_call["id"])
        return action_id(thread_id(), _message_id(request, call_id), call_id, revision)


def effect_message(
    call: ToolCall, effect: Effect, plan: Plan, zone: tzinfo, *, changed: bool = False
) -> ToolMessage:
    """What the model is told of an effect: the outcome first, then what is known, and no more."""
    match effect.state:
        case "done":
            outcome, text = "done", effect.receipt.text if effect.receipt else effect.summary
        case "queued" | "running":
            outcome, text = "queued", _waiting(effect, zone)
        case "unknown":
            outcome, text = (
                "unknown",
                f"It is not known whether this happened: {effect.summary}. {effect.error}",
            )
        case _:
            outcome, text = "failed", f"{effect.summary}: {effect.error or effect.state}"
    if changed:
        text = f"{text} (The details were changed before the yes.)"
    if effect.grant:
        text = f"{text} ({unasked(effect.grant)}.)"
    thing = thing_of(plan, effect) if _status(outcome) == "success" else {}
    return _message(call, outcome, text, effect.key, thing=thing, status=_status(outcome))


def _waiting(effect: Effect, zone: tzinfo) -> str:
    yes = "Granted" if effect.grant else "Approved"
    match effect.waiting:
        case Waiting.HOLD:
            return f"{yes}, and held back for a moment so that it can be undone: {effect.summary}."
        case Waiting.SCHEDULE if effect.not_before:
            due = effect.not_before.astimezone(zone)
            return f"{yes} for {due:%A, %d %B %Y, %H:%M}: {effect.summary}."
        case _:
            why = f" The last attempt failed: {effect.error}" if effect.error else ""
            return f"{yes}, and will be tried again by itself: {effect.summary}.{why}"


def _status(outcome: str) -> str:
    return "success" if outcome in ("done", "queued") else "error"


def _message(
    call: ToolCall,
    outcome: str,
    text: str,
    key: str,
    *,
    thing: Mapping[str, Any] | None = None,
    advice: str = "",
    why: str = "",
    status: str = "success",
) -> ToolMessage:
    """`text` is what has happened, for everybody; `advice` stands behind it for the model alone.

    `why` is what the person gave as the reason for a no.
    """
    named = f" [{thing['kind']}_id={thing['id']}]" if thing and thing["id"] else ""
    return ToolMessage(
        content=f"{outcome}: {text}{advice}{named}",
        name=call["name"],
        tool_call_id=str(call["id"]),
        status=status,
        artifact={
            "outcome": outcome,
            "effect": key,
            "text": text,
            "thing": thing or {},
            **({"why": why} if why else {}),
        },
    )


def _for_the_model(error: ToolError | ValidationError) -> str:
    return error.message if isinstance(error, ToolError) else misfit(error)


def _message_id(request: ToolCallRequest, call_id: str) -> str:
    message, _ = _called_in(request, call_id)
    return str(message.id) if message else ""


def _place(request: ToolCallRequest, call_id: str) -> int:
    return _called_in(request, call_id)[1]


def _called_in(request: ToolCallRequest, call_id: str) -> tuple[AIMessage | None, int]:
    """The message that makes this call, and which of its calls it is."""
    for message in reversed(request.state["messages"]):
        if isinstance(message, AIMessage):
            for place, call in enumerate(message.tool_calls):
                if call["id"] == call_id:
                    return message, place
    return None, 0
