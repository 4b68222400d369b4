"""What in a plan has an origin: its recipients, guests, times, texts, and what it acts on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tools.patterns import Pattern

SENDER = Pattern(r"^From: (.+)$", re.MULTILINE)
AN_HOUR = 60
"""So many minutes a meeting takes for which nobody has said it."""
_ISO_DAY = Pattern(r"\d{4}-\d\d-\d\d", re.ASCII)
Kind = Literal[
    "address", "leaving", "start", "end", "rule", "number", "line", "text", "attachment", "thing", "leaf"
]


@dataclass(frozen=True, slots=True)
class Thing:
    """The mail, event, task or contact that a plan acts on."""

    kind: Literal["mail", "event", "task", "contacts"]
    id: str
    title: str
    people: tuple[str, ...] = ()
    """Who wrote it, or who is invited."""
    when: str = ""
    """ISO 8601: when it was written, begins, or is due; empty where that isn't said."""
    about: str = ""
    """What an event says of itself besides its title."""
    beside: frozenset[str] = frozenset()
    """The ids of those that it is done with together: none of them names it for another one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a plan."""

    argument: str
    kind: Kind
    value: str
    given: Any = None
    """What the model gave for this argument, before names and words about time were resolved."""
    thing: Thing | None = None
    start: str = ""
    """Of an end: the start that belongs to it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The values of a plan, and of what it acts on what goes along with it."""

    values: tuple[Part, ...]
    thing: Thing | None = None
    taken: tuple[str, ...] = ()
    """Values that planning took from the thing itself."""
    original: str = ""
    """The text of a mail that goes out again under what is written."""
    unchanged: Mapping[str, Any] = field(default_factory=dict)
    """Of an event that is changed: how it was."""
    once: tuple[str, str] | None = None
    """Title and start of a new event that doesn't repeat."""


def parts_of(args: Mapping[str, Any], preview: Mapping[str, Any], given: Mapping[str, Any]) -> Parts:
    """The parts of the plan that has these arguments and this preview; `given` is what the model gave."""
    match preview:
        case {"type": "mail", "mail": mail}:
            return _mail(args, mail, given)
        case {"type": "mail_move", "mail": mail}:
            thing = _mail_thing(mail)
            if preview.get("from_folder") in ("drafts", "sent"):
                thing = replace(thing, people=tuple(mail["to"]))
            return Parts((Part("email_id", "thing", thing.title, thing=thing),), thing)
        case {"type": "unsubscribe", "mail": mail, "address": address}:
            thing = _mail_thing(mail)
            way = Part("address", "leaf", str(address))
            return Parts((Part("email_id", "thing", thing.title, thing=thing), way), thing)
        case {"type": "saved_file", "mail": mail, "path": path}:
            thing = _mail_thing(mail)
            folder = Part("folder", "attachment", str(args.get("folder", path)))
            return Parts((Part("email_id", "thing", thing.title, thing=thing), folder), thing)
        case {"type": "mails", "mails": mails}:
            ids = frozenset(str(mail["id"]) for mail in mails)
            things = [replace(_mail_thing(mail), beside=ids) for mail in mails]
            filed = (
                Part(f"email_ids.{place}", "thing", thing.title, thing=thing)
                for place, thing in enumerate(things)
            )
            return Parts(tuple(filed), things[0])
        case {"type": "poll"}:
            return Parts(tuple(_poll(preview, given)))
        case {"type": "poll_off", "id": id, "title": title, "times": [first, *_]}:
            guests = tuple(map(_guest, preview["attendees"]))
            thing = Thing("event", str(id), str(title), guests, first["start"])
            return Parts((Part("meeting", "thing", thing.title, thing=thing),), thing)
        case {"type": "event", "event": event, "poll": _}:
            # Title and guests were agreed to when the times were proposed.
            return Parts(tuple(_times(event, {"start_time": given.get("time")})))
        case {"type": "event", "event": event}:
            values = tuple(_event(event, args, given))
            if "email_id" not in args:
                once = None if event.get("recurrence") else (event["title"], event["start"])
                return Parts(values, once=once)
            invitation = Thing("mail", str(args["email_id"]), event["title"])
            named = Part("email_id", "thing", invitation.title, thing=invitation)
            return Parts((named, *values), invitation, tuple(part.value for part in values))
        case {"type": "event_change", "before": before, "after": after}:
            return _change(args, before, after, given)
        case {"type": "event_cancel", "event": event}:
            argument = "event_id" if "event_id" in args else "email_id"
            thing = _event_thing(event, args)
            reason = (Part("reason", "text", args["reason"]),) if args.get("reason") else ()
            return Parts((Part(argument, "thing", thing.title, thing=thing), *reason), thing)
        case {"type": "task", "task": task}:
            return Parts(tuple(_task(task, args, given)))
        case {"type": "task_change", "before": before, "after": after}:
            thing = _task_thing(before)
            changed = {name: shown for name, shown in after.items() if before.get(name) != shown}
            named = Part("task_id", "thing", thing.title, thing=thing)
            return Parts((named, *(_task(changed, args, given) if "done" not in args else ())), thing)
        case {"type": "task_delete", "task": task}:
            thing = _task_thing(task)
            return Parts((Part("task_id", "thing", thing.title, thing=thing),), thing)
        case {"type": "contact", "contact": contact}:
            return Parts(tuple(_contact(contact, {}, args, given)))
        case {"type": "contact_change", "before": before, "after": after}:
            both = [_contact_thing("contact", before)]
            if merged := preview.get("merged"):
                both.append(_contact_thing("other", merged))
            new = () if merged else _contact(after, before, args, given)
            return Parts((*both, *new), both[0].thing)
        case {"type": "contact_delete", "contact": contact}:
            gone = _contact_thing("contact", contact)
            return Parts((gone,), gone.thing)
        case {"type": "group" | "group_change" | "group_delete"}:
            return Parts(tuple(_group(args, preview)))
        case _:
            return Parts(tuple(_leaves("", args)))


