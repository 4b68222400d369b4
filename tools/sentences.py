"""Sentences that stand together in one answer."""

from collections.abc import Sequence

IN_A_ROW = 2
"""More than so many are a list, which is read line by line."""


def together(sentences: Sequence[str]) -> str:
    """`sentences` one after the other; many of them as a list."""
    if any(sentence.startswith("- ") for sentence in sentences):
        return "\n".join(sentences)
    if len(sentences) <= IN_A_ROW:
        return " ".join(sentences)
    return "\n".join(f"- {sentence}" for sentence in sentences)
