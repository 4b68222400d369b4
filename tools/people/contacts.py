"""The values of the address book: an address, a person, a group."""

import re
from dataclasses import dataclass

from tools.people.domains import mailbox_key, wire_form
from tools.people.mailboxes import INVISIBLE, read_mailboxes

_PLAIN_NAME = re.compile(r"[\w .'’\-]*")
# Other ways to reach somebody look like an address behind it: xmpp:ana@example.org, sip:….
_SCHEME = re.compile(r"(?!mailto:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address with the name of whom it reaches; as text `Ana Lima <ana@example.org>`."""

    name: str
    email: str

    @classmethod
    def parse(cls, text: str) -> "Address | None":
        """The one address in `text`, with or without a name or `mailto:`.

        None when there is none, more than one, anybody else beside it, one that no mail can be sent to, or
        one of something else.
        """
        text = INVISIBLE.sub("", text).strip()
        if _SCHEME.match(text):
            return None
        reading = read_mailboxes(text[7:] if text[:7].lower() == "mailto:" else text)
        if len(reading.mailboxes) != 1 or reading.unread or reading.beside:
            return None
        [found] = reading.mailboxes
        if not text.rstrip("> .").endswith((found.email, ")")):
            return None
        try:
            wire_form(found.email)
        except ValueError:
            return None
        return cls(found.name, found.email)

    def __str__(self) -> str:
        if not self.name:
            return self.email
        if _PLAIN_NAME.fullmatch(self.name):
            return f"{self.name} <{self.email}>"
        quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{self.email}>'

    @property
    def key(self) -> str:
        """The same for all ways to write the address."""
        return mailbox_key(self.email)

    def same_mailbox(self, other: "Address") -> bool:
        return self.key == other.key


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
    birthday: str = ""
    """`1990-05-04`, or `--05-04` where the year isn't known."""

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
