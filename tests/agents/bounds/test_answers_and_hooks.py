"""Known answers are reused while they hold; hooks look on; a chain is its links."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from agents.bounds.answers import folder_version
from agents.hooks import Event, Hooks, Moment, load_hooks
from tests.agents.bounds.desk import Desk
from tests.servers.openai_server import OpenAIServer, calls, fails, says
from tools.errors import ModelError, SettingsError

MakeDesk = Callable[..., Desk]


def play_a_look(server: OpenAIServer, answer: str, **args: Any) -> None:
    server.play(calls("schedule_event", request="What about today?", **args), says("So it is."))


def test_an_answer_that_still_holds_is_not_looked_up_again(
    desk: MakeDesk, server: OpenAIServer, tmp_path: Path
) -> None:
    folder = tmp_path / "calendar"
    (folder / "personal").mkdir(parents=True)
    d = desk(versions={"schedule_event": lambda: folder_version(folder)})
    agent = "create_calendar_event"
    server.play(says("Nothing."), says("Lunch."), says("Lunch, of course."), to=agent)
    for _ in range(2):
        play_a_look(server, "Nothing.")
        d.ask("What about today?")
    assert len(server.requests_to(agent)) == 1
    assert [m.content for m in d.journal.messages("t", types=["reply"], agent="calendar")] == [
        "answered: Nothing."
    ] * 2
    assert d.journal.messages("t", types=["reply"], agent="calendar")[1].metadata["cached"] is True

    (folder / "personal" / "lunch.ics").write_text("x")
    play_a_look(server, "Lunch.")
    d.ask("What about today?")
    assert len(server.requests_to(agent)) == 2
    assert list(server.requests[-1].tool_results.values())[-1] == "answered: Lunch."

    play_a_look(server, "Lunch, of course.", full_context=True)
    d.ask("What about today?")
    assert len(server.requests_to(agent)) == 3, "with the conversation's context nothing is known before"


def test_what_cant_be_looked_at_keeps_nothing_from_being_asked(tmp_path: Path) -> None:
    folder = tmp_path / "contacts"
    folder.mkdir()
    (folder / "away.vcf").symlink_to("nowhere")
    (folder / "round.vcf").symlink_to(folder / "round.vcf")
    closed = folder / "old"
    closed.mkdir()
    (closed / "inside").mkdir()
    closed.chmod(0)
    try:
        before = folder_version(folder)
        assert folder_version(folder) == before
        (folder / "ana.vcf").write_text("x")
        assert folder_version(folder) != before
    finally:
        closed.chmod(0o700)


@pytest.mark.parametrize("answer", ["I can't tell.", "Sorry, I couldn't look.", "I'm unable to."])
def test_an_answer_of_one_who_gave_up_is_not_remembered(
    desk: MakeDesk, server: OpenAIServer, answer: str
) -> None:
    d = desk(versions={"schedule_event": lambda: "always the same"})
    for _ in range(2):
        play_a_look(server, "Well.")
        server.play(says(answer), to="create_calendar_event")
        d.ask("What about today?")
    assert len(server.requests_to("create_calendar_event")) == 2


def test_a_model_that_asks_for_the_same_known_answer_again_and_again_is_stopped(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    d = desk(versions={"schedule_event": lambda: "always the same"})
    rounds = d.budgets.limits.same_call + 3
    server.play(*[calls("schedule_event", request="What about today?")] * rounds, says("Nothing."))
    server.play(says("Nothing."), to="create_calendar_event")
    d.ask("What about today?")
    told = [text for request in server.requests for text in request.tool_results.values()]
    assert any("made 3 times already" in text for text in told), told


def test_what_changed_the_world_is_never_answered_from_memory(desk: MakeDesk, server: OpenAIServer) -> None:
    d = desk(versions={"schedule_event": lambda: "always the same"})
    for _ in range(2):
        server.play(calls("schedule_event", request="lunch"), says("Lunch is in."))
        server.play(calls("create_calendar_event", text="lunch"), says("ok"), to="create_calendar_event")
        d.ask("lunch")
        d.approve()
    assert len(d.tray.texts()) == 2


def test_hooks_come_in_their_order_and_a_failing_one_disturbs_nobody(
    desk: MakeDesk, server: OpenAIServer
) -> None:
    seen: list[str] = []
    hooks = Hooks()

    def broken(_: Event) -> None:
        raise ValueError("no")

    for moment in Moment:
        hooks.on(moment, broken)
        hooks.on(moment, lambda event: seen.append(f"{event.moment} {event.agent} {event.subject}".strip()))
    server.play(calls("schedule_event", request="lunch"), says("Lunch is in."))
    server.play(calls("create_calendar_event", text="lunch"), says("ok"), to="create_calendar_event")
    d = desk(hooks=hooks)
    d.ask("lunch")
    assert seen == [
        "before_turn supervisor",
        "before_agent supervisor",
        "before_model_call supervisor gpt-test",
        "after_model_call supervisor gpt-test",
        "before_tool_call supervisor schedule_event",
        "before_agent calendar",
        "before_model_call calendar gpt-test",
        "after_model_call calendar gpt-test",
        "before_tool_call calendar create_calendar_event",
        "on_interrupt calendar create_calendar_event",
    ]
    seen.clear()
    assert d.approve() == "Lunch is in."
    assert seen == [
        "on_resume supervisor",
        "before_tool_call supervisor schedule_event",
        "before_agent calendar",
        "before_tool_call calendar create_calendar_event",
        "after_tool_call calendar create_calendar_event",
        "before_model_call calendar gpt-test",
        "after_model_call calendar gpt-test",
        "after_agent calendar",
        "after_tool_call supervisor schedule_event",
        "before_model_call supervisor gpt-test",
        "after_model_call supervisor gpt-test",
        "after_agent supervisor",
        "after_turn supervisor",
    ]
    seen.clear()
    server.play(fails(404))
    with pytest.raises(ModelError):
        d.ask("hi")
    assert "on_error supervisor gpt-test" in seen


def test_hooks_are_named_in_the_settings_as_module_and_function() -> None:
    module = ModuleType("my_hooks_for_this_test")
    told: list[Event] = []
    module.tell = told.append  # type: ignore[attr-defined]  # a module takes any attribute
    sys.modules[module.__name__] = module
    hooks = load_hooks({"on_error": [f"{module.__name__}:tell"]})
    hooks.fire(Event(Moment.ON_ERROR, "email", "t", "r"))
    hooks.fire(Event(Moment.AFTER_TURN, "email", "t", "r"))
    assert [event.moment for event in told] == ["on_error"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"on_fire": ["os:getcwd"]}, "there is no hook 'on_fire'"),
        ({"on_error": ["getcwd"]}, "write module:function"),
        ({"on_error": ["no_such_module:f"]}, "can't be loaded"),
        ({"on_error": ["os:no_such_function"]}, "can't be loaded"),
        ({"on_error": ["os:sep"]}, "is no function"),
    ],
)
def test_a_hook_that_can_not_be_found_is_a_wrong_setting(named: dict[str, list[str]], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_hooks(named)
