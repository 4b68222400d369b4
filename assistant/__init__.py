"""An assistant for calendar and mail that a person's yes stands before.

from assistant import Assistant, Decision

with Assistant.open() as assistant:
    turn = assistant.ask("Lunch with Ana tomorrow at noon")
    turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
"""

import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.async_api import AsyncAssistant
    from assistant.contract import Approval, Decision, EffectView, Progress, ThreadView, Turn
    from assistant.specialists import Specialist

__version__ = "0.1.0"
__all__ = [
    "Approval",
    "Assistant",
    "AsyncAssistant",
    "Decision",
    "EffectView",
    "Progress",
    "Specialist",
    "ThreadView",
    "Turn",
]

for _package in ("assistant", "agents", "tools"):
    # A script or notebook that wants our log sets a handler; until then nothing is printed.
    logging.getLogger(_package).addHandler(logging.NullHandler())

if "IPython" in sys.modules:
    from assistant.notebook.shown import show_turns

    show_turns()


def __getattr__(name: str) -> Any:
    # Loaded when first used: commands that only read import neither LangChain nor pydantic's models.
    if name == "Assistant":
        from assistant.api import Assistant

        return Assistant
    if name == "AsyncAssistant":
        from assistant.async_api import AsyncAssistant

        return AsyncAssistant
    if name == "Specialist":
        from assistant.specialists import Specialist

        return Specialist
    if name in __all__:
        from assistant import contract

        return getattr(contract, name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
