"""Calendars on real servers, through a mirror: nothing lost, nothing overwritten, also offline."""

import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.servers.dav_servers import RunningServer, client_of, make_calendar, radicale, xandikos
from tests.tools.scheduling.conformance import MONDAY, WEEK, CalendarStoreConformance, an_event
from tools.errors import FinalError, PassingError, StaleError, StorageError
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore

LONDON = ZoneInfo("Europe/London")
SERVERS = {"radicale": radicale, "xandikos": xandikos}
DAY = timedelta(days=1)


@pytest.fixture(scope="module", params=SERVERS)
def running(request, tmp_path_factory) -> Iterator[RunningServer]:
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as server:
        yield server


@pytest.fixture
def server(running: RunningServer) -> RunningServer:
    """The server, with nothing in its calendar."""
    make_calendar(running.url)
    return running


def events_on(server: RunningServer) -> list[str]:
    with client_of(server.url) as client:
        [calendar] = client.principal().get_calendars()
        return [event.data for event in calendar.search(event=True)]


def a_store(
    server: RunningServer, root: Path, *, password: str = "secret", fresh_s: float = 0
) -> CalDavStore:
    remote = CalDavServer(server.url, "sam", password, timeout_s=60)
    return CalDavStore(root, remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=fresh_s)


@pytest.fixture
def store(server: RunningServer, tmp_path: Path) -> Iterator[CalDavStore]:
    made = a_store(server, tmp_path / "mine")
    made.sync()
    yield made
    made.close()


@pytest.fixture
def other(server: RunningServer, tmp_path: Path) -> Iterator[CalDavStore]:
    made = a_store(server, tmp_path / "other")
    made.sync()
    yield made
    made.close()


def titles(store: CalDavStore) -> list[str]:
    return [found.title for found in store.between(MONDAY, MONDAY + WEEK)]


class TestConformance(CalendarStoreConformance):
    """Every `CalendarStore` does the same; this one on a server."""


def test_what_one_writes_the_other_sees_and_the_server_has(store, other, server):
    store.create("personal", "u1.ics", an_event("Review"))
    assert titles(other) == ["Review"]
    assert "SUMMARY:Review" in events_on(server)[0]
    file = other.read("personal", "u1.ics")
    other.replace("personal", "u1.ics", an_event("Renamed"), etag=file.etag)
    assert titles(store) == ["Renamed"]
    other.delete("personal", "u1.ics", etag=other.read("personal", "u1.ics").etag)
    assert titles(store) == []


def test_a_change_made_against_an_old_version_is_refused_and_nothing_is_overwritten(store, other):
    store.create("personal", "u1.ics", an_event("Review"))
    old = other.read("personal", "u1.ics").etag
    other.comparisons.fresh_s = 3600
    store.replace("personal", "u1.ics", an_event("Mine"), etag=store.read("personal", "u1.ics").etag)
    with pytest.raises(StaleError, match="changed on the server"):
        other.replace("personal", "u1.ics", an_event("Yours"), etag=old)
    assert titles(store) == ["Mine"] and titles(other) == ["Mine"]


def test_an_event_that_is_there_already_is_not_overwritten_by_a_new_one(store, other):
    other.comparisons.fresh_s = 3600
    store.create("personal", "u1.ics", an_event("First"))
    assert not other.create("personal", "u1.ics", an_event("Second"))
    assert titles(store) == ["First"] and titles(other) == ["First"]


def test_what_another_program_changes_in_the_mirror_is_sent(store, other, tmp_path):
    store.create("personal", "u1.ics", an_event("Review"))
    store.create("personal", "u2.ics", an_event("Lunch", 12, uid="u2"))
    folder = tmp_path / "mine" / "personal"
    (folder / "u1.ics").write_bytes(an_event("Edited"))
    (folder / "u2.ics").unlink()
    (folder / "u3.ics").write_bytes(an_event("Added", 9, uid="u3"))
    outcome = store.sync()
    assert outcome.sent == 3 and outcome.conflicts == []
    assert titles(other) == ["Added", "Edited"]


def test_when_both_sides_change_one_event_nothing_is_lost_and_the_person_decides(store, other, tmp_path):
    store.create("personal", "u1.ics", an_event("Review"))
    assert titles(other) == ["Review"]
    other.replace("personal", "u1.ics", an_event("Theirs"), etag=other.read("personal", "u1.ics").etag)
    (tmp_path / "mine/personal/u1.ics").write_bytes(an_event("Mine"))
    assert titles(store) == ["Theirs"]
    [conflict] = store.conflicts()
    assert b"SUMMARY:Mine" in conflict.mine
    store.settle(conflict, mine=True)
    assert titles(store) == ["Mine"] and titles(other) == ["Mine"] and store.conflicts() == ()


