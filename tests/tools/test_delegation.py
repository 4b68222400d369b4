"""What an agent's finished list comes to, for the supervisor and for the person."""

from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agents.loop.errors import failure
from assistant.testing import calls, says
from tests.board import Desk
from tools.delegation import EARLIER_CHARS, EARLIER_MESSAGES, reply_of, with_context
from tools.margin import margin, noted


def told(outcome: str, text: str = "", **changed: Any) -> ToolMessage:
    """What the gate tells an agent of an effect."""
    thing: dict[str, Any] = {}
    artifact = {"outcome": outcome, "effect": f"key of {text}", "text": text, "thing": thing, **changed}
    return ToolMessage(f"{outcome}: {text}", tool_call_id="1", artifact=artifact)


@pytest.mark.parametrize(
    ("outcomes", "comes_to"),
    [
        (["done"], "done"),
        (["queued"], "done"),
        (["done", "queued"], "done"),
        (["unknown"], "unknown"),
        (["done", "unknown"], "unknown"),
        (["unknown", "refused", "failed"], "unknown"),
        (["done", "refused"], "failed"),
        (["failed", "queued"], "failed"),
        (["refused"], "refused"),
        (["failed", "refused"], "refused"),
        (["failed"], "failed"),
        (["responded"], "answered"),
    ],
)
def test_what_is_not_certain_and_what_was_not_done_is_never_passed_over(outcomes, comes_to):
    messages = [HumanMessage("Send both"), *map(told, outcomes), AIMessage("All is done!")]
    assert reply_of(messages)["outcome"] == comes_to


@pytest.mark.parametrize(
    ("said", "comes_to"), [("At which hour?", "question"), ("It is at ten.", "answered")]
)
def test_without_effects_it_is_an_answer_or_a_question(said, comes_to):
    looked_up = ToolMessage("10:00 Review", tool_call_id="1", artifact={"events": []})
    reply = reply_of([HumanMessage("When is it?"), looked_up, AIMessage(said)])
    assert (reply["outcome"], reply["text"], reply["effects"]) == (comes_to, said, [])


@pytest.mark.parametrize("outcome", ["refused", "unknown"])
def test_a_refusal_and_a_doubt_are_said_even_where_the_agent_keeps_quiet_about_them(outcome):
    reply = reply_of([told("done", "Sent to Ana."), told(outcome, "Mail to Ben."), AIMessage("Done.")])
    assert reply["text"] == "Done. Mail to Ben."
    assert reply["spoken"] == "Done."
    assert reply["effects"] == ["key of Sent to Ana.", "key of Mail to Ben."]


def test_what_the_agent_has_said_itself_is_not_said_twice():
    reply = reply_of([told("refused", "You said no."), AIMessage("I asked. You said no. [event_id=e1]")])
    assert reply["text"] == "I asked. You said no. [event_id=e1]"


def test_an_agent_that_ends_without_a_word_is_spoken_for_by_its_effects():
    reply = reply_of([told("done", "Sent to Ana."), told("queued", "Held back."), AIMessage("  ")])
    assert (reply["outcome"], reply["text"]) == ("done", "Sent to Ana. Held back.")
    stopped = reply_of([HumanMessage("Send it"), told("done", "Sent to Ana.")])
    assert stopped["text"] == "Sent to Ana."


@pytest.mark.parametrize("messages", [[], [AIMessage("")], [HumanMessage("When?"), AIMessage(" \n")]])
def test_an_agent_that_says_nothing_at_all_has_failed(messages):
    reply = reply_of(messages)
    assert (reply["outcome"], reply["text"]) == ("failed", "no answer was given")


def test_things_are_named_by_their_ids_once():
    review = {"kind": "event", "id": "e1", "title": "Review"}
    unsaved = {"kind": "event", "id": "", "title": "Lunch"}
    reports = [told("done", "Moved.", thing=review), told("done", "Asked.", thing=unsaved)]
    reply = reply_of([*reports, AIMessage("Both are done.")])
    assert reply["text"] == "Both are done. [event_id=e1]"
    assert reply["about"]["things"] == [review, unsaved]
    said = reply_of([*reports, AIMessage("Moved it [event_id=e1].")])
    assert said["text"] == "Moved it [event_id=e1]."


def test_the_conversation_goes_before_the_request_with_who_said_what():
    report = ToolMessage(
        "done: moved", name="calendar_agent", tool_call_id="1", artifact={"agent": "calendar"}
    )
    other = ToolMessage("12 °C", name="weather", tool_call_id="2")
    said = [HumanMessage("Move\n the  review"), AIMessage(""), report, other, AIMessage("Moved.")]
    assert with_context(said, "move it again").text.splitlines() == [
        "Conversation so far:",
        "user: Move the review",
        "calendar: done: moved",
        "weather: 12 °C",
        "assistant: Moved.",
        "Request: move it again",
    ]


def test_only_the_newest_part_of_a_conversation_goes_along_and_no_message_whole_that_is_long():
    said = [HumanMessage(f"message {n}") for n in range(EARLIER_MESSAGES + 1)]
    lines = with_context([*said, HumanMessage("x" * 2 * EARLIER_CHARS)], "again").text.splitlines()
    assert lines[1] == "user: message 2" and len(lines) == EARLIER_MESSAGES + 2
    assert lines[-2] == "user: " + "x" * EARLIER_CHARS


