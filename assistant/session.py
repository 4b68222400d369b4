"""A turn, from the first message to the last: ask, decide, resume."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import uuid4

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphRecursionError
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, Interrupt, StateSnapshot

from agents.checkpoints import ConversationSaver
from agents.messages import Journal
from agents.turn import TurnCancelledError, TurnContext, TurnUsage
from assistant.approval import Answers, approval_of, resume_value
from assistant.home import this_person
from assistant.threads import Threads
from assistant.values import Approval, Decision, EffectView, Failure, Turn, Usage, effect_view
from tools.effects.approvals import Answer, ApprovalBook, Proposal, ProposalState
from tools.effects.ledger import Ledger
from tools.errors import AssistantError, InputError, LimitReachedError, NotFoundError

logger = logging.getLogger(__name__)

Approve = Literal["ask", "all", "none"]

MAX_TEXT_CHARS = 100_000
"""Longer messages are refused: no model reads them, and a thread carries them for ever."""
MAX_ROUNDS = 20
"""How often one `ask` approves or refuses what comes next before it stops and says so."""
NO_ANSWER = "The model gave an empty answer. What was done is under effects; ask again for the rest."
MAX_STEPS = 60
"""Supersteps of one graph in one run; the limits of the settings stop a turn long before."""
LAYERS = ("supervisor", "calendar", "email")
"""Their usage is told also when they made no call."""
NO_ANSWER_ID = "0" * 32
"""An interrupt id that no interrupt has: makes a graph go on with what is unfinished, answering nothing."""


@dataclass(frozen=True)
class Engine:
    """What a session drives: built once, by `assistant.bootstrap`."""

    graph: CompiledStateGraph[Any, TurnContext, Any, Any]
    threads: Threads
    book: ApprovalBook
    ledger: Ledger
    answers: Answers
    saver: ConversationSaver
    journal: Journal
    thread_wait_s: float


class Session:
    """Runs turns on the threads of one home; safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: set[threading.Event] = set()

    def ask(
        self,
        text: str,
        thread_id: str,
        *,
        approve: Approve = "ask",
        context: TurnContext | None = None,
    ) -> Turn:
        """One turn that begins with what the user says.

        While approvals wait, `text` is not taken: the turn comes back paused, with them and an
        error that says so; `approve="none"` refuses them first.

        Raises:
            InputError: the text is empty or too long.
            ConflictError: another process is busy with the thread.
        """
        text = checked_text(text)
        engine = self._engine
        context = _started(context)
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s), self._cancellable(context):
            waiting = engine.book.pending(thread_id)
            if waiting and approve != "none":
                return self._still_waiting(thread_id, waiting)
            if waiting:
                self._refuse(thread_id, waiting, context)
            self._close_unfinished(thread_id)
            engine.threads.begin(thread_id, text)
            turn = self._run(thread_id, {"messages": [HumanMessage(text, id=str(uuid4()))]}, context)
            return self._settle_all(thread_id, approve, context, turn)

    def decide(self, decisions: Mapping[str, Decision], *, context: TurnContext | None = None) -> list[Turn]:
        """Answer approvals, of one or several threads, and go on: one turn for each thread.

        All are checked before the first counts: one that is unknown, answered already, or an edit
        that doesn't work out, and nothing at all is done.

        Raises:
            NotFoundError, ConflictError, InputError: why nothing was done.
        """
        if not decisions:
            raise InputError("nothing to decide: give at least one approval")
        claimed = self._claim(decisions)
        by_thread: dict[str, list[Proposal]] = {}
        for proposal in claimed:
            by_thread.setdefault(proposal.thread_id, []).append(proposal)
        return [self._go_on(thread, tuple(answered), context) for thread, answered in by_thread.items()]

    def resume(self, thread_id: str, *, context: TurnContext | None = None) -> Turn:
        """Go on with a thread that was stopped; one that waits or has finished comes back as it is."""
        engine = self._engine
        context = _started(context)
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s), self._cancellable(context):
            snapshot = self._snapshot(thread_id)
            claimed = engine.book.claimed(thread_id)
            # A process may have died between the answer and its record.
            self._record(claimed)
            if not _unfinished(snapshot):
                engine.book.await_answers(thread_id, ())
                engine.threads.mark(thread_id, "done")
                return self._turn(thread_id, snapshot.values.get("messages", []), context)
            answers = self._resume_map(snapshot.interrupts, claimed)
            asked = {_proposal_id(interrupt.value) for interrupt in snapshot.interrupts}
            if asked and not answers and len(asked) == len(_open_tasks(snapshot)):
                engine.book.await_answers(thread_id, asked)
                engine.threads.mark(thread_id, "paused")
                return self._turn(thread_id, [], context)
            engine.threads.mark(thread_id, "running")
            given: Command[Any] | None = Command(resume=answers or {NO_ANSWER_ID: None}) if asked else None
            return self._with_effects(self._run(thread_id, given, context), claimed)

    def cancel(self) -> None:
        """Stop every turn that runs here before its next model or tool call; safe from any thread."""
        for event in tuple(self._running):
            event.set()

    def plan_edit(self, approval_id: str, changes: Mapping[str, Any]) -> Approval:
        """What an approval would become with `changes`; nothing is answered."""
        engine = self._engine
        proposal = engine.book.get(approval_id)
        plan = engine.answers.edited(proposal, changes)
        return approval_of(replace(proposal, plan=plan))

    def delete(self, thread_id: str) -> None:
        """Remove a conversation; what it did to the world stays in the ledger."""
        engine = self._engine
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s):
            engine.book.forget(thread_id)
            engine.saver.delete_thread(thread_id)
            engine.threads.delete(thread_id)
            engine.journal.forget(thread_id)

    def fork(self, thread_id: str) -> str:
        """The id of a copy that begins where the last finished turn of `thread_id` ended."""
        engine = self._engine
        new_id = engine.threads.new_id()
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s):
            engine.saver.fork(thread_id, new_id)
            engine.threads.copy(thread_id, new_id)
        return new_id

    def messages(self, thread_id: str) -> list[AnyMessage]:
        """What was said in the supervisor's conversation, oldest first."""
        return list(self._snapshot(thread_id).values.get("messages", []))

    def _claim(self, decisions: Mapping[str, Decision]) -> tuple[Proposal, ...]:
        book, answers = self._engine.book, self._engine.answers
        proposals = {given: book.get(given) for given in decisions}
        given_answers = {
            # What is closed is refused for that by the book, not for an edit that no longer works out.
            proposal.id: answers.answer(proposal, decisions[given])
            if proposal.state is ProposalState.PENDING
            else Answer(type="reject")
            for given, proposal in proposals.items()
        }
        claimed = book.claim(given_answers, by=this_person())
        self._record(claimed)
        return claimed

    def _record(self, claimed: tuple[Proposal, ...]) -> None:
        """Write the answers into the journal; those that are there already stay as they are."""
        for proposal in claimed:
            answer = proposal.answer
            if answer:
                by = proposal.answered_by or ""
                self._engine.journal.decided(proposal.thread_id, proposal.id, answer.type, answer.message, by)

    def _go_on(self, thread_id: str, answered: tuple[Proposal, ...], context: TurnContext | None) -> Turn:
        engine = self._engine
        context = _started(context)
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s), self._cancellable(context):
            return self._deliver(thread_id, answered, context)

    def _deliver(self, thread_id: str, answered: tuple[Proposal, ...], context: TurnContext) -> Turn:
        """Hand the answers to the graph, unless a process that held the lock before has done so."""
        engine = self._engine
        asked = engine.saver.interrupts(thread_id)
        resume = self._resume_map(asked, engine.book.claimed(thread_id))
        if not resume:
            turn = self._turn(thread_id, self.messages(thread_id), context)
        else:
            engine.threads.mark(thread_id, "running")
            turn = self._run(thread_id, Command(resume=resume), context)
        return self._with_effects(turn, answered)

    def _refuse(self, thread_id: str, waiting: tuple[Proposal, ...], context: TurnContext) -> None:
        why = Decision.reject("the user went on with something else")
        claimed = self._claim({proposal.id: why for proposal in waiting})
        self._settle_all(thread_id, "none", context, self._deliver(thread_id, claimed, context))

    def _settle_all(self, thread_id: str, approve: Approve, context: TurnContext, turn: Turn) -> Turn:
        """Answer what waits the way `approve` says, until nothing does."""
        if approve == "ask":
            return turn
        decision = Decision.approve() if approve == "all" else Decision.reject()
        effects = turn.effects
        for _ in range(MAX_ROUNDS):
            if turn.status != "paused":
                return turn
            claimed = self._claim({approval.id: decision for approval in turn.approvals})
            turn = self._deliver(thread_id, claimed, context)
            effects = (*effects, *turn.effects)
            turn = replace(turn, effects=effects)
        limit = Failure(
            code="limit", message=f"stopped after {MAX_ROUNDS} rounds of approvals; answer the rest by hand"
        )
        return replace(turn, error=limit)

    def _run(self, thread_id: str, given: Any, context: TurnContext) -> Turn:
        """Let the graph go on until it is done, pauses or fails."""
        engine = self._engine
        try:
            interrupts, messages = self._drive(thread_id, given, context)
        except TurnCancelledError as error:
            return self._failed(thread_id, error, context)
        except AssistantError as error:
            engine.threads.mark(thread_id, "failed")
            return self._failed(thread_id, error, context)
        except GraphRecursionError:
            engine.threads.mark(thread_id, "failed")
            return self._failed(thread_id, LimitReachedError(f"stopped after {MAX_STEPS} steps"), context)
        with engine.saver.database.transaction(durable=False):
            if len(interrupts) > 1:
                # They came in the order in which the agents were ready; the tasks are in that of the request.
                interrupts = engine.saver.interrupts(thread_id)
            asked = [_proposal_id(interrupt.value) for interrupt in interrupts]
            claimed = engine.book.claimed(thread_id)
            engine.book.settle(p.id for p in claimed if p.id not in asked)
            # Another process has answered these while this one was at work.
            answered = [p for p in claimed if p.id in asked]
            if not answered:
                engine.book.await_answers(thread_id, asked)
                engine.threads.mark(thread_id, "paused" if asked else "done")
                if not asked:
                    engine.saver.finish_turn(thread_id)
        if answered:
            resume = {i.id: resume_value(p) for i in interrupts for p in answered if _asks(i, p)}
            return self._run(thread_id, Command(resume=resume), context)
        return self._turn(thread_id, messages, context)

    def _drive(self, thread_id: str, given: Any, context: TurnContext) -> tuple[Any, list[AnyMessage]]:
        graph, config = self._engine.graph, _config(thread_id)
        if context.on_text is None:
            result = graph.invoke(given, config, context=context, durability="sync")
            return result.get("__interrupt__", ()), result.get("messages", [])
        streamed: set[str | None] = set()
        arriving: Iterator[Any] = graph.stream(
            given, config, context=context, durability="sync", stream_mode="messages"
        )
        for message, about in arriving:
            if about.get("langgraph_node") != "model" or not message.text:
                continue
            # A model that streams sends pieces; a sentence made without it comes whole.
            if message.type == "AIMessageChunk" or (message.type == "ai" and message.id not in streamed):
                streamed.add(message.id)
                context.on_text(message.text)
        snapshot = self._snapshot(thread_id)
        return snapshot.interrupts, snapshot.values.get("messages", [])

    def _turn(self, thread_id: str, messages: list[AnyMessage], context: TurnContext) -> Turn:
        waiting = self._engine.book.pending(thread_id)
        last = messages[-1] if messages else None
        return Turn(
            thread_id=thread_id,
            status="paused" if waiting else "done",
            reply=(last.text.strip() or NO_ANSWER) if isinstance(last, AIMessage) and not waiting else None,
            approvals=tuple(approval_of(proposal) for proposal in waiting),
            usage=_usage(context.usage),
        )

    def _failed(self, thread_id: str, error: AssistantError, context: TurnContext) -> Turn:
        logger.warning("turn failed thread=%s code=%s", thread_id, error.code)
        self._engine.journal.turn_failed(thread_id, error.code, error.message)
        return Turn(
            thread_id=thread_id,
            status="failed",
            usage=_usage(context.usage),
            error=Failure(code=error.code, message=error.message, retryable=error.retryable),
        )

    def _still_waiting(self, thread_id: str, waiting: tuple[Proposal, ...]) -> Turn:
        thing = "1 approval waits" if len(waiting) == 1 else f"{len(waiting)} approvals wait"
        return Turn(
            thread_id=thread_id,
            status="paused",
            approvals=tuple(approval_of(proposal) for proposal in waiting),
            usage=_usage(None),
            error=Failure(
                code="approvals_wait",
                message=f"{thing} in this thread; the message was not taken. "
                "Answer first, or ask with --approve none to refuse them.",
            ),
        )

    def _with_effects(self, turn: Turn, answered: tuple[Proposal, ...]) -> Turn:
        found = [view for proposal in answered if (view := self._effect(proposal.id))]
        known = {effect.key for effect in turn.effects}
        new = tuple(view for view in found if view.key not in known)
        return replace(turn, effects=(*turn.effects, *new)) if new else turn

    def _effect(self, key: str) -> EffectView | None:
        try:
            return effect_view(self._engine.ledger.get(key))
        except NotFoundError:
            return None

    def _close_unfinished(self, thread_id: str) -> None:
        """Give every unanswered tool call of a stopped turn an answer that says what is known.

        Providers refuse a history in which a call has none, and a model that is told "cancelled"
        of something that was sent sends it again.
        """
        engine = self._engine
        if engine.threads.has_ended(thread_id):
            return
        snapshot = self._snapshot(thread_id)
        if not _unfinished(snapshot):
            return
        messages = snapshot.values.get("messages", [])
        known = [
            view.key for proposal in engine.book.of_thread(thread_id) if (view := self._effect(proposal.id))
        ]
        open_calls = unanswered(messages)
        engine.book.settle(p.id for p in engine.book.claimed(thread_id))
        engine.book.await_answers(thread_id, ())
        said = f"failed: stopped before it was finished. {self._known(known)}"
        closing: list[AnyMessage] = [
            ToolMessage(content=said, name=call["name"], tool_call_id=str(call["id"]), status="error")
            for call in open_calls
        ]
        closing = closing or [AIMessage(content="(stopped before an answer)")]
        node = "tools" if open_calls else "model"
        engine.graph.update_state(_config(thread_id), {"messages": closing}, as_node=node)

    def _known(self, keys: list[str]) -> str:
        newest = [effect_view(self._engine.ledger.get(key)) for key in keys[-5:]]
        if not newest:
            return "Nothing was carried out."
        return "What is known: " + "; ".join(f"{e.summary} ({e.state})" for e in newest) + "."

    def _resume_map(
        self, interrupts: tuple[Interrupt, ...], answered: tuple[Proposal, ...]
    ) -> dict[str, Any]:
        """Answers by interrupt id, for the proposals that the graph really waits for."""
        by_id = {proposal.id: proposal for proposal in answered}
        return {
            interrupt.id: resume_value(by_id[proposal_id])
            for interrupt in interrupts
            if (proposal_id := _proposal_id(interrupt.value)) in by_id
        }

    def _snapshot(self, thread_id: str) -> StateSnapshot:
        return self._engine.graph.get_state(_config(thread_id))

    @contextmanager
    def _cancellable(self, context: TurnContext) -> Iterator[None]:
        self._running.add(context.cancelled)
        try:
            yield
        finally:
            self._running.discard(context.cancelled)
            # Whoever gets the lock next finds all that was done under it.
            self._engine.saver.database.flush()


