"""No limit can be passed, not by a sub-agent, not by many at once, not by pausing or starting anew."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.bounds import Limits
from agents.bounds.budget import Budget, Budgets
from agents.messages import Journal, ModelCall
from tests.agents.bounds.desk import Desk, chat_model
from tests.patience import PATIENCE_S
from tests.servers.openai_server import OpenAIServer, Reply, calls, calls_many, says
from tools.errors import LimitReachedError

MakeDesk = Callable[..., Desk]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def look_somewhere_new(request: Any) -> Reply:
    return calls("list_calendar_events", when=f"day {len(request.messages)}")


def test_endless_tool_calls_end_with_what_was_done(desk: MakeDesk, server: OpenAIServer) -> None:
    server.always(lambda r: calls("schedule_event", request=f"once more {len(r.messages)}"))
    server.play(says("Lunch is on Monday."), to="create_calendar_event")
    server.always(look_somewhere_new, to="create_calendar_event")
    d = desk(model_calls=12)
    answer = d.ask("look around")
    assert answer.startswith("I stopped: a turn may call models 12 times")
    assert "Until then: Lunch is on Monday." in answer
    assert len(server.requests) == 12
    server.always(says("Hello."))
    assert d.ask("hi") == "Hello."


def test_a_sub_agent_leaves_the_supervisor_a_last_word(desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(calls("schedule_event", request="look"), says("I could not find out."))
    server.always(look_somewhere_new, to="create_calendar_event")
    assert desk(model_calls=8).ask("look") == "I could not find out."
    assert len(server.requests_to("create_calendar_event")) == 5
    [told] = server.requests[-1].tool_results.values()
    assert told.startswith("failed:") and "may call models 8 times" in told


def test_tool_calls_are_limited_over_all_agents(desk: MakeDesk, server: OpenAIServer) -> None:
    looked: list[str] = []

    def look(when: str) -> str:
        looked.append(when)
        return "nothing"

    many = calls_many(*(("list_calendar_events", {"when": f"day {n}"}) for n in range(10)))
    server.play(calls("schedule_event", request="look"), says("Fine."))
    server.play(many, says("Nothing."), to="create_calendar_event")
    assert desk(tool_calls=6, look=look).ask("look") == "Fine."
    assert len(looked) == 5, "handing the work on was the first of the six"
    results = server.requests_to("create_calendar_event")[1].tool_results
    assert sum("may call tools 6 times" in text for text in results.values()) == 5


def test_work_is_handed_on_only_so_often(desk: MakeDesk, server: OpenAIServer) -> None:
    many = calls_many(*(("schedule_event", {"request": f"thing {n}"}) for n in range(5)))
    server.play(many, says("Two were done."))
    server.always(says("Fine."), to="create_calendar_event")
    assert desk(hops=2).ask("do all that") == "Two were done."
    assert len(server.requests_to("create_calendar_event")) == 2


def test_a_turn_ends_in_time_whatever_it_waits_for(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk(turn_timeout_s=60, first_token_s=3600)
    server.play(calls("schedule_event", request="look"))
    server.play(d.timer.hangs, to="create_calendar_event")
    answer = d.ask("look")
    assert answer.startswith("I stopped: a turn may take 60 s") and len(server.requests) == 2


def test_a_reading_tool_that_hangs_is_given_up(desk: MakeDesk, server: OpenAIServer) -> None:
    wake = threading.Event()

    def look(when: str) -> str:
        d.timer.at_s += 90
        return f"{when}: {wake.wait(PATIENCE_S)}"

    server.play(calls("schedule_event", request="look"), says("It takes too long."))
    server.play(calls("list_calendar_events", when="ever"), says("No."), to="create_calendar_event")
    d = desk(look=look, tool_timeout_s=30)
    assert d.ask("look") == "It takes too long."
    assert "given up" in server.requests_to("create_calendar_event")[1].last_text
    wake.set()


def test_counts_go_on_after_a_pause_and_in_another_process(
    desk: MakeDesk, server: OpenAIServer, tmp_path: Path
) -> None:
    server.play(calls("schedule_event", request="lunch"))
    server.play(calls("create_calendar_event", text="lunch"), to="create_calendar_event")
    assert desk(model_calls=4).ask("lunch") == ""
    server.always(look_somewhere_new, to="create_calendar_event")
    server.play(says("Lunch is in."))
    later = Desk(tmp_path / "home", chat_model(server), model_calls=4)
    assert later.approve() == "Lunch is in."
    # Two calls before the pause and two after it; none was left for the agent.
    assert len(server.requests) == 3 and later.tray.texts() == ["lunch"]
    [told] = server.requests[-1].tool_results.values()
    assert "may call models 4 times" in told
    later.close()


@pytest.mark.parametrize("scope", ["turn_tokens", "thread_tokens", "day_tokens"])
def test_tokens_are_checked_before_the_call(scope: str, desk: MakeDesk, server: OpenAIServer) -> None:
    server.play(Reply(text="Hello.", input_tokens=900, output_tokens=90))
    d = desk(**{scope: 1_000})
    assert d.ask("x" * 100) == "Hello."
    if scope == "turn_tokens":
        server.play(says("Hello again."))
        assert d.ask("hi") == "Hello again."
    else:
        assert "tokens: 990 are used" in d.ask("hi") and len(server.requests) == 1
    assert "tokens" in d.ask("y" * 5_000) and len(server.requests) <= 2


def test_money_is_checked_before_the_call(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk(chat_model(server, model="gpt-4.1-mini"), thread_usd=Decimal("0.01"))
    server.play(Reply(text="That was long.", input_tokens=24_000, output_tokens=200))
    assert d.ask("tell me") == "That was long."
    answer = d.ask("tell me more " + "x" * 9_000)
    assert answer.startswith("I stopped: a conversation may cost $0.01: $0.0099 is spent")
    assert len(server.requests) == 1


def test_calls_under_way_at_the_same_time_can_not_pass_a_limit_together(tmp_path: Path) -> None:
    with Journal(tmp_path / "assistant.db") as journal:
        budgets = Budgets(journal, Limits(turn_tokens=1_000), clock=lambda: NOON)
        give_back = budgets.reserve("t", "r", "gpt-test", 600)
        with pytest.raises(LimitReachedError):
            budgets.reserve("t", "r", "gpt-test", 600)
        give_back()
        budgets.reserve("t", "r", "gpt-test", 600)


def test_a_day_is_the_users_day_and_counts_every_conversation(tmp_path: Path) -> None:
    with Journal(tmp_path / "assistant.db") as journal:
        for at in (NOON - timedelta(days=1), NOON - timedelta(hours=1)):
            journal.model_called(ModelCall("other", "r", "email", "gpt-test", at, 5, 400, 100))
        budgets = Budgets(journal, Limits(day_tokens=1_000), clock=lambda: NOON)
        budgets.reserve("t", "r", "gpt-test", 400)()
        with pytest.raises(LimitReachedError, match="a day may use 1,000 tokens: 500 are used"):
            budgets.reserve("t", "r", "gpt-test", 600)


def test_parallel_agents_can_not_take_more_calls_than_there_are() -> None:
    budget = Budget(Limits(model_calls=50, tool_calls=50))
    taken: list[str] = []

    def work(name: str) -> None:
        for number in range(40):
            try:
                budget.take_model_call()
                budget.take_step(f"{name}{number}", handed_on=False)
            except LimitReachedError:
                return
            taken.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 50


def test_a_step_that_runs_again_after_a_pause_counts_once() -> None:
    budget = Budget(Limits(tool_calls=2, hops=1))
    for _ in range(5):
        budget.take_step("a", handed_on=True)
        budget.take_step("b", handed_on=False)
    with pytest.raises(LimitReachedError):
        budget.take_step("c", handed_on=False)


def test_requests_are_spread_over_the_minute(desk: MakeDesk, server: OpenAIServer) -> None:
    server.always(says("Hello."))
    d = desk(requests_per_minute=600)
    for _ in range(4):
        d.ask("hi")
    assert server.requests[-1].at - server.requests[0].at >= 0.25


def test_a_model_on_this_machine_may_take_longer_where_nothing_is_set() -> None:
    patient = Limits(silence_s=90).for_a_model_here()
    assert (patient.first_token_s, patient.silence_s, patient.turn_timeout_s) == (600, 90, 1500)
