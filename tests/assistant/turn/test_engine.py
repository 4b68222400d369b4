"""How a turn ends: with an answer, with what went wrong, or piece by piece on a screen."""

from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agents.turn_context import TurnContext
from assistant.turn.engine import MAX_STEPS
from tests.board import Desk, delegated, noted
from tests.scripted import says
from tools.errors import AssistantError, PassingError


@pytest.fixture
def desk(tmp_path: Path):
    def make(**script: Any) -> Desk:
        return Desk(tmp_path / "home", **script)

    return make


def breaks(error: Exception) -> Any:
    def reply(_: Any) -> AIMessage:
        raise error

    return reply


def test_what_goes_wrong_ends_the_turn_with_its_sentence_and_the_thread_goes_on(desk):
    d = desk(boss=[breaks(PassingError("the model is away")), says("Here I am.")])
    turn = d.session.ask("hello", "t")
    assert (turn.status, turn.reply, turn.approvals) == ("failed", None, ())
    assert (turn.error.message, turn.error.code) == ("the model is away", PassingError.code)
    assert turn.error.retryable is PassingError.retryable
    assert d.threads.get("t").status == "failed"
    [told] = d.journal.messages("t", types=["error"])
    assert (told.content, told.metadata["code"]) == ("the model is away", PassingError.code)
    assert d.session.ask("are you there?", "t").reply == "Here I am."
    assert d.threads.get("t").status == "done"


def test_a_turn_that_never_ends_is_stopped(desk):
    d = desk(boss=[])
    d.model.answer_to = lambda _: delegated("again")
    d.model.script["write_note"] = [says("Again?") for _ in range(MAX_STEPS)]
    turn = d.session.ask("go on", "t")
    assert (turn.status, turn.error.code) == ("failed", "limit")
    assert turn.error.message == f"stopped after {MAX_STEPS} steps"
    assert d.threads.get("t").status == "failed"


def test_the_answer_arrives_piece_by_piece_and_nothing_else_does(desk):
    d = desk(
        boss=[says("Hello."), delegated("note milk"), says("Not noted.")],
        writer=[says("I am the writer.")],
    )
    arrived: list[str] = []
    context = TurnContext(on_text=arrived.append)
    assert d.session.ask("hello", "t", context=context).reply == "Hello."
    assert arrived == ["Hello."]
    assert d.session.ask("note milk", "t", context=context).reply == "Not noted."
    assert arrived == ["Hello.", "Not noted."]


def test_a_streamed_turn_pauses_for_its_approvals(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")])
    turn = d.session.ask("note milk", "t", context=TurnContext(on_text=lambda _: None))
    assert turn.status == "paused" and [a.action for a in turn.approvals] == ["write_note"]


def test_any_error_of_the_assistant_keeps_what_was_done_before_it(desk):
    d = desk(
        boss=[delegated("note milk"), breaks(AssistantError("lost"))], writer=[noted("milk"), says("ok")]
    )
    turn = d.session.ask("note milk", "t", approve="all")
    assert (turn.status, turn.error.message) == ("failed", "lost")
    assert [effect.state for effect in turn.effects] == ["done"]
