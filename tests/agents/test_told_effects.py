"""What the agent is told of an approved write: what is known of it, and no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from langchain_core.messages import ToolCall, ToolMessage

from agents.approval import effect_message
from agents.turn_context import TurnContext
from assistant.contract import Decision, Turn
from assistant.testing import says
from tests.board import Desk, delegated, noted
from tools.effects.effect import EffectState
from tools.effects.standing import said_no_to
from tools.errors import FinalError, PassingError

HELD = TurnContext(hold=timedelta(minutes=5))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def desk(tmp_path):
    script: dict[str, Any] = {
        "boss": [delegated("note milk"), says("Well.")],
        "writer": [noted("milk"), says("ok")],
    }
    return Desk(tmp_path / "home", zone=BERLIN, **script)


def approve(desk: Desk, decision: Decision | None = None, context: TurnContext | None = None) -> Turn:
    [approval] = desk.session.ask("note milk", "t").approvals
    [turn] = desk.session.decide({approval.id: decision or Decision.approve()}, context=context)
    return turn


def told(desk: Desk) -> ToolMessage:
    """What the writer's model was sent last."""
    message = desk.model.heard[2][1][-1]
    assert isinstance(message, ToolMessage)
    return message


def test_what_was_done_is_told_with_its_receipt(desk):
    approve(desk)
    assert (told(desk).content, told(desk).status) == ("done: Wrote 'milk'.", "success")
    assert (told(desk).name, told(desk).tool_call_id) == ("write_note", "call_0")
    [effect] = desk.ledger.list()
    assert told(desk).artifact == {
        "outcome": "done",
        "effect": effect.key,
        "text": "Wrote 'milk'.",
        "thing": {},
    }


def test_an_edit_is_told_as_one(desk):
    approve(desk, Decision.edit(text="oat milk"))
    assert told(desk).content == "done: Wrote 'oat milk'. (The details were changed before the yes.)"


def test_what_can_not_be_undone_is_held_back_for_as_long_as_the_turn_says(desk):
    desk.board.planned = {"undoable": False}
    turn = approve(desk, context=HELD)
    said = "Approved, and held back for a moment so that it can be undone: Write 'milk' in white."
    assert (told(desk).content, told(desk).status) == (f"queued: {said}", "success")
    assert [effect.state for effect in turn.effects] == ["queued"] and desk.board.notes() == []


def test_what_can_be_undone_is_not_held_back(desk):
    approve(desk, context=HELD)
    assert desk.board.notes() == ["milk"]


def test_what_is_planned_for_later_is_told_with_the_users_day_and_hour(desk):
    desk.board.planned = {"undoable": True, "not_before": datetime(2099, 7, 31, 22, 30, tzinfo=UTC)}
    approve(desk)
    assert (
        told(desk).content == "queued: Approved for Saturday, 01 August 2099, 00:30: Write 'milk' in white."
    )


def test_what_has_to_be_tried_again_is_told_with_what_went_wrong(desk):
    desk.board.trouble = PassingError("the wall is wet")
    approve(desk)
    assert told(desk).content == (
        "queued: Approved, and will be tried again by itself: Write 'milk' in white."
        " The last attempt failed: the wall is wet"
    )


def test_what_nobody_knows_is_told_as_an_error(desk):
    desk.board.trouble = RuntimeError("the hand slipped")
    [approval] = desk.session.ask("note milk", "t").approvals
    with pytest.raises(RuntimeError):
        desk.session.decide({approval.id: Decision.approve()})
    desk.session.resume("t")
    assert told(desk).content.startswith(
        "unknown: It is not known whether this happened: Write 'milk' in white."
    )
    assert "the hand slipped" in told(desk).content
    assert told(desk).status == "error" and told(desk).artifact["outcome"] == "unknown"


def test_what_failed_is_told_as_an_error(desk):
    desk.board.trouble = FinalError("there is no wall")
    approve(desk)
    assert (told(desk).content, told(desk).status) == (
        "failed: Write 'milk' in white: there is no wall", "error",
    )  # fmt: skip


