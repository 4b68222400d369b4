"""A page of lines under headings, each line with the id of what it is about: a brief, a preparation."""

from dataclasses import dataclass
from typing import Any, Literal

Part = Literal["all", "i_wait_for", "waits_for_me", "away"]
"""Which part of a brief is asked for; `away`: what is put off, which a brief leaves out."""
NOTHING = "Nothing is on, and nothing waits for you."


@dataclass(frozen=True)
class Line:
    """One thing on a page."""

    kind: str
    """`event`, `task`, `invitation`, `mail`, `person`, `routine`, `approval` or `effect`."""
    id: str
    text: str
    why: str = ""
    """The sentence of a mail that asks."""

    def json_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "text": self.text, "why": self.why or None}


@dataclass(frozen=True)
class Section:
    """Lines under one heading; `more` is how many were left out."""

    title: str
    lines: tuple[Line, ...]
    more: int = 0

    @property
    def more_line(self) -> str:
        """How many were left out, if any."""
        return f"… and {self.more} more" if self.more else ""

    def json_dict(self) -> dict[str, Any]:
        return {"title": self.title, "lines": [line.json_dict() for line in self.lines], "more": self.more}


@dataclass(frozen=True)
class Page:
    """What is to be read at one go; empty sections are not among them."""

    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    """What could not be looked at to the end."""
    nothing: str = NOTHING
    """What is said where there is no line."""

    def json_dict(self) -> dict[str, Any]:
        """All of it; `lines` has those of all sections once more, each with the title of its own."""
        return {
            "sections": [section.json_dict() for section in self.sections],
            "lines": [
                {"section": section.title, **line.json_dict()}
                for section in self.sections
                for line in section.lines
            ],
            "notes": list(self.notes),
        }
