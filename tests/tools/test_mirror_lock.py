"""Who waits for a turn gets it, also while somebody does something that takes long."""

import multiprocessing
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.patience import PATIENCE_S
from tools.mirror_lock import MirrorLock


def take_a_turn(path: Path, waiting: Event, had_it: Event) -> None:
    mirror = MirrorLock(path)
    waiting.set()
    with mirror:
        had_it.set()


def breathe_until(mirror: MirrorLock, is_set: threading.Event | Event) -> None:
    """One long turn, as a first mirror takes it."""
    with mirror:
        for _ in range(20_000):
            if is_set.is_set():
                return
            mirror.breathe()


def test_another_thread_has_its_turn_in_the_middle_of_a_long_one(tmp_path: Path) -> None:
    mirror, had_it = MirrorLock(tmp_path / "lock"), threading.Event()

    def take() -> None:
        with mirror:
            had_it.set()

    thread = threading.Thread(target=take)
    with mirror:
        thread.start()
    breathe_until(mirror, had_it)
    assert had_it.is_set()
    thread.join()


def test_another_process_has_its_turn_in_the_middle_of_a_long_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    mirror, waiting, had_it = MirrorLock(tmp_path / "lock"), context.Event(), context.Event()
    process = context.Process(target=take_a_turn, args=(tmp_path / "lock", waiting, had_it), daemon=True)
    with mirror:
        process.start()
        assert waiting.wait(PATIENCE_S)
    breathe_until(mirror, had_it)
    assert had_it.is_set()
    process.join()


def test_a_turn_may_be_taken_again_inside_itself(tmp_path: Path) -> None:
    mirror = MirrorLock(tmp_path / "lock")
    with mirror, mirror:
        pass
    with MirrorLock(tmp_path / "lock"):
        pass
