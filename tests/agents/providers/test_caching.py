"""What a provider could keep of what it was sent is told it, and stays the same from call to call."""

import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from agents.providers.caching import KEEP, marked
from agents.providers.provider import ANTHROPIC, OPENAI, Provider
from assistant import Decision
from tests.agents.providers.test_as_taken import ASKED, opened, server  # noqa: F401  # fixtures

CALL = AIMessage("", tool_calls=[{"name": "x", "args": {}, "id": "1"}])
OVER = [HumanMessage("one"), CALL, ToolMessage("done", tool_call_id="1"), AIMessage("Done.")]
NOW = [HumanMessage("two"), CALL]


def has_mark(message: Any) -> bool:
    return isinstance(message.content, list) and KEEP.items() <= message.content[-1].items()


def test_anthropic_is_told_to_keep_the_prompt_the_last_turn_and_what_there_is_now():
    system, messages = marked(SystemMessage("prompt"), [*OVER, *NOW], Provider(ANTHROPIC))
    assert has_mark(system)
    assert [has_mark(message) for message in messages] == [False, False, False, True, True, False]


def test_who_keeps_beginnings_by_itself_is_told_nothing():
    system = SystemMessage("prompt")
    assert marked(system, [*OVER, *NOW], Provider(OPENAI)) == (system, [*OVER, *NOW])


@pytest.mark.usefixtures("server")
def test_what_was_marked_is_the_beginning_of_what_is_sent_in_the_next_turn(opened, server):  # noqa: F811
    with opened("anthropic") as assistant:
        for _ in range(2):
            first = len(server.requests)
            turn = assistant.ask(ASKED, "t")
            assistant.decide({one.id: Decision.approve() for one in turn.approvals})
        assistant.ask("hello", "t")
    last, before = server.requests[-1][1], server.requests[first][1]
    assert (last["system"], last["tools"]) == (before["system"], before["tools"])
    ends = [
        place for place, message in enumerate(before["messages"]) if "cache_control" in json.dumps(message)
    ]
    turn_before = max(place for place in ends if place < len(before["messages"]) - 1)
    assert turn_before > 0
    assert bare(last["messages"][: turn_before + 1]) == bare(before["messages"][: turn_before + 1])


def bare(messages: list[dict[str, Any]]) -> list[Any]:
    """Without marks, and without the list that a mark needs."""
    return [
        [
            {name: value for name, value in block.items() if name != "cache_control"}
            for block in (
                [{"type": "text", "text": message["content"]}]
                if isinstance(message["content"], str)
                else message["content"]
            )
        ]
        for message in messages
    ]
