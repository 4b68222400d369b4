"""Whose calendars are and what one may do with them, as servers tell it that no one here wrote."""

import base64
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.servers.dav_servers import PASSWORD, radicale
from tests.servers.davical import davical, what_is_missing
from tests.tools.scheduling.conformance import LONDON, an_event
from tools.errors import FinalError, StorageError
from tools.ics.files import Access
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore

SHARING = """
[sharing]
type = csv
collection_by_map = True
permit_create_map = True
[rights]
type = from_file
file = {rights}
"""
RIGHTS = """
[fixed]
user: sam
collection: sam/holidays(/.*)?
permissions: r
[own]
user: .+
collection: {user}(/.*)?
permissions: RrWw
[all]
user: .+
collection:
permissions: R
"""
HOLIDAYS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//pines//EN\r\nBEGIN:VEVENT\r\nUID:h1\r\n"
    b"DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261224\r\nSUMMARY:Pines closed\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)


def ask(method: str, url: str, body: str = "", user: str = "sam", **headers: str) -> None:
    """What another program of theirs says to the server."""
    word = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
    kind = "application/json" if body.startswith("{") else "application/xml; charset=utf-8"
    told = {"Authorization": f"Basic {word}", "Content-Type": kind, "Accept": kind, **headers}
    request = urllib.request.Request(url, method=method, data=body.encode() or None, headers=told)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        assert answer.status < 300


@contextmanager
def store_of(root: Path, url: str) -> Iterator[CalDavStore]:
    remote = CalDavServer(url, "sam", PASSWORD, timeout_s=60)
    store = CalDavStore(root, remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=float("inf"))
    try:
        store.sync()
        yield store
    finally:
        store.close()


def told(store: CalDavStore) -> dict[str, Access]:
    return {one.title: store.access(one.name) for one in store.calendars()}


def refused(store: CalDavStore, title: str) -> None:
    """What the store says of a calendar is what the server does."""
    [name] = [one.name for one in store.calendars() if one.title == title]
    with pytest.raises((FinalError, StorageError)):
        store.create(name, "new.ics", an_event("New", uid="new"))


def test_radicale_tells_what_its_rights_and_its_shares_allow(tmp_path: Path) -> None:
    rights = tmp_path / "rights"
    rights.write_text(RIGHTS)
    with radicale(tmp_path, more=SHARING.format(rights=rights)) as server:
        for name, user in (("team", "ana"), ("board", "ana")):
            ask("MKCALENDAR", f"{server.url}{user}/{name}/", user=user)
        for name, permissions in (("team", "r"), ("board", "rw")):
            share = {"PathMapped": f"/ana/{name}/", "PathOrToken": f"/sam/{name}/", "User": "sam"}
            given = {**share, "Permissions": permissions, "Enabled": True, "Hidden": False}
            ask("POST", f"{server.url}.sharing/v1/map/create", json.dumps(given), "ana")
            for act in ("enable", "unhide"):
                ask("POST", f"{server.url}.sharing/v1/map/{act}", json.dumps(share))
        # Made before its rights are looked at, as by an administrator.
        folder = tmp_path / "radicale" / "collection-root" / "sam" / "holidays"
        folder.mkdir(parents=True)
        (folder / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR", "D:displayname": "Holidays"}))
        with store_of(tmp_path / "home", server.url) as store:
            assert told(store) == {
                "Holidays": Access(writable=False, mine=True),
                "ana/board": Access(),
                "ana/team": Access(writable=False),
                "personal": Access(mine=True),
            }
            assert store.default_calendar == "personal", "and not the first that can be written"
            refused(store, "Holidays")
            refused(store, "ana/team")


@pytest.fixture
def pines() -> Iterator[str]:
    """A calendar on the web."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar")
            self.send_header("Content-Length", str(len(HOLIDAYS)))
            self.end_headers()
            self.wfile.write(HOLIDAYS)

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/pines.ics"
        server.shutdown()
        thread.join()


def granting(*privileges: str) -> str:
    each = "".join(f"<privilege><{name}/></privilege>" for name in privileges)
    principal = "<principal><href>/caldav.php/sam/</href></principal>"
    return f'<acl xmlns="DAV:"><ace>{principal}<grant>{each}</grant></ace></acl>'


def override(method: str, url: str, body: str, user: str = "sam") -> None:
    """PHP's own server takes no ACL and no BIND; DAViCal takes them so."""
    ask("POST", url, body, user, **{"X-HTTP-Method-Override": method})


@pytest.mark.slow
@pytest.mark.parametrize("known", [True, False])
def test_davical_tells_whose_a_calendar_is_and_what_is_fetched_from_elsewhere(
    tmp_path: Path, pines: str, known: bool
) -> None:
    if missing := what_is_missing():
        pytest.skip(f"{missing} not installed (Debian: davical php-cli php-pgsql php-xml php-curl)")
    with davical(tmp_path) as url:
        override("ACL", f"{url}ana/calendar/", granting("read", "read-current-user-privilege-set"), "ana")
        if known:
            override("ACL", f"{url}ana/", granting("read"), "ana")
        for name, source in (("team", "/caldav.php/ana/calendar/"), ("pines", pines)):
            bind = f'<bind xmlns="DAV:"><segment>{name}</segment><href>{source}</href></bind>'
            override("BIND", f"{url}sam/", bind)
        with store_of(tmp_path / "home", url) as store:
            assert told(store) == {
                "Ana Lima's calendar": Access(writable=False, owner="Ana Lima" if known else "ana"),
                "Sam Reed's calendar": Access(mine=True),
                "pines": Access(writable=False),
            }
            assert store.default_calendar == "Sam Reed-s calendar"
            refused(store, "Ana Lima's calendar")
            refused(store, "pines")
            december = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
            assert [one.title for one in store.between(*december)] == ["Pines closed"]
