"""Gmail's labels, which are folders too: read and written by its own extension of IMAP (X-GM-EXT-1).

Keywords it would keep, and show to nobody. Which label a word here stands for is what the server has called
it last; a label of another program that can't be one here is left alone.
"""

from collections.abc import Iterable
from contextlib import suppress

from imapclient.imap_utf7 import decode

from tools.errors import ToolError
from tools.mail.labels import OF_PROGRAMS, label_of, readable
from tools.mail.message import Label

EXTENSION, LABELS = "X-GM-EXT-1", "X-GM-LABELS"


class GmailLabels:
    """The labels of one account."""

    def __init__(self) -> None:
        self._names: dict[Label, str] = {}

    def read(self, raw: Iterable[bytes | int]) -> frozenset[Label]:
        """The labels of a mail, without those that are Gmail's own (Inbox, Starred, Important)."""
        found = set()
        for one in raw:
            name = str(decode(one if isinstance(one, bytes) else str(one).encode()))
            if name.startswith("\\"):
                continue
            with suppress(ToolError):
                label = label_of(name)
                self._names[label] = name
                found.add(label)
        return frozenset(found)

    def written(self, labels: Iterable[Label]) -> list[str]:
        """What the server calls them."""
        return [self._names.get(label, readable(label)) for label in labels]


def is_own(label: Label) -> bool:
    """Whether a person has put it on; programs' own words stay keywords."""
    return not label.keyword.startswith("$") and label.keyword.lower() not in OF_PROGRAMS
