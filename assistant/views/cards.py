"""What a person has to see of an approval before answering it, ready to be drawn anywhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from assistant.contract import Approval
from assistant.views import differences, times
from assistant.views.differences import Line, Piece
from assistant.views.text import clean, clean_line, counted, hides_something


@dataclass(frozen=True)
class Row:
    """One field: a label and its lines."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Card:
    """An approval as it is shown: all its text is clean, nothing is shortened."""

    heading: str
    """What kind of thing would happen: `New event`, `Send mail`."""
    id: str
    agent: str
    title: Line
    rows: tuple[Row, ...] = ()
    body: tuple[Line, ...] = ()
    """The text of a mail, line by line."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What undo would do, when the question expires."""


def card(approval: Approval, zone: tzinfo | None) -> Card:
    """`approval` as a card; times are shown in `zone`, the person's, as well as in the event's own."""
    preview = approval.preview
    match preview.get("type"):
        case "event":
            drawn = _event(preview["event"], zone)
        case "event_change":
            drawn = _event_change(preview, zone)
        case "event_cancel":
            drawn = _event_cancel(preview, zone)
        case "mail":
            drawn = _mail(preview["mail"], approval.action, zone)
        case "mail_move":
            drawn = _mail_move(preview, zone)
        case _:
            drawn = _call(preview, approval)
    return replace(
        drawn,
        id=approval.id,
        agent=clean_line(approval.agent),
        warnings=_warnings(approval, zone),
        notes=_notes(approval, zone),
    )


