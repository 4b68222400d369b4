"""The agent that looks after the mail."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from agents.loop import Middleware
from agents.prompts import prompt
from agents.specialist import Specialist, build_specialist
from tools.toolset import Toolset

NAME = "email"
DOES = "Send, answer, forward, draft, find, read, archive or delete mail."
INVITES = " Accept, decline or list invitations to events, and note guests' answers to ours."


def build_email_agent(
    model: BaseChatModel,
    toolset: Toolset,
    *,
    user_name: str,
    user_email: str,
    middleware: Sequence[Middleware],
) -> Specialist:
    """The email agent, behind `manage_email`."""
    return build_specialist(
        NAME,
        model=model,
        toolset=toolset,
        system_prompt=prompt(NAME, user_name=user_name, user_email=user_email),
        tool_name="manage_email",
        tool_description=DOES + (INVITES if toolset.write("answer_invitation") else ""),
        middleware=middleware,
    )
