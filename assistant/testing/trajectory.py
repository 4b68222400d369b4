"""What the agents did in a turn, as the journal has it: which tools were called, by whom, with what."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.api import Assistant, open_assistants
from assistant.contract import Turn
from tools.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from agents.messages import Message

_CALLS = ("delegation", "task")


@dataclass(frozen=True)
class Trajectory:
    """The messages of one turn, oldest first. Agents side by side may overtake each other: `by` one."""

    messages: "tuple[Message, ...]"

    def by(self, agent: str) -> "Trajectory":
        """What `agent` sent and got: `supervisor`, `calendar`, `email`, or one of your own."""
        return Trajectory(tuple(m for m in self.messages if agent in (m.sender, m.recipient)))

    @property
    def calls(self) -> list[str]:
        """The names of the tools that were called, those that hand a request on among them."""
        return [_tool(message) for message in self.messages if message.type in _CALLS]

    @property
    def agents(self) -> list[str]:
        """Who was handed a request, in order, each once."""
        return list(dict.fromkeys(m.recipient for m in self.messages if m.type == "delegation"))

    def requests(self, agent: str) -> list[str]:
        """What `agent` was asked, in plain words."""
        return [m.content for m in self.messages if m.type == "delegation" and m.recipient == agent]

    def args(self, tool: str) -> list[dict[str, Any]]:
        """The arguments of each call of `tool`, as the agent gave them.

        Raises:
            InputError: those of one are too long for the journal, which has cut them.
        """
        found = [m for m in self.messages if m.type == "task" and m.recipient == tool]
        if cut := next((m for m in found if "chars" in m.metadata), None):
            raise InputError(f"the journal has only the beginning of a call of {tool}: {cut.content[:80]}…")
        return [json.loads(message.content) for message in found]

    def results(self, tool: str) -> list[str]:
        """What each call of `tool` brought back, errors included."""
        return [m.content for m in self.messages if m.type in ("result", "error") and m.sender == tool]

    @property
    def asked(self) -> list[str]:
        """What the person was asked to approve, a line each."""
        return [message.content for message in self.messages if message.type == "approval"]

    @property
    def decisions(self) -> list[str]:
        """What they decided, a refusal with its reason."""
        return [message.content for message in self.messages if message.type == "decision"]

    @property
    def errors(self) -> list[str]:
        """What went wrong, a sentence each."""
        return [message.content for message in self.messages if message.type == "error"]

    def __str__(self) -> str:
        """One line for each message, for a test that fails."""
        return "\n".join(f"{m.sender} → {m.recipient} {m.type}: {m.content[:100]}" for m in self.messages)


def trace(turn: Turn, assistant: Assistant | None = None) -> Trajectory:
    """What the agents did in the newest turn of `turn`'s thread, its pauses included.

    Without `assistant`, the one of this process that has the thread.

    Raises:
        NotFoundError: no assistant of this process has the thread, or more than one has.
    """
    assistant = assistant or _of(turn, open_assistants())
    thread = assistant.home.threads.find(turn.thread_id)
    journal = assistant.home.journal
    return Trajectory(journal.messages(thread, run=journal.last_run(thread)))


def _of(turn: Turn, assistants: Sequence[Assistant]) -> Assistant:
    having = [one for one in assistants if one.home.threads.exists(turn.thread_id)]
    if len(having) != 1:
        raise NotFoundError(
            f"{len(having)} open assistants have a thread {turn.thread_id!r}; say which:"
            " trace(turn, assistant)"
        )
    return having[0]


def _tool(message: "Message") -> str:
    return str(message.metadata.get("tool") or message.recipient)
