"""Where settings come from: the environment, `assistant.toml`; read, but not understood yet."""

import json
import os
from collections.abc import Mapping
from dataclasses import Field
from pathlib import Path
from typing import Any

from tools.errors import SettingsError

BELOW = "__"
"""Stands between the name of a table and that of an entry: ASSISTANT_LIMITS__HOPS."""


def from_environment(known: "Mapping[str, Field[Any]]") -> dict[str, Any]:
    """What the environment says; `known` is by variable. Empty counts as not given, and case doesn't matter.

    Raises:
        SettingsError: a value has to be JSON and is not.
    """
    return values(os.environ, known)


def from_file(path: Path) -> dict[str, Any]:
    """What `assistant.toml` says; nothing when it isn't there.

    Raises:
        SettingsError: it can't be read, or is no TOML.
    """
    try:
        if not path.is_file():
            return {}
        content = path.read_text(encoding="utf-8")
        import tomllib

        return {name.lower(): value for name, value in tomllib.loads(content).items()}
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path} can't be read: {error}") from error


def merged(first: Mapping[str, Any], below: Mapping[str, Any]) -> dict[str, Any]:
    """What `first` gives and, where it gives nothing, what `below` does; tables entry by entry."""
    both = dict(below)
    for name, value in first.items():
        known = both.get(name)
        if isinstance(value, Mapping) and isinstance(known, Mapping):
            both[name] = merged(value, known)
        elif value is not None and value != "":
            both[name] = value
    return both


def values(variables: Mapping[str, str | None], known: "Mapping[str, Field[Any]]") -> dict[str, Any]:
    """What `variables` say of the settings that are `known`, by variable.

    Raises:
        SettingsError: a value has to be JSON and is not.
    """
    found: dict[str, Any] = {}
    for variable, value in variables.items():
        _, *path = variable.upper().split(BELOW)
        field = field_of(variable, known)
        if field is None or not value:
            continue
        read = _parsed(variable, value) if field.metadata["structured"] else value
        for name in reversed(path):
            read = {name.lower(): read}
        # An entry that has a variable of its own goes before the one in a whole table.
        table = {field.name: read}
        found = merged(table, found) if path else merged(found, table)
    return found


def field_of(variable: str, known: "Mapping[str, Field[Any]]") -> "Field[Any] | None":
    """The setting that `variable` gives, or an entry of; None where it gives none."""
    head, *path = variable.upper().split(BELOW)
    field = known.get(head)
    return None if field is None or (path and not field.metadata["structured"]) else field


def _parsed(variable: str, value: str) -> Any:
    """JSON where it is a list or a table, or else the text."""
    if not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise SettingsError(f"{variable} can't be {value!r}: it is no JSON: {error}") from error
