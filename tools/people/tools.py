"""The tool that looks people up, for every agent."""

import json
from typing import TYPE_CHECKING, Any

from tools.people.address_book import MANY, AddressBook
from tools.people.contacts import Person

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
from tools.toolset import read_tool


def build_find_contact(people: AddressBook) -> "BaseTool":
    """`find_contact`, answering from `people`."""

    @read_tool
    def find_contact(name: str) -> str:
        """Look up people and groups by name, part of a name, nickname or address."""
        return json.dumps(look_up(people, name), ensure_ascii=False)

    return find_contact


def look_up(people: AddressBook, name: str) -> dict[str, Any]:
    """What the address book has for `name`; for no name, everybody."""
    if not name.strip():
        persons, groups = people.people, people.groups
    else:
        found = people.find(name)
        persons, groups = found.people, found.groups
    answer: dict[str, Any] = {
        "people": [
            _person(person) | {"groups": [group.name for group in people.groups_of(person)]}
            for person in persons[: MANY * 5]
        ],
        "groups": [
            {"name": group.name, "members": [_person(member) for member in group.members]} for group in groups
        ],
    }
    if not persons and not groups:
        answer["note"] = f"Nobody called {name!r} is in the address book."
    return answer


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "email": person.emails[0] if person.emails else ""}
