"""The agent that looks after the tasks."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from agents.loop import Middleware
from agents.prompts import prompt
from agents.specialist import Specialist, build_specialist
from tools.toolset import Toolset

NAME = "tasks"


def build_tasks_agent(
    model: BaseChatModel,
    toolset: Toolset,
    *,
    user_name: str,
    user_email: str,
    middleware: Sequence[Middleware],
) -> Specialist:
    """The tasks agent, behind `manage_tasks`."""
    return build_specialist(
        NAME,
        model=model,
        toolset=toolset,
        system_prompt=prompt(NAME, user_name=user_name, user_email=user_email),
        tool_name="manage_tasks",
        tool_description=(
            "Add, change, finish, reopen, delete or list tasks (to-dos), also reminders without a time."
        ),
        middleware=middleware,
    )
