"""Foreign tools: called once after a yes, and unknown when they break off."""

from typing import Any

import pytest
from langchain_core.tools import StructuredTool, ToolException

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved
from tools.effects.call_executor import CallExecutor, plan_call
from tools.errors import FinalError


def calls(desk: Desk) -> list[str]:
    file = desk.path / "calls"
    return file.read_text().splitlines() if file.exists() else []


def order_pizza(desk: Desk, error: Exception | None = None) -> StructuredTool:
    def run(size: str, count: int = 1) -> Any:
        with (desk.path / "calls").open("a") as file:
            file.write(f"{count} {size}\n")
        if error:
            raise error
        return {"order": 7, "size": size}

    return StructuredTool.from_function(run, name="order_pizza", description="Order pizza")


PLAN = plan_call("order_pizza", {"size": "large", "count": 2})


def test_a_person_sees_the_whole_call() -> None:
    assert PLAN.summary == "Call order_pizza(size='large', count=2)"
    assert PLAN.preview == {"type": "call", "tool": "order_pizza", "args": {"size": "large", "count": 2}}
    assert (PLAN.undoable, bool(PLAN.undo_note)) == (False, True)


def test_the_tool_is_called_once_and_its_answer_kept(desk: Desk) -> None:
    ledger = desk.ledger(CallExecutor([order_pizza(desk)]))
    proposal = approved(desk.book, plan=PLAN)
    effect = ledger.carry_out(proposal)
    ledger.carry_out(proposal)
    assert effect.receipt and effect.receipt.text == '{"order": 7, "size": "large"}'
    assert calls(desk) == ["2 large"]
    with pytest.raises(FinalError, match="can't be taken back"):
        ledger.undo("k1")


def test_a_tool_that_only_exists_as_a_coroutine_is_called_too(desk: Desk) -> None:
    async def run(size: str, count: int) -> str:
        return f"{count} {size} ordered"

    tool = StructuredTool.from_function(coroutine=run, name="order_pizza", description="Order pizza")
    effect = desk.ledger(CallExecutor([tool])).carry_out(approved(desk.book, plan=PLAN))
    assert effect.receipt and effect.receipt.text == "2 large ordered"


def test_a_tool_that_says_no_has_failed(desk: Desk) -> None:
    tool = order_pizza(desk, ToolException("we are closed"))
    effect = desk.ledger(CallExecutor([tool])).carry_out(approved(desk.book, plan=PLAN))
    assert (effect.state, effect.error) == ("failed", "order_pizza says: we are closed")


def test_a_tool_that_breaks_off_may_have_done_it(desk: Desk) -> None:
    ledger = desk.ledger(CallExecutor([order_pizza(desk, RuntimeError("kitchen on fire"))]))
    effect = ledger.carry_out(approved(desk.book, plan=PLAN))
    assert effect.state == "unknown"
    assert effect.error and "kitchen on fire" in effect.error
    ledger.recover()
    ledger.drain()
    assert calls(desk) == ["2 large"]


def test_a_tool_that_is_gone_is_said(desk: Desk) -> None:
    effect = desk.ledger(CallExecutor([])).carry_out(approved(desk.book, plan=PLAN))
    assert effect.state == "failed"
    assert effect.error == "there is no tool 'order_pizza' here any more; nothing was done"


def test_a_process_that_was_killed_during_a_call_leaves_it_unknown(desk: Desk) -> None:
    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "before")
    with desk.database.transaction() as connection:
        connection.execute("UPDATE effects SET kind = 'call'")
    assert desk.ledger(CallExecutor([order_pizza(desk)])).recover()[0].state == "unknown"
    assert calls(desk) == []
