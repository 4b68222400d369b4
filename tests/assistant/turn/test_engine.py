"""How a turn ends: with an answer, with what went wrong, or piece by piece on a screen."""

from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.telling import Telling
from agents.turn_context import TurnContext, TurnUsage
from assistant.contract import Usage
from assistant.testing import says
from assistant.turn.engine import MAX_STEPS
from tests.board import Desk, delegated, noted
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
    assert (turn.thread_id, turn.status, turn.reply, turn.approvals) == ("t", "failed", None, ())
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


def texts_to(arrived: list[str]) -> Telling:
    return Telling(lambda told: arrived.append(told.text) if told.type == "text" else None)


def test_the_answer_arrives_piece_by_piece_and_nothing_else_does(desk):
    d = desk(
        boss=[says("Hello."), delegated("note milk"), says("Not noted.")],
        writer=[says("I am the writer.")],
    )
    arrived: list[str] = []
    context = TurnContext(telling=texts_to(arrived))
    assert d.session.ask("hello", "t", context=context).reply == "Hello."
    assert arrived == ["Hello."]
    assert d.session.ask("note milk", "t", context=context).reply == "Not noted."
    assert arrived == ["Hello.", "Not noted."]


class AtOnce(Middleware):
    """Answers without the model."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        return ModelResponse([AIMessage("At once.")])


def test_an_answer_that_no_model_streams_arrives_whole_and_once(desk):
    arrived: list[str] = []
    d = desk(boss=[], supervising=[AtOnce()])
    assert d.session.ask("hello", "t", context=TurnContext(telling=texts_to(arrived))).reply == "At once."
    assert arrived == ["At once."]


@pytest.mark.parametrize(
    ("reply", "status"), [(says("Hello."), "done"), (breaks(AssistantError("lost")), "failed")]
)
def test_what_the_turn_has_used_is_told_however_it_ends(desk, reply, status):
    usage = TurnUsage()
    usage.add("supervisor", 100, 10)
    usage.add("writer", 20, 2)
    usage.add("writer", 20, 2)
    turn = desk(boss=[reply]).session.ask("hello", "t", context=TurnContext(usage=usage))
    assert turn.status == status
    assert (turn.usage.model_calls, turn.usage.input_tokens, turn.usage.output_tokens) == (3, 140, 14)
    assert turn.usage.by_layer["writer"] == Usage(model_calls=2, input_tokens=40, output_tokens=4)
    assert set(turn.usage.by_layer) == {"supervisor", "calendar", "email", "tasks", "writer"}
    assert turn.usage.by_layer["calendar"] == Usage()


def test_a_streamed_turn_pauses_for_its_approvals(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk")])
    turn = d.session.ask("note milk", "t", context=TurnContext(telling=texts_to([])))
    assert turn.status == "paused" and [a.action for a in turn.approvals] == ["write_note"]


def test_any_error_of_the_assistant_keeps_what_was_done_before_it(desk):
    d = desk(
        boss=[delegated("note milk"), breaks(AssistantError("lost"))], writer=[noted("milk"), says("ok")]
    )
    turn = d.session.ask("note milk", "t", approve="all")
    assert (turn.status, turn.error.message) == ("failed", "lost")
    assert [effect.state for effect in turn.effects] == ["done"]
