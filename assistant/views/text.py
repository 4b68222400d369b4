"""Text from models and mails, made safe to show: nothing in it can move the cursor or hide a word.

All that prints goes through here: lines of commands and problems, both views, JSON, the log.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_ESCAPE_SEQUENCE = re.compile(
    r"""
    \x1b \[ [0-?]* [ -/]* [@-~]?                          # colours, cursor movements
  | \x9b    [0-?]* [ -/]* [@-~]?
  | (?: \x1b [\]PX^_] | [\x90\x98\x9d-\x9f] )             # titles, links, clipboards, device strings
    [^\x07\x1b\x9c\n]* (?: \x07 | \x1b \\ | \x9c )?
  | \x1b [ -/]* [0-~]?
    """,
    re.VERBOSE,
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
"""Shape letters and emoji in honest text: kept, though invisible."""


def clean(text: str) -> str:
    """`text` with line breaks kept, tabs as spaces, and everything that is not seen removed.

    Removed are terminal escape sequences, control characters, and the invisible format characters
    with which text is turned around or hidden.
    """
    text = _LINE_ENDS.sub("\n", _ESCAPE_SEQUENCE.sub("", text)).expandtabs(4)
    return "".join(character for character in text if _is_shown(character))


def clean_line(text: str) -> str:
    """`text` on one line: what `clean` leaves, with every run of white space as one space."""
    return " ".join(clean(text).split())


def as_lines(lines: Iterable[str]) -> str:
    """`lines`, each clean and on one line: none can pretend to be two."""
    return "\n".join(clean(line).replace("\n", " ") for line in lines)


def cleaned(document: Any) -> Any:
    """`document`, made of what JSON knows, with all text in it clean: for who shows it without asking us."""
    match document:
        case str():
            return clean(document)
        case Mapping():
            return {clean(str(name)): cleaned(value) for name, value in document.items()}
        case list() | tuple():
            return [cleaned(value) for value in document]
        case _:
            return document


def json_text(document: Any) -> str:
    """`document` as JSON on one line, as it is read, and with everything that is not seen escaped.

    The value stays what it was: nothing is removed, but a terminal finds nothing to obey.
    """
    return json_line(json.dumps(document, ensure_ascii=False))


def json_line(text: str) -> str:
    """`text`, which is JSON on one line, with everything in it escaped that is not seen."""
    if text.isprintable():
        return text
    return "".join(character if _is_shown(character) else _escaped(character) for character in text)


def counted(count: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if character > "\x7f" else f"\\u{ord(character):04x}"


def _is_shown(character: str) -> bool:
    if character == "\n" or character in _JOINERS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
