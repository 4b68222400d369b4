"""The contacts agent's turn: finds who is meant, then changes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import NOT_UNDERSTOOD, UnableError, ask, choose, read, together
from agents.offline.asking.script import Call, Part, Script
from agents.offline.contacts.wishes import (
    Forget,
    Merge,
    Note,
    Regroup,
    Remove,
    Save,
    field_value,
    wish_in,
)

Entry = Mapping[str, Any]
_ASKED = {"phone": "phone number", "email": "address", "birthday": "birthday"}
_SINGLE = {"birthday": "birthday", "job": "job", "company": "company"}
_LISTS = {"phone": "add_phones", "email": "add_emails", "nickname": "add_nicknames"}
_NEW = {"phone": "phones", "email": "emails"}


def contacts_turn(request: Request) -> Script:
    """What the contacts agent does with `request`."""
    match wish_in(request.text):
        case Save() as wish:
            call = yield from _save(request, wish)
        case Note() as wish:
            call = yield from _note(request, wish)
        case Forget() as wish:
            call = yield from _forget(request, wish)
        case Remove() as wish:
            who = wish.who if wish.group else _handle((yield from _one(request, wish.who)))
            call = Call("delete_contact", {"contact": who})
        case Merge() as wish:
            call = yield from _merge(request, wish)
        case Regroup() as wish:
            call = yield from _regroup(request, wish)
        case _:
            return NOT_UNDERSTOOD
    return reports.report((yield [call]))


def _save(request: Request, wish: Save) -> Part[Any]:
    entry = yield from _perhaps(request, wish.name)
    given = {"email": wish.email, "phone": wish.phone, "birthday": wish.birthday, "company": wish.company}
    given = {field: value for field, value in given.items() if value}
    if entry is not None and str(entry["name"]).casefold() == wish.name.casefold():
        if not given:
            raise UnableError(f"{entry['name']} is in your contacts already.")
        return Call("update_contact", {"contact": _handle(entry), **_changes(given)})
    if not given:
        said = ask(request, f"What is the address or the number of {wish.name}?")
        given = {kind: value for kind in ("email", "phone") if (value := field_value(kind, said))}
        if not given:
            raise UnableError(f"I need an address or a number to save {wish.name}.")
    return Call("save_contact", _new(wish.name, given))


def _note(request: Request, wish: Note) -> Part[Any]:
    value = wish.value
    entry = yield from _perhaps(request, wish.who)
    if not value:
        said = ask(request, f"What is the {_ASKED[wish.field]} of {entry['name'] if entry else wish.who}?")
        value = field_value(wish.field, said)
        if not value:
            raise UnableError(f"'{said}' is no {_ASKED[wish.field]}, so nothing was done.")
    if entry is None:
        if wish.field == "nickname":
            raise UnableError(f"'{wish.who}' is not in your contacts.")
        return Call("save_contact", _new(wish.who, {wish.field: value}))
    args = {"contact": _handle(entry), **_changes({wish.field: value})}
    if wish.instead and (had := _values(entry, wish.field)):
        args["remove"] = [(yield from _which(request, entry, wish.field, had))]
    return Call("update_contact", args)


def _forget(request: Request, wish: Forget) -> Part[Any]:
    entry = yield from _one(request, wish.who)
    if wish.field in _SINGLE:
        return Call("update_contact", {"contact": _handle(entry), _SINGLE[wish.field]: "-"})
    had = _values(entry, wish.field)
    if not had:
        raise UnableError(f"No {_ASKED.get(wish.field, wish.field)} of {entry['name']} is in your contacts.")
    gone = yield from _which(request, entry, wish.field, had)
    return Call("update_contact", {"contact": _handle(entry), "remove": [gone]})


def _which(request: Request, entry: Entry, field: str, had: Sequence[str]) -> Part[Any]:
    """The one of several values that goes."""
    if len(had) == 1:
        return had[0]
    if False:  # a generator also where nothing has to be looked up
        yield []
    picked = choose(request, f"Which {_ASKED[field]} of {entry['name']}: {together(had, 'or')}?", had)
    if len(picked) != 1:
        raise UnableError("All right, nothing was done.")
    return had[picked[0]]


def _merge(request: Request, wish: Merge) -> Part[Any]:
    if not wish.two:
        kept = yield from _one(request, wish.who)
        other = yield from _one(request, wish.other, but=kept)
        return Call("merge_contacts", {"contact": _handle(kept), "other": _handle(other)})
    found = yield from _people(wish.two)
    if len(found) < 2:
        count = "nobody is" if not found else f"only {found[0]['name']} is"
        raise UnableError(f"There are no two of '{wish.two}' in your contacts: {count}.")
    if len(found) > 2:
        raise UnableError(
            f"'{wish.two}' fits {len(found)}: {together([_handle(one) for one in found])}. "
            "Please name the two that are one."
        )
    # The one of whom more is known stays.
    first, second = sorted(found, key=lambda one: -len([value for value in one.values() if value]))
    return Call("merge_contacts", {"contact": _handle(first), "other": _handle(second)})


def _regroup(request: Request, wish: Regroup) -> Part[Any]:
    people: dict[str, list[str]] = {"add": [], "remove": []}
    for field, names in (("add", wish.add), ("remove", wish.remove)):
        for name in names:
            people[field].append(_handle((yield from _one(request, name))))
    if not wish.new:
        result = read((yield [Call("find_contact", {"name": wish.group})])[0])
        if not result.get("groups"):
            raise UnableError(
                f"There is no group '{wish.group}' in your contacts. To make one, say who is in it: "
                f"make a group {wish.group} with Ana and Ben."
            )
    args: dict[str, Any] = {"group": wish.group, **{field: who for field, who in people.items() if who}}
    return Call("change_group", args | ({"name": wish.name} if wish.name else {}))


def _perhaps(request: Request, name: str) -> Part[Any]:
    """The contact of this name; None where there is none."""
    found = yield from _people(name)
    return _picked(request, name, found) if found else None


def _one(request: Request, name: str, but: Entry | None = None) -> Part[Any]:
    """The contact of this name.

    Raises:
        UnableError: there is none.
        QuestionError: there are several, and it isn't said which.
    """
    found = [one for one in (yield from _people(name)) if but is None or dict(one) != dict(but)]
    if not found:
        raise UnableError(f"'{name}' is not in your contacts.")
    return _picked(request, name, found)


def _people(name: str) -> Part[Any]:
    result = read((yield [Call("find_contact", {"name": name})])[0])
    words = {word.casefold() for word in name.split()}
    people: list[Entry] = result.get("people", [])
    # A part of a name is nobody's name: "An" of "Ana".
    return [one for one in people if "@" in name or words & {w.casefold() for w in str(one["name"]).split()}]


def _picked(request: Request, name: str, found: Sequence[Entry]) -> Entry:
    exact = [one for one in found if str(one["name"]).casefold() == name.casefold()]
    found = exact or found
    if len(found) == 1:
        return found[0]
    options = [_handle(one) for one in found]
    picked = choose(request, f"Which {name} do you mean: {together(options, 'or')}?", options)
    if len(picked) != 1:
        raise UnableError("All right, nothing was done.")
    return found[picked[0]]


def _handle(entry: Entry) -> str:
    if entry.get("email"):
        return f"{entry['name']} <{entry['email']}>"
    return ", ".join([str(entry["name"]), *_values(entry, "phone")[:1]])


def _values(entry: Entry, field: str) -> list[str]:
    if field == "phone":
        return [one for one in str(entry.get("phone", "")).split(", ") if one]
    if field == "email":
        return [
            one
            for one in (str(entry.get("email", "")), *str(entry.get("other_emails", "")).split(", "))
            if one
        ]
    return []


def _changes(given: Mapping[str, str]) -> dict[str, Any]:
    return {_LISTS.get(field, field): [value] if field in _LISTS else value for field, value in given.items()}


def _new(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    values = {_NEW.get(field, field): [value] if field in _NEW else value for field, value in given.items()}
    return {"name": name, **values}
