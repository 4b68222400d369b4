"""A turn that was cut off is gone on with, or closed; what came of it is told once."""

from pathlib import Path
from typing import Any

import pytest

from assistant.contract import Decision
from assistant.testing import says
from tests.board import Crash, Desk, crash, delegated, noted
from tools.effects.approvals import Answer
from tools.errors import ConflictError


@pytest.fixture
def desk(tmp_path: Path):
    """Each call is another process that opens the same home."""

    def make(**script: Any) -> Desk:
        return Desk(tmp_path / "home", **script)

    return make


def cut_off(desk: Desk, text: str) -> None:
    with pytest.raises(Crash):
        desk.session.ask(text, "t")


def test_a_turn_that_is_gone_on_with_tells_only_its_own_effects(desk):
    d = desk(boss=[delegated("note milk"), says("Noted."), crash], writer=[noted("milk"), says("ok")])
    assert len(d.session.ask("note milk", "t", approve="all").effects) == 1
    cut_off(d, "what is there?")
    turn = desk(boss=[says("Milk.")]).session.resume("t")
    assert (turn.status, turn.reply, turn.effects) == ("done", "Milk.", ())


def test_what_came_of_a_turn_that_was_closed_is_not_told_again_by_the_next(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    cut_off(desk(boss=[crash]), "what is there?")
    turn = desk(boss=[says("Milk.")]).session.resume("t")
    assert (turn.reply, turn.effects) == ("Milk.", ())


def test_a_turn_that_is_gone_on_with_tells_what_came_of_the_answers_before_it_stopped(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    turn = desk(boss=[says("Noted.")], writer=[says("ok")]).session.resume("t")
    assert [effect.summary for effect in turn.effects] == ["Write 'milk' in white"]


def test_a_thread_that_waits_comes_back_as_it_is(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    turn = desk(boss=[]).session.resume("t")
    assert (turn.status, [a.id for a in turn.approvals]) == ("paused", [approval.id])
    assert desk(boss=[]).threads.get("t").status == "paused"


def test_a_question_whose_process_died_before_it_was_shown_is_shown_when_the_thread_is_taken_up(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")])
    [approval] = d.session.ask("note milk", "t").approvals
    with d.database.transaction() as connection:  # as it stands between the pause and the book
        connection.execute("UPDATE approvals SET state = 'proposed'")
    other = desk(boss=[says("Noted.")], writer=[says("ok")])
    assert not other.book.pending("t")
    turn = other.session.resume("t")
    assert (turn.status, [a.id for a in turn.approvals]) == ("paused", [approval.id])
    [turn] = other.session.decide({approval.id: Decision.approve()})
    assert (turn.reply, other.board.notes()) == ("Noted.", ["milk"])


def test_a_thread_that_has_finished_comes_back_with_its_reply(desk):
    d = desk(boss=[says("Hello.")])
    d.session.ask("hello", "t")
    turn = d.session.resume("t")
    assert (turn.status, turn.reply, turn.effects) == ("done", "Hello.", ())
    assert d.threads.get("t").status == "done"


def test_a_turn_that_was_stopped_before_anything_was_asked_for_is_closed_with_a_word(desk):
    cut_off(desk(boss=[crash]), "what is there?")
    d = desk(boss=[says("Hello.")])
    d.session.ask("hello", "t")
    assert d.history() == [
        "human: what is there?",
        "ai: (stopped before an answer)",
        "human: hello",
        "ai: Hello.",
    ]


def test_a_turn_that_was_stopped_without_an_effect_is_closed_with_that(desk):
    cut_off(desk(boss=[delegated("note milk", "note tea")], writer=[crash, crash]), "note milk and tea")
    d = desk(boss=[says("Hello.")])
    d.session.ask("hello", "t")
    closed = "tool: failed: stopped before it was finished. Nothing was carried out."
    assert d.history()[1:4] == ["ai: ", closed, closed]
    assert d.history()[4:] == ["human: hello", "ai: Hello."]


def test_the_newest_effects_of_the_thread_are_told_when_a_turn_is_closed(desk):
    texts = [f"note {n}" for n in range(6)]
    d = desk(boss=[delegated("note six"), says("Noted.")], writer=[*map(noted, texts), says("ok")])
    d.session.ask("note six", "t", approve="all")
    cut_off(desk(boss=[delegated("look")], writer=[crash]), "look")
    later = desk(boss=[says("Hello.")])
    later.session.ask("hello", "t")
    [closed] = [line for line in later.history() if "stopped before it was finished" in line]
    known = "; ".join(f"Write 'note {n}' in white (done)" for n in range(1, 6))
    assert closed.endswith(f"What is known: {known}.")


def test_what_was_asked_in_a_turn_that_was_closed_can_no_longer_be_answered(desk):
    cut_off(desk(boss=[delegated("note milk", "note tea")], writer=[noted("milk"), crash]), "note both")
    d = desk(boss=[says("Hello.")])
    [asked] = d.book.of_thread("t")
    d.session.ask("hello", "t")
    with pytest.raises(ConflictError, match="its thread has gone on"):
        d.session.decide({asked.id: Decision.approve()})
    assert d.board.notes() == [] and d.session.resume("t").status == "done"


def test_an_answer_whose_process_died_before_it_was_told_is_told_when_the_turn_goes_on(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.journal.turn_started("t", "run", "note milk")
    told = {"task": "7a5c", "agent": "writer", "summary": "Milk", "priority": "normal", "hops": 1}
    d.journal.approval_asked("t", "run", approval=approval.id, **told)
    d.book.claim({approval.id: Answer(type="reject", message="no")}, by="sam@phone")
    other = desk(boss=[says("Not noted.")], writer=[says("ok")])
    assert other.session.resume("t").reply == "Not noted."
    [told] = other.journal.messages("t", types=["decision"])
    assert (told.content, told.metadata["by"]) == ("reject: no", "sam@phone")


def test_a_turn_that_was_stopped_after_its_calls_were_answered_answers_them_no_second_time(desk):
    cut_off(desk(boss=[delegated("note milk"), crash], writer=[says("No.")]), "note milk")
    d = desk(boss=[says("Hello.")])
    d.session.ask("hello", "t")
    assert d.history()[1:] == [
        "ai: ",
        "tool: answered: No.",
        "ai: (stopped before an answer)",
        "human: hello",
        "ai: Hello.",
    ]


def test_closing_and_going_on_leave_the_answers_of_other_threads_where_they_are(desk):
    d = desk(boss=[delegated("note milk"), crash], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "other").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    cut_off(d, "what is there?")
    later = desk(boss=[crash])
    cut_off(later, "hello")
    assert desk(boss=[says("Hello.")]).session.resume("t").effects == ()
    turn = desk(boss=[says("Noted.")], writer=[says("ok")]).session.resume("other")
    assert (turn.reply, len(turn.effects)) == ("Noted.", 1)
    assert d.board.notes() == ["milk"]


def test_a_turn_whose_process_died_after_its_last_step_is_found_to_be_done(desk):
    d = desk(boss=[says("Hello.")])
    d.session.ask("hello", "t")
    d.threads.mark("t", "running")
    turn = desk(boss=[]).session.resume("t")
    assert (turn.status, turn.reply, d.threads.get("t").status) == ("done", "Hello.", "done")


def test_an_answer_is_told_with_who_gave_it(desk):
    d = desk(boss=[delegated("note milk"), says("Not noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.journal.turn_started("t", "run", "note milk")
    told = {"task": "7a5c", "agent": "writer", "summary": "Milk", "priority": "normal", "hops": 1}
    d.journal.approval_asked("t", "run", approval=approval.id, **told)
    d.session.decide({approval.id: Decision.reject("we have some")})
    [answer] = d.journal.messages("t", types=["decision"])
    assert (answer.content, answer.metadata["by"]) == ("reject: we have some", "sam@desk")
