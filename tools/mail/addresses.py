"""Addresses in the headers of mails."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.excerpts import excerpt
from tools.mail.charsets import decoded_words, without_controls
from tools.people.contacts import Address
from tools.people.domains import mailbox_key
from tools.people.mailboxes import read_mailboxes


@dataclass(frozen=True, slots=True)
class Named:
    """Whom some header lines name."""

    addresses: tuple[Address, ...]
    unread: tuple[str, ...]
    """What was meant to be somebody, and gives no address."""


def parse_addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """The addresses of some header lines; what is no address is left out."""
    return named_in(values).addresses


def named_in(values: Iterable[str]) -> Named:
    found: list[Address] = []
    unread: list[str] = []
    for value in values:
        # The structure is read before the encoded words: an encoded comma doesn't separate anything.
        reading = read_mailboxes(value)
        if not reading.mailboxes and "=?" in value:
            # Some programs encode all of it, the address too.
            whole = read_mailboxes(" ".join(decoded_words(value).split()))
            reading = whole if whole.mailboxes else reading
        found += [Address(shown_name(one.name), one.email) for one in reading.mailboxes]
        unread += map(shown_name, reading.unread)
    return Named(tuple(found), tuple(unread))


def shown_name(raw: str) -> str:
    """A name in one line, its encoded words read."""
    return excerpt(" ".join(without_controls(decoded_words(raw)).split()))


def label(address: Address) -> str:
    """The name where there is one, else the address; both where the name looks like another address."""
    if "@" in address.name and mailbox_key(address.name) != address.key:
        return str(address)
    return address.name or address.email


def searched(address: Address) -> str:
    """What finds mails from it: a name that looks like another address doesn't lead to that one."""
    return address.email if label(address) == str(address) != address.email else str(address)


def distinct(addresses: Iterable[Address], *, without: Iterable[Address] = ()) -> tuple[Address, ...]:
    """Each mailbox once, in order, and none of `without`."""
    seen = {address.key for address in without}
    kept = []
    for address in addresses:
        if address.key not in seen:
            seen.add(address.key)
            kept.append(address)
    return tuple(kept)


def listed(addresses: Iterable[Address]) -> str:
    """Names for a sentence: "Ana Lima, Ben Okafor and cy@example.org"."""
    names = [label(address) for address in addresses]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
