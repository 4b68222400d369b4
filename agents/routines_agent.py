"""The agent that looks after what comes back, comes later, or is waited for."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from agents.loop import Middleware
from agents.prompts import prompt
from agents.specialist import Specialist, build_specialist
from tools.toolset import Toolset

NAME = "routines"


def build_routines_agent(
    model: BaseChatModel,
    toolset: Toolset,
    *,
    user_name: str,
    user_email: str,
    middleware: Sequence[Middleware],
) -> Specialist:
    """The routines agent, behind `manage_routines`."""
    return build_specialist(
        NAME,
        model=model,
        toolset=toolset,
        system_prompt=prompt(NAME, user_name=user_name, user_email=user_email),
        tool_name="manage_routines",
        # No sentence stands here that a small model could hand on as the request.
        tool_description="Requests that come back (every Friday at 4) or come later; watches (no answer by"
        " Friday); briefs, preparing for a meeting, who waits for whom, snoozing, preferences (never before"
        " 10).",
        middleware=middleware,
    )
