"""The engine of a turn: lets the graph of a thread go on until it is done, pauses or fails."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphRecursionError
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, Interrupt, StateSnapshot

from agents.checkpoints import ConversationSaver
from agents.messages import Journal
from agents.questions import proposal_in
from agents.turn_context import TurnCancelledError, TurnContext
from assistant.contract import Turn
from assistant.turn.approvals import Answers, resume_value
from assistant.turn.outcomes import failed_turn, turn_of, with_effects, without_asking
from assistant.turn.threads import Threads
from tools.effects.approvals import UNASKED, ApprovalBook, Proposal
from tools.effects.ledger import Ledger
from tools.errors import AssistantError, LimitReachedError
from tools.provenance.readings import Readings

logger = logging.getLogger(__name__)

MAX_STEPS = 60
"""Supersteps of one graph in one run; the limits of the settings stop a turn long before."""


@dataclass(frozen=True)
class Engine:
    """The graph, and the stores that know how far each thread is; `assistant.bootstrap` builds it once.

    Whoever lets a thread go on holds its lock.
    """

    graph: CompiledStateGraph[Any, TurnContext, Any, Any]
    threads: Threads
    book: ApprovalBook
    ledger: Ledger
    answers: Answers
    saver: ConversationSaver
    journal: Journal
    thread_wait_s: float
    readings: Readings
    """What was said and read in each thread."""
    clock: Callable[[], datetime]
    """Now, for words about time."""
    said_of: Callable[[str, Sequence[tuple[str, str]], datetime], tuple[int, str] | None] = lambda *_: None
    """Why a text refuses the card of an agent about a title that waits, now; None: it isn't about it."""

    def run(self, thread_id: str, given: Any, context: TurnContext) -> Turn:
        """Let the graph go on from `given` until it is done, pauses or fails."""
        try:
            interrupts, messages = self._drive(thread_id, given, context)
        except TurnCancelledError as error:
            return self._failed(thread_id, error, context)
        except AssistantError as error:
            self.threads.mark(thread_id, "failed")
            return self._failed(thread_id, error, context)
        except GraphRecursionError:
            self.threads.mark(thread_id, "failed")
            return self._failed(thread_id, LimitReachedError(f"stopped after {MAX_STEPS} steps"), context)
        folded = not interrupts and self.saver.fold(thread_id, messages)
        quiet = not interrupts and self.book.is_quiet(thread_id)
        with self.saver.database.transaction(durable=False, part=thread_id):
            if len(interrupts) > 1:
                # They came in the order in which the agents were ready; the tasks are in that of the request.
                interrupts = self.saver.interrupts(thread_id)
            asked = [proposal_id(interrupt) for interrupt in interrupts]
            claimed = () if quiet else self.book.claimed(thread_id)
            self.book.settle(thread_id, (p.id for p in claimed if p.id not in asked))
            # A grant has answered these, or another process while this one was at work.
            answered = [p for p in claimed if p.id in asked]
            if not answered:
                if not quiet:
                    self.book.await_answers(thread_id, asked)
                self.threads.mark(thread_id, "paused" if asked else "done")
                if not asked and not folded:
                    self.saver.finish_turn(thread_id)
        if answered:
            turn = self.run(thread_id, Command(resume=resume_map(interrupts, answered)), context)
        else:
            turn = self._turn(thread_id, messages, self.book.pending(thread_id) if asked else (), context)
        return self.unasked(turn, claimed)

    def standing(self, thread_id: str) -> tuple[tuple[Proposal, ...], bool]:
        """What waits in a thread whose lock is held, and whether its last turn has ended.

        Its state is asked for in the same go, for the graph that goes on from it.
        """
        with self.saver.database.reading():
            state = self.saver.ask_ahead(thread_id)
            has_ended = self.threads.ask_for_end(thread_id)
            waiting = self.book.open_in(thread_id)
            self.saver.know_ahead(thread_id, state)
            return waiting, has_ended()

    def let_go(self, thread_id: str) -> None:
        """Before the lock of the thread is given back: all is written, and nothing is known of it then."""
        self.saver.database.flush()
        self.saver.know_ahead(thread_id, None)
        self.book.let_go(thread_id)

    def deliver(self, thread_id: str, answered: tuple[Proposal, ...], context: TurnContext) -> Turn:
        """Hand the answers to the graph, unless a process that held the lock before has done so."""
        asked = self.saver.interrupts(thread_id)
        resume = resume_map(asked, self.book.claimed(thread_id))
        if not resume:
            turn = self.turn(thread_id, self.messages(thread_id), context)
        else:
            self.threads.mark(thread_id, "running")
            turn = self.run(thread_id, Command(resume=resume), context)
        return with_effects(turn, answered, self.ledger)

    def turn(self, thread_id: str, messages: Sequence[AnyMessage], context: TurnContext) -> Turn:
        """The turn that ends here, or pauses for what waits."""
        return self._turn(thread_id, messages, self.book.pending(thread_id), context)

    def _turn(
        self,
        thread_id: str,
        messages: Sequence[AnyMessage],
        waiting: tuple[Proposal, ...],
        context: TurnContext,
    ) -> Turn:
        return replace(turn_of(thread_id, messages, waiting, context.usage), sent=tuple(context.sent or ()))

    def unasked(self, turn: Turn, claimed: Sequence[Proposal]) -> Turn:
        """`turn` with what of `claimed` nobody was asked about, and said in it what grants let through."""
        told = without_asking(turn, [proposal for proposal in claimed if proposal.grant], self.ledger)
        return with_effects(told, [each for each in claimed if each.answered_by == UNASKED], self.ledger)

    def messages(self, thread_id: str) -> list[AnyMessage]:
        """What was said in the supervisor's conversation, oldest first."""
        return list(self.snapshot(thread_id).values.get("messages", []))

    def snapshot(self, thread_id: str) -> StateSnapshot:
        return self.graph.get_state(config_of(thread_id))

    def _drive(self, thread_id: str, given: Any, context: TurnContext) -> tuple[Any, list[AnyMessage]]:
        config = config_of(thread_id)
        result = self.graph.invoke(given, config, context=context, durability="sync")
        interrupts, messages = result.get("__interrupt__", ()), result.get("messages", [])
        if context.telling and messages and isinstance(messages[-1], AIMessage) and not interrupts:
            context.telling.reply(messages[-1].text)
        return interrupts, messages

    def _failed(self, thread_id: str, error: AssistantError, context: TurnContext) -> Turn:
        logger.warning("turn failed thread=%s code=%s", thread_id, error.code)
        self.journal.turn_failed(thread_id, error.code, error.message)
        turn = replace(failed_turn(thread_id, error, context.usage), sent=tuple(context.sent or ()))
        return self.unasked(turn, self.book.claimed(thread_id))


def config_of(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}, "recursion_limit": MAX_STEPS}


def resume_map(interrupts: Sequence[Interrupt], answered: Sequence[Proposal]) -> dict[str, Any]:
    """Answers by interrupt id, for the proposals that the graph really waits for."""
    by_id = {proposal.id: proposal for proposal in answered}
    return {
        interrupt.id: resume_value(by_id[asked])
        for interrupt in interrupts
        if (asked := proposal_id(interrupt)) in by_id
    }


def proposal_id(interrupt: Interrupt) -> str:
    return str(proposal_in(interrupt))
