"""The values of the address book: an address, a person, a group."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

_PLAIN_NAME = re.compile(r"[\w .'’\-]*")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address with the name of whom it reaches; as text `Ana Lima <ana@example.org>`."""

    name: str
    email: str

    @classmethod
    def parse(cls, text: str) -> "Address | None":
        """The address in `text`, with or without a name or `mailto:`; None when there is none."""
        text = text.strip()
        if text[:7].lower() == "mailto:":
            text = text[7:]
        name, email = parseaddr(text)
        return cls(name.strip(), email) if _ADDRESS.fullmatch(email) else None

    def __str__(self) -> str:
        if not self.name:
            return self.email
        if _PLAIN_NAME.fullmatch(self.name):
            return f"{self.name} <{self.email}>"
        quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{self.email}>'

    def same_mailbox(self, other: "Address") -> bool:
        return self.email.casefold() == other.email.casefold()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the address book."""

    uid: str
    name: str
    emails: tuple[str, ...] = ()
    """The preferred one first."""
    nicknames: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """Groups named on the person's own card, as khard keeps them."""
    organization: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()

    @property
    def address(self) -> Address | None:
        """Where mail for this person goes."""
        if not self.emails:
            return None
        return Address("" if self.name == self.emails[0] else self.name, self.emails[0])

    def __str__(self) -> str:
        return str(self.address or self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """People under one name."""

    uid: str
    name: str
    members: tuple[Person, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} (group of {len(self.members)})"
