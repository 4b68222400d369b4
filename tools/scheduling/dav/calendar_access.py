"""Whose a server's calendar is, and what one may do with it, as the server tells it."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from tools.ics.files import Access
from tools.scheduling.dav.multistatus import Answer, name_of
from tools.unseen import seen

ACCESS = """<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:s="http://calendarserver.org/ns/" xmlns:n="http://nextcloud.com/ns"><d:prop>\
<d:current-user-privilege-set/><d:current-user-principal/><d:owner/><s:source/><n:owner-displayname/>\
</d:prop></d:propfind>"""
NAMED = """<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:"><d:prop><d:displayname/></d:prop></d:propfind>"""
CACHED_SUBSCRIPTIONS = {"X-NC-CalDAV-Webcal-Caching": "On"}
"""Nextcloud shows what somebody has subscribed to as a calendar to those who say that they know of it."""
TO_WRITE = frozenset({"all", "write", "write-content", "bind"})
MOST_CHARS = 200


def may_write(answer: Answer | None) -> bool:
    """Whether one may write to the collection; True where the server doesn't say it."""
    told = [one.privileges for one in answer.resources if one.privileges is not None] if answer else []
    return not told or any(privileges & TO_WRITE for privileges in told)


def access_of(answer: Answer | None, ask_name: Callable[[str], str]) -> Access:
    """What the answer to `ACCESS` says; `ask_name` gives the name of a principal, or nothing."""
    if answer is None or not answer.resources:
        return Access()
    itself = answer.resources[0]
    theirs = itself.owner and itself.user and not _same(itself.owner, itself.user)
    owner = ""
    if theirs:
        owner = itself.owner_name or ask_name(itself.owner) or name_of(itself.owner.rstrip("/"))
    return Access(may_write(answer), seen(owner)[:MOST_CHARS], seen(itself.source)[:MOST_CHARS])


def _same(one: str, other: str) -> bool:
    paths = {unquote(urlsplit(href).path).rstrip("/") for href in (one, other)}
    return len(paths) == 1
