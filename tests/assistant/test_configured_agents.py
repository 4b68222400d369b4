"""Ten lines of settings add a specialist, and change ours."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.commands.doctor import examine
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.agents.test_configured import SERVER
from tests.patience import PATIENCE_S
from tools.errors import InputError

Open = Callable[..., Assistant]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    made: list[Assistant] = []
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(tmp_path)

    def make(toml: str, script: dict[str, list[Any]]) -> Assistant:
        (home / "assistant.toml").write_text(toml)
        settings = load_settings(home=home, time_zone="Europe/London", user_name="Sam")
        made.append(Assistant.open(settings=settings, model=ScriptedModel(script=script)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_ten_lines_add_a_specialist_whose_writing_tools_ask(opened: Open, tmp_path: Path) -> None:
    pytest.importorskip("langchain_mcp_adapters")
    (tmp_path / "server.py").write_text(SERVER)
    (tmp_path / "books.txt").write_text("Emma\n")
    toml = f"""
[agents.librarian]
description = "Knows what is on the bookshelf, and puts books there."
prompt = "You look after a bookshelf."
reads = ["list_books"]
[agents.librarian.mcp]
command = "{sys.executable}"
args = ["{tmp_path}/server.py", "{tmp_path}/books.txt"]
"""
    script = {
        "schedule_event": [calls(("ask_librarian", {"request": "add Ulysses"})), says("It is on the shelf.")],
        "add_book": [calls(("list_books", {})), calls(("add_book", {"title": "Ulysses"})), says("Added.")],
    }
    assistant = opened(toml, script)
    turn = assistant.ask("Put Ulysses on the shelf", thread="t")
    [approval] = turn.approvals
    assert (approval.agent, approval.action, approval.args) == ("librarian", "add_book", {"title": "Ulysses"})
    assert (tmp_path / "books.txt").read_text() == "Emma\n"

    turn = assistant.decide({approval.id: Decision.edit(title="Persuasion")})
    assert (turn.status, turn.reply) == ("done", "It is on the shelf.")
    assert (tmp_path / "books.txt").read_text() == "Emma\nPersuasion\n"
    assert [effect.state for effect in turn.effects] == ["done"]
    flowed = {f"{m.sender} → {m.recipient}" for m in assistant.trace("t")}
    assert {"supervisor → librarian", "librarian → list_books", "librarian → user"} <= flowed


def test_a_server_that_is_down_keeps_nobody_else_from_working(opened: Open) -> None:
    toml = '[agents.x]\ndescription = "x"\nprompt = "x"\nmcp = { command = "no-such-program" }\n'
    assistant = opened(toml, {"schedule_event": [says("Hello.")]})
    assert assistant.ask("hi", thread="t").reply == "Hello."
    told = [check for check in examine(assistant.home) if check.name == "agents"]
    assert len(told) == 1 and not told[0].ok and "no-such-program" in told[0].text


def test_an_agent_of_ours_can_be_switched_off(opened: Open) -> None:
    assistant = opened("[agents.email]\nenabled = false\n", {"schedule_event": [says("I can't send mail.")]})
    assert assistant.ask("mail ana", thread="t").reply == "I can't send mail."


def test_a_person_is_told_of_approvals_by_a_command(opened: Open, tmp_path: Path) -> None:
    script = tmp_path / "tell.py"
    script.write_text(
        "import os, pathlib, sys\n"
        "pathlib.Path(sys.argv[1]).write_text(os.environ['ASSISTANT_MESSAGE_CONTENT'])\n"
    )
    assistant = opened(
        f'[notify]\n"type:approval" = ["{sys.executable} {script} {tmp_path}/told"]\n',
        {
            "schedule_event": [calls(("schedule_event", {"request": "lunch"}))],
            "create_calendar_event": [
                calls(("create_calendar_event", {"title": "Lunch", "start_time": "2030-01-02T12:00"}))
            ],
        },
    )
    assert assistant.ask("lunch", thread="t").status == "paused"
    assert assistant.home.journal.bus.settle(PATIENCE_S)
    assert "Lunch" in (tmp_path / "told").read_text()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[agents.clock]\nprompt = 'x'\n", r"\[agents.clock\] in assistant.toml needs a description"),
        ("[agents.calendar]\nmodle = 'x'\n", "modle: Extra inputs"),
        ("[notify]\n'type' = ['bell']\n", "is no pattern for messages"),
    ],
)
def test_a_table_that_can_not_be_used_is_one_sentence(toml: str, said: str, opened: Open) -> None:
    with pytest.raises(InputError, match=said):
        opened(toml, {"schedule_event": [says("hi")]}).ask("hi")


BANK = """
from langchain_core.tools import tool


@tool
def accounts(name: str) -> str:
    "Accounts of people."
    return "Kim has 7781 9902 33, says the bank"


@tool
def pay(account: str, euros: float) -> str:
    "Pay."
    return "Paid; the receipt is R-5512-77."


def tools():
    return [accounts, pay]
"""


def test_what_a_tool_of_another_agent_said_is_that_tools(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some_bank.py").write_text(BANK)
    monkeypatch.syspath_prepend(tmp_path)
    toml = """
[agents.bank]
description = "Pays."
prompt = "You pay."
tools = ["some_bank:tools"]
reads = ["accounts"]
"""
    script = {
        "schedule_event": [
            calls(("ask_bank", {"request": "pay Kim"})),
            says("Paid."),
            calls(("ask_bank", {"request": "pay Kim again"})),
        ],
        "pay": [
            calls(("accounts", {"name": "Kim"})),
            calls(("pay", {"account": "7781990233", "euros": 20})),
            says("Paid."),
            calls(("pay", {"account": "R-5512-77", "euros": 30})),
        ],
    }
    assistant = opened(toml, script)
    [approval] = assistant.ask("Pay Kim 20 euros", thread="t").approvals
    account, euros = approval.provenance
    assert (account.argument, account.source, account.reference, account.label) == (
        "account",
        "tool",
        "bank/accounts",
        "the agent bank's tool accounts",
    )
    assert (euros.argument, euros.value, euros.source) == ("euros", "20.0", "user")
    assistant.decide({approval.id: Decision.approve()})
    [approval] = assistant.ask("And once more", thread="t").approvals
    receipt, euros = approval.provenance
    assert (receipt.source, receipt.reference, euros.source) == ("tool", "bank/pay", "model")
