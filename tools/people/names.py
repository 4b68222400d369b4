"""How well what somebody says fits a name in the address book."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tools.people.contacts import Group, Person

WHOLE, CALLED, WORDS, BEGINNINGS, PART = range(5)
"""From the best fit to the weakest; CALLED is a group with other words around its name."""

_WORD = re.compile(r"\w+(?:[.+'’-]\w+)*")
_POSSESSIVE = re.compile(r"['’]s\b")
_AROUND_GROUPS = frozenset(
    [
        "a",
        "all",
        "colleagues",
        "crew",
        "department",
        "everybody",
        "everyone",
        "folks",
        "from",
        "group",
        "guys",
        "in",
        "members",
        "my",
        "of",
        "our",
        "people",
        "squad",
        "team",
        "the",
        "whole",
    ]
)


@dataclass(frozen=True, slots=True)
class Query:
    """A name as somebody says it, made comparable."""

    text: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    """Without the words that people put around a group's name: "everyone in the design team" is "design"."""

    @classmethod
    def of(cls, text: str) -> "Query":
        text = _POSSESSIVE.sub("", text.strip())
        words = words_of(text)
        return cls(" ".join(words), words, _core(words))


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def closeness(query: Query, contact: Person | Group) -> int | None:
    """How closely `contact` fits, one of the constants above; None: not at all."""
    if not query.words:
        return None
    if isinstance(contact, Group):
        return _closeness_of_group(query, contact)
    names = [words_of(name) for name in (contact.name, *contact.nicknames)]
    mailboxes = [email.partition("@")[0].casefold() for email in contact.emails]
    if query.words in names:
        return WHOLE
    if query.text in mailboxes:
        return WORDS
    locals_ = [words_of(mailbox.replace(".", " ")) for mailbox in mailboxes]
    return min(
        (rank for words in [*names, *locals_] if (rank := _fit(query.words, words)) is not None), default=None
    )


def _closeness_of_group(query: Query, group: Group) -> int | None:
    words = words_of(group.name)
    core = _core(words) or words
    if query.words == words:
        return WHOLE
    if query.core == core:
        return CALLED if query.core != query.words else WORDS
    return _fit(query.core or query.words, core)


def _fit(said: tuple[str, ...], words: tuple[str, ...]) -> int | None:
    if set(said) <= set(words):
        return WORDS
    if all(any(word.startswith(start) for word in words) for start in said):
        return BEGINNINGS
    return PART if " ".join(said) in " ".join(words) else None


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _AROUND_GROUPS)
