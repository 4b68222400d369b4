"""The parts of a calendar file, as the parser gives them."""

import warnings
from typing import TYPE_CHECKING, Any

from tools.ics.values import address_in
from tools.people.contacts import Address

if TYPE_CHECKING:
    from icalendar import Calendar, Component

# What icalendar raises at one or another of the broken files that are kept for testing it.
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError)


def parsed_calendar(content: bytes) -> "Calendar":
    """The first calendar in `content`.

    Raises:
        ValueError: there is none.
    """
    from icalendar import Calendar

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Mozilla's and Evolution's names of zones
        found = Calendar.from_ical(content.decode("utf-8-sig", "replace"), multiple=True)
    calendars = [one for one in found if one.name == "VCALENDAR"]
    if not calendars:
        raise ValueError("not a calendar file")
    return calendars[0]


def events(parsed: "Calendar") -> list["Component"]:
    return [one for one in parsed.subcomponents if one.name == "VEVENT"]


def main_event(parsed: "Calendar") -> "Component | None":
    """The event itself, where changed occurrences come with it."""
    found = events(parsed)
    return next((one for one in found if "RECURRENCE-ID" not in one), found[0] if found else None)


def many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def person(value: Any) -> Address:
    return Address(one_line(getattr(value, "params", {}).get("CN", "")), address_in(str(value)))


def one_line(value: object) -> str:
    """Text of somebody else, on one line and without signs that a terminal would obey."""
    return "".join(sign for sign in " ".join(str(value).split()) if sign.isprintable())[:500]


def prop(component: "Component", name: str) -> Any:
    """A property, as the parser has made it; None where there is none."""
    return component.get(name)


def sequence_of(event: "Component") -> int:
    """Which version of the event this is."""
    return int(prop(event, "SEQUENCE") or 0)
