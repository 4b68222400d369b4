"""The stand-in for a model server does what the real ones do."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI

from tests.patience import PATIENCE_S
from tests.servers.openai_server import (
    OpenAIServer,
    calls,
    calls_many,
    calls_raw,
    cut,
    ends_early,
    garbage,
    rate_limited,
    says,
    violations_of,
)


def client(server: OpenAIServer, **more: Any) -> ChatOpenAI:
    return ChatOpenAI(
        model="gpt-test",
        base_url=server.base_url,
        api_key=more.pop("api_key", server.key),
        max_retries=0,
        **more,
    )


def post(server: OpenAIServer, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{server.base_url}/chat/completions",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        return dict(json.load(response))


def test_replies_come_in_the_order_of_the_script() -> None:
    with OpenAIServer() as server:
        server.play(says("one"), calls("find", name="Ana"))
        assert client(server).invoke("hello").text == "one"
        answer = client(server).invoke("again")
        assert [(call["name"], call["args"]) for call in answer.tool_calls] == [("find", {"name": "Ana"})]
        assert server.requests[1].last_text == "again" and server.left == 0


def test_a_streamed_reply_is_the_same_reply() -> None:
    with OpenAIServer() as server:
        server.play(calls_many(("find", {"name": "Ana"}), ("find", {"name": "Ben"})), says("x" * 5000))
        pieces = list(client(server, stream_usage=True).stream("hello"))
        whole = pieces[0]
        for piece in pieces[1:]:
            whole += piece
        assert [call["args"]["name"] for call in whole.tool_calls] == ["Ana", "Ben"]
        assert whole.usage_metadata is not None and whole.usage_metadata["output_tokens"] > 0
        assert "".join(piece.text for piece in client(server).stream("hello")) == "x" * 5000


def test_each_agent_can_have_a_script_of_its_own() -> None:
    with OpenAIServer() as server:
        server.play(says("from the calendar"), to="create_calendar_event").play(says("from anybody"))
        tool = {
            "type": "function",
            "function": {"name": "create_calendar_event", "parameters": {"type": "object"}},
        }
        assert client(server).invoke("a").text == "from anybody"
        assert client(server).bind(tools=[tool]).invoke("b").text == "from the calendar"


def test_a_wrong_key_is_refused() -> None:
    with OpenAIServer() as server, pytest.raises(Exception, match="401"):
        client(server, api_key="sk-wrong").invoke("hello")
    assert not server.requests


@pytest.mark.parametrize("streaming", [True, False])
def test_half_an_answer_is_an_error_for_the_client(streaming: bool) -> None:
    with OpenAIServer() as server:
        server.play(cut("word " * 100))
        with pytest.raises(Exception, match=r"(?i)connection|peer|incomplete"):
            client(server, streaming=streaming).invoke("hello")


def test_a_stream_can_end_without_a_reason() -> None:
    with OpenAIServer() as server:
        server.play(ends_early("word " * 100))
        answer = client(server, streaming=True).invoke("hello")
        assert answer.text and "finish_reason" not in answer.response_metadata


def test_a_rate_limit_says_when_to_come_back() -> None:
    with OpenAIServer() as server:
        server.play(rate_limited("7"), garbage())
        with pytest.raises(Exception, match="429") as caught:
            client(server).invoke("hello")
        assert vars(caught.value)["response"].headers["retry-after"] == "7"
        with pytest.raises(json.JSONDecodeError):
            client(server).invoke("hello")


def test_arguments_that_are_no_json_arrive_as_they_are() -> None:
    with OpenAIServer() as server:
        server.play(calls_raw("find", '{"name": "Ana'))
        answer = client(server).invoke("hello")
        assert answer.tool_calls == [] and answer.invalid_tool_calls[0]["args"] == '{"name": "Ana'


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        (
            [{"role": "user", "content": "a"}, {"role": "tool", "tool_call_id": "x", "content": "1"}],
            "preceding",
        ),
        ([{"role": "robot", "content": "a"}], "unknown"),
        ([], "at least one"),
        ([{"role": "assistant", "content": None}], "content or tool_calls"),
    ],
)
def test_a_history_that_openai_refuses_is_refused(messages: list[dict[str, Any]], said: str) -> None:
    server = OpenAIServer()
    with pytest.raises(AssertionError, match=said), server:
        with pytest.raises(urllib.error.HTTPError) as caught:
            post(server, {"model": "m", "messages": messages})
        assert caught.value.code == 400
        caught.value.close()


def test_an_unanswered_or_doubly_answered_tool_call_is_refused() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    asked = [{"role": "user", "content": "a"}, {"role": "assistant", "content": None, "tool_calls": [call]}]
    answer = {"role": "tool", "tool_call_id": "c1", "content": "1"}
    assert violations_of({"messages": [*asked, answer]}) == ()
    assert "no response: c1" in violations_of({"messages": asked})[0]
    assert (
        "no response: c1"
        in violations_of({"messages": [*asked, {"role": "user", "content": "b"}, answer]})[0]
    )
    assert "answered twice" in violations_of({"messages": [*asked, answer, answer]})[0]


def test_what_langchain_sends_for_a_whole_round_is_accepted() -> None:
    with OpenAIServer() as server:
        server.play(calls_many(("find", {"name": "Ana"}), ("find", {"name": "Ben"})), says("done"))
        question = HumanMessage("who?")
        answer = client(server).invoke([question])
        assert isinstance(answer, AIMessage)
        results = [ToolMessage("found", tool_call_id=call["id"]) for call in answer.tool_calls]
        assert client(server).invoke([question, answer, *results]).text == "done"
        assert set(server.requests[1].tool_results.values()) == {"found"}
