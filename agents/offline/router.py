"""A second opinion on whose work a sentence is: hashed n-grams and a linear model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vote:
    """What the router says."""

    label: str
    """`calendar`, `email` or `none`."""
    confidence: float

    @property
    def surely_none(self) -> bool:
        return self.label == "none" and self.confidence > 0.9


def vote(text: str) -> Vote:
    """The router's opinion on `text`."""
    return Vote("unsure", 0.0)
