"""Values on their way into PostgreSQL and out of it, as the stores know them from SQLite."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection, Connection, Cursor
from psycopg.adapt import AdaptersMap, Loader
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown


class Found(Sequence[Any]):
    """A row: by name, by place, or unpacked."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: dict[str, int], values: Sequence[Any]) -> None:
        self._places = places
        self._values = values

    def __getitem__(self, name_or_place: Any) -> Any:
        if isinstance(name_or_place, str):
            name_or_place = self._places[name_or_place]
        return self._values[name_or_place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keys(self) -> list[str]:
        """The names of its columns."""
        return list(self._places)


def found_rows(cursor: "Cursor[Any]") -> Callable[[Sequence[Any]], Found]:
    """Makes the rows of what `cursor` has found."""
    places = {column.name: place for place, column in enumerate(cursor.description or ())}
    return lambda values: Found(places, values)


class _Flag(Int8Dumper):
    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"


class _Text(StrDumperUnknown):
    def dump(self, obj: str) -> Any:
        # The one character that PostgreSQL doesn't keep.
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


class _Sum(Loader):
    def load(self, data: Any) -> Any:
        # That of whole numbers is one.
        text = bytes(data)
        return float(text) if b"." in text else int(text)


def adapt(connection: "Connection[Any] | AsyncConnection[Any]") -> None:
    """Have `connection` take flags as 0 and 1, numbers of any size, and text with any character."""
    known: AdaptersMap = connection.adapters
    known.register_dumper(int, Int8Dumper)
    known.register_dumper(bool, _Flag)
    known.register_dumper(str, _Text)
    known.register_loader("numeric", _Sum)
