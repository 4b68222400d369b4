"""What a server answers about many things at once (RFC 4918, 13), each of them on its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
APPLE, NEXTCLOUD = "{http://calendarserver.org/ns/}", "{http://nextcloud.com/ns}"

LISTED = """<?xml version="1.0" encoding="utf-8"?>
<d:{kind} xmlns:d="DAV:">{token}<d:prop><d:getetag/><d:getcontenttype/></d:prop></d:{kind}>"""
FETCHED = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/>\
<c:calendar-data/></d:prop>{hrefs}</c:calendar-multiget>"""
ALLOWED = """<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:"><d:prop><d:current-user-privilege-set/></d:prop></d:propfind>"""


SPELLINGS = ("@", "", "+", "@:+,;=!$&'()*")
"""The signs in names that one or another server doesn't write as %40 and the like."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that a server tells of."""

    name: str
    """The last part of its address; empty for a collection."""
    status: int
    etag: str
    content_type: str
    """In small letters, empty where the server doesn't say it."""
    data: str | None
    privileges: frozenset[str] | None
    """What one may do with it; None where the server doesn't say it."""
    title: str = ""
    owner: str = ""
    """The address of whose it is, and `user` that of who asks; empty where the server doesn't say it."""
    user: str = ""
    owner_name: str = ""
    source: str = ""
    """The address that a subscribed calendar comes from."""
    is_principal: bool = True
    """Whether it is somebody, as far as the server says what it is (RFC 3744, 4)."""

    @property
    def is_event(self) -> bool:
        """Whether it may be a calendar's file: the type says it, and the name nothing."""
        return bool(self.name) and (not self.content_type or self.content_type.startswith("text/calendar"))


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one answer tells."""

    resources: tuple[Resource, ...]
    token: str
    more: bool
    """The server has more to tell, to who asks with the new token (RFC 6578, 3.6)."""


def read_answer(tree: Any) -> Answer | None:
    """What the parsed XML says; None where it is no such answer."""
    if tree is None:
        return None
    root = tree if tree.tag == f"{DAV}multistatus" else next(tree.iter(f"{DAV}multistatus"), None)
    if root is None:
        return None
    found = tuple(_resources(root))
    more = any(not resource.name and resource.status == 507 for resource in found)
    return Answer(found, (root.findtext(f"{DAV}sync-token") or "").strip(), more)


def name_of(href: str) -> str:
    """The last part of an address, a slash in it written `%2F`; empty for that of a collection.

    Dots alone name a collection, too, and who asks for them asks for that.
    """
    name = unquote(urlsplit(href.strip()).path.rpartition("/")[2]).replace("/", "%2F")
    return "" if name in (".", "..") else name


def addresses_of(url: str, name: str) -> list[str]:
    """Where what is called so is in the collection at `url`, which ends in a slash; the usual spelling first.

    To some servers `a%40b` and `a@b` are two, though they are one (RFC 3986, 6.2.2).
    """
    plain = name.replace("%2F", "/")
    # Joined as URLs, what begins with a semicolon would be the collection itself.
    return list(dict.fromkeys(url + quote(plain, safe=signs) for signs in SPELLINGS))


def _resources(root: Any) -> Iterator[Resource]:
    for response in root.iter(f"{DAV}response"):
        href = response.findtext(f"{DAV}href") or ""
        found: dict[str, Any] = {}
        status = _code(response.findtext(f"{DAV}status"))
        for part in response.iter(f"{DAV}propstat"):
            if _code(part.findtext(f"{DAV}status")) < 300:
                found.update({prop.tag: prop for props in part.iter(f"{DAV}prop") for prop in props})
        kind = found.get(f"{DAV}resourcetype")
        yield Resource(
            name_of(href),
            status,
            _text(found.get(f"{DAV}getetag")),
            _text(found.get(f"{DAV}getcontenttype")).lower(),
            _text(found.get(f"{CALDAV}calendar-data"), stripped=False) or None,
            _privileges(found.get(f"{DAV}current-user-privilege-set")),
            title=_text(found.get(f"{DAV}displayname")),
            owner=_text(found.get(f"{DAV}owner")),
            user=_text(found.get(f"{DAV}current-user-principal")),
            owner_name=_text(found.get(f"{NEXTCLOUD}owner-displayname")),
            source=_text(found.get(f"{APPLE}source")),
            is_principal=kind is None or kind.find(f"{DAV}principal") is not None,
        )


def _text(element: Any, *, stripped: bool = True) -> str:
    text = "" if element is None else "".join(element.itertext())
    return text.strip() if stripped else text


def _privileges(element: Any) -> frozenset[str] | None:
    if element is None:
        return None
    return frozenset(
        str(one.tag).rpartition("}")[2] for privilege in element.iter(f"{DAV}privilege") for one in privilege
    )


def _code(status: str | None) -> int:
    """The number in `HTTP/1.1 404 Not Found`; 200 where nothing is said."""
    parts = (status or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 200
