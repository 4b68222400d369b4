"""What has changed since something was asked first, as a card shows it."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from assistant.contract import Approval
from assistant.views.card import Card, Row
from assistant.views.difference import difference, is_changed
from assistant.views.differences import Line

SINCE = "Meanwhile"


def with_changes(shown: Card, approval: Approval, drawn: Callable[[Mapping[str, Any]], Card]) -> Card:
    """`shown`, what has changed since marked in it; `drawn` makes a card of a preview."""
    former = before(approval)
    if approval.preview.get("type") != "event_change":
        return replace(difference(drawn(former), shown), heading=shown.heading)
    # It shows a change already: what another change has made of the event stands in a row of its own.
    events = (preview["before"] for preview in (former, approval.preview))
    marked = difference(*(_with_title(drawn({"type": "event", "event": event})) for event in events))
    lines = (_labelled(row.label, line) for row in marked.rows if is_changed(row) for line in row.lines)
    changed = tuple(line for line in lines if line[0].mark != "same")
    return replace(shown, rows=(*shown.rows, Row(SINCE, changed))) if changed else shown


def before(approval: Approval) -> dict[str, Any]:
    """The preview as it was shown before."""
    former = deepcopy(approval.preview)
    for change in approval.changed:
        if change.field != "warnings":
            *path, last = change.field.split(".")
            place = former
            for name in path:
                place = place[name]
            place[last] = change.before
    return former


def _with_title(card: Card) -> Card:
    return replace(card, rows=(Row("Title", (card.title,)), *card.rows))


def _labelled(label: str, line: Line) -> Line:
    first, *rest = line
    return (replace(first, text=f"{label}: {first.text}"), *rest)
