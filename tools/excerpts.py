"""Long texts of other people, as long as a list or an answer has room for."""

LONGEST_LINE = 200
"""Characters; a title or a subject that anybody has written by hand is shorter."""


def excerpt(text: str, most: int = LONGEST_LINE) -> str:
    """`text`, its end replaced by `…` where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
