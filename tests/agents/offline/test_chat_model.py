from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool

from agents.now_line import with_now
from agents.offline import OfflineChatModel
from agents.offline.asking.messages import with_answer
from agents.offline.chat_model import warm_up
from agents.offline.tasks import things
from tests.agents.offline.sentences import NOW, USER, user_says
from tools.delegation import reply_of, with_context
from tools.effects.standing import SAID_NO


@tool
def schedule_event(request: str, full_context: bool = False) -> str:
    """Calendar."""
    return request


@tool
def manage_email(request: str, full_context: bool = False) -> str:
    """Mail."""
    return request


@tool
def create_calendar_event(title: str) -> str:
    """Create."""
    return title


@tool
def send_email(to: list[str]) -> str:
    """Send."""
    return ""


@tool
def order_pizza(topping: str) -> str:
    """Order."""
    return topping


SUPERVISOR = [schedule_event, manage_email]
ASK = "Schedule a meeting with Ana on Monday at 3, and send her an email reminder about the budget"


def asked(text: str) -> list[BaseMessage]:
    return [user_says(text)]


def answer(messages: list[BaseMessage], tools: list = SUPERVISOR) -> AIMessage:
    found = OfflineChatModel().bind_tools(tools).invoke(messages)
    assert isinstance(found, AIMessage)
    return found


def requests(message: AIMessage) -> list[tuple[str, str]]:
    return [(call["name"], call["args"]["request"]) for call in message.tool_calls]


def reported(message: AIMessage, *reports: str, **about: Any) -> list[BaseMessage]:
    """`message`, and what the agents it calls answer: each an outcome and words, and what these are about."""
    answers: list[BaseMessage] = [message]
    for call, words in zip(message.tool_calls, reports, strict=True):
        outcome, _, text = words.partition(": ")
        artifact = {"outcome": outcome, "spoken": text, "about": about, "agent": "calendar"}
        answers.append(ToolMessage(words, tool_call_id=call["id"], name=call["name"], artifact=artifact))
    return answers


def looked_up(message: AIMessage, found: str) -> list[BaseMessage]:
    (call,) = message.tool_calls
    return [message, ToolMessage(found, tool_call_id=call["id"], name=call["name"])]


def test_independent_parts_go_to_both_agents_in_one_message_with_names_for_pronouns():
    assert requests(answer(asked(ASK))) == [
        ("schedule_event", "Schedule a meeting with Ana on Monday at 3"),
        ("manage_email", "send Ana an email reminder about the budget"),
    ]


def test_the_same_messages_get_the_same_answer():
    assert answer(asked(ASK)).tool_calls == answer(asked(ASK)).tool_calls


def test_streaming_comes_to_the_same_message():
    model = OfflineChatModel().bind_tools(SUPERVISOR)
    pieces = list(model.stream(asked(ASK)))
    whole = pieces[0]
    for piece in pieces[1:]:
        whole += piece
    said = answer(asked(ASK))
    assert (whole.content, whole.tool_calls) == (said.content, said.tool_calls)
    assert whole.usage_metadata == said.usage_metadata


def test_a_long_answer_is_streamed_in_pieces():
    pieces = list(OfflineChatModel().bind_tools(SUPERVISOR).stream(asked("hello")))
    assert len([piece for piece in pieces if piece.content]) > 2


def test_usage_counts_what_was_read_and_written():
    usage = answer(asked(ASK)).usage_metadata
    assert usage is not None
    assert usage["input_tokens"] > 20
    assert usage["output_tokens"] > 20
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_the_final_answer_tells_outcomes_as_they_are_and_shows_no_ids():
    first = answer(asked(ASK))
    done = reported(
        first,
        "done: Scheduled 'Meeting with Ana' on Monday. [event_id=abcd1234]",
        f"refused: {SAID_NO} to 'Send': too early.",
    )
    text = answer([*asked(ASK), *done]).text
    assert text == "Scheduled 'Meeting with Ana' on Monday.\nNot done: You said no to 'Send': too early."


@pytest.mark.parametrize(
    ("reply", "about", "follows"),
    [
        ("answered: Nothing whatever.", {"met": False}, True),
        ("answered: There are two.", {"met": True}, False),
        # As a language model would say it, which has no data for us.
        ("answered: No, nothing since then.", {}, True),
        ("answered: Yes: 2.", {}, False),
    ],
)
def test_a_condition_of_one_agent_decides_what_the_other_is_asked(reply, about, follows):
    text = "If Ana hasn't sent me any emails since Monday, schedule a call with her on Friday at 9"
    first = answer(asked(text))
    assert requests(first) == [("manage_email", "Check whether Ana has sent me any emails since Monday")]
    second = answer([*asked(text), *reported(first, reply, **about)])
    assert requests(second) == (
        [("schedule_event", "schedule a call with Ana on Friday at 9")] if follows else []
    )


@pytest.mark.parametrize(
    ("found", "people"),
    [
        ("answered: Those two.", ["Ana Lima <ana@x.org>", "Sam Reed <sam@example.org>"]),
        ("answered: 'Review', with Ana Lima <ana@x.org> and Sam Reed <sam@example.org>.", []),
    ],
)
def test_people_named_by_their_part_are_looked_up_by_the_other_agent_first(found, people):
    text = "Send the guests of tomorrow's first event an email saying 'See you'"
    first = answer(asked(text))
    assert requests(first) == [("schedule_event", "Who are the guests of tomorrow's first event?")]
    second = answer([*asked(text), *reported(first, found, people=people)])
    assert requests(second) == [("manage_email", "Send Ana Lima <ana@x.org> an email saying 'See you'")]


