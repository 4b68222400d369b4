"""Twenty processes on one home: nothing is locked out, nothing is lost, nothing is done twice."""

import multiprocessing
from pathlib import Path

from assistant import Assistant, Decision
from assistant.settings import Settings, load_settings
from assistant.testing import ScriptedModel, calls, says
from tools.errors import ConflictError

PROCESSES = 20


def script(number: int) -> ScriptedModel:
    event = {"title": f"Event {number}", "start_time": f"2026-12-{number + 1:02}T10:00", "attendees": []}
    return ScriptedModel(
        script={
            "schedule_event": [
                calls(("schedule_event", {"request": f"event {number}"})),
                says(f"Booked {number}."),
            ],
            "create_calendar_event": [calls(("create_calendar_event", event)), says("ok")],
        }
    )


def settings(home: Path) -> Settings:
    return load_settings(
        home=home, time_zone="Europe/London", now="2026-11-20T10:00", speak="always", model="x:y"
    )


def one_turn(home: Path, number: int) -> tuple[str, str | None]:
    with Assistant.open(settings=settings(home), model=script(number)) as assistant:
        turn = assistant.ask(f"event {number}", f"thread-{number}", approve="all")
        return turn.status, turn.reply


def answer(home: Path, approval_id: str, decision: str) -> str:
    rest = ScriptedModel(script={"schedule_event": [says("ok")], "create_calendar_event": [says("ok")]})
    with Assistant.open(settings=settings(home), model=rest) as assistant:
        try:
            chosen = Decision.approve() if decision == "approve" else Decision.reject("no")
            return f"{decision} {assistant.decide({approval_id: chosen}).status}"
        except ConflictError as error:
            return f"refused {error.message}"


def pool(size: int):
    context = multiprocessing.get_context("forkserver")
    return context.Pool(size)


def test_twenty_processes_each_finish_their_turn_on_one_home(tmp_path):
    home = tmp_path / "home"
    with pool(PROCESSES) as processes:
        turns = processes.starmap(one_turn, [(home, number) for number in range(PROCESSES)], chunksize=1)
    assert turns == [("done", f"Booked {number}.") for number in range(PROCESSES)]
    with Assistant.open(settings=settings(home), model=script(0)) as assistant:
        assert {thread.status for thread in assistant.threads()} == {"done"}
        assert len(assistant.threads()) == PROCESSES
        assert {effect.state for effect in assistant.effects()} == {"done"}
    assert len(list((home / "calendar/personal").glob("*.ics"))) == PROCESSES


def test_of_two_processes_that_answer_the_same_approval_one_wins(tmp_path):
    home = tmp_path / "home"
    with Assistant.open(settings=settings(home), model=script(0)) as assistant:
        [approval] = assistant.ask("event", "t").approvals
    with pool(2) as processes:
        both = [(home, approval.id, "approve"), (home, approval.id, "reject")]
        said = processes.starmap(answer, both, chunksize=1)
    [refused] = [line for line in said if line.startswith("refused")]
    assert "answered already" in refused
    events = list((home / "calendar/personal").glob("*.ics"))
    assert len(events) == (1 if "approve done" in said else 0)
