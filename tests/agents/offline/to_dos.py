"""To-dos of the small worlds, as tasks write them: times are London's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Self

import icalendar

from tests.agents.offline.desk import LONDON, NOW

_AN_ID = re.compile(r", id \w+$")


@dataclass(frozen=True)
class ToDo:
    """One to-do."""

    title: str
    due: datetime | date | None = None
    priority: int = 0
    done: bool = False
    rule: str = ""
    notes: str = ""
    part_of: str = ""
    """The one that it is a part of."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """A to-do from its table in a TOML file."""
        return cls(**values)

    def other_than(self, before: "ToDo") -> dict[str, Any]:
        """The fields that are not as they were, with their values."""
        now = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in now.items() if value != getattr(before, name)}


def written(name: str, to_do: ToDo) -> bytes:
    """The file of a to-do."""
    entry = icalendar.Todo()
    entry.add("uid", name)
    entry.add("dtstamp", NOW)
    entry.add("summary", to_do.title)
    if to_do.due is not None:
        due = to_do.due.replace(tzinfo=LONDON) if isinstance(to_do.due, datetime) else to_do.due
        entry.add("due", due)
    if to_do.priority:
        entry.add("priority", to_do.priority)
    if to_do.rule:
        entry.add("rrule", icalendar.vRecur.from_ical(to_do.rule))
    if to_do.notes:
        entry.add("description", to_do.notes)
    if to_do.done:
        entry.add("status", "COMPLETED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//test//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return calendar.to_ical()


@lru_cache(maxsize=256)  # most files are the same before and after, and in every task
def to_dos_in(content: bytes) -> tuple[tuple[str, ToDo], ...]:
    """The to-dos of a file, by UID."""
    return tuple((str(e["uid"]), _to_do(e)) for e in icalendar.Calendar.from_ical(content).walk("VTODO"))


def _to_do(entry: icalendar.Todo) -> ToDo:
    due = entry.decoded("due") if "due" in entry else None
    if isinstance(due, datetime):
        due = due.astimezone(LONDON).replace(tzinfo=None)
    return ToDo(
        title=str(entry["summary"]),
        due=due,
        priority=int(entry.get("priority", 0)),
        done=str(entry.get("status", "")) == "COMPLETED",
        rule=entry["rrule"].to_ical().decode() if "rrule" in entry else "",
        part_of=str(entry.get("related-to", "")),
        notes=_AN_ID.sub("", str(entry.get("description", ""))),
    )
