"""vCard files to contacts and back: version 4, 3, and 2.1, and Apple's way of writing groups."""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.excerpts import excerpt
from tools.folded_lines import Line, lines_of
from tools.people.contacts import Address, Group, Person
from tools.people.mailboxes import read_mailboxes
from tools.private_files import make_folder
from tools.wide_text import in_utf8

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.@-]|^\.")
_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
_MEMBERS = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
MOST_SHOWN = 5
"""Problems of one card that are told."""


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard: a person, and for a group also the references to its members."""

    person: Person
    is_group: bool
    members: tuple[str, ...] = ()
    """UIDs and `mailto:` addresses, as written."""


@dataclass(frozen=True, slots=True)
class CardFile:
    """What one file holds."""

    cards: tuple[Card, ...] = ()
    problems: tuple[str, ...] = ()
    """What of it can't be read, each a sentence without its period."""


def read_cards(data: bytes) -> CardFile:
    """The cards of one file. A broken line costs only itself, and an end that is missing nothing."""
    data = in_utf8(data)  # Outlook exports UTF-16
    cards: list[Card] = []
    problems: list[str] = []
    for lines, ended in _cards(data):
        card = _card(lines, problems)
        if card is None:
            problems.append("a card in it has no name")
            continue
        cards.append(card)
        if not ended:
            problems.append(f"the card of {card.person.name!r} has no end")
    if not cards and not problems:
        problems.append("there is no card in it" if data.strip() else "it is empty")
    return CardFile(tuple(cards), tuple(dict.fromkeys(problems)))


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
    """What tells a UID or MEMBER value from others: without `urn:uuid:`, and without regard to case."""
    reference = reference.strip().casefold()
    return reference.removeprefix("urn:uuid:")


def _cards(data: bytes) -> Iterator[tuple[list[Line], bool]]:
    """The lines of each card, and whether it has an end; what stands in another card is left out."""
    lines: list[Line] | None = None
    inner = 0
    for line in lines_of(data):
        if line.name not in ("BEGIN", "END") or line.value.strip().upper() != "VCARD":
            if lines is not None and not inner:
                lines.append(line)
        elif line.name == "END":
            if inner:
                inner -= 1
            elif lines is not None:
                yield lines, True
                lines = None
        elif lines and lines[-1].name == "AGENT" and not lines[-1].value.strip():
            inner += 1
        else:
            if lines is not None:
                yield lines, False
            lines, inner = [], 0
    if lines is not None:
        yield lines, False


def _card(lines: Sequence[Line], problems: list[str]) -> Card | None:
    values: dict[str, list[Line]] = {}
    for line in lines:
        values.setdefault(line.name, []).append(line)

    def first(*names: str) -> str:
        return next((_unescape(values[name][0].plain).strip() for name in names if name in values), "")

    def listed(name: str) -> tuple[str, ...]:
        words = (_unescape(word).strip() for line in values.get(name, ()) for word in _split(line.plain, ","))
        return tuple(dict.fromkeys(word for word in words if word))

    written = [_unescape(line.plain).strip() for line in sorted(values.get("EMAIL", ()), key=_rank)]
    parsed = [(text, Address.parse(text)) for text in written if text]
    emails = tuple(dict.fromkeys(found.email for _, found in parsed if found))
    family, given = (*_split(values["N"][0].plain, ";"), "", "")[:2] if "N" in values else ("", "")
    full_name = f"{_unescape(given)} {_unescape(family)}".strip()
    said = first("FN") or full_name or first("ORG") or next(iter(emails), "")
    name = excerpt(" ".join(said.split()))
    if not name:
        return None
    unread = [text for text, found in parsed if not found and (not emails or _is_several(text))]
    problems += [f"{name!r}: {text[:80]!r} is no mail address" for text in unread[:MOST_SHOWN]]
    organization = (
        "; ".join(filter(None, map(_unescape, _split(values["ORG"][0].plain, ";"))))
        if "ORG" in values
        else ""
    )
    members = [line for kind in _MEMBERS for line in values.get(kind, ())]
    person = Person(
        uid=bare_uid(first("UID")) or name,
        name=name,
        emails=emails,
        nicknames=listed("NICKNAME"),
        categories=listed("CATEGORIES"),
        organization=organization,
        title=first("TITLE"),
        phones=tuple(_unescape(line.plain).strip() for line in values.get("TEL", ())),
    )
    return Card(person, first(*_KINDS).lower() == "group", tuple(line.plain.strip() for line in members))


def _is_several(text: str) -> bool:
    reading = read_mailboxes(text)
    return len(reading.mailboxes) + len(reading.unread) > 1


def _rank(line: Line) -> int:
    """Where an address stands among several: version 4 numbers them, the others mark one."""
    preference = line.parameter("PREF")
    if preference.isdecimal():
        return int(preference)
    marked = "PREF" in line.parameters or "PREF" in map(str.upper, line.parameters.get("TYPE", ()))
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
    make_folder(folder)
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
