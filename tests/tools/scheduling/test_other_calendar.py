"""An event goes to another calendar: one effect over two files, taken back by one undo."""

import pytest

from tests.tools.scheduling.desk import Desk
from tools.errors import StaleError, ToolError

UPDATE = "update_calendar_event"


@pytest.fixture
def two(desk: Desk) -> Desk:
    desk.put("old.ics", "BEGIN:VEVENT\nUID:old\nDTSTART:20260101T090000Z\nSUMMARY:Old\nEND:VEVENT", "work")
    return desk


def files(desk: Desk, calendar: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((desk.folder / "calendar" / calendar).glob("*.ics"))]


def test_an_event_goes_as_it_is_and_comes_back(two):
    event = two.create("Review", "2026-11-24T09:00", attendees=["Ana Lima"], recurrence="weekly")
    (former,) = files(two, "personal")
    plan = two.plan(UPDATE, event_id=event, calendar="Work")
    assert plan.summary.endswith("to the calendar 'work'") and plan.summary.startswith(
        "Move the whole series"
    )
    intent, receipt = two.carry_out(plan)
    assert files(two, "personal") == [] and former in files(two, "work")
    assert two.ask("search_calendar_events", query="Review", calendar="work")["total"] > 0
    executor = two.executor_of(plan)
    assert executor.find(intent) is not None
    executor.undo(intent, receipt)
    assert files(two, "personal") == [former] and len(files(two, "work")) == 1
    assert executor.find(intent) is None


def test_only_the_event_goes_of_a_file_that_holds_others(two):
    other = "BEGIN:VEVENT\nUID:b\nDTSTART:20261124T120000Z\nSUMMARY:Stays\nEND:VEVENT"
    own = "BEGIN:VEVENT\nUID:a\nDTSTART:20261124T090000Z\nSUMMARY:Goes\nX-OWN:1\nEND:VEVENT"
    path = two.put("both.ics", f"{other}\n{own}")
    (event,) = {e["id"] for e in two.ask("search_calendar_events", query="Goes")["events"]}
    two.do(UPDATE, event_id=event, calendar="work")
    assert other.replace("\n", "\r\n").encode() in path.read_bytes() and b"Goes" not in path.read_bytes()
    (new,) = [data for data in files(two, "work") if b"UID:a" in data]
    assert own.replace("\n", "\r\n").encode() in new and b"Stays" not in new


def test_what_was_changed_in_its_new_place_stays_there(two):
    event = two.create("Review", "2026-11-24T09:00")
    plan = two.plan(UPDATE, event_id=event, calendar="work")
    intent, receipt = two.carry_out(plan)
    two.do(UPDATE, event_id=receipt.reference["id"], title="Talk")
    with pytest.raises(StaleError, match="changed again since"):
        two.executor_of(plan).undo(intent, receipt)
    assert files(two, "personal") == []


def test_what_can_not_go_is_told(two):
    event = two.create("Review", "2026-11-24T09:00", recurrence="weekly")
    for change, why in (
        ({"calendar": "private"}, "there is no calendar 'private'"),
        ({"calendar": "work", "title": "X"}, "one at a time"),
        ({"calendar": "work", "occurrence": "2026-11-24"}, "leave occurrence out"),
    ):
        with pytest.raises(ToolError, match=why):
            two.plan(UPDATE, event_id=event, **change)
    (two.folder / "calendar" / "work").chmod(0o500)
    if not two.store.access("work").writable:  # root may write anywhere
        with pytest.raises(ToolError, match="can only be read"):
            two.plan(UPDATE, event_id=event, calendar="work")
