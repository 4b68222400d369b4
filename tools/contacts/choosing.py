"""Which person or group of the address book is meant, where one of them is to be changed."""

from collections.abc import Sequence

from tools.errors import ASK_WHICH, AmbiguousError, ToolError
from tools.people.address_book import AddressBook
from tools.people.contacts import Address, Group, Person
from tools.people.domains import mailbox_key
from tools.people.membership import CATEGORY

SHORTEST_ID = 6


def handle_of(person: Person, everybody: Sequence[Person]) -> str:
    """Words by which `choose_person` finds this one and nobody else."""
    alike = [one for one in everybody if str(one).casefold() == str(person).casefold()]
    if len(alike) < 2:
        return str(person)
    phones = [one.phones[:1] for one in alike]
    if person.phones and phones.count(person.phones[:1]) == 1:
        return f"{person.name}, {person.phones[0]}"
    return f"{person.name} (id {person.uid})"


def choose_person(people: AddressBook, said: str) -> Person:
    """The one whom a name, an address, or both together mean.

    Raises:
        AmbiguousError: several fit; the message and `candidates` name them.
        ToolError: nobody fits.
    """
    everybody = people.people
    text = said.strip()
    name, _, id = text.removesuffix(")").partition(" (id ")
    if id and (found := [one for one in everybody if one.uid == id]):
        return found[0]
    if address := Address.parse(text):
        fits = [one for one in everybody if address.key in map(mailbox_key, one.emails)]
        named = [one for one in fits if one.name.casefold() == address.name.casefold()]
        fits = named or fits
    else:
        fits = list(people.find(name).people)
        whole = [one for one in fits if str(one).casefold() == text.casefold()]
        fits = whole or fits
        name, comma, phone = text.rpartition(", ")
        if comma and not fits:
            fits = [one for one in people.find(name).people if phone in one.phones]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        # It says whose names are near.
        people.resolve([text])
        raise ToolError(f"nobody called {said!r} is in the address book")
    candidates = [handle_of(one, everybody) for one in fits]
    raise AmbiguousError(f"{said!r} fits several: {'; '.join(candidates[:10])}{ASK_WHICH}", candidates)


def choose_group(people: AddressBook, said: str) -> Group | None:
    """The group that is meant; None where there is none.

    Raises:
        AmbiguousError: several fit.
    """
    fits = people.find(said).groups
    if len(fits) > 1:
        candidates = [group.name for group in fits]
        raise AmbiguousError(f"{said!r} fits several: {'; '.join(candidates)}{ASK_WHICH}", candidates)
    return fits[0] if fits else None


def is_of_categories(group: Group) -> bool:
    """Whether people's own cards say who is in it, and no card of its own does."""
    return group.uid.startswith(CATEGORY)
