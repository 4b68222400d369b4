"""How often, how soon and until when an effect that didn't get through is tried again."""

from pydantic import BaseModel, ConfigDict, Field

from tools.errors import AssistantError, DeliveryError, PassingError, StorageError


class Backoff(BaseModel):
    """Exponential, with full jitter: anything between nothing and a limit that doubles each time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_s: float = Field(default=15, ge=0)
    longest_s: float = Field(default=3600, ge=0)

    def wait_s(self, attempts: int) -> float:
        """How long to wait after so many attempts in vain."""
        from tenacity import RetryCallState, Retrying
        from tenacity.wait import wait_random_exponential

        state = RetryCallState(Retrying(), None, (), {})
        state.attempt_number = max(attempts, 1)
        return wait_random_exponential(multiplier=self.first_s, max=self.longest_s)(state)


class BreakerRule(BaseModel):
    """When a destination is left alone, and for how long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    failures: int = Field(default=5, ge=1)
    """So many in a row."""
    rest_s: float = Field(default=300, ge=0)


class DeliveryPolicy(BaseModel):
    """What a ledger does about effects that wait or don't get through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    retries: int = Field(default=16, ge=1)
    """Attempts before an effect is given up; with the default backoff, over some hours."""
    backoff: Backoff = Backoff()
    breaker: BreakerRule = BreakerRule()
    settle_s: float = Field(default=30, ge=0)
    """How long a destination may take to show what it was given: it is not given again sooner."""
    lease_s: float = Field(default=60, gt=0)
    """A process that can't be looked up, and hasn't been heard of for so long, counts as dead."""
    wait_s: float = Field(default=10, ge=0)
    """How long to wait for another process that carries the same effect out."""
    hold_s: float = Field(default=10, ge=0)
    """How long the chat holds a mail back, so that it can be taken back."""


def passes(error: AssistantError | OSError) -> bool:
    """Whether another try may help, by the type of the failure."""
    if isinstance(error, DeliveryError):
        return isinstance(error, PassingError)
    return isinstance(error, OSError | StorageError)


def is_uncertain(error: AssistantError | OSError) -> bool:
    """Whether the destination may have got it all the same."""
    if isinstance(error, DeliveryError):
        return error.uncertain
    return isinstance(error, OSError | StorageError)
