"""Where a recipient or a guest came from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from tools.errors import ToolError
from tools.patterns import Pattern
from tools.people.contacts import Address, Group, Person
from tools.people.domains import mailbox_key
from tools.people.names import words_of
from tools.provenance.folding import folded, words_in
from tools.provenance.known import Known, Text, from_nobody, from_settings, from_text
from tools.provenance.origin import Origin

AT, DOT = r"\s*(?:@|[(\[]\s*at\s*[)\]])\s*", r"\s*(?:\.|[(\[]\s*dot\s*[)\]])\s*"
SPOKEN_AT, SPOKEN_DOT = r"\s+at\s+", r"\s+dot\s+"
# "Meet me at club.example" is no address of anybody's: who speaks of a place writes no "dot".


class Contacts(Protocol):
    """The address book."""

    @property
    def people(self) -> tuple[Person, ...]: ...

    def resolve(self, names: Iterable[str], *, me: Address | None = None) -> tuple[Address, ...]: ...

    def groups_of(self, person: Person) -> tuple[Group, ...]: ...

    def as_it_is(self) -> "Contacts": ...


@dataclass(frozen=True)
class Addresses:
    """Looks up mail addresses, and the people behind them."""

    known: Known
    contacts: Contacts
    own: frozenset[str]
    """The user's addresses, as `mailbox_key` has them."""

    def origin(
        self, argument: str, value: str, names: Sequence[str] = (), *, one_of_them: bool = False
    ) -> Origin:
        """Where the address `value` came from; `names` are what the model gave in its place.

        `one_of_them`: it is one of few who are there already, so that a name need not fit nobody else.
        """
        email = email_of(value)
        key = mailbox_key(email)
        if text := self._with_address(self.known.said, email, key):
            return from_text(argument, value, text, text.quote(email))
        if key in self.own:
            return from_settings(argument, value, "your own address")
        people = [person for person in self.contacts.people if key in map(mailbox_key, person.emails)]
        theirs = names_of(people, self.contacts) if people else []
        called = [*theirs, *self._resolved([name for name in names if name not in theirs], key)]
        said = self._named(self.known.said, called)
        read = self._with_address(self.known.read, email, key)
        if said and (one_of_them or not (read and self._several(said[0]))):
            name, text = said
            return Origin(
                argument=argument,
                value=value,
                source="contacts",
                quote=name,
                label=f"your contacts, for {name!r} in turn {text.reading.turn}",
            )
        if text := read or self._in_pieces(email):
            return from_text(argument, value, text, text.quote(email))
        if naming := self._named(self.known.read, called):
            name, text = naming
            return from_text(argument, value, text, text.quote(name))
        return from_nobody(argument, value)

    def _with_address(self, texts: Iterable[Text], email: str, key: str) -> Text | None:
        """The first text that has the address, whole or written so that no program takes it for one."""
        local, _, domain = email.rpartition("@")
        pattern = None
        for text in texts:
            if key in text.addresses:
                return text
            # A quick look first: most texts hold neither.
            if folded(local) in text.folded and domain.partition(".")[0].lower() in text.folded:
                pattern = pattern or _spelled(local, domain)
                if pattern.search(text.folded):
                    return text
        return None

    def _in_pieces(self, email: str) -> Text | None:
        """The newest reading that has the name before the @, where one has the domain."""
        local, _, domain = email.rpartition("@")
        host, words = folded(domain), " ".join(words_in(local))
        if not any(host in text.folded for text in self.known.read):
            return None
        return next((text for text in self.known.read if text.says(words)), None)

    def _several(self, name: str) -> bool:
        """Whether several people are called so."""
        words = set(words_of(name))
        return sum(words <= set(words_of(person.name)) for person in self.contacts.people) > 1

    def _resolved(self, names: Sequence[str], key: str) -> list[str]:
        """Those of `names` that the contacts take for this address."""
        found = []
        for name in names:
            if "@" in name or not name.strip():
                continue
            try:
                addresses = self.contacts.resolve([name])
            except ToolError:
                continue
            if any(address.key == key for address in addresses):
                found.append(name)
        return found

    def _named(self, texts: Sequence[Text], names: Sequence[str]) -> tuple[str, Text] | None:
        """The first of these names that one of the texts says."""
        for name in names:
            spelled = " ".join(words_of(name))
            if text := next((text for text in texts if spelled and f" {spelled} " in text.called), None):
                return name, text
        return None


def names_of(people: Iterable[Person], contacts: Contacts) -> list[str]:
    """What somebody may call these people: whole names, their words, nicknames, groups they are in."""
    names: dict[str, None] = {}
    for person in people:
        for name in (person.name, *person.nicknames):
            names[name] = None
            for word in name.split():
                if len(word) > 1:
                    names[word] = None
        for group in contacts.groups_of(person):
            names[group.name] = None
            names[re.sub(r"\b(?:the|team|group|department)\b", " ", group.name, flags=re.I).strip()] = None
    return list(names)


def email_of(value: str) -> str:
    """The address in `Ana Lima <ana@x.example>`."""
    _, bracket, rest = value.rpartition("<")
    return rest.rstrip("> ") if bracket else value.strip()


@lru_cache(maxsize=1024)
def _spelled(local: str, domain: str) -> Pattern:
    """What finds an address that is written with words in the place of its signs."""
    name, labels = re.escape(folded(local)), [re.escape(label) for label in folded(domain).split(".")]
    ways = (f"{name}{at}{dot.join(labels)}" for at, dot in ((AT, DOT), (SPOKEN_AT, SPOKEN_DOT)))
    return Pattern(rf"(?<![\w.+-])(?:{'|'.join(ways)})(?![\w-]|\.\w)")
