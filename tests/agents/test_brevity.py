"""A model call is spared only when all that was asked is seen to be done."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agents.brevity import actions_in, said_by_agents, said_by_reports


def report(outcome="done", text="Scheduled 'Lunch'."):
    artifact = {"outcome": outcome, "effect": "abc", "text": text, "reference": {}}
    return ToolMessage(f"{outcome}: {text}", tool_call_id="1", artifact=artifact)


def reply(agent="calendar", outcome="done", spoken="Scheduled 'Lunch'.", effects=("a",)):
    artifact = {"agent": agent, "outcome": outcome, "spoken": spoken, "effects": list(effects)}
    return ToolMessage(f"{outcome}: {spoken}", tool_call_id="1", artifact=artifact)


@pytest.mark.parametrize(
    ("text", "calendar", "email"),
    [
        ("Schedule lunch with Ana tomorrow and send her an email about it", 1, 1),
        ("please book a room, then cancel the old one", 2, 0),
        ("Send Ben the plan", 0, 1),
        ("Planifie un déjeuner demain", 0, 0),
        ("tell me what is on today", 0, 1),
        ("nudge the lunch to 2, then extend it by an hour", 2, 0),
        ("delete it", 1, 1),
        ("draft a mail to Ben", 0, 0),
        ("mail Ana\n\nThe step before was answered: done: Booked. [event_id=ask6f56sb7]", 0, 1),
    ],
)
def test_actions_are_counted_by_the_verbs_that_open_clauses(text, calendar, email):
    assert (actions_in(text, "calendar"), actions_in(text, "email")) == (calendar, email)


def test_a_report_speaks_for_the_agent_when_its_one_action_is_done():
    said = said_by_reports([HumanMessage("Schedule lunch"), AIMessage(""), report()], "calendar")
    assert said == "Scheduled 'Lunch'."


@pytest.mark.parametrize(
    "messages",
    [
        [HumanMessage("Schedule lunch and cancel the stand-up"), report()],
        [HumanMessage("Schedule lunch if I am free"), report()],
        [HumanMessage("Find a slot and schedule lunch"), report()],
        [HumanMessage("Planifie un déjeuner"), report()],
        [HumanMessage("Schedule lunch"), report("refused")],
        [HumanMessage("Schedule lunch"), report("failed")],
        [HumanMessage("Schedule lunch"), report("unknown")],
        [HumanMessage("Schedule lunch"), ToolMessage("[]", tool_call_id="2"), report()],
        [HumanMessage("Schedule lunch")],
    ],
)
def test_the_model_speaks_whenever_more_may_have_been_asked_or_something_went_otherwise(messages):
    assert said_by_reports(messages, "calendar") is None


def test_one_agents_answer_is_the_whole_answer_when_nothing_else_was_asked():
    assert said_by_agents([HumanMessage("Schedule lunch"), reply()]) == "Scheduled 'Lunch'."
    both = [HumanMessage("Schedule lunch and mail Ana"), reply(), reply("email", spoken="Sent it.")]
    assert said_by_agents(both) == "Scheduled 'Lunch'. Sent it."


@pytest.mark.parametrize(
    "messages",
    [
        [HumanMessage("Schedule lunch and mail Ana"), reply()],
        [HumanMessage("Schedule lunch"), reply(outcome="question", spoken="With whom?")],
        [HumanMessage("Schedule lunch"), reply(outcome="refused")],
        [HumanMessage("Schedule lunch"), reply("room service")],
        [HumanMessage("What is on today, and schedule lunch"), reply()],
        [HumanMessage("Schedule lunch and cancel the stand-up"), reply()],
    ],
)
def test_the_supervisor_speaks_whenever_an_answer_is_not_the_whole_one(messages):
    assert said_by_agents(messages) is None
