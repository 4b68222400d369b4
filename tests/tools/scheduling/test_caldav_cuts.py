"""The wire to a calendar server breaks in each phase of a comparison: nothing lost, nothing doubled."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.servers.cutting_proxy import CuttingProxy, cutting_proxy
from tests.servers.dav_servers import RunningServer
from tests.tools.scheduling.conformance import an_event
from tests.tools.scheduling.test_caldav_store import SERVERS, a_store, events_on, server, titles
from tools.errors import PassingError
from tools.scheduling.dav.store import CalDavStore

__all__ = ["server"]
ALL = 1 << 20
MOMENTS = {
    "before it was heard": (False, 0),
    "before the answer": (True, 0),
    "in the first line of the answer": (True, 7),
    "within the answer": (True, 450),
    "after the answer": (True, ALL),
}
"""Whether the server hears it, and how much of its answer gets through."""
READS = {"PROPFIND": b"PROPFIND ", "sync-collection": b"sync-collection", "multiget": b"calendar-multiget"}
WRITES = {"PUT": b"PUT ", "DELETE": b"DELETE "}


# Where the wire breaks is the same with each server: the second one is slower, and only a further example.
@pytest.fixture(scope="module", params=["radicale", pytest.param("xandikos", marks=pytest.mark.slow)])
def running(request, tmp_path_factory) -> Iterator[RunningServer]:
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as server:
        yield server


@pytest.fixture
def proxy(server: RunningServer) -> Iterator[CuttingProxy]:
    with cutting_proxy(int(server.url.rsplit(":", 1)[1].strip("/"))) as proxy:
        yield proxy


@pytest.fixture
def store(server: RunningServer, proxy: CuttingProxy, tmp_path: Path) -> Iterator[CalDavStore]:
    """A mirror over the wire that is cut, after a first comparison."""
    made = through(proxy, server, tmp_path)
    made.sync()
    yield made
    made.close()


def through(proxy: CuttingProxy, server: RunningServer, folder: Path) -> CalDavStore:
    return a_store(replace(server, url=f"http://127.0.0.1:{proxy.port}/"), folder / "mine")


@pytest.fixture
def other(server: RunningServer, tmp_path: Path) -> Iterator[CalDavStore]:
    """Somebody else's mirror, whose wire holds."""
    made = a_store(server, tmp_path / "other")
    made.sync()
    yield made
    made.close()


def attempt(store: CalDavStore) -> None:
    try:
        store.sync()
    except PassingError as error:
        assert "\n" not in error.message and "can't be reached" in error.message, error.message


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("phase", READS | WRITES)
def test_a_wire_that_breaks_in_any_phase_loses_and_doubles_nothing(
    server: RunningServer, proxy: CuttingProxy, store: CalDavStore, other: CalDavStore, tmp_path: Path,
    phase: str, moment: str,
) -> None:  # fmt: skip
    for number, title in enumerate(("Edited here", "Edited there", "Gone here", "Gone there"), start=1):
        other.create(
            "personal", f"u{number}.ics", an_event(f"{title}, at first", 8 + number, uid=f"u{number}")
        )
    store.sync()
    folder = tmp_path / "mine/personal"
    (folder / "u1.ics").write_bytes(an_event("Edited here", 9, uid="u1"))
    (folder / "u3.ics").unlink()
    (folder / "u5.ics").write_bytes(an_event("Made here", 13, uid="u5"))
    etag = other.read("personal", "u2.ics").etag
    other.replace("personal", "u2.ics", an_event("Edited there", 10, uid="u2"), etag=etag)
    other.delete("personal", "u4.ics", etag=other.read("personal", "u4.ics").etag)
    other.create("personal", "u6.ics", an_event("Made there", 14, uid="u6"))

    proxy.cut_at = (READS | WRITES)[phase]
    proxy.heard, proxy.through = MOMENTS[moment]
    if phase == "PROPFIND":
        # Calendars are asked for once: by the next process.
        store.close()
        store = through(proxy, server, tmp_path)
    attempt(store)
    assert proxy.cuts == 1, "the wire was not cut"
    for _ in range(2):
        store.sync()
    expected = ["Edited here", "Edited there", "Made here", "Made there"]
    assert sorted(titles(store)) == sorted(titles(other)) == expected
    summaries = [line for text in events_on(server) for line in text.splitlines() if "SUMMARY:" in line]
    assert sorted(summaries) == [f"SUMMARY:{title}" for title in expected]
    assert sorted(path.name for path in folder.glob("*.ics")) == ["u1.ics", "u2.ics", "u5.ics", "u6.ics"]
    assert store.conflicts() == ()
    store.close()
