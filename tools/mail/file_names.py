"""Names of files and folders as text that can be kept, compared and shown, and back.

A name is bytes, and not all of them are UTF-8: what isn't, and what a terminal would obey, stands as
`\\xfc`. So does a backslash, so that every text stands for one name.
"""

import os
import re
from collections.abc import Sequence

ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


def shown(name: str) -> str:
    """`name`, which is as the system gives it, as text; most are their own."""
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(map(shown_sign, name))


def shown_all(names: Sequence[str]) -> Sequence[str]:
    """`shown` for many names, nearly all of which need nothing."""
    joined = "".join(names)
    return names if joined.isprintable() and "\\" not in joined else [shown(name) for name in names]


def shown_sign(sign: str) -> str:
    if sign.isprintable() and sign != "\\":
        return sign
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(sign))


def meant(text: str) -> str:
    """The name that `text` stands for, as the system takes it."""
    if "\\" not in text:
        return text
    raw, at = b"", 0
    for found in ESCAPE.finditer(text):
        raw += os.fsencode(text[at : found.start()]) + bytes([int(found.group(1), 16)])
        at = found.end()
    return os.fsdecode(raw + os.fsencode(text[at:]))
