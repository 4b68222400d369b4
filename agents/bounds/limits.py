"""How much a turn may take. Imports nothing heavy: settings are made from it."""

from dataclasses import dataclass, replace
from decimal import Decimal

LOCAL_PATIENCE = 5
"""How much longer a model on the person's own machine may take: a small one on two cores took 40 to 70 s for
one answer of a turn, most of it before the first token."""
_PATIENT = ("first_token_s", "silence_s", "turn_timeout_s")


@dataclass(frozen=True)
class Limits:
    """Bounds that the supervisor and its sub-agents share; 0 means none, where that is possible."""

    model_calls: int = 30
    """Calls of models in one turn, retries included."""
    tool_calls: int = 60
    """Tool calls in one turn."""
    hops: int = 12
    """How often work is handed to another agent in one turn."""
    same_call: int = 3
    """How often an agent may make the very same tool call in one turn."""
    turn_timeout_s: float = 300
    """Time for a turn; waiting for a person does not count."""
    first_token_s: float = 120
    """How long a model may send nothing at first. A good answer may take as long as it wants."""
    silence_s: float = 60
    """How long a model may fall silent in its answer."""
    tool_timeout_s: float = 60
    """Time for a tool that only reads. What writes has the ledger's own limits."""
    retries: int = 3
    """How often a call of a model is tried again after a passing failure."""
    retry_wait_s: float = 0.5
    """The wait before the first retry; it doubles each time, with jitter."""
    longest_wait_s: float = 30
    """No retry waits longer; a server that asks for more is given up."""
    requests_per_minute: float = 0
    """Calls of models in a minute, of this process."""
    turn_tokens: int = 0
    thread_tokens: int = 0
    day_tokens: int = 0
    """Input and output tokens, over all agents."""
    turn_usd: Decimal = Decimal(0)
    thread_usd: Decimal = Decimal(0)
    day_usd: Decimal = Decimal(0)
    """US dollars, over all agents; models whose price is unknown count as free."""
    context_chars: int = 32_000
    """What one call of a model is sent at most, prompt and tools not counted."""

    def for_a_model_here(self) -> "Limits":
        """The same for a model on this machine: more time, where nothing else is set."""
        longer = {
            name: getattr(self, name) * LOCAL_PATIENCE
            for name in _PATIENT
            if getattr(self, name) == getattr(Limits, name)
        }
        return replace(self, **longer)

    @property
    def look_s(self) -> float:
        """How long a look waits for a calendar or mailbox that is still being read."""
        return 0.75 * (self.tool_timeout_s or Limits.tool_timeout_s)
