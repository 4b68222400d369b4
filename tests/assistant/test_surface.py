"""What other programs build on, where the page of the library doesn't show it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.hooks import Event, Moment
from assistant import Assistant, AsyncAssistant, Decision, Specialist
from assistant.testing import MONDAY, ScriptedModel, calls, says, trace
from tests.patience import PATIENCE_S
from tests.sample_home import company
from tools.errors import InputError, NotFoundError


@pytest.fixture(autouse=True)
def nobody_elses_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with company(tmp_path / "home") as opened:
        yield opened


def waited(subscription: Any) -> None:
    assert subscription.settle(PATIENCE_S)


@pytest.mark.parametrize("moment", Moment)
def test_each_moment_is_told_of_until_it_is_switched_off(assistant: Assistant, moment: Moment) -> None:
    told: list[Event] = []
    assistant.load()
    assistant.hooks.on(moment.value, told.append)
    turn = assistant.ask("Schedule lunch tomorrow at noon", thread="t")
    assistant.decide({turn.approvals[0].id: Decision.approve()})
    if moment is not Moment.ON_ERROR:
        assert {event.moment for event in told} == {moment}
        assert {event.conversation for event in told} == {"t"}
    assistant.hooks.off(moment, told.append)
    before = len(told)
    assistant.ask("Schedule lunch on Friday at noon", thread="t")
    assert len(told) == before


def test_a_hook_added_twice_goes_at_once_and_one_that_is_not_there_is_no_mistake(
    assistant: Assistant,
) -> None:
    told: list[Event] = []
    for _ in range(2):
        assistant.hooks.on("before_turn", told.append)
    assistant.hooks.off("before_turn", told.append)
    assistant.hooks.off("before_turn", told.append)
    assistant.ask("What's on today?")
    assert told == []


def test_there_is_no_such_moment(assistant: Assistant) -> None:
    for switch in (assistant.hooks.on, assistant.hooks.off):
        with pytest.raises(InputError, match="the hooks are before_turn, before_agent"):
            switch("on_fire", print)


def test_hooks_stay_when_the_agents_are_built_anew(assistant: Assistant) -> None:
    told: list[Event] = []
    assistant.hooks.on("before_turn", told.append)
    assistant.reload()
    assistant.ask("What's on today?")
    assert len(told) == 1


def test_an_error_is_a_moment(tmp_path: Path) -> None:
    told: list[Event] = []
    model = ScriptedModel(script={"schedule_event": [calls(("schedule_event", {"request": "x"}))]})
    with company(tmp_path / "home", model, limits={"model_calls": 1}) as assistant:
        assistant.hooks.on("on_error", told.append)
        assistant.ask("x")
    assert (told[0].agent, told[0].details["code"]) == ("calendar", "limit")


def test_coroutines_have_the_same(tmp_path: Path) -> None:
    async def used() -> None:
        async with AsyncAssistant(company(tmp_path / "home")) as assistant:
            heard: list[str] = []
            subscription = await assistant.subscribe(
                "type:request", lambda message: heard.append(message.content)
            )
            await assistant.ask("What's on today?")
            waited(subscription)
            assert heard == ["What's on today?"]
            assert await assistant.dead_letters() == () and await assistant.replay() == 0
            box = await assistant.mailbox("desk")
            box.send("desk", content="hello")
            got = box.receive(PATIENCE_S)
            assert got is not None and got.content == "hello"
            assert assistant.hooks is assistant.blocking.hooks

    asyncio.run(used())


def looks(what: str) -> str:
    """Look."""
    return what


USABLE: dict[str, Any] = {"name": "scout", "description": "Looks.", "prompt": "Look.", "tools": [looks]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Scout"}, "lower-case"),
        ({"name": "a scout"}, "lower-case"),
        ({"name": "calendar"}, "is an agent 'calendar' already"),
        ({"description": ""}, "needs a description, a prompt and tools"),
        ({"prompt": ""}, "needs a description, a prompt and tools"),
        ({"tools": []}, "needs a description, a prompt and tools"),
    ],
)
def test_a_specialist_that_can_not_be_used_is_refused(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        company(tmp_path / "home", specialists=[Specialist(**{**USABLE, **changed})])


def test_two_specialists_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="already"):
        company(tmp_path / "home", specialists=[Specialist(**USABLE), Specialist(**USABLE)])


def test_a_call_approved_here_is_not_made_by_a_process_that_has_no_such_tool(tmp_path: Path) -> None:
    model = ScriptedModel(
        script={
            "ask_scout": [calls(("ask_scout", {"request": "look"}))],
            "looks": [calls(("looks", {"what": "x"}))],
        }
    )
    with company(tmp_path / "home", model, specialists=[Specialist(**USABLE)]) as assistant:
        (approval,) = assistant.ask("look").approvals
    script = {"schedule_event": [says("No.")], "search_emails": []}
    with company(tmp_path / "home", ScriptedModel(script=script)) as other:
        turn = other.decide({approval.id: Decision.approve()})
        assert (turn.status, turn.effects, other.effects()) == ("done", (), [])


def test_a_trace_is_of_the_newest_turn_and_its_pauses(assistant: Assistant) -> None:
    turn = assistant.ask("What's on tomorrow?")
    assert trace(turn).calls == ["schedule_event", "list_calendar_events"]
    assert trace(turn).agents == ["calendar"] and trace(turn).by("email").messages == ()
    assert trace(turn).requests("calendar") == ["What's on tomorrow?"]
    turn = assistant.ask("Schedule lunch tomorrow at noon", turn.thread_id)
    refused = assistant.decide({turn.approvals[0].id: Decision.reject("too early")})
    whole = trace(refused)
    assert whole.by("calendar").calls == ["schedule_event", "create_calendar_event"]
    assert whole.args("create_calendar_event")[0]["title"] == "Lunch"
    assert len(whole.asked) == 1 and whole.decisions == ["reject: too early"] and whole.errors == []
    assert whole.results("create_calendar_event") and "supervisor → calendar delegation" in str(whole)


def test_arguments_that_the_journal_has_cut_are_not_given_as_whole(tmp_path: Path) -> None:
    long = {"to": ["ana@larkspur.example"], "subject": "x", "body": "a" * 3000}
    model = ScriptedModel(
        script={
            "manage_email": [calls(("manage_email", {"request": "write"})), says("Done.")],
            "search_emails": [calls(("save_draft", long)), says("Saved.")],
        }
    )
    with company(tmp_path / "home", model, speak="always") as assistant:
        turn = assistant.ask("write")
        with pytest.raises(InputError, match="only the beginning"):
            trace(turn).args("save_draft")


def test_of_two_assistants_with_one_thread_the_trace_asks_which(tmp_path: Path) -> None:
    with company(tmp_path / "one") as one, company(tmp_path / "two") as two:
        turn = one.ask("What's on today?", thread="of-two")
        two.ask("What's on today?", thread="of-two")
        with pytest.raises(NotFoundError, match="2 open assistants"):
            trace(turn)
        assert trace(turn, one).calls == ["schedule_event", "list_calendar_events"]


def test_a_company_is_there_once_and_around_its_moment(tmp_path: Path) -> None:
    with company(tmp_path / "home") as assistant:
        people = len(list((tmp_path / "home/contacts").iterdir()))
        assert assistant.clock() == MONDAY
    with company(tmp_path / "home", now=MONDAY) as again:
        assert len(list((tmp_path / "home/contacts").iterdir())) == people
        assert again.settings.user_name == "Sam Reed"
