import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.tools.scheduling.desk import Desk
from tools.effects.plan import Intent
from tools.errors import FinalError, StaleError
from tools.scheduling.executor import EventExecutor, file_of, uid_of

CREATE, UPDATE, CANCEL = "create_calendar_event", "update_calendar_event", "cancel_calendar_event"


def bytes_of(desk: Desk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (desk.folder / "calendar" / "personal").glob("*.ics")}


def test_what_happened_is_told_in_a_sentence(desk):
    receipt = desk.do(
        CREATE, title="Design review", start_time="next Tuesday at 2pm for 1 hour", attendees=["design team"]
    )
    assert receipt.text == (
        "Scheduled 'Design review' on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London), "
        "with Ana Lima and Ben Okafor."
    )
    assert receipt.reference["uid"] == "key0@assistant"
    assert receipt.reference["file"] == "key0.ics"
    event = receipt.reference["id"]
    assert desk.do(UPDATE, event_id=event, start_time="3pm").text == (
        "Changed 'Design review' on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London): "
        "now on Tuesday, 24 November 2026, 15:00–16:00 (Europe/London)."
    )
    assert desk.do(CANCEL, event_id=event, reason="moved to mail").text == (
        "Cancelled 'Design review' on Tuesday, 24 November 2026, 15:00–16:00 (Europe/London), "
        "with Ana Lima and Ben Okafor (moved to mail)."
    )
    assert bytes_of(desk) == {}


