"""What each kind of plan shows of itself: an event, a mail, a move, a call of another agent's tool."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import zip_longest
from pathlib import PurePath
from typing import Any

from assistant.contract import GrantView
from assistant.views import times
from assistant.views.card import Card, Row, plain, plain_lines, rows, text_of
from assistant.views.difference import difference
from assistant.views.grant_cards import grant_title, grant_use
from assistant.views.text import clean_line, counted
from tools.people.domains import read_domain
from tools.unseen import seen


def new_event(event: Mapping[str, Any], zone: tzinfo | None) -> Card:
    return _card("New event", event["title"] or "(no title)", _event_rows(event, zone))


def event_cancel(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    event = preview["event"]
    heading = {
        "occurrence": "Cancel one occurrence",
        "following": "Cancel this and all following",
        "series": "Cancel the whole series",
    }
    return _card(
        heading.get(preview.get("scope", ""), "Cancel event"),
        event["title"] or "(no title)",
        [*_event_rows(event, zone), *_next_times(preview, zone)],
    )


def event_change(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    heading = {
        "occurrence": "Change one occurrence",
        "following": "Change this and all following",
        "series": "Change the whole series",
    }
    before = _card("", preview["before"]["title"], _event_rows(preview["before"], zone))
    after = _card("", preview["after"]["title"], _event_rows(preview["after"], zone))
    drawn = difference(before, after)
    return replace(
        drawn,
        heading=heading.get(preview.get("scope", ""), "Change event"),
        rows=(*drawn.rows, *_next_times(preview, zone)),
    )


def _next_times(preview: Mapping[str, Any], zone: tzinfo | None) -> list[Row]:
    """When a series takes place next, as it is and as it would be."""
    shown = preview.get("times")
    if not shown:
        return []
    return rows(
        *(
            (label, [", ".join(times.short_span(start, end, zone) for start, end in shown[side]) or "none"])
            for label, side in (("Next is", "before"), ("Then is", "after"))
        )
    )


def known_event(event: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """An event of the calendar, with who invites and who has answered what."""
    told = rows(
        ("Invites", [_read(_person(event["organizer"])) if event.get("organizer") else ""]),
        ("Status", [event["status"] if event.get("status") != "confirmed" else ""]),
        ("Shown as", ["free" if event.get("busy") is False else ""]),
        ("Private", ["yes" if event.get("private") else ""]),
        ("Links", list(event.get("links") or ())),
        ("Attached", [one.get("name") or one.get("link") or "" for one in event.get("attachments") or ()]),
    )
    return _card("Event", event["title"] or "(no title)", [*_event_rows(event, zone), *told])


def _event_rows(event: Mapping[str, Any], zone: tzinfo | None) -> list[Row]:
    when = times.when_lines(event["start"], event.get("end") or "", event.get("zone") or "", zone)
    return rows(
        ("When", when),
        ("Repeats", [event.get("recurrence") or ""]),
        ("Where", [event.get("location") or ""]),
        ("Guests", [_guest(person) for person in event.get("attendees") or ()]),
        ("Reminder", list(event.get("reminders") or ())),
        ("Notes", seen(event.get("description") or "").split("\n")),
        ("Calendar", [event.get("calendar") or ""]),
    )


def outgoing_mail(
    mail: Mapping[str, Any], zone: tzinfo | None, action: str = "", paths: Sequence[str] = ()
) -> Card:
    """`paths` are those of the files that are attached; what is forwarded along has none."""
    answered = mail.get("in_reply_to") or {}
    about = f"{answered.get('from', '')}: {answered.get('subject', '')}" if answered else ""
    if answered.get("date"):
        about += f" ({moment(answered['date'], zone)})"
    fields = rows(
        ("From", [mail.get("from") or ""]),
        ("To", list(map(_read, mail.get("to") or ()))),
        ("Cc", list(map(_read, mail.get("cc") or ()))),
        ("Bcc", list(map(_read, mail.get("bcc") or ()))),
        ("Answers" if "forward" not in action else "Forwards", [about]),
        ("Sent at", [moment(mail["send_at"], zone)] if mail.get("send_at") else []),
        ("Attached", [_attachment(*each) for each in zip_longest(mail.get("attachments") or (), paths)]),
        ("Format", [mail["format"]] if mail.get("format") else []),
    )
    heading = {"reply_to_email": "Reply", "forward_email": "Forward mail", "save_draft": "Draft"}
    heading |= {"update_draft": "Change draft", "send_draft": "Send draft"}
    drawn = _card(heading.get(action, "Send mail"), mail.get("subject") or "(no subject)", fields)
    return replace(drawn, body=plain_lines((mail.get("body") or "").rstrip("\r\n") or "(no text)"))


def moved_mail(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    mail = preview["mail"]
    to = mail.get("to") or ()
    fields = rows(
        ("From", [_read(mail.get("from") or "")]),
        ("To", [to] if isinstance(to, str) else list(to)),
        ("Date", [moment(mail["date"], zone)] if mail.get("date") else []),
        ("Begins", [mail.get("snippet") or ""]),
        ("Moves", [f"{preview.get('from_folder', '')} → {preview.get('to_folder', '')}"]),
    )
    heading = {"trash": "Delete mail", "archive": "Archive mail"}
    target = str(preview.get("to_folder", "")).lower().lstrip(".")
    return _card(heading.get(target, "Move mail"), mail.get("subject") or "(no subject)", fields)


def routine(preview: Mapping[str, Any]) -> Card:
    """A routine or a watch as it is to be; of one that is changed what differs is marked."""
    after = _card(preview["heading"], preview["title"] or "(no title)", _routine_rows(preview))
    before = preview.get("before")
    if not before:
        return after
    # All its next times move where one does: they are shown as they will be.
    rows_before = _routine_rows({**before, "next": preview.get("next")})
    drawn = difference(_card("", before["title"] or "(no title)", rows_before), after)
    return replace(drawn, heading=preview["heading"])


def snooze(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A thing that is put off."""
    return _card("Snooze", seen(preview["title"]), rows(("Until", [moment(preview["until"], zone)])))


