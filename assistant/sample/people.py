"""The people of the sample company, and their groups."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tools.people.card_writing import write_group, write_person
from tools.people.contacts import Address, Group, Person

ME = "me"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("assistant.sample").joinpath("people.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Company:
    """Everybody by the short name that the data files use."""

    domain: str
    me: Address
    people: dict[str, Person]
    groups: tuple[Group, ...]

    def address(self, name: str) -> Address:
        """Whom a data file means: the user, somebody of the company, or an address written out.

        Raises:
            ValueError: it is none of these.
        """
        if name == ME:
            return self.me
        if name in self.people:
            person = self.people[name]
            return Address(person.name, person.emails[0])
        address = Address.parse(name)
        if address is None:
            raise ValueError(f"the sample data name {name!r}, who is neither a person nor an address")
        return address


def read_owner() -> tuple[str, str]:
    """Name and address of the one in whose mailbox the mails are, where the user has none."""
    data = _data()
    return data["owner"]["name"], f"{data['owner']['mailbox']}@{data['domain']}"


def read_company(user_name: str, user_email: str) -> Company:
    data = _data()
    domain = data["domain"]
    people = {
        key: Person(
            uid=str(uuid5(NAMESPACE_DNS, f"{key}.{domain}")),
            name=entry["name"],
            emails=(entry.get("email", f"{key}@{domain}"),),
            organization=entry.get("company", data["company"]),
            title=entry["title"],
            phones=(entry["phone"],) if "phone" in entry else (),
        )
        for key, entry in data["people"].items()
    }
    groups = tuple(
        Group(str(uuid5(NAMESPACE_DNS, f"{name}.{domain}")), name, tuple(people[key] for key in members))
        for name, members in data["groups"].items()
    )
    return Company(domain, Address(user_name, user_email), people, groups)


def write(company: Company, folder: Path) -> int:
    """Keep everybody as vCards in `folder`; gives how many people there are."""
    for person in company.people.values():
        write_person(folder, person)
    for group in company.groups:
        write_group(folder, group)
    return len(company.people)
