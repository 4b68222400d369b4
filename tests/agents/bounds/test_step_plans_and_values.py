"""Steps that depend on each other are taken in order; an answer can be a validated value."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, Field

from agents.middleware import stack
from agents.structured import fill_in
from agents.turn_context import TurnContext
from agents.usage import spent
from tests.agents.bounds.desk import Desk, chat_model
from tests.servers.clients import close_client
from tests.servers.openai_server import OpenAIServer, Reply, calls, fails, says
from tools.errors import ModelError

MakeDesk = Callable[..., Desk]
AGENT = "create_calendar_event"


def plan(*requests: str) -> Reply:
    return calls("follow_plan", steps=[f"schedule_event: {text}" for text in requests])


def test_each_step_is_given_the_reply_before_it_and_no_model_is_asked_between(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    server.play(plan("pick an hour", "book it", "say when it is"), says("It would be on Monday."))
    server.play(says("Monday at 9 is free."), says("Noted Monday at 9."), says("It is on Monday."), to=AGENT)
    d = desk(plans=True)
    assert d.ask("pick an hour, book it, and say when it is") == "It would be on Monday."
    assert len(server.requests) == 5, "two of the supervisor, one for each step"
    first, second, third = server.requests_to(AGENT)
    assert "Monday at 9 is free." not in first.last_text
    assert (
        "book it" in second.last_text and "was answered: answered: Monday at 9 is free." in second.last_text
    )
    assert "Noted Monday at 9." in third.last_text and "is free" not in third.last_text
    ticked = d.told("status")
    assert ticked[0].startswith("… 1. schedule_event: pick an hour")
    assert [line[0] for line in ticked[2].splitlines()] == ["✓", "✓", "…"]
    assert [line[0] for line in ticked[-1].splitlines()] == ["✓", "✓", "✓"]


def test_a_plan_goes_on_after_a_pause(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(plan("look", "book lunch", "look again"), says("All done."))
    server.play(says("Free."), calls(AGENT, text="lunch"), says("Booked."), says("Lunch is there."), to=AGENT)
    d = desk(plans=True)
    assert d.ask("look, book, look again") == "" and d.tray.texts() == []
    assert d.approve() == "All done." and d.tray.texts() == ["lunch"]
    assert [line[0] for line in d.told("status")[-1].splitlines()] == ["✓", "✓", "✓"]
    assert len(d.told("delegation")) == 3


def test_a_plan_of_one_step_is_taken(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(plan("hm"), says("It seems so."))
    server.play(says("Perhaps."), to=AGENT)
    assert desk(plans=True).ask("hm") == "It seems so."
    assert len(server.requests_to(AGENT)) == 1


def test_a_step_that_fails_gives_the_supervisor_the_word(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(plan("look", "book", "tell"), says("I could not look."))
    server.always(fails(404), to=AGENT)
    d = desk(plans=True)
    assert d.ask("look, book, tell") == "I could not look."
    assert len(server.requests_to(AGENT)) == 1
    assert [line[0] for line in d.told("status")[-1].splitlines()] == ["✗", "…", "…"]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["send_pigeon: x", "schedule_event: y"], "'send_pigeon' is no step"),
        (["schedule_event: x", "just do it"], "'just do it' is no step"),
        ([], "a plan has 1 to 12 steps"),
    ],
)
def test_a_plan_that_can_not_be_followed_is_told_to_the_model(
    steps: list[Any], said: str, desk: MakeDesk, server: OpenAIServer
) -> None:
    server.play(calls("follow_plan", steps=steps), says("Then not."))
    assert desk(plans=True).ask("x") == "Then not."
    assert said in server.requests[-1].last_text


class Lunch(BaseModel):
    """A lunch."""

    guest: str
    people: int = Field(ge=1)


def fill(d: Desk, server: OpenAIServer) -> Lunch:
    model = chat_model(server)
    try:
        return fill_in(
            Lunch,
            asked="Lunch with Ana and Ben",
            answered="Booked.",
            model=model,
            middleware=stack("form", d.shared),
            thread_id="t",
            run="r",
            context=TurnContext(),
        )
    finally:
        close_client(model)


def test_an_answer_can_be_a_validated_value(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk()
    server.play(calls("Lunch", guest="Ana", people=3))
    assert fill(d, server) == Lunch(guest="Ana", people=3)
    assert "Lunch with Ana and Ben" in server.requests[0].last_text
    assert spent(d.journal.store, conversation="t", run="r")[0] > 0


def test_a_value_that_does_not_fit_goes_back_with_what_is_wrong(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(calls("Lunch", guest="Ana", people=0), calls("Lunch", guest="Ana", people=2))
    assert fill(desk(), server).people == 2
    assert "greater than or equal to 1" in server.requests[1].last_text


def test_when_no_value_fits_one_sentence_says_so(desk: MakeDesk, server: OpenAIServer) -> None:
    server.always(calls("Lunch", guest="Ana", people=0))
    with pytest.raises(ModelError, match="could not give the answer as Lunch") as caught:
        fill(desk(), server)
    assert caught.value.code == "model_structure" and len(server.requests) <= 4
