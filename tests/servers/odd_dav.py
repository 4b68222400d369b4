"""A calendar server on loopback with the habits that a test asks for."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
HOME = "/dav/"


@dataclass
class OddServer:
    """What it has and how it behaves; all may be changed while it runs."""

    calendars: dict[str, dict[str, bytes]] = field(default_factory=lambda: {"work": {}})
    """By the last part of its address: file, as it stands in an address, to content."""
    etags: str = "strong"
    """`strong`, `weak` or `none`."""
    sync: int = 207
    """What it answers to sync-collection; with anything but 207 there is none."""
    privileges: tuple[str, ...] | None = None
    """What it says that one may do; None: it doesn't say it."""
    told: str = ""
    """Further properties of every calendar, as XML; `s:` is Apple's namespace, `n:` Nextcloud's."""
    told_of: dict[str, str] = field(default_factory=dict)
    """Likewise of one calendar, by its name."""
    names: dict[str, str] = field(default_factory=dict)
    """What people are called whose address begins `/people/`, by the rest of it."""
    refusal: int = 0
    """What it answers to PUT and DELETE."""
    withheld: frozenset[str] = frozenset()
    """Listed, and 404 when they are asked for."""
    broken: frozenset[str] = frozenset()
    """The calendars that it fails to tell of."""
    exact: bool = False
    """Whether it has nothing at an address that is written in another way than it lists it."""
    before: bytes = b""
    """What stands before the XML of its answers."""
    slash: str = "/"
    """What the addresses of calendars end with."""
    times: int = 1
    """So often it lists each calendar."""
    phrases: bool = True
    """Whether its status line says in words what the number means."""
    page: bytes = b""
    """What it answers to everything, as a network does that wants a login first."""
    written: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Method, file and content of what it has taken."""
    url: str = ""

    def etag(self, content: bytes) -> str:
        digest = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        return {"strong": digest, "weak": f"W/{digest}", "none": ""}[self.etags]


@contextmanager
def odd_server(**habits: object) -> Iterator[OddServer]:
    odd = OddServer(**habits)  # type: ignore[arg-type]
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"odd": odd}))
    odd.url = f"http://127.0.0.1:{server.server_port}{HOME}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield odd
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    odd: OddServer

    def log_message(self, *args: object) -> None:
        pass

    def do_OPTIONS(self) -> None:
        self._body()
        self._answer(200, b"", DAV="1, 3, calendar-access")

    def do_PROPFIND(self) -> None:
        body = self._body()
        calendar = self._calendar()
        if person := self.odd.names.get(self.path.removeprefix("/people/").rstrip("/")):
            kind = "<d:resourcetype><d:collection/><d:principal/></d:resourcetype>"
            self._multistatus([_told(self.path, f"<d:displayname>{escape(person)}</d:displayname>{kind}")])
        elif self.path.startswith("/people/"):
            self._answer(404, b"")
        elif self.path.startswith("/fetched/"):
            self._multistatus(
                [_told(self.path, "<d:displayname>/fetched/1</d:displayname><d:resourcetype/>")]
            )
        elif calendar is None:
            props = f"<d:current-user-principal><d:href>{HOME}</d:href></d:current-user-principal>"
            props += f"<c:calendar-home-set><d:href>{HOME}</d:href></c:calendar-home-set>"
            found = [_told(HOME, props + "<d:resourcetype><d:collection/></d:resourcetype>")]
            if self.headers.get("Depth") == "1":
                found += [self._told_of(name) for name in self.odd.calendars] * self.odd.times
            self._multistatus(found)
        elif calendar in self.odd.broken:
            self._answer(500, b"")
        else:
            files = self.odd.calendars[calendar] if self.headers.get("Depth") == "1" else {}
            self._multistatus([self._told_of(calendar), *self._listed(calendar, files)] if body else [])

    def do_REPORT(self) -> None:
        asked = ElementTree.fromstring(self._body())
        calendar = self._calendar() or ""
        files = self.odd.calendars[calendar]
        if calendar in self.odd.broken:
            self._answer(500, b"")
        elif asked.tag == f"{DAV}sync-collection":
            if self.odd.sync != 207:
                self._answer(self.odd.sync, b"")
                return
            token = "<d:sync-token>http://example.com/1</d:sync-token>"
            self._multistatus([*self._listed(calendar, files), token])
        else:
            self._multistatus([self._given(calendar, one.text or "") for one in asked.iter(f"{DAV}href")])

    def do_GET(self) -> None:
        self._body()
        content = self._files().get(self._name())
        kind = {"Content-Type": "text/calendar"}
        self._answer(404, b"") if content is None else self._answer(200, content, **kind)

    def do_PUT(self) -> None:
        content, name, files = self._body(), self._name(), self._files()
        if self._is_refused(name, files):
            return
        files[name] = content
        self.odd.written.append(("PUT", name, content))
        etag = self.odd.etag(content)
        self._answer(201, b"", **({"ETag": etag} if etag else {}))

    def do_DELETE(self) -> None:
        self._body()
        name, files = self._name(), self._files()
        if self._is_refused(name, files):
            return
        del files[name]
        self.odd.written.append(("DELETE", name, b""))
        self._answer(204, b"")

    def _is_refused(self, name: str, files: dict[str, bytes]) -> bool:
        match, none_match = self.headers.get("If-Match"), self.headers.get("If-None-Match")
        status = self.odd.refusal
        if not status and none_match and name in files:
            status = 412
        if not status and match is not None:
            strong = match and not match.startswith("W/")
            status = 0 if strong and name in files and match == self.odd.etag(files[name]) else 412
        if status:
            self._answer(status, b"")
        return bool(status)

    def _calendar(self) -> str | None:
        parts = urlsplit(self.path).path.removeprefix(HOME).split("/")
        return parts[0] if parts[0] in self.odd.calendars else None

    def _name(self) -> str:
        """The file as its address has it; one that is written in another way is the same."""
        asked = urlsplit(self.path).path.rpartition("/")[2]
        if self.odd.exact:
            return asked
        return next((name for name in self._files() if unquote(name) == unquote(asked)), asked)

    def _files(self) -> dict[str, bytes]:
        return self.odd.calendars[self._calendar() or ""]

    def _told_of(self, calendar: str) -> str:
        props = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
        props += f"<d:displayname>{calendar.title()}</d:displayname>"
        props += self.odd.told + self.odd.told_of.get(calendar, "")
        if self.odd.privileges is not None:
            each = "".join(f"<d:privilege><d:{name}/></d:privilege>" for name in self.odd.privileges)
            props += f"<d:current-user-privilege-set>{each}</d:current-user-privilege-set>"
        return _told(f"{HOME}{calendar}{self.odd.slash}", props)

    def _listed(self, calendar: str, files: dict[str, bytes]) -> list[str]:
        return [
            _told(f"{HOME}{calendar}/{name}", f"<d:getetag>{escape(self.odd.etag(content))}</d:getetag>")
            for name, content in files.items()
        ]

    def _given(self, calendar: str, href: str) -> str:
        files = self.odd.calendars[calendar]
        asked = href.rpartition("/")[2]
        name = next((name for name in files if unquote(name) == unquote(asked)), None)
        if self.odd.exact and name != asked:
            name = None
        if name is None or name in self.odd.withheld:
            status = "<d:status>HTTP/1.1 404 Not Found</d:status>"
            return f"<d:response><d:href>{escape(href)}</d:href>{status}</d:response>"
        content = escape(files[name].decode("utf-8", "replace"))
        props = f"<d:getetag>{escape(self.odd.etag(files[name]))}</d:getetag>"
        return _told(f"{HOME}{calendar}/{name}", f"{props}<c:calendar-data>{content}</c:calendar-data>")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _multistatus(self, parts: list[str]) -> None:
        names = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
        names += ' xmlns:s="http://calendarserver.org/ns/" xmlns:n="http://nextcloud.com/ns"'
        text = f'<?xml version="1.0"?><d:multistatus {names}>{"".join(parts)}</d:multistatus>'
        if not self.odd.phrases:
            text = re.sub(r"(<d:status>HTTP/1.1 \d+)[ \w]+", r"\1", text)
        self._answer(
            207, self.odd.before + text.encode(), **{"Content-Type": "application/xml; charset=utf-8"}
        )

    def _answer(self, status: int, content: bytes, **headers: str) -> None:
        if self.odd.page:
            status, content, headers = 200, self.odd.page, {"Content-Type": "text/html"}
        self.send_response(status)
        if not self.odd.phrases:
            self._headers_buffer[0] = f"{self.protocol_version} {status}\r\n".encode()
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _told(href: str, props: str) -> str:
    return (
        f"<d:response><d:href>{escape(href)}</d:href><d:propstat><d:prop>{props}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )
