"""vCard files to contacts: version 4, 3, and 2.1, and Apple's way of writing groups."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tools.excerpts import excerpt
from tools.folded_lines import BOM, Line, lines_of
from tools.people.birthdays import is_unread, read_birthday
from tools.people.card_values import split_at, unescaped
from tools.people.contacts import Address, Person
from tools.people.mailboxes import read_mailboxes
from tools.wide_text import in_utf8

_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
MEMBERS = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
MOST_SHOWN = 5
"""Problems of one card that are told."""
NO_END = "has no end"
_GLUED = re.compile(r"\s*VCARD\s*BEGIN:\s*VCARD\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard: a person, and for a group also the references to its members."""

    person: Person
    is_group: bool
    members: tuple[str, ...] = ()
    """UIDs and `mailto:` addresses, as written."""
    span: tuple[int, int] = (0, 0)
    """Where it stands in its file, from BEGIN to END; nowhere in one that is not in UTF-8."""


@dataclass(frozen=True, slots=True)
class CardFile:
    """What one file holds."""

    cards: tuple[Card, ...] = ()
    problems: tuple[str, ...] = ()
    """What of it can't be read, each a sentence without its period."""


def read_cards(data: bytes) -> CardFile:
    """The cards of one file. A broken line costs only itself, and an end that is missing nothing."""
    read = in_utf8(data)  # Outlook exports UTF-16
    cards: list[Card] = []
    problems: list[str] = []
    for lines, fault, span in _cards(read):
        card = _card(lines, problems)
        if card is None:
            problems.append("a card in it has no name")
            continue
        cards.append(card if read is not data or fault else replace(card, span=span))
        if fault:
            problems.append(f"the card of {card.person.name!r} {fault}")
    if not cards and not problems:
        problems.append("there is no card in it" if data.strip() else "it is empty")
    return CardFile(tuple(cards), tuple(dict.fromkeys(problems)))


def phone_of(line: Line) -> str:
    """The number on a line of a card, without `tel:` before it."""
    value = unescaped(line.plain).strip()
    return value[4:] if value[:4].lower() == "tel:" else value


def bare_uid(reference: str) -> str:
    """What tells a UID or MEMBER value from others: without `urn:uuid:`, and without regard to case."""
    reference = reference.strip().casefold()
    return reference.removeprefix("urn:uuid:")


def _cards(data: bytes) -> Iterator[tuple[list[Line], str, tuple[int, int]]]:
    """The lines of each card, what is wrong with its ends, where it is; a card in another is left out."""
    lines: list[Line] | None = None
    inner = begin = 0
    glued = ""
    stop = len(BOM) if data.startswith(BOM) else 0
    for line in lines_of(data):
        start, stop = stop, stop + len(line.raw)
        if line.name == "BEGIN" and line.raw.startswith(BOM):  # of a file that was joined with others
            start += len(BOM)
        if lines and line.name == "AGENT" and line.value.strip().upper() == "BEGIN:VCARD":
            inner += 1
        elif line.name == "END" and _GLUED.fullmatch(line.value) and not inner:
            # Files that were joined without a line end between them: two people, not one with two addresses.
            glued = "shares a line with another one"
            if lines is not None:
                yield lines, glued, (begin, stop)
            lines, begin = [], start
        elif line.name not in ("BEGIN", "END") or line.value.strip().upper() != "VCARD":
            if lines is not None and not inner:
                lines.append(line)
        elif line.name == "END":
            if inner:
                inner -= 1
            elif lines is not None:
                yield lines, glued, (begin, stop)
                lines, glued = None, ""
        elif lines and lines[-1].name == "AGENT" and not lines[-1].value.strip():
            inner += 1
        else:
            if lines is not None:
                yield lines, NO_END, (begin, start)
            lines, inner, begin, glued = [], 0, start, ""
    if lines is not None:
        yield lines, NO_END, (begin, stop)


def _card(lines: Sequence[Line], problems: list[str]) -> Card | None:
    values: dict[str, list[Line]] = {}
    for line in lines:
        values.setdefault(line.name, []).append(line)

    def first(*names: str) -> str:
        return next((unescaped(values[name][0].plain).strip() for name in names if name in values), "")

    def listed(name: str) -> tuple[str, ...]:
        words = (
            unescaped(word).strip() for line in values.get(name, ()) for word in split_at(line.plain, ",")
        )
        return tuple(dict.fromkeys(word for word in words if word))

    written = [unescaped(line.plain).strip() for line in sorted(values.get("EMAIL", ()), key=_rank)]
    parsed = [(text, Address.parse(text.rstrip(";, "))) for text in written if text]
    spellings: dict[str, str] = {}
    for _, found in parsed:
        if found:
            spellings.setdefault(found.key, found.email)
    emails = tuple(spellings.values())
    family, given = (*split_at(values["N"][0].plain, ";"), "", "")[:2] if "N" in values else ("", "")
    full_name = f"{unescaped(given)} {unescaped(family)}".strip()
    organization = (
        "; ".join(filter(None, map(unescaped, split_at(values["ORG"][0].plain, ";"))))
        if "ORG" in values
        else ""
    )
    phones = tuple(dict.fromkeys(filter(None, map(phone_of, values.get("TEL", ())))))
    nicknames = listed("NICKNAME")
    ways = (*nicknames, organization, *emails, *phones)
    said = first("FN") or full_name or next(filter(None, ways), "")
    name = excerpt(" ".join(said.split()))
    if not name:
        return None
    unread = [text for text, found in parsed if not found and (not emails or _is_several(text))]
    problems += [f"{name!r}: {text[:80]!r} is no mail address" for text in unread[:MOST_SHOWN]]
    birthdays = values.get("BDAY", ())
    birthday = next(filter(None, map(read_birthday, birthdays)), "")
    if not birthday and (lost := next(filter(is_unread, birthdays), None)):
        problems.append(f"{name!r}: its birthday can't be read: {lost.plain.strip()[:80]!r}")
    members = [line for kind in MEMBERS for line in values.get(kind, ())]
    person = Person(
        uid=bare_uid(first("UID")) or name,
        name=name,
        emails=emails,
        nicknames=nicknames,
        categories=listed("CATEGORIES"),
        organization=organization,
        title=first("TITLE"),
        phones=phones,
        birthday=birthday,
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
