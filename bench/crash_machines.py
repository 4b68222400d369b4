"""Machines before one database, for benches where things go wrong: each has a network and a clock."""

import multiprocessing
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from multiprocessing.process import BaseProcess
from typing import Any

from tests.databases import SERVER
from tests.servers.relay import relay
from tools.effects import times

context = multiprocessing.get_context("forkserver")
BREAKS_S = 2.0


class Network:
    """The way between a machine and the server; it can be cut, and it can stand still."""

    def __init__(self) -> None:
        self._goes_on = threading.Event()
        self._goes_on.set()
        self._is_cut = False

    def through(self, piece: bytes) -> bytes | None:
        """What becomes of what somebody sends: it waits, or it gets nowhere and its connection breaks."""
        self._goes_on.wait()
        return None if self._is_cut else piece

    def cut(self, seconds: float) -> None:
        """For so long questions and answers get lost, and with each of them its connection."""
        self._is_cut = True
        time.sleep(seconds)
        self._is_cut = False

    def stall(self, seconds: float, *, then_cut: bool) -> None:
        """For so long nothing arrives and nobody is told; what was on its way arrives after it, or never."""
        self._goes_on.clear()
        time.sleep(seconds)
        self._is_cut = then_cut
        self._goes_on.set()
        if then_cut:
            self.cut(seconds)


@dataclass(frozen=True)
class Machine:
    """Where processes of ours run."""

    server: str = ""
    """How the database's server is reached from there; empty: as `tests.databases` says."""
    clock_s: int = 0
    """So far its clock is ahead of the right one."""
    network: Network = field(default_factory=Network)

    def process(self, target: Any, *args: Any) -> BaseProcess:
        """One that calls `target` there, to be started."""
        server = self.server or os.environ.get(SERVER, "")
        return context.Process(target=_there, args=(server, self.clock_s, target, *args), daemon=True)


HERE = Machine()


def _there(server: str, clock_s: int, target: Any, *args: Any) -> None:
    os.environ[SERVER] = server
    if clock_s:
        set_clock(clock_s)
    target(*args)


@contextmanager
def machines(server: str, clocks_s: list[int]) -> Iterator[list[Machine]]:
    """As many as there are clocks, each with a network between it and the server."""
    with ExitStack() as stack:
        made = []
        for clock_s in clocks_s:
            network = Network()
            address = stack.enter_context(relay(server, ask=network.through, answer=network.through))
            made.append(Machine(address, clock_s, network))
        yield made


def set_clock(ahead_s: int) -> None:
    """Have this process see another time than the machine's, wherever the ledger and the stores look."""
    right = time.time

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Ahead":
            return cls.fromtimestamp(right() + ahead_s, tz)

    time.time = lambda: right() + ahead_s
    times.datetime = Ahead  # type: ignore[misc]


def some_time(dice: random.Random) -> float:
    return dice.uniform(0.05, BREAKS_S)
