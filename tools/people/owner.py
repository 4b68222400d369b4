"""The person whom the assistant works for, under all the addresses that reach them."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.people.contacts import Address
from tools.people.domains import mailbox_key


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with several addresses; the first is the usual one."""

    addresses: tuple[Address, ...]

    @classmethod
    def of(cls, usual: Address, *others: Address) -> "Owner":
        return cls((usual, *others))

    @property
    def usual(self) -> Address:
        return self.addresses[0]

    def owns(self, address: Address) -> bool:
        """Whether mail to `address` reaches this person; `sam+shop@` is one of `sam@`'s."""
        mine = {one.key for one in self.addresses}
        return address.key in mine or mailbox_key(without_tag(address.email)) in mine

    def others(self, addresses: Iterable[Address]) -> tuple[Address, ...]:
        """Those of `addresses` that are other people's."""
        return tuple(address for address in addresses if not self.owns(address))

    def named(self, addresses: Iterable[Address]) -> Address | None:
        """The first of `addresses` that is this person's, as it is written there, under their own name."""
        for address in addresses:
            known = next((one for one in self.addresses if one.same_mailbox(address)), None)
            if known or self.owns(address):
                return known or Address(self.usual.name, address.email)
        return None


def without_tag(email: str) -> str:
    """`sam@example.org` for `sam+shop@example.org` (RFC 5233)."""
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if not local.startswith('"') else email
