"""The scripted model under the name that work under way knows it by: it is `assistant.testing`'s."""

from assistant.testing import ScriptedModel, calls, says

__all__ = ["ScriptedModel", "calls", "says"]
