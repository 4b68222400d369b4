"""However a model fails, a turn ends in a right answer or one clear sentence, and the next one works."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from agents.bounds.failures import failure_of
from agents.offline import OfflineChatModel
from agents.turn_context import TurnCancelledError
from tests.agents.bounds.desk import Desk, chat_model
from tests.servers.openai_server import (
    Call,
    OpenAIServer,
    Reply,
    calls,
    calls_many,
    calls_raw,
    context_too_long,
    cut,
    ends_early,
    fails,
    garbage,
    hangs,
    out_of_quota,
    rate_limited,
    resets,
    says,
)
from tools.errors import ModelError

MakeDesk = Callable[..., Desk]

PASSING = {
    "429": rate_limited("0"),
    "429 without a time": rate_limited(),
    "500": fails(500),
    "503": fails(503),
    "half an answer": cut("word " * 100),
    "closed connection": resets(),
    "half of some JSON": garbage(),
    "JSON of another kind": garbage(b'{"choices": null}'),
    "no choices": garbage(b'{"choices": []}'),
    "a list": garbage(b"[]"),
    "HTML": garbage(b"<html>gateway</html>"),
    "bytes": garbage(b"\xff\xfe"),
}


STREAMED = ("429", "half an answer", "closed connection", "half of some JSON", "bytes")


@pytest.mark.parametrize(
    ("failure", "streaming"),
    [(PASSING[name], False) for name in PASSING] + [(PASSING[name], True) for name in STREAMED],
    ids=[*PASSING, *(f"{name}, streamed" for name in STREAMED)],
)
def test_a_passing_failure_is_tried_again(
    failure: Reply, streaming: bool, desk: MakeDesk, server: OpenAIServer
) -> None:
    d = desk(chat_model(server, streaming=streaming, stream_usage=streaming))
    server.play(failure, failure, says("Hello."))
    assert d.ask("hi") == "Hello."
    assert len(server.requests) == 3
    assert len(d.told("status")) == 2 and "trying again" in d.told("status")[0]


LASTING = {
    "429": (rate_limited("0"), "model_rate_limit", 4),
    "500": (fails(500), "model_server", 4),
    "garbage": (garbage(), "model_garbage", 4),
    "closed connection": (resets(), "model_unreachable", 4),
    "quota": (out_of_quota(), "model_quota", 1),
    "asked to wait too long": (rate_limited("3600"), "model_rate_limit", 1),
    "unknown model": (fails(404, "no such model"), "model_not_found", 1),
    "forbidden": (fails(403, "no"), "model_key", 1),
    "bad request": (fails(400, "temperature is too hot"), "model_request", 1),
}


@pytest.mark.parametrize(("failure", "code", "requests"), LASTING.values(), ids=LASTING.keys())
def test_a_lasting_failure_is_one_sentence_and_the_thread_goes_on(
    failure: Reply, code: str, requests: int, desk: MakeDesk, server: OpenAIServer
) -> None:
    d = desk()
    server.play(*[failure] * requests, says("Hello again."))
    with pytest.raises(ModelError) as caught:
        d.ask("hi")
    assert caught.value.code == code and len(server.requests) == requests
    assert "gpt-test" in caught.value.message and "\n" not in caught.value.message
    assert d.ask("still there?") == "Hello again."


def test_a_wrong_key_is_said_to_be_one(desk: MakeDesk, server: OpenAIServer) -> None:
    with pytest.raises(ModelError, match="refused the key") as caught:
        desk(chat_model(server, api_key="sk-wrong")).ask("hi")
    assert (caught.value.code, caught.value.retryable) == ("model_key", False)


def test_a_server_that_is_not_there_is_said_to_be_unreachable(desk: MakeDesk, server: OpenAIServer) -> None:
    with pytest.raises(ModelError, match="can't be reached") as caught:
        desk(chat_model(server, base_url="http://127.0.0.1:9/v1"), retries=1).ask("hi")
    assert caught.value.code == "model_unreachable"


def test_a_server_that_says_when_is_asked_then(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(rate_limited("0.3"), says("Hello."))
    assert desk().ask("hi") == "Hello."
    first, second = server.requests
    assert second.at - first.at >= 0.3


LOADING = fails(503, "Loading model")


def test_a_server_that_loads_its_model_is_waited_for_and_said_to_do_so(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    d = desk(retries=1)
    server.play(*[LOADING] * 4, says("Hello."))
    assert d.ask("hi") == "Hello."
    assert len(server.requests) == 5
    assert "still loading it (trying again in " in d.told("status")[0]


def test_a_model_that_is_never_loaded_is_given_up(desk: MakeDesk, server: OpenAIServer) -> None:
    server.always(LOADING)
    with pytest.raises(ModelError, match="still loading it; wait until it has") as caught:
        desk(retries=1, first_token_s=0.05).ask("hi")
    assert caught.value.code == "model_loading"


def test_a_stream_that_ends_without_a_reason_is_not_taken_for_an_answer(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    d = desk(chat_model(server, streaming=True))
    server.play(ends_early("Meet at nine. " * 20), says("Meet at nine."))
    assert d.ask("when?") == "Meet at nine."


def test_a_server_that_hangs_is_given_up(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk(first_token_s=30)
    server.play(d.timer.hangs, says("Hello."))
    assert d.ask("hi") == "Hello."
    hanging = desk(first_token_s=30, retries=1)
    server.always(hanging.timer.hangs)
    with pytest.raises(ModelError, match=r"sent nothing for 30 s.*ASSISTANT_LIMITS__FIRST_TOKEN_S") as caught:
        hanging.ask("hi")
    assert len(server.requests) == 4 and caught.value.code == "model_timeout"


def test_a_turn_that_is_cancelled_stops_while_the_server_hangs(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk(first_token_s=60)
    server.play(d.cancelled(hangs()), says("Hello."))
    with pytest.raises(TurnCancelledError):
        d.ask("hi")
    assert len(server.requests) == 1
    assert d.ask("hi") == "Hello."


def test_a_turn_that_is_cancelled_does_not_wait_for_a_retry(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk()
    server.play(d.cancelled(rate_limited("25")))
    with pytest.raises(TurnCancelledError):
        d.ask("hi")


def test_an_abandoned_call_leaves_no_thread_that_holds_up_the_end(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    d = desk(first_token_s=30, retries=0)
    server.always(d.timer.hangs)
    with pytest.raises(ModelError):
        d.ask("hi")
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "bounded call")


def test_arguments_that_are_no_json_go_back_once(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(calls_raw("schedule_event", '{"request": "lunch'), says("What shall I do?"))
    d = desk()
    assert d.ask("lunch") == "What shall I do?"
    told = server.requests[1]
    assert "are no JSON object" in told.last_text and '{"request": "lunch' in told.last_text
    assert [message.type for message in d.messages()] == ["human", "ai"]


def test_a_tool_that_does_not_exist_goes_back_once_with_the_right_names(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    wrong = calls_many(("schedule_event", {"request": "x"}), ("send_emial", {"to": "ana"}))
    server.play(wrong, says("I can't send mail."))
    assert desk().ask("mail ana") == "I can't send mail."
    answered = server.requests[1].tool_results
    assert len(answered) == 2
    assert any(
        "there is no tool 'send_emial'; the tools are schedule_event" in text for text in answered.values()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        calls_raw("schedule_event", "not json"),
        calls("send_emial", to="ana"),
    ],
)
def test_wrong_calls_again_are_one_sentence(wrong: Reply, desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(wrong, wrong, says("Hello."))
    d = desk()
    with pytest.raises(ModelError, match="can't be carried out") as caught:
        d.ask("mail ana")
    assert caught.value.code == "model_garbage" and len(server.requests) == 2
    assert d.ask("hi") == "Hello."


def test_arguments_that_do_not_fit_are_told_to_the_agent(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(calls("schedule_event", request="lunch"), says("Lunch is in."))
    wrong, right = calls("create_calendar_event", words="lunch"), calls("create_calendar_event", text="lunch")
    server.play(wrong, right, says("Created."), to="create_calendar_event")
    d = desk()
    assert d.ask("lunch") == ""
    assert "text" in server.requests_to("create_calendar_event")[1].last_text
    assert d.approve() == "Lunch is in." and d.tray.texts() == ["lunch"]


def test_an_agent_whose_calls_only_fail_is_stopped(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(calls("schedule_event", request="lunch"), says("It did not work."))
    numbers = iter(range(100))
    server.always(
        lambda _: calls("create_calendar_event", words=f"{next(numbers)}"), to="create_calendar_event"
    )
    d = desk()
    assert d.ask("lunch") == "It did not work."
    assert len(server.requests_to("create_calendar_event")) == 5
    [answer] = server.requests[-1].tool_results.values()
    assert answer.startswith("failed:") and "failed 5 times in a row" in answer


def test_the_very_same_call_again_and_again_is_refused(desk: MakeDesk, server: OpenAIServer) -> None:
    looked: list[str] = []

    def look(when: str) -> str:
        looked.append(when)
        return "nothing"

    server.play(calls("schedule_event", request="what is on?"), says("Nothing is on."))
    again = [calls("list_calendar_events", when="today")] * 5
    server.play(*again, says("Nothing."), to="create_calendar_event")
    assert desk(look=look).ask("what is on?") == "Nothing is on."
    assert looked == ["today"] * 3
    assert "made 3 times already" in server.requests_to("create_calendar_event")[4].last_text


def test_a_failing_sub_agent_is_told_to_the_supervisor(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(calls("schedule_event", request="lunch"), says("The calendar can't be reached."))
    server.always(fails(500), to="create_calendar_event")
    d = desk(retries=1)
    assert d.ask("lunch") == "The calendar can't be reached."
    [answer] = server.requests[-1].tool_results.values()
    assert answer.startswith("failed: schedule_event could not finish: the server of gpt-test failed (500)")
    assert len(d.told("error")) == 1


def test_another_model_takes_over_for_the_rest_of_the_turn_and_it_is_said(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    with OpenAIServer() as spare:
        server.always(fails(500))
        spare.play(calls("schedule_event", request="what is on?"), says("Nothing is on."))
        spare.play(says("Nothing today."), to="create_calendar_event")
        d = desk(fallbacks=[chat_model(spare, model="spare-model")], retries=1)
        answer = d.ask("what is on?")
        assert answer.startswith("Nothing is on.") and "spare-model answered in its place" in answer
        assert len(server.requests) == 2 and len(spare.requests) == 3
        assert any("spare-model takes over" in text for text in d.told("status"))
        server.requests.clear()
        spare.play(says("Still nothing."))
        d.ask("and now?")
        assert len(server.requests) == 2, "a new turn begins with the first model again"


def test_when_all_models_fail_the_last_failure_is_the_sentence(desk: MakeDesk, server: OpenAIServer) -> None:
    with OpenAIServer() as spare:
        server.always(fails(500))
        spare.always(fails(404, "gone"))
        with pytest.raises(ModelError, match="no model spare-model"):
            desk(fallbacks=[chat_model(spare, model="spare-model")], retries=0).ask("hi")


def test_a_conversation_that_is_too_long_for_the_server_is_shortened(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    server.play(*[says(f"answer {n} " + "x" * 500) for n in range(8)], context_too_long(), says("Short."))
    d = desk()
    for number in range(8):
        d.ask(f"question {number} " + "y" * 500)
    assert d.ask("and now?") == "Short."
    too_long, shorter = server.requests[-2:]
    assert shorter.chars < too_long.chars * 0.75
    assert "question 0" not in str(shorter.messages[1:]) and "question 0" in shorter.system
    assert len(d.messages()) == 18, "the thread itself stays whole"


def test_answers_of_200_kb_end_well(desk: MakeDesk, server: OpenAIServer) -> None:
    answer = " ".join(map(str, range(40_000)))
    server.play(calls("schedule_event", request="all of it"), says(answer), says("Hello."))
    server.play(calls("list_calendar_events", when="ever"), says(f"x{answer}"), to="create_calendar_event")
    d = desk(look=lambda when: when + "z" * 200_000)
    assert d.ask("all of it") == answer
    assert d.ask("hi") == "Hello."
    assert all(request.chars < 60_000 for request in server.requests)
    assert "characters left out" in server.requests_to("create_calendar_event")[1].last_text


def test_tool_call_ids_that_repeat_are_no_loop(desk: MakeDesk, server: OpenAIServer) -> None:
    def again(request: Any) -> Reply:
        done = len(request.tool_results)
        call = Call("list_calendar_events", f'{{"when": "day {done}"}}', id=f"call_{len(request.messages)}")
        return Reply(calls=(call,)) if len(request.messages) < 16 else says("Done.")

    server.play(calls("schedule_event", request="a week"), says("Fine."))
    server.always(again, to="create_calendar_event")
    assert desk().ask("a week") == "Fine."


def test_retries_spread_out(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(*[fails(500)] * 3, says("Hello."))
    started = time.monotonic()
    assert desk(retry_wait_s=0.04).ask("hi") == "Hello."
    waits = [b.at - a.at for a, b in zip(server.requests, server.requests[1:], strict=False)]
    assert waits[0] >= 0.03 and waits[1] >= 0.06 and waits[2] >= 0.12
    assert time.monotonic() - started >= 0.2


def test_a_fault_of_the_built_in_model_is_told_as_ours() -> None:
    with pytest.raises(TypeError) as caught:
        OfflineChatModel().invoke("hi", own=5)
    assert failure_of(caught.value, "offline") is None
