"""Which cards become another when a contact or a group does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tools.contacts.choosing import is_of_categories
from tools.errors import ToolError
from tools.people.address_book import AddressBook
from tools.people.card_change import CardText, changed_card
from tools.people.card_files import CardEdit, CardFiles
from tools.people.contacts import Group, Person
from tools.people.vcards import bare_uid


@dataclass(frozen=True)
class CardEdits:
    """Makes the edits of an address book's cards; nothing is written by it."""

    people: AddressBook
    files: CardFiles

    def of(self, one: Person | Group, change: Callable[[bytes], bytes]) -> list[CardEdit]:
        """What becomes of each of its cards.

        Raises:
            ToolError: they stand where nothing can be changed.
        """
        places = self.people.places_of(one)
        if not places:
            raise ToolError(f"the card of {one.name} is in a file that can't be changed here (see doctor)")
        edits = []
        for place in places:
            data = self.files.read(place)
            if (after := change(data)) != data:
                edits.append(CardEdit(place.file, data, after, place.start))
        return edits

    def left(self, person: Person, instead: Person | None = None) -> list[CardEdit]:
        """The groups' cards without somebody, with another in their place."""
        edits: list[CardEdit] = []
        for group in self.people.groups_of(person):
            if is_of_categories(group):
                continue
            come = [instead] if instead and instead.uid not in {one.uid for one in group.members} else []
            edits += self.of(
                group,
                lambda data, come=come: regrouped_card(data, come, [person], "", ""),  # type: ignore[misc]
            )
        return edits

    def recategorised(self, group: Group, called: str, after: Sequence[Person]) -> list[CardEdit]:
        """The cards of people that say they are in a group, as they say it then."""
        edits: list[CardEdit] = []
        for person in dict.fromkeys((*group.members, *after)):
            others = tuple(one for one in person.categories if one != group.name)
            stays = tuple(called if one == group.name else one for one in person.categories)
            new = others
            if person in after:
                new = stays if group.name in person.categories else (*person.categories, called)
            changed = replace(person, categories=new)
            edits += self.of(
                person,
                lambda data, was=person, then=changed: changed_card(data, was, then),  # type: ignore[misc]
            )
        return edits


def regrouped_card(
    data: bytes, come: Iterable[Person], gone: Iterable[Person], before: str, called: str
) -> bytes:
    """A group's card with other members, and with another name where that is not as `before`."""
    card = CardText(data)
    references = [
        ref for one in gone for ref in (bare_uid(one.uid), *(f"mailto:{m}" for m in one.emails), *one.emails)
    ]
    card.members(references, [one.uid for one in come])
    if called != before:
        card.rename(called)
    return card.data
