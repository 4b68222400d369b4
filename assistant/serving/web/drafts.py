"""What was typed into a form that acts on nothing yet: so its page has an address, to come back to."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping

MOST_KEPT = 200


class Drafts:
    """The latest of them, in memory: who comes back after a restart types anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Mapping[str, str]] = OrderedDict()

    def keep(self, typed: Mapping[str, str]) -> str:
        """The name under which it is found again."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[name] = dict(typed)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return name

    def find(self, name: str) -> Mapping[str, str]:
        """Nothing where it is not known, or not any more."""
        with self._lock:
            return self._kept.get(name, {})
