"""The tools by which preferences are told and kept. Descriptions are prompts: models read them."""

import json

from pydantic import BaseModel, Field

from assistant.preferences.listing import listed
from tools.patterns import Pattern
from tools.preferences.planning import About, PreferencePlanner
from tools.reading import Reading, Told
from tools.toolset import Toolset, read_tool, write_tool

_ABOUT = Pattern(
    r"prefer|always|never|usual|default|\bhours?\b|\blike|\bminutes|\blong|signature|nickname|\bcall(?:ed)?\b|mean|buffer"
    r"|\bbetween\b|forget|remember|\bno\b|\bsign\b"
)


class KeepPreference(BaseModel):
    about: About
    value: str = Field(default="", description="in the user's words: '10', '9 to 17:30'; none: forget it")
    of: str = Field(default="", description="length, calendar: of what ('lunch'); person: the nickname")


def build_preference_tools(planner: PreferencePlanner) -> Toolset:
    """What keeps, forgets and lists preferences; only the person's own words of a turn bring one up."""

    @read_tool
    def list_preferences() -> Told:
        """What the user likes: hours, lengths, who is who, signature, calendars."""
        likes = planner.file.read()
        answer = {"preferences": listed(likes), "problem": likes.problem, "file": str(planner.file.path)}
        text = json.dumps(answer, ensure_ascii=False)
        return text, (Reading(source="settings", label="your preferences", text=text),)

    return Toolset(
        further=dict.fromkeys(("list_preferences", "keep_preference"), _ABOUT),
        reads=(list_preferences,),
        writes=(
            write_tool(
                "keep_preference",
                "Keep or forget what the user always wants.",
                KeepPreference,
                planner.keep,
                own_words=True,
            ),
        ),
    )
