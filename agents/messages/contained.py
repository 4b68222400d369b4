"""Keeps what somebody else's code raises from ending ours."""

from types import TracebackType
from typing import Self


class Contained:
    """A `with` block that ends well whatever is raised in it; `error` is what was.

    For code that users bring along: subscribers and hooks. Leaving the program (KeyboardInterrupt,
    SystemExit) is still possible.
    """

    error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
            return True
        return False
