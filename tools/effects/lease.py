"""Who carries an effect out at the moment, and when somebody else may."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tools.effects.effect_table import Columns
from tools.effects.process import Process, this_process, ticks
from tools.effects.times import to_text
from tools.errors import StorageError

logger = logging.getLogger(__name__)

IDLE_S = 60.0
"""Without a lease to renew for so long, the thread that does it ends."""

FREE: Columns = {"owner": None, "lease_until": None, "lease_ticks": None}


class Leased(Protocol):
    """Something that one process at a time has, until its lease ends."""

    @property
    def owner(self) -> Process | None: ...
    @property
    def lease_until(self) -> datetime | None: ...
    @property
    def lease_ticks(self) -> float | None: ...


def lease(now: datetime, lease_s: float) -> Columns:
    """This process has the effect, and will be heard of again before the lease ends."""
    return {
        "owner": str(this_process()),
        "lease_until": to_text(now + timedelta(seconds=lease_s)),
        "lease_ticks": ticks() + lease_s,
    }


def was_left(record: Leased, now: datetime) -> bool:
    """Whether nobody is at work on something that runs. To be asked while `held_here`."""
    if record.owner is None or record.owner == this_process():
        # This thread holds the effect, so no other thread of this process is at work on it.
        return True
    ended = record.owner.has_ended()
    if ended is not None:
        return ended
    if record.owner.boot == this_process().boot and record.lease_ticks is not None:
        return ticks() > record.lease_ticks
    return record.lease_until is None or now > record.lease_until


_held: set[tuple[str, str]] = set()
_held_lock = threading.Lock()


@contextmanager
def held_here(database: str, key: str) -> Iterator[bool]:
    """False when another thread of this process works on the effect; else none does until the end.

    So a process that lives, and doesn't hold what the database says it runs, has given it up.
    """
    name = (database, key)
    with _held_lock:
        free = name not in _held
        if free:
            _held.add(name)
    try:
        yield free
    finally:
        if free:
            with _held_lock:
                _held.discard(name)


@contextmanager
def heartbeat(renew: Callable[[], None], *, every_s: float) -> Iterator[None]:
    """Calls `renew` again and again, from another thread, until the end."""
    beat = _Beat(renew, every_s, time.monotonic() + every_s)
    _pulse.add(beat)
    try:
        yield
    finally:
        _pulse.remove(beat)


@dataclass(eq=False)
class _Beat:
    renew: Callable[[], None]
    every_s: float
    due_s: float


class _Pulse:
    """The one thread of this process that renews leases, while there are any."""

    def __init__(self) -> None:
        self._beats: list[_Beat] = []
        self._changed = threading.Condition()
        self._runs = False

    def add(self, beat: _Beat) -> None:
        with self._changed:
            self._beats.append(beat)
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._live, name="lease", daemon=True).start()
            elif beat is min(self._beats, key=lambda one: one.due_s):
                self._changed.notify()

    def remove(self, beat: _Beat) -> None:
        """When this has returned, it is not renewed any more."""
        with self._changed:
            self._beats.remove(beat)

    def _live(self) -> None:
        with self._changed:
            while True:
                now_s = time.monotonic()
                for beat in self._beats:
                    if beat.due_s <= now_s:
                        beat.due_s = now_s + beat.every_s
                        self._renew(beat)
                first_s = min((beat.due_s for beat in self._beats), default=now_s + IDLE_S)
                changed = self._changed.wait(max(0.0, first_s - time.monotonic()))
                if not changed and not self._beats:
                    self._runs = False
                    return

    def _renew(self, beat: _Beat) -> None:
        try:
            beat.renew()
        except StorageError as error:
            logger.warning("lease not renewed: %s", error.code)


_pulse = _Pulse()
