"""What a model writes for something that it doesn't know."""

import re
from typing import Any

from tools.patterns import Pattern

_NOUNS = (
    r"name|e-?mail|address|date|day|time|title|subject|recipient|sender|user|company|position|signature|"
    r"number|link|topic|location|place|venue|agenda|phone|contact|details|reason|project|team|manager"
)
_BEFORE = (
    r"(?:your|the|insert|enter|add|my|their|his|her|its|first|last|full|event|meeting|project|e-?mail|company"
    r"|phone|[\w'’]+['’]s)"
)
_BRACKETED = Pattern(
    rf"(?<![\w\]])(?:\[|<|\{{{{?)\s*(?:{_BEFORE}[\s_-]+){{0,3}}(?:{_NOUNS})"
    rf"(?:[\s_-]+(?:{_NOUNS}|here|of|the|and)){{0,3}}\s*(?:\]|>|\}}}}?)(?![\w(])",
    re.IGNORECASE,
)
"""`[Your Name]`, `<email>`, `{{first_name}}`, `[Manager's Name]`; `[link](https://…)` is none."""
_BARE = Pattern(r"\b(?:YOUR|INSERT|RECIPIENT|SENDER)_(?:[A-Z]+_?)+\b|\bXX:XX\b|\bYYYY-MM-DD\b")


def placeholder_in(value: Any) -> str:
    """The first one in a text, or in the texts of a list; empty where there is none."""
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str) and (found := _BRACKETED.search(text) or _BARE.search(text)):
            return found.group()
    return ""
