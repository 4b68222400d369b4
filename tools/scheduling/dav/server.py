"""What a CalDAV server is asked, and what its refusals mean."""

import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from caldav.davclient import DAVClient
from caldav.elements import cdav
from caldav.lib import error as dav_error
from lxml.etree import XMLSyntaxError
from niquests import exceptions as http
from niquests.auth import AuthBase

from tools.errors import FinalError, PassingError
from tools.ics.files import Access
from tools.redaction import REDACTION
from tools.scheduling.availability import Slot
from tools.scheduling.dav.calendar_access import ACCESS, CACHED_SUBSCRIPTIONS, NAMED, access_of, may_write
from tools.scheduling.dav.free_busy import asking, told
from tools.scheduling.dav.multistatus import (
    ALLOWED,
    FETCHED,
    LISTED,
    Answer,
    addresses_of,
    name_of,
    read_answer,
)
from tools.scheduling.dav.remote import (
    Changes,
    ReadOnlyError,
    RemoteCalendar,
    TokenRefusedError,
    UnclearAnswerError,
)

AT_ONCE = 100
"""Events that are fetched with one request."""
PATIENCE = 10
"""So many times longer than anything else the list of a whole calendar may take."""
CONTENT_TYPE = {"Content-Type": "text/calendar; charset=utf-8"}
PASSING = frozenset({408, 423, 425, 429, 500, 502, 503, 504})
UNAUTHORIZED, FORBIDDEN = 401, 403
GONE = (404, 410)
BARE_STATUS = re.compile(rb"(>\s*HTTP/\d(?:\.\d)? \d{3})\s*(?=</(?:[\w-]+:)?status>)")
UNFIT = (AttributeError, KeyError, IndexError, TypeError, ValueError, AssertionError)
"""What the library raises on one or another answer that isn't as it expects."""


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
        self._spelled: dict[tuple[str, str], str] = {}
        """By calendar and name, the address at which a file was found that not every spelling leads to."""
        # Any: the library types each method as a value or a coroutine, by the kind of client.
        self._client: Any = DAVClient(
            url,
            username=username,
            password=password,
            auth=Bearer(token) if token else None,
            huge_tree=True,
            headers=CACHED_SUBSCRIPTIONS,
            timeout=int(timeout_s),
            ssl_verify_cert=ca_file or True,
            enable_rfc6764=False,
        )
        self._client.session.hooks["response"] = [_with_reasons]

    def calendars(self) -> tuple[RemoteCalendar, ...]:
        """The calendars with events that the account has there.

        Raises:
            UnclearAnswerError: it is no calendar server, or doesn't say where its calendars are.
        """
        # What is no calendar server at all says so here, and not by whatever the library stumbles over
        self._asked(str(self._client.url), "PROPFIND", ALLOWED, "0")
        with self._explained():
            try:
                found = list(self._client.principal().get_calendars())
            except UNFIT as error:
                raise UnclearAnswerError(f"{self._host} doesn't say where its calendars are") from error
            calendars = (self._calendar(one) for one in found)
            # some list one twice
            return tuple({calendar.url: calendar for calendar in calendars if calendar}.values())

    def _calendar(self, one: Any) -> RemoteCalendar | None:
        """A calendar of the library; None for one without events."""
        url = f"{str(one.url).rstrip('/')}/"  # what is in it is named behind the slash
        try:
            if "VEVENT" not in (one.get_supported_components() or ["VEVENT"]):
                return None
            title = str(one.get_display_name() or "")
        except (dav_error.DAVError, *UNFIT) as error:
            if isinstance(error, dav_error.AuthorizationError) and error.status == UNAUTHORIZED:
                raise
            title = ""
        try:
            access = access_of(self._asked(url, "PROPFIND", ACCESS, "0"), self._owner)
        except UnclearAnswerError:
            access = Access()
        return RemoteCalendar(url, title or name_of(url.rstrip("/")), access)

    def _owner(self, principal: str) -> Answer | None:
        """What the address of whose this calendar is answers; None where it doesn't."""
        try:
            return self._asked(urljoin(str(self._client.url), principal), "PROPFIND", NAMED, "0")
        except UnclearAnswerError:
            return None

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
        """
        Raises:
            TokenRefusedError: everything has to be compared, without a token.
            DeliveryError: the server can't be reached, or refuses.
        """
        changed: dict[str, str] = {}
        gone: set[str] = set()
        with self._patient(not token):
            after, more = token, True
            while more:
                answer = self._report(url, LISTED.format(kind="sync-collection", token=_sync(after)))
                if answer is None or (answer.more and answer.token in ("", after)):
                    if token:
                        raise TokenRefusedError(f"{self._host} doesn't take the token")
                    return self._listing(url)
                for one in answer.resources:
                    if one.status == 404:
                        gone.add(one.name)
                    elif one.is_event:
                        changed[one.name] = one.etag
                after, more = answer.token, answer.more
        gone -= {"", *changed}
        return Changes(changed, frozenset(gone), after, whole=not token)

    def fetch(self, url: str, names: Iterable[str]) -> Iterator[tuple[str, str, bytes | None]]:
        wanted = list(names)
        for first in range(0, len(wanted), AT_ONCE):
            yield from self._fetched(url, wanted[first : first + AT_ONCE])

    def put(self, url: str, name: str, data: bytes, etag: str | None) -> str | None:
        """
        Raises:
            FinalError: `data` is no UTF-8, or the server refuses it.
            PassingError: the server can't be reached.
        """
        try:
            data.decode()
        except UnicodeDecodeError:
            raise FinalError("it isn't UTF-8, which servers want; nothing was sent") from None
        response = self._write("PUT", url, name, data, etag)
        return None if response is None else str(response.headers.get("ETag") or "")

    def delete(self, url: str, name: str, etag: str) -> bool:
        return self._write("DELETE", url, name, b"", etag) is not None

    def _fetched(self, url: str, names: Sequence[str]) -> Iterator[tuple[str, str, bytes | None]]:
        """Those of `names` that are there; one that spoils an answer for all is asked for on its own."""
        hrefs = "".join(
            f"<d:href>{escape(urlsplit(self._addresses(url, name)[0]).path)}</d:href>" for name in names
        )
        try:
            answer = self._report(url, FETCHED.format(hrefs=hrefs))
        except UnclearAnswerError:
            # of a network that wants a login first, this raises as well
            self._asked(url, "PROPFIND", ALLOWED, "0")
            if len(names) > 1:
                yield from self._fetched(url, names[: len(names) // 2])
                yield from self._fetched(url, names[len(names) // 2 :])
                return
            answer = None
        left = dict.fromkeys(names)
        # some write an address in another way than they were asked in
        alike = {name.casefold(): name for name in names}
        for one in answer.resources if answer else ():
            name = one.name if one.name in left else alike.get(one.name.casefold())
            if name in left and one.data:
                del left[name]
                yield name, one.etag, with_crlf(one.data)
            elif name in left and one.status in GONE and len(self._addresses(url, name)) == 1:
                del left[name]
        for name in left:
            yield from self._got(url, name)

    def _got(self, url: str, name: str) -> Iterator[tuple[str, str, bytes | None]]:
        """One file, asked for by itself, in every spelling until it is there."""
        response: Any = None
        with self._explained():
            try:
                for address in self._addresses(url, name):
                    response = self._client.request(address, "GET")
                    if response.status not in GONE:
                        self._spelled[url, name] = address
                        break
            except dav_error.AuthorizationError as error:
                if error.status == UNAUTHORIZED:
                    raise
                yield name, "", None
                return
            except (XMLSyntaxError, UnicodeDecodeError):
                yield name, "", None
                return
        if response.status in GONE:
            return
        try:
            data = response.raw.encode()
        except UnicodeDecodeError:
            data = b""
        is_calendar = response.status < 300 and b"BEGIN:VCALENDAR" in data[:1000].upper()
        yield name, str(response.headers.get("ETag") or ""), with_crlf(data.decode()) if is_calendar else None

    def _addresses(self, url: str, name: str) -> list[str]:
        """Where it is, or may be."""
        known = self._spelled.get((url, name))
        return [known] if known else addresses_of(url, name)

    def _write(self, method: str, url: str, name: str, body: bytes, etag: str | None) -> Any:
        """The response; None where there is another file than the one that `etag` names."""
        headers = CONTENT_TYPE | {"If-None-Match": "*"} if etag is None else {}
        if etag and not etag.startswith("W/"):
            headers = CONTENT_TYPE | {"If-Match": etag}
        elif etag:
            # a weak one never fits a condition (RFC 9110, 13.1.1)
            if [found for _, found, _ in self._fetched(url, [name])] != [etag]:
                return None
            headers = dict(CONTENT_TYPE)
        addresses = self._addresses(url, name)
        if etag is not None and "If-Match" not in headers and len(addresses) > 1:
            list(self._got(url, name))  # without a condition, another spelling would make another file
            addresses = self._addresses(url, name)
        response: Any = None
        for target in addresses if "If-Match" in headers else addresses[:1]:
            with self._explained(writing=True):
                try:
                    response = self._client.request(target, method, body, headers)
                except dav_error.AuthorizationError as error:
                    if error.status == UNAUTHORIZED:
                        raise
                    raise self._refused(url, error.status or FORBIDDEN) from error
            if response.status not in (*GONE, 412):
                break
        if response.status == 412 or (response.status in (404, 409) and etag is not None):
            if response.status != 412 and not self._may_write(url):
                raise self._refused(url, response.status)
            return None
        if response.status in PASSING:
            raise PassingError(
                f"the calendar server {self._host} answers {response.status}; it is tried again",
                uncertain=True,
            )
        if response.status >= 400:
            raise self._refused(url, response.status)
        return response

    def _refused(self, url: str, status: int) -> FinalError:
        if status in (FORBIDDEN, 404, 405) and (status == FORBIDDEN or not self._may_write(url)):
            return ReadOnlyError(
                f"the calendar server {self._host} doesn't let you write to this calendar ({status}); "
                "nothing was changed"
            )
        return FinalError(f"the calendar server {self._host} refuses this ({status})")

    def _may_write(self, url: str) -> bool:
        return may_write(self._asked(url, "PROPFIND", ALLOWED, "0"))

    def _report(self, url: str, body: str) -> Answer | None:
        return self._asked(url, "REPORT", body, "1")

    def _listing(self, url: str) -> Changes:
        """Names and ETags of all there is, from a server without sync-collection."""
        answer = self._asked(url, "PROPFIND", LISTED.format(kind="propfind", token=""), "1")
        if answer is None:
            raise FinalError(f"the calendar server {self._host} doesn't say what is in the calendar")
        itself = name_of(url.rstrip("/"))
        events = {o.name: o.etag for o in answer.resources if o.is_event and o.name != itself}
        return Changes(events, frozenset(), "", whole=True)

    def _asked(self, url: str, method: str, body: str, depth: str) -> Answer | None:
        """What the server answers; None where it says that it can't, or doesn't want to.

        Raises:
            UnclearAnswerError: it answers something else.
        """
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
        with self._explained():
            try:
                response = self._client.request(url, method, body, headers)
            except dav_error.AuthorizationError as error:
                if error.status == UNAUTHORIZED:
                    raise
                return None
        if response.status in PASSING:
            raise UnclearAnswerError(f"the calendar server {self._host} answers {response.status}")
        if response.status >= 400:
            return None
        answer = read_answer(response.tree)
        if answer is None:
            raise UnclearAnswerError(f"{self._host} answers something that is no calendar's answer")
        return answer

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
        except XMLSyntaxError as error:
            raise UnclearAnswerError(
                f"{self._host} answers something that is no calendar's answer; "
                "perhaps a network that wants a login first"
            ) from error
        except dav_error.AuthorizationError as error:
            if error.status == FORBIDDEN:
                raise FinalError(f"the calendar server {self._host} doesn't allow this (403)") from error
            raise FinalError(
                f"the calendar server {self._host} refuses the user name or the password; "
                "check them with: assistant connect"
            ) from error
        except dav_error.DAVError as error:
            raise PassingError(
                f"the calendar server {self._host} answers with an error ({_first(error)})",
                uncertain=writing,
            ) from error


def _with_reasons(response: Any, **_: Any) -> None:
    """As the library wants a multistatus: a blank after the number of each (RFC 9112), none before all."""
    if response.status_code == 207:
        response._content = BARE_STATUS.sub(rb"\1 -", response.content.lstrip())


class Bearer(AuthBase):
    """Gives each request the token that is good at that moment."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token()}"
        return request


def with_crlf(text: str) -> bytes:
    """As RFC 5545 wants lines to end; XML gives them with \\n alone."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _sync(token: str) -> str:
    return f"<d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"


def _first(error: Exception) -> str:
    return (REDACTION.sentence(str(error)).splitlines() or [type(error).__name__])[0][:200]
