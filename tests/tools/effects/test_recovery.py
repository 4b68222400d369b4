"""A process is killed in the middle; whoever comes next finds out what happened before repeating it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved, note
from tools.effects.process import this_process
from tools.errors import PassingError

KILLED = -9


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_effect_whose_process_was_killed_happens_exactly_once(desk: Desk, when: str) -> None:
    approved(desk.book)
    assert processes.run(processes.carry_out_and_die, desk.path, "k1", when) == KILLED
    assert desk.ledger().get("k1").state == "running"
    assert [effect.state for effect in desk.ledger().recover()] == ["done"]
    assert desk.notes.arrivals("k1") == 1
    assert desk.ledger().recover() == ()


def test_what_was_found_is_recorded_as_found(desk: Desk) -> None:
    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "after")
    desk.ledger().recover()
    told = [entry.what for entry in desk.ledger().history("k1")][-2:]
    assert "ended before saying what came of it" in told[0]
    assert told[1] == "found at its destination: Wrote Note 'k1'"


def test_carrying_out_again_after_a_crash_settles_it_too(desk: Desk) -> None:
    proposal = approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "after")
    assert desk.ledger().carry_out(proposal).state == "done"
    assert desk.notes.arrivals("k1") == 1


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_where_the_destination_can_not_be_asked_it_is_unknown_and_left_so(
    desk: Desk, when: str, arrived: int
) -> None:
    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", when, False)
    ledger = desk.ledger(Notes(desk.path / "notes", askable=False))
    unknown = ledger.recover()[0]
    assert unknown.state == "unknown"
    assert unknown.error and "`retry`" in unknown.error and "`cancel`" in unknown.error
    desk.clock.forward(days=1)
    assert (ledger.recover(), ledger.drain()) == ((), ())
    assert desk.notes.arrivals("k1") == arrived


def test_a_destination_that_can_not_be_asked_now_is_asked_later(desk: Desk) -> None:
    class Away(Notes):
        def find(self, intent):
            raise PassingError("the mailbox doesn't answer")

    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "after")
    asked = desk.ledger(Away(desk.path / "notes")).recover()[0]
    assert (asked.state, asked.error) == ("queued", "the mailbox doesn't answer")
    desk.clock.forward(hours=2)
    assert [effect.state for effect in desk.ledger().drain()] == ["done"]
    assert desk.notes.arrivals("k1") == 1


def test_a_destination_that_can_never_be_asked_again_is_given_up_as_unknown(desk: Desk) -> None:
    class Away(Notes):
        def find(self, intent):
            raise PassingError("the mailbox doesn't answer")

    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "after")
    ledger = desk.ledger(Away(desk.path / "notes"), retries=2)
    ledger.recover()
    desk.clock.forward(hours=2)
    assert ledger.drain()[0].state == "unknown"
    assert desk.ledger().retry("k1").state == "done"
    assert desk.notes.arrivals("k1") == 1


@pytest.mark.parametrize("moment", [1, 2])
def test_an_undo_whose_process_was_killed_is_brought_to_its_end(desk: Desk, moment: int) -> None:
    desk.ledger().carry_out(approved(desk.book))
    assert processes.run(processes.undo_and_die, desk.path, "k1", moment) == KILLED
    assert [effect.state for effect in desk.ledger().recover()] == ["undone"]
    assert desk.notes.arrivals("k1") == 0


@pytest.mark.parametrize(("decision", "state", "arrivals"), [("cancel", "done", 1), ("retry", "undone", 0)])
def test_an_undo_that_was_cut_off_where_nobody_can_look_is_for_the_person_to_decide(
    desk: Desk, decision: str, state: str, arrivals: int
) -> None:
    desk.ledger().carry_out(approved(desk.book))
    processes.run(processes.undo_and_die, desk.path, "k1", 1)
    ledger = desk.ledger(Notes(desk.path / "notes", askable=False))
    unknown = ledger.recover()[0]
    assert unknown.state == "unknown"
    assert unknown.error and unknown.error.startswith("Nobody knows whether this was taken back")
    assert getattr(ledger, decision)("k1").state == state
    assert desk.notes.arrivals("k1") == arrivals


@pytest.mark.parametrize(("when", "state"), [("before", "failed"), ("after", "done")])
def test_what_is_found_out_after_its_deadline_is_not_repeated(desk: Desk, when: str, state: str) -> None:
    approved(desk.book, plan=note(deadline=datetime.now(UTC) + timedelta(hours=1)))
    processes.run(processes.carry_out_and_die, desk.path, "k1", when)
    desk.clock.at = datetime.now(UTC) + timedelta(days=1)
    assert [effect.state for effect in desk.ledger().recover()] == [state]
    assert desk.notes.arrivals("k1") == (1 if state == "done" else 0)


def test_a_process_that_lives_is_left_to_its_work(desk: Desk) -> None:
    approved(desk.book)
    begun, go_on = processes.context.Event(), processes.context.Event()
    slow = processes.start(processes.carry_out_slowly, desk.path, "k1", begun, go_on)
    begun.wait()
    desk.clock.forward(days=365)
    assert desk.ledger().recover() == ()
    assert desk.ledger(wait_s=0).carry_out(desk.book.get("k1")).state == "running"
    go_on.set()
    assert desk.ledger(wait_s=60).carry_out(desk.book.get("k1")).state == "done"
    slow.join()
    assert desk.notes.arrivals("k1") == 1


def owned_by(desk: Desk, owner: str, lease_ticks: float | None = None) -> None:
    """The effect runs in some process that can't be looked up from here."""
    with desk.database.transaction() as connection:
        connection.execute("UPDATE effects SET owner = ?, lease_ticks = ?", (owner, lease_ticks))


