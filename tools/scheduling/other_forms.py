"""What else an event says of a thing that is changed: a place on a map, HTML, reminders at a fixed time.

Programs that read these show them instead of what the standard has, so they would go on showing what was.
"""

from collections.abc import Sequence

from tools.ics.document import Component
from tools.ics.file_zones import Zones
from tools.ics.reminders import fixed, move_fixed
from tools.scheduling.events import Event
from tools.scheduling.ics_family import Family
from tools.scheduling.ics_occurrences import Entry

FORMS = {
    "location": (
        "GEO",
        "X-APPLE-STRUCTURED-LOCATION",
        "X-MICROSOFT-LATITUDE",
        "X-MICROSOFT-LONGITUDE",
        "X-MICROSOFT-LOCATIONS",
        "X-MICROSOFT-LOCATIONDISPLAYNAME",
        "X-MICROSOFT-LOCATIONSOURCE",
        "X-MICROSOFT-LOCATIONURI",
        "X-MICROSOFT-LOCATIONSTREET",
        "X-MICROSOFT-LOCATIONCITY",
        "X-MICROSOFT-LOCATIONSTATE",
        "X-MICROSOFT-LOCATIONCOUNTRY",
        "X-MICROSOFT-LOCATIONPOSTALCODE",
    ),
    "description": ("STYLED-DESCRIPTION", "X-ALT-DESC"),
}
"""Properties by the field of which they are another form (RFC 9073, Apple, Microsoft)."""
TOLD = {
    "location": "the place on a map that it has for its old location will go",
    "description": "the formatting of its old description will go",
}
WHOLE_DAY = ("X-FUNAMBOL-ALLDAY", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")


def going(component: Component, fields: Sequence[str]) -> tuple[str, ...]:
    """What goes when these fields are changed, as sentences without their period."""
    return tuple(
        TOLD[field]
        for field, names in FORMS.items()
        if field in fields and any(component.first(name) for name in names)
    )


def drop(component: Component, field: str) -> None:
    """Take out what says the same as this field, which is being changed."""
    for name in FORMS.get(field, ()):
        component.put(name, ())


def say_whether_whole_day(family: Family, component: Component, *, whole_day: bool) -> None:
    """Have Microsoft's and Funambol's word on it say the same as DTSTART."""
    for name in WHOLE_DAY:
        for old in component.lines(name):
            said = old.value.strip()
            word = str(int(whole_day)) if said.isdecimal() else str(whole_day).upper()
            if said.upper() != word:
                component.exchange(old, [family.line(f"{old.head}:{word}")])


def move_reminders(family: Family, entry: Entry, after: Event) -> None:
    """Let reminders at a fixed time before the event come as long before it as they did."""
    zones = Zones(entry.calendar, family.zone)
    move_fixed(entry.component, entry.event.start, after.start, zones, family.line)


def drop_reminders(component: Component, zones: Zones) -> None:
    """Take out those at a fixed time, which are of a whole series, of a component made for one occurrence."""
    for alarm, _, _ in tuple(fixed(component, zones)):
        component.exchange(alarm, ())
