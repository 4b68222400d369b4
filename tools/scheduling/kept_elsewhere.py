"""Calendar folders that khal or vdirsyncer keep, and that their settings say are only to be read."""

import json
import os
from collections.abc import Iterator
from configparser import ConfigParser, Error, SectionProxy
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

KHAL, FETCHED = "khal's settings have it as read only", "vdirsyncer fetches it, and sends nothing back"
TRUE = frozenset({"true", "yes", "on", "1"})
MOST_BYTES = 1_000_000


def why_read_only(calendar: Path, settings: Path | None = None) -> str:
    """Why nobody should write to the calendar in this folder: half a sentence, or nothing.

    The settings of khal and vdirsyncer are read anew each time, in `settings`, or where the user's are.
    Those that are not there, or aren't understood, say nothing.
    """
    folder = settings or Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = os.path.realpath(calendar)
    rules = (*_khal(_read(folder / "khal" / "config")), *_vdirsyncer(_read(folder / "vdirsyncer" / "config")))
    return next((why for pattern, why in rules if fnmatchcase(path, pattern)), "")


def _read(path: Path) -> ConfigParser:
    """The sections of a file; of one that can't be read those before its fault."""
    parsed = ConfigParser(interpolation=None, strict=False, allow_no_value=True, delimiters=("=",))
    try:
        text = path.read_bytes()[:MOST_BYTES].decode("utf-8", "replace")
        # Some indent what belongs to a section, which would continue the line before.
        parsed.read_string("\n".join(line.strip() for line in text.splitlines()))
    except (OSError, Error):
        pass
    return parsed


def _khal(settings: ConfigParser) -> Iterator[tuple[str, str]]:
    for name in settings.sections():
        section = settings[name]
        path = _value(section, "path")
        # [[name]] is one of the calendars
        if name.startswith("[") and path and _value(section, "readonly").lower() in TRUE:
            discovers = _value(section, "type") == "discover"
            yield _resolved(path) if discovers else escape(_resolved(path)), KHAL


def _vdirsyncer(settings: ConfigParser) -> Iterator[tuple[str, str]]:
    named = {name.partition(" ")[2].strip(): settings[name] for name in settings.sections()}
    for name in settings.sections():
        if not name.startswith("pair "):
            continue
        pair = settings[name]
        sides = [named.get(_value(pair, side)) for side in ("a", "b")]
        for side, (here, there) in enumerate((sides, sides[::-1]), 1):
            if here is None or there is None or _value(here, "type") != "filesystem":
                continue
            if _value(there, "type") == "http" or _value(there, "read_only").lower() in TRUE:
                root = escape(_resolved(_value(here, "path")))
                for part in _collections(_value(pair, "collections"), side):
                    yield f"{root}{part}", FETCHED


def _collections(text: str, side: int) -> Iterator[str]:
    """Where below a storage a pair's calendars lie; "null" is the storage itself."""
    try:
        listed = json.loads(text)
    except ValueError:
        return
    if listed is None:
        yield ""
    for one in listed if isinstance(listed, list) else ():
        # a name for both sides, or [name, name in a, name in b]
        called = one[side] if isinstance(one, list) and len(one) > side else one
        if called in ("from a", "from b"):
            yield "/*"
        elif isinstance(called, str):
            yield f"/{escape(called)}"


def _value(section: SectionProxy, name: str) -> str:
    return (section.get(name) or "").strip().strip("\"'")


def _resolved(path: str) -> str:
    """The path, links followed; what may stand for several folders (`*`) stays."""
    return os.path.realpath(Path(os.path.expandvars(path)).expanduser())