def test_what_was_rendered_is_what_is_written(desk):
    intent, _ = desk.carry_out(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    assert bytes_of(desk) == {file_of(intent.key): intent.rendered}
    assert f"UID:{uid_of(intent.key)}".encode() in intent.rendered
    assert desk.executor.render(intent.plan, intent.key, desk.now) == intent.rendered


def test_an_event_is_created_once_however_often_it_is_tried(desk):
    intent, receipt = desk.carry_out(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    assert desk.executor.act(intent) == receipt
    assert desk.executor.find(intent) == receipt
    assert len(bytes_of(desk)) == 1


def test_an_event_that_another_program_has_renamed_is_found(desk):
    intent, receipt = desk.carry_out(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    desk.file().rename(desk.file().with_name("renamed.ics"))
    assert desk.executor.find(intent) == receipt


def test_before_anything_happened_nothing_is_found(desk):
    event = desk.create("X", "2026-11-24T14:00")
    plans = [
        desk.plan(CREATE, title="Y", start_time="2026-11-25T14:00"),
        desk.plan(UPDATE, event_id=event, title="Z"),
        desk.plan(CANCEL, event_id=event),
    ]
    for plan in plans:
        assert desk.executor.find(desk.intent(plan)) is None


@pytest.mark.parametrize(("tool", "args"), [(UPDATE, {"title": "Y"}), (CANCEL, {})])
def test_a_change_is_found_after_it_was_made(desk, tool, args):
    event = desk.create("X", "2026-11-24T14:00")
    intent, receipt = desk.carry_out(desk.plan(tool, event_id=event, **args))
    assert desk.executor.find(intent) == receipt


def test_a_change_is_found_though_the_event_was_changed_again_since(desk):
    event = desk.create("X", "2026-11-24T14:00")
    intent, receipt = desk.carry_out(desk.plan(UPDATE, event_id=event, title="Y"))
    desk.file().write_bytes(desk.file().read_bytes().replace(b"SUMMARY:Y", b"SUMMARY:Z"))
    assert desk.executor.find(intent) == receipt


@pytest.mark.parametrize(("tool", "args"), [(UPDATE, {"title": "Y"}), (CANCEL, {})])
def test_nothing_is_done_to_an_event_that_was_changed_meanwhile(desk, tool, args):
    event = desk.create("X", "2026-11-24T14:00")
    intent = desk.intent(desk.plan(tool, event_id=event, **args))
    changed = desk.file().read_bytes().replace(b"SUMMARY:X", b"SUMMARY:Changed")
    desk.file().write_bytes(changed)
    with pytest.raises(StaleError):
        desk.executor.act(intent)
    assert desk.file().read_bytes() == changed
    desk.file().unlink()
    with pytest.raises(StaleError):
        desk.executor.act(intent)


def test_a_new_event_is_taken_out_again(desk):
    intent, receipt = desk.carry_out(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    assert "Took 'X'" in desk.executor.undo(intent, receipt).text
    assert bytes_of(desk) == {}
    assert desk.executor.undo(intent, receipt).text  # once more does no harm


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        (UPDATE, {"title": "Y"}),
        (UPDATE, {"start_time": "3pm", "occurrence": "2026-12-01"}),
        (CANCEL, {}),
        (CANCEL, {"occurrence": "2026-12-01"}),
    ],
)
def test_what_was_changed_or_removed_is_put_back_to_the_byte(desk, tool, args):
    event = desk.create("X", "2026-11-24T14:00", recurrence="weekly")
    before = bytes_of(desk)
    intent, receipt = desk.carry_out(desk.plan(tool, event_id=event, **args))
    assert bytes_of(desk) != before
    desk.executor.undo(intent, receipt)
    assert bytes_of(desk) == before
    desk.executor.undo(intent, receipt)
    assert bytes_of(desk) == before
    assert len(desk.events("2026-12-01")) == 1


def test_undo_does_not_touch_what_somebody_has_changed_since(desk):
    created, receipt = desk.carry_out(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    changed, change = desk.carry_out(desk.plan(UPDATE, event_id=receipt.reference["id"], title="Y"))
    with pytest.raises(StaleError, match="changed since"):
        desk.executor.undo(created, receipt)
    theirs = desk.file().read_bytes().replace(b"SUMMARY:Y", b"SUMMARY:Z")
    desk.file().write_bytes(theirs)
    with pytest.raises(StaleError, match="changed again since"):
        desk.executor.undo(changed, change)
    assert desk.file().read_bytes() == theirs
    desk.file().unlink()
    with pytest.raises(StaleError, match="removed from the calendar since"):
        desk.executor.undo(changed, change)


ONE, OTHER = {"occurrence": "2026-12-01"}, {"occurrence": "2026-12-08"}


@pytest.mark.parametrize(("tool", "args"), [(UPDATE, {"start_time": "3pm"}), (CANCEL, {})])
def test_an_occurrence_is_put_back_although_others_of_its_series_were_changed_since(desk, tool, args):
    event = desk.create("X", "2026-11-24T14:00", recurrence="weekly")

    def starts() -> list[object]:
        return [desk.events(f"2026-12-{day}") for day in ("01", "08", "15")]

    before = starts()
    one = desk.carry_out(desk.plan(tool, event_id=event, **args, **ONE))
    only_one = starts()
    other = desk.carry_out(desk.plan(tool, event_id=event, **args, **OTHER))
    theirs = desk.file().read_bytes().replace(b"SUMMARY:X", b"COMMENT:theirs\r\nSUMMARY:X")
    desk.file().write_bytes(theirs)
    desk.executor.undo(*other)
    assert starts() == only_one
    assert b"COMMENT:theirs" in desk.file().read_bytes()
    desk.executor.undo(*other)
    assert starts() == only_one
    desk.executor.undo(*one)
    assert starts() == before


@pytest.mark.parametrize(
    "others", [{"start_time": "4pm"}, {"start_time": "11am", **ONE}, {"title": "Y", **ONE}]
)
@pytest.mark.parametrize(("tool", "args"), [(UPDATE, {"start_time": "3pm"}), (CANCEL, {})])
def test_an_occurrence_that_was_changed_again_is_not_put_back(desk, tool, args, others):
    event = desk.create("X", "2026-11-24T14:00", recurrence="weekly")
    if tool is CANCEL and "occurrence" in others:
        desk.carry_out(desk.plan(UPDATE, event_id=event, **others))
        undone = desk.carry_out(desk.plan(tool, event_id=event, **args, **ONE))
        desk.carry_out(desk.plan(tool, event_id=event, **args, **OTHER))
    else:
        undone = desk.carry_out(desk.plan(tool, event_id=event, **args, **ONE))
        desk.carry_out(desk.plan(UPDATE, event_id=event, **others))
    left = desk.file().read_bytes()
    with pytest.raises(StaleError, match="changed again since"):
        desk.executor.undo(*undone)
    assert desk.file().read_bytes() == left


def test_a_file_that_holds_something_else_is_not_overwritten(desk):
    intent = desk.intent(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    path = desk.put(file_of(intent.key), "BEGIN:VEVENT\nUID:other\nDTSTART:20261124T140000Z\nEND:VEVENT")
    before = path.read_bytes()
    with pytest.raises(FinalError):
        desk.executor.act(intent)
    assert path.read_bytes() == before


def _act(folder: Path, intent: Intent, results: "multiprocessing.Queue[str]") -> None:
    from tools.scheduling.vdir_store import VdirStore

    store = VdirStore(folder, zone=Desk.zone)
    results.put(EventExecutor(store).act(intent).text)
    store.close()


def test_two_processes_with_one_key_make_one_event(desk):
    intent = desk.intent(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00"))
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    arguments = (desk.folder / "calendar", intent, results)
    processes = [context.Process(target=_act, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    texts = {results.get(timeout=PATIENCE_S) for _ in processes}
    for process in processes:
        process.join()
    assert texts == {"Scheduled 'X' on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London)."}
    assert bytes_of(desk) == {file_of(intent.key): intent.rendered}
    assert len(desk.events("2026-11-24")) == 1


def a_series(desk: Desk) -> str:
    return desk.create("Stand-up", "2026-11-23T09:15", recurrence="every weekday")


def test_what_becomes_of_an_occurrence_does_not_hang_on_the_others(desk):
    event = a_series(desk)
    monday, tuesday = (
        desk.plan(CANCEL, event_id=event, occurrence=f"2026-11-{day}T09:15") for day in (23, 24)
    )
    desk.carry_out(monday)
    again = desk.plan(CANCEL, event_id=event, occurrence="2026-11-24T09:15")
    assert tuesday.still_holds(again) and again.payload["etag"] != tuesday.payload["etag"]
    desk.do(UPDATE, event_id=event, title="Daily")
    assert not tuesday.still_holds(desk.plan(CANCEL, event_id=event, occurrence="2026-11-24T09:15"))


def test_the_plan_of_an_occurrence_that_an_earlier_version_has_made_holds_as_ever(desk):
    event = a_series(desk)
    plan = desk.plan(CANCEL, event_id=event, occurrence="2026-11-24T09:15")
    earlier = replace(plan, payload={k: v for k, v in plan.payload.items() if k != "apart"})
    assert earlier.still_holds(plan)
    desk.do(CANCEL, event_id=event, occurrence="2026-11-23T09:15")
    assert not earlier.still_holds(desk.plan(CANCEL, event_id=event, occurrence="2026-11-24T09:15"))


def test_a_change_of_the_whole_series_hangs_on_its_file(desk):
    event = a_series(desk)
    whole = desk.plan(UPDATE, event_id=event, title="Daily")
    desk.do(CANCEL, event_id=event, occurrence="2026-11-24T09:15")
    assert not whole.still_holds(desk.plan(UPDATE, event_id=event, title="Daily"))


def test_a_cancelled_occurrence_is_found_though_another_was_cancelled_since(desk):
    event = a_series(desk)
    monday, receipt = desk.carry_out(desk.plan(CANCEL, event_id=event, occurrence="2026-11-23T09:15"))
    tuesday = desk.plan(CANCEL, event_id=event, occurrence="2026-11-24T09:15")
    assert desk.executor.find(desk.intent(tuesday)) is None
    desk.carry_out(tuesday)
    assert desk.executor.find(monday) == receipt
