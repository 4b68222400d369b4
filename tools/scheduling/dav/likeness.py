"""Whether two calendar files say the same, whichever program has written them down."""

from typing import TypeAlias

from tools.folded_lines import Line
from tools.ics.document import Component, Document

WRITERS_OWN = ("PRODID", "VERSION", "CALSCALE")
"""What says who has written a file, and how; not what."""

Said: TypeAlias = tuple[str, tuple[str, ...], tuple["Said", ...]]
"""The name of a component, its lines, and the components in it, in no order."""


def say_the_same(one: bytes, other: bytes) -> bool:
    """Also when a server has put the lines that it was given in another order, or folds them elsewhere."""
    return one == other or said(Document(one).root) == said(Document(other).root)


def said(component: Component) -> Said:
    """What it says. Definitions of zones are left out: their names are in the times."""
    lines = sorted(
        in_order(item)
        for item in component.items
        if isinstance(item, Line) and item.text.strip() and item.name not in WRITERS_OWN
    )
    parts = sorted(said(part) for part in component.parts() if part.name != "VTIMEZONE")
    return component.name, tuple(lines), tuple(parts)


def in_order(line: Line) -> str:
    """A line with its name in capitals and its parameters in the order of the alphabet."""
    parameters = sorted(f"{name}={values}" for name, values in line.parameters.items())
    return ";".join((line.name, *parameters)) + f":{line.value.strip()}"
