"""Who waits for a turn gets it, also while somebody does something that takes long."""

import multiprocessing
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.patience import PATIENCE_S
from tools.turns import Turns


def take_a_turn(path: Path, waiting: Event, had_it: Event) -> None:
    turns = Turns(path)
    waiting.set()
    with turns:
        had_it.set()


def breathe_until(turns: Turns, is_set: threading.Event | Event) -> None:
    """One long turn, as a first mirror takes it."""
    with turns:
        for _ in range(20_000):
            if is_set.is_set():
                return
            turns.breathe()


def test_another_thread_has_its_turn_in_the_middle_of_a_long_one(tmp_path: Path) -> None:
    turns, had_it = Turns(tmp_path / "lock"), threading.Event()

    def take() -> None:
        with turns:
            had_it.set()

    thread = threading.Thread(target=take)
    with turns:
        thread.start()
    breathe_until(turns, had_it)
    assert had_it.is_set()
    thread.join()


def test_another_process_has_its_turn_in_the_middle_of_a_long_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    turns, waiting, had_it = Turns(tmp_path / "lock"), context.Event(), context.Event()
    process = context.Process(target=take_a_turn, args=(tmp_path / "lock", waiting, had_it), daemon=True)
    with turns:
        process.start()
        assert waiting.wait(PATIENCE_S)
    breathe_until(turns, had_it)
    assert had_it.is_set()
    process.join()


def test_a_turn_may_be_taken_again_inside_itself(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "lock")
    with turns, turns:
        pass
    with Turns(tmp_path / "lock"):
        pass
