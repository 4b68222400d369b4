"""What a CalDAV server is asked, and what its refusals mean."""

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from caldav.collection import Calendar as Collection
from caldav.davclient import DAVClient
from caldav.elements import cdav, dav
from caldav.lib import error as dav_error
from caldav.lib.url import URL
from niquests import exceptions as http
from niquests.auth import AuthBase

from tools.errors import FinalError, PassingError
from tools.scheduling.availability import Slot
from tools.scheduling.dav.free_busy import asking, told
from tools.scheduling.dav.remote import Changes, RemoteCalendar, TokenRefusedError

AT_ONCE = 100
"""Events that are fetched with one request."""
PATIENCE = 10
"""So many times longer than anything else the list of a whole calendar may take."""
CONTENT_TYPE = {"Content-Type": "text/calendar; charset=utf-8"}
PASSING = frozenset({408, 423, 425, 429, 500, 502, 503, 504})


class CalDavServer:
    """A CalDAV server, spoken to with the `caldav` library; TLS certificates are always checked.

    `token` gives an access token, for servers that take one in the place of a password. `ca_file`
    names certificates that are trusted in the place of the system's.
    """

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        *,
        token: Callable[[], str] | None = None,
        ca_file: str = "",
        timeout_s: float = 30,
    ) -> None:
        parts = urlsplit(url)
        self.destination = f"caldav:{parts.hostname}"
        self._host = parts.hostname or url
        self._outbox: str | None = None
        # Any: as with `_collection`.
        self._client: Any = DAVClient(
            url,
            username=username,
            password=password,
            auth=Bearer(token) if token else None,
            timeout=int(timeout_s),
            ssl_verify_cert=ca_file or True,
            enable_rfc6764=False,
        )

    def calendars(self) -> tuple[RemoteCalendar, ...]:
        with self._explained():
            principal = self._client.principal()
            found = principal.get_calendars()
            return tuple(
                RemoteCalendar(
                    str(one.url), str(one.get_display_name() or _name_of(str(one.url).rstrip("/")))
                )
                for one in found
                if "VEVENT" in (one.get_supported_components() or ["VEVENT"])
            )

    def invites(self) -> bool:
        with self._explained():
            return bool(self._client.check_scheduling_support())

    def busy(self, organizer: str, guests: Sequence[str], span: Slot) -> Mapping[str, tuple[Slot, ...]]:
        with self._explained():
            if self._outbox is None:
                # Servers without scheduling have none.
                home = self._client.principal().get_property(cdav.ScheduleOutboxURL())
                self._outbox = urljoin(str(self._client.url), str(home)) if home else ""
            if not self._outbox:
                return {}
            asked = asking(organizer, guests, span).decode()
            response = self._client.request(self._outbox, "POST", asked, CONTENT_TYPE)
        if response.status >= 400:
            return {}
        try:
            return told(str(response.raw).encode())
        except ValueError:
            return {}

    def close(self) -> None:
        self._client.close()

    def make_calendar(self, title: str) -> None:
        with self._explained():
            principal = self._client.principal()
            principal.make_calendar(name=title, supported_calendar_component_set=["VEVENT"])

    def changes(self, url: str, token: str) -> Changes:
        with self._explained(), self._patient(not token):
            try:
                found = self._collection(url).get_objects_by_sync_token(token or None, disable_fallback=True)
            except (dav_error.ReportError, dav_error.AuthorizationError) as error:
                if token:
                    raise TokenRefusedError(str(error)) from error
                return self._listing(url)
        gone = {_name_of(str(one)) for one in found.deleted_urls}
        changed = {_name_of(str(one.url)): str(one.props.get(dav.GetEtag.tag) or "") for one in found}
        return Changes(
            {name: etag for name, etag in changed.items() if name and name not in gone},
            frozenset(gone),
            str(found.sync_token or ""),
            whole=not token,
        )

    def fetch(self, url: str, names: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        collection = self._collection(url)
        wanted = list(names)
        for first in range(0, len(wanted), AT_ONCE):
            urls = [URL(_address(url, name)) for name in wanted[first : first + AT_ONCE]]
            with self._explained():
                objects = collection.multiget(urls)
            for one in objects:
                if one.data:
                    etag = str(one.props.get(dav.GetEtag.tag) or "")
                    yield _name_of(str(one.url)), etag, _with_crlf(str(one.data))

    def put(self, url: str, name: str, data: bytes, etag: str | None) -> str | None:
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": etag}
        response = self._write("PUT", url, name, data.decode(), CONTENT_TYPE | condition)
        if response is None:
            return None
        return str(response.headers.get("ETag") or "")

    def delete(self, url: str, name: str, etag: str) -> bool:
        return self._write("DELETE", url, name, "", {"If-Match": etag}) is not None

    def _write(self, method: str, url: str, name: str, body: str, headers: Mapping[str, str]) -> Any:
        """The response; None when the condition in `headers` does not hold."""
        target = _address(url, name)
        with self._explained(writing=True):
            response = self._client.request(target, method, body, headers)
        if response.status in (404, 409, 412) and ("If-Match" in headers or response.status != 409):
            return None
        if response.status in PASSING:
            raise PassingError(
                f"the calendar server {self._host} answers {response.status}; it is tried again",
                uncertain=True,
            )
        if response.status >= 400:
            raise FinalError(f"the calendar server {self._host} refuses this ({response.status})")
        return response

    def _listing(self, url: str) -> Changes:
        """Names and ETags of all there is, from a server without sync-collection."""
        response = self._client.propfind(
            url, '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>', depth=1
        )
        found = {
            _name_of(one.href): str(one.properties.get(dav.GetEtag.tag) or "") for one in response.results
        }
        return Changes({name: etag for name, etag in found.items() if name}, frozenset(), "", whole=True)

    def _collection(self, url: str) -> Any:
        # Any: the library types each method as a value or a coroutine, by the kind of client.
        return Collection(client=self._client, url=url)

    @contextmanager
    def _patient(self, patient: bool) -> Iterator[None]:
        """Some servers read every event before they list the first one."""
        usual = self._client.timeout
        self._client.timeout = usual * PATIENCE if patient else usual
        try:
            yield
        finally:
            self._client.timeout = usual

    @contextmanager
    def _explained(self, *, writing: bool = False) -> Iterator[None]:
        """What the library raises as our own errors; what was being written may have arrived all the same."""
        try:
            yield
        except (http.SSLError, ssl.SSLError) as error:
            raise FinalError(
                f"the certificate of {self._host} can't be trusted, nothing was sent to it ({_first(error)})"
            ) from error
        except (http.RequestException, OSError) as error:
            raise PassingError(
                f"the calendar server {self._host} can't be reached; "
                "what is approved is sent when it is back",
                uncertain=writing,
            ) from error
        except dav_error.AuthorizationError as error:
            raise FinalError(
                f"the calendar server {self._host} refuses the user name or the password; "
                "check them with: assistant connect"
            ) from error
        except dav_error.DAVError as error:
            raise PassingError(
                f"the calendar server {self._host} answers with an error ({_first(error)})",
                uncertain=writing,
            ) from error


class Bearer(AuthBase):
    """Gives each request the token that is good at that moment."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token()}"
        return request


def _name_of(url: str) -> str:
    """The last part of an address; empty for that of a collection."""
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])


def _address(url: str, name: str) -> str:
    return urljoin(url, quote(name))


def _with_crlf(text: str) -> bytes:
    """As RFC 5545 wants lines to end; the library gives them with \\n alone."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
