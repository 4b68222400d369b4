"""The event, mail or task that a write was about, as data: what "it" may stand for in what is said next."""

from typing import Any

from tools.effects.effect import Effect
from tools.effects.plan import Plan


def thing_of(plan: Plan, effect: Effect) -> dict[str, Any]:
    """Its `kind`, its `id` as far as there is one, and its `title`. Of an event also when it is from now on,
    which `occurrence` of a series alone it is, and whether it was `moved`, or is `gone`; of a mail whether it
    `answers` or forwards another one, or is a `draft`.

    Empty for anything else.
    """
    id = str(effect.receipt.reference.get("id", "")) if effect.receipt else ""
    match plan.preview:
        case {"type": "event", "event": event}:
            return _thing("event", id, event["title"], **_times(event))
        case {"type": "event_change", "before": before, "after": after}:
            moved = before["start"] != after["start"]
            return _thing("event", id, after["title"], moved=moved, **_times(after), **_which(plan))
        case {"type": "event_cancel", "event": event}:
            return _thing("event", id, event["title"], gone=True, **_times(event), **_which(plan))
        case {"type": "mail", "mail": mail}:
            answers, draft = bool(plan.payload.get("original")), plan.kind == "mail.draft"
            return _thing("email", id, mail["subject"], answers=answers, draft=draft)
        case {"type": "mail_move" | "saved_file" | "unsubscribe", "mail": mail} | {
            "type": "mails",
            "mails": [mail],
        }:
            return _thing("email", id, mail["subject"])
        case {"type": "task", "task": task}:
            return _thing("task", id, task["title"])
        case {"type": "task_change", "after": task}:
            return _thing("task", id, task["title"])
        case {"type": "task_delete", "task": task}:
            return _thing("task", id, task["title"], gone=True)
        case _:
            return {}


def is_the_same_letter(plan: Plan, other: Plan) -> bool:
    """Whether both send one text to the same people, be it as an answer or as a mail of its own."""
    one, another = (_letter(each) for each in (plan, other))
    return one is not None and one == another


def _letter(plan: Plan) -> tuple[frozenset[str], str] | None:
    body = str(plan.args.get("body") or "").split()
    if plan.preview["type"] != "mail" or plan.kind == "mail.draft" or not body:
        return None
    mail = plan.preview["mail"]
    return frozenset(one for field in ("to", "cc", "bcc") for one in mail[field]), " ".join(body)


def _thing(kind: str, id: str, title: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": id, "title": title, **{name: value for name, value in more.items() if value}}


def _times(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("start", "end", "zone")}


def _which(plan: Plan) -> dict[str, Any]:
    alone = plan.preview.get("scope") == "occurrence"
    return {"occurrence": plan.args.get("occurrence", "")} if alone else {}
