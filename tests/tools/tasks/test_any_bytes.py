"""Any bytes as files with tasks: nothing raises, and a good task beside them is there and changes alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.scheduling.test_any_calendar_bytes import ENDS, FILES, LINES
from tests.tools.tasks.desk import Desk
from tests.tools.tasks.test_only_what_changes import ODD
from tools.errors import AssistantError
from tools.ics.document import Document, is_left

GOOD = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:good\r\nSUMMARY:Good\r\nDUE;VALUE=DATE:20261124\r\nEND:VTODO\r\n"
    b"END:VCALENDAR\r\n"
)
OF_TASKS = st.sampled_from(
    [
        *(line.encode() for line in ODD.splitlines()),
        b"BEGIN:VTODO",
        b"END:VTODO",
        b"DUE:20261124T100000",
        b"DUE:99991231T235959Z",
        b"DURATION:P99999W",
        b"COMPLETED:20261101T000000Z",
        b"STATUS:COMPLETED",
        b"PERCENT-COMPLETE:100000000000",
        b"PRIORITY:-1",
        b"RELATED-TO:a",
        b"TRIGGER;VALUE=DATE-TIME:00010101T000000Z",
        b"TRIGGER:99991231T235959Z",
    ]
)
TASKS = FILES | st.tuples(st.lists(OF_TASKS | LINES | st.binary(max_size=12), max_size=30), ENDS).map(
    lambda parts: parts[1].join([b"BEGIN:VCALENDAR", b"BEGIN:VTODO", *parts[0]])
)
SLOW = list(HealthCheck)


@given(TASKS)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_a_good_task_beside_any_bytes_is_there_and_changes_alone(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
):
    desk = Desk(tmp_path_factory.mktemp("home"))
    path = desk.folder / "personal" / "mixed.ics"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = data if data.endswith(b"\n") or not data else data + b"\r\n"
    path.write_bytes(before + GOOD)
    [good] = [task for task in desk.store.tasks() if task.uid == "good"]
    desk.do("update_task", task_id=good.id, title="Better", due="2026-11-25")
    assert path.read_bytes().startswith(before) and b"SUMMARY:Better" in path.read_bytes()
    desk.do("delete_task", task_id=good.id)
    assert path.read_bytes() == before if path.exists() else not is_left(Document(before))


@given(TASKS)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_what_is_shown_of_any_bytes_changes_and_comes_back_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
):
    desk = Desk(tmp_path_factory.mktemp("home"))
    path = desk.folder / "personal" / "theirs.ics"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    for task in desk.store.tasks()[:3]:
        for tool, wish in (
            ("update_task", {"title": "Other"}),
            ("update_task", {"due": "2026-11-25"}),
            ("complete_task", {}),
            ("delete_task", {}),
        ):
            try:
                plan = desk.plan(tool, task_id=task.id, **wish)
            except AssistantError as refused:
                assert refused.message
                continue
            intent, receipt = desk.carry_out(plan)
            desk.executor.undo(intent, receipt)
            assert path.read_bytes() == data
