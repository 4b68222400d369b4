"""Whom a person knows, and what they should notice about others before something goes to them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tools.people.contacts import Address, Person
from tools.people.domains import domain_of, read_domain, wire_form, within
from tools.people.imitation import Doubt, Known
from tools.people.owner import Owner
from tools.people.providers import PROVIDERS


@dataclass(frozen=True)
class Circle:
    """The owner, and whom they know."""

    me: Owner
    contacts: Sequence[Person]
    written_to: Callable[[str], bool]
    """Whether the owner has sent mail to this address."""
    doubts: bool = True
    """Whether anybody may not be whom they seem to be."""
    _written: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was asked already: each look goes to the mailbox's folders."""

    def warnings(self, addresses: Iterable[Address]) -> tuple[str, ...]:
        """Sentences about those to whom something would go."""
        everybody = _once(addresses)
        return (
            *self._strangers(everybody),
            *self._outsiders(everybody),
            *encoded_domains(everybody),
            *(read_domains(everybody) if self.doubts else ()),
            *(doubt.sentence for doubt in self._doubts(everybody)),
        )

    def warned(self, summary: str, addresses: Iterable[Address]) -> str:
        """`summary`, and behind it what is dangerous about `addresses`, as short as it goes."""
        briefs = list(dict.fromkeys(doubt.brief for doubt in self._doubts(_once(addresses))))
        if not briefs:
            return summary
        more = f", and {len(briefs) - 1} more" if len(briefs) > 1 else ""
        return f"{summary} (careful: {briefs[0]}{more})"

    def knows(self, address: Address) -> bool:
        """Whether it is the owner's or a contact's, or was written to before."""
        if self._known.has(address):
            return True
        if address.email not in self._written:
            self._written[address.email] = self.written_to(address.email)
        return self._written[address.email]

    def _strangers(self, addresses: Sequence[Address]) -> Iterator[str]:
        if unknown := [one.email for one in self.me.others(addresses) if not self.knows(one)]:
            yield f"Never written to before: {', '.join(dict.fromkeys(unknown))}"

    def _outsiders(self, addresses: Sequence[Address]) -> Iterator[str]:
        own = domain_of(self.me.usual.email)
        if not own or own in PROVIDERS or own == "localhost":
            return
        if outside := [one.email for one in addresses if not within(domain_of(one.email), (own,))]:
            yield f"Goes outside {own}: {', '.join(dict.fromkeys(outside))}"

    def _doubts(self, addresses: Sequence[Address]) -> Iterator[Doubt]:
        for address in addresses if self.doubts else ():
            yield from self._known.doubts(address, familiar=self.knows(address))

    @cached_property
    def _known(self) -> Known:
        return Known(self.me, self.contacts)


def encoded_domains(addresses: Iterable[Address]) -> Iterator[str]:
    """Two domains that look alike differ in what servers are told."""
    for address in addresses:
        try:
            wire = wire_form(address.email)
        except ValueError:
            continue
        if wire != address.email:
            yield f"Servers are told {wire} for {address.email}"


def read_domains(addresses: Iterable[Address]) -> Iterator[str]:
    """How encoded domains read."""
    for address in addresses:
        local, _, domain = address.email.rpartition("@")
        if (read := read_domain(domain)) != domain:
            yield f"{address.email} reads {local}@{read}"


def _once(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Each mailbox once, under every name that it is given."""
    return tuple({(address.key, address.name): address for address in addresses}.values())
