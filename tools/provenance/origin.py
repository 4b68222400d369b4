"""Where one value of a plan came from."""

from collections.abc import Mapping
from typing import Any, Literal

from tools.values import Value

Source = Literal["user", "contacts", "mail", "event", "task", "file", "tool", "settings", "model"]
OWN: frozenset[Source] = frozenset({"user", "contacts", "settings"})
"""What the person has said, or keeps. `model` is not among them: nobody has said that."""


YOU_SAID = "you said "
"""How the label of a value that nobody has said begins, where the person's words have another one."""
MAY_BE = "may also be"
"""In the label of a time that the person's words leave open, before the other one."""


class Origin(Value):
    """One value of a plan, and where it came from."""

    argument: str
    """Which argument it stands in, and where in it: `to.0`, `body`, `event_id`."""
    value: str
    """The value itself; of a text that somebody else wrote, the piece that is theirs."""
    source: Source
    reference: str | None = None
    """The id of the mail, event, task or file, or the name of the agent, that it came from."""
    quote: str | None = None
    """The words that it came from."""
    label: str = ""
    """The source in words, as a card shows it: "the mail 'Invoice 42' by mallory@club.example"."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Origin":
        """The origin whose `json_dict` this is."""
        return cls(**stored)

    @property
    def own(self) -> bool:
        """Whether it is the person's: said in this conversation, kept in the contacts, or a setting."""
        return self.source in OWN
