"""Turns on the threads of one home: what is taken, what is refused, and who is at work."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.turn_context import TurnContext
from assistant.contract import Decision
from assistant.testing import says
from assistant.turn.session import MAX_ROUNDS, MAX_TEXT_CHARS
from tests.board import Desk, delegated, noted
from tools.errors import ConflictError, InputError, NotFoundError, StaleError


@pytest.fixture
def desk(tmp_path: Path):
    """Each call is another process that opens the same home."""

    def make(**script: Any) -> Desk:
        return Desk(tmp_path / "home", **{"wait_s": 0.05, "boss": [], **script})

    return make


def milk(desk, **more: Any) -> Desk:
    return desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")], **more)


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07"])
def test_a_message_without_words_is_not_taken(desk, text):
    d = desk()
    with pytest.raises(InputError, match="empty"):
        d.session.ask(text, "t")
    assert not d.threads.exists("t")


def test_the_longest_message_is_taken_and_a_longer_one_is_not(desk):
    d = desk(boss=[says("Well.")])
    with pytest.raises(InputError, match=r"100,001 characters, at most 100,000"):
        d.session.ask("x" * (MAX_TEXT_CHARS + 1), "t")
    assert d.session.ask("x" * MAX_TEXT_CHARS, "t").reply == "Well."


def test_a_message_arrives_without_its_control_characters_and_with_its_lines(desk):
    d = desk(boss=[says("Well.")])
    d.session.ask(" one\x1b[31m\n\ttwo\x00 ", "t")
    assert d.history()[0] == "human: one[31m\n\ttwo"


def test_nothing_to_decide_is_said(desk):
    with pytest.raises(InputError, match="nothing to decide"):
        desk().session.decide({})


def test_answers_for_several_threads_make_a_turn_of_each(desk):
    d = desk(
        boss=[delegated("note milk"), delegated("note tea"), says("First."), says("Second.")],
        writer=[noted("milk"), noted("tea"), says("ok"), says("ok")],
    )
    approvals = [
        d.session.ask(f"note {what}", thread).approvals[0] for what, thread in [("milk", "a"), ("tea", "b")]
    ]
    turns = d.session.decide({approval.id: Decision.approve() for approval in approvals})
    assert [(turn.thread_id, turn.reply, len(turn.effects)) for turn in turns] == [
        ("a", "First.", 1), ("b", "Second.", 1),
    ]  # fmt: skip


def test_what_is_answered_is_refused_for_that_and_not_for_an_edit_that_no_longer_works_out(desk):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    d.session.decide({approval.id: Decision.approve()})
    with pytest.raises(ConflictError, match="approved by sam@desk"):
        d.session.decide({approval.id: Decision.edit(nonsense=1)})


def test_what_an_edit_would_become_is_shown_and_nothing_answered(desk):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    planned = d.session.plan_edit(approval.id, {"colour": "red"})
    assert (planned.id, planned.summary) == (approval.id, "Write 'milk' in red")
    assert planned.args == {"text": "milk", "colour": "red"}
    assert [waiting.summary for waiting in d.session.resume("t").approvals] == ["Write 'milk' in white"]


@pytest.mark.parametrize(
    "decision",
    [Decision.approve(), Decision.reject("no"), Decision.respond("done"), Decision.edit(colour="red")],
    ids=["approve", "reject", "respond", "edit"],
)
def test_an_answer_to_what_is_not_shown_any_more_counts_for_nothing(desk, decision):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    seen = replace(approval, shown_hash="0" * 64)
    with pytest.raises(StaleError, match="not what was shown"):
        d.session.decide({approval.id: decision.of(seen)})
    assert [waiting.id for waiting in d.session.resume("t").approvals] == [approval.id]
    assert d.session.decide({approval.id: decision.of(approval)})[0].status == "done"


def test_an_edit_counts_only_for_what_it_was_shown_to_come_to(desk):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    red, blue = (d.session.plan_edit(approval.id, {"colour": colour}) for colour in ("red", "blue"))
    with pytest.raises(StaleError, match="'milk' in red: this is not what was shown"):
        d.session.decide({approval.id: Decision.edit(colour="red").of(approval, blue)})
    assert d.board.notes() == []
    assert d.session.decide({approval.id: Decision.edit(colour="red").of(approval, red)})[0].effects


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda session, _: session.ask("hello", "t"), "busy with thread t"),
        (lambda session, _: session.ask("hello", "t", approve="none"), "busy with thread t"),
        (lambda session, approval: session.decide({approval: Decision.approve()}), "busy with thread t"),
        (lambda session, _: session.resume("t"), "busy with thread t"),
        (lambda session, _: session.delete("t"), "busy with thread t"),
        (lambda session, _: session.fork("t"), "busy with thread t"),
    ],
    ids=["ask", "refuse and ask", "decide", "resume", "delete", "fork"],
)
def test_a_thread_that_somebody_works_on_is_left_alone(desk, act, message):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    other = desk()
    with other.threads.lock("t", wait_s=0), pytest.raises(ConflictError, match=message):
        act(d.session, approval.id)
    assert d.threads.get("t").turns == 1 and d.board.notes() == []
    assert len(d.threads.list()) == 1


def test_an_answer_to_a_thread_that_is_busy_counts_and_is_handed_on_later(desk):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    with desk().threads.lock("t", wait_s=0), pytest.raises(ConflictError):
        d.session.decide({approval.id: Decision.approve()})
    turn = d.session.resume("t")
    assert (turn.status, turn.reply, len(turn.effects)) == ("done", "Noted.", 1)
    assert d.board.notes() == ["milk"]


def test_what_is_answered_while_the_turn_is_at_work_is_taken_at_its_end(desk):
    def answered_meanwhile(_: Any) -> Any:
        other = desk()
        with pytest.raises(ConflictError, match="busy"):
            other.session.decide({second.id: Decision.approve()})
        return says("ok")

    d = desk(
        boss=[delegated("note milk", "note tea"), says("Noted.")],
        writer=[noted("milk"), noted("tea"), answered_meanwhile, says("ok")],
    )
    first, second = d.session.ask("note milk and tea", "t").approvals
    [turn] = d.session.decide({first.id: Decision.approve()})
    assert (turn.status, turn.reply) == ("done", "Noted.") and d.board.notes() == ["milk", "tea"]
    assert d.book.claimed() == ()


def test_another_process_has_handed_the_answer_on_and_nothing_is_done_twice(desk):
    d = milk(desk)
    [approval] = d.session.ask("note milk", "t").approvals
    with desk().threads.lock("t", wait_s=0), pytest.raises(ConflictError):
        d.session.decide({approval.id: Decision.approve()})
    d.session.resume("t")
    [proposal] = d.book.of_thread("t")
    turn = d.session._engine.deliver("t", (proposal,), TurnContext())
    assert (turn.status, turn.reply, len(turn.effects)) == ("done", "Noted.", 1)
    assert d.board.notes() == ["milk"]


def test_a_turn_that_is_cancelled_stops_before_its_next_step_and_the_next_one_runs(desk):
    def cancelled(_: Any) -> Any:
        d.session.cancel()
        return delegated("note milk")

    d = desk(boss=[cancelled, says("Here I am.")])
    turn = d.session.ask("note milk", "t")
    assert (turn.status, turn.error.code, turn.error.retryable) == ("failed", "cancelled", True)
    assert d.threads.get("t").status == "interrupted"
    assert d.session.ask("are you there?", "t").reply == "Here I am."


def test_cancelling_the_turn_of_another_conversation_leaves_this_one_alone(desk):
    def cancelled(_: Any) -> Any:
        d.session.cancel("another")
        return says("Here I am.")

    d = desk(boss=[cancelled])
    assert d.session.ask("are you there?", "t").reply == "Here I am."


def test_cancelling_stops_a_turn_that_goes_on_after_an_answer(desk):
    def cancelled(_: Any) -> Any:
        d.session.cancel()
        return says("ok")

    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), cancelled])
    [approval] = d.session.ask("note milk", "t").approvals
    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert (turn.status, turn.error.code, len(turn.effects)) == ("failed", "cancelled", 1)
    assert d.session.resume("t").reply == "Noted."


@pytest.mark.parametrize("again", [False, True], ids=["decide", "resume"])
def test_others_see_that_a_thread_is_worked_on_when_it_goes_on(desk, again):
    seen = []

    def seen_meanwhile(_: Any) -> Any:
        seen.append(desk().threads.get("t"))
        return says("ok")

    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), seen_meanwhile])
    [approval] = d.session.ask("note milk", "t").approvals
    if again:
        with desk().threads.lock("t", wait_s=0), pytest.raises(ConflictError):
            d.session.decide({approval.id: Decision.approve()})
        d.session.resume("t")
    else:
        d.session.decide({approval.id: Decision.approve()})
    assert [(thread.busy, thread.pending) for thread in seen] == [(True, 0)]
    assert not d.threads.get("t").busy and d.threads.get("t").status == "done"


def test_approving_all_ends_after_so_many_rounds_and_says_so(desk):
    notes = [noted(f"note {n:02}") for n in range(MAX_ROUNDS + 1)]
    d = desk(boss=[delegated("note a lot")], writer=notes)
    turn = d.session.ask("note a lot", "t", approve="all")
    assert (turn.status, turn.error.code) == ("paused", "limit")
    assert len(d.board.notes()) == len(turn.effects) == MAX_ROUNDS
    assert [approval.args["text"] for approval in turn.approvals] == [f"note {MAX_ROUNDS}"]


def test_what_comes_while_all_is_refused_is_refused_too(desk):
    d = desk(
        boss=[delegated("note milk"), says("Not noted."), says("Hello.")],
        writer=[noted("milk"), noted("tea"), says("no")],
    )
    d.session.ask("note milk", "t")
    assert d.session.ask("hello", "t", approve="none").reply == "Hello."
    assert d.board.notes() == []
    assert [proposal.answer.type for proposal in d.book.of_thread("t")] == ["reject", "reject"]
    assert "the user went on with something else" in d.model.heard[2][1][-1].content


def test_a_fork_goes_on_by_itself_from_where_the_thread_was(desk):
    d = desk(boss=[says("One."), says("In the fork."), says("In the thread.")])
    d.session.ask("first", "t")
    new = d.session.fork("t")
    d.session.ask("second", new)
    d.session.ask("third", "t")
    assert [m.text for m in d.session.messages(new)] == ["first", "One.", "second", "In the fork."]
    assert [m.text for m in d.session.messages("t")] == ["first", "One.", "third", "In the thread."]
    assert d.threads.get(new).title == "first"


def test_a_deleted_thread_begins_anew(desk):
    d = desk(boss=[says("One."), says("Two.")])
    d.session.ask("first", "t")
    d.session.delete("t")
    with pytest.raises(NotFoundError):
        d.threads.get("t")
    assert d.session.messages("t") == [] and list(d.journal.messages("t")) == []
    d.session.ask("second", "t")
    assert [m.text for m in d.session.messages("t")] == ["second", "Two."]
