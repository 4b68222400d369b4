from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage, ToolMessage
from langgraph.graph.message import REMOVE_ALL_MESSAGES, add_messages

from agents.conversation_state import KEPT_CHARS, MOST_CHARS, chars, merge, turns_of, turns_to_keep

message = st.builds(
    lambda kind, id, text: RemoveMessage(id=id) if kind is RemoveMessage else kind(text, id=id),
    st.sampled_from([HumanMessage, AIMessage, RemoveMessage]),
    st.sampled_from(["a", "b", "c", "d", REMOVE_ALL_MESSAGES]),
    st.sampled_from(["one", "two"]),
).filter(lambda made: made.id != REMOVE_ALL_MESSAGES or isinstance(made, RemoveMessage))
updates = st.lists(st.lists(message, max_size=4), max_size=6)


@given(first=updates, second=updates)
@settings(max_examples=150, deadline=None)
def test_merging_in_one_go_or_in_several_comes_to_the_same(first, second):
    assert merge(merge([], first), second) == merge([], first + second)


def test_merging_does_what_add_messages_does():
    before = [HumanMessage("hi", id="1"), AIMessage("hello", id="2")]
    update = [AIMessage("good day", id="2"), HumanMessage("bye", id="3"), RemoveMessage(id="1")]
    assert merge(before, [update]) == add_messages(before, update)
    everything_anew = [RemoveMessage(id=REMOVE_ALL_MESSAGES), HumanMessage("again", id="4")]
    assert merge(before, [everything_anew]) == add_messages(before, everything_anew)


def test_words_and_dicts_become_messages():
    merged = merge([], ["hi", {"role": "assistant", "content": "hello"}])
    assert [(type(one), one.content) for one in merged] == [(HumanMessage, "hi"), (AIMessage, "hello")]


def test_a_turn_begins_with_what_the_user_says():
    said = [
        HumanMessage("one"),
        AIMessage("first"),
        HumanMessage("two"),
        AIMessage("second"),
        AIMessage("third"),
    ]
    assert [len(turn) for turn in turns_of(said)] == [2, 3]
    assert [len(turn) for turn in turns_of(said[1:])] == [1, 3]
    assert turns_of([]) == []


def test_all_turns_are_kept_until_they_grow_too_long_and_then_the_latest():
    turn = (HumanMessage("x" * 900), AIMessage("y" * 100))
    fitting = MOST_CHARS // 1000
    assert turns_to_keep([turn] * fitting) == fitting
    assert turns_to_keep([turn] * (fitting + 1)) == KEPT_CHARS // 1000


def test_the_last_turn_is_kept_however_long_it_is():
    assert turns_to_keep([(HumanMessage("short"),), (HumanMessage("x" * 100_000),)]) == 1


def test_the_calls_of_a_message_count_as_its_length():
    call = AIMessage(
        "", tool_calls=[{"name": "manage_email", "args": {"request": "write to Ana"}, "id": "1"}]
    )
    assert chars(call) > len("manage_emailwrite to Ana")
    assert chars(ToolMessage("done", tool_call_id="1")) == 4
