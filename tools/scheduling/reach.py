"""What a change of the calendar touches, for grants."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tools.effects.grants.reach import Reach, ReachOf, Span
from tools.effects.plan import Plan
from tools.people.domains import mailbox_key
from tools.scheduling.executor import CANCEL, CREATE, UPDATE
from tools.scheduling.several_files import MOVE, SPLIT


def reach_of_event(plan: Plan) -> Reach | None:
    """The event as it was and as it would be; None where a guest has no address, or a time no zone."""
    views = [plan.preview[part] for part in ("event", "before", "after") if part in plan.preview]
    whole = [plan.payload[part] for part in ("event", "before", "after") if plan.payload.get(part)]
    guests = [guest["email"] for view in views for guest in view["attendees"]]
    spans = tuple(filter(None, map(_span, views)))
    if not all(guests) or len(spans) != len(views):
        return None
    changed = plan.payload.get("scope", "event")
    return Reach(
        people=tuple(dict.fromkeys(map(mailbox_key, guests))),
        calendars=tuple(dict.fromkeys(event["calendar"] for event in whole)),
        spans=spans,
        series=changed != "occurrence" and (changed != "event" or any(map(_repeats, whole))),
        chars=max(sum(len(view[text]) for text in ("title", "location", "description")) for view in views),
    )


def _span(view: Mapping[str, Any]) -> Span | None:
    if view["all_day"]:
        return date.fromisoformat(view["start"]), date.fromisoformat(view["end"])
    start, end = datetime.fromisoformat(view["start"]), datetime.fromisoformat(view["end"])
    return (start, end) if start.tzinfo and end.tzinfo else None


def _repeats(event: Mapping[str, Any]) -> bool:
    return bool(event["rrule"] or event["further_rules"] or event["rdates"] or event["periods"])


EVENT_REACHES: Mapping[str, ReachOf] = {
    CREATE: reach_of_event, UPDATE: reach_of_event, CANCEL: reach_of_event, SPLIT: reach_of_event,
    MOVE: reach_of_event,
}  # fmt: skip
"""By kind of plan."""
