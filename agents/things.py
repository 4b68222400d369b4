"""The event or mail that a write was about, as data: what "it" may stand for in what is said next."""

from typing import Any

from tools.effects.effect import Effect
from tools.effects.plan import Plan


def thing_of(plan: Plan, effect: Effect) -> dict[str, Any]:
    """Its `kind`, its `id` as far as there is one, and its `title`; of an event also when it is, and whether
    it was `moved`. Empty for anything else.
    """
    id = str(effect.receipt.reference.get("id", "")) if effect.receipt else ""
    match plan.preview:
        case {"type": "event" | "event_cancel", "event": event}:
            return _event(id, event, moved=False)
        case {"type": "event_change", "before": before, "after": after}:
            return _event(id, after, moved=before["start"] != after["start"])
        case {"type": "mail" | "mail_move", "mail": mail}:
            return {"kind": "email", "id": id, "title": mail["subject"]}
        case _:
            return {}


def _event(id: str, event: dict[str, Any], *, moved: bool) -> dict[str, Any]:
    times = {name: event[name] for name in ("start", "end", "zone")}
    return {"kind": "event", "id": id, "title": event["title"], **times, **({"moved": True} if moved else {})}
