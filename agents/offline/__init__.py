"""The built-in model: rules in the place of a language model, behind the same interface."""

from agents.offline.chat_model import OfflineChatModel

__all__ = ["OfflineChatModel"]
