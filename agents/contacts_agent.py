"""The agent that looks after the contacts."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from agents.loop import Middleware
from agents.prompts import prompt
from agents.specialist import Specialist, build_specialist
from tools.toolset import Toolset

NAME = "contacts"


def build_contacts_agent(
    model: BaseChatModel,
    toolset: Toolset,
    *,
    user_name: str,
    user_email: str,
    middleware: Sequence[Middleware],
) -> Specialist:
    """The contacts agent, behind `manage_contacts`."""
    return build_specialist(
        NAME,
        model=model,
        toolset=toolset,
        system_prompt=prompt(NAME, user_name=user_name, user_email=user_email),
        tool_name="manage_contacts",
        tool_description="Contacts, groups: add, change, find",
        middleware=middleware,
    )
