"""What a model is sent stays bounded, loses no half of a pair, and says what came before."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.bounds.context import shortened
from agents.bounds.earlier_turns import EarlierTurns
from agents.conversation_state import chars
from agents.messages import Journal, MessageType
from agents.messages.message import message_id
from tests.agents.bounds.desk import Desk, chat_model
from tests.servers.openai_server import OpenAIServer, calls, says, text_of

MakeDesk = Callable[..., Desk]


LOOK = {"name": "schedule_event", "args": {"request": "look"}, "id": "c1"}


def turn(number: int, length: int = 200) -> list[AnyMessage]:
    call = {"name": "schedule_event", "args": {"request": "x" * length}, "id": f"c{number}"}
    return [
        HumanMessage(f"question {number} " + "q" * length),
        AIMessage("", tool_calls=[call]),
        ToolMessage("t" * length, tool_call_id=f"c{number}"),
        AIMessage("a" * length),
    ]


def test_a_short_conversation_is_sent_as_it_is() -> None:
    messages = [*turn(1), *turn(2)]
    assert shortened(messages, 10_000) is messages


def test_old_turns_go_whole_and_the_newest_stays() -> None:
    messages = [message for number in range(50) for message in turn(number)]
    kept = shortened(messages, 3_000)
    assert sum(map(chars, kept)) <= 3_000
    assert kept == messages[-len(kept) :] and isinstance(kept[0], HumanMessage)


def test_long_texts_of_the_newest_turn_lose_their_middle() -> None:
    messages = [HumanMessage("begin" + "q" * 50_000 + "end"), *turn(1, 20_000)[1:]]
    kept = shortened(messages, 8_000)
    assert len(kept) == 4 and sum(chars(m) for m in kept if not isinstance(m, AIMessage)) <= 8_000
    assert kept[0].text.startswith("begin") and kept[0].text.endswith("end")
    assert "characters left out" in kept[0].text


def test_what_a_model_said_with_its_signed_thoughts_stays_as_it_was() -> None:
    begun, _, *rest = turn(1, 20_000)
    signed = {"type": "thinking", "thinking": "hm " * 9_000, "signature": "s"}
    said = AIMessage([signed, {"type": "text", "text": "a" * 20_000}], tool_calls=[LOOK])
    kept = shortened([begun, said, *rest], 8_000)
    assert kept[1] is said and "characters left out" in kept[2].text


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[EarlierTurns]:
    with Journal(tmp_path / "assistant.db") as journal:
        for number in range(100):
            name = (
                "Dr. Okafor is my dentist" if number == 3 else f"remark {number} " + "about the weather " * 5
            )
            journal.turn_started("t", f"r{number}", name)
            if number != 98:
                journal.note(
                    MessageType.REPLY,
                    f"noted {number}",
                    id=message_id("answer", str(number)),
                    conversation="t",
                    run=f"r{number}",
                    sender="supervisor",
                    recipient="user",
                )
        yield EarlierTurns(journal.store, "t")


def test_the_newest_of_the_earlier_turns_are_told_in_short(earlier: EarlierTurns) -> None:
    assert earlier.before(2_000) == 100
    digest, shown = earlier.digest(100, 800)
    assert len(digest) <= 800 and len(digest.splitlines()) == shown > 3
    assert digest.splitlines()[-1].endswith("→ noted 99") and "→ (no answer)" in digest
    assert digest.index("remark 97") < digest.index("remark 99")
    assert earlier.digest(0, 800) == ("", 0)


def test_turns_are_read_only_as_they_pass_out_of_sight(earlier: EarlierTurns) -> None:
    assert [earlier.before(seq) for seq in (1, 3, 21, 21, 41)] == [0, 1, 10, 10, 20]
    assert "noted 9" in earlier.digest(10, 2_000)[0] and "noted 10" not in earlier.digest(10, 2_000)[0]


@pytest.mark.parametrize("text", ["When can I see the dentist?", "Dentists!", "mail okafor"])
def test_rare_words_call_a_turn_to_mind(text: str, earlier: EarlierTurns) -> None:
    count = earlier.before(2_000)
    assert "Dr. Okafor is my dentist → noted 3" in earlier.called_to_mind(text, count, 1_000)


@pytest.mark.parametrize("text", ["What about the weather?", "hello", "and the one with the"])
def test_words_that_everybody_uses_call_nothing_to_mind(text: str, earlier: EarlierTurns) -> None:
    assert earlier.called_to_mind(text, earlier.before(2_000), 1_000) == ""


def test_the_oldest_turns_are_forgotten_and_the_others_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.bounds.earlier_turns.MOST_TURNS", 40)
    animals = {5: "zebra", 70: "walrus", 97: "pelican"}
    with Journal(tmp_path / "assistant.db") as journal:
        for number in range(100):
            journal.turn_started(
                "t", f"r{number}", f"remark {number} on the {animals.get(number, 'weather')}"
            )
        earlier = EarlierTurns(journal.store, "t")
        counts = [earlier.before(seq) for seq in range(1, 102)]
    assert max(counts) == counts[-1] == 40
    called = {name: earlier.called_to_mind(name, counts[-1], 1_000) for name in animals.values()}
    assert called["zebra"] == "" and "remark 70 on the walrus" in called["walrus"]
    assert "remark 97 on the pelican" in called["pelican"]


def test_a_long_conversation_stays_bounded_and_remembers(desk: MakeDesk, server: OpenAIServer) -> None:
    server.always(says("It is noted. " + "y" * 300))
    d = desk(context_chars=4_000)
    server.play(says("Your dentist is Dr. Okafor."))
    d.ask("My dentist is Dr. Okafor")
    for number in range(25):
        d.ask(f"remark {number} " + "x" * 300)
    sizes = [request.chars for request in server.requests]
    assert max(sizes[12:]) < sizes[12] * 1.25 and max(sizes) < 12_000
    last = server.requests[-1]
    assert "Dr. Okafor" not in str(last.messages) and "remark 17" in last.system
    d.ask("When can I go to the dentist?")
    last = server.requests[-1]
    assert "Dr. Okafor" in last.last_text and last.last_text.endswith("When can I go to the dentist?")
    assert len(d.messages()) == 54, "the thread itself stays whole"
    assert d.messages()[-2].text == "When can I go to the dentist?"


def test_what_is_streamed_arrives_piece_by_piece_through_the_whole_stack(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    server.play(calls("schedule_event", request="look"), says("Nothing is on today, as far as I see."))
    server.play(says("Nothing."), to="create_calendar_event")
    d = desk(chat_model(server, stream_usage=True))
    config = {"configurable": {"thread_id": "t"}}
    pieces = [
        chunk.text
        for chunk, about in d.graph.stream(
            {"messages": [HumanMessage("look")]}, config, context=d.context, stream_mode="messages"
        )
        if chunk.type == "AIMessageChunk" and about["langgraph_node"] == "model" and chunk.text
    ]
    assert len(pieces) > 3 and "".join(pieces) == "Nothing is on today, as far as I see."
    tokens = d.journal.store.rows("SELECT SUM(input_tokens), COUNT(*) FROM model_calls")[0]
    assert tokens[0] > 0 and tokens[1] == 3


def test_no_provider_is_sent_what_stands_in_margins(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(
        says("It is noted."), calls("schedule_event", request="move it", full_context=True), says("Moved.")
    )
    server.play(calls("look_up", when="today"), says("It is moved."), to="create_calendar_event")
    d = desk()
    d.ask("The review is on Monday")
    d.ask("move it to Tuesday")
    agent = server.requests_to("create_calendar_event")[-1]
    assert "The review is on Monday" in text_of(agent.messages[1])
    sent = [set(message) for request in server.requests for message in request.messages]
    assert set().union(*sent) <= {"role", "content", "name", "tool_calls", "tool_call_id"}
    assert "margin" not in json.dumps([request.body for request in server.requests])
    assert not server.violations
