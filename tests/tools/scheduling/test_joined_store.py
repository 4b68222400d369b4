"""Calendars of servers and of none are one store, on one folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers.dav_servers import RunningServer, make_calendar, radicale
from tests.tools.scheduling.conformance import LONDON, MONDAY, WEEK, CalendarStoreConformance, an_event
from tools.scheduling.dav.joined_store import JoinedStore
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore
from tools.scheduling.vdir_store import VdirStore


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[RunningServer]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def server(running: RunningServer) -> RunningServer:
    make_calendar(running.url)
    return running


def joined(server: RunningServer, root: Path) -> tuple[JoinedStore, CalDavStore, VdirStore]:
    local = VdirStore(root, LONDON)
    remote = CalDavServer(server.url, "sam", "secret", timeout_s=60)
    mirror = CalDavStore(
        root, remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=0, account="sam", local=local
    )
    return JoinedStore(local, [mirror]), mirror, local


@pytest.fixture
def store(server: RunningServer, tmp_path: Path) -> Iterator[JoinedStore]:
    made, mirror, _ = joined(server, tmp_path)
    mirror.sync()
    yield made
    made.close()


class TestConformance(CalendarStoreConformance):
    """Every `CalendarStore` does the same; this one in part on a server."""


def test_a_calendar_of_this_machine_stays_on_it(server: RunningServer, tmp_path: Path):
    (tmp_path / "personal").mkdir()
    (tmp_path / "personal" / "u1.ics").write_bytes(an_event("Private"))
    store, mirror, _ = joined(server, tmp_path)
    mirror.sync()
    assert [calendar.name for calendar in store.calendars()] == ["personal", "personal 2"]
    assert [calendar.title for calendar in store.calendars()] == ["personal", "personal 2"]
    assert store.default_calendar == "personal 2"
    store.create("personal", "u2.ics", an_event("Private too", 9, uid="u2"))
    store.create("personal 2", "u3.ics", an_event("Shared", 11, uid="u3"))
    found = [(one.title, one.calendar) for one in store.between(MONDAY, MONDAY + WEEK)]
    assert found == [("Private too", "personal"), ("Shared", "personal 2"), ("Private", "personal")]
    [linked] = mirror.linked
    remote = CalDavServer(server.url, "sam", "secret", timeout_s=60)
    assert set(remote.changes(linked.url, "").changed) == {"u3.ics"}
    remote.close()
    store.close()
    mirror.close()


def test_an_empty_calendar_of_a_new_home_is_not_shown_beside_those_of_a_server(store: JoinedStore):
    assert [calendar.name for calendar in store.calendars()] == ["personal"]
    assert store.default_calendar == "personal"
