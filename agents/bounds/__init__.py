"""What keeps a turn within limits, and what is tried when a model fails."""

from agents.bounds.limits import Limits

__all__ = ["Limits"]
