"""Who is meant: names and groups looked up in the address book, one call for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, ask, choose, is_yes, read, together
from agents.offline.asking.script import Call, Part, Result
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Sort, tokenize
from tools.people.names import words_of


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as a tool takes them, and as a person calls them."""

    address: str
    """`Ana Lima <ana@example.org>`, or the name of a group. Empty: not in the address book."""
    name: str
    group: bool = False

    @property
    def first_name(self) -> str:
        """What to greet them by; empty for what is no name of a person, such as a mailbox's."""
        if self.group or not self.name:
            return self.name
        first = self.name.split()[0]
        return "" if "@" in first or first.islower() else first


def those_meant(request: Request, people: Sequence[Person]) -> tuple[Person, ...]:
    """`people`; of "Maya or Chloé" those whom the user picks.

    Raises:
        QuestionError: they haven't been asked yet, or the answer fits none.
    """
    either = _alternatives(request.text, people)
    if not either:
        return tuple(people)
    names = [person.name for person in either]
    picked = choose(request, f"Whom do you mean: {together(names, 'or')}?", names)
    kept = [either[place] for place in picked]
    return tuple(person for person in people if person not in either or person in kept)


def _alternatives(text: str, people: Sequence[Person]) -> list[Person]:
    """The first of `people` who are named in a row that ends in an "or"."""
    row: list[Person] = []
    for person, after in pairwise(people):
        row = row or [person]
        link = text[person.stop : after.begin].strip().lower() if 0 < person.stop < after.begin else ""
        if link not in (",", "or", ", or"):
            row = []
            continue
        row.append(after)
        if link.endswith("or"):
            return row
    return []


def look_up(request: Request, people: Sequence[Person]) -> Part[tuple["Known", ...]]:
    """Everybody in `people`, in their order; those whom nobody knows have no address.

    Raises:
        QuestionError: a name fits several.
    """
    asked = [person for person in people if not person.address and not person.myself]
    for person in asked:
        if person.pronoun:
            raise UnableError(f"I don't know whom you mean by '{person.text}'. Please name them.")
    results = (yield [Call("find_contact", {"name": person.text}) for person in asked]) if asked else ()
    found = dict(zip(asked, results, strict=True))
    known: list[Known] = []
    for person in people:
        for one in _known(request, person, found.get(person)):
            if one not in known:
                known.append(one)
    return tuple(known)


def _known(request: Request, person: Person, result: Result | None) -> tuple[Known, ...]:
    if person.myself:
        address = f"{request.user_name} <{request.user_email}>" if request.user_name else request.user_email
        return (Known(address, request.user_name or "you"),)
    if result is None:
        return (Known(person.address, person.name),)
    data = read(result)
    groups, persons = data.get("groups", []), data.get("people", [])
    group = _exact_group(person, groups, persons)
    if group:
        return (Known(str(group["name"]), str(group["name"]), group=True),)
    reachable = [entry for entry in persons if entry.get("email")]
    called = [entry for entry in reachable if not _only_begins(person.text, str(entry["name"]))]
    if len(called) == 1:
        return (_entry(called[0]),)
    if not called and person.text[:1].isupper():
        return _begins_so(request, person, reachable)
    if not called:
        return (Known("", person.text),)
    reachable = called
    return _one_of(request, person, _best(person, reachable))


def _exact_group(
    person: Person, groups: list[dict[str, Any]], persons: list[dict[str, Any]]
) -> dict[str, Any] | None:
    if len(groups) == 1 and (person.group or not persons):
        return groups[0]
    words = person.text.lower()
    return next(
        (group for group in groups if str(group["name"]).lower() in {words, words.removesuffix(" team")}),
        None,
    )


def _only_begins(said: str, name: str) -> bool:
    """Whether `said` is no word of a name, and one of its words only begins so: "car" of "Ben Carter"."""
    words, names = words_of(said), words_of(name)
    begins = all(any(one.startswith(word) for one in names) for word in words)
    return begins and not set(words) <= set(names)


def _begins_so(request: Request, person: Person, entries: list[dict[str, Any]]) -> tuple[Known, ...]:
    """Those of `entries` that the user says are meant by the beginning of a name: "Chris"."""
    if not entries:
        return (Known("", person.text),)
    options = [f"{entry['name']} <{entry['email']}>" for entry in entries]
    question = f"Whom do you mean by '{person.text}': {together(options, 'or')}?"
    answer = ask(request, question)
    if len(options) == 1 and is_yes(answer):
        return (_entry(entries[0]),)
    return tuple(_entry(entries[index]) for index in choose(request, question, options))


def _best(person: Person, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose first or whole name it is, if there are such."""
    said = person.text.lower()
    whole = [entry for entry in entries if str(entry["name"]).lower() == said]
    words = [entry for entry in entries if set(said.split()) <= set(str(entry["name"]).lower().split())]
    return whole or words or entries


def _one_of(request: Request, person: Person, entries: list[dict[str, Any]]) -> tuple[Known, ...]:
    if len(entries) == 1:
        return (_entry(entries[0]),)
    options = [f"{entry['name']} <{entry['email']}>" for entry in entries]
    # "The designer"
    known = [f"{entry.get('title', '')} {entry.get('company', '')}" for entry in entries]
    chosen = choose(request, f"Which {person.text} do you mean: {together(options, 'or')}?", options, known)
    if not chosen:
        raise UnableError("All right, nothing was done.")
    return tuple(_entry(entries[index]) for index in chosen)


def _entry(entry: dict[str, Any]) -> Known:
    return Known(
        f"{entry['name']} <{entry['email']}>" if entry.get("name") else str(entry["email"]),
        str(entry["name"]),
    )


def addresses_from_user(request: Request, known: Known) -> tuple[Known, ...]:
    """`known`, or everybody whose address the user gives for one who is not in the address book.

    Raises:
        QuestionError: it has not been asked yet.
    """
    if known.address:
        return (known,)
    answer = ask(request, f"'{known.name}' is not in your contacts. What is the address?")
    given = [token.value for token in tokenize(answer, request.now) if token.sort is Sort.ADDRESS]
    if not given:
        raise UnableError(f"I can't write to '{known.name}' without an address.")
    if len(given) == 1:
        return (Known(given[0], known.name),)
    return tuple(Known(address, address.partition(" <")[0]) for address in dict.fromkeys(given))
