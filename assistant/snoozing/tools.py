"""The tool by which things are put off. Descriptions are prompts: models read them."""

from typing import Literal

from pydantic import BaseModel, Field

from assistant.snoozing.planning import SnoozePlanner
from tools.patterns import Pattern
from tools.toolset import Toolset, write_tool


class SnoozeThing(BaseModel):
    what: Literal["mail", "approval", "event"]
    about: str = Field(description="its id, or words of its sender, subject or title")
    until: str = Field(description="in the user's words: 'Monday', 'tomorrow at 9'")


def build_snooze_tools(planner: SnoozePlanner) -> Toolset:
    """What puts a thing off; only the person's own words of the turn do, and nobody is asked."""
    return Toolset(
        further={
            "snooze": Pattern(r"snooz|\bput\b|later|\bagain\b|\bback\b|until|\bhide|away|postpone|\bnot now")
        },
        reads=(),
        writes=(
            write_tool(
                "snooze",
                "Put a mail, an approval or an event's follow-up away until then; it comes back on top.",
                SnoozeThing,
                planner.put,
                asks=False,
                own_words=True,
            ),
        ),
    )
