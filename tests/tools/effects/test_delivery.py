"""What doesn't get through is tried again for as long as it may help, and no longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved, note
from tools.effects.delivery import Backoff, BreakerRule
from tools.errors import ConflictError, FinalError, PassingError, StorageError

Behaviour = Callable[[int], None]


def fails(times: int, error: Exception) -> Behaviour:
    """The first `times` tries fail."""

    def behave(attempt: int) -> None:
        if attempt <= times:
            raise error

    return behave


def always(error: Exception) -> Behaviour:
    return fails(10**9, error)


DOWN = PassingError("the server doesn't answer")


def test_the_wait_before_the_next_try_is_anything_up_to_a_limit_that_doubles() -> None:
    backoff = Backoff(first_s=10, longest_s=100)
    for attempts, limit in [(1, 10), (2, 20), (3, 40), (4, 80), (5, 100), (50, 100)]:
        waits = [backoff.wait_s(attempts) for _ in range(300)]
        assert 0 <= min(waits) < limit / 4 and limit * 3 / 4 < max(waits) <= limit


@pytest.mark.parametrize(
    "error", [DOWN, StorageError("the disk is full"), ConnectionResetError("reset"), TimeoutError("slow")]
)
def test_a_passing_failure_is_tried_again_later(desk: Desk, error: Exception) -> None:
    desk.notes.before = fails(1, error)
    ledger = desk.ledger()
    waiting = ledger.carry_out(approved(desk.book))
    assert (waiting.state, waiting.waiting, waiting.attempts) == ("queued", "retry", 1)
    assert waiting.error
    desk.clock.forward(hours=2)
    done = ledger.drain()[0]
    assert (done.state, done.attempts, done.error) == ("done", 2, None)
    assert desk.notes.arrivals("k1") == 1


def test_what_may_be_tried_again_at_once_is_tried_once_each_time_the_queue_is_drained(desk: Desk) -> None:
    desk.notes.before = always(DOWN)
    ledger = desk.ledger(backoff=Backoff(first_s=0, longest_s=0), breaker=BreakerRule(failures=100))
    ledger.intend(approved(desk.book))
    assert [effect.attempts for effect in ledger.drain()] == [1]
    assert [effect.attempts for effect in ledger.drain()] == [2]


def test_a_final_failure_is_not_tried_again_unless_a_person_says_so(desk: Desk) -> None:
    desk.notes.before = fails(1, FinalError("no such mailbox"))
    ledger = desk.ledger()
    failed = ledger.carry_out(approved(desk.book))
    assert (failed.state, failed.error, failed.error_code) == ("failed", "no such mailbox", "delivery_final")
    desk.clock.forward(days=7)
    assert ledger.drain() == ()
    assert ledger.retry("k1").state == "done"
    assert desk.notes.arrivals("k1") == 1


def test_it_is_given_up_after_so_many_tries_and_can_be_retried_or_canceled(desk: Desk) -> None:
    desk.notes.before = always(DOWN)
    ledger = desk.ledger(retries=3, breaker=BreakerRule(failures=100))
    ledger.carry_out(approved(desk.book))
    for _ in range(5):
        desk.clock.forward(hours=2)
        ledger.drain()
    failed = ledger.get("k1")
    assert (failed.state, failed.attempts) == ("failed", 3)
    assert failed.error == "given up after 3 tries; the last one: the server doesn't answer"
    assert ledger.retry("k1").state == "queued"
    assert ledger.cancel("k1").state == "canceled"


def test_what_may_have_arrived_is_looked_for_though_its_deadline_has_passed(desk: Desk) -> None:
    desk.notes.before = fails(1, PassingError("the connection broke", uncertain=True))
    ledger = desk.ledger()
    waiting = ledger.carry_out(approved(desk.book, plan=note(deadline=desk.clock.at + timedelta(hours=1))))
    assert waiting.state == "queued"
    (desk.notes.path / "k1").write_text("it was still on its way\n")
    desk.clock.forward(hours=3)
    assert [effect.state for effect in ledger.drain()] == ["done"]
    assert desk.notes.tried == ["k1"]


def test_it_is_given_up_at_the_deadline(desk: Desk) -> None:
    desk.notes.before = always(DOWN)
    ledger = desk.ledger()
    deadline = desk.clock.at + timedelta(seconds=1)
    effect = ledger.carry_out(approved(desk.book, plan=note(deadline=deadline)))
    assert effect.not_before and effect.not_before <= deadline
    desk.clock.forward(minutes=1)
    ledger.drain()
    assert ledger.get("k1").state == "failed"
    assert desk.notes.arrivals("k1") == 0


def test_what_may_have_arrived_is_looked_for_before_it_is_repeated(desk: Desk) -> None:
    dropped = PassingError("the connection was lost", uncertain=True)
    desk.notes.after = fails(1, dropped)
    assert desk.ledger().carry_out(approved(desk.book)).state == "done"
    assert desk.notes.arrivals("k1") == 1


def test_what_did_not_arrive_after_all_is_repeated(desk: Desk) -> None:
    desk.notes.before = fails(1, PassingError("the connection was lost", uncertain=True))
    ledger = desk.ledger()
    assert ledger.carry_out(approved(desk.book)).state == "queued"
    desk.clock.forward(hours=2)
    assert ledger.drain()[0].state == "done"
    assert desk.notes.arrivals("k1") == 1


def test_what_may_have_arrived_where_nobody_can_look_is_for_the_person_to_decide(desk: Desk) -> None:
    notes = Notes(desk.path / "letters", askable=False)
    notes.after = fails(1, PassingError("the connection was lost", uncertain=True))
    ledger = desk.ledger(notes)
    unknown = ledger.carry_out(approved(desk.book))
    assert unknown.state == "unknown"
    assert unknown.error == (
        "Nobody knows whether this happened: Note 'k1' (the connection was lost; folder:notes can't be"
        " asked). Look for yourself. `retry`: if it had happened, it happens twice."
        " `cancel`: if it had not, it never happens"
    )
    desk.clock.forward(days=1)
    assert ledger.drain() == ()
    assert ledger.recover() == ()
    with pytest.raises(ConflictError, match="say `retry` or `cancel` first"):
        ledger.undo("k1")
    assert notes.arrivals("k1") == 1


@pytest.mark.parametrize(("decision", "state", "arrivals"), [("retry", "done", 2), ("cancel", "canceled", 1)])
def test_the_persons_decision_about_an_unknown_effect_is_carried_out(
    desk: Desk, decision: str, state: str, arrivals: int
) -> None:
    notes = Notes(desk.path / "letters", askable=False)
    notes.after = fails(1, PassingError("the connection was lost", uncertain=True))
    ledger = desk.ledger(notes)
    ledger.carry_out(approved(desk.book))
    assert getattr(ledger, decision)("k1").state == state
    assert notes.arrivals("k1") == arrivals


def test_what_got_done_before_a_failure_is_known_to_the_next_try(desk: Desk) -> None:
    partly = PassingError(
        "one of two", progress={"recipients": {"a@x.org": "accepted"}, "deferred": {"b@x.org": "451 later"}}
    )
    desk.notes.before = fails(1, partly)
    ledger = desk.ledger()
    waiting = ledger.carry_out(approved(desk.book))
    assert waiting.recipients == {"a@x.org": "accepted", "b@x.org": "451 later"}
    desk.clock.forward(hours=2)
    ledger.drain()
    assert desk.notes.intents[1].progress["recipients"] == {"a@x.org": "accepted"}


def test_a_destination_that_fails_again_and_again_is_left_alone_and_the_person_told_once(desk: Desk) -> None:
    desk.notes.before = always(DOWN)
    ledger = desk.ledger(breaker=BreakerRule(failures=3, rest_s=600))
    for number in range(6):
        ledger.carry_out(approved(desk.book, f"k{number}"))
    assert desk.notes.tried == ["k0", "k1", "k2"]
    assert [effect.waiting for effect in ledger.list()] == ["retry"] * 3 + ["rest"] * 3
    assert ledger.get("k5").error == "folder:notes is left alone until Mon 2 Mar 09:10:00"
    assert desk.ledger().notices() == (
        "folder:notes failed 3 times in a row (the server doesn't answer). It is left alone for a while; "
        "what waits for it goes out when it answers again",
    )
    assert ledger.notices() == ()


def test_after_the_rest_one_try_goes_ahead_and_the_others_follow_when_it_gets_through(desk: Desk) -> None:
    desk.notes.before = fails(4, DOWN)
    ledger = desk.ledger(breaker=BreakerRule(failures=3, rest_s=600))
    for number in range(6):
        ledger.carry_out(approved(desk.book, f"k{number}"))
    desk.clock.forward(minutes=11)
    ledger.drain()
    assert len(desk.notes.tried) == 4
    assert ledger.notices() != ()
    desk.clock.forward(hours=2)
    ledger.drain()
    ledger.drain()
    assert {effect.state for effect in ledger.list()} == {"done"}
    assert [desk.notes.arrivals(f"k{number}") for number in range(6)] == [1] * 6
    assert ledger.notices() == ()


def test_other_destinations_are_not_left_alone(desk: Desk) -> None:
    desk.notes.before = fails(1, DOWN)
    ledger = desk.ledger(breaker=BreakerRule(failures=1))
    ledger.carry_out(approved(desk.book, "k1"))
    assert ledger.carry_out(approved(desk.book, "k2", note(destination="folder:other"))).state == "done"
    assert ledger.carry_out(approved(desk.book, "k3")).state == "queued"


def test_a_server_that_takes_some_recipients_is_not_down(desk: Desk) -> None:
    desk.notes.before = always(PassingError("later", progress={"recipients": {"a@x.org": "accepted"}}))
    ledger = desk.ledger(breaker=BreakerRule(failures=1))
    ledger.carry_out(approved(desk.book, "k1"))
    ledger.carry_out(approved(desk.book, "k2"))
    assert desk.notes.tried == ["k1", "k2"]


def test_a_persons_retry_does_not_wait_for_the_rest_to_end(desk: Desk) -> None:
    desk.notes.before = fails(1, DOWN)
    ledger = desk.ledger(breaker=BreakerRule(failures=1))
    ledger.carry_out(approved(desk.book))
    assert ledger.retry("k1").state == "done"


def test_a_clock_set_back_an_hour_makes_nothing_wait_longer(desk: Desk) -> None:
    desk.notes.before = fails(1, DOWN)
    ledger = desk.ledger(backoff=Backoff(first_s=0, longest_s=0), breaker=BreakerRule(failures=1, rest_s=60))
    ledger.carry_out(approved(desk.book, "k1"))
    ledger.carry_out(approved(desk.book, "k2"), hold=timedelta(0))
    desk.clock.forward(hours=-1)
    ledger.retry("k1")
    ledger.drain()
    ledger.drain()
    assert [effect.state for effect in ledger.list()] == ["done", "done"]
    assert [desk.notes.arrivals(key) for key in ("k1", "k2")] == [1, 1]


def test_a_hold_is_over_in_time_although_the_clock_was_set_back(desk: Desk) -> None:
    ledger = desk.ledger()
    held = ledger.carry_out(approved(desk.book), hold=timedelta(milliseconds=1))
    desk.clock.forward(hours=-1)
    while ledger.get(held.key).state == "queued":
        ledger.drain()
    assert ledger.get(held.key).state == "done"
