"""Who is in the address book, for programs and people that have no model."""

from typing import Any

from tools.people.address_book import MANY, AddressBook
from tools.people.birthdays import said_birthday
from tools.people.contacts import Person

SHOWN = MANY * 5


def look_up(people: AddressBook, name: str, *, most: int | None = SHOWN) -> dict[str, Any]:
    """What the address book has for `name`, at most so many people; for no name, everybody."""
    if not name.strip():
        persons, groups = people.people, people.groups
    else:
        found = people.find(name)
        persons, groups = found.people, found.groups
    answer: dict[str, Any] = {
        "people": [
            _person(person) | {"groups": [group.name for group in people.groups_of(person)]}
            for person in persons[:most]
        ],
        "groups": [
            {"name": group.name, "members": [_person(member) for member in group.members]} for group in groups
        ],
    }
    if not persons and not groups:
        answer["note"] = f"Nobody called {name!r} is in the address book."
    return answer


def _person(person: Person) -> dict[str, Any]:
    told = {"name": person.name, "email": person.emails[0] if person.emails else ""}
    further = {
        "other_emails": ", ".join(person.emails[1:]),
        "phone": ", ".join(person.phones),
        "birthday": said_birthday(person.birthday),
        "title": person.title,
        "company": person.organization,
    }
    return told | {name: value for name, value in further.items() if value}
