"""Filing and marking mails: one, or all that are meant, together."""

from dataclasses import replace
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, understood
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry
from agents.offline.mail.frames import MarkMail, Unsubscribe
from agents.offline.mail.search import chosen, described, find, selection
from agents.offline.mail.terms import BULK
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Quantity, Reference

ALONE = {"trash": "delete_email", "archive": "archive_email"}
"""The tools for one mail, by where it goes."""


def file_away(request: Request, frame: Frame, folder: str) -> Script:
    """Move mails to a folder, all of them as one thing."""
    understood(frame)
    which = yield from _which(request, frame)
    ids = which.get("email_ids", ())
    bulk = frame.target is not None and frame.target.noun in BULK
    alone = folder in ALONE and len(ids) == 1 and len(which) == 1 and not bulk
    call = (
        Call(ALONE[folder], {"email_id": ids[0]})
        if alone
        else Call("move_emails", {**which, "folder": folder})
    )
    results = yield [call]
    return reports.report(results)


def mark(request: Request, frame: MarkMail) -> Script:
    """Mark mails, or put labels on them, all of them as one thing."""
    understood(frame)
    if frame.flagged is False and frame.target is not None and not frame.target.pronoun:
        # Of several only one that is flagged can be meant.
        flagged = replace(frame.target.filters, flagged=True)
        frame = replace(frame, target=replace(frame.target, filters=flagged))
    which = yield from _which(request, frame)
    states = {"read": frame.read, "flagged": frame.flagged, "answered": frame.answered}
    states = {name: value for name, value in states.items() if value is not None}
    labels = {name: list(words) for name, words in (("add", frame.add), ("remove", frame.remove)) if words}
    if labels:
        results = yield [Call("label_emails", {**which, **labels})]
    else:
        results = yield [Call("mark_emails", {**which, **states})]
    return reports.report(results)


def unsubscribe(request: Request, frame: Unsubscribe) -> Script:
    """Leave the list of the newest mail that is meant: all of one list name the same way."""
    understood(frame)
    target = frame.target
    if target is not None and not (target.handle or target.pronoun):
        frame = replace(frame, target=replace(target, quantity=Quantity.ONE, order=-1))
    found = yield from _newsletter(request, frame)
    results = yield [Call("unsubscribe", {"email_id": mail["id"]}) for mail in found]
    return reports.report(results)


def _newsletter(request: Request, frame: Unsubscribe) -> Part[list[Entry]]:
    """The mail of the list that is meant, by who sends it; else by what it is called."""
    target = frame.target
    if target is not None and len(target.people) == 1 and not target.people[0].pronoun:
        sent = yield from find(request, target)
        if not sent.found:
            frame = replace(frame, target=replace(target, people=(), words=target.people[0].text))
    return (yield from chosen(request, frame))


def _which(request: Request, frame: Frame) -> Part[dict[str, Any]]:
    """The mails that are meant: their ids, or of more than are looked at what tells them from others."""
    ref = frame.target
    but = ref.but if ref is not None else None
    left_out: list[str] = []
    if ref is not None and but is not None:
        left_out = yield from _left_out(request, but)
        frame = replace(frame, target=replace(ref, but=None))
    without = {"except_ids": left_out} if left_out else {}
    whole = yield from _all_of_them(request, frame.target)
    if whole:
        return {**whole, **without}
    found = yield from chosen(request, frame)
    return {"email_ids": [str(mail["id"]) for mail in found], **without}


def _all_of_them(request: Request, ref: Reference | None) -> Part[dict[str, Any]]:
    """What selects them, where they are too many to be named; empty where they aren't."""
    if ref is None or ref.quantity is not Quantity.ALL or ref.pronoun or ref.handle or ref.count:
        return {}
    selected = selection(request, ref)
    if not selected:
        return {}
    mails = yield from find(request, ref)
    return selected if mails.more else {}


def _left_out(request: Request, but: Reference) -> Part[list[str]]:
    """The ids of those that stay as they are.

    Raises:
        UnableError: there are none of them.
    """
    if but.but is not None:
        raise UnableError("I don't understand which of the mails are to be left out, so nothing was done.")
    mails = yield from find(request, but)
    if not mails.found or mails.more:
        raise UnableError(f"I found no {described(but)} to leave out, so nothing was done.")
    return [str(mail["id"]) for mail in mails.found]
