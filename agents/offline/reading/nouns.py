"""The nouns of all domains together, as they were handed over with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from agents.offline.reading.words import CONTACT_NOUNS, Domain
from tools.patterns import Pattern


@dataclass(frozen=True, kw_only=True)
class Called:
    """What the things of a domain are called."""

    domain: Domain
    kind: str
    """How the tools call one of them, as in "[event_id=…]"."""
    nouns: frozenset[str]
    kinds: frozenset[str] = frozenset()
    """Those that say nothing but the kind: the words before them are a title."""
    together: frozenset[str] = frozenset()
    """What all of them are called: "my calendar"."""
    places: frozenset[str] = frozenset()
    """Where they are: "in my calendar", "in my inbox"."""
    attended: bool = False
    """Whether people take part in them: "with Ana"."""
    sent: bool = False
    """Whether they come from people and go to people: "from Ana", "to Ben"."""


class Nouns:
    """What is called how, of all domains."""

    def __init__(self) -> None:
        self.know(())

    def know(self, called: Iterable[Called]) -> None:
        """Know these, and no others."""
        called = tuple(called)
        self.things = frozenset(noun for one in called for noun in one.nouns)
        self.kinds = frozenset(noun for one in called for noun in one.kinds)
        self.named = self.things | {noun for one in called for noun in one.together}
        self.every = self.named | CONTACT_NOUNS
        self.domains = {noun: one.domain for one in called for noun in one.nouns | one.together}
        self.attended = next((one.domain for one in called if one.attended), None)
        self.sent = next((one.domain for one in called if one.sent), None)
        self.handles = {one.kind: one.domain for one in called}
        kinds = "|".join(self.handles)
        self.handle = Pattern(rf"\[({kinds})_id=([^\s\]]+)\]|\(({kinds}) ([0-9a-z]{{4,}})\)")
        """A thing named by its id: "[event_id=3fk2…]"."""

    def kind_of(self, domain: Domain | None) -> str:
        """How one of them is called; the first domain's where it isn't known whose it is."""
        return next(
            (kind for kind, known in self.handles.items() if known == domain), next(iter(self.handles))
        )


NOUNS = Nouns()
