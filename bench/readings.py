"""What the built-in model makes of every sentence at hand, to be compared before and after a change.

`python bench/readings.py [FOLDER] > before.jsonl` reads the sentences in the tests of the built-in model
and in the suites of FOLDER (as `understanding.py` takes it). After the change, `--against before.jsonl`
reads the same sentences again and prints those that come to something else; its exit code is 1 when there
is any.
"""

import argparse
import ast
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

TESTS = ROOT / "tests" / "agents" / "offline"
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))
"""A Thursday."""
_TEXTS = {"text", "query", "user", "utt"}
"""The keys under which the suites keep what was said."""


def sentences(folder: Path) -> list[str]:
    """What can be said, each once: strings of the tests with a space in them, and the suites of `folder`."""
    found = [text for path in sorted(TESTS.rglob("*.py")) for text in _constants(path)]
    found += [
        text for path in sorted(TESTS.rglob("*.toml")) for text in _strings(tomllib.loads(path.read_text()))
    ]
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found += _said(json.loads(line)) if line.strip() else []
    for path in sorted(folder.rglob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [line.removeprefix("› ") for line in lines if line.startswith("› ")]
    return list(dict.fromkeys(text for text in found if " " in text and len(text) < 1000))


def _constants(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        # A sentence may be a key, too: what it comes to is the value.
        for each in chain(value, value.values()) if isinstance(value, dict) else value:
            yield from _strings(each)


def _said(row: Any) -> Iterator[str]:
    if isinstance(row, dict):
        for key, value in row.items():
            if key in _TEXTS and isinstance(value, str):
                # WorkBench has its line breaks as \\n.
                yield value.replace("\\n", "\n")
            else:
                yield from _said(value)
    elif isinstance(row, list):
        for value in row:
            yield from _said(value)


def reading(text: str) -> dict[str, Any]:
    """What `text` comes to: its clauses and its steps."""
    from agents.offline.reading.steps import steps_of
    from agents.offline.reading.understanding import understand

    understood = understand(text, NOW)
    return {"clauses": _plain(understood.clauses), "steps": _plain(steps_of(understood))}


def _plain(value: Any) -> Any:
    """Only what differs from nothing and from its default, by name, whatever class it is in."""
    from agents.offline.reading.frames import Frame

    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        said = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        if isinstance(value, Frame):
            # The first word of its class: "create" of CreateEvent.
            said["act"] = (re.findall("[A-Z][a-z]+", type(value).__name__)[0].lower(), None)
        return {
            name: _plain(each) for name, (each, default) in sorted(said.items()) if _is_said(each, default)
        }
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else repr(value)


def _is_said(value: Any, default: Any) -> bool:
    return value != default and value not in (None, "", (), False)


def differences(before: Path) -> Iterator[tuple[str, Any, Any]]:
    """The sentences of an earlier run that come to something else, with both readings."""
    for line in before.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        now = json.loads(json.dumps(reading(row["said"])))
        if now != row["reading"]:
            yield row["said"], row["reading"], now


def _differing(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Where two readings part, as `steps.0.frame.title: 'a' → 'b'`."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        before, after = dict(enumerate(before)), dict(enumerate(after))
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield f"{where}: {before!r} → {after!r}"
        return
    for key in [*before, *(key for key in after if key not in before)]:
        if before.get(key) != after.get(key):
            yield from _differing(before.get(key), after.get(key), f"{where}.{key}".lstrip("."))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=None)
    parser.add_argument("--against", type=Path, help="what an earlier run printed")
    given = parser.parse_args()
    if given.against:
        found = list(differences(given.against))
        for said, before, after in found:
            print(re.sub(r"\s+", " ", said))
            for difference in _differing(before, after):
                print(f"    {difference}")
        print(f"{len(found)} sentences come to something else")
        raise SystemExit(bool(found))
    folder = given.folder or Path(os.environ.get("ASSISTANT_EVAL", ROOT.parent / "shared" / "eval"))
    for text in sentences(folder):
        print(json.dumps({"said": text, "reading": reading(text)}, ensure_ascii=False, sort_keys=True))


if __name__ == "__main__":
    main()
