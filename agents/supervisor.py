"""The agent that talks with the user and hands the work to the specialists."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.conversation_state import ConversationState
from agents.loop import Middleware, build_agent
from agents.prompts import prompt
from agents.specialist import Specialist
from agents.turn_context import TurnContext

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

NAME = "supervisor"


def build_supervisor(
    model: BaseChatModel,
    specialists: Sequence[Specialist],
    checkpointer: BaseCheckpointSaver[Any],
    *,
    user_name: str,
    user_email: str,
    middleware: Sequence[Middleware] = (),
) -> "CompiledStateGraph[Any, TurnContext, Any, Any]":
    """The whole assistant as one graph: the sub-agents run inside the supervisor's tools.

    They share its checkpointer, so a pause inside one of them pauses all of it, and each pause
    can be answered on its own.
    """
    return build_agent(
        model,
        [specialist.tool for specialist in specialists],
        system_prompt=prompt(NAME, user_name=user_name, user_email=user_email),
        middleware=middleware,
        state_schema=ConversationState,
        context_schema=TurnContext,
        checkpointer=checkpointer,
        name=NAME,
    )
