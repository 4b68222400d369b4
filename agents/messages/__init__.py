"""What the agents say to each other: the envelope, the journal, subscriptions."""

from agents.messages.journal import Journal
from agents.messages.message import Message, MessageType
from agents.messages.store import ModelCall

__all__ = ["Journal", "Message", "MessageType", "ModelCall"]
