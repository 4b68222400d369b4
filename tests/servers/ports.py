"""Ports for servers that have to be told theirs before they start."""

import os
import socket
from itertools import cycle

_FIRST, _LAST = 10_000, 32_000
"""Below those that the system gives away by itself: between asking for one of them and using it, or while a
server is down, it would be given to somebody else now and then."""

_OURS = cycle(range(_FIRST, _LAST))
for _ in range(os.getpid() * 97 % (_LAST - _FIRST)):  # other processes of the tests begin elsewhere
    next(_OURS)


def free_port() -> int:
    """A port on loopback that nobody uses; another one each time."""
    for port in _OURS:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("the ports never end")
