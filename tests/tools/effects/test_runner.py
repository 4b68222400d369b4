"""What waits goes out while a program runs, and stopping it leaves nothing half done."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.databases import database_at
from tests.patience import PATIENCE_S
from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved
from tools.database import Database
from tools.effects.delivery import Backoff, DeliveryPolicy
from tools.effects.ledger import Effect, Ledger
from tools.effects.runner import Runner, stopped_by_signals
from tools.errors import PassingError


def test_what_another_process_leaves_is_carried_out_behind_the_program(desk: Desk) -> None:
    told: list[Effect] = []
    both = threading.Event()

    def tell(effect: Effect) -> None:
        told.append(effect)
        if len(told) == 2:
            both.set()

    ledger = desk.ledger()
    ledger.intend(approved(desk.book, "k1"))
    with Runner(ledger, look_every_s=0.01, tell=tell):
        [behind] = [thread for thread in threading.enumerate() if thread.name == "effects"]
        assert behind.daemon  # or a program that fails elsewhere would never end
        ledger.intend(approved(desk.book, "k2"))
        assert both.wait(PATIENCE_S)
    assert [(effect.key, effect.state) for effect in told] == [("k1", "done"), ("k2", "done")]


@pytest.mark.parametrize("either_database", ["postgresql"], indirect=True)
def test_a_worker_is_told_of_what_another_process_leaves_and_need_not_look(
    desk: Desk, open_database: Callable[..., Database]
) -> None:
    done = threading.Event()
    elsewhere = Desk(desk.path, open_database()).ledger()
    with Runner(desk.ledger(), look_every_s=1e6, tell=lambda _: done.set()):
        elsewhere.intend(approved(desk.book))
        assert done.wait(PATIENCE_S)
    assert desk.notes.arrivals("k1") == 1


def test_a_failure_is_tried_again_by_the_runner(desk: Desk) -> None:
    done = threading.Event()

    def fail_twice(attempt: int) -> None:
        if attempt < 3:
            raise PassingError("busy")

    desk.notes.before = fail_twice
    ledger = Ledger(
        desk.database, [desk.notes], policy=DeliveryPolicy(backoff=Backoff(first_s=0, longest_s=0))
    )
    with Runner(
        ledger, look_every_s=0.01, tell=lambda effect: done.set() if effect.state == "done" else None
    ):
        ledger.intend(approved(desk.book))
        assert done.wait(PATIENCE_S)
    assert desk.notes.arrivals("k1") == 1


def test_a_broken_executor_does_not_keep_the_others_waiting(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()

    def bug(attempt: int) -> None:
        if attempt == 1:
            raise ZeroDivisionError

    desk.notes.before = bug
    ledger = desk.ledger()
    for key in ("k1", "k2"):
        ledger.intend(approved(desk.book, key))
    with Runner(ledger, look_every_s=0.01, tell=lambda _: done.set()):
        assert done.wait(PATIENCE_S)
    assert [effect.state for effect in ledger.list()] == ["unknown", "done"]
    assert "an effect broke off" in caplog.text


def work(home: Path, begun: Any, go_on: Any) -> None:
    """A worker whose effects take long."""
    database = database_at(home / "assistant.db")

    def wait(_: int) -> None:
        begun.set()
        go_on.wait()

    runner = Runner(Ledger(database, [Notes(home / "notes", before=wait)]), look_every_s=0.01)
    with stopped_by_signals(runner.stop):
        runner.run()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_finishes_what_it_has_begun_and_nothing_more(
    desk: Desk, number: signal.Signals
) -> None:
    for key in ("k1", "k2"):
        desk.ledger().intend(approved(desk.book, key))
    begun, go_on = processes.context.Event(), processes.context.Event()
    worker = processes.start(work, desk.path, begun, go_on)
    begun.wait()
    os.kill(worker.pid or 0, number)
    go_on.set()
    worker.join()
    assert worker.exitcode == 0
    assert [effect.state for effect in desk.ledger().list()] == ["done", "queued"]
    assert [desk.notes.arrivals(key) for key in ("k1", "k2")] == [1, 0]
    with desk.database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM effects WHERE owner IS NOT NULL").fetchone()[0] == 0


def test_an_idle_worker_stops_at_once(desk: Desk) -> None:
    runner = Runner(desk.ledger(), look_every_s=3600)
    thread = threading.Thread(target=runner.run)
    thread.start()
    runner.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
