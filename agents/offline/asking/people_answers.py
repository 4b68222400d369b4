"""Answering questions about people out of the address book."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, in_full
from agents.offline.asking.people_commands import PersonDetails
from agents.offline.asking.questions import read, together
from agents.offline.asking.script import Call, Script
from agents.offline.reading.references import Person

Entry = Mapping[str, Any]

_FIELDS = {
    "phone": "phone number",
    "birthday": "birthday",
    "age": "birthday",
    "title": "job",
    "organization": "company",
}
_KEYS = {
    "phone": "phone",
    "birthday": "birthday",
    "age": "birthday",
    "title": "title",
    "organization": "company",
}
_MOST = 25


def person_details(frame: PersonDetails) -> Script:
    """Who somebody is, or the one thing that is asked of them, by the address book."""
    names = [_searched(person) for person in frame.people] or [""]
    results = yield [Call("find_contact", {"name": name}) for name in names]
    answers = [read(result) for result in results]
    missing = [name for name, answer in zip(names, answers, strict=True) if not _found(answer) and name]
    problems = tuple(dict.fromkeys(line for answer in answers for line in answer.get("problems", ())))
    return in_full(_told(frame, answers, missing), problems)


def _searched(person: Person) -> str:
    return person.name if person.address else person.text.partition(" <")[0]


def _found(answer: Entry) -> bool:
    return bool(answer.get("people") or answer.get("groups"))


def _told(frame: PersonDetails, answers: Sequence[Entry], missing: Sequence[str]) -> Answer:
    people = [entry for answer in answers for entry in answer.get("people", [])]
    groups = [entry for answer in answers for entry in answer.get("groups", [])]
    match frame.asked:
        case "all":
            lines = [_line(entry) for entry in people[:_MOST]]
            more = len(people) - len(lines)
            return Answer(f"{reports.counted(len(people), 'contact')}:\n{reports.listed(lines, more)}")
        case "groups":
            lines = [_group(group) for group in groups]
            return Answer(f"{reports.counted(len(lines), 'group')}:\n{reports.listed(lines)}")
        case "known" if missing:
            return Answer(
                f"No: {together([repr(name) for name in missing], 'or')} is not in your contacts.", met=False
            )
        case "known":
            return Answer(
                f"Yes: {together([_line(entry) for entry in people])}.", people=_addresses(people), met=True
            )
        case "in" if not missing:
            return _in_group(frame, people)
        case "in groups" if people:
            return Answer(_lines([f"{entry['name']}: {_groups(entry)}" for entry in people]))
        case "work at" | "is head":
            return _those_who(frame, people)
        case "size" if groups:
            number = sum(len(group["members"]) for group in groups)
            return Answer(f"{number}: {together([_group(group) for group in groups])}.")
        case "birthdays":
            return Answer(_birthdays(people))
        case "phone" | "birthday" | "age" | "title" | "organization" if people:
            lines = [_field(frame.asked, entry) for entry in people]
            return Answer(_lines(lines), people=_addresses(people))
    lines = [_line(entry, full=frame.asked == "who") for entry in people] + [
        _group(group) for group in groups
    ]
    lines += [f"'{name}' is not in your contacts" for name in missing]
    return Answer(_lines(lines), people=_addresses(people))


def _in_group(frame: PersonDetails, people: Sequence[Entry]) -> Answer:
    wanted = frame.group.lower().removesuffix(" team")
    inside = [
        entry
        for entry in people
        if any(wanted == str(group).lower().removesuffix(" team") for group in entry.get("groups", ()))
    ]
    if len(people) != 1:
        return Answer(_lines([f"{entry['name']}: {_groups(entry)}" for entry in people]))
    met = bool(inside)
    return Answer(f"{'Yes' if met else 'No'}: {people[0]['name']} is in {_groups(people[0])}.", met=met)


def _those_who(frame: PersonDetails, people: Sequence[Entry]) -> Answer:
    """Who has this employer, or this job."""
    key, wanted = ("company", "works at") if frame.asked == "work at" else ("title", "is")
    words = frame.group.casefold()
    fitting = [one for one in people if words in str(one.get(key) or "").casefold()]
    if not fitting:
        return Answer(f"Nobody in your contacts {wanted} {frame.group}, as far as they say.", met=False)
    return Answer(_lines([_line(one, full=True) for one in fitting]), people=_addresses(fitting))


def _groups(entry: Entry) -> str:
    return together([str(group) for group in entry.get("groups", ())]) or "no group"


def _field(asked: str, entry: Entry) -> str:
    value = entry.get(_KEYS[asked])
    return (
        f"{entry['name']}: {value}"
        if value
        else f"No {_FIELDS[asked]} of {entry['name']} is in your contacts"
    )


def _birthdays(people: Sequence[Entry]) -> str:
    """Those that come next, with their days."""
    lines = [f"{one['name']}: {one['birthday']}" for one in people if one.get("birthday")]
    return reports.listed(lines) if lines else "No birthday is in your contacts."


def _lines(lines: Sequence[str]) -> str:
    return f"{lines[0]}." if len(lines) == 1 else reports.listed(lines)


def _addresses(people: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(_line(entry) for entry in people if entry["email"])


def _line(entry: Entry, *, full: bool = False) -> str:
    said = f"{entry['name']} <{entry['email']}>" if entry["email"] else f"{entry['name']} (no address)"
    further = [str(entry[key]) for key in ("title", "company", "phone") if entry.get(key)] if full else []
    return ", ".join([said, *further])


def _group(group: Entry) -> str:
    return f"{group['name']}: {together([str(member['name']) for member in group['members']])}"
