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
<d:propfind xmlns:d="DAV:"><d:prop><d:displayname/><d:resourcetype/></d:prop></d:propfind>"""
CACHED_SUBSCRIPTIONS = {"X-NC-CalDAV-Webcal-Caching": "On"}
"""Nextcloud shows what somebody has subscribed to as a calendar to those who say that they know of it."""
TO_WRITE = frozenset({"all", "write", "write-content", "bind"})
MOST_CHARS = 200


def may_write(answer: Answer | None) -> bool:
    """Whether one may write to the collection; True where the server doesn't say it."""
    told = [one.privileges for one in answer.resources if one.privileges is not None] if answer else []
    return not told or any(privileges & TO_WRITE for privileges in told)


def access_of(answer: Answer | None, ask_owner: Callable[[str], Answer | None]) -> Access:
    """What the answer to `ACCESS` says; `ask_owner` gives what an owner's address answers to `NAMED`."""
    if answer is None or not answer.resources:
        return Access()
    itself = answer.resources[0]
    told = bool(itself.owner and itself.user)
    mine = told and _same(itself.owner, itself.user)
    owner = ""
    if told and not mine:
        owner = itself.owner_name or _called(itself.owner, ask_owner(itself.owner))
    return Access(may_write(answer), seen(owner)[:MOST_CHARS], seen(itself.source)[:MOST_CHARS], mine=mine)


def _called(address: str, answer: Answer | None) -> str:
    """What an owner is called; empty where it is nobody, but the place of what a server fetches elsewhere."""
    told = answer.resources[0] if answer and answer.resources else None
    if told and not told.is_principal:
        return ""
    return (told.title if told else "") or name_of(address.rstrip("/"))


def _same(one: str, other: str) -> bool:
    paths = {unquote(urlsplit(href).path).rstrip("/") for href in (one, other)}
    return len(paths) == 1
