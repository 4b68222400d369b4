"""What could not be read of somebody's calendar, mail or contacts, said where they are looked at."""

import os

from tools.values import Value


class Problem(Value):
    """One thing that is left out, or is not shown in full; all else is as it should be."""

    path: str
    """Where it is: a file, a folder, or a mail on a server; printable, see `shown_path`."""
    reason: str
    """What is wrong with it, one sentence without its period."""

    @property
    def line(self) -> str:
        return f"{self.path}: {self.reason}"


def shown_path(path: str | os.PathLike[str]) -> str:
    """`path` as text that any terminal and any JSON reader takes.

    Bytes outside UTF-8 stand as `\\xfc`, control characters likewise.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