def _mail(args: Mapping[str, Any], mail: Mapping[str, Any], given: Mapping[str, Any]) -> Parts:
    values = [
        Part(f"{field}.{place}", "address", address, given.get(field))
        for field in ("to", "cc", "bcc")
        for place, address in enumerate(mail[field])
    ]
    thing, taken = None, ()
    written = str(args.get("body", mail["body"]))
    original = ""
    if "email_id" in args:
        original = mail["body"].removeprefix(written).strip("\n")
        thing = _named_by(args, mail, original)
        values.insert(0, Part("email_id", "thing", thing.title, thing=thing))
        given_here = {*args.get("to", ()), *args.get("cc", ())}
        taken = tuple(who for who in (*mail["to"], *mail["cc"]) if who not in given_here)
    else:
        values.append(Part("subject", "line", mail["subject"]))
    if written.strip():
        values.append(Part("body", "text", written))
    values += [
        Part(f"attachments.{place}", "attachment", path)
        for place, path in enumerate(args.get("attachments", ()))
    ]
    if args.get("send_at"):
        values.append(Part("send_at", "start", args["send_at"], given.get("send_at")))
    return Parts(tuple(values), thing, taken, original)


def _event(event: Mapping[str, Any], args: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Part]:
    yield Part("title", "line", event["title"])
    yield from _times(event, given)
    for place, guest in enumerate(event["attendees"]):
        yield Part(f"attendees.{place}", "address", _guest(guest), given.get("attendees"))
    yield from _details(event, args, given)


def _poll(preview: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Part]:
    """The free times are found by our own code; those that were given one by one are somebody's."""
    yield Part("title", "line", preview["title"])
    if preview["minutes"] != AN_HOUR:
        yield Part("duration_minutes", "number", str(preview["minutes"]))
    for place, guest in enumerate(preview["attendees"]):
        yield Part(f"attendees.{place}", "address", _guest(guest), given.get("attendees"))
    said = str(given.get("when", "")).split(";")
    if len(said) == len(preview["times"]) > 1:
        for place, (time, words) in enumerate(zip(preview["times"], said, strict=True)):
            yield Part(f"when.{place}", "start", time["start"], words.strip())


def _change(
    args: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], given: Mapping[str, Any]
) -> Parts:
    if "event_id" not in args:  # a guest's answer that is noted: all of it is in the mail
        thing = Thing("mail", str(args.get("email_id", "")), before["title"])
        return Parts((Part("email_id", "thing", thing.title, thing=thing),), thing)
    thing = _event_thing(before, args)
    values = [Part("event_id", "thing", thing.title, thing=thing)]
    if before["title"] != after["title"]:
        values.append(Part("title", "line", after["title"]))
    values += (part for part in _times(after, given) if before[part.kind] != after[part.kind])
    staying = [guest["email"] for guest in before["attendees"]]
    added = [guest for guest in after["attendees"] if guest["email"] not in staying]
    values += [
        Part(f"add_attendees.{place}", "address", _guest(guest), given.get("add_attendees"))
        for place, guest in enumerate(added)
    ]
    values += [
        Part(f"remove_attendees.{place}", "leaving", email)
        for place, email in enumerate(args.get("remove_attendees", ()))
    ]
    changed = {name: shown for name, shown in after.items() if before.get(name) != shown}
    return Parts((*values, *_details(changed, args, given)), thing, unchanged=before)


def _task(task: Mapping[str, Any], args: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Part]:
    if task.get("title"):
        yield Part("title", "line", task["title"])
    if task.get("due"):
        yield Part("due", "start", task["due"], given.get("due") or given.get("recurrence"))
    if task.get("description"):
        yield Part("notes", "text", task["description"])
    if task.get("recurrence") and args.get("recurrence"):
        yield Part("recurrence", "rule", args["recurrence"], given.get("recurrence") or given.get("due"))
    for place, minutes in enumerate(args.get("reminder_minutes") or ()):
        yield Part(f"reminder_minutes.{place}", "number", str(minutes))