def test_an_answer_to_an_open_question_goes_to_the_agent_that_asked():
    text = "Schedule a meeting with Ana"
    first = answer(asked(text))
    before = [*asked(text), *reported(first, "question: When should it be?"), AIMessage("When should it be?")]
    (call,) = answer([*before, user_says("on Monday at 3")]).tool_calls
    assert call["name"] == "schedule_event"
    assert call["args"]["request"] == with_answer(text, "When should it be?", "on Monday at 3")


def test_an_open_question_can_be_dropped():
    text = "Schedule a meeting with Ana"
    before = [
        *asked(text),
        *reported(answer(asked(text)), "question: When should it be?"),
        AIMessage("When should it be?"),
    ]
    assert answer([*before, user_says("never mind")]).text == "All right, nothing was done."


def test_it_asks_for_the_conversation_when_a_request_points_back():
    text = "Schedule a review with Ana on Monday at 3"
    before = [
        *asked(text),
        *reported(answer(asked(text)), "done: Scheduled 'Review'. [event_id=abcd1234]"),
        AIMessage("Done."),
    ]
    (call,) = answer([*before, user_says("move it an hour later")]).tool_calls
    assert call["args"] == {"request": "move it an hour later", "full_context": True}


def test_the_calendar_agent_finds_what_it_points_back_to_in_the_conversation():
    about = {"things": [{"kind": "event", "id": "abcd1234", "title": "Review"}]}
    report = {"agent": "calendar", "outcome": "done", "spoken": "There you are.", "about": about}
    before = [
        HumanMessage("Schedule a review"),
        ToolMessage("done: There you are.", tool_call_id="1", name="schedule_event", artifact=report),
    ]
    request = with_context(before, "move it an hour later")
    (call,) = answer(with_now([request], NOW, USER), [create_calendar_event]).tool_calls
    assert (call["name"], call["args"]) == (
        "update_calendar_event",
        {"event_id": "abcd1234", "move_by": "60 minutes"},
    )


def test_a_thread_that_has_no_data_yet_goes_on_by_asking():
    text = "Schedule a review with Ana on Monday at 3"
    (call,) = answer(asked(text)).tool_calls
    report = {"agent": "calendar", "outcome": "done", "spoken": "Scheduled 'Review'.", "effects": ["k"]}
    words = "done: Scheduled 'Review'. [event_id=abcd1234]"
    before = [
        HumanMessage(text),
        AIMessage("", tool_calls=[call]),
        ToolMessage(words, tool_call_id=call["id"], name="schedule_event", artifact=report),
        AIMessage("Scheduled 'Review'."),
    ]
    assert requests(answer([*before, user_says("move it an hour later")])) == [
        ("schedule_event", "move it an hour later")
    ]
    request = with_context(before, "move it an hour later")
    assert answer(with_now([request], NOW, USER), [create_calendar_event]).text == "Which event do you mean?"


def test_a_turn_that_waited_since_there_was_no_data_ends_with_what_came_of_it():
    text = "Conversation so far:\nuser: Schedule a review\nRequest: move it an hour later"
    args = {"event_id": "abcd1234", "move_by": "60 minutes"}
    call = {"name": "update_calendar_event", "args": args, "id": "c1", "type": "tool_call"}
    report = {
        "outcome": "done",
        "effect": "k",
        "text": "Changed 'Review'.",
        "reference": {"event_id": "abcd1234"},
    }
    done = ToolMessage("done: Changed 'Review'.", tool_call_id="c1", name=call["name"], artifact=report)
    messages = [user_says(text), AIMessage("", tool_calls=[call]), done]
    assert answer(messages, [create_calendar_event]).text == "Changed 'Review'."
    assert reply_of([*messages, AIMessage("Changed 'Review'.")])["outcome"] == "done"


@pytest.mark.parametrize(
    "text", ["play some music", "what's the weather tomorrow?", "summarise my unread mails"]
)
def test_what_it_cannot_do_it_says_with_how_to_set_a_model(text):
    said = answer(asked(text))
    assert not said.tool_calls
    assert "OPENAI_API_KEY or ASSISTANT_MODEL" in said.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("help", "I schedule, move and cancel events"),
        ("What can you do for me?", "I schedule, move and cancel events"),
        ("undo this please", "/undo"),
        ("revert it", "`assistant undo`"),
        ("write a limerick about spring", "that takes a language model"),
        ("draft me a witty thing", "that takes a language model"),
        ("how are you today?", "I'm well"),
        ("recite a poem", "That is not for me"),
    ],
)
def test_what_it_is_asked_about_itself_it_answers_in_a_sentence(text, told):
    said = answer(asked(text))
    assert not said.tool_calls
    assert told in said.text


def test_for_tools_it_does_not_know_it_says_what_it_is():
    assert "it takes a language model" in answer(asked("a pizza please"), [order_pizza]).text


def test_an_email_agent_asks_for_an_address_it_does_not_know():
    first = answer(asked("Send an email to Zaphod saying hi"), [send_email])
    assert [(call["name"], call["args"]) for call in first.tool_calls] == [
        ("find_contact", {"name": "Zaphod"})
    ]
    nobody = looked_up(first, '{"people": [], "groups": []}')
    said = answer([*asked("Send an email to Zaphod saying hi"), *nobody], [send_email])
    assert said.text == "'Zaphod' is not in your contacts. What is the address?"


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x01", "?" * 50, "(" * 2000, "'" * 301, "a " * 5000, "if if if and and"]
)
def test_nothing_that_is_typed_makes_it_fail(text):
    for tools in (SUPERVISOR, [create_calendar_event], [send_email]):
        assert answer(asked(text), tools).text or answer(asked(text), tools).tool_calls


def test_a_model_that_is_warm_has_also_the_patterns_that_are_made_by_reading():
    things._pattern.cache_clear()
    warm_up()
    assert things._pattern.cache_info().currsize
