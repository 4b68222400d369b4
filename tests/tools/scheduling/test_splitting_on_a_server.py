"""A series is split, ended and taken to another calendar on a real server, and put back there by one undo."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers.dav_servers import RunningServer, client_of, make_calendar, radicale
from tests.tools.scheduling.desk import LONDON, Desk
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore
from tools.scheduling.executor import EventExecutor

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    (tmp_path / "radicale").mkdir()
    with radicale(tmp_path / "radicale") as running:
        make_calendar(running.url)
        yield running


@pytest.fixture
def desk(server: RunningServer, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    remote = CalDavServer(server.url, "sam", "secret", timeout_s=60)
    store = CalDavStore(tmp_path / "mirror", remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=0)
    store.sync()
    desk.store, desk.executor = store, EventExecutor(store)  # type: ignore[assignment]
    desk.tools = desk.tools_with()
    yield desk
    store.close()


def on(server: RunningServer) -> list[str]:
    """What the server has, whole."""
    with client_of(server.url) as client:
        return sorted(
            event.data.replace("\r\n", "\n")
            for calendar in client.principal().get_calendars()
            for event in calendar.search(event=True)
        )


def test_both_parts_are_on_the_server_and_one_undo_puts_it_back(desk: Desk, server: RunningServer) -> None:
    event = desk.create("Sync", "2026-11-24T09:00", recurrence="weekly")
    former = on(server)
    plan = desk.plan(UPDATE, event_id=event, occurrence="following 2026-12-08", start_time="10am")
    intent, receipt = desk.carry_out(plan)
    ended, rest = sorted(on(server), key=lambda text: "RELTYPE=FIRST" in text)
    assert "UNTIL=20261201T090000Z" in ended and "UID:key0@assistant" in ended
    assert "UID:key1@assistant" in rest and "DTSTART;TZID=Europe/London:20261208T100000" in rest
    assert desk.executor_of(plan).find(intent) is not None
    desk.executor_of(plan).undo(intent, receipt)
    assert on(server) == former


def test_a_series_is_ended_on_the_server(desk: Desk, server: RunningServer) -> None:
    event = desk.create("Sync", "2026-11-24T09:00", recurrence="weekly")
    desk.do(CANCEL, event_id=event, occurrence="following 2026-12-08")
    (left,) = on(server)
    assert "UNTIL=20261201T090000Z" in left
