"""How long a request may be that is read by rules."""

from agents.offline.reading.quotes import quotes_in

MAX_CHARS = 4_000
"""Of what is read word by word; the time that takes may grow with the square of it."""
QUOTE_CHARS = 20
"""What a quote counts for, however long it is: nothing in it is looked at any further."""
TOO_LONG = (
    f"That is too long for me: I read up to {MAX_CHARS:,} characters at once, long text in quotation marks"
    " aside. Please say it in shorter pieces, or put what is only text into quotation marks."
)


def is_too_long(text: str) -> bool:
    """Whether nothing of `text` is read."""
    if len(text) <= MAX_CHARS:
        return False
    quoted = sum(max(stop - begin - QUOTE_CHARS, 0) for begin, stop in quotes_in(text))
    return len(text) - quoted > MAX_CHARS
