"""A turn, from the first message to the last: ask, decide, resume."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal, ParamSpec
from uuid import uuid4

from langchain_core.messages import AnyMessage, HumanMessage

from agents.assents import TAKING_AWAY, takes_away
from agents.turn_context import TurnContext, TurnUsage
from assistant.contract import Approval, Decision, Failure, Turn
from assistant.turn import stopped_turns
from assistant.turn.approvals import approval_of, title_shown
from assistant.turn.engine import Engine
from assistant.turn.outcomes import refused_turn
from tools.effects.approvals import Answer, Proposal, ProposalState
from tools.errors import ConflictError, InputError
from tools.margin import margin, noted
from tools.measures import took
from tools.reading import strings_of

logger = logging.getLogger(__name__)

__all__ = ["Approve", "Engine", "RoutineTurn", "Session"]

Approve = Literal["ask", "all", "none"]

MAX_TEXT_CHARS = 100_000
"""Longer messages are refused: no model reads them, and a thread carries them for ever."""
AGREED = "agreed"
"""In the margin of what a routine says: whether grants count in its turn, and the only one that does."""
MAX_ROUNDS = 20
"""How often one `ask` approves or refuses what comes next before it stops and says so."""

P = ParamSpec("P")


def measured(turn: Callable[P, Turn]) -> Callable[P, Turn]:
    """`turn`, and whoever measures is told how long it took, with the wait for its conversation."""

    @wraps(turn)
    def run(*args: P.args, **kwargs: P.kwargs) -> Turn:
        began_s = time.monotonic()
        found = turn(*args, **kwargs)
        took("turn", found.status, time.monotonic() - began_s)
        return found

    return run


@dataclass(frozen=True)
class RoutineTurn:
    """A turn that the person isn't there for: what it says they have agreed to when the routine was made."""

    run: str
    """Names the run; there is one turn for it."""
    label: str
    """The routine in words."""
    grant: str = ""
    """The grant under which it acts; without one it asks before each change."""
    supersedes: bool = True
    """What the run before it asked, and nobody has answered, is refused; else that is waited for."""


