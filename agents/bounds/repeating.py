"""An answer that goes round: small models say the same again and again until their memory is full."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage

from agents.bounds.failures import ModelCallError

LOOKED_AT = 1_500
"""So many of the last characters are the same few over and over, in an answer that goes round."""
LONGEST_UNIT = 250
"""What is said again is no longer than that, so that it has been said six times."""
EVERY = 250
"""So many new characters come before it is looked again."""


class Repeating:
    """Looks at an answer as it comes, and stops one that goes round."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._tail = ""
        self._new = 0

    def came(self, piece: AIMessage) -> None:
        """`piece` has come.

        Raises:
            ModelCallError: what came last is one thing over and over; the same would come again.
        """
        said = piece.text + "".join(_arguments(getattr(piece, "tool_call_chunks", ())))
        self._tail = (self._tail + said)[-LOOKED_AT:]
        self._new += len(said)
        if self._new < EVERY or len(self._tail) < LOOKED_AT:
            return
        self._new = 0
        if goes_round(self._tail):
            raise ModelCallError(
                f"{self._model} said the same over and over, so it was stopped; a larger model may do better",
                code="model_garbage",
            )


def goes_round(text: str) -> bool:
    """Whether `text` is one piece of at most `LONGEST_UNIT` characters over and over."""
    units = range(1, min(LONGEST_UNIT, len(text) // 2) + 1)
    return any(text[unit:] == text[:-unit] for unit in units)


def _arguments(calls: Sequence[Any]) -> list[str]:
    return [str(call.get("args") or "") for call in calls]
