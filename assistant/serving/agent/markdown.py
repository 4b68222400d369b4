"""Text of ours for clients that take what they are given for Markdown, as most do."""

import re

TICKS = re.compile("`+")


def as_it_is(text: str) -> str:
    """`text` as a block in which each line stays one, and nothing is a link, a picture or a heading."""
    longest = max((len(found) for found in TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def without_pictures(text: str, before: str = "") -> str:
    """`text`, which follows `before`, with no picture in it.

    A client that shows one asks its server for it, which tells whoever wrote it that it was read, and what
    a model was made to write into the address.
    """
    apart = text.replace("![", "! [")
    return f" {apart}" if before.endswith("!") and apart.startswith("[") else apart