class Session:
    """Runs turns on the threads of one home; safe to use from several threads and processes."""

    def __init__(self, engine: Engine, person: str) -> None:
        """`person` answers the approvals, for the record: `user@host`."""
        self._engine = engine
        self._person = person
        self._running: dict[threading.Event, str] = {}

    @measured
    def ask(
        self,
        text: str,
        thread_id: str,
        *,
        approve: Approve = "ask",
        context: TurnContext | None = None,
        relayed_by: str = "",
        routine: RoutineTurn | None = None,
    ) -> Turn:
        """One turn that begins with what the user says, or what `relayed_by` says for them.

        A `routine` says what the person has agreed to before: begun twice, its turn is gone on with.

        While one approval waits, a `text` that is a change to it ("make it 4", "no, thursday") refuses it
        with that as the reason, so that it is proposed anew; "no" and "never mind" refuse it alone. Of
        several it has to say which one it means ("make the second one 4pm"), in the order in which they
        wait. Any other `text` is not taken while approvals wait: the turn comes back paused, with them and
        an error that says so; `approve="none"` refuses them first.

        Raises:
            InputError: the text is empty or too long.
            ConflictError: another process is busy with the thread; or what a routine has asked before still
                waits, and this run doesn't supersede it.
        """
        text = checked_text(text)
        engine = self._engine
        grants = approve != "none" and (routine is None or bool(routine.grant))
        context = replace(_started(context), grants=grants, grant=routine.grant if routine else "")
        with self._at_work(thread_id, context):
            if routine and any(message.id == routine.run for message in engine.messages(thread_id)):
                turn = stopped_turns.go_on(engine, thread_id, engine.book.claimed(thread_id), context)
                return self._settle_all(thread_id, approve, context, turn)
            waiting, has_ended = engine.standing(thread_id)
            if waiting and routine:
                if not routine.supersedes:
                    raise ConflictError("what the run before this one has asked still waits for an answer")
                self._refuse(thread_id, waiting, context)
            elif waiting and approve != "none":
                refused = self._said_of(waiting, text)
                if refused is None:
                    return refused_turn(thread_id, waiting)
                place, why = refused
                standing = self._as_begun(thread_id, context)
                claimed = self._claim({waiting[place].id: Decision.reject(why)})
                turn = engine.deliver(thread_id, claimed, standing)
                return self._settle_all(thread_id, approve, standing, turn)
            elif waiting:
                self._refuse(thread_id, waiting, context)
            if waiting or not has_ended:
                stopped_turns.close(engine, thread_id)
            if relayed_by:
                engine.readings.relayed(thread_id, text, engine.clock(), relayed_by)
            else:
                by = routine.label if routine else ""
                engine.readings.said(thread_id, text, engine.clock(), begins=True, agreed=by)
            engine.threads.begin(thread_id, routine.label if routine else text)
            said = HumanMessage(text, id=routine.run if routine else str(uuid4()))
            if routine:
                said = noted(said, **{AGREED: {"grants": grants, "grant": routine.grant}})
            turn = engine.run(thread_id, {"messages": [said]}, replace(context, begins=routine is None))
            return self._settle_all(thread_id, approve, context, turn)

    def decide(self, decisions: Mapping[str, Decision], *, context: TurnContext | None = None) -> list[Turn]:
        """Answer approvals, of one or several threads, and go on: one turn for each thread.

        All are checked before the first counts: one that is unknown, answered already, or an edit
        that doesn't work out, and nothing at all is done.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: one is answered already, withdrawn or expired.
            InputError: there are none, or an edit doesn't work out.
        """
        if not decisions:
            raise InputError("nothing to decide: give at least one approval")
        claimed = self._claim(decisions)
        by_thread: dict[str, list[Proposal]] = {}
        for proposal in claimed:
            by_thread.setdefault(proposal.thread_id, []).append(proposal)
        return [self._go_on(thread, tuple(answered), context) for thread, answered in by_thread.items()]

    def record(self, decisions: Mapping[str, Decision]) -> None:
        """Answer approvals for good, without going on: whoever resumes the thread next does.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: one is answered already, withdrawn or expired.
            InputError: an edit doesn't work out.
        """
        self._claim(decisions)

    @measured
    def resume(self, thread_id: str, *, context: TurnContext | None = None) -> Turn:
        """Go on with a thread that was stopped; one that waits or has finished comes back as it is.

        Raises:
            ConflictError: another process is busy with the thread.
        """
        engine = self._engine
        context = _started(context)
        with self._at_work(thread_id, context):
            claimed = engine.book.claimed(thread_id)
            # A process may have died between the answer and its record.
            self._record(claimed)
            return stopped_turns.go_on(engine, thread_id, claimed, self._as_begun(thread_id, context))

    def cancel(self, thread_id: str | None = None) -> None:
        """Stop the turns that run here, or that of one conversation, before the next model or tool call.

        Safe from any thread.
        """
        for event, running in tuple(self._running.items()):
            if thread_id in (None, running):
                event.set()

    def plan_edit(self, approval_id: str, changes: Mapping[str, Any]) -> Approval:
        """What an approval would become with `changes`; nothing is answered.

        Raises:
            NotFoundError: there is no such approval.
            InputError: there are no changes, or they don't work out.
        """
        engine = self._engine
        proposal = engine.book.get(approval_id)
        plan = engine.answers.edited(proposal, changes)
        provenance = engine.answers.provenance(proposal, plan, changes)
        edited = replace(proposal, plan=plan, shown_hash=plan.shown_hash(), provenance=provenance)
        return approval_of(edited)

    def delete(self, thread_id: str) -> None:
        """Remove a conversation; what it did to the world stays in the ledger.

        Raises:
            ConflictError: another process is busy with the thread.
        """
        engine = self._engine
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s):
            engine.book.forget(thread_id)
            engine.readings.forget(thread_id)
            engine.saver.delete_thread(thread_id)
            engine.threads.delete(thread_id)
            engine.journal.forget(thread_id)

    def fork(self, thread_id: str) -> str:
        """The id of a copy that begins where the last finished turn of `thread_id` ended.

        Raises:
            NotFoundError: no turn of it has finished yet.
            ConflictError: another process is busy with the thread.
        """
        engine = self._engine
        new_id = engine.threads.new_id()
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s):
            engine.saver.fork(thread_id, new_id)
            engine.threads.copy(thread_id, new_id)
            engine.readings.copy(thread_id, new_id)
        return new_id

    def messages(self, thread_id: str) -> list[AnyMessage]:
        """What was said in the supervisor's conversation, oldest first."""
        return self._engine.messages(thread_id)

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
        claimed = book.claim(given_answers, by=self._person)
        for given, proposal in proposals.items():
            if words := _said_with(decisions[given]):
                self._engine.readings.said(proposal.thread_id, words, self._engine.clock())
        self._record(claimed)
        return claimed

    def _record(self, claimed: tuple[Proposal, ...]) -> None:
        """Write the answers into the journal; those that are there already stay as they are."""
        for proposal in claimed:
            answer = proposal.answer
            if answer:
                logger.info("approval %s answered=%s thread=%s", proposal.id, answer.type, proposal.thread_id)
                by = proposal.answered_by or ""
                self._engine.journal.decided(proposal.thread_id, proposal.id, answer.type, answer.message, by)

    @measured
    def _go_on(self, thread_id: str, answered: tuple[Proposal, ...], context: TurnContext | None) -> Turn:
        engine = self._engine
        context = _started(context)
        with self._at_work(thread_id, context):
            return engine.deliver(thread_id, answered, self._as_begun(thread_id, context))

    def _as_begun(self, thread_id: str, context: TurnContext) -> TurnContext:
        """`context` with what the routine may do that has begun the thread's turn, if one has."""
        said = (one for one in reversed(self._engine.messages(thread_id)) if isinstance(one, HumanMessage))
        agreed = next((margin(one).get(AGREED) for one in said), None)
        return replace(context, **agreed) if agreed else context

    def _said_of(self, waiting: tuple[Proposal, ...], text: str) -> tuple[int, str] | None:
        """Which of what waits is refused by `text`, and why; None where `text` isn't about one of them.

        "Cancel it" is neither a yes nor a no to what cancels something.
        """
        if takes_away(text) and all(one.action.startswith(TAKING_AWAY) for one in waiting):
            return None
        cards = [(proposal.agent, title_shown(proposal.plan.preview)) for proposal in waiting]
        return self._engine.said_of(text, cards, self._engine.clock())

    def _refuse(self, thread_id: str, waiting: tuple[Proposal, ...], context: TurnContext) -> None:
        context = replace(context, grants=False)  # what is given up does nothing further
        why = Decision.reject("the user went on with something else")
        claimed = self._claim({proposal.id: why for proposal in waiting})
        self._settle_all(thread_id, "none", context, self._engine.deliver(thread_id, claimed, context))

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
            turn = self._engine.deliver(thread_id, claimed, context)
            effects = (*effects, *turn.effects)
            turn = replace(turn, effects=effects)
        limit = Failure(
            code="limit", message=f"stopped after {MAX_ROUNDS} rounds of approvals; answer the rest by hand"
        )
        return replace(turn, error=limit)

    @contextmanager
    def _at_work(self, thread_id: str, context: TurnContext) -> Iterator[None]:
        """Has the thread for itself, and can be stopped."""
        engine = self._engine
        with engine.threads.lock(thread_id, wait_s=engine.thread_wait_s):
            self._running[context.cancelled] = thread_id
            try:
                yield
            finally:
                del self._running[context.cancelled]
                # Whoever gets the lock next finds all that was done under it.
                engine.let_go(thread_id)


def _said_with(decision: Decision) -> str:
    """The person's own words in a decision: what an edit changes, why something is refused, an answer."""
    return "\n".join(strings_of([decision.message, decision.args]))


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


def _started(context: TurnContext | None) -> TurnContext:
    context = context or TurnContext()
    return replace(
        context,
        run_id=context.run_id or uuid4().hex[:16],
        usage=context.usage or TurnUsage(),
        sent=[] if context.sent is None else context.sent,
    )
