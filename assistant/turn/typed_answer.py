"""An answer as a value of the caller's own class, made from a turn that is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel

from agents.loop import Middleware
from agents.messages import Journal
from agents.structured import fill_in
from agents.turn_context import TurnContext
from assistant.contract import Turn
from tools.errors import ConflictError, ModelError

Filled = TypeVar("Filled", bound=BaseModel)


@dataclass(frozen=True)
class AnswerFiller:
    """Makes values of answers; `assistant.bootstrap` builds it."""

    model: BaseChatModel
    middleware: Sequence[Middleware]
    journal: Journal

    def fill_in(self, schema: type[Filled], turn: Turn, asked: str) -> Filled:
        """The answer of `turn` to `asked` as a validated `schema`.

        What the model gives goes back to it with what is wrong, a few times, within the limits of the turn.

        Raises:
            ConflictError: the turn waits for approvals.
            ModelError: the turn failed, or no valid value came of it.
        """
        if turn.status == "paused":
            raise ConflictError(
                f"there is no answer yet: {len(turn.approvals)} approvals wait in thread {turn.thread_id}; "
                "answer them, or ask with approve='all' or 'none'"
            )
        if turn.error is not None:
            raise ModelError(turn.error.message, code=turn.error.code, retryable=turn.error.retryable)
        return fill_in(
            schema,
            asked=asked,
            answered=turn.reply or "",
            model=self.model,
            middleware=self.middleware,
            thread_id=turn.thread_id,
            run=self.journal.last_run(turn.thread_id),
            context=TurnContext(),
        )
