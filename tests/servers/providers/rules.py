"""What all protocols check in the same way."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Say = str | list[tuple[str, dict[str, Any]]]
"""What a model answers: words, or calls of tools."""


class RefusedError(Exception):
    """The request breaks a rule; the text is what the provider would say."""


def only(where: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse keys that a protocol doesn't know."""
    if unknown := sorted(set(given) - set(allowed)):
        raise RefusedError(f"{where}: {', '.join(unknown)}: extra inputs are not permitted")


def demand(fine: object, text: str) -> None:
    """Refuse with `text` unless `fine`."""
    if not fine:
        raise RefusedError(text)


def words(text: str) -> list[str]:
    """`text` in the pieces that it is streamed in."""
    return re.findall(r"\S+\s*", text) or [text]


def schemas(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """`schema` and all that stand in it."""
    yield schema
    for part in (*schema.get("properties", {}).values(), *schema.get("anyOf", ())):
        yield from schemas(part)
    if isinstance(schema.get("items"), Mapping):
        yield from schemas(schema["items"])
