"""Whether two calendar files say the same, whichever program has written them down."""

import re
from typing import TypeAlias

FOLD = re.compile(r"\r?\n[ \t]")
PARAMETERS = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
"""A line's name and parameters, where a colon in quotes is none that ends them, and its value."""
SEPARATOR = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
WRITERS_OWN = ("PRODID", "VERSION", "CALSCALE")
"""What says who has written a file, and how; not what."""

Said: TypeAlias = tuple[str, tuple[str, ...], tuple["Said", ...]]
"""The name of a component, its lines, and the components in it, in no order."""


def say_the_same(one: bytes, other: bytes) -> bool:
    """Also when a server has put the lines that it was given in another order, or folds them elsewhere."""
    return one == other or said(one) == said(other)


def said(data: bytes) -> Said:
    """What a calendar file says. Definitions of zones are left out: their names are in the times."""
    lines = FOLD.sub("", data.decode("utf-8-sig", "replace")).splitlines()
    open_ones: list[tuple[str, list[str], list[Said]]] = [("", [], [])]
    for line in filter(None, (line.strip() for line in lines)):
        name, _, value = line.partition(":")
        if name.upper() == "BEGIN":
            open_ones.append((value.upper(), [], []))
        elif name.upper() == "END" and len(open_ones) > 1:
            ended, its_lines, parts = open_ones.pop()
            if ended != "VTIMEZONE":
                open_ones[-1][2].append((ended, tuple(sorted(its_lines)), tuple(sorted(parts))))
        elif name.upper() not in WRITERS_OWN:
            open_ones[-1][1].append(in_order(line))
    name, its_lines, parts = open_ones[0]
    return name, tuple(sorted(its_lines)), tuple(sorted(parts))


def in_order(line: str) -> str:
    """A line with its name in capitals and its parameters in the order of the alphabet."""
    match = PARAMETERS.fullmatch(line)
    if match is None:
        return line
    name, *parameters = SEPARATOR.split(match[1])
    return ";".join((name.upper(), *sorted(parameters))) + f":{match[2]}"
