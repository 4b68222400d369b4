"""An answer that is nothing but a call of a known tool is the call; JSON inside prose never is."""

import pytest
from langchain_core.messages import AIMessage

from agents.providers.written_calls import with_written_calls

TOOLS = {"schedule_event", "manage_email"}
CALL = '{"name": "schedule_event", "arguments": {"request": "lunch"}}'


@pytest.mark.parametrize(
    "text",
    [
        CALL,
        f"```json\n{CALL}\n```",
        f"```\n{CALL}\n```",
        f"<tool_call>\n{CALL}\n</tool_call>",
        f"<tool_call>{CALL}",
        f"<tool_call>```json\n{CALL}\n```</tool_call>",
        f"[{CALL}]",
        '{{"name": "schedule_event", "arguments": {{"request": "lunch"}}}}',
        '{"name": "schedule_event", "parameters": {"request": "lunch"}}',
        '{"tool": "schedule_event", "args": {"request": "lunch"}}',
        '{"type": "function", "function": {"name": "schedule_event", "arguments": {"request": "lunch"}}}',
        '{"name": "schedule_event", "arguments": "{\\"request\\": \\"lunch\\"}"}',
        '{"schedule_event": {"request": "lunch"}}',
        '{"action": "schedule_event", "action_input": {"request": "lunch"}}',
        '<function=schedule_event>{"request": "lunch"}</function>',
        "<function=schedule_event>\n<parameter=request>\nlunch\n</parameter>\n</function>",
        "<tool_call>\n<function=schedule_event>\n<parameter=request>lunch</parameter>\n</function>\n</tool_call>",
        '<function name="schedule_event"><parameter name="request">lunch</parameter></function>',
        """<tools>\n <function name="schedule_event" arguments='{"request": "lunch"}'/>\n</tools>""",
        '<function name="schedule_event">\n<arguments>\n<request>lunch</request>\n</arguments></function>',
        '<tools>\n  <schedule_event request="lunch"/>\n</tools>',
        '<tools>\n  <schedule_event request="lunch">\n</tools>',
        "<schedule_event><request>lunch</request></schedule_event>",
        """<tools>\n <function name="schedule_event" arguments="{'request': 'lunch'}"/>\n</tools>""",
        "<function name='schedule_event' arguments=\"{&quot;request&quot;: &quot;lunch&quot;}\"/>",
    ],
)
def test_a_call_that_was_written_is_made(text):
    made = with_written_calls(AIMessage(text, id="a"), TOOLS)
    assert [(call["name"], call["args"]) for call in made.tool_calls] == [
        ("schedule_event", {"request": "lunch"})
    ]
    assert not made.text
    assert made.tool_calls[0]["id"]


@pytest.mark.parametrize(
    "inside", ["<to><item>Ana</item><item>Ben</item></to>", "<to>Ana</to>\n<to>Ben</to>"]
)
def test_elements_in_an_element_and_the_same_one_again_are_a_list(inside):
    made = with_written_calls(
        AIMessage(f"<manage_email>{inside}<cc><one>Leo</one></cc></manage_email>"), TOOLS
    )
    assert made.tool_calls[0]["args"] == {"to": ["Ana", "Ben"], "cc": ["Leo"]}


@pytest.mark.parametrize("between", ["\n", ""])
def test_several_calls_keep_their_order_and_have_ids_of_their_own(between):
    other = CALL.replace("schedule_event", "manage_email")
    made = with_written_calls(
        AIMessage(f"<tool_call>{CALL}</tool_call>{between}<tool_call>{other}</tool_call>", id="a"), TOOLS
    )
    assert [call["name"] for call in made.tool_calls] == ["schedule_event", "manage_email"]
    assert len({call["id"] for call in made.tool_calls}) == 2
    assert with_written_calls(AIMessage(f"{CALL}\n{other}", id="a"), TOOLS).tool_calls == made.tool_calls


@pytest.mark.parametrize(
    "text",
    [
        f"To book it I would say {CALL}",
        "I'd write <function=schedule_event><parameter=request>lunch</parameter></function>",
        "<function=schedule_event>lunch</function>",
        "<function=delete_everything><parameter=request>lunch</parameter></function>",
        "<b>lunch</b>",
        '<schedule_event request="lunch"/> is what I would call.',
        f"{CALL}\nShall I do it?",
        f"Here it is:\n```json\n{CALL}\n```",
        CALL.replace("schedule_event", "delete_everything"),
        '{"name": "schedule_event", "price": 12, "arguments": {"request": "lunch"}}',
        '{"name": "schedule_event"}',
        '{"lunch": {"request": "x"}}',
        '{"a": 1}',
        "{",
        "Done {really}.",
        f"[{CALL}, 3]",
    ],
)
def test_what_says_something_else_is_no_call(text):
    said = AIMessage(text, id="a")
    assert with_written_calls(said, TOOLS) is said


def test_calls_that_were_made_are_left_alone():
    made = AIMessage(CALL, id="a", tool_calls=[{"name": "x", "args": {}, "id": "1"}])
    assert with_written_calls(made, TOOLS) is made
