"""Contacts and groups as a person sees them: what a change would do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.views.card import Card, Row, plain, rows
from assistant.views.difference import difference

HEADINGS = {
    "contact": "New contact",
    "contact_change": "Change contact",
    "contact_delete": "Delete contact",
    "group": "New group",
    "group_change": "Change group",
    "group_delete": "Delete group",
}


def contact_plan(preview: Mapping[str, Any]) -> Card:
    """A contact or a group as it is to be; of one that is changed what differs is marked."""
    heading = HEADINGS[preview["type"]]
    if "before" in preview:
        drawn = difference(_drawn("", preview["before"]), _drawn("", preview["after"]))
        if merged := preview.get("merged"):
            gone = _drawn("", merged)
            heading = "Merge contacts"
            given = rows(("Given up", [str(merged["name"]), *_lines(gone)]))
            drawn = replace(drawn, rows=(*drawn.rows, *given))
        return replace(drawn, heading=heading)
    return _drawn(heading, preview.get("contact") or preview["group"])


def _drawn(heading: str, shown: Mapping[str, Any]) -> Card:
    return Card(heading=heading, id="", agent="", title=plain(shown["name"]), rows=tuple(_rows(shown)))


def _rows(shown: Mapping[str, Any]) -> list[Row]:
    if "members" in shown:
        return rows(("Members", list(shown["members"]) or ["nobody"]))
    return rows(
        ("Email", list(shown["emails"])),
        ("Phone", list(shown["phones"])),
        ("Birthday", [shown["birthday"]]),
        ("Company", [shown["company"]]),
        ("Job", [shown["job"]]),
        ("Nicknames", [", ".join(shown["nicknames"])]),
        ("Groups", [", ".join(shown["groups"])]),
    )


def _lines(card: Card) -> list[str]:
    return ["".join(piece.text for piece in line) for row in card.rows for line in row.lines]
