"""Cards about times that are proposed to several people: proposed, booked, called off."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from assistant.views import times
from assistant.views.card import Card, plain, plain_lines, rows
from assistant.views.kinds import new_event
from tools.unseen import seen, seen_line


def proposed(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """The times, who is asked, and the mail as it goes out."""
    fields = rows(
        ("To", [_who(guest) for guest in preview["attendees"]]),
        ("Times", _times(preview["times"], zone)),
        ("Held in", [preview["calendar"]]),
        ("Subject", [seen_line(preview["subject"])]),
    )
    drawn = Card(heading="Propose times", id="", agent="", title=plain(preview["title"]), rows=tuple(fields))
    return replace(drawn, body=plain_lines(seen(preview["body"])))


def booked(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """The event, what each guest has answered, and which times are released."""
    poll = preview["poll"]
    fields = rows(
        ("Answers", [seen_line(said) for said in poll["answers"]]),
        ("Released", _times(poll["releases"], zone)),
    )
    drawn = new_event(preview["event"], zone)
    return replace(drawn, heading="Book a proposed time", rows=(*drawn.rows, *fields))


def called_off(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """What is called off, who is told, and which times are released."""
    fields = rows(
        ("Told", [_who(guest) for guest in preview["attendees"]]),
        ("Released", _times(preview["times"], zone)),
        ("Answers", [seen_line(said) for said in preview["answers"]]),
    )
    return Card(
        heading="Call off", id="", agent="", title=plain(seen_line(preview["title"])), rows=tuple(fields)
    )


def _times(slots: list[Mapping[str, str]], zone: tzinfo | None) -> list[str]:
    return [times.short_span(slot["start"], slot["end"], zone) for slot in slots]


def _who(guest: Mapping[str, str]) -> str:
    return f"{guest['name']} <{guest['email']}>" if guest["name"] else guest["email"]
