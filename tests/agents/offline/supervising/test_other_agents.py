"""An agent that the settings add gets what is for it."""

from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from agents.now_line import with_now
from agents.offline import OfflineChatModel
from agents.offline.asking.specialists import tools as tools_of_agents
from tests.agents.offline.desk import NOW
from tools.delegation import Delegate

LIBRARIAN = Delegate(
    agent=None,
    name="ask_librarian",
    speaker="librarian",
    description="Knows what is on the bookshelf, and lends what stands there.",
)
GARDENER = Delegate(agent=None, name="ask_gardener", speaker="gardener", description="Waters the tomatoes.")


def asked(text: str, *others: Delegate) -> dict[str, Any]:
    """The agents that are called, and with what words."""
    own: list[dict[str, Any]] = [
        {"type": "function", "function": {"name": name, "description": "", "parameters": {"type": "object"}}}
        for name in tools_of_agents().values()
    ]
    model = OfflineChatModel().bind_tools([*own, *others])
    answer = model.invoke(with_now([HumanMessage(text)], NOW, {}))
    return {call["name"]: call["args"]["request"] for call in answer.tool_calls}


@pytest.mark.parametrize(
    "text",
    [
        "ask the librarian whether Emma is there",
        "Librarian: is Emma there?",
        "please tell the librarian agent to look for Emma",
        "is Emma on the bookshelf?",
        "lend Emma to me",
    ],
)
def test_it_is_known_by_its_name_and_by_what_describes_it(text: str) -> None:
    assert asked(text, LIBRARIAN, GARDENER) == {"ask_librarian": text}


@pytest.mark.parametrize(
    "text", ["is Emma on the bookshelf?", "play some music", "ask the librarian for Emma"]
)
def test_without_it_nobody_is_asked(text: str) -> None:
    assert asked(text) == {}


def test_what_no_word_describes_is_nobodys() -> None:
    assert asked("play some music", LIBRARIAN, GARDENER) == {}


def test_what_may_be_for_several_is_handed_to_none() -> None:
    other = Delegate(agent=None, name="ask_joiner", speaker="joiner", description="Builds any bookshelf.")
    assert asked("is Emma on the bookshelf?", LIBRARIAN, other) == {}


def test_what_is_for_the_calendar_stays_with_it() -> None:
    assert list(asked("what is on my calendar tomorrow?", LIBRARIAN)) == ["schedule_event"]


def test_one_without_a_language_model_says_so() -> None:
    model = OfflineChatModel().bind_tools(
        [{"type": "function", "function": {"name": "list_books", "description": "", "parameters": {}}}]
    )
    assert "takes a language model" in model.invoke([HumanMessage("is Emma there?")]).text