def test_what_a_report_is_about_and_what_came_of_it_go_along_as_data():
    about = {"things": [{"kind": "event", "id": "e1", "title": "Review"}]}
    artifact = {"agent": "calendar", "outcome": "done", "about": about, "effects": ["k1"], "text": "moved"}
    report = ToolMessage("done: moved", name="calendar_agent", tool_call_id="1", artifact=artifact)
    notes = margin(with_context([HumanMessage("Move the review"), report], "move it again"))
    assert notes["words"] == "move it again"
    assert notes["earlier"] == [
        {"speaker": "user", "text": "Move the review"},
        {"speaker": "calendar", "text": "done: moved", "outcome": "done", "about": about},
    ]


def test_things_that_an_agent_only_speaks_of_go_along_too():
    review = {"kind": "event", "id": "e1", "title": "Review"}
    reply = reply_of(
        [told("responded"), noted(AIMessage("The review is at ten."), things=[review], day="2026-03-02")]
    )
    assert reply["about"] == {"things": [review], "day": "2026-03-02"}
    assert reply["text"] == "The review is at ten. [event_id=e1]"


@pytest.mark.parametrize(
    ("said", "question", "comes_to"), [("Which one.", True, "question"), ("Really?", False, "answered")]
)
def test_whether_an_agent_asks_is_known_from_the_margin_before_the_mark(said, question, comes_to):
    assert reply_of([noted(AIMessage(said), question=question)])["outcome"] == comes_to


@pytest.mark.parametrize(
    ("after", "comes_to"),
    [
        ([AIMessage("There is none.")], "failed"),
        ([AIMessage("Which one?")], "question"),
        ([told("done", "Sent."), AIMessage("Done.")], "done"),
        ([AIMessage(""), ToolMessage("10:00 Review", tool_call_id="2"), AIMessage("At ten.")], "answered"),
        ([ToolMessage("10:00 Review", tool_call_id="2"), AIMessage("There is none.")], "failed"),
    ],
)
def test_words_after_a_look_that_failed_are_no_answer(after, comes_to):
    look = ToolMessage("the calendar server is away", tool_call_id="1", status="error")
    assert reply_of([HumanMessage("When is it?"), look, *after])["outcome"] == comes_to


NOT_PLANNED = failure({"name": "send_email", "args": {}, "id": "1"}, "nobody is called so", lead="")
FOUND = ToolMessage("[]", name="find_contact", tool_call_id="2")
SENT = told("done", "Sent.")


@pytest.mark.parametrize(
    ("after", "comes_to"),
    [
        ([AIMessage("There is nobody.")], "failed"),
        ([AIMessage(""), FOUND, AIMessage("There is nobody.")], "failed"),
        ([AIMessage(""), FOUND, AIMessage("To which address?")], "question"),
        ([AIMessage(""), SENT, AIMessage("It is sent.")], "done"),
        ([AIMessage(""), told("refused", "No."), AIMessage("You said no.")], "refused"),
    ],
)
def test_a_write_that_came_to_nothing_is_no_answer_whatever_was_looked_up_later(after, comes_to):
    assert reply_of([HumanMessage("Send it"), AIMessage(""), NOT_PLANNED, *after])["outcome"] == comes_to


def test_of_two_writes_the_one_that_came_to_nothing_counts():
    said = reply_of(
        [HumanMessage("Send both"), SENT, AIMessage(""), NOT_PLANNED, AIMessage("Both are sent.")]
    )
    assert (said["outcome"], said["done"]) == ("failed", 1)
    assert said["text"] == "Both are sent. nobody is called so"


def test_an_agent_is_sent_the_request_alone_or_with_the_conversation_as_the_supervisor_says(tmp_path):
    requests = [{"request": "note it"}, {"request": "note that", "full_context": True}]
    boss = [part for request in requests for part in (calls(("delegate", request)), says("Well."))]
    d = Desk(tmp_path / "home", boss=boss, writer=[says("What?"), says("What?")])
    d.session.ask("note it", "t")
    d.session.ask("note that", "t")
    alone, whole = (messages[-1] for key, messages in d.model.heard if key == "write_note")
    assert alone.text == "note it"
    assert whole.text.startswith("Conversation so far:\nuser: note it\n")
    assert whole.text.endswith("user: note that\nRequest: note that")


@pytest.mark.parametrize("name", ["event_id", "email_id", "task_id", "title"])
def test_what_was_refused_for_a_reason_and_then_proposed_otherwise_is_not_told_as_refused(name):
    """By the thing that both are about; what makes something new has no id, and is the call itself."""
    first, second = (
        AIMessage("", tool_calls=[{"id": id, "name": "change", "args": {name: "one", "at": at}}])
        for id, at in (("1", "noon"), ("2", "one"))
    )
    no, yes = told("refused", "At noon.", why="make it one"), told("done", "At one.")
    yes.tool_call_id = "2"
    reply = reply_of([HumanMessage("Move it"), first, no, second, yes, AIMessage("Done.")])
    assert (reply["outcome"], reply["effects"]) == ("done", ["key of At one."])


@pytest.mark.parametrize("why", ["", "make it one"])
def test_what_was_refused_counts_where_nothing_else_was_proposed_for_the_same_thing(why):
    first, second = (
        AIMessage("", tool_calls=[{"id": id, "name": "change", "args": {"event_id": event}}])
        for id, event in (("1", "e1"), ("2", "e1" if not why else "e2"))
    )
    no, yes = told("refused", "The review.", why=why), told("done", "The lunch.")
    yes.tool_call_id = "2"
    reply = reply_of([HumanMessage("Move both"), first, no, second, yes, AIMessage("Done.")])
    assert reply["outcome"] == "failed"
    assert reply["effects"] == ["key of The review.", "key of The lunch."]
