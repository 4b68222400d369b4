"""A change exchanges the lines that it is about; every other byte of the file stays."""

import pytest

from tests.tools.tasks.desk import Desk

ODD = """X-WR-CALNAME:Mine
BEGIN:VEVENT
UID:lunch
DTSTART:20261120T120000Z
SUMMARY:Lunch
END:VEVENT
BEGIN:VTODO
UID:bank
DTSTAMP:20260101T000000Z
SUMMARY;LANGUAGE=en:Call the bank
X-MOZ-SORT:7
X-APPLE-SORT-ORDER:12
DUE;VALUE=DATE:20261121
CATEGORIES:phone,money
RELATED-TO;RELTYPE=SIBLING:other
RELATED-TO;RELTYPE=PARENT:trip
x-lower-case:kept
ATTENDEE;CN="Ana, Lima":mailto:ana@example.org
GEO:1.0;2.0
STATUS:IN-PROCESS
PERCENT-COMPLETE:40
BEGIN:VALARM
ACTION:AUDIO
TRIGGER;RELATED=END:-PT10M
X-MOZ-LASTACK:20261101T000000Z
END:VALARM
END:VTODO
BEGIN:VJOURNAL
UID:diary
SUMMARY:Rain
END:VJOURNAL"""
OURS = (b"DTSTAMP", b"LAST-MODIFIED", b"SEQUENCE", b"X-ASSISTANT-KEY")
END = b"\nEND"


def lines(data: bytes) -> list[bytes]:
    return [line for line in data.splitlines(keepends=True) if not line.startswith(OURS)]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize(
    ("change", "gone", "new"),
    [
        ({"title": "Call"}, [b"SUMMARY;LANGUAGE=en:Call the bank"], [b"SUMMARY:Call"]),
        ({"due": "2026-11-22"}, [b"DUE;VALUE=DATE:20261121"], [b"DUE;VALUE=DATE:20261122"]),
        ({"priority": "high"}, [], [b"PRIORITY:1"]),
        ({"notes": "0800"}, [], [b"DESCRIPTION:0800"]),
        ({"due": "none"}, [b"DUE;VALUE=DATE:20261121"], []),
    ],
)
def test_a_changed_field_changes_its_own_line(desk: Desk, end, change, gone, new):
    path = desk.put("mixed.ics", ODD, end=end)
    before = lines(path.read_bytes())
    desk.do("update_task", task_id="Call the bank", **change)
    after = lines(path.read_bytes())
    ending = end.encode()
    assert [line for line in before if line not in after] == [line + ending for line in gone]
    assert [line for line in after if line not in before] == [line + ending for line in new]
    kept = [line for line in before if line in after]
    assert [line for line in after if line in before] == kept


def test_done_changes_state_alone_and_its_alarms_stay(desk: Desk):
    path = desk.put("mixed.ics", ODD)
    before = lines(path.read_bytes())
    desk.do("complete_task", task_id="Call the bank")
    after = lines(path.read_bytes())
    assert {line for line in before if line not in after} == {
        b"STATUS:IN-PROCESS\r\n", b"PERCENT-COMPLETE:40\r\n",
    }  # fmt: skip
    assert {line for line in after if line not in before} == {
        b"STATUS:COMPLETED\r\n", b"PERCENT-COMPLETE:100\r\n", b"COMPLETED:20261120T100000Z\r\n",
    }  # fmt: skip


def test_a_deleted_task_takes_nothing_else_along(desk: Desk):
    path = desk.put("mixed.ics", ODD)
    desk.do("delete_task", task_id="Call the bank")
    left = path.read_bytes()
    assert b"UID:lunch" in left
    assert b"UID:diary" in left
    assert b"UID:bank" not in left


def test_a_file_that_holds_nothing_else_goes_with_its_task(desk: Desk):
    path = desk.put("one.ics", "BEGIN:VTODO\nUID:bank\nSUMMARY:Call the bank\nEND:VTODO")
    desk.do("delete_task", task_id="Call the bank")
    assert not path.exists()