@pytest.mark.parametrize("mine", [True, False])
def test_deleted_here_and_changed_there_is_a_conflict(store, other, tmp_path, mine):
    store.create("personal", "u1.ics", an_event("Review"))
    other.replace("personal", "u1.ics", an_event("Theirs"), etag=other.read("personal", "u1.ics").etag)
    (tmp_path / "mine/personal/u1.ics").unlink()
    store.sync()
    [conflict] = store.conflicts()
    assert conflict.mine is None and titles(store) == ["Theirs"]
    store.settle(conflict, mine=mine)
    assert titles(other) == ([] if mine else ["Theirs"])


def test_changed_here_and_deleted_there_keeps_what_was_here(store, other, tmp_path):
    store.create("personal", "u1.ics", an_event("Review"))
    other.delete("personal", "u1.ics", etag=other.read("personal", "u1.ics").etag)
    (tmp_path / "mine/personal/u1.ics").write_bytes(an_event("Mine"))
    store.sync()
    [conflict] = store.conflicts()
    assert titles(store) == []
    store.settle(conflict, mine=True)
    assert titles(other) == ["Mine"]


def test_a_sync_token_that_is_refused_means_comparing_everything(store, other):
    store.create("personal", "u1.ics", an_event("Review"))
    store.create("personal", "u2.ics", an_event("Lunch", 12, uid="u2"))
    assert len(titles(other)) == 2
    store.delete("personal", "u1.ics", etag=store.read("personal", "u1.ics").etag)
    other._status.set_token("personal", "http://example.org/ns/sync/forgotten")
    assert titles(other) == ["Lunch"]


def test_a_mirror_whose_files_were_all_removed_is_fetched_again_and_nothing_is_deleted(
    store, server, tmp_path
):
    for number in range(3):
        store.create("personal", f"u{number}.ics", an_event(f"Talk {number}", uid=f"u{number}"))
    store.sync()
    for path in (tmp_path / "mine").rglob("u?.ics"):
        path.unlink()
    store.sync()
    assert len(events_on(server)) == 3 == len(titles(store))


def test_without_the_server_the_mirror_answers_and_writing_says_it_is_tried_again(server, store):
    store.create("personal", "u1.ics", an_event("Review"))
    server.stop()
    try:
        assert titles(store) == ["Review"]
        with pytest.raises(PassingError, match="can't be reached"):
            store.create("personal", "u2.ics", an_event("Lunch", 12, uid="u2"))
        with pytest.raises(PassingError):
            store.refresh("personal", "u1.ics")
        with pytest.raises(PassingError):
            store.sync()
    finally:
        server.start()
    assert store.create("personal", "u2.ics", an_event("Lunch", 12, uid="u2"))
    assert titles(store) == ["Lunch", "Review"]


def test_a_first_mirror_that_was_cut_short_goes_on_where_it_stopped(server, store, tmp_path):
    for number in range(12):
        store.create("personal", f"u{number}.ics", an_event(f"Event {number}", uid=f"u{number}"))
    fresh = a_store(server, tmp_path / "fresh")

    class Stopped(BaseException):
        pass

    fetched = fresh._server.fetch

    def cut_short(url, names):
        for number, one in enumerate(fetched(url, names)):
            if number == 5:
                raise Stopped
            yield one

    fresh._server.fetch = cut_short
    with pytest.raises(Stopped):
        fresh.sync()
    fresh._server.fetch = fetched
    seen = []
    outcome = fresh.sync(lambda done, total: seen.append((done, total)))
    assert outcome.fetched == 7 and seen == [(7, 7)]
    assert len(titles(fresh)) == 12
    fresh.close()


def test_a_wrong_password_is_one_sentence(tmp_path):
    with radicale(tmp_path) as server:
        store = a_store(server, tmp_path / "home", password="wrong")
        with pytest.raises(FinalError, match="refuses the user name or the password"):
            store.sync()
        store.close()


def test_closing_does_not_wait_for_a_server_that_never_answers(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        remote = CalDavServer(f"http://127.0.0.1:{silent.getsockname()[1]}/", "sam", "secret", timeout_s=60)
        store = CalDavStore(tmp_path, remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=60)
        assert titles(store) == []
        waiting, _ = silent.accept()
        store.close()
        assert store.comparisons._background.is_alive()
        waiting.close()
    store.comparisons._background.join()
    store.close()


def test_a_full_disk_is_one_sentence_and_costs_nothing(store, other):
    for number in range(5):
        other.create("personal", f"u{number}.ics", an_event(f"Event {number}", uid=f"u{number}"))
    with full_disk(), pytest.raises(StorageError):
        store.sync()
    assert len(titles(store)) == 5 and len(titles(other)) == 5


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
