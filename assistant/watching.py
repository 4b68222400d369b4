"""Servers that are watched while a program runs that goes on for long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.home import Home


@contextmanager
def watching(home: "Home") -> Iterator[None]:
    """The servers of its accounts are watched until the block is left, so that looks show what is new."""
    if not home.servers:
        yield
        return
    from assistant.accounts.mirror_watch import watched_mirrors

    home.follow_servers()
    with watched_mirrors(home.servers, home.invitations, lambda _: None, every_s=home.settings.sync_s):
        yield
