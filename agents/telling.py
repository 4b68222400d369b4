"""What goes on in a turn, told as it happens to whoever watches."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agents.messages.message import SUPERVISOR

_MAY_BE_A_CALL = ("{", "[", "<", "`")
"""What an answer begins with that a small model meant as a call of a tool: it is shown when it is known."""


@dataclass(frozen=True)
class Told:
    """One thing that has just happened."""

    type: Literal["thinking", "thought", "text", "again", "asks"]
    """thinking: a model is asked, or has said more. thought: its answer is there, or was given up. text: a
    piece of the answer to the person. again: what came of that answer is void. asks: a question is ready."""
    agent: str = SUPERVISOR
    text: str = ""
    """For text: the piece. For again: why, in one line. For asks: the id of the approval."""
    tokens: int = 0
    """For thinking and thought: how many pieces have come, about a token each."""


class Telling:
    """Tells `tell`, from whichever thread something happens in."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._answer = self._told = ""

    def thinking(self, agent: str, tokens: int = 0) -> None:
        """A model works for `agent`; `tokens` of its answer have come."""
        if agent == SUPERVISOR and not tokens:
            self._answer = self._told = ""
        self.tell(Told("thinking", agent, tokens=tokens))

    def thought(self, agent: str, tokens: int) -> None:
        """The model has ended, well or not."""
        self.tell(Told("thought", agent, tokens=tokens))

    def text(self, agent: str, piece: str) -> None:
        """A piece of an answer has come; only the supervisor's are for the person."""
        if agent != SUPERVISOR or not piece:
            return
        self._answer += piece
        if not self._answer.lstrip().startswith(_MAY_BE_A_CALL):
            self._say(self._answer)

    def again(self, agent: str, why: str) -> None:
        """The answer was given up, and the model, or another one, is asked again."""
        if agent == SUPERVISOR:
            self._answer = self._told = ""
        self.tell(Told("again", agent, why))

    def asks(self, agent: str, approval: str) -> None:
        """A question is ready, while others may still be at work."""
        self.tell(Told("asks", agent, approval))

    def reply(self, text: str) -> None:
        """The answer is known: what of it was not told is told."""
        self._say(text)

    def tell(self, told: Told) -> None:
        with self._lock:
            self._tell(told)

    def _say(self, answer: str) -> None:
        begun = self._told if answer.startswith(self._told) else ""
        if rest := answer[len(begun) :]:
            self._told = answer
            self.tell(Told("text", text=rest))
