"""The envelope: one message between the user, the agents and the tools."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from tools.effects.plan import Priority

USER = "user"
SUPERVISOR = "supervisor"


class MessageType(StrEnum):
    """What a message is for."""

    REQUEST = "request"
    """The user asks the supervisor."""
    DELEGATION = "delegation"
    """The supervisor asks an agent."""
    TASK = "task"
    """An agent calls a tool."""
    RESULT = "result"
    """What the tool returned."""
    REPLY = "reply"
    """What an agent answers to whoever asked it."""
    AGGREGATED = "aggregated"
    """An answer to the user that joins several replies."""
    NOTIFICATION = "notification"
    """Something to know; no answer is expected."""
    APPROVAL = "approval"
    """An agent asks the user before it changes the world."""
    DECISION = "decision"
    """What the user decided."""
    ERROR = "error"
    """Something asked for could not be done."""
    STATUS = "status"
    """How the work stands: resumed, another model took over, …"""


ANSWERS = frozenset({MessageType.RESULT, MessageType.REPLY, MessageType.AGGREGATED, MessageType.ERROR})
"""The types that answer a request, a delegation or a task."""


class Message(BaseModel):
    """One message that flowed. Frozen, and the same after a round through JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{15}$")
    seq: int = 0
    """Its place in the conversation, from 1, without holes; 0: not recorded yet."""
    conversation_id: str
    run_id: str = ""
    """The turn it belongs to."""
    sender: str
    recipient: str
    type: MessageType
    priority: Priority = Priority.NORMAL
    content: str
    metadata: dict[str, Any] = Field(default_factory=dict)
    """`ms`, `input_tokens`, `output_tokens`, `model`, `tool`, `outcome`, … where they are known."""
    timestamp: AwareDatetime
    reply_to: str | None = None
    """The message that this one answers, or came of."""
    deadline: AwareDatetime | None = None
    hops: int = 0
    """How often the work had been handed on when this was sent: a request 0, a delegation 1, a task 2."""

    def json_line(self) -> str:
        """One line of `trace --format jsonl`."""
        return self.model_dump_json()


def message_id(*parts: str) -> str:
    """The id made of `parts`: the same parts always name the same message, across processes and crashes."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:15]


def request_id(conversation_id: str, run_id: str) -> str:
    """The id of the message that opens a turn."""
    return message_id(conversation_id, MessageType.REQUEST, run_id)


def utc_ms(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)