def mail_card(mail: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A mail that was read, in full; `mail` is as the tool `read_email` gives it."""
    dated = _rows(
        ("Date", [_moment(mail["date"], zone)] if mail.get("date") else []),
        ("Calendar", [clean_line(mail["calendar"])] if mail.get("calendar") else []),
    )
    drawn = _mail(mail, "", zone)
    folder = clean_line(mail.get("folder") or "mail")
    return replace(
        drawn, heading=folder.capitalize(), id=clean_line(mail.get("id") or ""), rows=(*drawn.rows, *dated)
    )


def difference(before: Card, after: Card) -> Card:
    """`after`, with everything marked in which it differs from `before`."""
    old = {row.label: _joined(row.lines) for row in before.rows}
    new = {row.label: _joined(row.lines) for row in after.rows}
    labels = [*new, *(label for label in old if label not in new)]
    body = differences.words(_joined(before.body), _joined(after.body)) if before.body or after.body else ()
    return replace(
        after,
        heading=f"{after.heading}, edited",
        title=differences.words(_text(before.title), _text(after.title))[0],
        rows=tuple(Row(label, _changed_lines(old.get(label, ""), new.get(label, ""))) for label in labels),
        body=body,
    )


def is_changed(row: Row) -> bool:
    return any(piece.mark != "same" for line in row.lines for piece in line)


def _event(event: Mapping[str, Any], zone: tzinfo | None) -> Card:
    return _card("New event", _plain(event["title"] or "(no title)"), _event_rows(event, zone))


def _event_cancel(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    event = preview["event"]
    heading = {"occurrence": "Cancel one occurrence", "series": "Cancel the whole series"}
    return _card(
        heading.get(preview.get("scope", ""), "Cancel event"),
        _plain(event["title"] or "(no title)"),
        _event_rows(event, zone),
    )


def _event_change(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    heading = {"occurrence": "Change one occurrence", "series": "Change the whole series"}
    before = _card("", _plain(preview["before"]["title"]), _event_rows(preview["before"], zone))
    after = _card("", _plain(preview["after"]["title"]), _event_rows(preview["after"], zone))
    return replace(difference(before, after), heading=heading.get(preview.get("scope", ""), "Change event"))


def _event_rows(event: Mapping[str, Any], zone: tzinfo | None) -> list[Row]:
    when = times.when_lines(event["start"], event.get("end") or "", event.get("zone") or "", zone)
    return _rows(
        ("When", when),
        ("Repeats", [event.get("recurrence") or ""]),
        ("Where", [event.get("location") or ""]),
        ("Guests", [_person(person) for person in event.get("attendees") or ()]),
        ("Reminder", list(event.get("reminders") or ())),
        ("Notes", clean(event.get("description") or "").split("\n")),
        ("Calendar", [event.get("calendar") or ""]),
    )


def _mail(mail: Mapping[str, Any], action: str, zone: tzinfo | None) -> Card:
    answered = mail.get("in_reply_to") or {}
    about = f"{answered.get('from', '')}: {answered.get('subject', '')}" if answered else ""
    if answered.get("date"):
        about += f" ({_moment(answered['date'], zone)})"
    rows = _rows(
        ("From", [mail.get("from") or ""]),
        ("To", list(mail.get("to") or ())),
        ("Cc", list(mail.get("cc") or ())),
        ("Bcc", list(mail.get("bcc") or ())),
        ("Answers" if "forward" not in action else "Forwards", [about]),
        ("Sent at", [_moment(mail["send_at"], zone)] if mail.get("send_at") else []),
        ("Attached", [_attachment(attachment) for attachment in mail.get("attachments") or ()]),
        ("Format", [mail["format"]] if mail.get("format") else []),
    )
    heading = {"reply_to_email": "Reply", "forward_email": "Forward mail", "save_draft": "Draft"}
    drawn = _card(heading.get(action, "Send mail"), _plain(mail.get("subject") or "(no subject)"), rows)
    body = clean(mail.get("body") or "").rstrip("\n")
    return replace(drawn, body=tuple(_plain(line, strip=False) for line in (body or "(no text)").split("\n")))


def _mail_move(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    mail = preview["mail"]
    to = mail.get("to") or ()
    rows = _rows(
        ("From", [mail.get("from") or ""]),
        ("To", [to] if isinstance(to, str) else list(to)),
        ("Date", [_moment(mail["date"], zone)] if mail.get("date") else []),
        ("Begins", [mail.get("snippet") or ""]),
        ("Moves", [f"{preview.get('from_folder', '')} → {preview.get('to_folder', '')}"]),
    )
    heading = {"trash": "Delete mail", "archive": "Archive mail"}
    target = str(preview.get("to_folder", "")).lower().lstrip(".")
    return _card(heading.get(target, "Move mail"), _plain(mail.get("subject") or "(no subject)"), rows)


def _call(preview: Mapping[str, Any], approval: Approval) -> Card:
    tool, agent = preview.get("tool", approval.action), preview.get("agent")
    rows = [
        Row(clean_line(name), tuple(_plain(line, strip=False) for line in clean(_json(value)).split("\n")))
        for name, value in preview.get("args", approval.args).items()
    ]
    # In the title: an argument may have any name, also one like a row of ours.
    return _card("Run a tool", _plain(f"{agent}'s {tool}, at {preview['server']}" if agent else tool), rows)


def _warnings(approval: Approval, zone: tzinfo | None) -> tuple[str, ...]:
    preview = approval.preview
    found = [clean_line(warning) for warning in approval.warnings]
    spoken = " ".join(found)
    for clash in preview.get("clashes") or ():
        if clean_line(clash["title"]) not in spoken:
            span = times.short_span(clash["start"], clash["end"], zone)
            found.append(f"Clashes with '{clean_line(clash['title'])}', {span}")
    alternatives = [
        times.short_span(free["start"], free["end"], zone) for free in preview.get("alternatives") or ()
    ]
    if alternatives and "free" not in spoken:
        found.append(f"Free instead: {', '.join(alternatives)}")
    if hides_something(preview) or hides_something(approval.args):
        found.append("The text holds invisible control characters, which are left out here")
    return tuple(found)


def _notes(approval: Approval, zone: tzinfo | None) -> tuple[str, ...]:
    notes = []
    if approval.revision:
        notes.append("Asked again: things have changed since you were asked first; nothing was done.")
    if approval.undo_note:
        said = clean_line(approval.undo_note)
        says_it = said.lower().startswith("undo") or not approval.undoable
        notes.append(said if says_it else f"Undo: {said}")
    elif not approval.undoable:
        notes.append("This can't be undone.")
    if approval.expires_at:
        notes.append(f"Expires {times.instant(approval.expires_at, zone or approval.expires_at.tzinfo)}.")  # type: ignore[arg-type]
    return tuple(notes)


def _card(heading: str, title: Line, rows: Sequence[Row]) -> Card:
    return Card(heading=heading, id="", agent="", title=title, rows=tuple(rows))


def _rows(*fields: tuple[str, Sequence[str]]) -> list[Row]:
    rows = [(label, tuple(_plain(line) for line in lines if line)) for label, lines in fields]
    return [Row(label, lines) for label, lines in rows if lines]


def _changed_lines(before: str, after: str) -> tuple[Line, ...]:
    return tuple(line for line in differences.lines(before, after) if line[0].text)


def _plain(text: str, *, strip: bool = True) -> Line:
    return (Piece(clean_line(text) if strip else clean(text)),)


def _text(line: Line) -> str:
    return "".join(piece.text for piece in line)


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join(map(_text, lines))


def _person(person: Mapping[str, Any]) -> str:
    name, email = person.get("name") or "", person.get("email") or ""
    return f"{name} <{email}>" if name and email else name or email


def _attachment(attachment: Mapping[str, Any]) -> str:
    return (
        f"{attachment.get('name', '')} ({attachment.get('type', '')}, {_size(attachment.get('size') or 0)})"
    )


def _size(size: int) -> str:
    if size < 1000:
        return counted(size, "byte")
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _moment(text: str, zone: tzinfo | None) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return clean_line(text)
    own = zone or moment.tzinfo
    return times.instant(moment, own) if own else clean_line(text)


def _json(value: Any) -> str:
    if isinstance(value, str):
        return value
    short = json.dumps(value, ensure_ascii=False)
    return short if len(short) <= 60 else json.dumps(value, ensure_ascii=False, indent=2)
