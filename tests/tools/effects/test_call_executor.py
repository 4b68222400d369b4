"""Foreign tools: called once after a yes, and unknown when they break off."""

from typing import Any

import pytest
from langchain_core.tools import StructuredTool, ToolException

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved
from tools.effects.approvals import Proposal
from tools.effects.call_executor import CallExecutor, ForeignTool, Server, as_shown_before, plan_call
from tools.errors import FinalError

HERE = Server(shown="python kitchen.py", mark="1")
THERE = Server(shown="https://eve.example/mcp", mark="2")


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


def of(tool: StructuredTool, agent: str = "cook", server: Server = HERE) -> ForeignTool:
    return ForeignTool(agent, server, tool)


def nobody(size: str, count: int) -> str:
    raise AssertionError("nobody said yes to this one")


def other(**named: Any) -> ForeignTool:
    return of(StructuredTool.from_function(nobody, name="order_pizza", description="x"), **named)


PLAN = plan_call(other(), {"size": "large", "count": 2})


def test_a_person_sees_the_whole_call_and_where_it_goes() -> None:
    assert PLAN.summary == "Call cook's order_pizza(size='large', count=2), at python kitchen.py"
    assert PLAN.preview == {
        "type": "call",
        "agent": "cook",
        "server": "python kitchen.py",
        "tool": "order_pizza",
        "args": {"size": "large", "count": 2},
    }
    assert (PLAN.undoable, bool(PLAN.undo_note)) == (False, True)


def test_the_tool_is_called_once_and_its_answer_kept(desk: Desk) -> None:
    ledger = desk.ledger(CallExecutor([of(order_pizza(desk))]))
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
    effect = desk.ledger(CallExecutor([of(tool)])).carry_out(approved(desk.book, plan=PLAN))
    assert effect.receipt and effect.receipt.text == "2 large ordered"


def test_a_tool_that_says_no_has_failed(desk: Desk) -> None:
    tool = order_pizza(desk, ToolException("we are closed"))
    effect = desk.ledger(CallExecutor([of(tool)])).carry_out(approved(desk.book, plan=PLAN))
    assert (effect.state, effect.error) == ("failed", "order_pizza says: we are closed")


def test_a_tool_that_breaks_off_may_have_done_it(desk: Desk) -> None:
    ledger = desk.ledger(CallExecutor([of(order_pizza(desk, RuntimeError("kitchen on fire")))]))
    effect = ledger.carry_out(approved(desk.book, plan=PLAN))
    assert effect.state == "unknown"
    assert effect.error and "kitchen on fire" in effect.error
    ledger.recover()
    ledger.drain()
    assert calls(desk) == ["2 large"]


def test_a_tool_that_is_gone_is_said(desk: Desk) -> None:
    effect = desk.ledger(CallExecutor([])).carry_out(approved(desk.book, plan=PLAN))
    assert effect.state == "failed"
    assert effect.error == "there is no tool 'order_pizza' of cook here any more; nothing was done"


def test_of_two_agents_with_a_tool_of_one_name_the_one_that_was_shown_is_called(desk: Desk) -> None:
    tools = [other(agent="ann"), of(order_pizza(desk)), other(agent="eve")]
    effect = desk.ledger(CallExecutor(tools)).carry_out(approved(desk.book, plan=PLAN))
    assert effect.receipt and effect.receipt.reference == {"agent": "cook", "tool": "order_pizza"}
    assert calls(desk) == ["2 large"]


def test_a_server_that_stands_in_the_place_of_the_one_that_was_shown_is_not_called(desk: Desk) -> None:
    effect = desk.ledger(CallExecutor([other(server=THERE)])).carry_out(approved(desk.book, plan=PLAN))
    assert (effect.state, effect.error_code) == ("failed", "stale")
    assert effect.error and "https://eve.example/mcp by now, and python kitchen.py was shown" in effect.error


def waiting_since_before(desk: Desk, agent: str) -> Proposal:
    """The approval of a plan that names the tool alone, as 0.1.0 kept them."""
    plan = as_shown_before(PLAN)
    assert plan.payload == {"tool": "order_pizza", "args": {"size": "large", "count": 2}}
    return approved(desk.book, plan=plan, agent=agent)


def test_a_plan_of_an_earlier_version_calls_the_tool_of_the_agent_that_asked(desk: Desk) -> None:
    executor = CallExecutor([other(agent="eve"), of(order_pizza(desk), server=THERE)])
    effect = desk.ledger(executor).carry_out(waiting_since_before(desk, "cook"))
    assert (effect.state, calls(desk)) == ("done", ["2 large"])


@pytest.mark.parametrize(
    ("agent", "tools", "error"),
    [
        ("cook", [other(agent="eve")], "there is no tool 'order_pizza' of cook here any more"),
        ("", [other(agent="eve"), other()], "several have a tool 'order_pizza' (eve, cook)"),
    ],
)
def test_a_plan_of_an_earlier_version_that_could_mean_another_tool_calls_none(
    desk: Desk, agent: str, tools: list[ForeignTool], error: str
) -> None:
    effect = desk.ledger(CallExecutor(tools)).carry_out(waiting_since_before(desk, agent))
    assert effect.state == "failed" and effect.error and effect.error.startswith(error)


def test_a_process_that_was_killed_during_a_call_leaves_it_unknown(desk: Desk) -> None:
    approved(desk.book)
    processes.run(processes.carry_out_and_die, desk.path, "k1", "before")
    with desk.database.transaction() as connection:
        connection.execute("UPDATE effects SET kind = 'call'")
    assert desk.ledger(CallExecutor([of(order_pizza(desk))])).recover()[0].state == "unknown"
    assert calls(desk) == []
