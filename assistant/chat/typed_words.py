"""What words that are typed at a card mean for it: a yes, a no, or nothing yet."""

from collections.abc import Sequence
from typing import Literal

from agents.assents import (
    TAKING_AWAY,
    agrees_to_take_away,
    is_assent,
    is_courtesy,
    is_denial,
    picks_one,
    takes_away,
)
from assistant.contract import Approval

WAITS = "It still waits for your yes or no."


def answer_in(text: str, approvals: Sequence[Approval]) -> Literal["y", "n", ""]:
    """The answer that `text` is to `approvals`; empty where it says more, or less."""
    if is_assent(text) or (_take_away(approvals) and agrees_to_take_away(text)):
        return "y"
    return "n" if is_denial(text) else ""


def left_open(text: str, approvals: Sequence[Approval]) -> str:
    """What is said to words at a card that are no answer to it; empty where they are one."""
    if is_courtesy(text):
        return f"You're welcome. {WAITS}"
    if _take_away(approvals) and takes_away(text) and not agrees_to_take_away(text):
        return "Say yes and it goes, or no and it stays."
    return WAITS if picks_one(text) else ""


def _take_away(approvals: Sequence[Approval]) -> bool:
    return all(one.action.startswith(TAKING_AWAY) for one in approvals)
