"""Named steps of the settings: run, tried again, taken up after a pause and after a crash."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.commands.cli import main
from assistant.middleware import Middleware
from assistant.settings import load_settings
from assistant.testing import MONDAY, ScriptedModel, says
from assistant.workflows import Workflows
from tests.sample_home import company
from tools.errors import ConflictError, ModelError, NotFoundError, SettingsError

Open = Callable[..., Assistant]
LUNCH = "Schedule lunch tomorrow at noon"


class Crash(BaseException):
    """What kill -9 looks like from inside."""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.chdir(tmp_path)
    made: list[Assistant] = []

    def make(*steps: dict[str, Any], model: Any = "offline", **more: Any) -> Assistant:
        more |= {"workflows": {"monday": {"steps": list(steps)}}, "limits": {"retries": 0}}
        made.append(company(tmp_path / "home", model, speak="always", **more))
        return made[-1]

    yield make
    for assistant in made:
        assistant.close()


def scripted(*replies: Any) -> ScriptedModel:
    return ScriptedModel(script={"schedule_event": list(replies)})


def fails(messages: Any) -> Any:
    raise ModelError("the line is dead", code="model_unreachable")


def test_each_kind_of_step_is_taken_and_later_ones_have_what_came_of_earlier_ones(opened: Open) -> None:
    model = scripted(says("A quiet week."), lambda messages: says(f"heard: {messages[-1].text}"))
    assistant = opened(
        {"agenda": "tomorrow"},
        {"mail": "is:unread"},
        {"brief": "today"},
        {"ask": "How is the week?"},
        {"ask": "Word it: {4}"},
        model=model,
    )
    run = Workflows(assistant).start("monday")
    assert run.state == "done" and [step.state for step in run.steps] == ["done"] * 5
    agenda, mail, brief, week, worded = (step.text for step in run.steps)
    assert "Stand-up" in agenda and "(" in mail and brief
    assert (week, worded) == ("A quiet week.", "heard: Word it: A quiet week.")
    assert [step.kind for step in run.steps] == ["agenda", "mail", "brief", "ask", "ask"]
    assert Workflows(assistant).runs() == [run]


def test_a_step_that_asks_pauses_the_run_and_it_goes_on_after_the_answer(opened: Open) -> None:
    assistant = opened({"ask": LUNCH}, {"agenda": "tomorrow"})
    run = Workflows(assistant).start("monday")
    assert [step.state for step in run.steps] == ["paused", "waiting"] and run.state == "paused"
    assert Workflows(assistant).resume(run.run).state == "paused", "nobody has answered"
    (approval,) = assistant.pending()
    assistant.decide({approval.id: Decision.approve()})
    run = Workflows(assistant).resume(run.run)
    assert run.state == "done" and "Lunch" in run.steps[1].text
    assert len(assistant.effects()) == 1


def test_a_failing_step_is_tried_again(opened: Open) -> None:
    assistant = opened({"ask": "go", "retry": 2}, model=scripted(fails, fails, says("At last.")))
    run = Workflows(assistant).start("monday")
    assert (run.state, run.steps[0].attempts, run.steps[0].text) == ("done", 3, "At last.")


def test_one_that_goes_on_failing_stops_the_run_and_resume_tries_anew(opened: Open) -> None:
    model = scripted(fails, fails, says("At last."))
    assistant = opened({"ask": "go", "retry": 1}, {"agenda": "today"}, model=model)
    run = Workflows(assistant).start("monday")
    assert [step.state for step in run.steps] == ["failed", "waiting"] and run.steps[0].attempts == 2
    assert "line is dead" in run.steps[0].text
    run = Workflows(assistant).resume(run.run)
    assert [step.state for step in run.steps] == ["done", "done"]


def test_a_failure_can_be_skipped_or_handled(opened: Open) -> None:
    model = scripted(fails, fails, says("A pity."))
    assistant = opened(
        {"ask": "one", "on_error": "skip"}, {"ask": "two", "on_error": "tell them"}, {"agenda": "never ever"},
        model=model,
    )  # fmt: skip
    run = Workflows(assistant).start("monday")
    assert [step.state for step in run.steps] == ["skipped", "done", "failed"]
    assert run.steps[1].text == "A pity." and model.heard[-1][1][-1].text.endswith("tell them")


def test_a_run_is_taken_up_where_a_crash_left_it(opened: Open, tmp_path: Path) -> None:
    class Crashes(Middleware):
        def wrap_model_call(self, request: Any, handler: Any) -> Any:
            if request.messages[-1].text.endswith("two"):
                raise Crash
            return handler(request)

    steps: list[dict[str, Any]] = [{"ask": "one"}, {"ask": "two"}, {"agenda": "today"}]
    assistant = opened(*steps, model=scripted(says("First.")), middleware=[Crashes()])
    with pytest.raises(Crash):
        Workflows(assistant).start("monday")
    (run,) = Workflows(assistant).runs()
    assert [step.state for step in run.steps] == ["done", "running", "waiting"]
    assistant.close()
    model = scripted(says("Second."))
    run = Workflows(opened(*steps, model=model)).resume(run.run)
    assert [step.state for step in run.steps] == ["done", "done", "done"]
    assert [step.text for step in run.steps[:2]] == ["First.", "Second."], "the first was not asked again"
    assert run.steps[1].attempts == 1


def test_what_is_not_there_and_what_has_changed_is_said(opened: Open) -> None:
    assistant = opened({"agenda": "today"})
    workflows = Workflows(assistant)
    with pytest.raises(NotFoundError, match="no workflow 'friday'; there are monday"):
        workflows.start("friday")
    with pytest.raises(NotFoundError, match="no run"):
        workflows.get("friday-1")
    run = workflows.start("monday")
    with pytest.raises(ConflictError, match="had 1 steps"):
        Workflows(opened({"agenda": "today"}, {"agenda": "today"})).resume(run.run)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "give steps"),
        ("x", "give steps"),
        ([{"sing": "x"}], "step 1: give one of ask, agenda"),
        ([{"ask": "x", "mail": "y"}], "step 1: give one of"),
        ([{"ask": "x"}, {"ask": "x", "again": 1}], "step 2: there is no again"),
        ([{"ask": "x", "retry": -1}], "retry is a number"),
        ([{"ask": "x", "retry": "often"}], "retry is a number"),
        ([{"ask": "x", "on_error": 1}], "on_error"),
    ],
)
def test_steps_that_can_not_be_used_are_named(steps: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(home=tmp_path, workflows={"monday": {"steps": steps}})


def test_commands_run_show_and_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    for name, value in (("HOME", str(home)), ("NOW", MONDAY.isoformat()), ("MODEL", "offline")):
        monkeypatch.setenv(f"ASSISTANT_{name}", value)

    def printed(*words: str, code: int = 0) -> Any:
        assert main([*words, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    printed("sample")
    with (home / "assistant.toml").open("a") as file:
        file.write(f'[[workflows.monday.steps]]\nask = "{LUNCH}"\n')
    run = printed("workflows", "run", "monday", code=3)
    (approval,) = printed("pending")["approvals"]
    printed("approve", approval["id"])
    assert main(["workflows", "show", run["run"]]) == 0
    assert "1. ask paused\n     Schedule 'Lunch'" in capsys.readouterr().out
    assert printed("workflows", "resume", run["run"])["state"] == "done"
    listed = printed("workflows")
    assert [one["name"] for one in listed["workflows"]] == ["monday"]
    assert [one["state"] for one in listed["runs"]] == ["done"]
