"""Getting something of many mails, where one that the server can't give costs only itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tools.errors import DeliveryError, PassingError
from tools.mail.imap.session import code, was_lost

T = TypeVar("T")

AT_ONCE = 500
"""So many UIDs are named in one command: servers take lines of some thousand signs."""
MOST_REFUSED = 50
"""A server that gives none of so many has another trouble than the mails."""
ALL_ALIKE = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "NOPERM"})
"""What such an answer says is true of every mail."""


@dataclass
class Gathered(Generic[T]):
    """What was found, by UID, and why there is nothing of some others."""

    found: dict[int, T] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


def gather(
    uids: Iterable[int], ask: Callable[[list[int]], Mapping[int, T]], reach: Callable[[], object]
) -> Gathered[T]:
    """What `ask` answers about `uids`; a question that is refused is asked again about each half of them.

    `reach` tells, when the connection broke at an answer, whether the server is there at all: one mail may
    be what breaks it.

    Raises:
        PassingError, FinalError: what `reach` raises, and what is no single mail's fault.
    """
    wanted = list(uids)
    gathered: Gathered[T] = Gathered()
    waiting = [wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE)]
    while waiting:
        some = waiting.pop()
        try:
            gathered.found |= ask(some)
        except DeliveryError as error:
            if code(error.message) in ALL_ALIKE or len(gathered.refused) >= MOST_REFUSED:
                raise
            if isinstance(error, PassingError) and was_lost(error):
                reach()
            if len(some) == 1:
                gathered.refused[some[0]] = error.message
            else:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
    return gathered
