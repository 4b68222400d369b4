"""What an effect's history tells, and what a person hears whose wish can't be done."""

from datetime import timedelta
from typing import Any

import pytest

from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved, note, nothing, proposed
from tests.tools.effects.test_delivery import DOWN, always, fails
from tools.effects.approvals import Answer
from tools.effects.delivery import BreakerRule
from tools.effects.ledger import Ledger
from tools.effects.plan import Intent, Receipt
from tools.errors import AssistantError, ConflictError, FinalError, PassingError

UNCERTAIN = PassingError("the connection broke", uncertain=True)


def told(ledger: Ledger, key: str = "k1") -> list[str]:
    """The history from the intent on, without what every effect has before it."""
    return [f"{entry.state}: {entry.what}" for entry in ledger.history(key)][2:]


def by(ledger: Ledger) -> str:
    return ledger.history("k1")[-1].process


def test_what_is_held_and_then_canceled_says_for_how_long_and_by_whom(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book), hold=timedelta(seconds=10))
    ledger.cancel("k1", by="ben@phone")
    assert told(ledger) == [
        "queued: for folder:notes, 62 bytes, held back for 10 s",
        "canceled: canceled while queued",
    ]
    assert by(ledger) == "ben@phone"


def test_what_is_held_and_then_undone_never_went_out(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book), hold=timedelta(seconds=10))
    ledger.undo("k1", by="ben@phone")
    assert (told(ledger)[-1], by(ledger)) == ("canceled: taken back before it went out", "ben@phone")


def test_what_is_planned_for_later_says_when(desk: Desk) -> None:
    ledger = desk.ledger()
    later = desk.clock.at + timedelta(days=1)
    effect = ledger.carry_out(approved(desk.book, plan=note(not_before=later)), hold=timedelta(seconds=10))
    assert (effect.state, effect.not_before, effect.waiting) == ("queued", later, "schedule")
    assert told(ledger) == ["queued: for folder:notes, 64 bytes, not before Tue 3 Mar 09:00:00"]


def test_what_was_planned_for_a_time_within_the_hold_is_held(desk: Desk) -> None:
    ledger = desk.ledger()
    soon = desk.clock.at + timedelta(seconds=10)
    effect = ledger.carry_out(approved(desk.book, plan=note(not_before=soon)), hold=timedelta(seconds=10))
    assert effect.waiting == "hold"


def test_what_was_edited_says_so(desk: Desk) -> None:
    proposed(desk.book, note("milk"), "k1")
    answer = Answer(type="edit", args={"text": "tea"}, plan=note("tea"))
    [proposal] = desk.book.claim({"k1": answer}, by="ana@desk")
    desk.ledger().carry_out(proposal)
    entry = desk.ledger().history("k1")[1]
    assert (entry.state, entry.what) == ("approved", "edited and approved as: Note 'tea'")


def test_a_failure_and_a_retry_by_a_person_are_told(desk: Desk) -> None:
    desk.notes.before = fails(1, FinalError("no such folder"))
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    effect = ledger.retry("k1", by="ben@phone")
    assert told(ledger)[1:] == [
        "running: being carried out",
        "failed: no such folder",
        "queued: to be tried again",
        "running: being carried out",
        "done: Wrote Note 'k1'",
    ]
    assert [entry.process for entry in ledger.history("k1")][-3] == "ben@phone"
    assert (effect.state, effect.error, effect.error_code, effect.attempts) == ("done", None, None, 2)


def test_what_is_tried_again_by_itself_is_told(desk: Desk) -> None:
    desk.notes.before = fails(1, DOWN)
    ledger = desk.ledger()
    waiting = ledger.carry_out(approved(desk.book))
    assert told(ledger)[-1] == "queued: the server doesn't answer; to be tried again"
    assert (waiting.error, waiting.error_code) == ("the server doesn't answer", DOWN.code)


def test_an_error_of_the_system_is_told_in_its_words(desk: Desk) -> None:
    desk.notes.before = fails(1, TimeoutError("slow"))
    waiting = desk.ledger().carry_out(approved(desk.book))
    assert (waiting.error, waiting.error_code) == ("slow", "delivery_passing")


