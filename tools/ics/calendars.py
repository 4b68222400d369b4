"""Which calendars there are, by the name that is said, whose they are, and which can be written."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from tools.errors import ToolError
from tools.ics.files import Access, Calendar


class Calendars(Protocol):
    """The part of a store that this asks."""

    @property
    def default_calendar(self) -> str: ...

    def calendars(self) -> tuple[Calendar, ...]: ...

    def access(self, calendar: str) -> Access: ...


def named(store: Calendars, name: str) -> str:
    """The folder's name of the calendar that is called so; without one, of the default calendar.

    Raises:
        ToolError: there is none; the message names those that there are.
    """
    wanted = name.strip().casefold()
    if not wanted:
        return store.default_calendar
    calendars = store.calendars()
    for calendar in calendars:
        if wanted in (calendar.name.casefold(), calendar.title.casefold()):
            return calendar.name
    raise ToolError(f"there is no calendar {name!r}; there are: {_titles(calendars)}")


def check_writable(store: Calendars, calendar: str) -> None:
    """
    Raises:
        ToolError: one may only read it; the message says why, and which can be written.
    """
    access = store.access(calendar)
    if access.writable:
        return
    calendars = store.calendars()
    title = next((one.title for one in calendars if one.name == calendar), calendar)
    others = [one for one in calendars if store.access(one.name).writable]
    can = f"those that can be written: {_titles(others)}" if others else "there is none that can be written"
    raise ToolError(
        f"the calendar {title!r} can only be read ({access.why_not}), so nothing in it can be changed; {can}"
    )


def calendars_json(store: Calendars) -> list[Mapping[str, Any]]:
    """Each calendar, as models and scripts read it."""
    return [_json(one, store.access(one.name), store.default_calendar) for one in store.calendars()]


def calendar_line(one: Mapping[str, Any]) -> str:
    """A calendar of `calendars_json` in words: "Team (Ana Lima's; read only: Ana Lima shares it so)"."""
    owner, why = one.get("owner"), one.get("why_read_only")
    source = one.get("subscribed_from")
    said = (
        f"{owner}'s" if owner else "",
        f"read only: {why}" if why else f"subscribed from {source}" if source else "",
        "new events go here" if one["default"] else "",
    )
    told = "; ".join(filter(None, said))
    return f"{one['title']} ({told})" if told else str(one["title"])


def _json(one: Calendar, access: Access, default: str) -> Mapping[str, Any]:
    told = {"owner": access.owner, "subscribed_from": access.source, "why_read_only": access.why_not}
    return {
        "name": one.name,
        "title": one.title,
        "rights": access.rights,
        "default": one.name == default,
        **{name: value for name, value in told.items() if value},
    }


def _titles(calendars: Iterable[Calendar]) -> str:
    return ", ".join(one.title for one in calendars)
