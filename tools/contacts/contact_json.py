"""People and groups as JSON: for a plan, and for what a person sees of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tools.people.birthdays import said_birthday
from tools.people.contacts import Group, Person

_LISTS = ("emails", "nicknames", "categories", "phones")


def person_to_json(person: Person) -> dict[str, Any]:
    return {name: list(value) if name in _LISTS else value for name, value in asdict(person).items()}


def person_of(stored: Mapping[str, Any]) -> Person:
    """The person whose `person_to_json` this is."""
    values: dict[str, Any] = dict(stored)
    return Person(**values | {name: tuple(values[name]) for name in _LISTS})


def contact_view(person: Person, groups: Sequence[str] = ()) -> dict[str, Any]:
    """What a person sees of somebody."""
    return {
        "name": person.name,
        "emails": list(person.emails),
        "phones": list(person.phones),
        "birthday": said_birthday(person.birthday),
        "company": person.organization,
        "job": person.title,
        "nicknames": list(person.nicknames),
        "groups": list(groups),
    }


def group_view(name: str, members: Sequence[Person]) -> dict[str, Any]:
    """What a person sees of a group."""
    return {"name": name, "members": [str(member) for member in members]}


def group_named(group: Group) -> str:
    """A group in a sentence: "the group Design"."""
    return f"the group {group.name!r}"