def test_the_last_failure_is_told_when_the_deadline_has_passed(desk: Desk) -> None:
    desk.notes.before = always(DOWN)
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book, plan=note(deadline=desk.clock.at + timedelta(minutes=1))))
    desk.clock.forward(minutes=2)
    ledger.drain()
    effect = ledger.get("k1")
    why = "its deadline, Mon 2 Mar 09:01:00, has passed; the last try: the server doesn't answer"
    assert (effect.state, effect.error, effect.error_code) == ("failed", why, "deadline")
    assert ledger.next_due() is None


def test_a_destination_that_rests_is_told(desk: Desk) -> None:
    desk.notes.before = always(DOWN)
    ledger = desk.ledger(breaker=BreakerRule(failures=1, rest_s=300))
    ledger.carry_out(approved(desk.book, "k1"))
    effect = ledger.carry_out(approved(desk.book, "k2"))
    rests = "folder:notes is left alone until Mon 2 Mar 09:05:00"
    assert (effect.state, effect.waiting, effect.error) == ("queued", "rest", rests)
    assert effect.not_before == desk.clock.at + timedelta(seconds=300)
    assert told(ledger, "k2")[-1] == f"queued: {rests}"
    assert effect.attempts == 0


def canceled(desk: Desk, ledger: Ledger) -> None:
    ledger.carry_out(approved(desk.book), hold=timedelta(seconds=10))
    ledger.cancel("k1", by="ben@phone")


def undone(desk: Desk, ledger: Ledger) -> None:
    ledger.carry_out(approved(desk.book))
    ledger.undo("k1", by="ben@phone")


def failed(desk: Desk, ledger: Ledger) -> None:
    desk.notes.before = always(FinalError("no such folder"))
    ledger.carry_out(approved(desk.book))


def unknown(desk: Desk, ledger: Ledger) -> None:
    desk.notes.before, desk.notes.askable = always(UNCERTAIN), False
    ledger.carry_out(approved(desk.book))


def done(desk: Desk, ledger: Ledger) -> None:
    ledger.carry_out(approved(desk.book))


def held(desk: Desk, ledger: Ledger) -> None:
    ledger.carry_out(approved(desk.book), hold=timedelta(seconds=10))


@pytest.mark.parametrize(
    ("state", "wish", "said"),
    [
        (canceled, "undo", "was canceled (Mon 2 Mar 09:00:00, by ben@phone); nothing was taken back"),
        (canceled, "retry", "was canceled (Mon 2 Mar 09:00:00, by ben@phone); nothing was repeated"),
        (canceled, "cancel", "was canceled (Mon 2 Mar 09:00:00, by ben@phone); nothing was canceled"),
        (undone, "undo", "was taken back already (Mon 2 Mar 09:00:00, by PROCESS); nothing was taken back"),
        (undone, "retry", "was taken back already (Mon 2 Mar 09:00:00, by PROCESS); nothing was repeated"),
        (failed, "undo", "failed and didn't happen (Mon 2 Mar 09:00:00, by PROCESS); nothing was taken back"),
        (unknown, "undo", "may have happened or not: say `retry` or `cancel` first; nothing was taken back"),
        (done, "cancel", "is done (Mon 2 Mar 09:00:00, by PROCESS); nothing was canceled"),
        (held, "retry", "waits until Mon 2 Mar 09:00:10; nothing was repeated"),
    ],
)
def test_what_can_not_be_done_is_said_with_where_it_stands(
    desk: Desk, state: Any, wish: str, said: str
) -> None:
    ledger = desk.ledger()
    state(desk, ledger)
    with pytest.raises(ConflictError) as refused:
        getattr(ledger, wish)("k1")
    assert refused.value.message == f"k1 (Note 'k1') {said}".replace("PROCESS", by(ledger))


def test_what_may_have_got_through_is_not_taken_back_and_says_so_when_canceled(desk: Desk) -> None:
    desk.notes.before = always(UNCERTAIN)
    ledger = desk.ledger()
    assert ledger.carry_out(approved(desk.book)).undoable is False
    with pytest.raises(
        ConflictError, match=r"is not settled yet \(the connection broke\); nothing was taken"
    ):
        ledger.undo("k1")
    ledger.cancel("k1")
    assert told(ledger)[-1] == "canceled: canceled while queued; an earlier try may have got through"


