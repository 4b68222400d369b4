"""A full disk, a locked database: nothing twice, nothing lost, and a sentence that says what happened."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved
from tools.errors import StorageError

in_files = pytest.mark.parametrize("either_database", ["sqlite"], indirect=True)
"""What only a file can do."""


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@in_files
def test_what_can_not_be_written_down_is_not_done(desk: Desk) -> None:
    proposal = approved(desk.book)
    with full_disk(), pytest.raises(StorageError, match="nothing was changed"):
        desk.ledger().carry_out(proposal)
    assert desk.notes.arrivals("k1") == 0
    assert desk.ledger().carry_out(proposal).state == "done"
    assert desk.notes.arrivals("k1") == 1


@in_files
def test_what_was_done_but_could_not_be_recorded_is_found_and_not_repeated(desk: Desk) -> None:
    proposal = approved(desk.book)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    desk.notes.after = lambda _: resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        with pytest.raises(StorageError) as raised:
            desk.ledger().carry_out(proposal)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert raised.value.message.startswith("It was done (Wrote Note 'k1') but could not be written down")
    assert desk.ledger().get("k1").state == "running"
    assert [effect.state for effect in desk.ledger().recover()] == ["done"]
    assert desk.notes.arrivals("k1") == 1


def test_a_destination_without_room_is_tried_again(desk: Desk) -> None:
    def full(attempt: int) -> None:
        if attempt == 1:
            raise OSError(28, "No space left on device")

    desk.notes.before = full
    ledger = desk.ledger()
    waiting = ledger.carry_out(approved(desk.book))
    assert (waiting.state, waiting.error) == ("queued", "[Errno 28] No space left on device")
    assert ledger.retry("k1").state == "done"


@pytest.mark.parametrize("seconds", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_a_database_that_is_locked_for_a_while_is_waited_for(desk: Desk, seconds: float) -> None:
    proposal = approved(desk.book)
    begun = processes.context.Event()
    holder = processes.start(processes.hold_database, desk.path / "assistant.db", seconds, begun)
    begun.wait()
    assert desk.ledger().carry_out(proposal).state == "done"
    holder.join()
    assert desk.notes.arrivals("k1") == 1


@pytest.mark.parametrize("seconds", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_a_database_that_is_locked_between_act_and_receipt_is_waited_for(desk: Desk, seconds: float) -> None:
    proposal = approved(desk.book)
    holders = []

    def lock(_: int) -> None:
        begun = processes.context.Event()
        holders.append(processes.start(processes.hold_database, desk.path / "assistant.db", seconds, begun))
        begun.wait()

    assert desk.ledger(Notes(desk.path / "notes", after=lock)).carry_out(proposal).state == "done"
    holders[0].join()
    assert desk.notes.arrivals("k1") == 1
