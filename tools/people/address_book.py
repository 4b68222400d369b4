"""The people and groups of a folder of vCards, found by what somebody calls them and never guessed."""

import difflib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

from tools.errors import ASK_WHICH, AmbiguousError, StorageError, ToolError
from tools.people.contacts import Address, Group, Person
from tools.people.domains import mailbox_key
from tools.people.mailboxes import read_mailboxes
from tools.people.membership import Membership, category_groups
from tools.people.names import Query, closeness, words_of
from tools.people.vcards import Card, read_cards
from tools.plain_files import file_bytes
from tools.problems import Problem, shown_path

MANY = 10
MAX_FILE_BYTES = 20_000_000

_MYSELF = frozenset({"me", "myself", "i"})


@dataclass(frozen=True, slots=True)
class Found:
    """Who fits a name equally well."""

    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def everything(self) -> tuple[Person | Group, ...]:
        return self.groups + self.people


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands: its file, and the bytes of it."""

    file: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Contents:
    stamp: tuple[tuple[str, int, int, int], ...]
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]
    places: Mapping[tuple[str, ...], tuple[Place, ...]]
    """By what tells a person or a group from others."""


class AddressBook:
    """The contacts in `folder`, read anew when a file there has changed; no folder is an empty book."""

    def __init__(self, folder: Path, called: Callable[[], Mapping[str, str]] = dict) -> None:
        """`called`: by what the user calls somebody, in small letters, the name of who is meant."""
        self._folder = folder
        self._called = called
        self._lock = threading.Lock()
        self._known: _Contents | None = None
        self._still: _Contents | None = None
        """What is looked up in, whatever happens to the folder."""

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return self._contents().people

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group, by name."""
        return self._contents().groups

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What of the folder can't be read, or not in full; each file once."""
        return self._contents().problems

    def groups_of(self, person: Person) -> tuple[Group, ...]:
        return tuple(g for g in self.groups if any(member.uid == person.uid for member in g.members))

    def places_of(self, one: Person | Group) -> tuple[Place, ...]:
        """Where its card stands; several places where it is kept more than once.

        None for a group of no card, and for what stands in a file that can't be changed.
        """
        return self._contents().places.get(_told_apart(one), ())

    def with_email(self, email: str) -> Person | None:
        """The person who has this address; None when nobody or more than one has."""
        wanted = mailbox_key(email)
        fits = [p for p in self.people if wanted in map(mailbox_key, p.emails)]
        return fits[0] if len(fits) == 1 else None

    def find(self, text: str) -> Found:
        """Those whom `text` fits best: a whole name before a word of one, a word before a part of one.

        Of an address, who has it.
        """
        if "@" in text and (person := self.with_email(text.strip())) is not None:
            return Found((person,), ())
        query = Query.of(self._called().get(" ".join(text.casefold().split()), text))
        contents = self._contents()
        people = [(closeness(query, p), p) for p in contents.people]
        groups = [(closeness(query, g), g) for g in contents.groups]
        best = min((rank for rank, _ in [*people, *groups] if rank is not None), default=None)
        if best is None:
            return Found()
        return Found(
            tuple(p for rank, p in people if rank == best), tuple(g for rank, g in groups if rank == best)
        )

    def resolve(self, names: Iterable[str], *, me: Address | None = None) -> tuple[Address, ...]:
        """The addresses behind names, groups and addresses, in order, each mailbox once.

        `me` is who is meant by "me", and by their own name where nobody else has it.

        Raises:
            AmbiguousError: a name fits several; the message and `candidates` name them.
            ToolError: nobody fits, or there is no address. The message says for which names.
        """
        addresses: list[Address] = []
        problems: list[ToolError] = []
        for name in names:
            try:
                found = self._resolve(name, me)
            except ToolError as problem:
                problems.append(problem)
                continue
            addresses.extend(a for a in found if not any(a.same_mailbox(known) for known in addresses))
        if problems:
            raise _together(problems)
        return tuple(addresses)

    def _resolve(self, name: str, me: Address | None) -> tuple[Address, ...]:
        if me is not None and name.strip().casefold() in _MYSELF:
            return (me,)
        if address := Address.parse(name):
            known = None if address.name else self.with_email(address.email)
            return (Address(known.name, address.email) if known else address,)
        if "@" in name:
            raise _several(name) or ToolError(f"{name!r} is not a mail address; write it as name@example.org")
        fits = self.find(name).everything
        if not fits and me is not None and me.name and words_of(name) == words_of(me.name):
            return (me,)
        if not fits and (several := _several(name)):
            raise several
        if not fits:
            raise ToolError(f"nobody called {name!r} is in the address book{self._nearest(name)}")
        if len(fits) > 1:
            candidates = [str(fit) for fit in fits[:MANY]]
            raise AmbiguousError(f"{name!r} fits several: {'; '.join(candidates)}{ASK_WHICH}", candidates)
        return _addresses(fits[0])

    def _nearest(self, name: str) -> str:
        everyone = [*(group.name for group in self.groups), *(person.name for person in self.people)]
        words = {word.casefold(): full for full in everyone for word in (full, *full.split())}
        near = difflib.get_close_matches(name.casefold(), words, n=3, cutoff=0.75)
        names = dict.fromkeys(words[word] for word in near)
        if names:
            return f"; similar names: {', '.join(names)}. Ask who is meant, or for the address"
        return "; ask for the address"

    def as_it_is(self) -> "AddressBook":
        """The book as it stands now: who looks up many things at once looks at its folder once."""
        still = copy(self)
        still._still = self._contents()
        return still

    def _contents(self) -> _Contents:
        if self._still is not None:
            return self._still
        with self._lock:
            stamp = tuple(self._stamp())
            if self._known is None or self._known.stamp != stamp:
                self._known = self._read(stamp)
            return self._known

    def _stamp(self) -> Iterator[tuple[str, int, int, int]]:
        try:
            with os.scandir(self._folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if entry.name.lower().endswith(".vcf") and not entry.name.startswith("."):
                        yield _looked_at(entry)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StorageError(
                f"{self._folder} can't be read ({error.strerror}); check its owner and mode"
            ) from error

    def _read(self, stamp: tuple[tuple[str, int, int, int], ...]) -> _Contents:
        cards: list[Card] = []
        problems: dict[str, list[str]] = {}
        homes: dict[int, str] = {}
        for name, *_ in stamp:
            try:
                found = read_cards(file_bytes(self._folder / name, MAX_FILE_BYTES))
            except FileNotFoundError:
                if not (self._folder / name).is_symlink():
                    continue  # gone since it was listed
                problems[name] = ["it is a link that leads nowhere"]
                continue
            except OSError as error:
                problems[name] = [f"it can't be read ({error.strerror})"]
                continue
            cards.extend(found.cards)
            homes.update({id(card): name for card in found.cards})
            problems[name] = list(found.problems)
        people = _once(card.person for card in cards if not card.is_group)
        membership = Membership(cards, people)
        groups = [*membership.groups(), *category_groups(people)]
        places: dict[tuple[str, ...], list[Place]] = {}
        for card in cards:
            one = Group(card.person.uid, card.person.name) if card.is_group else card.person
            if card.span[1]:
                places.setdefault(_told_apart(one), []).append(Place(homes[id(card)], *card.span))
        for card, missing in membership.missing:
            problems[homes[id(card)]].append(missing)
        named = {group.name.casefold(): group for group in reversed(groups)}
        return _Contents(
            stamp,
            tuple(sorted(people, key=lambda p: p.name.casefold())),
            tuple(sorted(named.values(), key=lambda g: g.name.casefold())),
            tuple(
                Problem(path=shown_path(f"{self._folder.name}/{name}"), reason="; ".join(reasons))
                for name, reasons in problems.items()
                if reasons
            ),
            {one: tuple(found) for one, found in places.items()},
        )


def _told_apart(one: Person | Group) -> tuple[str, ...]:
    """What is the same for all cards of one person: the name, and the addresses or what else there is."""
    if isinstance(one, Group):
        return ("group", one.uid, one.name)
    return (one.name.casefold(), *(one.emails or ("", *(one.phones or (one.uid,)))))


def _once(people: Iterable[Person]) -> list[Person]:
    """Each person once, where two programs have kept the same card in two files, with the phones of both."""
    found: dict[tuple[str, ...], Person] = {}
    for person in people:
        known = found.get(_told_apart(person), person)
        phones = tuple(dict.fromkeys((*known.phones, *person.phones)))
        found[_told_apart(person)] = replace(person, phones=phones) if phones != person.phones else person
    return list(found.values())


def _looked_at(entry: "os.DirEntry[str]") -> tuple[str, int, int, int]:
    try:
        stat = entry.stat()
    except OSError:  # a link that leads nowhere: it is told of when it is read
        return entry.name, 0, 0, 0
    return entry.name, stat.st_mtime_ns, stat.st_size, stat.st_ino


def _several(entry: str) -> ToolError | None:
    """What is wrong with an entry that names more than one; None when it doesn't."""
    reading = read_mailboxes(entry)
    if len(reading.mailboxes) + len(reading.unread) + len(reading.beside) < 2:
        return None
    return ToolError(f"{entry!r} names more than one; give them one by one, each as an entry of its own")


def _addresses(fit: Person | Group) -> tuple[Address, ...]:
    members = fit.members if isinstance(fit, Group) else (fit,)
    if not members:
        raise ToolError(f"the group {fit.name!r} has no members in the address book")
    without = [member.name for member in members if member.address is None]
    if without:
        inside = f" of {fit.name!r}" if isinstance(fit, Group) else ""
        have = "has" if len(without) == 1 else "have"
        raise ToolError(
            f"{', '.join(without)}{inside} {have} no mail address in the address book; ask for it"
        )
    return tuple(address for member in members if (address := member.address))


def _together(problems: Sequence[ToolError]) -> ToolError:
    if len(problems) == 1:
        return problems[0]
    message = ". ".join(problem.message for problem in problems)
    candidates = [c for p in problems if isinstance(p, AmbiguousError) for c in p.candidates]
    return AmbiguousError(message, candidates) if candidates else ToolError(message)