def test_a_taking_back_that_did_not_get_through_leaves_it_done(desk: Desk) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))
    desk.notes.during_undo = always(DOWN)
    with pytest.raises(AssistantError, match="doesn't answer"):
        ledger.undo("k1", by="ben@phone")
    desk.notes.during_undo = nothing
    assert told(ledger)[-2:] == [
        "running: being taken back",
        "done: not taken back: the server doesn't answer",
    ]
    assert ledger.get("k1").undoable and ledger.undo("k1").state == "undone"


@pytest.mark.parametrize(
    ("moment", "state", "there"), [(1, "done", 1), (2, "undone", 0)], ids=["before it was", "after it was"]
)
def test_a_taking_back_whose_answer_was_lost_is_what_the_destination_shows(
    desk: Desk, moment: int, state: str, there: int
) -> None:
    ledger = desk.ledger()
    ledger.carry_out(approved(desk.book))

    def cut_off(at: int) -> None:
        if at == moment:
            raise ConnectionResetError("reset")

    desk.notes.during_undo = cut_off
    try:
        ledger.undo("k1")
    except (AssistantError, OSError) as error:
        assert (state, "reset" in str(error)) == ("done", True)
    assert (ledger.get("k1").state, desk.notes.arrivals("k1")) == (state, there)
    desk.notes.during_undo = nothing
    if state == "done":
        assert ledger.undo("k1").state == "undone"


class Away(Notes):
    """Goes away while something is taken back."""

    def find(self, intent: Intent) -> Receipt | None:
        raise DOWN

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        raise UNCERTAIN


def test_a_taking_back_that_may_have_got_through_is_looked_into_later_and_can_be_called_off(
    desk: Desk,
) -> None:
    ledger = desk.ledger(Away(desk.path / "notes"))
    ledger.carry_out(approved(desk.book))
    with pytest.raises(AssistantError):
        ledger.undo("k1")
    assert (
        told(ledger)[-1]
        == "queued: the server doesn't answer; whether it was taken back will be looked at again"
    )
    effect = ledger.cancel("k1", by="ben@phone")
    assert (effect.state, effect.undoable) == ("done", True)
    assert (told(ledger)[-1], by(ledger)) == ("done: no longer to be taken back", "ben@phone")


def test_what_waits_is_due_in_time(desk: Desk) -> None:
    ledger = desk.ledger()
    assert (ledger.next_due(), ledger.due_in_s()) == (None, None)
    ledger.carry_out(approved(desk.book, plan=note(not_before=desk.clock.at + timedelta(hours=1))))
    assert (ledger.next_due(), ledger.due_in_s()) == (desk.clock.at + timedelta(hours=1), 3600)
    desk.clock.forward(hours=2)
    assert ledger.due_in_s() == 0
    ledger.intend(approved(desk.book, "k2"))
    assert ledger.next_due() == desk.clock.at


def test_the_newest_effects_are_listed_where_not_all_are_wanted(desk: Desk) -> None:
    ledger = desk.ledger()
    for key in ("k1", "k2", "k3"):
        ledger.carry_out(approved(desk.book, key))
    ledger.undo("k2")
    assert [effect.key for effect in ledger.list(limit=2)] == ["k2", "k3"]
    assert [effect.key for effect in ledger.list(state="done", limit=1)] == ["k3"]
    assert [effect.key for effect in ledger.drain(0)] == []


def test_no_more_is_drained_than_was_asked_for(desk: Desk) -> None:
    ledger = desk.ledger()
    for key in ("k1", "k2", "k3"):
        ledger.intend(approved(desk.book, key))
    assert [effect.key for effect in ledger.drain(2)] == ["k1", "k2"]
    assert [effect.key for effect in ledger.drain()] == ["k3"]


def test_a_person_may_decide_what_nobody_can_find_out(desk: Desk) -> None:
    notes = Notes(desk.path / "notes", askable=False, after=fails(1, UNCERTAIN))
    ledger = desk.ledger(notes)
    effect = ledger.carry_out(approved(desk.book))
    assert effect.error == (
        "Nobody knows whether this happened: Note 'k1' (the connection broke; folder:notes can't be asked)."
        " Look for yourself. `retry`: if it had happened, it happens twice."
        " `cancel`: if it had not, it never happens"
    )
    assert ledger.retry("k1").state == "done" and notes.arrivals("k1") == 2
