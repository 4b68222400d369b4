"""Who is in which group: by the cards of groups, and by the categories on people's own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tools.people.contacts import Address, Group, Person
from tools.people.domains import mailbox_key
from tools.people.vcards import Card, bare_uid

MOST_SHOWN = 5
CATEGORY = "category:"
"""How the UID of a group begins that no card is of, but the categories of people's own cards."""


class Membership:
    """Who is in the groups of `cards`; groups may be in groups, and these in each other."""

    def __init__(self, cards: Sequence[Card], people: Sequence[Person]) -> None:
        self._groups = [card for card in cards if card.is_group]
        self._people = people
        self._persons = {bare_uid(person.uid): person for person in people}
        self._by_uid = {bare_uid(card.person.uid): card for card in self._groups}
        self.missing: list[tuple[Card, str]] = []
        """Groups with members that aren't there, once `groups` has been asked."""

    def groups(self) -> list[Group]:
        for card in self._groups:
            absent = [one for one in card.members if not self._is_known(one)]
            if absent:
                shown = ", ".join(one[:60] for one in absent[:MOST_SHOWN])
                more = f" and {len(absent) - MOST_SHOWN} more" if len(absent) > MOST_SHOWN else ""
                self.missing.append((card, f"of {card.person.name!r} nobody here is {shown}{more}"))
        return [Group(card.person.uid, card.person.name, self._members(card)) for card in self._groups]

    def _members(self, group: Card) -> tuple[Person, ...]:
        found: dict[Person, None] = {}
        seen = {id(group)}
        waiting = [iter(group.members)]
        while waiting:
            reference = next(waiting[-1], None)
            if reference is None:
                waiting.pop()
                continue
            uid = bare_uid(reference)
            inner = self._by_uid.get(uid)
            if person := self._persons.get(uid):
                found[person] = None
            elif address := _mail_address(reference):
                found[_owner(address, self._people)] = None
            elif inner is not None and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(iter(inner.members))
        return tuple(found)

    def _is_known(self, reference: str) -> bool:
        uid = bare_uid(reference)
        # other ways to reach somebody are none that a mail can take, and nothing is amiss with them
        other_way = ":" in reference and not reference.lower().startswith(("mailto:", "urn:"))
        return uid in self._persons or uid in self._by_uid or bool(_mail_address(reference)) or other_way


def _mail_address(reference: str) -> Address | None:
    return Address.parse(reference) if "@" in reference else None


def _owner(address: Address, people: Sequence[Person]) -> Person:
    for person in people:
        if address.key in map(mailbox_key, person.emails):
            others = tuple(own for own in person.emails if mailbox_key(own) != address.key)
            return replace(person, emails=(address.email, *others))
    return Person(uid=f"mailto:{address.email}", name=address.name or address.email, emails=(address.email,))


def category_groups(people: Sequence[Person]) -> Iterator[Group]:
    named: dict[str, list[Person]] = {}
    for person in people:
        for category in person.categories:
            named.setdefault(category, []).append(person)
    for category, members in named.items():
        yield Group(f"{CATEGORY}{category}", category, tuple(members))