def test_a_refusal_is_told_with_its_reason_and_the_advice_for_the_model_alone(desk):
    approve(desk, Decision.reject("we have some"))
    said = "The user said no to \"Write 'milk' in white\": we have some."
    assert told(desk).content == f"refused: {said} Nothing was done; do not try it again unasked."
    assert (told(desk).artifact["text"], told(desk).status) == (said, "error")
    assert told(desk).artifact["effect"] == desk.book.of_thread("t")[0].id


def test_what_has_both_quotation_marks_in_it_is_told_without_a_backslash():
    assert said_no_to("""Send "I'm late" to Ana""") == """The user said no to “Send "I'm late" to Ana”"""


def test_a_refusal_without_a_reason_is_told_as_one(desk):
    approve(desk, Decision.reject())
    assert told(desk).artifact["text"] == "The user said no to \"Write 'milk' in white\"."


def test_an_answer_in_the_tools_place_is_told_as_one(desk):
    approve(desk, Decision.respond("it is on the fridge"))
    assert (told(desk).content, told(desk).status) == (
        "responded: Answered instead: it is on the fridge", "success",
    )  # fmt: skip
    assert told(desk).artifact["effect"] == desk.book.of_thread("t")[0].id


EVENT = {
    "title": "Milk",
    "start": "2026-03-02T09:00:00Z",
    "end": "2026-03-02T10:00:00Z",
    "all_day": False,
    "zone": "UTC",
}


def test_the_thing_that_was_written_is_named_and_goes_along_as_data(desk):
    desk.board.planned = {"undoable": True, "preview": {"type": "event", "event": EVENT}}
    desk.board.reference = {"id": "e1"}
    approve(desk)
    assert told(desk).content == "done: Wrote 'milk'. [event_id=e1]"
    thing = told(desk).artifact["thing"]
    assert (thing["kind"], thing["id"], thing["title"]) == ("event", "e1", "Milk")
    assert (thing["start"], thing["end"]) == (EVENT["start"], EVENT["end"])


def test_a_thing_that_has_no_id_yet_goes_along_without_one(desk):
    desk.board.planned = {"undoable": False, "preview": {"type": "event", "event": EVENT}}
    approve(desk, context=HELD)
    assert "_id=" not in told(desk).content and told(desk).artifact["thing"]["title"] == "Milk"


def test_of_what_failed_no_thing_goes_along(desk):
    desk.board.planned = {"undoable": True, "preview": {"type": "event", "event": EVENT}}
    desk.board.trouble = FinalError("there is no wall")
    approve(desk)
    assert told(desk).artifact["thing"] == {}


def test_what_another_process_is_still_at_is_told_as_waiting(desk):
    approve(desk)
    running = replace(desk.ledger.list()[0], state=EffectState.RUNNING)
    call = ToolCall(name="write_note", args={}, id="call_0")
    message = effect_message(call, running, desk.board.plan("milk", "white"), BERLIN)
    said = "Approved, and will be tried again by itself: Write 'milk' in white."
    assert (message.content, message.status) == (f"queued: {said}", "success")


def test_a_write_that_can_no_longer_be_planned_after_the_yes_is_not_done(desk):
    [approval] = desk.session.ask("note milk", "t").approvals
    desk.board.refuses = "the board was taken down"
    [turn] = desk.session.decide({approval.id: Decision.approve()})
    assert told(desk).content == "failed: nothing was done: the board was taken down"
    assert told(desk).status == "error" and turn.effects == ()


def test_arguments_that_do_not_fit_are_told_by_their_names(tmp_path):
    wrong = noted("milk")
    wrong.tool_calls[0]["args"] = {"text": {"a": "milk"}, "colour": ["red", "blue"]}
    d = Desk(tmp_path / "home", boss=[delegated("note"), says("No.")], writer=[wrong, says("I can't.")])
    assert d.session.ask("note", "t").approvals == ()
    assert told(d).content == (
        "these arguments don't fit: text: Input should be a valid string;"
        " colour: Input should be a valid string"
    )
    assert told(d).status == "error"
