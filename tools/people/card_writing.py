"""New vCards, in version 4, each as a file of its own."""

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools.people.birthdays import compact
from tools.people.card_values import escaped, folded_line, uri_of
from tools.people.contacts import Group, Person
from tools.private_files import make_folder

_UNSAFE = re.compile(r"[^\w.@-]|^\.")


def person_card(person: Person) -> bytes:
    """The card of `person`."""
    lines = [("UID", uri_of(person.uid)), ("KIND", "individual"), ("FN", escaped(person.name))]
    lines.append(("N", structured_name(person.name)))
    if person.nicknames:
        lines.append(("NICKNAME", ",".join(map(escaped, person.nicknames))))
    for index, email in enumerate(person.emails):
        lines.append(("EMAIL;PREF=1" if index == 0 and len(person.emails) > 1 else "EMAIL", escaped(email)))
    lines.extend(("TEL", escaped(phone)) for phone in person.phones)
    if person.birthday:
        lines.append(("BDAY", compact(person.birthday)))
    if person.organization:
        lines.append(("ORG", escaped(person.organization)))
    if person.title:
        lines.append(("TITLE", escaped(person.title)))
    if person.categories:
        lines.append(("CATEGORIES", ",".join(map(escaped, person.categories))))
    return _card(lines)


def group_card(uid: str, name: str, members: Iterable[str]) -> bytes:
    """The card of a group; `members` are the UIDs of people."""
    lines = [("UID", uri_of(uid)), ("KIND", "group"), ("FN", escaped(name))]
    return _card([*lines, *(("MEMBER", uri_of(member)) for member in members)])


def write_person(folder: Path, person: Person) -> Path:
    """Keep `person` as a file of its own in `folder`, in place of an earlier one with its UID."""
    return _write(folder, person.uid, person_card(person))


def write_group(folder: Path, group: Group) -> Path:
    """Keep `group` as a file of its own in `folder`, in place of an earlier one with its UID."""
    return _write(folder, group.uid, group_card(group.uid, group.name, (one.uid for one in group.members)))


def structured_name(name: str) -> str:
    """A name as N has it: the last word is taken for the family's."""
    given, _, family = name.rpartition(" ")
    return f"{escaped(family)};{escaped(given)};;;" if given else f";{escaped(name)};;;"


def _card(lines: Iterable[tuple[str, str]]) -> bytes:
    whole = [("BEGIN", "VCARD"), ("VERSION", "4.0"), *lines, ("END", "VCARD")]
    return "".join(folded_line(f"{name}:{value}") for name, value in whole).encode()


def _write(folder: Path, uid: str, content: bytes) -> Path:
    make_folder(folder)
    path = folder / f"{_UNSAFE.sub('-', uid)}.vcf"
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".tmp", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return path
