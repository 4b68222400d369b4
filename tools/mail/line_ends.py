"""How lines end: with CRLF on the wire (RFC 5322), with LF alone in a Maildir."""

import re

LINE_END = re.compile(rb"\r?\n")


def on_the_wire(content: bytes) -> bytes:
    """`content` as servers want it, and count it."""
    return LINE_END.sub(b"\r\n", content)


def in_a_file(content: bytes) -> bytes:
    """`content` as other programs keep it in files: mutt shows a CR as `^M`."""
    return content.replace(b"\r\n", b"\n")
