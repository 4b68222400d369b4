"""An answer as a value of the caller's own class, made from a turn that is done."""

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from assistant.contract import Turn
from tools.errors import ConflictError, ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.home import Home

Filled = TypeVar("Filled", bound=BaseModel)


def answer_as(
    schema: type[Filled], turn: Turn, asked: str, *, home: "Home", model: "BaseChatModel | None" = None
) -> Filled:
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
    from agents.bounds.budget import Budgets
    from agents.middleware import Shared, stack
    from agents.structured import NAME, fill_in
    from agents.turn import TurnContext
    from assistant.bootstrap import model_called
    from assistant.home import wall_clock

    settings = home.settings
    budgets = Budgets(
        home.journal, settings.limits, clock=lambda: wall_clock().astimezone(settings.time_zone)
    )
    return fill_in(
        schema,
        asked=asked,
        answered=turn.reply or "",
        model=model or model_called(home, settings.model_name),
        middleware=stack(NAME, Shared(home.journal, budgets, home.clock)),
        thread_id=turn.thread_id,
        run=home.journal.last_run(turn.thread_id),
        context=TurnContext(),
    )
