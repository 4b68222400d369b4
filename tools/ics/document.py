"""A calendar file as the tree of its components, to be changed line by line; all else stays byte for byte."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Union

from tools.folded_lines import BOM, Line, lines_of
from tools.ics.content_lines import folded
from tools.wide_text import in_utf8, wide_charset

DEEPEST = 8
"""Components in components; beyond, BEGIN is a line like any other."""
CALENDAR = "VCALENDAR"
ZONE = "VTIMEZONE"
ON_THEIR_OWN = frozenset(
    {CALENDAR, "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY", "VPOLL"}
)
"""What stands in nothing but a VCALENDAR: where one begins, another whose END is missing has ended."""
LOOSE = ON_THEIR_OWN - {CALENDAR}

Item = Union[Line, "Component"]


class Component:
    """What stands between a BEGIN and an END; the whole of a file has neither, and no name."""

    def __init__(self, name: str, begin: Line | None = None) -> None:
        self.name = name
        self.begin = begin
        self.end: Line | None = None
        self.items: list[Item] = []

    def lines(self, name: str) -> list[Line]:
        """Its own lines of this name, in order."""
        return [item for item in self.items if item.name == name and isinstance(item, Line)]

    def first(self, name: str) -> Line | None:
        for item in self.items:
            if item.name == name and isinstance(item, Line):
                return item
        return None

    def parts(self, name: str = "") -> list["Component"]:
        """The components directly in it, all or those of this name."""
        if not name:
            return [item for item in self.items if isinstance(item, Component)]
        return [item for item in self.items if item.name == name and isinstance(item, Component)]

    def copy(self) -> "Component":
        """Another one with the same lines, which may be changed without this one."""
        twin = Component(self.name, self.begin)
        twin.end = self.end
        twin.items = [item.copy() if isinstance(item, Component) else item for item in self.items]
        return twin

    def put(self, name: str, lines: Sequence[Line]) -> None:
        """Have exactly these lines of this name, where the first of it stands, or else after all lines."""
        places = [at for at, item in enumerate(self.items) if isinstance(item, Line) and item.name == name]
        at = places[0] if places else self.after_lines()
        kept = [item for item in self.items if not (isinstance(item, Line) and item.name == name)]
        self.items = [*kept[:at], *lines, *kept[at:]]

    def exchange(self, old: Item, new: Iterable[Item]) -> None:
        """`new` in the place of one of its items, which may be nothing."""
        at = next(at for at, item in enumerate(self.items) if item is old)
        self.items[at : at + 1] = new

    def after_lines(self) -> int:
        """Where a line is put that has no place of its own: before the components in it."""
        return next(
            (at for at, item in enumerate(self.items) if isinstance(item, Component)), len(self.items)
        )

    def walk(self) -> Iterator[Line]:
        if self.begin is not None:
            yield self.begin
        for item in self.items:
            if isinstance(item, Component):
                yield from item.walk()
            else:
                yield item
        if self.end is not None:
            yield self.end


def _whole_utf16(data: bytes) -> str:
    """The UTF-16 that a file is in, when it can be written again to the byte."""
    charset = wide_charset(data)
    return charset if charset and in_utf8(data).decode().encode(charset) == data[2:] else ""


class Document:
    """The file: its calendars, whatever stands around them, and how its lines are written."""

    def __init__(self, data: bytes) -> None:
        self._wide = _whole_utf16(data)
        data = in_utf8(data) if self._wide else data
        self._bom = BOM if data.startswith(BOM) else b""
        self._end = b"\r\n" if b"\r\n" in data or not data.strip() else b"\n" if b"\n" in data else b"\r"
        self._charset = "utf-8"
        try:
            data.decode()
        except UnicodeDecodeError:
            self._charset = "cp1252"
        self.root = Component("")
        self.cut_short = False
        """Whether a component has no END."""
        self._build(lines_of(data))
        self.calendars = self.root.parts(CALENDAR)
        """Each VCALENDAR; the file itself, where components stand in none."""
        if any(part.name in LOOSE for part in self.root.parts()):
            self.calendars.append(self.root)

    @property
    def data(self) -> bytes:
        """The bytes, as they are by now."""
        raws = [line.raw for line in self.root.walk()]
        whole = [raw if raw[-1:] in b"\r\n" else raw + self._end for raw in raws[:-1]]
        data = b"".join([self._bom, *whole, *raws[-1:]])
        return f"\ufeff{data.decode()}".encode(self._wide) if self._wide else data

    def drop_if_empty(self, calendar: Component) -> None:
        """Take out a calendar with nothing but zones in it, if the file holds anything besides."""
        emptied = calendar.name and all(part.name == ZONE for part in calendar.parts())
        if emptied and is_left(self):
            self.root.exchange(calendar, ())

    def line(self, text: str) -> Line:
        """A new line, folded and encoded as the file is, as far as that can be."""
        charset = self._charset
        try:
            text.encode(charset)
        except UnicodeEncodeError:
            charset = "utf-8"
        raw = self._end.join(piece.encode(charset) for piece in folded(text)) + self._end
        return Line(raw, text.encode())

    def component(self, texts: Iterable[str]) -> Component:
        """A new component from its lines, BEGIN and END among them."""
        made = Component("")
        self._fill(made, (self.line(text) for text in texts))
        return made.parts()[0]

    def _build(self, lines: Iterator[Line]) -> None:
        self.cut_short = self._fill(self.root, lines)

    def _fill(self, root: Component, lines: Iterator[Line]) -> bool:
        """Put the lines where they belong. True: a component had no END."""
        stack = [root]
        items = root.items
        cut = False
        for line in lines:
            name = line.name
            if name == "BEGIN":
                begun = line.value.strip().upper()
                if begun in ON_THEIR_OWN:
                    keep = _depth(stack, begun)
                    cut = cut or keep < len(stack)
                    del stack[keep:]
                if len(stack) <= DEEPEST:
                    opened = Component(begun, line)
                    stack[-1].items.append(opened)
                    stack.append(opened)
                    items = opened.items
                    continue
                items = stack[-1].items
            elif name == "END":
                ended = line.value.strip().upper()
                places = [at for at, one in enumerate(stack) if at and one.name == ended]
                if places:
                    cut = cut or places[-1] < len(stack) - 1
                    stack[places[-1]].end = line
                    del stack[places[-1] :]
                    items = stack[-1].items
                    continue
            items.append(line)
        return cut or len(stack) > 1


def _depth(stack: Sequence[Component], begun: str) -> int:
    """How much of the open components stays open where one begins that stands on its own."""
    if begun == CALENDAR:
        return 1
    return next(at for at in reversed(range(len(stack))) if stack[at].name in ("", CALENDAR)) + 1


def is_left(document: Document) -> bool:
    """Whether a file holds anything but definitions of zones."""
    around = [item for item in document.root.items if isinstance(item, Line)]
    parts = [
        part for one in document.root.parts() for part in (one.parts() if one.name == CALENDAR else [one])
    ]
    return any(line.text.strip() for line in around) or any(part.name != ZONE for part in parts)
