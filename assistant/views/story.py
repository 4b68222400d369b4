"""The whole story of an effect, as lines."""

from collections.abc import Mapping
from typing import Any

from tools.effects.standing import unasked


def story_lines(story: Mapping[str, Any]) -> list[str]:
    """`story` as `Home.effect_story` gives it: what it is, where it stands, and each step."""
    lines = [f"{story['key']}  {story['state']}  {story['summary']}"]
    if story.get("error"):
        lines.append(f"  {story['error']}")
    if story.get("grant"):
        lines.append(f"  {unasked(story['grant'])}")
    if story.get("undo_note"):
        lines.append(f"  Undo: {story['undo_note']}")
    lines.extend(
        f"  {step['at'][:19].replace('T', ' ')}  {step['state']:<9} {step['what']}  ({step['process']})"
        for step in story["history"]
    )
    return lines
