"""How much a turn may take. Imports nothing heavy: settings are made from it."""

from dataclasses import dataclass
from decimal import Decimal

LOCAL_PATIENCE = 5
"""A small model on two cores took 40 to 70 s for one answer of a turn."""


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
    model_timeout_s: float = 60
    """Time for one call of a model; five times as long for one on this machine, where nothing is set."""
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

    def model_s(self, *, local: bool) -> float:
        """Seconds until a call of a model is given up; `local`: its server is on this machine."""
        as_it_was = self.model_timeout_s == Limits.model_timeout_s
        return self.model_timeout_s * (LOCAL_PATIENCE if local and as_it_was else 1)

    @property
    def look_s(self) -> float:
        """How long a look waits for a calendar or mailbox that is still being read."""
        return 0.75 * (self.tool_timeout_s or Limits.tool_timeout_s)
