"""Of many plain sentences: what is acted on that is nobody's, where the rest goes, and how many do.

The bounds are those of the public suite that `bench/understanding.py` measures; the sentences are our own.
"""

import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from langchain_core.messages import HumanMessage

from agents.now_line import with_now
from agents.offline.asking.specialists import tools
from agents.offline.chat_model import OfflineChatModel

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/London"))
SAID = tomllib.loads((Path(__file__).parent / "routes.toml").read_text("utf-8"))
MOST_FOREIGN, LEAST_RIGHT, LEAST_RECALL = 0.005, 0.99, 0.85


def route(text: str) -> str:
    """The agent that a sentence is handed to; `none` where it is declined or asked about."""
    schemas = [
        {
            "type": "function",
            "function": {"name": name, "description": "", "parameters": {"type": "object", "properties": {}}},
        }
        for name in tools().values()
    ]
    answer = OfflineChatModel().bind_tools(schemas).invoke(with_now([HumanMessage(text)], NOW, {}))
    called = {call["name"] for call in answer.tool_calls}
    agents = [str(agent) for agent, name in tools().items() if name in called]
    return agents[0] if len(agents) == 1 else "both" if agents else "none"


@pytest.fixture(scope="module")
def routed() -> Counter[tuple[str, str]]:
    """How many of each kind went where."""
    return Counter((kind, route(text)) for kind, texts in SAID.items() for text in texts)


def test_what_is_nobodys_is_left_alone(routed: Counter[tuple[str, str]]) -> None:
    acted = sum(number for (kind, to), number in routed.items() if kind == "none" and to != "none")
    assert acted <= MOST_FOREIGN * len(SAID["none"])


def test_what_is_acted_on_goes_where_it_belongs(routed: Counter[tuple[str, str]]) -> None:
    acted = {pair: number for pair, number in routed.items() if pair[1] != "none"}
    right = sum(number for (kind, to), number in acted.items() if kind == to)
    assert right >= LEAST_RIGHT * sum(acted.values())


@pytest.mark.parametrize("kind", ["calendar", "email"])
def test_most_of_what_is_ours_is_taken(routed: Counter[tuple[str, str]], kind: str) -> None:
    assert routed[kind, kind] >= LEAST_RECALL * len(SAID[kind])
