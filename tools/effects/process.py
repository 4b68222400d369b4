"""Which process this is, and whether another one still lives."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """One process, told apart from a later one with the same number."""

    host: str
    pid: int
    started: str
    """As the system counts it, whatever the clock on the wall is set to."""
    table: str
    """Names the process table that `pid` is looked up in: this boot, this container."""

    def __str__(self) -> str:
        return "|".join((self.host, str(self.pid), self.started, self.table))

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.host}:{self.pid}"

    @property
    def boot(self) -> str:
        """What `ticks` count from."""
        return self.table.partition("/")[0]

    @classmethod
    def parse(cls, text: str) -> "Process":
        host, pid, started, table = text.split("|")
        return cls(host=host, pid=int(pid), started=started, table=table)

    def has_ended(self) -> bool | None:
        """Whether it is dead for certain; None: it can't be seen from here."""
        if not self.table or self.table != process_table():
            return None
        return started_at(self.pid) != self.started


def this_process() -> Process:
    return _process(os.getpid())


@cache
def _process(pid: int) -> Process:
    return Process(host=socket.gethostname(), pid=pid, started=started_at(pid), table=process_table())


@cache
def process_table() -> str:
    """The boot and the container; empty where processes can't be told apart for certain."""
    if sys.platform == "linux":
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    if sys.platform == "win32":
        return ""
    return socket.gethostname()


def started_at(pid: int) -> str:
    """When the process began; empty when there is none, or it is dead and its parent hasn't asked yet."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
        fields = stat.rpartition(")")[2].split()
        return "" if fields[0] in "ZX" else fields[19]
    if sys.platform == "win32":
        return ""
    found = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    return found.stdout.strip()


def ticks() -> float:
    """Seconds since this machine was started, which nobody can set back."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
