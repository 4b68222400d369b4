"""Tasks on real CalDAV servers: written there first, and what other clients write there is seen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers.dav_servers import RunningServer, client_of, make_calendar, radicale, xandikos
from tests.tools.tasks.desk import LONDON, Desk
from tools.errors import PassingError, StaleError
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore
from tools.tasks.task import DONE

SERVERS = {"radicale": radicale, "xandikos": xandikos}
OTHERS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Nextcloud Tasks v0.16.1\r\nBEGIN:VTODO\r\nUID:8f1c\r\n"
    "CREATED:20261118T100000\r\nLAST-MODIFIED:20261118T100000\r\nDTSTAMP:20261118T100000\r\n"
    "SUMMARY:Buy paint\r\nDUE:20261121T170000\r\nPRIORITY:1\r\nPERCENT-COMPLETE:20\r\nSTATUS:IN-PROCESS\r\n"
    "X-APPLE-SORT-ORDER:7\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(scope="module", params=SERVERS)
def running(request, tmp_path_factory) -> Iterator[RunningServer]:
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as server:
        yield server


@pytest.fixture
def desk(running: RunningServer, tmp_path: Path) -> Iterator[Desk]:
    make_calendar(running.url)
    root = tmp_path / "calendar"
    remote = CalDavServer(running.url, "sam", "secret", timeout_s=60)
    store = CalDavStore(root, remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=0)
    store.sync()
    yield Desk(root, files=store)
    store.close()


def there(server: RunningServer) -> list[str]:
    with client_of(server.url) as client:
        calendars = client.principal().get_calendars()
        found = [task for calendar in calendars for task in calendar.get_todos(include_completed=True)]
        return [task.data.replace("\r\n", "\n") for task in found]


def test_a_task_is_on_the_server_and_done_there_when_it_is_done_here(desk: Desk, running):
    id = desk.create("Call the bank", due="2026-11-24T17:00", priority="high")
    (found,) = there(running)
    assert "SUMMARY:Call the bank" in found
    assert "DUE;TZID=Europe/London:20261124T170000" in found
    desk.do("complete_task", task_id=id)
    assert "STATUS:COMPLETED" in there(running)[0]
    desk.do("delete_task", task_id=id)
    assert there(running) == []


def test_what_another_client_writes_is_listed_and_keeps_its_own_lines(desk: Desk, running):
    with client_of(running.url) as client:
        client.principal().get_calendars()[0].save_todo(OTHERS)
    (task,) = desk.ask()["tasks"]
    assert (task["title"], task["due"], task["priority"], task["percent"]) == (
        "Buy paint", "2026-11-21T17:00:00+00:00", "high", 20,
    )  # fmt: skip
    desk.do("complete_task", task_id=task["id"])
    (found,) = there(running)
    assert "X-APPLE-SORT-ORDER:7" in found
    assert "STATUS:COMPLETED" in found
    assert desk.task(task["id"]).state == DONE


def test_undo_puts_back_what_was_there(desk: Desk, running):
    id = desk.create("Call the bank")
    intent, receipt = desk.carry_out(desk.plan("update_task", task_id=id, title="Call the tax office"))
    assert desk.executor.find(intent) == receipt
    desk.executor.undo(intent, receipt)
    assert "SUMMARY:Call the bank" in there(running)[0]


def test_what_was_changed_on_the_server_meanwhile_is_left_alone(desk: Desk, running):
    id = desk.create("Call the bank")
    plan = desk.plan("complete_task", task_id=id)
    with client_of(running.url) as client:
        (task,) = client.principal().get_calendars()[0].get_todos()
        task.data = task.data.replace("Call the bank", "Call them")
        task.save()
    with pytest.raises(StaleError):
        desk.carry_out(plan)
    assert "SUMMARY:Call them" in there(running)[0]


def test_a_server_that_is_away_is_tried_later(desk: Desk, running):
    plan = desk.plan("create_task", title="Call the bank")
    running.stop()
    try:
        with pytest.raises(PassingError):
            desk.carry_out(plan)
    finally:
        running.start()
    desk.carry_out(plan)
    assert len(there(running)) == 1