def preference(preview: Mapping[str, Any]) -> Card:
    """A preference as it is to be kept or forgotten."""
    fields = rows(("Until now", [seen(preview.get("before") or "")]), ("File", [preview["file"]]))
    return _card(preview["heading"], seen(preview["says"]), fields)


def _routine_rows(shown: Mapping[str, Any]) -> list[Row]:
    upcoming = list(shown.get("next") or ())
    request = seen(shown.get("request") or "")
    does = "Then" if shown.get("waits_for") else "Does"
    is_said = shown.get("kind") == "brief" or request.casefold() == seen(shown["title"]).casefold()
    return rows(
        ("Waits for", [shown.get("waits_for") or ""]),
        (does, [""] if is_said else request.split("\n")),
        ("When", [f"{shown['when']}, {shown['zone']}" if shown.get("when") else ""]),
        ("Skipped", [shown.get("skipped") or ""]),
        ("Next", upcoming),
        ("Each run", [shown.get("each_run") or ""]),
        ("Grant", [_grant(shown["grant"]) if shown.get("grant") else ""]),
        ("Missed", [shown.get("missed") or ""]),
        ("State", [shown["state"] if shown.get("state") != "active" else ""]),
    )


def _grant(stored: Mapping[str, Any]) -> str:
    expires_at = datetime.fromisoformat(stored["expires_at"])
    grant = GrantView(**{**stored, "expires_at": expires_at, "created_at": expires_at})
    return f"{grant.id}: {grant_title(grant)}, {grant_use(grant)}"


def call(preview: Mapping[str, Any]) -> Card:
    tool, agent = preview["tool"], preview.get("agent")
    fields = [Row(text_of(plain(name)), plain_lines(_json(value))) for name, value in preview["args"].items()]
    # In the title: an argument may have any name, also one like a row of ours.
    return _card("Run a tool", f"{agent}'s {tool}, at {preview['server']}" if agent else tool, fields)


def moment(text: str, zone: tzinfo | None) -> str:
    """ISO 8601 text as a person reads it, in `zone`; what is none as it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return clean_line(text)
    own = zone or found.tzinfo
    return times.instant(found, own) if own else clean_line(text)


def _card(heading: str, title: str, fields: Sequence[Row]) -> Card:
    return Card(heading=heading, id="", agent="", title=plain(title), rows=tuple(fields))


def _person(person: Mapping[str, Any]) -> str:
    name, email = person.get("name") or "", person.get("email") or ""
    return f"{name} <{email}>" if name and email else name or email


def _guest(person: Mapping[str, Any]) -> str:
    answer = (person.get("status") or "").lower().replace("needs-action", "no answer yet")
    return f"{_read(_person(person))} ({answer})" if answer else _read(_person(person))


def _read(address: str) -> str:
    """`address`, and beside it how an encoded domain reads."""
    before, _, domain = address.rstrip(">").rpartition("@")
    read = read_domain(domain)
    return address if read == domain else f"{address} (reads {before.rpartition('<')[2]}@{read})"


def _attachment(attachment: Mapping[str, Any] | None, path: str | None) -> str:
    if attachment is None:
        return ""
    about = (
        f"{attachment.get('name', '')} ({attachment.get('type', '')}, {_size(attachment.get('size') or 0)})"
    )
    return f"{about} in {PurePath(path).parent}" if path else about


def _size(size: int) -> str:
    if size < 1000:
        return counted(size, "byte")
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _json(value: Any) -> str:
    if isinstance(value, str):
        return value
    short = json.dumps(value, ensure_ascii=False)
    return short if len(short) <= 60 else json.dumps(value, ensure_ascii=False, indent=2)