@pytest.mark.parametrize(
    ("line", "why"), [("DUE:tomorrow", "its DUE"), ("DUE:20261120\nRRULE:FREQ=SOMETIMES", "its RRULE")]
)
def test_what_can_not_be_read_is_told_and_the_rest_is_there(desk: Desk, line, why):
    desk.put("bad.ics", f"BEGIN:VTODO\nUID:bank\nSUMMARY:Call the bank\n{line}\nEND:VTODO")
    assert desk.titles() == ["Call the bank"]
    (problem,) = desk.store.problems()
    assert problem.path == "calendar/personal/bad.ics"
    assert why in problem.reason


def test_a_length_says_when_a_task_is_due(desk: Desk):
    desk.put(
        "one.ics", "BEGIN:VTODO\nUID:b\nSUMMARY:Paint\nDTSTART:20261120T080000Z\nDURATION:PT3H\nEND:VTODO"
    )
    (found,) = desk.store.tasks()
    assert found.due.isoformat() == "2026-11-20T11:00:00+00:00"


def test_a_folder_that_is_no_file_and_a_link_that_leads_nowhere_cost_nothing_else(desk: Desk):
    desk.create("Call the bank")
    (desk.folder / "personal" / "folder.ics").mkdir()
    (desk.folder / "personal" / "gone.ics").symlink_to("/nowhere")
    assert desk.titles() == ["Call the bank"]


def test_what_else_a_task_is_related_to_stays_when_it_is_put_below_another(desk: Desk):
    path = desk.put("mixed.ics", ODD)
    desk.create("Holidays")
    desk.do("update_task", task_id="Call the bank", part_of="Holidays")
    assert b"RELATED-TO;RELTYPE=SIBLING:other" in path.read_bytes()
    assert b"RELTYPE=PARENT:trip" not in path.read_bytes()


@pytest.mark.parametrize(
    ("due", "trigger", "later", "moved"),
    [
        ("DUE:20261121T090000Z", "20261121T090000Z", "2026-11-22T09:00", "20261122T090000Z"),
        ("DUE;VALUE=DATE:20261121", "20261121T080000Z", "2026-11-22", "20261122T080000Z"),
        ("DUE;VALUE=DATE:20261121", "19760401T005545Z", "2026-11-22", "19760401T005545Z"),
        ("DUE;VALUE=DATE:20261121", "20261121T080000Z", "2026-11-22T10:00", "20261121T080000Z"),
    ],
)
def test_a_reminder_at_a_fixed_time_moves_with_what_is_due(desk: Desk, due, trigger, later, moved):
    alarm = f"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;VALUE=DATE-TIME:{trigger}\nEND:VALARM"
    path = desk.put("a.ics", f"BEGIN:VTODO\nUID:a\nSUMMARY:Pay rent\n{due}\n{alarm}\nEND:VTODO")
    intent, receipt = desk.carry_out(desk.plan("update_task", task_id="Pay rent", due=later))
    assert f"TRIGGER;VALUE=DATE-TIME:{moved}".encode() in path.read_bytes()
    desk.executor.undo(intent, receipt)
    assert f"TRIGGER;VALUE=DATE-TIME:{trigger}".encode() in path.read_bytes()


@pytest.mark.parametrize(
    "rule",
    ["RRULE: FREQ = DAILY ; COUNT = 3", "rrule:freq=daily;count=3;", "RRULE:FREQ=DAILY;UNTIL=20261123T"],
)
def test_a_task_repeats_by_a_rule_that_another_program_wrote_its_way(desk: Desk, rule):
    desk.put("a.ics", f"BEGIN:VTODO\nUID:a\nSUMMARY:Plants\nDUE;VALUE=DATE:20261121\n{rule}\nEND:VTODO")
    desk.do("complete_task", task_id="Plants")
    [task] = [one for one in desk.store.tasks() if one.title == "Plants" and one.state == "open"]
    assert str(task.due) == "2026-11-22"
