"""What was approved is carried out once, in its time and order, and can be taken back."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.databases import REFUSED, database_at
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved, note, proposed
from tools.effects.approvals import Answer
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan, Priority
from tools.errors import ConflictError, FinalError, InputError, NotFoundError, StaleError


def story(ledger: Ledger, key: str) -> list[str]:
    return [entry.state for entry in ledger.history(key)]


def test_what_was_approved_is_done_and_the_receipt_kept(desk: Desk) -> None:
    effect = desk.ledger().carry_out(approved(desk.book))
    assert (effect.state, effect.attempts, effect.error) == ("done", 1, None)
    assert effect.receipt and effect.receipt.text == "Wrote Note 'k1'"
    assert desk.notes.arrivals("k1") == 1


def test_carrying_out_again_does_nothing_and_tells_the_same(desk: Desk) -> None:
    proposal = approved(desk.book)
    first = desk.ledger().carry_out(proposal)
    assert desk.ledger().carry_out(proposal) == first
    assert desk.notes.arrivals("k1") == 1


def test_the_intent_is_written_before_the_act(desk: Desk) -> None:
    seen: list[tuple[str, bytes]] = []

    def look(_: int) -> None:
        with closing(database_at(desk.path / "assistant.db")) as other, other.reading() as connection:
            seen.extend(map(tuple, connection.execute("SELECT state, rendered FROM effects")))

    desk.notes.before = look
    desk.ledger().carry_out(approved(desk.book))
    assert seen == [("running", desk.notes.intents[0].rendered)]


def test_the_bytes_that_go_out_are_made_once(desk: Desk) -> None:
    proposal = approved(desk.book)
    desk.ledger().carry_out(proposal, hold=timedelta(seconds=10))
    desk.clock.forward(minutes=5)
    desk.ledger().drain()
    assert b"09:00:00" in desk.notes.intents[0].rendered


def test_what_is_planned_for_later_is_rendered_for_then(desk: Desk) -> None:
    at = desk.clock.at + timedelta(days=1)
    assert desk.ledger().carry_out(approved(desk.book, plan=note(not_before=at))).state == "queued"
    desk.clock.forward(days=2)
    desk.ledger().drain()
    assert at.isoformat().encode() in desk.notes.intents[0].rendered


def test_an_edited_proposal_is_carried_out_as_edited(desk: Desk) -> None:
    proposed(desk.book, note("Milk"), "k1")
    answer = Answer(type="edit", args={"text": "Beer"}, plan=note("Beer"))
    effect = desk.ledger().carry_out(desk.book.claim({"k1": answer}, by="ana")[0])
    assert effect.summary == "Note 'Beer'"
    assert b"Beer" in (desk.notes.path / "k1").read_bytes()


def test_what_is_not_what_was_shown_is_not_done(desk: Desk) -> None:
    proposal = replace(approved(desk.book), plan=note("Champagne"))
    with pytest.raises(ConflictError, match="not what was shown"):
        desk.ledger().carry_out(proposal)
    assert desk.ledger().list() == ()


def test_a_kind_that_nothing_carries_out_is_refused_before_it_is_written_down(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"'fax\.send'"):
        desk.ledger().carry_out(approved(desk.book, plan=note(kind="fax.send")))
    assert desk.ledger().list() == ()


def test_a_world_that_changed_in_the_last_moment_fails_the_effect_as_stale(desk: Desk) -> None:
    def stale(_: int) -> None:
        raise StaleError("somebody moved it")

    desk.notes.before = stale
    effect = desk.ledger().carry_out(approved(desk.book))
    assert (effect.state, effect.error_code, effect.error) == ("failed", "stale", "somebody moved it")


def test_a_held_effect_goes_out_when_the_hold_is_over(desk: Desk) -> None:
    ledger = desk.ledger()
    held = ledger.carry_out(approved(desk.book), hold=timedelta(seconds=10))
    assert (held.state, held.waiting, held.undoable) == ("queued", "hold", True)
    assert held.not_before == desk.clock.at + timedelta(seconds=10)
    assert ledger.next_due() is not None
    desk.clock.forward(seconds=9)
    assert ledger.drain() == ()
    desk.clock.forward(seconds=1)
    assert [effect.state for effect in ledger.drain()] == ["done"]
    assert ledger.next_due() is None


def test_carrying_out_what_is_held_does_not_shorten_the_hold(desk: Desk) -> None:
    proposal = approved(desk.book)
    desk.ledger().carry_out(proposal, hold=timedelta(seconds=10))
    assert desk.ledger().carry_out(proposal).state == "queued"
    assert desk.notes.arrivals("k1") == 0


def test_the_most_urgent_goes_first_and_then_the_oldest(desk: Desk) -> None:
    ledger = desk.ledger()
    for key, priority in [
        ("low", Priority.LOW), ("first", Priority.NORMAL), ("second", Priority.NORMAL),
        ("urgent", Priority.URGENT), ("high", Priority.HIGH),
    ]:  # fmt: skip
        ledger.intend(approved(desk.book, key, note(key, priority=priority)))
    assert [effect.key for effect in ledger.drain(limit=2)] == ["urgent", "high"]
    ledger.drain()
    assert desk.notes.tried == ["urgent", "high", "first", "second", "low"]


def test_draining_stops_between_two_effects_when_asked(desk: Desk) -> None:
    ledger = desk.ledger()
    for key in ("k1", "k2", "k3"):
        ledger.intend(approved(desk.book, key))
    ledger.drain(stop=lambda: len(desk.notes.intents) == 2)
    assert [effect.state for effect in ledger.list()] == ["done", "done", "queued"]


def test_what_missed_its_deadline_is_not_done(desk: Desk) -> None:
    deadline = desk.clock.at + timedelta(minutes=1)
    ledger = desk.ledger()
    ledger.intend(approved(desk.book, plan=note(deadline=deadline)))
    desk.clock.forward(minutes=2)
    ledger.drain()
    effect = ledger.get("k1")
    assert (effect.state, effect.error) == ("failed", "its deadline, Mon 2 Mar 09:01:00, has passed")
    assert ledger.retry("k1").state == "done"


def test_effects_are_listed_oldest_first_by_thread_and_state(desk: Desk) -> None:
    ledger = desk.ledger()
    for number in range(4):
        ledger.carry_out(approved(desk.book, f"k{number}", thread_id=f"t{number % 2}"))
    ledger.undo("k1")
    assert [effect.key for effect in ledger.list()] == ["k0", "k1", "k2", "k3"]
    assert [effect.key for effect in ledger.list(limit=2)] == ["k2", "k3"]
    assert [effect.key for effect in ledger.list("t1")] == ["k1", "k3"]
    assert [effect.key for effect in ledger.list("t1", "undone")] == ["k1"]


def test_an_effect_is_found_by_a_unique_beginning_of_its_key(desk: Desk) -> None:
    ledger = desk.ledger()
    for key in ("abcd", "abxy"):
        ledger.carry_out(approved(desk.book, key))
    assert ledger.get("abx").key == "abxy"
    with pytest.raises(NotFoundError, match="fits several: abxy, abcd"):
        ledger.get("ab")
    with pytest.raises(NotFoundError, match="no effect z") as missing:
        ledger.cancel("z")
    assert missing.value.exit_code == 4


def test_the_history_tells_the_whole_story(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    ledger.undo("k1", by="ben@phone")
    told = [(entry.process, entry.state, entry.what) for entry in ledger.history("k1")]
    process = told[2][0]
    assert told == [
        ("calendar agent", "proposed", "write_note: Note 'k1'"),
        ("ana@desk", "approved", "approved as: Note 'k1'"),
        (process, "queued", "for folder:notes, 62 bytes"),
        (process, "running", "being carried out"),
        (process, "done", "Wrote Note 'k1'"),
        ("ben@phone", "running", "being taken back"),
        (process, "undone", "Removed Note 'k1'"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE effect_history SET what = ''", "DELETE FROM effect_history"])
def test_the_history_can_not_be_rewritten(desk: Desk, statement: str) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    before = ledger.history("k1")
    with pytest.raises(REFUSED, match="never"), desk.database.transaction() as connection:
        connection.execute(statement)
    assert ledger.history("k1") == before


def test_a_waiting_effect_can_be_canceled_and_never_happens(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book), hold=timedelta(seconds=10))
    assert ledger.cancel("k1").state == "canceled"
    desk.clock.forward(minutes=1)
    assert ledger.drain() == ()
    assert ledger.carry_out(desk.book.get("k1")).state == "canceled"
    assert desk.notes.arrivals("k1") == 0


def test_what_is_done_can_be_neither_canceled_nor_repeated(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    with pytest.raises(ConflictError, match=r"k1 \(Note 'k1'\) is done .*; nothing was canceled"):
        ledger.cancel("k1")
    with pytest.raises(ConflictError, match="nothing was repeated"):
        ledger.retry("k1")
    assert desk.notes.arrivals("k1") == 1


def test_what_is_planned_for_later_is_not_hurried_by_retry(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book, plan=note(not_before=desk.clock.at + timedelta(days=1))))
    with pytest.raises(ConflictError, match="waits until Tue 3 Mar 09:00:00"):
        ledger.retry("k1")


def test_undo_takes_back_what_is_done(desk: Desk) -> None:
    desk.ledger().carry_out(approved(desk.book))
    effect = desk.ledger().undo("k1")
    assert effect.state == "undone"
    assert effect.undo_receipt and effect.undo_receipt.text == "Removed Note 'k1'"
    assert desk.notes.arrivals("k1") == 0


def test_undo_cancels_what_still_waits(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book, plan=note(undoable=False)), hold=timedelta(seconds=10))
    assert ledger.undo("k1").state == "canceled"
    desk.clock.forward(minutes=1)
    assert ledger.drain() == ()


def test_undo_without_a_key_takes_back_the_last_that_can_be(desk: Desk) -> None:
    ledger = desk.ledger()
    for key, undoable, thread in [("k1", True, "t1"), ("k2", True, "t2"), ("k3", False, "t1")]:
        ledger.carry_out(approved(desk.book, key, note(undoable=undoable), thread_id=thread))
    assert ledger.undo(thread_id="t1").key == "k1"
    assert ledger.undo().key == "k2"
    with pytest.raises(NotFoundError, match="nothing that can be taken back"):
        ledger.undo()


def test_what_was_done_last_is_not_what_was_approved_last(desk: Desk) -> None:
    ledger = desk.ledger()
    assert ledger.last() is None
    held, at_once = approved(desk.book, "k1"), approved(desk.book, "k2")
    ledger.carry_out(held, hold=timedelta(seconds=10))
    ledger.carry_out(at_once)
    assert ledger.last().key == "k2"
    desk.clock.forward(minutes=1)
    ledger.drain()
    assert [ledger.last().key, ledger.to_undo().key] == ["k1", "k2"]
    ledger.undo("k1")
    assert ledger.last().key == "k2"


def test_what_is_held_back_is_taken_back_before_what_can_be_taken_back_later_too(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book, "k1", note(undoable=False)), hold=timedelta(seconds=10))
    ledger.carry_out(approved(desk.book, "k2"))
    assert [ledger.undo().key, ledger.undo().key] == ["k1", "k2"]
    desk.clock.forward(minutes=1)
    assert ledger.drain() == ()


def test_what_has_changed_since_is_not_taken_back(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    (desk.notes.path / "k1").write_text("changed by hand")
    with pytest.raises(StaleError, match="was changed since"):
        ledger.undo("k1")
    effect = ledger.get("k1")
    assert (effect.state, effect.undoable, effect.error_code) == ("done", True, "stale")
    assert story(ledger, "k1")[-2:] == ["running", "done"]
    assert (desk.notes.path / "k1").read_text() == "changed by hand"


def test_undo_of_what_can_not_be_taken_back_says_why(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book, plan=note(undoable=False, undo_note="a letter can't be recalled")))
    with pytest.raises(FinalError, match="a letter can't be recalled"):
        ledger.undo("k1")
    assert ledger.get("k1").state == "done"


def test_taking_back_twice_is_a_conflict_that_says_so(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    ledger.undo("k1")
    with pytest.raises(ConflictError, match="was taken back already"):
        ledger.undo("k1")


def test_a_bug_in_an_executor_leaves_the_effect_unknown_and_is_not_hidden(desk: Desk) -> None:
    def bug(_: int) -> None:
        raise ZeroDivisionError("oops")

    ledger = desk.ledger(Notes(desk.path / "notes", after=bug))
    with pytest.raises(ZeroDivisionError):
        ledger.carry_out(approved(desk.book))
    effect = ledger.get("k1")
    assert effect.state == "unknown"
    assert effect.error and "oops" in effect.error
    assert desk.ledger().retry("k1").state == "done"
    assert desk.notes.arrivals("k1") == 1


def test_ctrl_c_in_the_middle_is_looked_into_afterwards(desk: Desk) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.ledger(Notes(desk.path / "notes", after=interrupt)).carry_out(approved(desk.book))
    assert [effect.state for effect in desk.ledger().recover()] == ["done"]
    assert desk.notes.arrivals("k1") == 1


def test_a_plan_made_again_is_carried_out_where_only_what_is_apart_from_it_has_changed(desk: Desk) -> None:
    def in_version(etag: str, text: str = "Milk") -> Plan:
        return note(text, payload={"text": text, "etag": etag, "apart": ["etag"]})

    first, second = approved(desk.book, plan=in_version("1")), approved(desk.book, "k2", in_version("1"))
    with pytest.raises(ConflictError, match="not what was shown"):
        desk.ledger().carry_out(first, afresh=in_version("2", "Champagne"))
    with pytest.raises(ConflictError, match="not what was shown"):
        desk.ledger().carry_out(first, afresh=note("Milk", payload={"text": "Milk", "etag": "2"}))
    assert desk.ledger().list() == ()
    assert desk.ledger().carry_out(second, afresh=in_version("2")).state == "done"
    assert desk.notes.intents[0].plan.payload["etag"] == "2"
