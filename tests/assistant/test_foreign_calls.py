"""A call of somebody else's tool goes to the agent and the server that the approval shows, or nowhere."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from langchain_core.tools import StructuredTool

from assistant import Assistant, Decision
from assistant.commands.doctor import examine
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tools.effects.call_executor import as_shown_before
from tools.effects.packing import packed
from tools.errors import StaleError

Open = Callable[..., Assistant]
TILLS = "tills_for_this_test"
SCRIPT = {
    "schedule_event": [calls(("ask_bank", {"request": "pay 5"})), says("It is paid.")],
    "pay": [calls(("pay", {"amount": 5})), says("Paid.")],
}
GOING_ON = {key: replies[1:] for key, replies in SCRIPT.items()}
AGENT = '[agents.{0}]\ndescription = "Pays."\nprompt = "You pay."\ntools = ["{1}:{2}"]\n'
BANK, SHOP = AGENT.format("bank", TILLS, "bank"), AGENT.format("shop", TILLS, "shop")


@pytest.fixture
def paid() -> Iterator[list[str]]:
    """What was paid, and at which till; the tills are functions of a module."""
    paid: list[str] = []
    module = ModuleType(TILLS)

    def till(name: str) -> Callable[[], list[StructuredTool]]:
        def pay(amount: int) -> str:
            paid.append(f"{amount} at {name}")
            return "paid"

        return lambda: [StructuredTool.from_function(pay, name="pay", description="Pay.")]

    for name in ("bank", "shop", "eve"):
        setattr(module, name, till(name))
    sys.modules[TILLS] = module
    yield paid
    del sys.modules[TILLS]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    made: list[Assistant] = []
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(tmp_path)

    def make(toml: str, script: dict[str, list[Any]] = SCRIPT) -> Assistant:
        (home / "assistant.toml").write_text(toml)
        settings = load_settings(home=home, time_zone="Europe/London", user_name="Sam")
        for each in made:
            each.close()
        model = ScriptedModel(script={key: list(replies) for key, replies in script.items()})
        made.append(Assistant.open(settings=settings, model=model))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("toml", [BANK + SHOP, SHOP + BANK])
def test_of_two_agents_that_offer_a_tool_of_one_name_the_one_on_the_card_is_called(
    opened: Open, paid: list[str], toml: str
) -> None:
    assistant = opened(toml)
    [approval] = assistant.ask("pay 5", thread="t").approvals
    assert approval.summary == f"Call bank's pay(amount=5), at {TILLS}:bank"
    assert approval.json_dict()["preview"] == {
        "type": "call",
        "agent": "bank",
        "server": f"{TILLS}:bank",
        "tool": "pay",
        "args": {"amount": 5},
    }
    turn = assistant.decide({approval.id: Decision.approve()})
    assert (turn.reply, paid) == ("It is paid.", ["5 at bank"])


def test_a_server_that_was_exchanged_before_the_yes_is_asked_about_anew(
    opened: Open, paid: list[str]
) -> None:
    [approval] = opened(BANK).ask("pay 5", thread="t").approvals
    assistant = opened(BANK.replace(":bank", ":eve"), GOING_ON)
    with pytest.raises(StaleError, match="it would go elsewhere"):
        assistant.decide({approval.id: Decision.edit(amount=6)})

    turn = assistant.decide({approval.id: Decision.approve()})
    assert (turn.status, paid) == ("paused", [])
    [anew] = turn.approvals
    assert (anew.revision, anew.summary) == (1, f"Call bank's pay(amount=5), at {TILLS}:eve")
    assistant.decide({anew.id: Decision.edit(amount=6)})
    assert paid == ["6 at eve"]


@pytest.mark.parametrize("decision", [Decision.approve(), Decision.edit(amount=5)])
def test_an_approval_that_waits_since_a_version_that_named_the_tool_alone_is_answered_as_it_was_shown(
    opened: Open, paid: list[str], decision: Decision
) -> None:
    [approval] = opened(SHOP + BANK).ask("pay 5", thread="t").approvals
    assistant = opened(SHOP + BANK, GOING_ON)
    before = as_shown_before(assistant.home.book.get(approval.id).plan)
    with assistant.home.database.transaction() as connection:
        connection.execute(
            "UPDATE approvals SET plan = ?, shown_hash = ?", (packed(before), before.shown_hash())
        )
    [waiting] = assistant.pending()
    assert (waiting.agent, waiting.summary) == ("bank", "Call pay(amount=5)")
    turn = assistant.decide({waiting.id: decision})
    assert (turn.status, paid) == ("done", ["5 at bank"])


def test_two_tools_of_one_name_are_one_too_many_for_an_agent(opened: Open, paid: list[str]) -> None:
    assistant = opened(BANK.replace(":bank", f':bank", "{TILLS}:eve'), {"schedule_event": [says("Hello.")]})
    assert assistant.ask("hi").reply == "Hello."
    told = [check.text for check in examine(assistant.home) if check.name == "agents"]
    assert told == [
        f"agent 'bank' has two tools called pay ({TILLS}:bank and {TILLS}:eve); give it one of them"
    ]
    assert paid == []
