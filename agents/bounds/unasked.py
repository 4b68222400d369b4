"""What may go ahead in one turn without a question, and how much of it. Imports nothing heavy."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["drafts", "looks"]


@dataclass(frozen=True)
class Unasked:
    """Bounds that all agents of a turn share. What would go past one asks, as a write does; 0: each asks."""

    drafts: int = 5
    """Drafts that are saved in one turn."""
    draft_chars: int = 100_000
    """Characters of the arguments of these drafts, together."""
    looks: int = 20
    """Calls of other programs' tools that only look (`reads` of an agent of your own), in one turn."""
    look_chars: int = 2_000
    """Characters that these calls hand over, together."""

    def most(self, kind: Kind) -> tuple[int, int]:
        """How many of a kind, and how many characters of them."""
        return (self.drafts, self.draft_chars) if kind == "drafts" else (self.looks, self.look_chars)
