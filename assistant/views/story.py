"""The whole story of an effect, as lines."""

from collections.abc import Mapping
from typing import Any

from tools.effects.standing import unasked


def story_lines(story: Mapping[str, Any]) -> list[str]:
    """`story` as `Home.effect_story` gives it: what it is, where it stands, and each step."""
    lines = [f"{story['key']}  {story['state']}  {story['summary']}"]
    lines.extend(f"  {note}" for note in story_notes(story))
    lines.extend(
        f"  {step['at'][:19].replace('T', ' ')}  {step['state']:<9} {step['what']}  ({step['process']})"
        for step in story["history"]
    )
    return lines


def story_notes(story: Mapping[str, Any]) -> list[str]:
    """What there is to say beside the steps: why it failed, what let it through, how it is taken back."""
    notes = [story["error"]] if story.get("error") else []
    if story.get("grant"):
        notes.append(unasked(story["grant"]))
    if story.get("undo_note"):
        notes.append(f"Undo: {story['undo_note']}")
    return notes
