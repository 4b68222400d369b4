"""What could not be read of somebody's calendar, mail or contacts, said where they are looked at."""

import os
from collections.abc import Sequence

from tools.values import Value

MOST_TOLD = 50
"""In one answer; of more it is said how many."""


class Problem(Value):
    """One thing that is left out, or is not shown in full; all else is as it should be."""

    path: str
    """Where it is: a file, a folder, or a mail on a server; printable, see `shown_path`."""
    reason: str
    """What is wrong with it, one sentence without its period."""

    @property
    def line(self) -> str:
        return f"{self.path}: {self.reason}"


def problem_lines(problems: Sequence[Problem], most: int = MOST_TOLD) -> tuple[str, ...]:
    """A line for each, and of very many how many more there are."""
    lines = tuple(problem.line for problem in problems[:most])
    return lines if len(problems) <= most else (*lines, f"{len(problems) - most:,} more")


def shown_path(path: str | os.PathLike[str]) -> str:
    """`path` as text that any terminal and any JSON reader takes.

    Bytes outside UTF-8 stand as `\\xfc`, control characters likewise.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
