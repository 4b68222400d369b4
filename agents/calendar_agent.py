"""The agent that looks after the calendar."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from agents.loop import Middleware
from agents.prompts import prompt
from agents.specialist import Specialist, build_specialist
from tools.toolset import Toolset

NAME = "calendar"


def build_calendar_agent(
    model: BaseChatModel,
    toolset: Toolset,
    *,
    user_name: str,
    user_email: str,
    middleware: Sequence[Middleware],
) -> Specialist:
    """The calendar agent, behind `schedule_event`."""
    return build_specialist(
        NAME,
        model=model,
        toolset=toolset,
        system_prompt=prompt(NAME, user_name=user_name, user_email=user_email),
        tool_name="schedule_event",
        tool_description="Create, change, cancel, list or find calendar events; find free time,"
        " or a time with others.",
        middleware=middleware,
    )
