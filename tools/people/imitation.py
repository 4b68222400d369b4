"""Whether somebody may not be whom they seem to be: a name or an address that is taken for another's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten

from tools.people.contacts import Address, Person
from tools.people.domains import domain_of, mailbox_key, read_domain, within
from tools.people.likeness import domains_apart, mixed_scripts, one_apart, skeleton, skeletons
from tools.people.names import words_of
from tools.people.owner import Owner
from tools.people.providers import PROVIDERS

MOST_CHARS = 50
"""Of a name, in the one line."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody who may not be whom they seem to be."""

    sentence: str
    """For the card."""
    brief: str
    """For the one line that is asked about."""


@dataclass(frozen=True)
class Known:
    """Names and addresses that others are held against: the owner's and the contacts'."""

    me: Owner
    contacts: Sequence[Person]

    def has(self, address: Address) -> bool:
        return address.key in self._emails

    def doubts(self, address: Address, *, familiar: bool) -> Iterator[Doubt]:
        """What makes `address` doubtful. One that is `familiar` may be a letter apart from another."""
        if said := self._misnamed(address):
            yield said
        if not self.has(address) and (said := self._alike(address, familiar) or self._beneath(address)):
            yield said
        local, _, domain = address.email.rpartition("@")
        for text in (address.name, local, read_domain(domain).replace(".", " ")):
            if scripts := mixed_scripts(text):
                mixed = f"mixes {' and '.join(scripts)} letters in one word"
                yield Doubt(f"{address} {mixed}", f"{address.email} {mixed}")
                return

    def _misnamed(self, address: Address) -> Doubt | None:
        """The name is another address, or somebody else's."""
        name = shorten(address.name, MOST_CHARS, placeholder=" …")
        brief = f"{name!r} goes to {address.email}"
        if "@" in address.name:
            named = Address.parse(address.name.strip("'\" "))  # Outlook puts it into quotes
            if named and named.same_mailbox(address):
                return None
            return Doubt(f"It says {address.name}, but goes to {address.email}", brief)
        namesakes = self._names.get(_name_key(address.name), ())
        if not namesakes or any(address.key in map(mailbox_key, emails) for _, emails in namesakes):
            return None
        name, emails = namesakes[0]
        return Doubt(f"{address.email} is not an address of {name}, who has {emails[0]}", brief)

    def _alike(self, address: Address, familiar: bool) -> Doubt | None:
        """It looks like an address or a domain that is known."""
        local, _, written = address.email.rpartition("@")
        domain, shown = domain_of(address.email), read_domain(written)
        like = next(filter(None, map(self._looks.get, skeletons(f"{local}@{shown}"))), None)
        if not like and not familiar:
            like = next(
                (
                    email
                    for email in self._by_domain.get(domain, ())
                    if one_apart(local.casefold(), email.rpartition("@")[0].casefold())
                ),
                None,
            )
        if not like and not within(domain, self._by_domain):
            like = next(filter(None, map(self._domain_looks.get, skeletons(shown))), None)
            # Providers are near each other: mail.com, gmail.com.
            if not like and not familiar and domain not in PROVIDERS:
                like = next((known for known in self._by_domain if domains_apart(domain, known)), None)
        if not like:
            return None
        brief = f"{address.email} only looks like {like}"
        return Doubt(f"{address.email} looks like {like}, and is not", brief)

    def _beneath(self, address: Address) -> Doubt | None:
        """It has a known domain in the middle of its own: acme.example.evil.test."""
        domain = domain_of(address.email)
        if within(domain, self._by_domain):
            return None
        for known in self._by_domain:
            if f".{known}." in f".{domain}.":
                real = domain.rpartition(f"{known}.")[2]
                brief = f"{address.email} is not at {known}"
                return Doubt(f"{brief}, but at {real}", brief)
        return None

    @cached_property
    def _emails(self) -> dict[str, str]:
        """Each address by its key."""
        own = [one.email for one in self.me.addresses]
        theirs = [email for person in self.contacts for email in person.emails]
        return {mailbox_key(email): email for email in (*own, *theirs)}

    @cached_property
    def _looks(self) -> dict[str, str]:
        return {skeleton(email.casefold()): email for email in self._emails.values()}

    @cached_property
    def _by_domain(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for email in self._emails.values():
            found.setdefault(domain_of(email), []).append(email)
        return found

    @cached_property
    def _domain_looks(self) -> dict[str, str]:
        return {skeleton(read_domain(domain)): domain for domain in self._by_domain}

    @cached_property
    def _names(self) -> dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]:
        """Who has each name, with their addresses."""
        found: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
        own = (self.me.usual.name, tuple(one.email for one in self.me.addresses))
        for name, emails in (own, *((person.name, person.emails) for person in self.contacts)):
            if emails and (key := _name_key(name)):
                found.setdefault(key, []).append((name, emails))
        return found


def _name_key(name: str) -> tuple[str, ...]:
    """The same for a name in any order, and in any letters that look like it."""
    return tuple(sorted(words_of(skeleton(name))))
