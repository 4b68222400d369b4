"""Files that only stand for a mail: its header, while the mail itself is still on a server."""

MARK = "X-Assistant-On-Server"
"""A header that such a file has; its value is the size of the mail."""
MADE_WHOLE = "-whole"
"""The end of the name of a file whose mail has been fetched after it stood for it."""
LOOKED_INTO = 64_000


def was_stub(base: str, content: bytes) -> bool:
    """Whether a file stands for a mail, or has done so."""
    return base.endswith(MADE_WHOLE) or f"\n{MARK}:".encode() in content[:LOOKED_INTO]