def checked_text(text: str) -> str:
    """`text` without what no message may hold.

    Raises:
        InputError: nothing is left, or it is too long.
    """
    clean = "".join(c for c in text if c in "\n\t" or (c.isprintable() or c.isspace())).strip()
    if not clean:
        raise InputError("the message is empty; say what you want done")
    if len(clean) > MAX_TEXT_CHARS:
        raise InputError(
            f"the message has {len(clean):,} characters, at most {MAX_TEXT_CHARS:,} are taken; "
            "put long text into a file and mention it"
        )
    return clean


def unanswered(messages: list[AnyMessage]) -> list[Any]:
    """The tool calls of `messages` that have no tool message."""
    answered = {m.tool_call_id for m in messages if isinstance(m, ToolMessage)}
    calls = [call for m in messages if isinstance(m, AIMessage) for call in m.tool_calls]
    return [call for call in calls if call["id"] not in answered]


def _started(context: TurnContext | None) -> TurnContext:
    context = context or TurnContext()
    return replace(context, run_id=context.run_id or uuid4().hex[:16], usage=context.usage or TurnUsage())


def _config(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}, "recursion_limit": MAX_STEPS}


def _proposal_id(value: Any) -> str:
    return str(value["args"]["proposal"])


def _asks(interrupt: Interrupt, proposal: Proposal) -> bool:
    return _proposal_id(interrupt.value) == proposal.id


def _open_tasks(snapshot: StateSnapshot) -> list[Any]:
    return [task for task in snapshot.tasks if task.result is None]


def _unfinished(snapshot: StateSnapshot) -> bool:
    # `next` is empty when a task's writes were saved and the next checkpoint was not.
    return bool(snapshot.tasks)


def _usage(counted: TurnUsage | None) -> Usage:
    layers = {name: Usage() for name in LAYERS}
    for name, counts in (counted.layers if counted else {}).items():
        layers[name] = Usage(
            model_calls=counts["model_calls"],
            input_tokens=counts["input_tokens"],
            output_tokens=counts["output_tokens"],
        )
    return Usage(
        model_calls=sum(layer.model_calls for layer in layers.values()),
        input_tokens=sum(layer.input_tokens for layer in layers.values()),
        output_tokens=sum(layer.output_tokens for layer in layers.values()),
        by_layer=layers,
    )
