"""Sending and changing drafts that there are."""

from dataclasses import replace
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.contacts import look_up
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import read, understood
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry
from agents.offline.mail.frames import ChangeDraft, SendDraft
from agents.offline.mail.search import chosen, find
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Quantity


def send_draft(request: Request, frame: SendDraft) -> Script:
    """Each of the drafts that are meant goes out as it stands."""
    understood(frame)
    found = yield from _drafts(request, frame)
    results = yield [Call("send_draft", {"email_id": mail["id"]}) for mail in found]
    return reports.report(results)


def change_draft(request: Request, frame: ChangeDraft) -> Script:
    """Another subject or text; or others who get it besides those whom it is for."""
    understood(frame)
    found = yield from _drafts(request, frame)
    args: dict[str, Any] = {"email_id": found[0]["id"]}
    if frame.title:
        args["subject"] = frame.title
    if frame.body:
        args["body"] = frame.body
    if frame.everybody:
        (whole,) = yield [Call("read_email", {"email_id": found[0]["id"]})]
        mail = read(whole).get("emails", [{}])[0]
        for name, people in (("to", frame.people), ("cc", frame.cc)):
            if people:
                known = yield from look_up(request, people)
                args[name] = [*mail.get(name, []), *(one.address for one in known)]
    results = yield [Call("update_draft", args)]
    return reports.report(results)


def _drafts(request: Request, frame: Frame) -> Part[list[Entry]]:
    """The drafts that are meant; the only one where nothing says which."""
    target = frame.target
    if target is not None and not target.handle:
        every = yield from find(request, replace(target, quantity=Quantity.ALL, order=None))
        if len(every.found) == 1 and not every.more:
            return every.found
    return (yield from chosen(request, frame))