def _contact(
    contact: Mapping[str, Any], before: Mapping[str, Any], args: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[Part]:
    """What is new of somebody."""
    change = "add_" if before else ""
    if contact["name"] != before.get("name"):
        yield Part("name", "leaf", contact["name"])
    for name, kind in (("emails", "leaf"), ("phones", "leaf"), ("nicknames", "line")):
        new = [value for value in contact[name] if value not in before.get(name, ())]
        for place, value in enumerate(new):
            yield Part(f"{change}{name}.{place}", kind, value)  # type: ignore[arg-type]  # one of Kind
    if contact["birthday"] and contact["birthday"] != before.get("birthday"):
        said = str(given.get("birthday") or args["birthday"])
        # Of a day without a year nobody but who has said it knows which one is meant.
        yield Part("birthday", "start" if _ISO_DAY.fullmatch(said) else "leaf", said)
    for name in ("company", "job"):
        if contact[name] and contact[name] != before.get(name):
            yield Part(name, "line", contact[name])


def _contact_thing(argument: str, contact: Mapping[str, Any]) -> Part:
    name = str(contact["name"])
    known = (*contact["emails"], *contact["phones"], *contact["nicknames"])
    return Part(argument, "thing", name, thing=Thing("contacts", name, name, known))


def _group(args: Mapping[str, Any], preview: Mapping[str, Any]) -> Iterator[Part]:
    group = str(args.get("group") or args.get("contact"))
    if preview["type"] == "group":
        yield Part("group", "leaf", group)
    else:
        yield Part("group", "thing", group, thing=Thing("contacts", group, group))
    for name in ("add", "remove"):
        for place, who in enumerate(args.get(name, ())):
            yield Part(f"{name}.{place}", "thing", who, thing=Thing("contacts", who, who, (who,)))
    if args.get("name"):
        yield Part("name", "leaf", args["name"])


def _times(event: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Part]:
    said = given.get("move_by") or given.get("start_time")
    yield Part("start_time", "start", event["start"], said)
    yield Part("end_time", "end", event["end"], given.get("end_time"), start=event["start"])


def _details(event: Mapping[str, Any], args: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Part]:
    if event.get("location"):
        yield Part("location", "line", event["location"])
    if event.get("description"):
        yield Part("description", "text", event["description"])
    if event.get("recurrence") and args.get("recurrence"):
        yield Part(
            "recurrence", "rule", args["recurrence"], given.get("recurrence") or given.get("start_time")
        )
    if "reminders" in event:
        for place, minutes in enumerate(args.get("reminder_minutes") or ()):
            yield Part(f"reminder_minutes.{place}", "number", str(minutes))


def _leaves(argument: str, value: Any) -> Iterator[Part]:
    """Everything that a tool of somebody else is given."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(f"{argument}.{name}" if argument else str(name), each)
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from _leaves(f"{argument}.{place}", each)
    elif isinstance(value, bool) or value is None or value == "":
        return
    else:
        yield Part(argument, "leaf" if isinstance(value, str) else "number", str(value))


def _guest(guest: Mapping[str, Any]) -> str:
    return f"{guest['name']} <{guest['email']}>" if guest["name"] else str(guest["email"])


def _mail_thing(mail: Mapping[str, Any]) -> Thing:
    sender = str(mail.get("from", ""))
    return Thing("mail", mail["id"], mail["subject"], (sender,) if sender else (), mail.get("date", ""))


def _named_by(args: Mapping[str, Any], mail: Mapping[str, Any], original: str) -> Thing:
    """The mail for which one goes out: answered, forwarded, a draft, or of a list that is left."""
    if mail.get("draft"):
        return Thing("mail", str(args["email_id"]), mail["subject"], (*mail["to"], *mail["cc"]))
    named = mail.get("unsubscribes") or mail.get("in_reply_to")
    return _mail_thing(named or _forwarded(args, mail, original))


def _forwarded(args: Mapping[str, Any], mail: Mapping[str, Any], original: str) -> dict[str, Any]:
    """The mail that goes along, as its headers above the text name it."""
    sender = SENDER.search(original)
    subject = str(mail["subject"]).removeprefix("Fwd: ")
    return {"id": args["email_id"], "subject": subject, "from": sender.group(1) if sender else ""}


def _task_thing(task: Mapping[str, Any]) -> Thing:
    return Thing("task", task["id"], task["title"], when=task["due"], about=task["description"])


def _event_thing(event: Mapping[str, Any], args: Mapping[str, Any]) -> Thing:
    people = tuple(_guest(guest) for guest in event["attendees"])
    id = str(event.get("id") or args.get("event_id") or args.get("email_id"))
    return Thing("event", id, event["title"], people, event["start"], event.get("description") or "")
