"""A write happens only as it was shown, once, and after a yes."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langgraph.types import Command

from agents.approval import ApprovalMiddleware, action_id
from agents.loop import ToolCallRequest
from agents.turn_context import TurnContext
from assistant.contract import Change, Decision
from assistant.testing import says
from assistant.turn.engine import config_of
from tests.board import Board, Crash, Desk, crash, delegated, noted
from tools.effects.plan import Intent, Receipt
from tools.errors import ConflictError, FinalError, InputError, NotFoundError, PassingError, StaleError


@pytest.fixture
def desk(tmp_path):
    def make(**script: Any) -> Desk:
        return Desk(tmp_path / "home", **script)

    return make


def test_nothing_is_written_before_the_yes_and_once_after_it(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("I wrote it.")])
    turn = d.session.ask("note milk", "t")
    assert turn.status == "paused" and d.board.notes() == []
    [approval] = turn.approvals
    assert approval.action == "write_note" and approval.args == {"text": "milk", "colour": "white"}

    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert (turn.status, turn.reply) == ("done", "Noted.")
    assert d.board.notes() == ["milk"]
    assert [effect.state for effect in turn.effects] == ["done"]


def test_a_second_yes_is_refused_and_writes_nothing(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("I wrote it.")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.session.decide({approval.id: Decision.approve()})
    with pytest.raises(ConflictError, match="answered already"):
        d.session.decide({approval.id: Decision.approve()})
    assert d.board.notes() == ["milk"]


def test_a_refusal_reaches_the_agents_with_its_reason_and_is_not_reported_as_done(desk):
    d = desk(boss=[delegated("note milk"), says("Not noted.")], writer=[noted("milk"), says("All done!")])
    [approval] = d.session.ask("note milk", "t").approvals
    [turn] = d.session.decide({approval.id: Decision.reject("we have some")})
    assert d.board.notes() == [] and turn.status == "done"
    told_writer = d.model.heard[2][1][-1].content
    assert told_writer.startswith("refused:") and "we have some" in told_writer
    told_boss = d.model.heard[3][1][-1].content
    assert told_boss.startswith("refused:")


def test_an_answer_in_the_tools_place_executes_nothing(desk):
    d = desk(boss=[delegated("note milk"), says("Fine.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    [turn] = d.session.decide({approval.id: Decision.respond("it is on the fridge")})
    assert turn.status == "done" and d.board.notes() == []
    assert "it is on the fridge" in d.model.heard[2][1][-1].content


def test_an_edit_changes_what_is_written(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.session.decide({approval.id: Decision.edit(text="oat milk")})
    assert d.board.notes() == ["oat milk"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"txt": "x"}, "no txt"),
        ({"text": 3}, "text can't be 3"),
        ({}, "at least one"),
        ({"text": "forbidden"}, "forbidden"),
    ],
)
def test_an_edit_that_does_not_work_out_leaves_it_answerable(desk, changes, message):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(InputError, match=message):
        d.session.decide({approval.id: Decision.edit(**changes)})
    assert d.board.notes() == []
    d.session.decide({approval.id: Decision.approve()})
    assert d.board.notes() == ["milk"]


def test_a_batch_with_one_wrong_answer_executes_none_of_it(desk):
    d = desk(
        boss=[delegated("note milk", "note tea"), says("Noted.")],
        writer=[noted("milk"), noted("tea"), says("ok"), says("ok")],
    )
    turn = d.session.ask("note milk and tea", "t")
    first, second = turn.approvals
    with pytest.raises(InputError):
        d.session.decide({first.id: Decision.approve(), second.id: Decision.edit(nothing=1)})
    with pytest.raises(NotFoundError):
        d.session.decide({first.id: Decision.approve(), "zzzz": Decision.approve()})
    assert d.board.notes() == []
    assert len(d.book.pending("t")) == 2


def test_parallel_approvals_are_answered_one_by_one_in_any_order(desk):
    d = desk(
        boss=[delegated("note milk", "note tea"), says("Noted.")],
        writer=[noted("milk"), noted("tea"), says("ok"), says("ok")],
    )
    first, second = d.session.ask("note milk and tea", "t").approvals
    [turn] = d.session.decide({second.id: Decision.approve()})
    assert turn.status == "paused" and [a.id for a in turn.approvals] == [first.id]
    assert len(d.board.notes()) == 1
    [turn] = d.session.decide({first.id: Decision.approve()})
    assert turn.status == "done" and len(d.board.notes()) == 2


def test_approvals_are_shown_in_the_order_of_the_request_whoever_is_ready_first(desk):
    def slowly(_: Any) -> Any:
        time.sleep(0.2)
        return noted("milk")

    d = desk(boss=[delegated("note milk", "note tea")], writer=[])
    d.model.script["write_note"] = []
    ready = {"note milk": slowly, "note tea": lambda _: noted("tea")}
    d.model.answer_to = lambda messages: ready[messages[-1].text](messages)
    turn = d.session.ask("note milk and tea", "t")
    assert [approval.args["text"] for approval in turn.approvals] == ["milk", "tea"]
    assert [proposal.plan.args["text"] for proposal in d.book.pending()] == ["milk", "tea"]


def test_another_process_goes_on_where_the_first_has_stopped(desk, tmp_path):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")])
    [approval] = d.session.ask("note milk", "t").approvals
    other = Desk(tmp_path / "home", boss=[says("Noted.")], writer=[says("ok")])
    [turn] = other.session.decide({approval.id: Decision.approve()})
    assert turn.reply == "Noted." and other.board.notes() == ["milk"]


def test_what_a_tool_refuses_never_reaches_a_person(desk):
    d = desk(
        boss=[delegated("note it"), says("It can't be done.")],
        writer=[noted("forbidden"), says("That can't be written.")],
    )
    turn = d.session.ask("note it", "t")
    assert turn.status == "done" and d.book.of_thread("t") == ()
    assert "write something else" in d.model.heard[2][1][-1].content


def test_when_the_world_has_changed_it_is_asked_anew_and_the_old_yes_does_nothing(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    (d.board.folder / "other").write_text('{"text": "beer"}')
    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert turn.status == "paused" and d.board.notes() == ["beer"]
    [anew] = turn.approvals
    assert anew.id != approval.id and anew.revision == 1 and anew.warnings == ("beer is there already",)
    assert approval.changed == ()
    assert Change(field="warnings", before=[], after=["beer is there already"]) in anew.changed
    with pytest.raises(ConflictError):
        d.session.decide({approval.id: Decision.approve()})
    [turn] = d.session.decide({anew.id: Decision.approve()})
    assert turn.status == "done" and d.board.notes() == ["beer", "milk"]


def test_when_the_destination_finds_out_it_is_asked_anew(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.board.full = True
    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert turn.status == "paused" and turn.approvals[0].revision == 1
    d.board.full = False
    [turn] = d.session.decide({turn.approvals[0].id: Decision.approve()})
    assert turn.status == "done" and d.board.notes() == ["milk"]


def test_a_message_while_approvals_wait_is_not_taken_and_they_stay(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    turn = d.session.ask("and something else", "t")
    assert turn.status == "paused" and turn.error.code == "approvals_wait"
    assert [a.id for a in turn.approvals] == [approval.id]
    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert turn.status == "done" and not any("something else" in line for line in d.history())


def test_a_message_with_approve_none_refuses_what_waits_first(desk):
    d = desk(
        boss=[delegated("note milk"), says("Not noted."), says("Hello to you.")],
        writer=[noted("milk"), says("refused")],
    )
    d.session.ask("note milk", "t")
    turn = d.session.ask("hello", "t", approve="none")
    assert (turn.status, turn.reply) == ("done", "Hello to you.")
    assert d.board.notes() == [] and d.book.pending("t") == ()


def test_approve_all_goes_through_to_the_end(desk):
    d = desk(
        boss=[delegated("note milk", "note tea"), says("Noted.")],
        writer=[noted("milk"), noted("tea"), says("ok"), says("ok")],
    )
    turn = d.session.ask("note milk and tea", "t", approve="all")
    assert turn.status == "done" and d.board.notes() == ["milk", "tea"]
    assert len(turn.effects) == 2


def test_call_ids_that_repeat_in_every_reply_name_different_actions(desk):
    d = desk(
        boss=[delegated("note milk"), says("1"), delegated("note milk"), says("2")],
        writer=[noted("milk"), says("ok"), noted("milk"), says("ok")],
    )
    assert d.session.ask("note milk", "t", approve="all").reply == "1"
    assert d.session.ask("note milk again", "t", approve="all").reply == "2"
    assert d.board.notes() == ["milk", "milk"]


def test_an_empty_answer_of_the_model_is_said(desk):
    d = desk(boss=[says(" "), says("Here I am.")])
    turn = d.session.ask("hello", "t")
    assert turn.status == "done" and turn.reply.startswith("The model gave an empty answer")
    assert d.session.ask("hello?", "t").reply == "Here I am."


@pytest.mark.of_the_file
def test_a_deleted_thread_leaves_what_was_done_and_nothing_that_was_only_said(desk):
    d = desk(
        boss=[delegated("note milk"), says("1"), delegated("note secret")],
        writer=[noted("milk"), says("ok"), noted("secret")],
    )
    d.session.ask("note milk", "t", approve="all")
    [approval] = d.session.ask("note secret", "t").approvals
    d.session.delete("t")
    assert d.book.pending() == () and not d.session._engine.threads.exists("t")
    with pytest.raises(NotFoundError):
        d.session.decide({approval.id: Decision.approve()})
    assert [effect.summary for effect in d.ledger.list()] == ["Write 'milk' in white"]
    d.database.close()
    everything = b"".join(path.read_bytes() for path in d.home.glob("assistant.db*"))
    assert b"secret" not in everything and b"milk" in everything


def test_resume_goes_on_after_a_crash_in_a_model_call(desk, tmp_path):
    d = desk(boss=[delegated("note milk")], writer=[crash])
    with pytest.raises(Crash):
        d.session.ask("note milk", "t")
    other = Desk(tmp_path / "home", boss=[says("Noted.")], writer=[noted("milk"), says("ok")])
    assert other.session._engine.threads.get("t").status == "interrupted"
    turn = other.session.resume("t")
    assert turn.status == "paused"
    [turn] = other.session.decide({turn.approvals[0].id: Decision.approve()})
    assert turn.status == "done" and other.board.notes() == ["milk"]


def test_resume_delivers_an_answer_that_was_given_before_a_crash(desk, tmp_path):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    assert d.board.notes() == ["milk"]
    other = Desk(tmp_path / "home", boss=[says("Noted.")], writer=[says("ok")])
    turn = other.session.resume("t")
    assert (turn.status, turn.reply) == ("done", "Noted.") and other.board.notes() == ["milk"]


def test_resume_with_one_agent_paused_and_the_other_crashed_keeps_both(desk, tmp_path):
    d = desk(boss=[delegated("note milk", "note tea")], writer=[noted("milk"), crash])
    with pytest.raises(Crash):
        d.session.ask("note milk and tea", "t")
    other = Desk(tmp_path / "home", boss=[says("Noted.")], writer=[noted("tea"), says("ok"), says("ok")])
    turn = other.session.resume("t")
    assert turn.status == "paused"
    assert sorted(a.args["text"] for a in turn.approvals) == ["milk", "tea"]
    [turn] = other.session.decide({a.id: Decision.approve() for a in turn.approvals})
    assert turn.status == "done" and other.board.notes() == ["milk", "tea"]


def test_the_next_message_after_a_crash_finds_a_history_in_which_every_call_is_answered(desk, tmp_path):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    other = Desk(tmp_path / "home", boss=[says("Hello.")])
    assert other.session.ask("hello", "t").reply == "Hello."
    sent = other.model.heard[0][1]
    tool = next(m for m in sent if m.type == "tool")
    assert "stopped before it was finished" in tool.content and "Write 'milk' in white (done)" in tool.content


def test_a_turn_that_is_stopped_does_nothing_further_and_resume_goes_on(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    context = TurnContext()
    context.cancelled.set()
    turn = d.session.ask("note milk", "t", context=context)
    assert turn.status == "failed" and turn.error.code == "cancelled"
    assert d.session.resume("t").status == "paused"


def test_only_the_tools_that_write_ask(desk):
    d = desk(boss=[])
    gate = ApprovalMiddleware("writer", d.toolset, d.book, d.ledger)
    look = ToolCallRequest(tool_call={"name": "look", "args": {}, "id": "1"}, tool=None, state={}, config={})
    seen = ToolMessage("seen", tool_call_id="1")
    assert gate.wrap_tool_call(look, lambda _: seen) is seen
    assert d.book.of_thread("t") == ()


@pytest.mark.parametrize("answer", [Decision.reject("not any more"), Decision.respond("leave it")])
def test_a_no_to_what_was_asked_anew_counts_though_the_world_is_again_as_at_the_first_yes(desk, answer):
    d = desk(boss=[delegated("note milk"), says("Not noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    (d.board.folder / "other").write_text('{"text": "beer"}')
    [turn] = d.session.decide({approval.id: Decision.approve()})
    (d.board.folder / "other").unlink()
    [turn] = d.session.decide({turn.approvals[0].id: answer})
    assert turn.status == "done" and d.board.notes() == []
    assert d.ledger.list() == ()


def test_what_was_edited_is_asked_anew_as_it_was_edited(desk):
    d = desk(boss=[delegated("note milk"), says("Noted.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.board.full = True
    [turn] = d.session.decide({approval.id: Decision.edit(text="oat milk", colour="red")})
    [anew] = turn.approvals
    assert (anew.args, anew.revision) == ({"text": "oat milk", "colour": "red"}, 1)
    d.board.full = False
    d.session.decide({anew.id: Decision.approve()})
    assert d.board.notes() == ["oat milk"]
    assert [proposal.revision for proposal in d.book.of_thread("t")] == [0, 1]


def test_a_resume_with_no_answer_in_the_book_behind_it_writes_nothing(desk):
    d = desk(boss=[delegated("note milk"), says("Well.")], writer=[noted("milk"), says("ok")])
    d.session.ask("note milk", "t")
    graph, config = d.session._engine.graph, config_of("t")
    [interrupt] = graph.get_state(config).interrupts
    graph.invoke(Command(resume={interrupt.id: {"type": "approve"}}), config)
    assert d.board.notes() == [] and d.ledger.list() == ()
    assert d.model.heard[2][1][-1].content == (
        "failed: this is not answered where answers count; they are given with: assistant approve"
        f" {interrupt.value['proposal']}; nothing was done"
    )
    assert d.model.heard[2][1][-1].status == "error"


def test_the_pause_is_what_clients_of_langchains_approvals_read(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")])
    [approval] = d.session.ask("note milk", "t").approvals
    [interrupt] = d.session._engine.graph.get_state(config_of("t")).interrupts
    assert interrupt.value == {
        "type": "tool_approval",
        "tool_call_id": "call_0",
        "name": "write_note",
        "args": approval.args,
        "description": "Write 'milk' in white",
        "allowed_decisions": ["approve", "edit", "reject", "respond"],
        "proposal": approval.id,
        "place": 0,
    }
    assert interrupt.response_schema == {
        "type": "object",
        "properties": {"type": {"enum": ["approve", "edit", "reject", "respond"]}},
        "required": ["type"],
    }
    assert [proposal.id for proposal in d.book.of_call("t", "call_0")] == [approval.id]


def test_an_action_keeps_its_name_so_that_what_waits_is_known_to_later_versions():
    assert action_id("t", "message", "call_0", 0) == "m7ljk3jamaje"
    names = {action_id(*parts) for parts in [("t", "m", "1", 0), ("u", "m", "1", 0), ("t", "n", "1", 0)]}
    names |= {action_id("t", "m", "2", 0), action_id("t", "m", "1", 1)}
    assert len(names) == 5


def test_a_question_can_be_answered_until_it_expires(desk):
    until = datetime.now(UTC) + timedelta(hours=1)
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")], expires_at=lambda: until)
    assert [approval.expires_at for approval in d.session.ask("note milk", "t").approvals] == [until]


def test_a_question_that_has_expired_is_not_asked(desk):
    past = datetime.now(UTC) - timedelta(seconds=1)
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")], expires_at=lambda: past)
    d.session.ask("note milk", "t")
    [proposal] = d.book.of_thread("t")
    with pytest.raises(ConflictError, match="expired"):
        d.session.decide({proposal.id: Decision.approve()})
    assert d.board.notes() == []


class Falling(Board):
    """Comes off the wall when it is written on."""

    def act(self, intent: Intent) -> Receipt:
        self.refuses = "the board has come off the wall"
        raise StaleError("it shakes")


def test_what_can_not_be_asked_anew_has_failed(desk):
    d = desk(boss=[delegated("note milk"), says("No.")], writer=[noted("milk"), says("ok")], board=Falling)
    [approval] = d.session.ask("note milk", "t").approvals
    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert turn.status == "done" and d.board.notes() == []
    assert d.model.heard[2][1][-1].content == "failed: nothing was done: the board has come off the wall"


@pytest.mark.parametrize(
    ("decision", "outcome", "notes"),
    [
        (Decision.approve(), "done", ["milk"]),
        (Decision.edit(text="oat milk"), "done", ["oat milk"]),
        (Decision.reject("we have some"), "refused", []),
        (Decision.respond("it is on the fridge"), "responded", []),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_the_same_proposal_after_its_answer_is_answered_and_nobody_is_asked_again(
    desk, decision, outcome, notes
):
    d = desk(
        boss=[delegated("note milk"), delegated("note milk again"), says("Well.")],
        writer=[noted("milk"), noted("milk"), says("ok"), noted("milk"), says("ok")],
    )
    [approval] = d.session.ask("note milk", "t").approvals
    [turn] = d.session.decide({approval.id: decision})
    assert (turn.status, d.board.notes()) == ("done", notes)
    told = [heard[-1].content for _, heard in d.model.heard if isinstance(heard[-1], ToolMessage)]
    assert [text.partition(":")[0] for text in told].count(outcome) >= 3


@pytest.mark.parametrize("waiting", [True, False], ids=["held back", "being tried again"])
def test_the_same_proposal_while_the_first_one_waits_is_not_asked_again(desk, waiting):
    d = desk(
        boss=[delegated("note milk"), says("Well.")],
        writer=[noted("milk"), noted("milk"), says("ok")],
    )
    d.board.planned = {"undoable": False}
    d.board.trouble = None if waiting else PassingError("the board is being cleaned")
    [approval] = d.session.ask("note milk", "t").approvals
    held = TurnContext(hold=timedelta(hours=1) if waiting else timedelta(0))
    [turn] = d.session.decide({approval.id: Decision.approve()}, context=held)
    assert turn.status == "done"
    assert [effect.state for effect in d.ledger.list()] == ["queued"]
    assert "answered already; do not propose it again" in d.model.heard[3][1][-1].content


def test_the_reason_of_a_no_is_kept_apart_from_what_the_model_is_told(desk):
    d = desk(boss=[delegated("note milk"), says("Well.")], writer=[noted("milk"), says("ok")])
    [approval] = d.session.ask("note milk", "t").approvals
    d.session.decide({approval.id: Decision.reject("we have some")})
    assert d.model.heard[2][1][-1].artifact["why"] == "we have some"


def test_the_same_proposal_in_the_next_turn_is_asked_again(desk):
    d = desk(
        boss=[delegated("note milk"), says("No."), delegated("note milk"), says("Noted.")],
        writer=[noted("milk"), says("no"), noted("milk"), says("ok")],
    )
    [approval] = d.session.ask("note milk", "t").approvals
    d.session.decide({approval.id: Decision.reject()})
    assert d.session.ask("note milk after all", "t").status == "paused"


def test_what_failed_may_be_proposed_once_more_in_the_same_turn(desk):
    d = desk(
        boss=[delegated("note milk"), says("Well.")],
        writer=[noted("milk"), noted("milk"), says("ok")],
    )
    [approval] = d.session.ask("note milk", "t").approvals
    d.board.trouble = FinalError("the board is gone")
    [turn] = d.session.decide({approval.id: Decision.approve()})
    assert turn.status == "paused"
