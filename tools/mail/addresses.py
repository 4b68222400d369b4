"""Addresses in the headers of mails."""

from collections.abc import Iterable
from email.utils import getaddresses

from tools.mail.charsets import decoded_words
from tools.people.contacts import Address


def parse_addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """The addresses of some header lines; what is no address is left out."""
    found = []
    # The structure is read before the encoded words: an encoded comma doesn't separate anything.
    for name, address in getaddresses(list(values)):
        email = address.strip()
        if "@" in email:
            found.append(Address(name=" ".join(decoded_words(name).split()), email=email))
    return tuple(found)


def label(address: Address) -> str:
    """The name where there is one, else the address."""
    return address.name or address.email


def domain(address: Address) -> str:
    return address.email.rpartition("@")[2].casefold()


def distinct(addresses: Iterable[Address], *, without: Iterable[Address] = ()) -> tuple[Address, ...]:
    """Each mailbox once, in order, and none of `without`."""
    seen = {address.email.casefold() for address in without}
    kept = []
    for address in addresses:
        key = address.email.casefold()
        if key not in seen:
            seen.add(key)
            kept.append(address)
    return tuple(kept)


def listed(addresses: Iterable[Address]) -> str:
    """Names for a sentence: "Ana Lima, Ben Okafor and cy@example.org"."""
    names = [label(address) for address in addresses]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
