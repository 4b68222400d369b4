"""vCard files to contacts and back: version 4, version 3, and Apple's way of writing groups."""

import io
import os
import quopri
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.people.contacts import Group, Person

MAX_FILE_BYTES = 20_000_000

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.@-]|^\.")


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard: a person, and for a group also the references to its members."""

    person: Person
    is_group: bool
    members: tuple[str, ...] = ()
    """UIDs and `mailto:` addresses, as written."""


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    params: dict[str, list[str]]
    value: str


def read_cards(data: bytes) -> tuple[Card, ...]:
    """The cards of one file. What can't be read is left out: a broken line costs only itself."""
    cards: list[Card] = []
    lines: list[_Line] = []
    for line in _lines(data):
        match line.name, line.value.strip().upper():
            case "BEGIN", "VCARD":
                lines = []
            case "END", "VCARD":
                card = _card(lines)
                if card is not None:
                    cards.append(card)
                lines = []
            case _:
                lines.append(line)
    return tuple(cards)


def write_person(folder: Path, person: Person) -> Path:
    """Keep `person` as a file of its own in `folder`, in place of an earlier one with its UID."""
    lines = [("UID", _uri(person.uid)), ("KIND", "individual"), ("FN", _escape(person.name))]
    given, _, family = person.name.rpartition(" ")
    lines.append(("N", f"{_escape(family)};{_escape(given)};;;" if given else f";{_escape(person.name)};;;"))
    if person.nicknames:
        lines.append(("NICKNAME", ",".join(map(_escape, person.nicknames))))
    for index, email in enumerate(person.emails):
        lines.append(("EMAIL;PREF=1" if index == 0 and len(person.emails) > 1 else "EMAIL", _escape(email)))
    lines.extend(("TEL", _escape(phone)) for phone in person.phones)
    if person.organization:
        lines.append(("ORG", _escape(person.organization)))
    if person.title:
        lines.append(("TITLE", _escape(person.title)))
    if person.categories:
        lines.append(("CATEGORIES", ",".join(map(_escape, person.categories))))
    return _write(folder, person.uid, lines)


def write_group(folder: Path, group: Group) -> Path:
    """Keep `group` as a file of its own in `folder`, in place of an earlier one with its UID."""
    lines = [("UID", _uri(group.uid)), ("KIND", "group"), ("FN", _escape(group.name))]
    lines.extend(("MEMBER", _uri(member.uid)) for member in group.members)
    return _write(folder, group.uid, lines)


def bare_uid(reference: str) -> str:
    """The UID in a UID or MEMBER value, without the `urn:uuid:` that version 4 puts before it."""
    reference = reference.strip()
    return reference[9:] if reference[:9].lower() == "urn:uuid:" else reference


def _lines(data: bytes) -> Iterator[_Line]:
    from vobject.base import ParseError, getLogicalLines, parseLine

    text = data[:MAX_FILE_BYTES].decode("utf-8-sig", errors="replace")
    for logical, number in getLogicalLines(io.StringIO(text, newline=None)):
        try:
            name, params, value, _ = parseLine(logical, number)
        except ParseError:
            continue
        named = {kind.upper(): list(values) for kind, *values in params}
        if "QUOTED-PRINTABLE" in named or "QUOTED-PRINTABLE" in map(str.upper, named.get("ENCODING", ())):
            value = quopri.decodestring(value.encode()).decode("utf-8", errors="replace")
        yield _Line(name.upper(), named, value)


def _card(lines: Sequence[_Line]) -> Card | None:
    values: dict[str, list[_Line]] = {}
    for line in lines:
        values.setdefault(line.name, []).append(line)

    def first(name: str) -> str:
        return _unescape(values[name][0].value).strip() if name in values else ""

    def listed(name: str) -> tuple[str, ...]:
        words = (_unescape(word).strip() for line in values.get(name, ()) for word in _split(line.value, ","))
        return tuple(dict.fromkeys(word for word in words if word))

    emails = [_unescape(line.value).strip() for line in sorted(values.get("EMAIL", ()), key=_rank)]
    family, given = (*_split(values["N"][0].value, ";"), "", "")[:2] if "N" in values else ("", "")
    full_name = f"{_unescape(given)} {_unescape(family)}".strip()
    name = first("FN") or full_name or first("ORG") or next(iter(emails), "")
    if not name:
        return None
    organization = (
        "; ".join(filter(None, map(_unescape, _split(values["ORG"][0].value, ";"))))
        if "ORG" in values
        else ""
    )
    kind = first("KIND") or first("X-ADDRESSBOOKSERVER-KIND")
    members = [*values.get("MEMBER", ()), *values.get("X-ADDRESSBOOKSERVER-MEMBER", ())]
    person = Person(
        uid=bare_uid(first("UID")) or name,
        name=name,
        emails=tuple(dict.fromkeys(filter(None, emails))),
        nicknames=listed("NICKNAME"),
        categories=listed("CATEGORIES"),
        organization=organization,
        title=first("TITLE"),
        phones=tuple(_unescape(line.value).strip() for line in values.get("TEL", ())),
    )
    return Card(person, kind.lower() == "group", tuple(line.value.strip() for line in members))


def _rank(line: _Line) -> int:
    """Where an address stands among several: version 4 numbers them, version 3 marks one."""
    preference = line.params.get("PREF", [])
    if preference and preference[0].isdecimal():
        return int(preference[0])
    marked = "PREF" in line.params or "PREF" in map(str.upper, line.params.get("TYPE", ()))
    return 0 if marked else 101


def _split(value: str, separator: str) -> list[str]:
    return re.findall(rf"(?:^|{separator})((?:\\.|[^{separator}\\])*)", value)


def _unescape(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _escape(value: str) -> str:
    for character in "\\,;":
        value = value.replace(character, "\\" + character)
    return value.replace("\r\n", "\\n").replace("\n", "\\n")


def _uri(uid: str) -> str:
    return f"urn:uuid:{uid}" if _UUID.fullmatch(uid) else uid


def _write(folder: Path, uid: str, lines: Sequence[tuple[str, str]]) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = "".join(
        _fold(f"{name}:{value}") + "\r\n"
        for name, value in [("BEGIN", "VCARD"), ("VERSION", "4.0"), *lines, ("END", "VCARD")]
    )
    path = folder / f"{_UNSAFE.sub('-', uid)}.vcf"
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".tmp", delete=False) as file:
        file.write(content.encode())
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return path


def _fold(line: str) -> str:
    """`line` in pieces of at most 75 bytes, as RFC 6350 wants them."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