def test_a_process_elsewhere_is_believed_alive_until_its_lease_ends(desk: Desk) -> None:
    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "after")
    owned_by(desk, "elsewhere|1|1|another-boot/1")
    with desk.database.transaction() as connection:
        connection.execute("UPDATE effects SET lease_until = '2026-03-02T09:01:00.000000+00:00'")
    assert desk.ledger().recover() == ()
    desk.clock.forward(hours=-1)
    assert desk.ledger().recover() == ()
    desk.clock.forward(hours=1, minutes=2)
    assert [effect.state for effect in desk.ledger().recover()] == ["done"]


def test_a_container_on_this_machine_goes_by_a_clock_that_nobody_sets(desk: Desk) -> None:
    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "after")
    owned_by(desk, f"container|1|1|{this_process().boot}/pid:[1]", lease_ticks=1e12)
    desk.clock.forward(days=1)
    assert desk.ledger().recover() == ()
    owned_by(desk, f"container|1|1|{this_process().boot}/pid:[1]", lease_ticks=0)
    assert [effect.state for effect in desk.ledger().recover()] == ["done"]


def test_what_a_thread_of_this_process_works_on_is_not_taken_from_it(desk: Desk) -> None:
    ledgers = [desk.ledger(), desk.ledger(wait_s=0)]
    seen: list[object] = []
    desk.notes.before = lambda _: seen.extend(
        [ledgers[1].recover(), ledgers[1].drain(), ledgers[1].carry_out(desk.book.get("k1")).state.value]
    )
    ledgers[0].carry_out(approved(desk.book))
    assert seen == [(), (), "running"]
    assert desk.notes.arrivals("k1") == 1


def test_a_long_act_keeps_its_lease(desk: Desk) -> None:
    def wait_for_a_beat(_: int) -> None:
        before = desk.database.reading
        with before() as connection:
            first = connection.execute("SELECT lease_ticks FROM effects").fetchone()[0]
        while True:
            with before() as connection:
                if connection.execute("SELECT lease_ticks FROM effects").fetchone()[0] > first:
                    return

    desk.notes.before = wait_for_a_beat
    assert desk.ledger(lease_s=0.03).carry_out(approved(desk.book)).state == "done"


def test_a_try_that_was_given_up_for_dead_and_comes_back_only_tells_of_it(desk: Desk) -> None:
    def lose_the_lease(_: int) -> None:
        owned_by(desk, "elsewhere|1|1|another-boot/1")

    desk.notes.after = lose_the_lease
    ledger = desk.ledger(wait_s=0)
    assert ledger.carry_out(approved(desk.book)).state == "running"
    assert ledger.history("k1")[-1].what == "a try that was given up for dead came back: done"


def test_what_is_held_survives_a_restart(desk: Desk, tmp_path: Path) -> None:
    desk.ledger().carry_out(approved(desk.book), hold=timedelta(seconds=10))
    desk.clock.forward(seconds=11)
    assert [effect.state for effect in Desk(tmp_path, desk.database, desk.clock).ledger().drain()] == ["done"]
